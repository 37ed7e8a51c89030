/* loop.h - the closed loop: where held money may go, as one rule over the legs of an event.
 *
 * Each credit needs a debit of its own currency that may pay it. A debit of a hold credits only its
 * payer, its payee, a beneficiary of the liens on them, a child of it, or what its purpose names (a
 * payout: the bank; suspense: what its line is matched to; a part of a bond: the bond that it was
 * carved out of). A debit of available money credits only a hold whose payer its owner is, a
 * beneficiary of a lien on it, its own costs, in an exchange of currencies the other side of it,
 * each side in the currency that it gives, or, as a lender's advance, the payee of the hold that
 * the same event gives it a lien on. A chargeback goes from its deal's money and parties to its
 * provider. A second net: operations are written so that it never catches anything. */
#ifndef MODEL_LOOP_H
#define MODEL_LOOP_H

#include "model/posting.h"

/* A correction is the entries of the event that it
 * corrects the other way round, all of them and nothing else. STATUS_REFUSED names the account that
 * would pay a third party. */
enum status loop_check(const struct posting *posting, struct error *err) CHECKED;

#endif
