#include "model/reminder.h"

#include <string.h>

static enum status plan(struct book *book, const void *request, struct posting *posting,
                        struct error *err)
{
    const char *const *id = request;
    struct account *hold;
    char due[TIME_TEXT_BYTES];
    enum status status = account_hold(book, *id, &hold, err);
    if (status != STATUS_OK) {
        return status;
    }
    posting_subject(posting, "hold:%s", hold->name);
    posting_context(posting, "deal:%s", hold->deal);
    posting_note(posting, "hold", hold->name);
    posting_note(posting, "due", time_format(hold->due_us, due));
    bool is_to_payee = hold->door == DOOR_PAYEE;
    struct notice *notice = posting_tell(posting, is_to_payee ? hold->payer : hold->payee,
                                         is_to_payee ? "reminder payer" : "reminder payee");
    notice_text(notice, "deal", hold->deal);
    notice_money(notice, "amount", hold->balance_minor, hold->currency);
    notice_text(notice, "who", is_to_payee ? hold->payee : hold->payer);
    notice_time(notice, "due", hold->due_us);
    return STATUS_OK;
}

static enum status apply(struct book *book, const void *request, const struct posting *posting,
                         struct error *err)
{
    const char *const *id = request;
    struct account *hold;
    struct stmt *q;
    const char *sql = "INSERT INTO reminder (account_id, due_us, event) VALUES ($1, $2, $3)";
    enum status status = account_hold(book, *id, &hold, err);
    if (status == STATUS_OK) {
        status = store_prepare(book_store(book), sql, &q, err);
    }
    if (status != STATUS_OK) {
        return status;
    }
    stmt_bind_int(q, 1, hold->id);
    stmt_bind_int(q, 2, hold->due_us);
    stmt_bind_int(q, 3, posting->event);
    return stmt_queue(q, err);
}

enum status reminder_send(struct book *book, const char *const *hold, struct run *run,
                          struct error *err)
{
    static const struct operation operation = {.verb = "remind", .plan = plan, .apply = apply};
    return operation_run(book, &operation, hold, run, err);
}
