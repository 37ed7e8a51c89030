/* lien.h - ranked claims on a hold's payee door or on a party's available money, served in rank
 * order by every credit. A refund and an award serve none.
 *
 * Ranks: court order; costs of couriers and payment providers; tax; platform fee; lender; unpaid
 * award; insurer's subrogation; bond top-up; freeze of future inflow.
 *
 * A share (a deal's fee) has taken floor(cap * passed / share_per) of what passed its door so far,
 * so that parts add up to the cent; a plain lien takes all until its cap. */
#ifndef MODEL_LIEN_H
#define MODEL_LIEN_H

#include "model/id_list.h"
#include "model/posting.h"

#define LIEN_PER_ACCOUNT_MAX 1024

/* Of an amount that passes the payee door of hold what its root's liens take, in rank order; *left
 * is what they leave the payee. */
enum status lien_plan_door(struct book *book, struct account *hold, int64_t amount_minor,
                           struct posting *posting, int64_t *left, struct error *err) CHECKED;
/* The same of the costs alone, which what goes back to the payer bears as well. */
enum status lien_plan_costs(struct book *book, struct account *hold, int64_t amount_minor,
                            struct posting *posting, int64_t *left, struct error *err) CHECKED;
/* The costs of a hold are claimed no longer. */
enum status lien_plan_end_costs(struct book *book, struct account *hold, struct posting *posting,
                                struct error *err) CHECKED;
/* Credit a party's available account, its liens first. */
enum status lien_plan_credit(struct book *book, struct account *from, struct account *available,
                             int64_t amount_minor, struct posting *posting,
                             struct error *err) CHECKED;

/* What open liens of a rank still claim of what passes the payee door of hold, or is credited to an
 * available account, once the posting is made. */
#define LIEN_CLAIMS_MAX 64
struct lien_claim {
    int64_t id;
    struct account *beneficiary;
    int64_t left_minor; /* above zero */
};
struct lien_claims {
    struct lien_claim items[LIEN_CLAIMS_MAX];
    size_t count;
    bool is_more; /* than these */
};
enum status lien_claims_of(struct book *book, const struct account *account, enum lien_rank rank,
                           const struct posting *posting, struct lien_claims *out,
                           struct error *err) CHECKED;

/* Ask for the liens on many accounts at once and keep them for this transaction. */
enum status lien_foresee(struct book *book, const struct id_list *accounts,
                         struct error *err) CHECKED;

/* The ledger's: what writing a posting's lien changes has to ask first. */
enum status lien_ready(struct book *book, const struct posting *posting, struct error *err) CHECKED;
/* Write them and set the posting's first_lien. */
enum status lien_store(struct book *book, struct posting *posting, struct error *err) CHECKED;

#endif
