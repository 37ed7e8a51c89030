/* taking.h - who works on a complaint, so that two do not.
 *
 *     nobody has it --complaint_take--> its taker has it --complaint_hand--> another has it
 *           \-------------------complaint_hand----------------------------------^
 *
 * Where somebody has it, nobody else admits, refuses, tells, decides or reviews it: whoever wants
 * to takes it first, and says why. What the two sides say is taken in by anybody, what the clocks
 * do is done by anybody's sweep, and a second operator approves what was proposed by who has it.
 * Whoever takes or is handed an appeal did not decide what it is against. */
#ifndef MODEL_TAKING_H
#define MODEL_TAKING_H

#include "model/operation.h"

struct taking_request {
    const char *complaint;
    const char *to;     /* who is to have it; NULL where the operator takes it */
    const char *reason; /* NULL: none, where nobody else has it */
};
/* STATUS_REFUSED says who has it where no reason is given. */
enum status complaint_take(struct book *book, const struct taking_request *request, struct run *run,
                           struct error *err) CHECKED;
/* To an operator of that role, who has no interest in its parties; never without a reason. */
enum status complaint_hand(struct book *book, const struct taking_request *request, struct run *run,
                           struct error *err) CHECKED;

#endif
