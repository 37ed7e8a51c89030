/* complaint.h - a buyer says that what was delivered is counterfeit.
 *
 *     open --notice--> noticed --decide--> dismissed | refunded | awarded
 *       \________________/ \--the clock--> defaulted
 *
 * Opening carves the disputed amount out of the sale's hold at once, so that the clock of the sale
 * cannot run it out; the rest runs on. Dismissed: the dispute is released to the seller, through
 * its liens. Refunded: it returns to the buyer at once, or a part of it does and the seller has the
 * rest in the same way. Awarded: all of it returns, and the policy's multiple
 * out of the seller's bond into a hold of its own, paid to the buyer when its clock ends; what the
 * bond lacks becomes a lien on the seller's money. Left alone, the policy's default door opens when
 * the complaint's clock ends. */
#ifndef MODEL_COMPLAINT_H
#define MODEL_COMPLAINT_H

#include "model/operation.h"
#include "model/query.h"

extern const struct id_space complaint_ids;

struct complaint {
    const char *id; /* NULL: one is made */
    const char *deal;
    const char *kind;            /* "counterfeit" */
    const char *by;              /* NULL: the deal's buyer */
    struct money amount;         /* of the deal's currency */
    bool has_amount;             /* false: all that is still held */
    const char *text, *evidence; /* may be NULL */
};
enum status complaint_open(struct book *book, const struct complaint *complaint, struct run *run,
                           struct error *err) CHECKED;

struct complaint_notice {
    const char *complaint;
    const char *text; /* NULL: the standard text */
};
enum status complaint_notice(struct book *book, const struct complaint_notice *notice,
                             struct run *run, struct error *err) CHECKED;

enum complaint_outcome { OUTCOME_DISMISS, OUTCOME_REFUND, OUTCOME_AWARD };
struct complaint_decision {
    const char *complaint;
    enum complaint_outcome outcome;
    const char *reasons;
    struct money refund; /* of a refund: the buyer's part */
    bool has_refund;     /* false: all that is disputed */
};
extern const struct operation complaint_decide_operation;
enum status complaint_decide(struct book *book, const struct complaint_decision *decision,
                             struct run *run, struct error *err) CHECKED;
/* The default of a complaint whose clock ended; the sweep's operation. */
enum status complaint_default(struct book *book, const char *const *complaint, struct run *run,
                              struct error *err) CHECKED;

#endif
