/* complaint.h - somebody complains about a deal: that what came is counterfeit, that nothing came,
 * and what else complaint_kind.h names.
 *
 *     complaint_open                                              due_us: complaint_default
 *        |                                                       (out of any stage on the left)
 *      filed --complaint_refuse--> refused                                   |
 *        | complaint_admit, or its time                                      v
 *      open ---complaint_refuse--> refused                               defaulted
 *        | complaint_notice, or its time
 *     noticed --its time--> silent
 *        | complaint_answer    |
 *     answered                 |
 *        +---------------------+--complaint_decide--> dismissed, refunded, awarded or upheld
 *                                                          |                        |
 *                                              nothing waits: final      appealable, until its time
 *                                                                                   | by then
 *     final <--the holds' own clocks--  <---------nobody appeals--------------------+
 *     final <--complaint_review, or its time: complaint_lapse--  appealed  <--complaint_appeal
 *
 * Opening carves the disputed amount out of the sale's hold at once, so that the clock of the sale
 * cannot run it out; the rest runs on. Where the policy gives no time to admit, what is filed is
 * admitted. Refused: it is held with the rest again. Dismissed: the dispute is released to the
 * seller, through its liens. Refunded: it returns to the buyer, or a part of it does and the seller
 * has the rest. Awarded: all of it returns, and the policy's multiple out of the seller's bond into
 * a hold of its own, paid to the buyer when its clock ends; what the bond lacks becomes a lien on
 * the seller's money. Left alone, the policy's default door opens when the complaint's clock ends.
 *
 * A refund that the seller contests, and an award, wait in their holds until the time for an appeal
 * is over, and what is dismissed where the policy says so: a won appeal takes nothing back from
 * anybody. A refund that the seller accepts or does not answer is paid at once. */
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

enum status complaint_admit(struct book *book, const char *const *complaint, struct run *run,
                            struct error *err) CHECKED;

struct complaint_refusal {
    const char *complaint;
    const char *reasons;
};
enum status complaint_refuse(struct book *book, const struct complaint_refusal *refusal,
                             struct run *run, struct error *err) CHECKED;

struct complaint_notice {
    const char *complaint;
    const char *text; /* NULL: the standard text */
};
enum status complaint_notice(struct book *book, const struct complaint_notice *notice,
                             struct run *run, struct error *err) CHECKED;

struct complaint_answer {
    const char *complaint;
    bool is_contest; /* else the seller accepts */
    const char *text;
};
enum status complaint_answer(struct book *book, const struct complaint_answer *answer,
                             struct run *run, struct error *err) CHECKED;

/* The end of a stage's own clock; the sweep's operation. */
enum status complaint_move(struct book *book, const char *const *complaint, struct run *run,
                           struct error *err) CHECKED;

enum complaint_outcome { OUTCOME_DISMISS, OUTCOME_REFUND, OUTCOME_AWARD, OUTCOME_UPHOLD };
struct complaint_decision {
    const char *complaint;
    enum complaint_outcome outcome;
    const char *reasons;
    struct money refund; /* of a refund: the buyer's part */
    bool has_refund;     /* false: all that is disputed */
    /* Pieces of evidence, "1,3", that its maker has looked at, and not; complaint_decide writes
     * them, whatever stands here. NULL: none. */
    const char *looked, *unlooked;
};
extern const struct operation complaint_decide_operation;
enum status complaint_decide(struct book *book, const struct complaint_decision *decision,
                             struct run *run, struct error *err) CHECKED;
/* The default of a complaint whose clock ended; the sweep's operation. */
enum status complaint_default(struct book *book, const char *const *complaint, struct run *run,
                              struct error *err) CHECKED;

struct complaint_appeal {
    const char *complaint;
    const char *by; /* NULL: the side that the decision is against, the only one that can */
    const char *text;
};
enum status complaint_appeal(struct book *book, const struct complaint_appeal *appeal,
                             struct run *run, struct error *err) CHECKED;

enum complaint_verdict { VERDICT_UPHOLD, VERDICT_CHANGE, VERDICT_REVERSE };
/* By somebody else than who decided. */
struct complaint_review {
    const char *complaint;
    enum complaint_verdict verdict;
    const char *reasons;
    struct money refund, award; /* of a change: what the buyer has of either */
    bool has_refund, has_award; /* false: as it was decided */
};
enum status complaint_review(struct book *book, const struct complaint_review *review,
                             struct run *run, struct error *err) CHECKED;
/* The default of an appeal that nobody reviewed; the sweep's operation. */
enum status complaint_lapse(struct book *book, const char *const *complaint, struct run *run,
                            struct error *err) CHECKED;

#endif
