#include "tui/action.h"

#include "model/extension.h"
#include "model/text.h"
#include "tui/values.h"

#define DAYS_MAX 3660

enum status action_extend(struct book *book, const struct values *values, struct run *run,
                          struct error *err)
{
    const char *text = values_get(values, "days");
    int64_t days = 0;
    if (text != NULL && (!text_to_int(text, &days) || days < 1 || days > DAYS_MAX)) {
        return error_set(err, STATUS_INVALID, "days: '%s' is no number from 1 to %d", text,
                         DAYS_MAX);
    }
    struct extension extension = {.deal = values_id(values, "deal", "deal"),
                                  .by = values_id(values, "by", "seller"),
                                  .by_us = days * TIME_US_PER_DAY};
    return extension_ask(book, &extension, run, err);
}
