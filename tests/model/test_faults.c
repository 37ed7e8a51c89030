/* Every call to the store fails once, for every operation: the operation says so, nothing of it is
 * there, and the same operation goes through afterwards. */
#include "model/campaign.h"
#include "model/caution.h"
#include "model/complaint.h"
#include "model/deal.h"
#include "model/expect.h"
#include "model/freeze.h"
#include "model/freeze_time.h"
#include "model/history.h"
#include "model/hold.h"
#include "model/ladder.h"
#include "model/mem.h"
#include "model/objection.h"
#include "model/operator.h"
#include "model/party.h"
#include "model/payout.h"
#include "model/stake.h"
#include "model/sweep.h"
#include "model/taking.h"
#include "model/verify.h"
#include "tests/support/pool.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#define CALLS_MAX 2000
#define VERIFY_EVERY 16 /* failures: what one leaves behind is there after the next, too */

static enum status do_party(struct pool *pool, struct run *run)
{
    struct party party = {"S-9", "seller", "A new one", "EU", NULL, NULL, NULL, NULL};
    return party_put(pool->book, &party, run, &pool->err);
}

static enum status do_order(struct pool *pool, struct run *run)
{
    struct deal deal = {.id = "O-9",
                        .mode = "escrow",
                        .buyer = "B-1",
                        .seller = "S-1",
                        .category = "goods",
                        .price = cny(5000),
                        .fee = cny(250),
                        .period_us = TIME_US_PER_DAY};
    return deal_order(pool->book, &deal, run, &pool->err);
}

static enum status do_capture(struct pool *pool, struct run *run)
{
    struct deal_capture capture = {"O-2", "alipay", cny(10000)};
    return deal_capture(pool->book, &capture, run, &pool->err);
}

static enum status do_confirm(struct pool *pool, struct run *run)
{
    struct deal_step step = {"O-1", cny(4000), true};
    return deal_confirm(pool->book, &step, run, &pool->err);
}

static enum status do_ship(struct pool *pool, struct run *run)
{
    struct deal_step step = {.deal = "O-1"};
    return deal_ship(pool->book, &step, run, &pool->err);
}

static enum status do_payout(struct pool *pool, struct run *run)
{
    struct payout payout = {.id = "P-9", .party = "S-1", .amount = cny(1000)};
    return payout_request(pool->book, &payout, run, &pool->err);
}

static enum status do_expect(struct pool *pool, struct run *run)
{
    struct expect expect = {"T-9", "PLATFORM", "available", cny(100)};
    return expect_put(pool->book, &expect, run, &pool->err);
}

static enum status do_freeze(struct pool *pool, struct run *run)
{
    struct freeze freeze = {.party = "S-1",
                            .scope = "listing",
                            .amount = cny(90000),
                            .ground = "fraud",
                            .facts = "facts",
                            .until_us = pool->now_us + TIME_US_PER_DAY};
    return freeze_put(pool->book, &freeze, run, &pool->err);
}

static enum status do_lift(struct pool *pool, struct run *run)
{
    struct unfreeze unfreeze = {1, "cleared"};
    return freeze_lift(pool->book, &unfreeze, run, &pool->err);
}

static enum status do_extend(struct pool *pool, struct run *run)
{
    struct freeze_extension extension = {1, pool->now_us + 2 * TIME_US_PER_DAY, "a third buyer"};
    return freeze_extend(pool->book, &extension, run, &pool->err);
}

static enum status do_object(struct pool *pool, struct run *run)
{
    struct objection objection = {2, "they are mistaken"};
    return objection_file(pool->book, &objection, run, &pool->err);
}

/* Nobody decides it: the clock does, with what that brings. */
static enum status do_objection(struct pool *pool, struct run *run)
{
    const int64_t first = 1;
    return objection_default(pool->book, &first, run, &pool->err);
}

static enum status do_complain(struct pool *pool, struct run *run)
{
    struct complaint complaint = {.id = "C-1", .deal = "O-1", .kind = "counterfeit"};
    return complaint_open(pool->book, &complaint, run, &pool->err);
}

static enum status do_decide(struct pool *pool, struct run *run)
{
    struct complaint_decision decision = {
        .complaint = "C-1", .outcome = OUTCOME_AWARD, .reasons = "reasons"};
    return complaint_decide(pool->book, &decision, run, &pool->err);
}

static enum status do_launch(struct pool *pool, struct run *run)
{
    struct campaign campaign = {.id = "G-1",
                                .seller = "S-1",
                                .currency = "CNY",
                                .target_count = 1,
                                .closes_early = true,
                                .ends_us = pool->now_us + TIME_US_PER_DAY};
    return campaign_open(pool->book, &campaign, run, &pool->err);
}

static enum status do_join(struct pool *pool, struct run *run)
{
    struct deal deal = {.id = "O-8",
                        .mode = "escrow",
                        .buyer = "B-1",
                        .seller = "S-1",
                        .category = "goods",
                        .campaign = "G-1",
                        .price = cny(5000),
                        .fee = cny(0),
                        .period_us = TIME_US_PER_DAY};
    return deal_order(pool->book, &deal, run, &pool->err);
}

static enum status do_pay_member(struct pool *pool, struct run *run)
{
    struct deal_capture capture = {"O-8", "alipay", cny(5000)};
    return deal_capture(pool->book, &capture, run, &pool->err);
}

static enum status do_turn(struct pool *pool, struct run *run)
{
    struct campaign_step step = {.campaign = "G-1"};
    return campaign_close(pool->book, &step, run, &pool->err);
}

static enum status do_operator(struct pool *pool, struct run *run)
{
    struct operator_terms terms = {"bob", ROLE_FINANCE, NULL};
    return operator_put(pool->book, &terms, run, &pool->err);
}

static enum status do_sweep(struct pool *pool, struct run *run)
{
    struct sweep_result result;
    (void)run;
    return sweep_run(pool->book, NULL, NULL, &result, &pool->err);
}

static enum status do_verify(struct pool *pool, struct run *run)
{
    struct verify_row *rows;
    size_t count;
    return verify_run(pool->book, run->mem, &rows, &count, &pool->err);
}

/* What the console draws. */
static enum status do_figures(struct pool *pool, struct run *run)
{
    struct history history;
    struct ladder *ladders;
    size_t count;
    int64_t awards;
    enum status status = history_read(pool->book, "available:S-1/CNY", 0, &history, &pool->err);
    if (status == STATUS_OK) {
        status = ladder_read(pool->book, run->mem, &ladders, &count, &pool->err);
    }
    return status == STATUS_OK ? stake_read(pool->book, "S-1", "CNY", &awards, &pool->err) : status;
}

static enum status do_take(struct pool *pool, struct run *run)
{
    struct taking_request taking = {.complaint = "C-1"};
    return complaint_take(pool->book, &taking, run, &pool->err);
}

static enum status do_caution(struct pool *pool, struct run *run)
{
    struct caution caution = {
        .party = "S-1", .rung = "training", .ground = "complaints", .facts = "no seal"};
    return caution_put(pool->book, &caution, run, &pool->err);
}

static enum status do_acknowledge(struct pool *pool, struct run *run)
{
    struct caution_answer answer = {.caution = 1, .text = "we have learnt"};
    return caution_acknowledge(pool->book, &answer, run, &pool->err);
}

static enum status do_caution_lapse(struct pool *pool, struct run *run)
{
    const int64_t second = 2;
    return caution_lapse(pool->book, &second, run, &pool->err);
}

/* Whether a decision is possible, asked before it is made. */
static enum status do_check(struct pool *pool, struct run *run)
{
    struct complaint_decision decision = {.complaint = "C-1"};
    run->is_check = true;
    return complaint_decide(pool->book, &decision, run, &pool->err);
}

/* In this order: each finds what the ones before it left. */
static const struct {
    const char *name;
    enum status (*act)(struct pool *pool, struct run *run);
    int64_t days_before;
} OPERATIONS[] = {
    {"party", do_party, 0},
    {"order", do_order, 0},
    {"capture", do_capture, 0},
    {"ship", do_ship, 0},
    {"confirm", do_confirm, 0},
    {"payout", do_payout, 0},
    {"expect", do_expect, 0},
    {"freeze", do_freeze, 0},
    {"extend", do_extend, 0},
    {"lift", do_lift, 0},
    {"complain", do_complain, 0},
    {"figures", do_figures, 0},
    {"take", do_take, 0},
    {"caution", do_caution, 0},
    {"says", do_acknowledge, 0},
    {"caution again", do_caution, 0},
    {"check", do_check, 0},
    {"decide", do_decide, 0},
    {"launch", do_launch, 0},
    {"join", do_join, 0},
    {"pay", do_pay_member, 0},
    {"turn", do_turn, 0},
    {"operator", do_operator, 0},
    {"freeze again", do_freeze, 0},
    {"object", do_object, 0},
    {"objection", do_objection, 14},
    {"caution lapse", do_caution_lapse, 0},
    {"sweep", do_sweep, 40},
    {"verify", do_verify, 0},
};

static int64_t events(struct pool *pool)
{
    return pool_int(pool, "SELECT count(*) FROM event", NULL);
}

/* Fail call after call until the operation goes through; returns how many failed. */
static int64_t fail_each_call(struct pool *pool, size_t index)
{
    for (int64_t nth = 1; nth < CALLS_MAX; nth++) {
        int64_t before = events(pool);
        struct run *run = pool_run(pool);
        store_fail_call(pool->store, nth);
        enum status status = OPERATIONS[index].act(pool, run);
        store_fail_call(pool->store, 0);
        assert_false(book_in_transaction(pool->book));
        assert_false(store_in_transaction(pool->store));
        if (status == STATUS_OK) {
            pool_verify(pool);
            return nth - 1;
        }
        if (status != STATUS_IO) {
            fail_msg("%s, call %lld: %s", OPERATIONS[index].name, (long long)nth,
                     pool->err.message);
        }
        /* a sweep keeps the batches that it committed before */
        if (OPERATIONS[index].act != do_sweep) {
            assert_int_equal(events(pool), before);
        }
        if (nth % VERIFY_EVERY == 1) {
            pool_verify(pool);
        }
    }
    fail_msg("%s never goes through", OPERATIONS[index].name);
    return 0;
}

static void failure_of_any_call_leaves_nothing_behind(void **state)
{
    struct pool *pool = pool_new("faults.db");
    (void)state;
    pool_bond(pool, "S-1", 20000);
    pool_deal(pool, "O-1", 10000, true);
    pool_deal(pool, "O-2", 10000, false);
    pool_earn(pool, "S-1", 3000);
    for (size_t i = 0; i < sizeof(OPERATIONS) / sizeof(OPERATIONS[0]); i++) {
        pool->now_us += OPERATIONS[i].days_before * TIME_US_PER_DAY;
        assert_true(fail_each_call(pool, i) > 3);
    }
    pool_free(pool);
}

static void failure_inside_a_batch_spoils_the_batch(void **state)
{
    struct pool *pool = pool_new("spoiled.db");
    int64_t refused = 0;
    (void)state;
    for (int64_t nth = 1; nth < 200; nth++) {
        int64_t before = events(pool);
        pool_must(pool, book_begin(pool->book, &pool->err));
        store_fail_call(pool->store, nth);
        enum status status = do_party(pool, pool_run(pool));
        store_fail_call(pool->store, 0);
        enum status end = book_commit(pool->book, &pool->err);
        if (status == STATUS_OK) {
            assert_int_equal(end, STATUS_OK);
            break;
        }
        assert_int_equal(status, STATUS_IO);
        assert_true(end == STATUS_OK || end == STATUS_CONFLICT); /* nothing, or all taken back */
        refused += end == STATUS_CONFLICT;
        assert_int_equal(events(pool), before);
    }
    assert_true(refused > 0);
    pool_verify(pool);
    pool_free(pool);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(failure_of_any_call_leaves_nothing_behind),
        cmocka_unit_test(failure_inside_a_batch_spoils_the_batch),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
