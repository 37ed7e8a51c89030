/* advance.h - a lender pays a seller ahead of what a deal's hold will bring.
 *
 * The money is the lender's own, which it has in custody; it is the seller's at once, through the
 * liens on the seller's money. What is repaid is a lien on the payee door of the deal's hold,
 * behind those that were there; once the deal's money is gone the rest is a lien on what comes in
 * for the seller (lender.h). */
#ifndef MODEL_ADVANCE_H
#define MODEL_ADVANCE_H

#include "model/operation.h"
#include "model/query.h"

extern const struct id_space advance_ids;

struct advance {
    const char *id; /* NULL: one is made */
    const char *deal, *lender;
    struct money amount, repay; /* repay: with the lender's charge */
};
/* STATUS_REFUSED: beyond what the hold leaves the seller, or the policy's share of it, or its
 * charge; a lender without the money; a seller whom a freeze forbids it, or who still owes one. */
enum status advance_make(struct book *book, const struct advance *advance, struct run *run,
                         struct error *err) CHECKED;

#endif
