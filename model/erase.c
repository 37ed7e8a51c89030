#include "model/erase.h"

#include "model/party_row.h"

static enum status count_kept(struct book *book, const char *party, int64_t *out, struct error *err)
{
    struct stmt *q;
    bool has_row = false;
    *out = 0;
    enum status status = store_prepare(book_store(book),
                                       "SELECT count(*) FROM personal WHERE party = $1"
                                       " AND erased_event IS NULL",
                                       &q, err);
    if (status != STATUS_OK) {
        return status;
    }
    stmt_bind_text(q, 1, party);
    status = stmt_step(q, &has_row, err);
    *out = status == STATUS_OK && has_row ? stmt_int(q, 0) : 0;
    stmt_reset(q);
    return status;
}

/* Refuse what an open case or the retention needs. */
static enum status check_needed(struct book *book, const char *party, struct error *err)
{
    struct stmt *q;
    bool has_row = false;
    const struct policy *policy = book_policy(book);
    enum status status = book_flush(book, err);
    if (status == STATUS_OK) {
        status = store_prepare(
            book_store(book),
            PARTY_CASE_SQL("$1", "$2") " UNION ALL " PARTY_BUSINESS_SQL("$1", "$3") " LIMIT 1", &q,
            err);
    }
    if (status != STATUS_OK) {
        return status;
    }
    stmt_bind_text(q, 1, party);
    stmt_bind_int(q, 2, book_now_us(book));
    stmt_bind_int(q, 3, book_now_us(book) - policy->personal_us);
    status = stmt_step(q, &has_row, err);
    if (status == STATUS_OK && has_row) {
        (void)error_set(err, STATUS_REFUSED, "personal data of %s is still needed: %s", party,
                        stmt_text(q, 0));
        status = error_hint(err, "it is kept for %s after the last business, and erased then",
                            policy_value_of(policy, "personal.keep")->value);
    }
    stmt_reset(q);
    return status;
}

static enum status check_erase(struct book *book, const void *request, struct error *err)
{
    const struct erasure *erasure = request;
    int64_t kept = 0;
    enum status status = party_require(book, erasure->party, NULL, err);
    if (status == STATUS_OK) {
        status = count_kept(book, erasure->party, &kept, err);
    }
    if (status == STATUS_OK && kept == 0) {
        return error_set(err, STATUS_REFUSED, "nothing personal of %s is kept", erasure->party);
    }
    return status == STATUS_OK ? check_needed(book, erasure->party, err) : status;
}

static enum status plan_erase(struct book *book, const void *request, struct posting *posting,
                              struct error *err)
{
    const struct erasure *erasure = request;
    int64_t kept = 0;
    posting_subject(posting, "party:%s", erasure->party);
    posting_note(posting, "party", erasure->party);
    posting_note(posting, "reason", erasure->reason);
    posting_basis(posting, policy_value_of(book_policy(book), "personal.keep"));
    enum status status = count_kept(book, erasure->party, &kept, err);
    posting_note_int(posting, "erased", kept);
    return status;
}

static enum status apply_erase(struct book *book, const void *request,
                               const struct posting *posting, struct error *err)
{
    struct stmt *q;
    const struct erasure *erasure = request;
    enum status status = store_prepare(book_store(book),
                                       "UPDATE personal SET salt = NULL, value = NULL,"
                                       " erased_event = $1 WHERE party = $2"
                                       " AND erased_event IS NULL",
                                       &q, err);
    if (status != STATUS_OK) {
        return status;
    }
    stmt_bind_int(q, 1, posting->event);
    stmt_bind_text(q, 2, erasure->party);
    return stmt_run(q, err);
}

static enum status plan_asked(struct book *book, const void *request, struct posting *posting,
                              struct error *err)
{
    const struct erasure *erasure = request;
    if (erasure->reason == NULL || erasure->reason[0] == '\0') {
        return error_set(err, STATUS_INVALID, "to erase personal data needs a reason");
    }
    return plan_erase(book, erasure, posting, err);
}

enum status erase_party(struct book *book, const struct erasure *erasure, struct run *run,
                        struct error *err)
{
    static const struct operation operation = {
        .verb = "erase", .plan = plan_asked, .apply = apply_erase, .check = check_erase};
    return operation_run(book, &operation, erasure, run, err);
}

enum status erase_default(struct book *book, const char *const *party, struct run *run,
                          struct error *err)
{
    static const struct operation operation = {
        .verb = "erase default", .plan = plan_erase, .apply = apply_erase, .check = check_erase};
    const struct erasure erasure = {.party = *party};
    return operation_run(book, &operation, &erasure, run, err);
}
