/* claim.h - an insurer's part of an award, in a hold of its own: to the buyer when its time for
 * looking at it is over, back to the insurer when the buyer does without.
 *
 * It is fed by what the insurer has; what it lacks is a lien on its money. Once it is paid the
 * insurer has a claim on the seller for as much: a lien on what comes in for the seller. */
#ifndef MODEL_CLAIM_H
#define MODEL_CLAIM_H

#include "model/deal_row.h"

struct claim_cause {
    const struct deal *deal;
    const char *complaint;
    const struct policy *policy; /* the deal's */
};
/* The claims that an award on the deal brings; *insured is their sum. */
enum status claim_plan(struct book *book, const struct claim_cause *cause, int64_t award_minor,
                       struct posting *posting, int64_t *insured, struct error *err) CHECKED;

/* For a release and a return of any hold, before the money moves; nothing unless it is a claim. */
enum status claim_plan_paid(struct book *book, const struct account *hold, int64_t amount_minor,
                            struct posting *posting, struct error *err) CHECKED;
enum status claim_plan_waived(struct book *book, struct account *hold, int64_t amount_minor,
                              struct posting *posting, struct error *err) CHECKED;

#endif
