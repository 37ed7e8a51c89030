/* award.h - what the policy of a deal awards beyond the refund of its price.
 *
 * A multiple of the price, at least a minimum, both by the deal's category. What no insurer bears
 * of it waits for an appeal in a hold of its own, which the seller's bond feeds; what the bond
 * lacks is a lien on the seller's money. A deal has one award: parts that are complained of one by
 * one do not earn it again. */
#ifndef MODEL_AWARD_H
#define MODEL_AWARD_H

#include "model/deal_row.h"

/* How much of an award the seller's bond pays; the rest is a lien. *bond is NULL without one.
 * Inside a transaction. */
enum status award_from_bond(struct book *book, const struct deal *deal, int64_t award_minor,
                            struct account **bond, int64_t *out, struct error *err) CHECKED;

struct award_claim {
    const struct deal *deal;
    const struct policy *policy; /* the deal's */
    const char *complaint;
    int64_t dispute_hold; /* 0: none */
    struct account *bond; /* that a part was just given back to; NULL: the one that there is */
};
/* What the policy awards, or which figure says nothing, and where the price is. STATUS_REFUSED
 * where the deal has its award. Inside a transaction. */
enum status award_reckon(struct book *book, const struct award_claim *claim,
                         struct policy_award *out, enum policy_price *where,
                         struct error *err) CHECKED;
/* *out is what is awarded. STATUS_REFUSED where the policy awards nothing, or not yet, or has done
 * so already. Call it once the dispute's money has its way. */
enum status award_plan(struct book *book, const struct award_claim *claim, struct posting *posting,
                       struct money *out, struct error *err) CHECKED;

#endif
