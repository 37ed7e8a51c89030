/* payout.h - a party's own money on its way to its bank: Dr available / Cr hold:payout.
 *
 * The bank line that bears the payout's id confirms it. Where proved statements beyond the due day
 * lack the debit, the hold's default gives the money back; until then it is overdue. A freeze of
 * payouts refuses it and says why.
 *
 * Where it goes is kept apart (personal.h): its event, or its proposal's, has a seal of it. */
#ifndef MODEL_PAYOUT_H
#define MODEL_PAYOUT_H

#include "model/hold.h"
#include "model/personal.h"
#include "model/query.h"

extern const struct id_space payout_ids;

struct payout {
    const char *id;         /* NULL: one is made */
    const char *party, *to; /* to: where the money goes, NULL for the account on file */
    struct money amount;
    struct seal seal; /* of to; text "": one is made */
};
extern const struct operation payout_operation;
enum status payout_request(struct book *book, const struct payout *payout, struct run *run,
                           struct error *err) CHECKED;
/* The default of an overdue payout; refused until proved statements go beyond its due day. The
 * sweep's operation. */
enum status payout_expire(struct book *book, const struct hold_step *step, struct run *run,
                          struct error *err) CHECKED;

#endif
