/* naive.h - a second model of what an escrow does with money, simple-minded on purpose: of plain
 * integers, without accounts, liens, events or a store, written from the rules as the README tells
 * them and not from the program. Whoever runs both side by side sees where one of them is wrong.
 *
 * Each operation says whether it is allowed and, if so, does it. Amounts are minor units, times UTC
 * microseconds; an amount of 0 means all that is there. One book, parties by number. */
#ifndef TESTS_SUPPORT_NAIVE_H
#define TESTS_SUPPORT_NAIVE_H

#include <stdbool.h>
#include <stdint.h>

#define NAIVE_DEALS 400
#define NAIVE_CLAIMS 200
#define NAIVE_WAITS 2000
#define NAIVE_BUYS 60
#define NAIVE_BATCHES 100
#define NAIVE_PARCELS 3 /* at most, that one batch remits */
#define NAIVE_NOBODY (-1)

enum naive_way { WAY_ESCROW, WAY_SELF, WAY_CHAIN, WAY_PREPAID, WAY_COD, WAY_DIRECT, WAYS };
enum naive_coin { COIN_CNY, COIN_JPY, COINS };
enum naive_party {
    BUYER_ONE,
    BUYER_TWO,
    SELLER_ONE,
    SELLER_TWO,
    SELLER_OWN, /* of the platform's group */
    MERCHANT_ONE,
    MERCHANT_TWO,
    MERCHANT_THREE,
    PLATFORM,
    DEALER,
    COURIER_FAST,
    COURIER_SLOW,
    PROVIDER,
    PARTIES
};
enum naive_door { TO_PAYER, TO_PAYEE };

/* The figures of a policy that these rules need. */
struct naive_terms {
    int64_t ship_us, dispute_us, appeal_us, payout_us, remit_us, suspense_us;
    int64_t confirm_us; /* after a delivery in cash; below zero: the deal's own period */
    int64_t campaign_us, leave_us, reserve_us, review_us;
    int64_t reserve_bp, award_bp, award_minimum;
    enum naive_door met_door;
};

struct naive_deal {
    enum naive_way way;
    enum naive_coin coin;
    int buyer, seller, buy; /* buy: NAIVE_NOBODY where it is of no group buy */
    int64_t price, fee, period_us;
    /* what came of it: */
    int64_t funded, released, returned, fee_taken;
    int64_t held; /* without what is disputed */
    enum naive_door door;
    int64_t due_us;
    bool is_shipped, is_delivered, is_cancelled, has_award;
    int courier;
    int64_t courier_fee, courier_kept, remitted, handed_out, delivered_us;
    bool is_told; /* that its courier is late */
};

struct naive_claim {
    int deal;
    int64_t amount, due_us;
    bool is_open;
};

enum naive_kind { WAIT_PAYOUT, WAIT_AWARD, WAIT_RESERVE, WAIT_SUSPENSE, WAIT_BOND };
/* Money that waits for something else than a deal. */
struct naive_wait {
    enum naive_kind kind;
    int party, deal; /* whose it becomes in the end; of which deal */
    enum naive_coin coin;
    int64_t amount, due_us; /* amount 0: over */
};

enum naive_state { BUY_OPEN, BUY_MET, BUY_OFF };
struct naive_buy {
    int seller;
    enum naive_coin coin;
    int64_t target_count, target_amount, ends_us;
    bool closes_early;
    enum naive_state state;
};

struct naive_batch {
    int courier, count;
    int deals[NAIVE_PARCELS];
    int64_t owed[NAIVE_PARCELS]; /* of each, when it was announced */
    int64_t net;
    bool is_settled;
};

/* What has run by its clock. */
enum naive_default {
    RAN_BUY_MET,
    RAN_BUY_FAILED,
    RAN_DISPUTE,
    RAN_COMPLAINT,
    RAN_TO_PAYER,
    RAN_TO_PAYEE,
    RAN_PAYOUT,
    RAN_AWARD,
    RAN_RESERVE,
    RAN_LATE,
    DEFAULTS
};

struct naive {
    struct naive_terms terms;
    int64_t now_us, proved_day;
    int64_t available[PARTIES][COINS];
    int64_t transit[PARTIES][COINS]; /* what providers and couriers owe */
    int64_t bank;                    /* what is at the bank */
    bool is_closed[PARTIES];
    struct naive_deal deals[NAIVE_DEALS];
    struct naive_claim claims[NAIVE_CLAIMS];
    struct naive_wait waits[NAIVE_WAITS];
    struct naive_buy buys[NAIVE_BUYS];
    struct naive_batch batches[NAIVE_BATCHES];
    int ran[DEFAULTS];
    int deal_count, claim_count, wait_count, buy_count, batch_count;
};

struct naive_terms naive_default(void);
struct naive_terms naive_sea(void);

bool naive_order(struct naive *n, const struct naive_deal *terms);
bool naive_pay(struct naive *n, int deal, int64_t amount);
bool naive_ship(struct naive *n, int deal);
bool naive_deliver(struct naive *n, int deal);
bool naive_cancel(struct naive *n, int deal);
bool naive_confirm(struct naive *n, int deal, int64_t amount);
bool naive_return(struct naive *n, int deal, int64_t amount);
bool naive_draw(struct naive *n, int deal, int64_t amount);
/* A merchant closes its shop. */
bool naive_close(struct naive *n, int seller);

bool naive_complain(struct naive *n, int deal, int64_t amount);
bool naive_dismiss(struct naive *n, int claim);
bool naive_refund(struct naive *n, int claim, int64_t amount);
/* Of a direct deal: out of the seller's bond. */
bool naive_award(struct naive *n, int claim);

bool naive_carry(struct naive *n, int deal, int courier, int64_t fee);
bool naive_refuse(struct naive *n, int deal);
/* The batch as it is announced. */
bool naive_remit(struct naive *n, const struct naive_batch *batch);
/* What a courier's deal makes of a batch: what it collected, its fee not taken off. */
int64_t naive_gross(const struct naive *n, int deal);
/* What it is still to remit of it. */
int64_t naive_owed(const struct naive_deal *deal);
/* Late: out of the courier's own bond. */
bool naive_take(struct naive *n, int deal, int64_t amount);
/* A bond goes back no sooner than that. */
void naive_keep_bond(struct naive *n, int party, int64_t until_us);
/* A bank line of what the batch says, in suspense at first, and that is told to be it. */
int naive_line(struct naive *n, int64_t amount);
bool naive_match(struct naive *n, int line, int batch);

bool naive_launch(struct naive *n, const struct naive_buy *terms);
bool naive_shut(struct naive *n, int buy);
bool naive_call_off(struct naive *n, int buy);
bool naive_leave(struct naive *n, int deal);

bool naive_pay_out(struct naive *n, int party, int64_t amount);
/* The bank's line that confirms a payout, which is one of waits. */
void naive_paid(struct naive *n, int payout);
bool naive_convert(struct naive *n, int party, enum naive_coin from, int64_t amount,
                   int64_t bought);
/* Money that somebody announced, by the bank: as its own, and for its bond. */
void naive_receive(struct naive *n, int party, int64_t amount);
void naive_bond(struct naive *n, int seller, int64_t amount);
/* All that is due now, as the timer runs it. */
void naive_sweep(struct naive *n);

/* For the rules that stand in another file: money of a deal by either door, of any of its parts. */
void naive_release(struct naive *n, struct naive_deal *deal, int64_t amount);
void naive_give_back(struct naive *n, struct naive_deal *deal, int64_t amount);
/* Whether its courier has remitted so much of it. */
bool naive_is_there(const struct naive_deal *deal, int64_t amount);
int naive_wait_for(struct naive *n, const struct naive_wait *wait);
/* Group buys whose end has come. */
void naive_end_buys(struct naive *n);

#endif
