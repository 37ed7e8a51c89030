/* The rules of what lies beside a deal: complaints, couriers, payouts, dealers, and the clock. */
#include "tests/support/naive.h"

#include <assert.h>
#include <stddef.h>

#define DAY_US INT64_C(86400000000)

static struct naive_wait *bond_of(struct naive *n, int seller)
{
    for (int i = 0; i < n->wait_count; i++) {
        if (n->waits[i].kind == WAIT_BOND && n->waits[i].party == seller &&
            n->waits[i].amount > 0) {
            return &n->waits[i];
        }
    }
    return NULL;
}

/* Where nothing is held any more, it is about nothing but an award. */
bool naive_complain(struct naive *n, int id, int64_t amount)
{
    struct naive_deal *deal = &n->deals[id];
    bool is_direct = deal->way == WAY_DIRECT;
    int64_t most = is_direct ? deal->price : deal->held;
    if (deal->way == WAY_CHAIN || deal->is_cancelled || amount < 0 || amount > most ||
        (deal->funded == 0 && !is_direct)) {
        return false;
    }
    if (deal->buy != NAIVE_NOBODY && n->buys[deal->buy].state != BUY_MET) {
        return false;
    }
    assert(n->claim_count < NAIVE_CLAIMS);
    amount = amount == 0 ? most : amount;
    amount = is_direct ? 0 : amount;
    deal->held -= amount;
    n->claims[n->claim_count++] =
        (struct naive_claim){id, amount, n->now_us + n->terms.dispute_us, true};
    if (deal->coin == COIN_CNY) { /* the bond may be needed */
        naive_keep_bond(n, deal->seller, n->now_us + n->terms.dispute_us + DAY_US);
    }
    return true;
}

bool naive_dismiss(struct naive *n, int id)
{
    struct naive_claim *claim = &n->claims[id];
    struct naive_deal *deal = &n->deals[claim->deal];
    if (!claim->is_open || (claim->amount > 0 && !naive_is_there(deal, claim->amount))) {
        return false;
    }
    claim->is_open = false;
    if (claim->amount > 0) {
        naive_release(n, deal, claim->amount);
    }
    return true;
}

bool naive_refund(struct naive *n, int id, int64_t amount)
{
    struct naive_claim *claim = &n->claims[id];
    struct naive_deal *deal = &n->deals[claim->deal];
    amount = amount == 0 ? claim->amount : amount;
    if (!claim->is_open || amount <= 0 || amount > claim->amount ||
        !naive_is_there(deal, claim->amount)) {
        return false;
    }
    claim->is_open = false;
    naive_give_back(n, deal, amount);
    if (claim->amount > amount) {
        naive_release(n, deal, claim->amount - amount);
    }
    return true;
}

bool naive_award(struct naive *n, int id)
{
    struct naive_claim *claim = &n->claims[id];
    struct naive_deal *deal = &n->deals[claim->deal];
    struct naive_wait *bond = bond_of(n, deal->seller);
    int64_t award = deal->price * n->terms.award_bp / 10000;
    award = (award < n->terms.award_minimum ? n->terms.award_minimum : award) + deal->price;
    if (!claim->is_open || deal->way != WAY_DIRECT || n->terms.award_bp == 0 || deal->has_award) {
        return false;
    }
    assert(bond != NULL && bond->amount >= award); /* what it lacked is not of this model */
    claim->is_open = false;
    deal->has_award = true;
    bond->amount -= award;
    struct naive_wait wait = {.kind = WAIT_AWARD,
                              .party = deal->buyer,
                              .deal = NAIVE_NOBODY,
                              .amount = award,
                              .due_us = n->now_us + n->terms.appeal_us};
    (void)naive_wait_for(n, &wait);
    return true;
}

void naive_receive(struct naive *n, int party, int64_t amount)
{
    n->bank += amount;
    n->available[party][COIN_CNY] += amount;
}

void naive_bond(struct naive *n, int seller, int64_t amount)
{
    struct naive_wait *bond = bond_of(n, seller);
    struct naive_wait first = {.kind = WAIT_BOND,
                               .party = seller,
                               .deal = NAIVE_NOBODY,
                               .amount = amount,
                               .due_us = n->now_us + n->terms.review_us};
    n->bank += amount;
    if (bond != NULL) {
        bond->amount += amount;
        return;
    }
    (void)naive_wait_for(n, &first);
}

bool naive_carry(struct naive *n, int id, int courier, int64_t fee)
{
    struct naive_deal *deal = &n->deals[id];
    (void)n;
    if (deal->way != WAY_COD || deal->courier != NAIVE_NOBODY || deal->is_cancelled || fee < 0 ||
        fee + deal->fee >= deal->price) {
        return false;
    }
    deal->courier = courier;
    deal->courier_fee = fee;
    return true;
}

bool naive_refuse(struct naive *n, int id)
{
    struct naive_deal *deal = &n->deals[id];
    (void)n;
    if (deal->way != WAY_COD || deal->courier == NAIVE_NOBODY || deal->is_delivered ||
        deal->is_cancelled) {
        return false;
    }
    deal->is_cancelled = true;
    return true;
}

int64_t naive_owed(const struct naive_deal *deal)
{
    bool is_given_back = deal->remitted == 0 && deal->returned > 0;
    return deal->way == WAY_COD && deal->is_delivered && !is_given_back
               ? deal->price - deal->courier_fee - deal->remitted
               : 0;
}

int64_t naive_gross(const struct naive *n, int id)
{
    int64_t owed = naive_owed(&n->deals[id]);
    return owed > 0 ? owed + n->deals[id].courier_fee : 0;
}

bool naive_remit(struct naive *n, const struct naive_batch *batch)
{
    struct naive_batch announced = *batch;
    int64_t net = 0;
    for (int i = 0; i < batch->count; i++) {
        const struct naive_deal *deal = &n->deals[batch->deals[i]];
        announced.owed[i] = naive_owed(deal);
        if (announced.owed[i] == 0 || deal->courier != batch->courier) {
            return false;
        }
        for (int k = 0; k < i; k++) {
            if (batch->deals[k] == batch->deals[i]) {
                return false;
            }
        }
        net += announced.owed[i];
    }
    if (net != batch->net) {
        return false;
    }
    assert(n->batch_count < NAIVE_BATCHES);
    n->batches[n->batch_count++] = announced;
    return true;
}

/* So much of a deal's cash has come; with all of it there, the buyer's time counts. */
static void has_come(struct naive *n, struct naive_deal *deal, int64_t amount)
{
    int64_t time_us = n->terms.confirm_us < 0 ? deal->period_us : n->terms.confirm_us;
    deal->remitted += amount;
    n->transit[deal->courier][deal->coin] -= amount;
    if (naive_owed(deal) == 0) {
        deal->due_us = deal->delivered_us + time_us;
        deal->due_us = deal->due_us < n->now_us ? n->now_us : deal->due_us;
    }
}

bool naive_take(struct naive *n, int id, int64_t amount)
{
    struct naive_deal *deal = &n->deals[id];
    int64_t owed = naive_owed(deal);
    struct naive_wait *bond = owed > 0 ? bond_of(n, deal->courier) : NULL;
    amount = amount == 0 ? owed : amount;
    if (bond == NULL || amount > owed || amount > bond->amount ||
        n->now_us < deal->delivered_us + n->terms.remit_us) {
        return false;
    }
    bond->amount -= amount;
    has_come(n, deal, amount);
    return true;
}

void naive_keep_bond(struct naive *n, int party, int64_t until_us)
{
    struct naive_wait *bond = bond_of(n, party);
    if (bond != NULL && bond->due_us < until_us) {
        bond->due_us = until_us;
    }
}

int naive_line(struct naive *n, int64_t amount)
{
    struct naive_wait line = {.kind = WAIT_SUSPENSE,
                              .party = NAIVE_NOBODY,
                              .deal = NAIVE_NOBODY,
                              .amount = amount,
                              .due_us = n->now_us + n->terms.suspense_us};
    n->bank += amount;
    return naive_wait_for(n, &line);
}

/* A later announcement that names one of its deals stands for it. */
static bool is_overtaken(const struct naive *n, int id)
{
    for (int later = id + 1; later < n->batch_count; later++) {
        const struct naive_batch *other = &n->batches[later];
        for (int i = 0; i < other->count && !other->is_settled; i++) {
            for (int k = 0; k < n->batches[id].count; k++) {
                if (other->deals[i] == n->batches[id].deals[k]) {
                    return true;
                }
            }
        }
    }
    return false;
}

bool naive_match(struct naive *n, int line, int id)
{
    struct naive_batch *batch = &n->batches[id];
    if (batch->is_settled || n->waits[line].amount < batch->net || is_overtaken(n, id)) {
        return false;
    }
    for (int i = 0; i < batch->count; i++) {
        if (naive_owed(&n->deals[batch->deals[i]]) != batch->owed[i]) {
            return false;
        }
    }
    batch->is_settled = true;
    n->waits[line].amount -= batch->net; /* what is more stays unexplained */
    for (int i = 0; i < batch->count; i++) {
        has_come(n, &n->deals[batch->deals[i]], batch->owed[i]);
    }
    return true;
}

bool naive_pay_out(struct naive *n, int party, int64_t amount)
{
    struct naive_wait wait = {.kind = WAIT_PAYOUT,
                              .party = party,
                              .deal = NAIVE_NOBODY,
                              .amount = amount,
                              .due_us = n->now_us + n->terms.payout_us};
    if (amount <= 0 || amount > n->available[party][COIN_CNY]) {
        return false;
    }
    n->available[party][COIN_CNY] -= amount;
    (void)naive_wait_for(n, &wait);
    return true;
}

void naive_paid(struct naive *n, int payout)
{
    n->bank -= n->waits[payout].amount;
    n->waits[payout].amount = 0;
}

bool naive_convert(struct naive *n, int party, enum naive_coin from, int64_t amount, int64_t bought)
{
    enum naive_coin to = from == COIN_CNY ? COIN_JPY : COIN_CNY;
    if (party == DEALER || amount <= 0 || bought <= 0 || amount > n->available[party][from] ||
        bought > n->available[DEALER][to]) {
        return false;
    }
    n->available[party][from] -= amount;
    n->available[DEALER][from] += amount;
    n->available[DEALER][to] -= bought;
    n->available[party][to] += bought;
    return true;
}

static void sweep_waits(struct naive *n)
{
    static const enum naive_default RAN[] = {
        [WAIT_PAYOUT] = RAN_PAYOUT, [WAIT_AWARD] = RAN_AWARD, [WAIT_RESERVE] = RAN_RESERVE};
    for (int i = 0; i < n->wait_count; i++) {
        struct naive_wait *wait = &n->waits[i];
        bool is_proved = wait->kind != WAIT_PAYOUT || n->proved_day > wait->due_us / DAY_US;
        if (wait->amount > 0 && wait->kind != WAIT_SUSPENSE && wait->due_us <= n->now_us &&
            is_proved) {
            n->available[wait->party][wait->coin] += wait->amount;
            wait->amount = 0;
            n->ran[wait->kind == WAIT_BOND ? RAN_TO_PAYER : RAN[wait->kind]]++;
        }
    }
}

static void sweep_claims(struct naive *n)
{
    for (int i = 0; i < n->claim_count; i++) {
        struct naive_claim *claim = &n->claims[i];
        if (claim->is_open && claim->due_us <= n->now_us) {
            if (claim->amount == 0) {
                claim->is_open = false; /* only a decision costs what is not held */
                n->ran[RAN_COMPLAINT]++;
            } else {
                n->ran[RAN_DISPUTE] += naive_refund(n, i, 0);
            }
        }
    }
}

static void sweep_deals(struct naive *n)
{
    for (int i = 0; i < n->deal_count; i++) {
        struct naive_deal *deal = &n->deals[i];
        int64_t held = deal->held;
        if (held > 0 && deal->due_us <= n->now_us && naive_owed(deal) == 0) {
            deal->held = 0;
            n->ran[deal->door == TO_PAYEE ? RAN_TO_PAYEE : RAN_TO_PAYER]++;
            if (deal->door == TO_PAYEE) {
                naive_release(n, deal, held);
            } else {
                naive_give_back(n, deal, held);
            }
        }
    }
}

/* A courier is told once, and its bond then waits for a decision. */
static void tell_couriers(struct naive *n)
{
    for (int i = 0; i < n->deal_count; i++) {
        struct naive_deal *deal = &n->deals[i];
        if (naive_owed(deal) > 0 && !deal->is_told &&
            n->now_us >= deal->delivered_us + n->terms.remit_us) {
            deal->is_told = true;
            n->ran[RAN_LATE]++;
            naive_keep_bond(n, deal->courier, n->now_us + n->terms.dispute_us);
        }
    }
}

void naive_sweep(struct naive *n)
{
    naive_end_buys(n);
    sweep_claims(n);
    sweep_deals(n);
    tell_couriers(n);
    sweep_waits(n);
}
