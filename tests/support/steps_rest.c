/* Couriers, group buys, payouts, conversions, and the time that passes. */
#include "tests/support/steps.h"

#include "model/campaign.h"
#include "model/conversion.h"
#include "model/courier.h"
#include "model/match.h"
#include "model/mem.h"
#include "model/payout.h"
#include "model/sweep.h"

#include <stddef.h>
#include <stdio.h>

enum status step_carry(struct history *h, bool *allowed)
{
    int id = h->naive->deal_count - 1;
    while (id > 0 && h->naive->deals[id].way != WAY_COD) {
        id--;
    }
    const struct naive_deal *deal = &h->naive->deals[id];
    int courier = steps_chance(h, 70) ? COURIER_FAST : COURIER_SLOW;
    int64_t fee = steps_chance(h, 5) ? deal->price - deal->fee - steps_below(h, 2)
                                     : steps_below(h, deal->price / 5 + 1);
    struct carriage carriage = {beside_deal(&h->beside, id), BESIDE_PARTIES[courier],
                                beside_money(fee, deal->coin)};
    steps_say(h, "carry %s for %lld", steps_told(h, id), (long long)fee);
    *allowed = naive_carry(h->naive, id, courier, fee);
    return courier_carry(h->pool->book, &carriage, &h->run, &h->pool->err);
}

enum status step_refuse(struct history *h, bool *allowed)
{
    int id = steps_deal(h, OF(WAY_COD), false);
    const char *deal = beside_deal(&h->beside, id);
    steps_say(h, "refuse %s", steps_told(h, id));
    *allowed = naive_refuse(h->naive, id);
    return courier_refuse(h->pool->book, &deal, &h->run, &h->pool->err);
}

/* Mostly what the courier of the first owes of these; now and then a cent more. */
enum status step_remit(struct history *h, bool *allowed)
{
    struct naive *n = h->naive;
    struct naive_batch batch = {.count = 1 + (int)steps_below(h, NAIVE_PARCELS)};
    const char *deals[NAIVE_PARCELS + 1] = {NULL};
    int64_t gross = steps_chance(h, 5), fee = 0;
    for (int i = 0; i < batch.count; i++) {
        for (int k = 0; k < TRIES; k++) {
            batch.deals[i] = steps_deal(h, OF(WAY_COD), true);
            if (naive_gross(n, batch.deals[i]) > 0 &&
                (i == 0 || n->deals[batch.deals[i]].courier == batch.courier)) {
                break;
            }
        }
        batch.courier = i == 0 ? n->deals[batch.deals[0]].courier : batch.courier;
        deals[i] = beside_deal(&h->beside, batch.deals[i]);
        gross += naive_gross(n, batch.deals[i]);
        fee += n->deals[batch.deals[i]].courier_fee;
    }
    if (batch.courier <= 0 || gross <= fee || n->batch_count == NAIVE_BATCHES) {
        return steps_leave_out(h, allowed);
    }
    batch.net = gross - fee;
    struct remit remit = {mem_printf(h->beside.mem, "RM-%d", n->batch_count),
                          BESIDE_PARTIES[batch.courier],
                          cny(gross),
                          cny(fee),
                          cny(batch.net),
                          deals};
    steps_say(h, "remit %s of %s...", remit.batch, deals[0]);
    *allowed = naive_remit(n, &batch);
    return remit_put(h->pool->book, &remit, &h->run, &h->pool->err);
}

/* The bank line of one of the last batches, and that somebody says it is that. */
enum status step_line(struct history *h, bool *allowed)
{
    struct naive *n = h->naive;
    if (n->batch_count == 0) {
        return steps_leave_out(h, allowed);
    }
    int id = n->batch_count - 1 - (int)steps_below(h, n->batch_count < 6 ? n->batch_count : 6);
    int64_t net = n->batches[id].net + (steps_chance(h, 3) ? 1 : 0);
    int line = naive_line(n, net);
    struct match_terms terms = {
        .line = mem_printf(h->beside.mem, "line:%lld", (long long)pool_line(h->pool, net, NULL)),
        .item = mem_printf(h->beside.mem, "batch:RM-%d", id)};
    steps_say(h, "match %s %s", terms.line, terms.item);
    *allowed = naive_match(n, line, id);
    return match_make(h->pool->book, &terms, &h->run, &h->pool->err);
}

enum status step_take(struct history *h, bool *allowed)
{
    int id = steps_deal(h, OF(WAY_COD), true);
    for (int i = 0; i < TRIES && naive_owed(&h->naive->deals[id]) == 0; i++) {
        id = steps_deal(h, OF(WAY_COD), true);
    }
    int64_t amount = steps_amount(h, naive_owed(&h->naive->deals[id]));
    struct courier_draw terms = {beside_deal(&h->beside, id), cny(amount), amount != 0, "random"};
    steps_say(h, "take %lld of a bond for %s", (long long)amount, steps_told(h, id));
    *allowed = naive_take(h->naive, id, amount);
    return courier_draw(h->pool->book, &terms, &h->run, &h->pool->err);
}

enum status step_launch(struct history *h, bool *allowed)
{
    static const int SELLERS[] = {SELLER_ONE, SELLER_TWO, SELLER_OWN, MERCHANT_TWO};
    struct naive *n = h->naive;
    bool has_count = steps_chance(h, 60);
    struct naive_buy buy = {.seller = SELLERS[steps_below(h, 4)],
                            .coin = steps_chance(h, 90) ? COIN_CNY : COIN_JPY,
                            .target_count = has_count ? 1 + steps_below(h, 2) : 0,
                            .target_amount = has_count ? 0 : 1 + steps_below(h, 90000),
                            .ends_us = n->now_us +
                                       (steps_below(h, 40) + (steps_chance(h, 5) ? 40 : 0)) * DAY,
                            .closes_early = steps_chance(h, 70)};
    struct campaign campaign = {.id = mem_printf(h->beside.mem, "G-%d", n->buy_count),
                                .seller = BESIDE_PARTIES[buy.seller],
                                .target_count = buy.target_count,
                                .ends_us = buy.ends_us,
                                .closes_early = buy.closes_early};
    campaign.target_amount = beside_money(buy.target_amount, buy.coin);
    campaign.currency = campaign.target_amount.currency;
    if (n->buy_count == NAIVE_BUYS) {
        return steps_leave_out(h, allowed);
    }
    steps_say(h, "launch %s", campaign.id);
    *allowed = naive_launch(n, &buy);
    return campaign_open(h->pool->book, &campaign, &h->run, &h->pool->err);
}

enum status step_shut(struct history *h, bool *allowed)
{
    int count = h->naive->buy_count;
    if (count == 0) {
        return steps_leave_out(h, allowed);
    }
    int id = count - 1 - (int)steps_below(h, count < 5 ? count : 5);
    for (int i = 0; i < TRIES && h->naive->buys[id].state != BUY_OPEN; i++) {
        id = count - 1 - (int)steps_below(h, count < 5 ? count : 5);
    }
    struct campaign_step terms = {mem_printf(h->beside.mem, "G-%d", id), "random"};
    bool is_off = steps_chance(h, 5);
    steps_say(h, "%s %s", is_off ? "call off" : "shut", terms.campaign);
    *allowed = is_off ? naive_call_off(h->naive, id) : naive_shut(h->naive, id);
    return is_off ? campaign_cancel(h->pool->book, &terms, &h->run, &h->pool->err)
                  : campaign_close(h->pool->book, &terms, &h->run, &h->pool->err);
}

/* A payment for a group buy that is still open. */
static bool is_waiting(const struct naive *n, int id)
{
    const struct naive_deal *deal = &n->deals[id];
    return deal->buy != NAIVE_NOBODY && deal->held > 0 && n->buys[deal->buy].state == BUY_OPEN;
}

enum status step_leave(struct history *h, bool *allowed)
{
    int id = steps_deal(h, OF(WAY_ESCROW) | OF(WAY_SELF), true);
    for (int i = 0; i < TRIES && !is_waiting(h->naive, id); i++) {
        id = steps_deal(h, OF(WAY_ESCROW) | OF(WAY_SELF), true);
    }
    struct campaign_leave leave = {beside_deal(&h->beside, id), "random"};
    steps_say(h, "leave %s", steps_told(h, id));
    *allowed = naive_leave(h->naive, id);
    return campaign_leave(h->pool->book, &leave, &h->run, &h->pool->err);
}

enum status step_payout(struct history *h, bool *allowed)
{
    struct naive *n = h->naive;
    int party = (int)steps_below(h, DEALER + 1);
    int64_t has = n->available[party][COIN_CNY];
    int64_t amount = 1 + steps_below(h, has / (steps_chance(h, 90) ? 2 : 1) + 2);
    struct payout payout = {.id = mem_printf(h->beside.mem, "P-%d", n->wait_count),
                            .party = BESIDE_PARTIES[party],
                            .amount = cny(amount)};
    steps_say(h, "payout %s %lld", payout.party, (long long)amount);
    *allowed = naive_pay_out(n, party, amount);
    return payout_request(h->pool->book, &payout, &h->run, &h->pool->err);
}

/* The bank has paid one out. */
enum status step_paid(struct history *h, bool *allowed)
{
    struct naive *n = h->naive;
    for (int id = n->wait_count - 1; id >= 0; id--) {
        struct item item = {.kind = ITEM_PAYOUT, .amount = cny(-n->waits[id].amount)};
        if (n->waits[id].kind == WAIT_PAYOUT && n->waits[id].amount > 0 && steps_chance(h, 50)) {
            (void)snprintf(item.id, sizeof item.id, "P-%d", id);
            steps_say(h, "the bank pays %s", item.id);
            (void)pool_line(h->pool, -n->waits[id].amount, &item);
            naive_paid(n, id);
            *allowed = true;
            return STATUS_OK;
        }
    }
    return steps_leave_out(h, allowed);
}

/* By hand: how many minor units, exactly, and then what is done with the rest. */
static int64_t bought(enum naive_coin from, int64_t amount, struct rate rate, int rounding)
{
    int64_t over = amount * rate.numerator * (from == COIN_JPY ? 100 : 1);
    int64_t under = rate.denominator * (from == COIN_CNY ? 100 : 1);
    int64_t whole = over / under, rest = over % under;
    bool is_half_up = 2 * rest > under || (2 * rest == under && whole % 2 == 1);
    return whole + (rounding == 0 ? is_half_up : rounding == 2 && rest > 0);
}

enum status step_convert(struct history *h, bool *allowed)
{
    static const char *const ROUNDINGS[] = {"half-even", "down", "up"};
    struct naive *n = h->naive;
    enum naive_coin from = steps_chance(h, 50) ? COIN_JPY : COIN_CNY;
    int party = (int)steps_below(h, PLATFORM + 1), rounding = (int)steps_below(h, 3);
    for (int i = 0; i < TRIES && n->available[party][from] < 2; i++) {
        party = (int)steps_below(h, PLATFORM + 1);
    }
    int64_t amount = 1 + steps_below(h, n->available[party][from] / 4 + 3);
    struct rate rate = {1 + steps_below(h, from == COIN_JPY ? 8 : 400), 1 + steps_below(h, 25)};
    struct conversion conversion = {.party = BESIDE_PARTIES[party],
                                    .dealer = "FX-BANK",
                                    .sold = beside_money(amount, from),
                                    .currency = from == COIN_JPY ? "CNY" : "JPY",
                                    .rate = rate,
                                    .rounding = ROUNDINGS[rounding]};
    steps_say(h, "%s converts %lld %s at %lld/%lld %s", conversion.party, (long long)amount,
              conversion.sold.currency, (long long)rate.numerator, (long long)rate.denominator,
              conversion.rounding);
    *allowed = naive_convert(n, party, from, amount, bought(from, amount, rate, rounding));
    return conversion_make(h->pool->book, &conversion, &h->run, &h->pool->err);
}

/* Within some days; often the very moment at which something ends, or the one before. */
static int64_t some_moment(struct history *h)
{
    const struct naive *n = h->naive;
    for (int i = 0; i < TRIES && steps_chance(h, 80); i++) {
        const struct naive_deal *deal = &n->deals[steps_deal(h, ALL_WAYS, true)];
        int64_t at_us = deal->due_us;
        if (deal->buy != NAIVE_NOBODY && steps_chance(h, 60)) {
            at_us = n->buys[deal->buy].ends_us - n->terms.leave_us + 1;
        }
        at_us -= steps_below(h, 2);
        if (deal->held > 0 && at_us > n->now_us && at_us < n->now_us + 5 * DAY) {
            return at_us;
        }
    }
    return n->now_us + steps_below(h, 4) * DAY + steps_below(h, 2) * steps_below(h, DAY);
}

/* Some days pass, the bank's statements now and then with them, and the timer runs. */
enum status step_time(struct history *h, bool *allowed)
{
    struct sweep_result result;
    struct naive *n = h->naive;
    n->now_us = some_moment(h);
    h->pool->now_us = n->now_us;
    int64_t today = n->now_us / DAY;
    if (steps_chance(h, 30) && today - 1 > n->proved_day) {
        n->proved_day = today - 1;
        pool_prove(h->pool, (int32_t)n->proved_day, 0);
    }
    steps_say(h, "sweep at day %lld", (long long)((n->now_us - POOL_NOW_US) / DAY));
    naive_sweep(n);
    *allowed = true;
    return sweep_run(h->pool->book, NULL, NULL, &result, &h->pool->err);
}
