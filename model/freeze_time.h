/* freeze_time.h - how long a measure lasts: what one operator put in an emergency and another
 * confirms, and what is extended for new reasons. */
#ifndef MODEL_FREEZE_TIME_H
#define MODEL_FREEZE_TIME_H

#include "model/operation.h"

/* It lasts until the end that was asked for. STATUS_DENIED for the operator who put it. */
struct freeze_confirmation {
    int64_t freeze;
};
enum status freeze_confirm(struct book *book, const struct freeze_confirmation *confirmation,
                           struct run *run, struct error *err) CHECKED;

/* Within the policy's longest time from now on, and as often as it says. */
struct freeze_extension {
    int64_t freeze, until_us;
    const char *reason;
};
enum status freeze_extend(struct book *book, const struct freeze_extension *extension,
                          struct run *run, struct error *err) CHECKED;

#endif
