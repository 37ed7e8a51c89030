/* courier.h - who carries the goods of a deal that is paid at the door, and what happens to them
 * and to the cash: refused at the door, announced to be remitted (remit.h has what comes of that),
 * late, taken out of the courier's own bond. */
#ifndef MODEL_COURIER_H
#define MODEL_COURIER_H

#include "model/operation.h"

struct carriage {
    const char *deal, *courier;
    struct money fee; /* what the courier keeps; of the deal's currency */
};
/* The courier of a deal, until it is delivered, and once. Its fee is the first claim on the hold.
 */
enum status courier_carry(struct book *book, const struct carriage *carriage, struct run *run,
                          struct error *err) CHECKED;

#define REMIT_DEALS_MAX 5000

struct remit {
    const char *batch, *courier;
    struct money gross, fee, net; /* gross - fee = net */
    const char *const *deals;     /* ended by NULL */
};
/* A courier's batch: deal by deal as much as it owes, less the fees that were agreed on.
 * STATUS_REFUSED where gross is not what the courier owes of these deals, its fees not taken off,
 * or fee is not what was agreed; STATUS_LIMIT beyond REMIT_DEALS_MAX. */
enum status remit_put(struct book *book, const struct remit *remit, struct run *run,
                      struct error *err) CHECKED;

/* The parcel was refused at the door: nothing was collected, the order ends. */
enum status courier_refuse(struct book *book, const char *const *deal, struct run *run,
                           struct error *err) CHECKED;

/* The courier's time to remit has passed: it is told, once; the sweep's operation. Nothing moves,
 * and the deal's hold stays overdue. */
enum status courier_tell(struct book *book, const char *const *deal, struct run *run,
                         struct error *err) CHECKED;

/* What the courier has not remitted in its time, taken out of its own bond: a decision. */
struct courier_draw {
    const char *deal;
    struct money amount; /* of the deal's currency */
    bool has_amount;     /* false: all that is missing */
    const char *reason;
};
enum status courier_draw(struct book *book, const struct courier_draw *draw, struct run *run,
                         struct error *err) CHECKED;

#endif
