/* proposal.h - what becomes of an operation that was proposed (operation.h proposes it).
 *
 *     open --proposal_approve--> approved   by another operator, and the operation is done
 *          --proposal_reject---> rejected   by another operator
 *          --proposal_withdraw-> withdrawn  by its maker
 *          --proposal_expire---> expired    by its clock (sweep)
 *
 * Invariants:
 * 1. It is ended once, and stays; the operation is done at most once, by the event that approves
 * it, which names the proposal, its maker and its checker.
 * 2. What is done is what was written by its maker, planned anew. Where that would not be the same
 * any more (proposal_hash), it is stale: refused, until somebody approves what it has become.
 * 3. Maker and checker are two, both may do it, and neither has an interest in a party to it; where
 * the policy says so, they act for two legal entities. */
#ifndef MODEL_PROPOSAL_H
#define MODEL_PROPOSAL_H

#include "model/operation.h"

struct proposal_step {
    const char *proposal; /* "proposal:7" or "7" */
    const char *hash;     /* to approve: what was seen; NULL: what was proposed */
    const char *reason;   /* to reject */
};

/* What approving an open one would do now, for whoever looks at it: nobody's rights are asked, and
 * nothing is done. A refusal is the operation's own. *out is mem's. */
enum status proposal_look(struct book *book, void *mem, const struct proposal_step *step,
                          struct posting **out, struct error *err) CHECKED;

/* A preview shows the hash as it is now (posting->hash). STATUS_STALE where that is not what was
 * seen. The posting is the operation's own. */
enum status proposal_approve(struct book *book, const struct proposal_step *step, struct run *run,
                             struct error *err) CHECKED;
enum status proposal_reject(struct book *book, const struct proposal_step *step, struct run *run,
                            struct error *err) CHECKED;
enum status proposal_withdraw(struct book *book, const struct proposal_step *step, struct run *run,
                              struct error *err) CHECKED;
/* Once its time is over; the sweep's operation. */
enum status proposal_expire(struct book *book, const struct proposal_step *step, struct run *run,
                            struct error *err) CHECKED;

/* Whether the book's operator may decide about it, as far as roles and its maker tell. */
bool proposal_is_for(const struct book *book, const char *operation, const char *maker);

#endif
