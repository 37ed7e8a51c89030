/* reserve.h - the rolling reserve: a part of what each release of a deal leaves the seller waits in
 * a hold of its own, for what may still come up, and goes to the seller by its clock.
 *
 * How large a part and for how long is in the policy of the deal: reserve.part_bp, reserve.time. */
#ifndef MODEL_RESERVE_H
#define MODEL_RESERVE_H

#include "model/deal_row.h"

/* Of left_minor, which passes the payee door of hold and which no lien on it has taken. *out is
 * what is kept back: 0 for a hold of no deal, or where the policy keeps nothing. */
enum status reserve_plan(struct book *book, struct account *hold, int64_t left_minor,
                         struct posting *posting, int64_t *out, struct error *err) CHECKED;

#endif
