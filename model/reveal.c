#include "model/reveal.h"

#include "model/mem.h"
#include "model/party_case.h"
#include "model/party_row.h"
#include "model/personal.h"

/* The first open case of the party, mem's; NULL where there is none. */
static enum status find_case(struct book *book, void *mem, const char *party, char **out,
                             struct error *err)
{
    struct stmt *q;
    bool has_row = false;
    *out = NULL;
    enum status status = book_flush(book, err);
    if (status == STATUS_OK) {
        status = store_prepare(book_store(book), PARTY_CASE_SQL("$1", "$2") " LIMIT 1", &q, err);
    }
    if (status != STATUS_OK) {
        return status;
    }
    stmt_bind_text(q, 1, party);
    stmt_bind_int(q, 2, book_now_us(book));
    status = stmt_step(q, &has_row, err);
    if (status == STATUS_OK && has_row) {
        *out = mem_strdup(mem, stmt_text(q, 0));
    }
    stmt_reset(q);
    return status;
}

static enum status check_reveal(struct book *book, const void *request, struct error *err)
{
    const struct reveal *reveal = request;
    void *mem = mem_context(NULL, "reveal");
    char *value = NULL;
    char *open = NULL;
    enum status status = party_require(book, reveal->party, NULL, err);
    if (status == STATUS_OK) {
        status = personal_contact(book, mem, reveal->party, &value, err);
    }
    if (status == STATUS_OK && value == NULL) {
        status = error_set(err, STATUS_REFUSED, "there is no contact of %s", reveal->party);
    }
    if (status == STATUS_OK) {
        status = find_case(book, mem, reveal->party, &open, err);
    }
    if (status == STATUS_OK && open == NULL) {
        (void)error_set(err, STATUS_REFUSED, "no case of %s is open", reveal->party);
        status = error_hint(err, "a contact is shown while a complaint, a freeze, a payout or a"
                                 " demand of the party is under way");
    }
    mem_free(mem);
    return status;
}

static enum status plan_reveal(struct book *book, const void *request, struct posting *posting,
                               struct error *err)
{
    const struct reveal *reveal = request;
    char *open = NULL;
    if (reveal->reason == NULL || reveal->reason[0] == '\0') {
        return error_set(err, STATUS_INVALID, "to reveal a contact needs a reason");
    }
    enum status status = find_case(book, posting, reveal->party, &open, err);
    posting_subject(posting, "party:%s", reveal->party);
    posting_note(posting, "party", reveal->party);
    posting_note(posting, "kind", PERSONAL_CONTACT);
    posting_note(posting, "case", open);
    posting_note(posting, "reason", reveal->reason);
    return status;
}

enum status reveal_contact(struct book *book, const struct reveal *reveal, struct run *run,
                           struct error *err)
{
    static const struct operation operation = {
        .verb = "reveal", .plan = plan_reveal, .check = check_reveal};
    *reveal->value = NULL;
    enum status status = operation_run(book, &operation, reveal, run, err);
    if (status != STATUS_OK || run->is_preview || run->is_check) {
        return status;
    }
    return personal_contact(book, run->mem, reveal->party, reveal->value, err);
}
