/* hold.h - the six verbs, and no others, that move held money: fund, release, return, carve,
 * extend, default. All are immediate and irrevocable; there is no pause, no reverse and no force.
 *
 * Invariants:
 * 1. A hold's money leaves only to its payer, to its payee (through the liens of its root, and less
 *    what a policy keeps back for it), into a child hold, or to what its purpose names (a payout:
 * the bank; suspense: the matched item).
 * 2. A live hold has a due time and a default door.
 * 3. A default runs once, never before its time. */
#ifndef MODEL_HOLD_H
#define MODEL_HOLD_H

#include "model/operation.h"

/* As operations of an operator on a hold, e.g. "hold:42". amount_minor 0 means all that is there.
 */
struct hold_step {
    const char *hold;
    int64_t amount_minor;
    int64_t due_us; /* extend: the new due time; carve: the child's */
    const char *reason;
};
enum status hold_release_by(struct book *book, const struct hold_step *step, struct run *run,
                            struct error *err) CHECKED;
enum status hold_return_by(struct book *book, const struct hold_step *step, struct run *run,
                           struct error *err) CHECKED;
enum status hold_carve_by(struct book *book, const struct hold_step *step, struct run *run,
                          struct error *err) CHECKED;
enum status hold_extend_by(struct book *book, const struct hold_step *step, struct run *run,
                           struct error *err) CHECKED;
/* Runs the default of a hold that is due: out by its default door; the sweep's operation. */
enum status hold_default(struct book *book, const struct hold_step *step, struct run *run,
                         struct error *err) CHECKED;

/* The verbs as parts of a plan. */
enum status hold_plan_fund(struct book *book, struct account *hold, struct account *from,
                           int64_t amount_minor, enum door door, int64_t due_us,
                           struct posting *posting, struct error *err) CHECKED;
enum status hold_plan_release(struct book *book, struct account *hold, int64_t amount_minor,
                              struct posting *posting, struct error *err) CHECKED;
enum status hold_plan_return(struct book *book, struct account *hold, int64_t amount_minor,
                             struct posting *posting, struct error *err) CHECKED;
/* terms->parent is the hold; its currency, deal and root are taken from it. */
enum status hold_plan_carve(struct book *book, struct account *hold, int64_t amount_minor,
                            const struct hold_terms *terms, struct posting *posting,
                            struct account **child, struct error *err) CHECKED;

#endif
