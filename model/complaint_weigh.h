/* complaint_weigh.h - what whoever decides a complaint sees before: what the policy says of it,
 * where each part of the money comes from, what was not looked at, and what was complained of
 * before. */
#ifndef MODEL_COMPLAINT_WEIGH_H
#define MODEL_COMPLAINT_WEIGH_H

#include "model/complaint.h"
#include "model/complaint_row.h"

/* What the policy says where the complaint is founded. Texts are mem's. Inside a transaction. */
struct complaint_proposal {
    enum complaint_outcome outcome;
    char *why; /* the amounts, and the figure with its citation; several lines */
};
enum status complaint_propose(struct book *book, void *mem, const char *complaint,
                              struct complaint_proposal *out, struct error *err) CHECKED;

/* Remarks on a decision that is planned, its money included: refund_minor of held_minor is
 * refunded.
 */
struct weighing {
    const struct complaint_row *row;
    const struct complaint_decision *decision;
    int64_t held_minor, refund_minor;
};
enum status complaint_weigh(struct book *book, const struct weighing *weighing,
                            struct posting *posting, struct error *err) CHECKED;

#endif
