/* verify_eyes.h - what the policy of its day takes two for was done by two: an event above a
 * threshold of its pack that nobody approved is named.
 *
 * Taken from the chain alone, event by event: which amount was measured stands in the body, and
 * where an administrator changes operators, who else was one then. */
#ifndef MODEL_VERIFY_EYES_H
#define MODEL_VERIFY_EYES_H

#include "model/book.h"
#include "model/chain.h"
#include "model/verify_row.h"

struct verify_eyes;
/* Owned by mem; the row keeps the first breach. */
struct verify_eyes *verify_eyes_new(void *mem, struct book *book, struct verify_row *row);

/* The next event of the chain. */
void verify_eyes_take(struct verify_eyes *eyes, const struct event_row *event);

#endif
