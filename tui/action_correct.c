#include "tui/action.h"

#include "model/correction.h"
#include "tui/values.h"

enum status action_correct(struct book *book, const struct values *values, struct run *run,
                           struct error *err)
{
    struct correction correction = {.reason = values_get(values, "reason")};
    enum status status = values_number(values, "event", "event", &correction.event, err);
    return status == STATUS_OK ? correction_make(book, &correction, run, err) : status;
}
