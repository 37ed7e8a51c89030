/* freeze_propose.h - the narrowest measure that covers what a complaint is about: its amount, and
 * not all payouts. */
#ifndef MODEL_FREEZE_PROPOSE_H
#define MODEL_FREEZE_PROPOSE_H

#include "model/book.h"
#include "model/money.h"

/* Texts are owned by mem. Inside a transaction. */
struct freeze_proposal {
    const char *party, *ground; /* ground: NULL where the policy has none of the complaint's kind */
    struct money amount;        /* of the complaint */
    int64_t until_us;           /* when the complaint is decided at the latest, within the policy */
    char *share;                /* of the seller's money that it would take, in words */
};
enum status freeze_propose(struct book *book, void *mem, const char *complaint,
                           struct freeze_proposal *out, struct error *err) CHECKED;

#endif
