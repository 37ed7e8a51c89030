/* cash.h - what a courier collected for a deal, from the door until it may go to whom it is for.
 *
 *     collected --the courier remits, or its bond is drawn--> remitted --a door--> payee or payer
 *         \--the parcel comes back: the courier gives the cash back--> nothing is held
 *
 * Invariants:
 * 1. A collected hold pays out, to others than its courier, at most what the courier remitted for
 *    its deal. What the courier keeps for carrying is the first that leaves the hold, by whichever
 *    door, since it was never handed over.
 * 2. Before that its clock only escalates: no default pays out what is not there. Then its default
 *    is the payee, when the buyer has had its time. */
#ifndef MODEL_CASH_H
#define MODEL_CASH_H

#include "model/deal_row.h"
#include "model/parcel.h"
#include "model/posting.h"

/* The parcel of a deal that is paid at the door; STATUS_REFUSED where it is not, or where nobody
 * carries it yet. */
enum status cash_parcel(struct book *book, const struct deal *deal, const struct parcel **out,
                        struct error *err) CHECKED;
/* The courier's account: what it owes us. */
enum status cash_transit(struct book *book, const struct parcel *parcel, const char *currency,
                         struct account **out, struct error *err) CHECKED;

/* What becomes of the deal's hold if nobody acts, once so much is owed by its courier. */
enum status cash_plan_clock(struct book *book, const struct parcel *parcel, int64_t owed_minor,
                            struct posting *posting, struct error *err) CHECKED;

/* The courier's bond, where it would go back to the courier before then, stays until then. */
enum status cash_plan_bond(struct book *book, const struct parcel *parcel, const char *currency,
                           int64_t until_us, struct posting *posting, struct error *err) CHECKED;

/* Whether so much may leave a collected hold; STATUS_REFUSED says what stands in the way. */
enum status cash_check_out(struct book *book, const struct account *hold, int64_t amount_minor,
                           const struct posting *posting, struct error *err) CHECKED;
/* To the payer: by us, of what was remitted; before that by the courier itself, all of it. payer:
 * its available account. The deal's change is planned with it. */
enum status cash_plan_return(struct book *book, struct account *hold, struct account *payer,
                             int64_t amount_minor, struct posting *posting,
                             struct error *err) CHECKED;

/* Why the default of a hold that waits for its courier does not run, nor its clock move. Always
 * STATUS_REFUSED, or the status of a failure. */
enum status cash_refuse_clock(struct book *book, const struct account *hold,
                              struct error *err) CHECKED;

#endif
