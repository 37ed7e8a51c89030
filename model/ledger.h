/* ledger.h - events are appended here and nowhere else.
 *
 * Invariants:
 * 1. The legs of an event sum to zero per currency.
 * 2. Numbers are gapless from 1 per book; an event's hash covers the hash before it, its own row and
 *    its legs with their balances.
 * 3. A balance is the sum of its legs and equals the last balance written with a leg.
 * 4. What the database holds of a row is never changed afterwards. */
#ifndef MODEL_LEDGER_H
#define MODEL_LEDGER_H

#include "model/posting.h"

/* Append the posting as the next event; sets posting->event. Only inside a transaction. */
enum status ledger_post(struct book *book, struct posting *posting, struct error *err) CHECKED;

/* Write the balances that changed; book_commit does it, and whoever reads balances by SQL inside a
 * transaction asks for it. */
enum status ledger_flush(struct book *book, struct error *err) CHECKED;

/* Whether the key is known: *event is its number (0: unknown); STATUS_CONFLICT for another body. */
enum status ledger_find_key(struct book *book, const char *source, const char *key,
                            const char *body, int64_t *event, struct error *err) CHECKED;

/* The text of a stored event that its hash covers, for the chain's proof; owned by mem. */
struct event_row {
    int64_t number, at_us;
    const char *operator, *verb, *subject, *context, *source, *key, *body, *hash;
};

#endif
