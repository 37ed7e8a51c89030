/* freeze.h - a measure on a seller: capabilities masked, and/or an amount set aside, with a ground,
 * facts, an end and a notice.
 *
 * Freezes stack; each is lifted by itself and ends by itself. None ever blocks a refund to a buyer,
 * an award or a court order. An amount beyond what is there becomes a lien on future inflow. */
#ifndef MODEL_FREEZE_H
#define MODEL_FREEZE_H

#include "model/freeze_terms.h"
#include "model/operation.h"

extern const struct operation freeze_put_operation;
enum status freeze_put(struct book *book, const struct freeze *freeze, struct run *run,
                       struct error *err) CHECKED;

struct unfreeze {
    int64_t freeze;
    const char *reason;
};
enum status freeze_lift(struct book *book, const struct unfreeze *unfreeze, struct run *run,
                        struct error *err) CHECKED;

/* The clocks, which are the sweep's operations: the beginning of one whose time has come, and the
 * end. */
enum status freeze_begin(struct book *book, const int64_t *freeze, struct run *run,
                         struct error *err) CHECKED;
enum status freeze_end(struct book *book, const int64_t *freeze, struct run *run,
                       struct error *err) CHECKED;

#endif
