#include "tui/action.h"

#include "model/conversion.h"
#include "model/locate.h"
#include "tui/values.h"

#include <string.h>

/* Where it is only asked whether it is possible, the party alone is there. */
static enum status read_terms(struct book *book, const struct values *values,
                              struct conversion *conversion, struct error *err)
{
    const char *rate = values_get(values, "rate");
    enum status status =
        values_time(values, "valid-until", book_now_us(book), &conversion->valid_until_us, err);
    if (status == STATUS_OK && rate != NULL) {
        status = rate_parse(rate, &conversion->rate, err);
    }
    if (status == STATUS_OK && conversion->currency != NULL) {
        status = values_amount(values, "bought", conversion->currency, &conversion->bought, err);
    }
    return status;
}

enum status action_fx(struct book *book, const struct values *values, struct run *run,
                      struct error *err)
{
    struct conversion conversion = {
        .id = values_id(values, "id", "fx"),
        .party = values_id(values, "party", "seller"),
        .dealer = values_id(values, "dealer", "party"),
        .currency = values_get(values, "to"),
        .rounding = values_get(values, "rounding"),
    };
    char currency[4];
    struct money none;
    enum status status = STATUS_OK;
    if (conversion.currency != NULL) {
        status = money_make(0, conversion.currency, &none, err);
    }
    if (status == STATUS_OK) {
        status = locate_currency(book, conversion.party, currency, err);
    }
    if (status == STATUS_OK) {
        status = values_amount(values, "amount", currency, &conversion.sold, err);
    }
    if (status == STATUS_OK) {
        status = read_terms(book, values, &conversion, err);
    }
    return status == STATUS_OK ? conversion_make(book, &conversion, run, err) : status;
}
