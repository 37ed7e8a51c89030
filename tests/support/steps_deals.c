/* What happens to a deal, from its order to the decision of a complaint about it. */
#include "tests/support/steps.h"

#include "model/closure.h"
#include "model/deal.h"
#include "model/mem.h"

#include <stddef.h>

static int some_seller(struct history *h, enum naive_way way)
{
    static const int SHOPS[] = {SELLER_ONE, SELLER_TWO};
    if (steps_chance(h, 3)) {
        return (int)(SELLER_ONE + steps_below(h, MERCHANT_THREE - SELLER_ONE + 1));
    }
    switch (way) {
    case WAY_SELF:
        return SELLER_OWN;
    case WAY_PREPAID:
        return steps_chance(h, 60) ? MERCHANT_ONE : (int)(MERCHANT_TWO + steps_below(h, 2));
    case WAY_CHAIN:
        return steps_chance(h, 30) ? DEALER : SELLER_TWO;
    case WAY_ESCROW:
    case WAY_COD:
    case WAY_DIRECT:
    case WAYS:
        break;
    }
    return SHOPS[steps_below(h, 2)];
}

enum status step_order(struct history *h, bool *allowed)
{
    static const enum naive_way KINDS[] = {WAY_ESCROW, WAY_ESCROW,  WAY_ESCROW,  WAY_SELF,
                                           WAY_CHAIN,  WAY_PREPAID, WAY_PREPAID, WAY_COD,
                                           WAY_COD,    WAY_DIRECT};
    struct naive *n = h->naive;
    enum naive_way way = KINDS[steps_below(h, sizeof KINDS / sizeof *KINDS)];
    bool is_plain = way != WAY_COD && way != WAY_DIRECT;
    int seller = some_seller(h, way);
    struct naive_deal terms = {
        .way = way,
        .coin = is_plain && steps_chance(h, way == WAY_CHAIN ? 60 : 20) ? COIN_JPY : COIN_CNY,
        .buyer = steps_chance(h, 50) ? BUYER_ONE : BUYER_TWO,
        .seller = seller,
        .buy = NAIVE_NOBODY,
        .price = 1 + steps_below(h, is_plain ? 100000 : DIRECT_PRICE_MAX),
        .period_us = steps_below(h, 20) * DAY};
    bool has_fee = (way != WAY_SELF && way != WAY_CHAIN) || steps_chance(h, 3);
    terms.fee =
        has_fee ? steps_below(h, terms.price / 5 + 1) + (steps_chance(h, 2) ? terms.price : 0) : 0;
    bool is_goods = way == WAY_ESCROW || way == WAY_SELF;
    if (n->buy_count > 0 && steps_chance(h, is_goods ? 60 : 3)) {
        int first = n->buy_count > 4 ? n->buy_count - 4 : 0;
        terms.buy = first + (int)steps_below(h, n->buy_count - first);
        if (steps_chance(h, 95)) {
            terms.seller = n->buys[terms.buy].seller;
            terms.coin = n->buys[terms.buy].coin;
            terms.way = terms.seller == SELLER_OWN ? WAY_SELF : WAY_ESCROW;
            terms.fee = terms.way == WAY_SELF ? 0 : terms.fee;
        }
    }
    if (n->deal_count == NAIVE_DEALS) {
        return steps_leave_out(h, allowed);
    }
    const char *id = beside_deal(&h->beside, n->deal_count);
    struct deal deal = {.id = id,
                        .mode = STEPS_MODES[terms.way],
                        .buyer = BESIDE_PARTIES[terms.buyer],
                        .seller = BESIDE_PARTIES[terms.seller],
                        .category = "goods",
                        .price = beside_money(terms.price, terms.coin),
                        .fee = beside_money(terms.fee, terms.coin),
                        .period_us = terms.period_us};
    if (terms.buy != NAIVE_NOBODY) {
        deal.campaign = mem_printf(h->beside.mem, "G-%d", terms.buy);
    }
    steps_say(h, "order %s %s of %s, campaign %s, price %lld fee %lld", deal.mode, id, deal.seller,
              deal.campaign ? deal.campaign : "none", (long long)terms.price, (long long)terms.fee);
    *allowed = naive_order(n, &terms);
    return deal_order(h->pool->book, &deal, &h->run, &h->pool->err);
}

enum status step_pay(struct history *h, bool *allowed)
{
    struct naive *n = h->naive;
    int id = n->deal_count - 1;
    while (id > 0 && steps_chance(h, 90) &&
           (n->deals[id].funded == n->deals[id].price || n->deals[id].is_cancelled ||
            (OF(n->deals[id].way) & (OF(WAY_COD) | OF(WAY_DIRECT))))) {
        id--;
    }
    const struct naive_deal *deal = &n->deals[id];
    int64_t left = deal->price - deal->funded;
    int64_t amount = steps_chance(h, 70) ? left : 1 + steps_below(h, left + 1);
    struct deal_capture capture = {beside_deal(&h->beside, id), "alipay",
                                   beside_money(amount, deal->coin)};
    steps_say(h, "pay %s %lld", steps_told(h, id), (long long)amount);
    *allowed = naive_pay(n, id, amount);
    return deal_capture(h->pool->book, &capture, &h->run, &h->pool->err);
}

static enum status step(struct history *h, const char *name,
                        enum status (*verb)(struct book *, const struct deal_step *, struct run *,
                                            struct error *),
                        int id, int64_t amount)
{
    struct deal_step step = {beside_deal(&h->beside, id),
                             beside_money(amount, h->naive->deals[id].coin), amount != 0};
    steps_say(h, "%s %lld of %s", name, (long long)amount, steps_told(h, id));
    return verb(h->pool->book, &step, &h->run, &h->pool->err);
}

enum status step_ship(struct history *h, bool *allowed)
{
    int id = steps_deal(h, ALL_WAYS, steps_chance(h, 80));
    *allowed = naive_ship(h->naive, id);
    return step(h, "ship", deal_ship, id, 0);
}

enum status step_deliver(struct history *h, bool *allowed)
{
    int id = steps_deal(h, steps_chance(h, 50) ? OF(WAY_COD) : ALL_WAYS, false);
    *allowed = naive_deliver(h->naive, id);
    return step(h, "deliver", deal_deliver, id, 0);
}

enum status step_cancel(struct history *h, bool *allowed)
{
    int id = steps_deal(h, ALL_WAYS, false);
    *allowed = naive_cancel(h->naive, id);
    return step(h, "cancel", deal_cancel, id, 0);
}

enum status step_confirm(struct history *h, bool *allowed)
{
    int id = steps_deal(h, ALL_WAYS, true);
    int64_t amount = steps_amount(h, h->naive->deals[id].held);
    *allowed = naive_confirm(h->naive, id, amount);
    return step(h, "confirm", deal_confirm, id, amount);
}

enum status step_return(struct history *h, bool *allowed)
{
    int id = steps_deal(h, ALL_WAYS, true);
    int64_t amount = steps_amount(h, h->naive->deals[id].held);
    *allowed = naive_return(h->naive, id, amount);
    return step(h, "return", deal_return, id, amount);
}

enum status step_draw(struct history *h, bool *allowed)
{
    int id = steps_deal(h, OF(WAY_PREPAID), true);
    int64_t amount = steps_amount(h, h->naive->deals[id].held / 3);
    *allowed = naive_draw(h->naive, id, amount);
    return step(h, "draw", deal_draw, id, amount);
}

/* Merchants close; who sells otherwise goes on, so that there is something to do. */
enum status step_close(struct history *h, bool *allowed)
{
    int seller = (int)(MERCHANT_ONE + steps_below(h, 3));
    struct closure closure = {BESIDE_PARTIES[seller], "insolvent"};
    if (!steps_chance(h, 20) ||
        (seller == MERCHANT_ONE && h->naive->deal_count < NAIVE_DEALS / 2)) {
        return steps_leave_out(h, allowed);
    }
    steps_say(h, "close %s", closure.party);
    *allowed = naive_close(h->naive, seller);
    return closure_close(h->pool->book, &closure, &h->run, &h->pool->err);
}

enum status step_complain(struct history *h, bool *allowed)
{
    struct naive *n = h->naive;
    bool is_direct = steps_chance(h, 20);
    int id = steps_deal(h, is_direct ? OF(WAY_DIRECT) : ALL_WAYS, !is_direct);
    const struct naive_deal *deal = &n->deals[id];
    int64_t amount = steps_amount(h, deal->way == WAY_DIRECT ? deal->price : deal->held);
    struct complaint complaint = {.id = mem_printf(h->beside.mem, "C-%d", n->claim_count),
                                  .deal = beside_deal(&h->beside, id),
                                  .kind = "counterfeit",
                                  .amount = beside_money(amount, deal->coin),
                                  .has_amount = amount != 0};
    if (n->claim_count == NAIVE_CLAIMS) {
        return steps_leave_out(h, allowed);
    }
    steps_say(h, "complain of %s %lld", steps_told(h, id), (long long)amount);
    *allowed = naive_complain(n, id, amount);
    enum status status = complaint_open(h->pool->book, &complaint, &h->run, &h->pool->err);
    if (status == STATUS_OK) {
        pool_hear_out(h->pool, complaint.id);
    }
    return status;
}

/* Of the last ones: the others are left to their clocks. */
static int some_claim(struct history *h, bool is_direct)
{
    const struct naive *n = h->naive;
    int id = 0;
    for (int i = 0; i < TRIES; i++) {
        id = n->claim_count - 1 - (int)steps_below(h, n->claim_count < 8 ? n->claim_count : 8);
        if (n->claims[id].is_open && (n->claims[id].amount == 0) == is_direct) {
            return id;
        }
    }
    return id;
}

static enum status decide(struct history *h, int id, enum complaint_outcome outcome, int64_t refund)
{
    const struct naive_deal *deal = &h->naive->deals[h->naive->claims[id].deal];
    struct complaint_decision decision = {.complaint = mem_printf(h->beside.mem, "C-%d", id),
                                          .outcome = outcome,
                                          .reasons = "random",
                                          .refund = beside_money(refund, deal->coin),
                                          .has_refund = refund != 0};
    steps_say(h, "decide %d, refund %lld, on C-%d of %s", (int)outcome, (long long)refund, id,
              steps_told(h, h->naive->claims[id].deal));
    return complaint_decide(h->pool->book, &decision, &h->run, &h->pool->err);
}

enum status step_dismiss(struct history *h, bool *allowed)
{
    if (h->naive->claim_count == 0) {
        return steps_leave_out(h, allowed);
    }
    int id = some_claim(h, steps_chance(h, 20));
    *allowed = naive_dismiss(h->naive, id);
    return decide(h, id, OUTCOME_DISMISS, 0);
}

enum status step_refund(struct history *h, bool *allowed)
{
    if (h->naive->claim_count == 0) {
        return steps_leave_out(h, allowed);
    }
    int id = some_claim(h, steps_chance(h, 5));
    int64_t amount = steps_amount(h, h->naive->claims[id].amount);
    *allowed = naive_refund(h->naive, id, amount);
    return decide(h, id, OUTCOME_REFUND, amount);
}

enum status step_award(struct history *h, bool *allowed)
{
    if (h->naive->claim_count == 0) {
        return steps_leave_out(h, allowed);
    }
    int id = some_claim(h, true);
    if (h->naive->deals[h->naive->claims[id].deal].way != WAY_DIRECT) {
        return steps_leave_out(h, allowed);
    }
    *allowed = naive_award(h->naive, id);
    return decide(h, id, OUTCOME_AWARD, 0);
}
