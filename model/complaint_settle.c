#include "model/complaint_settle.h"

#include "model/hold.h"

static enum status hold_of(struct book *book, const struct complaint_row *row, struct account **out,
                           struct error *err)
{
    *out = NULL;
    return row->hold_id == 0 ? STATUS_OK : account_by_id(book, row->hold_id, out, err);
}

enum status complaint_held(struct book *book, const struct complaint_row *row, int64_t *out,
                           struct error *err)
{
    struct account *hold;
    enum status status = hold_of(book, row, &hold, err);
    *out = status == STATUS_OK && hold != NULL ? hold->balance_minor : 0;
    return status;
}

enum status complaint_plan_split(struct book *book, const struct complaint_row *row,
                                 int64_t refund_minor, struct posting *posting, struct error *err)
{
    struct account *hold;
    enum status status = hold_of(book, row, &hold, err);
    if (status != STATUS_OK || hold == NULL) {
        return status;
    }
    int64_t rest_minor = hold->balance_minor - refund_minor;
    if (refund_minor > 0) {
        status = hold_plan_return(book, hold, refund_minor, posting, err);
    }
    if (status == STATUS_OK && rest_minor > 0) {
        status = hold_plan_release(book, hold, rest_minor, posting, err);
    }
    return status;
}

enum status complaint_plan_settle(struct book *book, const struct complaint_row *row, bool to_payee,
                                  struct posting *posting, struct error *err)
{
    int64_t held_minor;
    enum status status = complaint_held(book, row, &held_minor, err);
    return status == STATUS_OK
               ? complaint_plan_split(book, row, to_payee ? 0 : held_minor, posting, err)
               : status;
}

enum status complaint_plan_wait(struct book *book, const struct complaint_row *row, bool to_payee,
                                int64_t waiting_minor, int64_t until_us, struct posting *posting,
                                struct error *err)
{
    struct account *hold;
    enum status status = hold_of(book, row, &hold, err);
    if (status != STATUS_OK || hold == NULL) {
        return status;
    }
    int64_t rest_minor = hold->balance_minor - waiting_minor;
    if (rest_minor > 0) {
        status = to_payee ? hold_plan_return(book, hold, rest_minor, posting, err)
                          : hold_plan_release(book, hold, rest_minor, posting, err);
    }
    if (status == STATUS_OK && waiting_minor > 0) {
        posting_clock(posting, hold, to_payee ? DOOR_PAYEE : DOOR_PAYER, until_us);
    }
    return status;
}

enum status complaint_plan_back(struct book *book, const struct complaint_row *row,
                                struct posting *posting, struct error *err)
{
    struct account *hold, *whole;
    enum status status = hold_of(book, row, &hold, err);
    if (status == STATUS_OK && hold != NULL && hold->balance_minor > 0) {
        status = account_by_id(book, hold->parent, &whole, err);
        if (status == STATUS_OK) {
            status = posting_move(posting, hold, whole, hold->balance_minor, err);
        }
    }
    return status;
}
