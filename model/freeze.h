/* freeze.h - a measure on a seller: capabilities masked, and/or an amount set aside, with a ground,
 * facts, an end and a notice.
 *
 * Freezes stack; each is lifted by itself and ends by itself. None ever blocks a refund to a buyer,
 * an award or a court order. An amount beyond what is there becomes a lien on future inflow. */
#ifndef MODEL_FREEZE_H
#define MODEL_FREEZE_H

#include "model/operation.h"

/* Scopes: "payout", "advance", "listing", "campaign", "return" (voluntary), "release" (early). */
struct freeze {
    const char *party;
    const char *scope;   /* comma-separated; NULL or "" when only an amount is frozen */
    struct money amount; /* minor 0: none */
    const char *ground;  /* a code of freeze_grounds() */
    const char *facts;
    int64_t until_us;
};
extern const struct operation freeze_put_operation;
enum status freeze_put(struct book *book, const struct freeze *freeze, struct run *run,
                       struct error *err) CHECKED;

struct unfreeze {
    int64_t freeze;
    const char *reason;
};
enum status freeze_lift(struct book *book, const struct unfreeze *unfreeze, struct run *run,
                        struct error *err) CHECKED;
/* Records the end of a freeze whose time has come; the sweep's operation. */
enum status freeze_end(struct book *book, const int64_t *freeze, struct run *run,
                       struct error *err) CHECKED;

/* A measure as a part of another operation, whose event is about "freeze:N" and tells the party:
 * its number, its row, whether it runs, and its end before its time. */
enum status freeze_next(struct book *book, int64_t *out, struct error *err) CHECKED;
enum status freeze_store(struct book *book, const struct freeze *freeze, const char *scope,
                         int64_t id, const struct posting *posting, struct error *err) CHECKED;
enum status freeze_is_running(struct book *book, int64_t id, bool *out, struct error *err) CHECKED;
enum status freeze_note_lifted(struct book *book, int64_t id, const char *party, const char *reason,
                               const struct posting *posting, struct error *err) CHECKED;

/* Codes with what they mean, ended by NULL code. */
struct freeze_ground {
    const char *code, *meaning;
};
const struct freeze_ground *freeze_grounds(void);

/* SQL over freeze f and the time $now for views: running, lifted, ended. */
#define FREEZE_STATE_SQL(now)                                                                      \
    "CASE WHEN f.lifted_us IS NOT NULL THEN 'lifted'"                                              \
    " WHEN f.until_us <= " now " THEN 'ended' ELSE 'running' END"

#endif
