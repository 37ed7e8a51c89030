/* interest.h - in which parties an operator has an interest, as was declared: whatever concerns
 * such a party, or another of its control group, is not that operator's to do or to approve.
 *
 * What a clock does or the bank says is nobody's decision, and is taken in by whoever is there.
 * Inside a transaction. */
#ifndef MODEL_INTEREST_H
#define MODEL_INTEREST_H

#include "model/posting.h"

/* STATUS_DENIED names the party: of all that the posting is about, moves or tells. */
enum status interest_check(struct book *book, const char *operator_login,
                           const struct posting *posting, struct error *err) CHECKED;
/* The same of one thing by its id, "deal:O-1", as far as that tells whom it concerns. */
enum status interest_check_thing(struct book *book, const char *operator_login, const char *id,
                                 struct error *err) CHECKED;

#endif
