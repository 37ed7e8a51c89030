#include "model/closure.h"

#include "model/id_list.h"
#include "model/mem.h"
#include "model/party.h"

/* Live holds of what the party was paid ahead for. */
static enum status list_holds(struct book *book, void *mem, const char *party, struct id_list *out,
                              struct error *err)
{
    struct stmt *q;
    bool has_row = true;
    const char *sql = "SELECT id FROM account WHERE payee = $1 AND balance_minor > 0"
                      " AND purpose = 'prepaid' ORDER BY id LIMIT $2";
    enum status status = book_flush(book, err);
    if (status == STATUS_OK) {
        status = store_prepare(book_store(book), sql, &q, err);
    }
    if (status != STATUS_OK) {
        return status;
    }
    stmt_bind_text(q, 1, party);
    stmt_bind_int(q, 2, CLOSURE_HOLDS_MAX + 1);
    while ((status = stmt_step(q, &has_row, err)) == STATUS_OK && has_row) {
        id_list_add_int(mem, out, stmt_int(q, 0));
    }
    stmt_reset(q);
    if (status == STATUS_OK && out->count > CLOSURE_HOLDS_MAX) {
        return error_set(err, STATUS_LIMIT, "%s has more than %d prepaid holds", party,
                         CLOSURE_HOLDS_MAX);
    }
    return status;
}

static enum status turn(struct book *book, const char *id, struct posting *posting,
                        struct error *err)
{
    struct account *hold;
    enum status status = account_hold(book, id, &hold, err);
    if (status != STATUS_OK) {
        return status;
    }
    posting_clock(posting, hold, DOOR_PAYER, book_now_us(book));
    struct notice *notice = posting_tell(posting, hold->payer, "prepaid closed");
    notice_text(notice, "merchant", hold->payee);
    notice_text(notice, "deal", hold->deal);
    return STATUS_OK;
}

static enum status plan_close(struct book *book, const void *request, struct posting *posting,
                              struct error *err)
{
    const struct closure *closure = request;
    struct id_list holds = {0};
    bool is_closed = false;
    posting_subject(posting, "party:%s", closure->party);
    posting_note(posting, "party", closure->party);
    posting_note(posting, "reason", closure->reason);
    enum status status = party_require(book, closure->party, "seller", err);
    if (status == STATUS_OK) {
        status = party_is_closed(book, closure->party, &is_closed, err);
    }
    if (is_closed) {
        return error_set(err, STATUS_REFUSED, "%s has closed already", closure->party);
    }
    if (status == STATUS_OK) {
        status = list_holds(book, posting, closure->party, &holds, err);
    }
    if (status == STATUS_OK) {
        status = account_foresee(book, &holds, err);
    }
    for (size_t i = 0; i < holds.count && status == STATUS_OK; i++) {
        status = turn(book, holds.items[i], posting, err);
    }
    posting_note_int(posting, "holds", (int64_t)holds.count);
    return status;
}

static enum status apply_close(struct book *book, const void *request,
                               const struct posting *posting, struct error *err)
{
    const struct closure *closure = request;
    return party_note_closed(book, closure->party, posting->at_us, err);
}

enum status closure_close(struct book *book, const struct closure *closure, struct run *run,
                          struct error *err)
{
    static const struct operation operation = {
        .verb = "close", .is_decision = true, .plan = plan_close, .apply = apply_close};
    return operation_run(book, &operation, closure, run, err);
}
