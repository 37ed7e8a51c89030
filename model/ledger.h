/* ledger.h - events are appended here and nowhere else.
 *
 * Invariants:
 * 1. The legs of an event sum to zero per currency.
 * 2. Numbers are gapless from 1 per book; an event's hash covers the hash before it, its own row,
 * its legs with their balances, and what else it writes (wrote.h).
 * 3. A balance is the sum of its legs and equals the last balance written with a leg.
 * 4. What the database holds of a row is never changed afterwards. */
#ifndef MODEL_LEDGER_H
#define MODEL_LEDGER_H

#include "model/posting.h"

/* Append the posting as the next event; sets posting->event. Only inside a transaction. */
enum status ledger_post(struct book *book, struct posting *posting, struct error *err) CHECKED;

/* Numbers for as many notices that an operation writes itself, for an event that is posted: *out is
 * the first of them. */
enum status ledger_next_notices(struct book *book, int64_t count, int64_t *out,
                                struct error *err) CHECKED;

/* The number that the next event will have. */
enum status ledger_next(struct book *book, int64_t *out, struct error *err) CHECKED;

#endif
