/* lender.h - what a lender is still owed when the money that it lent on is gone: from then on the
 * lien is on what comes in for the seller.
 *
 * It moves with the event that takes the last of a deal's money out of its holds (the sale's and
 * those of its disputes), by whichever door. As long as something is held the lien stays where it
 * has the first right to it; there is only ever one of the two, so that what both take is never
 * more than what was agreed. */
#ifndef MODEL_LENDER_H
#define MODEL_LENDER_H

#include "model/posting.h"

/* For whoever takes money of a deal's price out of hold, once the posting has it all. */
enum status lender_plan_move(struct book *book, struct account *hold, struct posting *posting,
                             struct error *err) CHECKED;

#endif
