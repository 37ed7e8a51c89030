#include "model/reminder.h"

#include <string.h>

static enum status plan(struct book *book, const void *request, struct posting *posting,
                        struct error *err)
{
    const char *const *id = request;
    struct account *hold;
    char due[TIME_TEXT_BYTES];
    char held[MONEY_TEXT_BYTES];
    enum status status = account_hold(book, *id, &hold, err);
    if (status != STATUS_OK) {
        return status;
    }
    posting_subject(posting, "hold:%s", hold->name);
    posting_context(posting, "deal:%s", hold->deal);
    posting_note(posting, "hold", hold->name);
    posting_note(posting, "due", time_format(hold->due_us, due));
    struct money there = {hold->balance_minor, ""};
    memcpy(there.currency, hold->currency, sizeof there.currency);
    (void)money_format_grouped(there, held);
    if (hold->door == DOOR_PAYEE) {
        posting_notice(posting, hold->payer,
                       "%s %s of deal %s go to %s at %s. Until then you can complain, or agree with"
                       " them on more time.",
                       hold->currency, held, hold->deal, hold->payee, due);
    } else {
        posting_notice(posting, hold->payee,
                       "%s %s of deal %s go back to %s at %s. Until then you can deliver, or agree"
                       " with them on more time.",
                       hold->currency, held, hold->deal, hold->payer, due);
    }
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
