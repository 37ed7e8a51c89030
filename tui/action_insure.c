#include "tui/action.h"

#include "model/insurance.h"
#include "model/text.h"
#include "tui/values.h"

enum status action_insure(struct book *book, const struct values *values, struct run *run,
                          struct error *err)
{
    const char *part = values_get(values, "part-bp");
    struct cover cover = {
        .id = values_id(values, "cover", "cover"),
        .insurer = values_id(values, "insurer", "insurer"),
        .seller = values_id(values, "seller", "seller"),
        .deal = values_id(values, "deal", "deal"),
    };
    int64_t now_us = book_now_us(book);
    enum status status = values_amount(values, "limit", "", &cover.limit, err);
    if (status == STATUS_OK && part != NULL && !text_to_int(part, &cover.part_bp)) {
        status = error_set(err, STATUS_INVALID, "part-bp: '%s' is no whole number", part);
    }
    if (status == STATUS_OK) {
        status = values_time(values, "from", now_us, &cover.from_us, err);
    }
    if (status == STATUS_OK) {
        status = values_time(values, "until", now_us, &cover.until_us, err);
    }
    if (cover.from_us == TIME_NONE) {
        cover.from_us = now_us;
    }
    return status == STATUS_OK ? insurance_put(book, &cover, run, err) : status;
}
