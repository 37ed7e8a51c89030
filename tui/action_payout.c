#include "tui/action.h"

#include "model/locate.h"
#include "model/operation.h"
#include "model/payout.h"
#include "tui/values.h"

enum status action_payout(struct book *book, const struct values *values, struct run *run,
                          struct error *err)
{
    struct payout payout = {
        .id = values_id(values, "id", "payout"),
        .party = values_id(values, "seller", "seller"),
        .to = values_get(values, "to"),
    };
    char currency[4];
    enum status status = locate_currency(book, payout.party, currency, err);
    if (status == STATUS_OK) {
        status = values_amount(values, "amount", currency, &payout.amount, err);
    }
    return status == STATUS_OK ? payout_request(book, &payout, run, err) : status;
}
