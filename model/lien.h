/* lien.h - ranked claims on a hold's payee door or on a party's available money, served in rank order
 * by every credit. A refund and an award serve none.
 *
 * Ranks: court order; costs of couriers and payment providers; tax; platform fee; lender; unpaid
 * award; insurer's subrogation; bond top-up; freeze of future inflow.
 *
 * A share (a deal's fee) has taken floor(cap * passed / share_per) of what passed its door so far, so
 * that parts add up to the cent; a plain lien takes all until its cap. */
#ifndef MODEL_LIEN_H
#define MODEL_LIEN_H

#include "model/posting.h"

#define LIEN_PER_ACCOUNT_MAX 64

enum lien_rank {
    LIEN_COURT = 10,
    LIEN_COST = 20,
    LIEN_TAX = 30,
    LIEN_FEE = 40,
    LIEN_LENDER = 50,
    LIEN_AWARD = 60,
    LIEN_SUBROGATION = 70,
    LIEN_TOPUP = 80,
    LIEN_FREEZE = 90,
};

struct lien_change {
    int64_t id; /* 0: a new lien, with the terms below */
    struct account *on, *beneficiary;
    enum lien_rank rank;
    const char *ground, *reference; /* reference: "freeze:3", "deal:O-1" */
    int64_t cap_minor;
    int64_t share_per_minor; /* 0: a plain lien */
    int64_t passed_minor;    /* added to what passed */
    int64_t taken_minor;     /* added to what it took */
    bool is_closing;
};

/* A new lien with this posting. share_per_minor 0 for a plain one. */
void lien_plan_open(struct posting *posting, const struct lien_change *terms);
/* End what a lien still claims (a lifted freeze). */
void lien_plan_close(struct posting *posting, int64_t lien_id);

/* Pass amount through the payee door of hold: its root's liens in rank order, then the payee. */
enum status lien_plan_door(struct book *book, struct account *hold, int64_t amount_minor,
                           struct posting *posting, struct error *err) CHECKED;
/* Credit a party's available account, its liens first. */
enum status lien_plan_credit(struct book *book, struct account *from, struct account *available,
                             int64_t amount_minor, struct posting *posting,
                             struct error *err) CHECKED;

/* Write a posting's lien changes; the ledger's. The id of the first new lien in *first_id. */
enum status lien_store(struct book *book, const struct posting *posting, int64_t *first_id,
                       struct error *err) CHECKED;

#endif
