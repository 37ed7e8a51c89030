/* wrote.h - what an event writes beside its legs and never changes afterwards, so that the chain
 * covers it: the accounts that it opens, the terms of its new liens, the words of its notices.
 *
 * SHA-256 of the rows, in that order and each kind by its number: the kind, then the fields, each
 * as "bytes:text" or "-" where there is none, each ended by a newline.
 *
 *     account  number, kind, name, party, currency, purpose, deal, payer, payee, parent, root,
 *              is_between_two, is_collected
 *     lien     account, beneficiary, rank, ground, reference, cap, share
 *     notice   party, kind, language, title, text
 *
 * Liens and notices are numbered through in the order of their events, which verify proves: their
 * numbers need not be covered. Clocks and what a lien has taken change with later events. */
#ifndef MODEL_WROTE_H
#define MODEL_WROTE_H

#include "model/digest.h"

#include <stdbool.h>
#include <stdint.h>

struct wrote;

struct wrote *wrote_new(void *mem);
/* The next event's. */
void wrote_begin(struct wrote *wrote);
void wrote_row(struct wrote *wrote, const char *kind);
/* Its fields, one after the other; NULL text, or a number that is none. */
void wrote_text(struct wrote *wrote, const char *text);
void wrote_int(struct wrote *wrote, bool is_some, int64_t value);
/* "" where the event wrote nothing of the kind; an event of before it was covered has NULL. Valid
 * until the next wrote_begin. */
const char *wrote_finish(struct wrote *wrote);

#endif
