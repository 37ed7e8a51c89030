#include "tests/support/naive.h"

#include <assert.h>
#include <stddef.h>

#define DAY_US INT64_C(86400000000)

struct naive_terms naive_default(void)
{
    return (struct naive_terms){.ship_us = 30 * DAY_US,
                                .dispute_us = 60 * DAY_US,
                                .appeal_us = 30 * DAY_US,
                                .payout_us = 3 * DAY_US,
                                .remit_us = 7 * DAY_US,
                                .suspense_us = 10 * DAY_US,
                                .confirm_us = 3 * DAY_US,
                                .campaign_us = 90 * DAY_US,
                                .leave_us = 2 * DAY_US,
                                .reserve_us = 30 * DAY_US,
                                .review_us = 365 * DAY_US,
                                .award_bp = 30000,
                                .award_minimum = 50000,
                                .met_door = TO_PAYEE};
}

struct naive_terms naive_sea(void)
{
    struct naive_terms terms = naive_default();
    terms.confirm_us = -1;
    terms.campaign_us = 60 * DAY_US;
    terms.leave_us = DAY_US;
    terms.reserve_bp = 1000;
    terms.award_bp = 0;
    terms.met_door = TO_PAYER;
    return terms;
}

static int64_t least(int64_t a, int64_t b)
{
    return a < b ? a : b;
}

int naive_wait_for(struct naive *n, const struct naive_wait *wait)
{
    assert(n->wait_count < NAIVE_WAITS);
    n->waits[n->wait_count] = *wait;
    return n->wait_count++;
}

/* The courier first, who has kept its fee from the start. */
static int64_t courier_takes(struct naive *n, struct naive_deal *deal, int64_t amount)
{
    int64_t fee = least(amount, deal->courier_fee - deal->courier_kept);
    if (deal->way != WAY_COD) {
        return 0;
    }
    deal->courier_kept += fee;
    deal->handed_out += amount - fee;
    n->transit[deal->courier][deal->coin] -= fee;
    return fee;
}

void naive_release(struct naive *n, struct naive_deal *deal, int64_t amount)
{
    int64_t left = amount - courier_takes(n, deal, amount);
    deal->released += amount;
    int64_t fee_so_far = (int64_t)((__int128)deal->fee * deal->released / deal->price);
    int64_t fee = least(left, fee_so_far - deal->fee_taken);
    deal->fee_taken += fee;
    n->available[PLATFORM][deal->coin] += fee;
    left -= fee;
    int64_t kept = deal->way == WAY_CHAIN ? 0 : left * n->terms.reserve_bp / 10000;
    n->available[deal->seller][deal->coin] += left - kept;
    if (kept > 0) {
        struct naive_wait reserve = {.kind = WAIT_RESERVE,
                                     .party = deal->seller,
                                     .deal = (int)(deal - n->deals),
                                     .coin = deal->coin,
                                     .amount = kept,
                                     .due_us = n->now_us + n->terms.reserve_us};
        (void)naive_wait_for(n, &reserve);
    }
}

void naive_give_back(struct naive *n, struct naive_deal *deal, int64_t amount)
{
    deal->returned += amount;
    n->available[deal->buyer][deal->coin] += amount - courier_takes(n, deal, amount);
}

bool naive_is_there(const struct naive_deal *deal, int64_t amount)
{
    int64_t fee = least(amount, deal->courier_fee - deal->courier_kept);
    return deal->way != WAY_COD ||
           (deal->remitted > 0 && deal->handed_out + amount - fee <= deal->remitted);
}

static bool has_goods(const struct naive_deal *deal)
{
    return deal->way == WAY_ESCROW || deal->way == WAY_SELF || deal->way == WAY_COD ||
           deal->way == WAY_DIRECT;
}

/* Paid in whole and nothing of it gone. */
static bool is_member(const struct naive_deal *deal)
{
    return deal->funded == deal->price && deal->returned == 0;
}

/* Of no group buy, or of one that is met. */
static bool goes_on(const struct naive *n, const struct naive_deal *deal)
{
    return deal->buy == NAIVE_NOBODY || n->buys[deal->buy].state == BUY_MET;
}

/* Goods go to members alone. */
static bool is_sent(const struct naive *n, const struct naive_deal *deal)
{
    return has_goods(deal) && !deal->is_cancelled && goes_on(n, deal) &&
           (deal->buy == NAIVE_NOBODY || deal->funded == deal->price);
}

bool naive_order(struct naive *n, const struct naive_deal *terms)
{
    const struct naive_buy *buy = terms->buy == NAIVE_NOBODY ? NULL : &n->buys[terms->buy];
    bool is_own = terms->seller == SELLER_OWN;
    if (n->is_closed[terms->seller] || terms->buyer == terms->seller || terms->price <= 0 ||
        terms->fee < 0 || terms->fee > terms->price) {
        return false;
    }
    if ((terms->way == WAY_SELF && (!is_own || terms->fee > 0)) ||
        (terms->way == WAY_ESCROW && is_own) || (terms->way == WAY_CHAIN && terms->fee > 0)) {
        return false;
    }
    if (buy != NULL &&
        ((terms->way != WAY_ESCROW && terms->way != WAY_SELF) || buy->state != BUY_OPEN ||
         n->now_us >= buy->ends_us || buy->seller != terms->seller || buy->coin != terms->coin)) {
        return false;
    }
    assert(n->deal_count < NAIVE_DEALS);
    n->deals[n->deal_count] = *terms;
    n->deals[n->deal_count++].courier = NAIVE_NOBODY;
    return true;
}

/* What becomes of it if nobody acts, now that it is paid. */
static void wind(const struct naive *n, struct naive_deal *deal)
{
    deal->door = TO_PAYER;
    if (deal->buy != NAIVE_NOBODY) {
        deal->due_us = n->buys[deal->buy].ends_us;
    } else if (deal->way == WAY_PREPAID) {
        deal->due_us = n->now_us + (n->is_closed[deal->seller] ? 0 : deal->period_us);
    } else if (deal->way == WAY_CHAIN || deal->is_shipped) {
        deal->door = TO_PAYEE;
        deal->due_us = n->now_us + deal->period_us;
    } else {
        deal->due_us = n->now_us + n->terms.ship_us;
    }
}

bool naive_pay(struct naive *n, int id, int64_t amount)
{
    struct naive_deal *deal = &n->deals[id];
    const struct naive_buy *buy = deal->buy == NAIVE_NOBODY ? NULL : &n->buys[deal->buy];
    if (deal->way == WAY_COD || deal->way == WAY_DIRECT || deal->is_cancelled || amount <= 0 ||
        amount > deal->price - deal->funded) {
        return false;
    }
    if (buy != NULL &&
        (buy->state != BUY_OPEN || n->now_us >= buy->ends_us || deal->returned > 0)) {
        return false;
    }
    deal->funded += amount;
    deal->held += amount;
    n->transit[PROVIDER][deal->coin] += amount;
    wind(n, deal);
    return true;
}

bool naive_ship(struct naive *n, int id)
{
    struct naive_deal *deal = &n->deals[id];
    if (deal->is_shipped || !is_sent(n, deal)) {
        return false;
    }
    deal->is_shipped = true;
    if (deal->way != WAY_COD) {
        deal->door = TO_PAYEE;
        deal->due_us = n->now_us + deal->period_us;
    }
    return true;
}

bool naive_deliver(struct naive *n, int id)
{
    struct naive_deal *deal = &n->deals[id];
    bool is_cod = deal->way == WAY_COD;
    if (deal->is_delivered || !is_sent(n, deal) || (is_cod && deal->courier == NAIVE_NOBODY)) {
        return false;
    }
    deal->is_delivered = true;
    deal->delivered_us = n->now_us;
    if (is_cod) {
        deal->funded = deal->held = deal->price;
        n->transit[deal->courier][deal->coin] += deal->price;
        deal->door = TO_PAYEE;
        deal->due_us = n->now_us + n->terms.remit_us;
        naive_keep_bond(n, deal->courier, deal->due_us + DAY_US);
    }
    return true;
}

bool naive_cancel(struct naive *n, int id)
{
    struct naive_deal *deal = &n->deals[id];
    bool is_under_way = deal->way == WAY_DIRECT && (deal->is_shipped || deal->is_delivered);
    (void)n;
    if (deal->funded > 0 || deal->is_cancelled || is_under_way) {
        return false;
    }
    deal->is_cancelled = true;
    return true;
}

bool naive_confirm(struct naive *n, int id, int64_t amount)
{
    struct naive_deal *deal = &n->deals[id];
    amount = amount == 0 ? deal->held : amount;
    if (amount <= 0 || amount > deal->held || !goes_on(n, deal) || !naive_is_there(deal, amount)) {
        return false;
    }
    deal->held -= amount;
    naive_release(n, deal, amount);
    return true;
}

bool naive_return(struct naive *n, int id, int64_t amount)
{
    struct naive_deal *deal = &n->deals[id];
    amount = amount == 0 ? deal->held : amount;
    if (amount <= 0 || amount > deal->held) {
        return false;
    }
    if (deal->way == WAY_COD && deal->remitted == 0) { /* the courier has it: all of it, in cash */
        if (amount != deal->price) {
            return false;
        }
        n->transit[deal->courier][deal->coin] -= amount;
        deal->returned = amount;
        deal->held = 0;
        return true;
    }
    if (!naive_is_there(deal, amount)) {
        return false;
    }
    deal->held -= amount;
    naive_give_back(n, deal, amount);
    return true;
}

bool naive_draw(struct naive *n, int id, int64_t amount)
{
    return n->deals[id].way == WAY_PREPAID && naive_confirm(n, id, amount);
}

bool naive_close(struct naive *n, int seller)
{
    if (n->is_closed[seller]) {
        return false;
    }
    n->is_closed[seller] = true;
    for (int i = 0; i < n->deal_count; i++) {
        struct naive_deal *deal = &n->deals[i];
        if (deal->way == WAY_PREPAID && deal->seller == seller && deal->held > 0) {
            deal->due_us = least(deal->due_us, n->now_us);
        }
    }
    return true;
}

bool naive_launch(struct naive *n, const struct naive_buy *terms)
{
    if (n->is_closed[terms->seller] || terms->ends_us <= n->now_us ||
        terms->ends_us > n->now_us + n->terms.campaign_us) {
        return false;
    }
    assert(n->buy_count < NAIVE_BUYS);
    n->buys[n->buy_count++] = *terms;
    return true;
}

static bool is_met(const struct naive *n, int id)
{
    const struct naive_buy *buy = &n->buys[id];
    int64_t count = 0, amount = 0;
    for (int i = 0; i < n->deal_count; i++) {
        if (n->deals[i].buy == id && is_member(&n->deals[i])) {
            count++;
            amount += n->deals[i].price;
        }
    }
    return !n->is_closed[buy->seller] &&
           (buy->target_count > 0 ? count >= buy->target_count : amount >= buy->target_amount);
}

/* All members turn at once, the others' money waits for the end as it did. */
static void turn(struct naive *n, int id)
{
    n->buys[id].state = BUY_MET;
    for (int i = 0; i < n->deal_count; i++) {
        struct naive_deal *deal = &n->deals[i];
        if (deal->buy == id && is_member(deal)) {
            deal->door = n->terms.met_door;
            deal->due_us = n->now_us + n->terms.ship_us +
                           (n->terms.met_door == TO_PAYEE ? deal->period_us : 0);
        }
    }
}

bool naive_shut(struct naive *n, int id)
{
    const struct naive_buy *buy = &n->buys[id];
    if (buy->state != BUY_OPEN || !buy->closes_early || n->now_us >= buy->ends_us ||
        !is_met(n, id)) {
        return false;
    }
    turn(n, id);
    return true;
}

bool naive_call_off(struct naive *n, int id)
{
    if (n->buys[id].state != BUY_OPEN) {
        return false;
    }
    n->buys[id].state = BUY_OFF;
    for (int i = 0; i < n->deal_count; i++) {
        struct naive_deal *deal = &n->deals[i];
        if (deal->buy == id && deal->held > 0) {
            deal->due_us = least(deal->due_us, n->now_us);
        }
    }
    return true;
}

bool naive_leave(struct naive *n, int id)
{
    struct naive_deal *deal = &n->deals[id];
    const struct naive_buy *buy = deal->buy == NAIVE_NOBODY ? NULL : &n->buys[deal->buy];
    if (buy == NULL || buy->state != BUY_OPEN || deal->held == 0 ||
        n->now_us > buy->ends_us - n->terms.leave_us) {
        return false;
    }
    return naive_return(n, id, 0);
}

void naive_end_buys(struct naive *n)
{
    for (int i = 0; i < n->buy_count; i++) {
        if (n->buys[i].state == BUY_OPEN && n->buys[i].ends_us <= n->now_us) {
            bool is_it = is_met(n, i);
            n->ran[is_it ? RAN_BUY_MET : RAN_BUY_FAILED]++;
            if (is_it) {
                turn(n, i);
            } else {
                n->buys[i].state = BUY_OFF;
            }
        }
    }
}
