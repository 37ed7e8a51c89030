#include "tui/action.h"

#include "model/chargeback.h"
#include "model/locate.h"
#include "tui/values.h"

enum status action_chargeback(struct book *book, const struct values *values, struct run *run,
                              struct error *err)
{
    struct chargeback chargeback = {
        .id = values_id(values, "id", "chargeback"),
        .deal = values_id(values, "deal", "deal"),
        .via = values_id(values, "via", "party"),
        .reason = values_get(values, "reason"),
    };
    char currency[4];
    enum status status = locate_deal_currency(book, chargeback.deal, currency, err);
    if (status == STATUS_OK) {
        status = values_amount(values, "amount", currency, &chargeback.amount, err);
    }
    return status == STATUS_OK ? chargeback_take(book, &chargeback, run, err) : status;
}

enum status action_chargeback_reverse(struct book *book, const struct values *values,
                                      struct run *run, struct error *err)
{
    struct chargeback_reversal reversal = {
        .chargeback = values_id(values, "chargeback", "chargeback"),
        .reason = values_get(values, "reason"),
    };
    return chargeback_reverse(book, &reversal, run, err);
}
