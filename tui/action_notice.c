#include "tui/action.h"

#include "model/outbox.h"
#include "tui/values.h"

enum status action_notices_retry(struct book *book, const struct values *values, struct run *run,
                                 struct error *err)
{
    struct outbox_again again = {.reason = values_get(values, "reason")};
    enum status status = values_number(values, "notice", "notice", &again.notice, err);
    return status == STATUS_OK ? outbox_retry(book, &again, run, err) : status;
}
