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

/* It rests on a notice about a right that the seller contested, and whose waiting period is over:
 * it is lifted with the measure. */
enum status freeze_lapse(struct book *book, const int64_t *freeze, struct run *run,
                         struct error *err) CHECKED;
/* Whose turn that is, for the sweep. */
#define FREEZE_LAPSE_SQL                                                                           \
    "SELECT c.decided_us, f.id, '' FROM \"freeze\" f JOIN complaint c ON c.id = f.complaint"       \
    " WHERE f.complaint IS NOT NULL AND f.is_ended = 0 AND " FREEZE_IS_BASELESS                    \
    " AND c.decided_us <= $1 AND (c.decided_us, f.id) > ($2, $3)"                                  \
    " ORDER BY c.decided_us, f.id LIMIT $4"
/* Over complaint c. */
#define FREEZE_IS_BASELESS "c.kind = 'rights-notice' AND c.state = 'defaulted' AND c.door = 'payee'"

#endif
