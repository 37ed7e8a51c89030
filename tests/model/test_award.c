/* What a deal's policy awards, in the books: the amounts, where they come from, and that a deal
 * stays under the policy under which it was made. */
#include "model/award.h"

#include "model/deal.h"
#include "model/mem.h"
#include "tests/support/pool.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

/* A captured order of a category, without a fee, complained of in whole. */
static void disputed(struct pool *pool, const char *category, int64_t price)
{
    struct deal deal = {.id = "O-1",
                        .mode = "escrow",
                        .buyer = "B-1",
                        .seller = "S-1",
                        .category = category,
                        .price = cny(price),
                        .fee = cny(0),
                        .period_us = 10 * TIME_US_PER_DAY};
    struct deal_capture capture = {"O-1", "alipay", cny(price)};
    pool_must(pool, deal_order(pool->book, &deal, pool_run(pool), &pool->err));
    pool_must(pool, deal_capture(pool->book, &capture, pool_run(pool), &pool->err));
    pool_complain(pool, "C-1", "O-1", 0);
}

static void an_award_is_that_of_the_books_policy_and_the_deals_category(void **state)
{
    static const struct {
        const char *policy, *category;
        int64_t price, in_all;
    } CASES[] = {
        {"cn", "goods", 10000, 60000},       {"cn", "food", 10000, 110000},
        {"cn", "food", 3000, 103000},        {"cn", "goods", 100000, 400000},
        {"default", "food", 100000, 400000},
    };
    (void)state;
    for (size_t i = 0; i < sizeof(CASES) / sizeof(CASES[0]); i++) {
        struct pool *pool = pool_new_under("award.db", CASES[i].policy);
        pool_bond(pool, "S-1", 1000000);
        disputed(pool, CASES[i].category, CASES[i].price);
        pool_must(pool, pool_decide(pool, "C-1", OUTCOME_AWARD));
        assert_int_equal(pool_available(pool, "B-1"), CASES[i].price);
        assert_int_equal(pool_held(pool, "award"), CASES[i].in_all - CASES[i].price);
        pool_verify(pool);
        pool_free(pool);
    }
}

static void where_the_policy_awards_nothing_there_is_the_refund_only(void **state)
{
    static const char *const POLICIES[] = {"eu", "uk", "us", "sea"};
    (void)state;
    for (size_t i = 0; i < sizeof(POLICIES) / sizeof(POLICIES[0]); i++) {
        struct pool *pool = pool_new_under("refund.db", POLICIES[i]);
        pool_bond(pool, "S-1", 1000000);
        disputed(pool, "goods", 10000);
        int64_t events = pool_int(pool, "SELECT count(*) FROM event", NULL);
        pool_refuses(pool, pool_decide(pool, "C-1", OUTCOME_AWARD));
        assert_non_null(strstr(pool->err.message, POLICIES[i]));
        assert_non_null(strstr(pool->err.detail, "award.multiple_bp = 0"));
        assert_string_equal(pool->err.hint, "decide refund");
        assert_int_equal(pool_int(pool, "SELECT count(*) FROM event", NULL), events);
        pool_must(pool, pool_decide(pool, "C-1", OUTCOME_REFUND));
        assert_int_equal(pool_available(pool, "B-1"), 10000);
        assert_int_equal(pool_held(pool, "bond"), 1000000);
        pool_verify(pool);
        pool_free(pool);
    }
}

/* What the preview of a decision says it rests on. */
static void rests_on(struct pool *pool, const char *const *texts, size_t count)
{
    struct complaint_decision decision = {
        .complaint = "C-1", .outcome = OUTCOME_AWARD, .reasons = "the maker says so in writing"};
    struct run *run = pool_run(pool);
    run->is_preview = true;
    pool_must(pool, complaint_decide(pool->book, &decision, run, &pool->err));
    assert_int_equal(run->posting->basis_count, count);
    for (size_t i = 0; i < count; i++) {
        assert_string_equal(policy_value_text(pool->mem, &run->posting->basis[i]), texts[i]);
    }
}

static void a_decision_names_the_figures_that_it_rests_on(void **state)
{
    static const char *const MULTIPLE[] = {
        "award.multiple_bp.food = 100000: Food Safety Law art 148: ten times the price (cuoac.com)"
        " (reviewed 2026-11-22)"};
    static const char *const BOTH[] = {
        "award.multiple_bp.food = 100000: Food Safety Law art 148: ten times the price (cuoac.com)"
        " (reviewed 2026-11-22)",
        "award.minimum.food = CNY 1000.00: Food Safety Law art 148: at least 1,000 yuan (cuoac.com)"
        " (reviewed 2026-11-22)"};
    (void)state;
    struct pool *pool = pool_new_under("basis.db", "cn");
    disputed(pool, "food", 10000);
    rests_on(pool, MULTIPLE, 1);
    pool_free(pool);
    pool = pool_new_under("basis.db", "cn");
    disputed(pool, "food", 9999);
    rests_on(pool, BOTH, 2);
    pool_free(pool);
}

static void a_bond_feeds_no_award_in_another_currency(void **state)
{
    struct pool *pool = pool_new("currency.db");
    struct deal deal = {.id = "O-1",
                        .mode = "escrow",
                        .buyer = "B-1",
                        .seller = "S-1",
                        .category = "goods",
                        .price = {10000, "EUR"},
                        .fee = {0, "EUR"},
                        .period_us = 10 * TIME_US_PER_DAY};
    struct deal_capture capture = {"O-1", "alipay", {10000, "EUR"}};
    (void)state;
    pool_bond(pool, "S-1", 1000000);
    pool_must(pool, deal_order(pool->book, &deal, pool_run(pool), &pool->err));
    pool_must(pool, deal_capture(pool->book, &capture, pool_run(pool), &pool->err));
    struct complaint complaint = {.id = "C-1", .deal = "O-1", .kind = "counterfeit"};
    pool_must(pool, complaint_open(pool->book, &complaint, pool_run(pool), &pool->err));
    pool_must(pool, pool_decide(pool, "C-1", OUTCOME_AWARD));
    assert_int_equal(pool_held(pool, "bond"), 1000000);
    assert_int_equal(pool_held(pool, "award"), 0);
    assert_int_equal(pool_int(pool, "SELECT cap_minor FROM lien", NULL), 30000);
    pool_verify(pool);
    pool_free(pool);
}

static void a_deal_stays_under_the_policy_under_which_it_was_made(void **state)
{
    struct pool *pool = pool_new_under("version.db", "cn");
    struct deal deal;
    (void)state;
    disputed(pool, "goods", 10000);
    pool_must(pool, deal_get(pool->book, pool->mem, "O-1", &deal, &pool->err));
    assert_string_equal(deal.policy, "cn-1");
    /* a version that only a later program has */
    pool_must(pool, store_execute(pool->store, "UPDATE deal SET policy = 'cn-99'", &pool->err));
    pool_must_be(pool, pool_decide(pool, "C-1", OUTCOME_AWARD), STATUS_UNSUPPORTED, "decide");
    assert_non_null(strstr(pool->err.message, "cn-99"));
    pool_must(pool, pool_decide(pool, "C-1", OUTCOME_REFUND));
    assert_int_equal(pool_available(pool, "B-1"), 10000);
    pool_free(pool);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_award_is_that_of_the_books_policy_and_the_deals_category),
        cmocka_unit_test(where_the_policy_awards_nothing_there_is_the_refund_only),
        cmocka_unit_test(a_decision_names_the_figures_that_it_rests_on),
        cmocka_unit_test(a_bond_feeds_no_award_in_another_currency),
        cmocka_unit_test(a_deal_stays_under_the_policy_under_which_it_was_made),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
