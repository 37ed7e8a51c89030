#include "tui/action.h"

#include "model/advance.h"
#include "model/locate.h"
#include "tui/values.h"

enum status action_advance(struct book *book, const struct values *values, struct run *run,
                           struct error *err)
{
    struct advance advance = {
        .id = values_id(values, "id", "advance"),
        .deal = values_id(values, "deal", "deal"),
        .lender = values_id(values, "lender", "party"),
    };
    char currency[4];
    enum status status = locate_deal_currency(book, advance.deal, currency, err);
    if (status == STATUS_OK) {
        status = values_amount(values, "amount", currency, &advance.amount, err);
    }
    if (status == STATUS_OK) {
        status = values_amount(values, "repay", currency, &advance.repay, err);
    }
    return status == STATUS_OK ? advance_make(book, &advance, run, err) : status;
}
