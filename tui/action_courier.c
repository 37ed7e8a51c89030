#include "tui/action.h"

#include "model/courier.h"
#include "model/locate.h"
#include "tui/values.h"

enum status action_courier_draw(struct book *book, const struct values *values, struct run *run,
                                struct error *err)
{
    struct courier_draw draw = {
        .deal = values_id(values, "deal", "deal"),
        .reason = values_get(values, "reason"),
        .has_amount = values_get(values, "amount") != NULL,
    };
    char currency[4];
    enum status status = locate_deal_currency(book, draw.deal, currency, err);
    if (status == STATUS_OK && draw.has_amount) {
        status = values_amount(values, "amount", currency, &draw.amount, err);
    }
    return status == STATUS_OK ? courier_draw(book, &draw, run, err) : status;
}
