/* caution.h - a rung before a sanction: a training or a warning of a seller, which that
 * acknowledges.
 *
 *     caution_put --> told ----caution_acknowledge----> acknowledged --\
 *                      |\--caution_lapse (its clock)--> unanswered -----+--its time--> past
 *                      |                                    |            \
 *                      +--caution_withdraw--> withdrawn <---+-------------+ (not of what is past)
 *
 * Acknowledged and unanswered ones count toward the next rung until their time is over, which is a
 * time and no event (escalation.h). Of an unanswered one the policy says what comes
 * (escalation.unacknowledged): it counts, it counts and the next rung is proposed to the operators
 * while it does, or it counts no more. Nothing of it is a sanction: that is an operator's to put.
 * Where the policy gives no time to acknowledge it needs none. */
#ifndef MODEL_CAUTION_H
#define MODEL_CAUTION_H

#include "model/operation.h"

struct caution {
    const char *party; /* NULL: the seller that the complaint is about */
    const char *rung;  /* "training", "warning" */
    const char *ground, *facts;
    const char *complaint;   /* that it rests on; may be NULL */
    const char *skip_reason; /* why rungs are skipped, see escalation.h; may be NULL */
};
enum status caution_put(struct book *book, const struct caution *caution, struct run *run,
                        struct error *err) CHECKED;

struct caution_answer {
    int64_t caution;
    const char *seller; /* who acknowledges it; NULL: the operator says so of whom it is about */
    const char *text;   /* may be NULL */
};
enum status caution_acknowledge(struct book *book, const struct caution_answer *answer,
                                struct run *run, struct error *err) CHECKED;

struct caution_withdrawal {
    int64_t caution;
    const char *reason;
};
enum status caution_withdraw(struct book *book, const struct caution_withdrawal *withdrawal,
                             struct run *run, struct error *err) CHECKED;

/* The sweep's operation. */
enum status caution_lapse(struct book *book, const int64_t *caution, struct run *run,
                          struct error *err) CHECKED;

#endif
