/* chain.h - the text of an event that its hash covers, so that the ledger writes what verify
 * proves.
 *
 * hash = SHA-256 of these lines, each ended by a newline: the hash of the event before it (empty
 * for the first), number, time in microseconds, operator, verb, subject, context, source, key,
 * body; "wrote" and the hash of what it writes beside its legs (wrote.h), if it is known; then for
 * each leg "account amount balance". Absent fields are empty lines. */
#ifndef MODEL_CHAIN_H
#define MODEL_CHAIN_H

#include "model/digest.h"

#include <stdint.h>

struct event_row {
    int64_t number, at_us;
    const char *operator_login, *verb, *subject;
    const char *context, *source, *key; /* may be NULL */
    const char *body;
    const char *wrote; /* as wrote_finish says; NULL of an event of before it was covered */
};

/* Start with the event's own fields, add its legs in order, then digest_finish. */
void chain_begin(struct digest *digest, const char *previous_hash, const struct event_row *event);
void chain_leg(struct digest *digest, int64_t account, int64_t amount_minor, int64_t balance_minor);

#endif
