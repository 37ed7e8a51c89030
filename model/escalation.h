/* escalation.h - the ladder before and of a sanction: training, warning, restriction, termination,
 * as far as the policy has each of them (escalation.rungs).
 *
 * A rung counts toward the next for the policy's time (escalation.counts_for): a training or a
 * warning once it is acknowledged, or its clock has ended and the policy lets silence count; a
 * freeze that an operator has put, which was not lifted. A rung of which fewer count than the
 * policy needs (escalation.needed) is skipped by whatever is above it; why is asked where the
 * policy says so (escalation.skip_needs_reason), but of no order of an authority and of no
 * emergency. */
#ifndef MODEL_ESCALATION_H
#define MODEL_ESCALATION_H

#include "model/posting.h"

struct escalation {
    int stands;                    /* the highest rung that is under way, or -1 */
    int64_t counted[POLICY_RUNGS]; /* of each, toward the next */
    int64_t needed[POLICY_RUNGS];
};

/* How it is with a seller now. Inside a transaction. */
enum status escalation_read(struct book *book, const char *seller, struct escalation *out,
                            struct error *err) CHECKED;
/* The next rung of the policy above one, as a word; NULL: there is none. */
const char *escalation_next(const struct policy *policy, enum policy_rung rung);

/* As a part of a plan: what a rung for a seller skips, noted and shown; reason: why, or NULL.
 * STATUS_REFUSED where one is needed. */
enum status escalation_plan(struct book *book, const char *seller, enum policy_rung rung,
                            const char *reason, bool is_asked, struct posting *posting,
                            struct error *err) CHECKED;

#endif
