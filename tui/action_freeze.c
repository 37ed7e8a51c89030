#include "tui/action.h"

#include "model/freeze.h"
#include "model/locate.h"
#include "model/operation.h"
#include "tui/values.h"

enum status action_freeze(struct book *book, const struct values *values, struct run *run,
                          struct error *err)
{
    struct freeze freeze = {
        .party = values_id(values, "seller", "seller"),
        .scope = values_get(values, "scope"),
        .ground = values_get(values, "ground"),
        .facts = values_get(values, "facts"),
    };
    char currency[4];
    enum status status = locate_currency(book, freeze.party, currency, err);
    if (status == STATUS_OK) {
        status = values_amount(values, "amount", currency, &freeze.amount, err);
    }
    if (status == STATUS_OK) {
        status = values_time(values, "until", book_now_us(book), &freeze.until_us, err);
    }
    return status == STATUS_OK ? freeze_put(book, &freeze, run, err) : status;
}

enum status action_unfreeze(struct book *book, const struct values *values, struct run *run,
                            struct error *err)
{
    struct unfreeze unfreeze = {.reason = values_get(values, "reason")};
    enum status status = values_number(values, "freeze", "freeze", &unfreeze.freeze, err);
    return status == STATUS_OK ? freeze_lift(book, &unfreeze, run, err) : status;
}
