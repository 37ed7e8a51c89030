/* outbox.h - how notices reach their parties: each waits for its time, is claimed in the store
 * before it is given away, and is settled by what came of it.
 *
 *     waiting --outbox_claim--> sending --outbox_settle--> sent
 *        ^                         |  +----------------> waiting: not taken, tried again later
 *        |                         |  +----------------> failed: not taken, OUTBOX_TRIES_MAX times
 *        |                         |  +----------------> unknown: perhaps taken
 *        +------outbox_retry-------+ (failed, unknown, and sending for OUTBOX_CLAIM_US)
 *
 * 1. What is not waiting is not given away: of two senders one claims.
 * 2. What was perhaps taken, or whose sender was killed, is never given away again by itself: a
 *    person who asked the party says so.
 * 3. What is sent stays so. */
#ifndef MODEL_OUTBOX_H
#define MODEL_OUTBOX_H

#include "model/operation.h"

#define OUTBOX_TRIES_MAX 8
/* Between two tries: the first, four times as long each time, and never longer than the last. */
#define OUTBOX_PAUSE_US (60 * TIME_US_PER_SECOND)
#define OUTBOX_PAUSE_MAX_US TIME_US_PER_DAY
/* A sender that has not said what came of it after so long is taken for dead. */
#define OUTBOX_CLAIM_US (600 * TIME_US_PER_SECOND)
/* The same as a text, for the queries of views. */
#define OUTBOX_CLAIM_SQL "600000000"
#define OUTBOX_FAILURE_BYTES_MAX 300

/* Of notice n at the time $2, as people read it. */
#define OUTBOX_STATE_SQL                                                                           \
    "CASE WHEN n.delivery = 'sending' AND n.tried_us <= $2 - " OUTBOX_CLAIM_SQL " THEN 'unknown'"  \
    " WHEN n.delivery = 'waiting' AND n.attempts > 0 THEN 'retry' ELSE n.delivery END"
/* Tried, and not there: n is one whose party may not know. */
#define OUTBOX_UNDELIVERED_SQL                                                                     \
    "n.attempts > 0 AND n.delivery <> 'sent' AND (n.delivery <> 'sending'"                         \
    " OR n.tried_us <= $2 - " OUTBOX_CLAIM_SQL ")"

/* What is given away. */
struct letter_out {
    int64_t notice, attempt, at_us;
    const char *party, *contact; /* contact may be NULL */
    const char *title, *text;
    const char *language;
    const char *store; /* the book's name and the hash of its first event, which no other has */
};

/* The first that is due after (next_us, notice); *notice is 0 where there is none. */
struct outbox_place {
    int64_t next_us, notice;
};
enum status outbox_next(struct book *book, struct outbox_place *place, struct error *err) CHECKED;
enum status outbox_read(struct book *book, void *mem, int64_t notice, struct letter_out *out,
                        struct error *err) CHECKED;

/* STATUS_CONFLICT where another has it, or had. */
enum status outbox_claim(struct book *book, int64_t notice, struct run *run,
                         struct error *err) CHECKED;

enum outbox_outcome { OUTBOX_SENT, OUTBOX_NOT_TAKEN, OUTBOX_UNKNOWN };
struct outbox_result {
    int64_t notice, attempt; /* as it was claimed */
    enum outbox_outcome outcome;
    const char *failure; /* why it was not sent; NULL where it was */
};
/* STATUS_CONFLICT where the claim is not this one any more. */
enum status outbox_settle(struct book *book, const struct outbox_result *result, struct run *run,
                          struct error *err) CHECKED;

struct outbox_again {
    int64_t notice;
    const char *reason;
};
/* It is due now, for one try more where it has had all. */
enum status outbox_retry(struct book *book, const struct outbox_again *again, struct run *run,
                         struct error *err) CHECKED;

#endif
