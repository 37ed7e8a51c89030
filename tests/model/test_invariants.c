/* Random histories of every operation, with every invariant proved from the store, and
 * what the database itself refuses. That verify finds what is broken is test_verify's. */
#include "model/advance.h"
#include "model/campaign.h"
#include "model/chargeback.h"
#include "model/conversion.h"
#include "model/correction.h"
#include "model/deal.h"
#include "model/exit.h"
#include "model/expect.h"
#include "model/hold.h"
#include "model/insurance.h"
#include "model/mem.h"
#include "model/party.h"
#include "model/payout.h"
#include "model/sweep.h"
#include "model/verify.h"
#include "tests/support/process.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#define HISTORIES 6
#define STEPS 1200
#define DEALS_MAX 150
#define PROVE_EVERY 100

/* What random steps may refer to. */
struct history {
    struct pool *pool;
    struct process process;
    struct random random;
    int corrections, campaigns;
    void *mem; /* of one step */
};

static const char *any_party(struct history *h)
{
    static const char *const PARTIES[] = {"S-1", "S-2", "B-1", "PLATFORM"};
    return PARTIES[random_below(&h->random, 4)];
}

static char *any_deal(struct history *h)
{
    return mem_printf(h->mem, "R-%lld", (long long)random_below(&h->random, h->process.deals + 1));
}

static char *any_hold(struct history *h)
{
    return mem_printf(h->mem, "hold:%lld", (long long)random_between(&h->random, 1, 200));
}

/* One of the latest few, or one that is not there. */
static int any_campaign(struct history *h)
{
    return (int)random_between(&h->random, h->campaigns > 2 ? h->campaigns - 2 : 0, h->campaigns);
}

static const char *seller_of(int campaign)
{
    return campaign % 2 == 0 ? "S-1" : "S-2";
}

static enum status do_launch(struct history *h, struct run *run)
{
    bool has_count = random_chance(&h->random, 70);
    struct campaign campaign = {
        .id = mem_printf(h->mem, "G-%d", h->campaigns),
        .seller = seller_of(h->campaigns),
        .currency = "CNY",
        .target_count = has_count ? random_between(&h->random, 1, 2) : 0,
        .target_amount = cny(has_count ? 0 : random_between(&h->random, 1, 200000)),
        .ends_us = h->pool->now_us + random_between(&h->random, 10, 60) * TIME_US_PER_DAY,
        .closes_early = random_chance(&h->random, 70)};
    enum status status = campaign_open(h->pool->book, &campaign, run, &h->pool->err);
    h->campaigns += status == STATUS_OK;
    return status;
}

static enum status do_campaign(struct history *h, struct run *run)
{
    struct campaign_step step = {mem_printf(h->mem, "G-%d", any_campaign(h)), "random"};
    struct campaign_leave leave = {any_deal(h), "random"};
    switch (random_below(&h->random, 5)) {
    case 0:
        return do_launch(h, run);
    case 1:
        return random_chance(&h->random, 10)
                   ? campaign_cancel(h->pool->book, &step, run, &h->pool->err)
                   : campaign_end(h->pool->book, &step, run, &h->pool->err);
    case 2:
        return campaign_leave(h->pool->book, &leave, run, &h->pool->err);
    default:
        return campaign_close(h->pool->book, &step, run, &h->pool->err);
    }
}

static enum status do_order(struct history *h, struct run *run)
{
    int64_t price = random_between(&h->random, 1, 100000);
    int campaign = any_campaign(h);
    bool is_member = random_chance(&h->random, 55);
    struct deal deal = {.id = mem_printf(h->mem, "R-%d", h->process.deals),
                        .mode = random_chance(&h->random, 80) ? "escrow" : "direct",
                        .buyer = random_chance(&h->random, 50) ? "B-1" : "B-2",
                        .seller = seller_of(campaign),
                        .category = random_chance(&h->random, 80) ? "goods" : "food",
                        .campaign = is_member ? mem_printf(h->mem, "G-%d", campaign) : NULL,
                        .price = cny(price),
                        .fee = cny(random_below(&h->random, price / 5 + 1)),
                        .period_us = random_between(&h->random, 0, 20) * TIME_US_PER_DAY};
    if (h->process.deals == DEALS_MAX) {
        return STATUS_REFUSED;
    }
    enum status status = deal_order(h->pool->book, &deal, run, &h->pool->err);
    h->process.deals += status == STATUS_OK;
    return status;
}

static enum status do_capture(struct history *h, struct run *run)
{
    struct deal deal;
    struct deal_capture capture = {any_deal(h), "alipay", cny(0)};
    enum status status = deal_get(h->pool->book, h->mem, capture.deal, &deal, &h->pool->err);
    if (status != STATUS_OK) {
        return status;
    }
    capture.amount.minor = random_chance(&h->random, 70)
                               ? deal.price.minor
                               : random_between(&h->random, 1, deal.price.minor + 1);
    return deal_capture(h->pool->book, &capture, run, &h->pool->err);
}

static enum status do_step(struct history *h, struct run *run)
{
    static enum status (*const VERBS[])(struct book *, const struct deal_step *, struct run *,
                                        struct error *) = {deal_ship, deal_deliver, deal_cancel,
                                                           deal_confirm, deal_return};
    struct deal_step step = {any_deal(h), cny(random_between(&h->random, 1, 60000)),
                             random_chance(&h->random, 60)};
    return VERBS[random_below(&h->random, 5)](h->pool->book, &step, run, &h->pool->err);
}

static enum status do_hold(struct history *h, struct run *run)
{
    static enum status (*const VERBS[])(struct book *, const struct hold_step *, struct run *,
                                        struct error *) = {hold_release_by, hold_return_by,
                                                           hold_carve_by,   hold_extend_by,
                                                           hold_default,    payout_expire};
    struct hold_step step = {any_hold(h), random_below(&h->random, 50000),
                             h->pool->now_us + random_below(&h->random, 80) * TIME_US_PER_DAY,
                             "random"};
    return VERBS[random_below(&h->random, 6)](h->pool->book, &step, run, &h->pool->err);
}

static enum status do_payout(struct history *h, struct run *run)
{
    struct payout payout = {.party = any_party(h),
                            .amount = cny(random_between(&h->random, 1, 50000))};
    return payout_request(h->pool->book, &payout, run, &h->pool->err);
}

static enum status do_time(struct history *h, struct run *run)
{
    struct sweep_result result;
    (void)run;
    h->pool->now_us += random_below(&h->random, 12) * TIME_US_PER_DAY;
    pool_must(h->pool, sweep_run(h->pool->book, NULL, NULL, &result, &h->pool->err));
    return STATUS_OK;
}

static enum status do_bond(struct history *h, struct run *run)
{
    (void)run;
    pool_bond(h->pool, random_chance(&h->random, 50) ? "S-1" : "S-2",
              random_between(&h->random, 1, 200000));
    return STATUS_OK;
}

/* Late in a history, so that there is one. */
static enum status do_exit(struct history *h, struct run *run)
{
    struct exit_request exit = {random_chance(&h->random, 50) ? "S-1" : "S-2", "random"};
    return random_chance(&h->random, 2) ? exit_begin(h->pool->book, &exit, run, &h->pool->err)
                                        : STATUS_REFUSED;
}

static enum status do_insure(struct history *h, struct run *run)
{
    static const struct party INSURER = {"I-1", "insurer", "Random Insurance", "CN", NULL, NULL,
                                         NULL,  NULL};
    struct cover cover = {
        .id = mem_printf(h->mem, "K-%lld", (long long)random_below(&h->random, 30)),
        .insurer = "I-1",
        .limit = cny(random_between(&h->random, 1, 100000)),
        .part_bp = random_between(&h->random, 1, 10000),
        .from_us = h->pool->now_us,
        .until_us = h->pool->now_us + random_below(&h->random, 300) * TIME_US_PER_DAY};
    bool has_seller = random_chance(&h->random, 50);
    cover.seller = has_seller ? "S-1" : NULL;
    cover.deal = has_seller ? NULL : any_deal(h);
    if (random_chance(&h->random, 50)) {
        return party_put(h->pool->book, &INSURER, run, &h->pool->err);
    }
    return insurance_put(h->pool->book, &cover, run, &h->pool->err);
}

/* Money of the insurer's own, once there is one. */
static enum status do_premium(struct history *h, struct run *run)
{
    (void)run;
    if (pool_int(h->pool, "SELECT count(*) FROM party WHERE kind = 'insurer'", NULL) == 0) {
        return STATUS_REFUSED;
    }
    pool_receive(h->pool, "I-1", "available", random_between(&h->random, 1, 60000));
    return STATUS_OK;
}

/* Mostly one of the last of those that may be corrected: older ones have been gone on from. */
static enum status do_correct(struct history *h, struct run *run)
{
    int64_t event =
        random_below(&h->random, pool_int(h->pool, "SELECT max(number) FROM event", NULL)) + 1;
    if (random_chance(&h->random, 90)) {
        event = pool_int(h->pool,
                         mem_printf(h->mem,
                                    "SELECT number FROM event WHERE verb IN ('confirm', 'return',"
                                    " 'capture', 'hold release', 'hold return', 'fx')"
                                    " ORDER BY number DESC LIMIT 1 OFFSET %lld",
                                    (long long)random_below(&h->random, 12)),
                         NULL);
    }
    struct correction correction = {event, "random"};
    enum status status = correction_make(h->pool->book, &correction, run, &h->pool->err);
    h->corrections += status == STATUS_OK;
    return status;
}

static enum status do_convert(struct history *h, struct run *run)
{
    static const char *const ROUNDINGS[] = {"half-even", "down", "up"};
    bool is_back = random_chance(&h->random, 30);
    struct conversion conversion = {
        .party = any_party(h),
        .dealer = "FX-BANK",
        .sold = cny(random_between(&h->random, 1, 20000)),
        .currency = is_back ? "CNY" : "JPY",
        .rate = {random_between(&h->random, 1, 400), random_between(&h->random, 1, 20)},
        .rounding = ROUNDINGS[random_below(&h->random, 3)]};
    memcpy(conversion.sold.currency, is_back ? "JPY" : "CNY", 3);
    return conversion_make(h->pool->book, &conversion, run, &h->pool->err);
}

/* Who has all the yen of the history. */
static void add_dealer(struct history *h)
{
    static const struct party DEALER = {"FX-BANK", "bank", "Dealer", "JP", NULL, NULL, NULL, NULL};
    struct pool *pool = h->pool;
    struct deal deal = {.id = "YEN",
                        .mode = "chain",
                        .buyer = "B-2",
                        .seller = "FX-BANK",
                        .category = "means",
                        .price = {1000000, "JPY"},
                        .fee = {0, "JPY"}};
    struct deal_capture capture = {"YEN", "alipay", deal.price};
    struct deal_step step = {.deal = "YEN"};
    pool_must(pool, party_put(pool->book, &DEALER, pool_run(pool), &pool->err));
    pool_must(pool, deal_order(pool->book, &deal, pool_run(pool), &pool->err));
    pool_must(pool, deal_capture(pool->book, &capture, pool_run(pool), &pool->err));
    pool_must(pool, deal_confirm(pool->book, &step, pool_run(pool), &pool->err));
}

/* Every invariant, and that fees have counted just what was released, whatever went back. */
static void prove(struct pool *pool)
{
    pool_verify(pool);
    assert_int_equal(pool_int(pool,
                              "SELECT count(*) FROM lien l JOIN deal d"
                              " ON l.reference = 'deal:' || d.id"
                              " WHERE l.base_minor <> d.released_minor OR l.is_closed <>"
                              " CASE WHEN l.taken_minor = l.cap_minor THEN 1 ELSE 0 END",
                              NULL),
                     0);
}

static enum status do_advance(struct history *h, struct run *run)
{
    int64_t minor = random_between(&h->random, 1, 40000);
    struct advance advance = {.deal = any_deal(h),
                              .lender = random_chance(&h->random, 90) ? "L-1" : any_party(h),
                              .amount = cny(minor),
                              .repay = cny(minor + random_below(&h->random, minor / 15 + 1))};
    return advance_make(h->pool->book, &advance, run, &h->pool->err);
}

static enum status do_chargeback(struct history *h, struct run *run)
{
    struct chargeback chargeback = {.deal = any_deal(h),
                                    .via = "alipay",
                                    .amount = cny(random_between(&h->random, 1, 50000)),
                                    .reason = "random"};
    struct chargeback_reversal reversal = {
        mem_printf(h->mem, "CB-%06lld", (long long)random_between(&h->random, 1, 200)), "random"};
    return random_chance(&h->random, 30)
               ? chargeback_reverse(h->pool->book, &reversal, run, &h->pool->err)
               : chargeback_take(h->pool->book, &chargeback, run, &h->pool->err);
}

/* Complaints, measures, objections, proposals, letters. */
static enum status do_process(struct history *h, struct run *run)
{
    static enum status (*const STEPS_OF[])(struct process *, struct run *) = {
        process_complain, process_stage,  process_stage,  process_measure,
        process_object,   process_second, process_second, process_post};
    h->process.mem = h->mem;
    return STEPS_OF[random_below(&h->random, 8)](&h->process, run);
}

static bool is_refusal(enum status status)
{
    return status == STATUS_REFUSED || status == STATUS_INVALID || status == STATUS_NOT_FOUND ||
           status == STATUS_CONFLICT || status == STATUS_DENIED || status == STATUS_STALE;
}

/* One random operation: done whole, or refused with nothing changed. */
static bool act(struct history *h)
{
    static enum status (*const ACTS[])(struct history *, struct run *) = {
        do_order,   do_order,    do_capture,  do_capture,  do_capture,  do_step,       do_step,
        do_step,    do_hold,     do_payout,   do_time,     do_bond,     do_exit,       do_insure,
        do_premium, do_correct,  do_correct,  do_convert,  do_order,    do_advance,    do_advance,
        do_order,   do_campaign, do_campaign, do_campaign, do_campaign, do_chargeback, do_process,
        do_process, do_process,  do_process,  do_process,  do_process,  do_process};
    h->mem = mem_context(h->pool, "step");
    struct run run = {.mem = h->mem};
    int64_t index = random_below(&h->random, (int64_t)(sizeof(ACTS) / sizeof(ACTS[0])));
    int64_t before = pool_int(h->pool, "SELECT count(*) FROM event", NULL);
    enum status status = ACTS[index](h, &run);
    int64_t after = pool_int(h->pool, "SELECT count(*) FROM event", NULL);
    if (status != STATUS_OK) {
        assert_true(is_refusal(status));
        assert_int_equal(after, before);
    }
    mem_free(h->mem);
    return status == STATUS_OK;
}

static void every_invariant_holds_after_random_histories(void **state)
{
    struct random seeds = random_start("histories", 20260901);
    int histories = random_histories(HISTORIES), done = 0, corrections = 0;
    int64_t met = 0, approved = 0;
    (void)state;
    for (int i = 0; i < histories; i++) {
        static const char *const packs[] = {"default", "cn",
                                            "sea"}; /* one asks for bonds, one reserves */
        struct history h = {.pool = pool_new_under("history.db", packs[i % 3]),
                            .random = {random_next(&seeds)}};
        h.process = process_new(h.pool, &h.random);
        add_dealer(&h);
        pool_lender(h.pool, "L-1", 300000);
        for (int step = 0; step < STEPS; step++) {
            done += act(&h);
            if (step % PROVE_EVERY == PROVE_EVERY - 1) {
                prove(h.pool);
            }
        }
        prove(h.pool);
        process_leave_alone(&h.process);
        prove(h.pool);
        corrections += h.corrections;
        met += pool_int(h.pool, "SELECT count(*) FROM campaign WHERE state = 'met'", NULL);
        approved +=
            pool_int(h.pool, "SELECT count(*) FROM proposal WHERE state = 'approved'", NULL);
        pool_free(h.pool);
    }
    print_message("# %d corrections, %lld campaigns met, %lld proposals approved\n", corrections,
                  (long long)met, (long long)approved);
    assert_true(approved > histories / 3 || histories < HISTORIES);
    assert_true(corrections > histories * 3);
    assert_true(met > 0 || histories < HISTORIES);
    assert_true(done > histories * STEPS / 4); /* the histories are not all refusals */
}

static void batch_and_single_operations_give_the_same_books(void **state)
{
    struct random seeds = random_start("batches", 7);
    uint64_t seed = random_next(&seeds);
    char heads[2][65];
    (void)state;
    for (int is_batch = 0; is_batch < 2; is_batch++) {
        struct history h = {.pool = pool_new("batch.db"), .random = {seed}};
        for (int step = 0; step < 60; step++) {
            h.mem = mem_context(h.pool, "step");
            struct run run = {.mem = h.mem};
            if (is_batch && !book_in_transaction(h.pool->book)) {
                pool_must(h.pool, book_begin(h.pool->book, &h.pool->err));
            }
            enum status status = step % 3 == 0   ? do_order(&h, &run)
                                 : step % 3 == 1 ? do_capture(&h, &run)
                                                 : do_step(&h, &run);
            assert_true(status == STATUS_OK || is_refusal(status));
            if (is_batch && step % 20 == 19) {
                pool_must(h.pool, book_commit(h.pool->book, &h.pool->err));
            }
            mem_free(h.mem);
        }
        pool_verify(h.pool);
        struct stmt *q;
        bool has_row;
        pool_must(h.pool, store_prepare(h.pool->store,
                                        "SELECT hash FROM event ORDER BY number DESC LIMIT 1", &q,
                                        &h.pool->err));
        pool_must(h.pool, stmt_step(q, &has_row, &h.pool->err));
        (void)snprintf(heads[is_batch], sizeof heads[0], "%s", stmt_text(q, 0));
        stmt_reset(q);
        pool_free(h.pool);
    }
    assert_string_equal(heads[0], heads[1]);
}

static void database_itself_refuses_what_the_code_never_does(void **state)
{
    static const char *const ATTACKS[] = {
        "UPDATE event SET body = '{}'",
        "DELETE FROM event",
        "UPDATE leg SET amount_minor = 1",
        "DELETE FROM leg",
        "DELETE FROM account",
        "UPDATE account SET payee = 'S-2' WHERE purpose = 'sale'",
        "UPDATE account SET payer = 'S-2' WHERE purpose = 'bond'",
        "UPDATE account SET balance_minor = -1 WHERE kind = 'available'",
        "UPDATE account SET balance_minor = 1 WHERE kind = 'transit'",
        "UPDATE account SET due_us = NULL WHERE kind = 'hold' AND balance_minor > 0",
        "UPDATE \"freeze\" SET facts = ''",
        "UPDATE deal SET funded_minor = price_minor + 1",
    };
    struct pool *pool = pool_full();
    (void)state;
    for (size_t i = 0; i < sizeof(ATTACKS) / sizeof(ATTACKS[0]); i++) {
        pool_must_be(pool, store_execute(pool->store, ATTACKS[i], &pool->err), STATUS_REFUSED,
                     ATTACKS[i]);
    }
    pool_verify(pool);
    pool_free(pool);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_invariant_holds_after_random_histories),
        cmocka_unit_test(batch_and_single_operations_give_the_same_books),
        cmocka_unit_test(database_itself_refuses_what_the_code_never_does),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
