/* A deal that is paid directly, outside this custody: nothing is held of its price, and its award
 * comes out of the seller's bond in whole. */
#include "model/deal.h"

#include "model/mem.h"
#include "model/stake.h"
#include "model/sweep.h"
#include "model/views.h"
#include "tests/support/pool.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#define PRICE 100000

static enum status order(struct pool *pool, const char *id, int64_t price)
{
    struct deal deal = {.id = id,
                        .mode = "direct",
                        .buyer = "B-1",
                        .seller = "S-1",
                        .category = "goods",
                        .price = cny(price),
                        .fee = cny(price / 20),
                        .period_us = 10 * TIME_US_PER_DAY};
    return deal_order(pool->book, &deal, pool_run(pool), &pool->err);
}

static enum status step(struct pool *pool,
                        enum status (*verb)(struct book *book, const struct deal_step *step,
                                            struct run *run, struct error *err),
                        const char *id)
{
    struct deal_step step = {.deal = id};
    return verb(pool->book, &step, pool_run(pool), &pool->err);
}

/* What the lists say of a deal. */
static void state_is(struct pool *pool, const char *state)
{
    char *sql =
        mem_printf(pool->mem, "SELECT count(*) FROM deal d WHERE " DEAL_STATE_SQL " = '%s'", state);
    assert_int_equal(pool_int(pool, sql, NULL), 1);
}

/* The books under a policy of twice the price, the price in it, and no minimum. */
static void twice_with_the_price(struct pool *pool)
{
    const struct policy *policy = book_policy(pool->book);
    struct policy *own = (struct policy *)(uintptr_t)policy;
    const struct {
        const char *key, *value;
    } figures[] = {{"award.multiple_bp", "20000"}, {"award.minimum", "none"}};
    own->award_has_price = true;
    for (size_t i = 0; i < sizeof(figures) / sizeof(figures[0]); i++) {
        const struct policy_value *value = policy_value_of(policy, figures[i].key);
        ((struct policy_value *)(uintptr_t)value)->value = figures[i].value;
    }
}

static void it_is_ordered_shipped_and_delivered_and_holds_nothing(void **state)
{
    struct pool *pool = pool_new("life.db");
    (void)state;
    pool_must(pool, order(pool, "D-1", PRICE));
    state_is(pool, "ordered");
    pool_must(pool, step(pool, deal_ship, "D-1"));
    state_is(pool, "shipped");
    pool_must(pool, step(pool, deal_deliver, "D-1"));
    state_is(pool, "delivered");
    pool_refuses(pool, step(pool, deal_ship, "D-1"));
    pool_complain(pool, "C-1", "D-1", 0);
    state_is(pool, "disputed");
    pool_must(pool, pool_decide(pool, "C-1", OUTCOME_DISMISS));
    state_is(pool, "delivered");
    assert_int_equal(pool_int(pool, "SELECT count(*) FROM leg", NULL), 0);
    assert_int_equal(pool_int(pool, "SELECT count(*) FROM lien", NULL), 0);
    pool_verify(pool);
    pool_free(pool);
}

static void nothing_funds_it_and_nothing_is_released_or_returned(void **state)
{
    struct pool *pool = pool_new("refused.db");
    struct deal_capture capture = {"D-1", "alipay", cny(PRICE)};
    (void)state;
    pool_must(pool, order(pool, "D-1", PRICE));
    int64_t events = pool_int(pool, "SELECT count(*) FROM event", NULL);
    pool_refuses(pool, deal_capture(pool->book, &capture, pool_run(pool), &pool->err));
    assert_non_null(strstr(pool->err.message, "outside this custody"));
    assert_non_null(strstr(pool->err.hint, "match LINE available:PARTY"));
    pool_refuses(pool, step(pool, deal_confirm, "D-1"));
    assert_non_null(strstr(pool->err.message, "outside this custody"));
    pool_refuses(pool, step(pool, deal_return, "D-1"));
    pool_refuses(pool, step(pool, deal_draw, "D-1"));
    assert_int_equal(pool_int(pool, "SELECT count(*) FROM event", NULL), events);
    pool_must(pool, step(pool, deal_ship, "D-1"));
    pool_refuses(pool, step(pool, deal_cancel, "D-1"));
    pool_must(pool, order(pool, "D-2", PRICE));
    pool_must(pool, step(pool, deal_cancel, "D-2"));
    struct complaint late = {.id = "C-9", .deal = "D-2", .kind = "counterfeit"};
    pool_refuses(pool, complaint_open(pool->book, &late, pool_run(pool), &pool->err));
    pool_verify(pool);
    pool_free(pool);
}

static void twice_the_price_with_the_price_in_it_costs_the_bond_twice_the_price(void **state)
{
    struct pool *pool = pool_new("golden.db");
    (void)state;
    twice_with_the_price(pool);
    pool_bond(pool, "S-1", 50000);
    pool_must(pool, order(pool, "D-1", 10000));
    pool_complain(pool, "C-1", "D-1", 0);
    pool_must(pool, pool_decide(pool, "C-1", OUTCOME_AWARD));
    assert_int_equal(pool_held(pool, "bond"), 30000);
    assert_int_equal(pool_held(pool, "award"), 20000);
    assert_int_equal(pool_int(pool, "SELECT award_minor FROM complaint", NULL), 20000);
    /* of a sale in custody the refund is the price in it */
    pool_deal(pool, "O-1", 10000, true);
    pool_complain(pool, "C-2", "O-1", 0);
    pool_must(pool, pool_decide(pool, "C-2", OUTCOME_AWARD));
    assert_int_equal(pool_available(pool, "B-1"), 10000);
    assert_int_equal(pool_held(pool, "award"), 20000 + 10000);
    pool->now_us += 30 * TIME_US_PER_DAY;
    struct sweep_result result;
    pool_must(pool, sweep_run(pool->book, NULL, NULL, &result, &pool->err));
    assert_int_equal(pool_available(pool, "B-1"), 10000 + 30000);
    pool_verify(pool);
    pool_free(pool);
}

static void where_the_multiple_does_not_contain_it_the_price_comes_on_top(void **state)
{
    struct pool *pool = pool_new("on-top.db");
    (void)state;
    pool_bond(pool, "S-1", 150000);
    pool_must(pool, order(pool, "D-1", PRICE));
    pool_complain(pool, "C-1", "D-1", 0);
    pool_must(pool, book_begin(pool->book, &pool->err));
    int64_t awards = 0;
    pool_must(pool, stake_read(pool->book, "S-1", "CNY", &awards, &pool->err));
    book_rollback(pool->book);
    assert_int_equal(awards, 400000);
    pool_must(pool, pool_decide(pool, "C-1", OUTCOME_AWARD));
    assert_int_equal(pool_held(pool, "bond"), 0);
    assert_int_equal(pool_held(pool, "award"), 150000);
    assert_int_equal(pool_int(pool, "SELECT cap_minor FROM lien", NULL), 250000);
    assert_int_equal(pool_int(pool, "SELECT award_minor FROM complaint", NULL), 400000);
    pool_verify(pool);
    pool_free(pool);
}

static void a_complaint_carves_nothing_and_left_alone_is_dismissed(void **state)
{
    struct pool *pool = pool_new("alone.db");
    struct complaint much = {.id = "C-9",
                             .deal = "D-1",
                             .kind = "counterfeit",
                             .amount = cny(PRICE + 1),
                             .has_amount = true};
    (void)state;
    pool_bond(pool, "S-1", 500000);
    pool_must(pool, order(pool, "D-1", PRICE));
    pool_refuses(pool, complaint_open(pool->book, &much, pool_run(pool), &pool->err));
    pool_complain(pool, "C-1", "D-1", PRICE / 2);
    assert_int_equal(pool_held(pool, "dispute"), 0);
    assert_int_equal(pool_int(pool,
                              "SELECT count(*) FROM complaint WHERE hold_id IS NULL"
                              " AND amount_minor = 0 AND door = 'payee'",
                              NULL),
                     1);
    pool_refuses(pool, pool_decide(pool, "C-1", OUTCOME_REFUND));
    struct complaint_notice notice = {"C-1", NULL};
    pool_must(pool, complaint_notice(pool->book, &notice, pool_run(pool), &pool->err));
    assert_int_equal(
        pool_int(pool, "SELECT count(*) FROM notice WHERE text LIKE '%it is dismissed.'", NULL), 1);
    pool->now_us += 60 * TIME_US_PER_DAY;
    struct sweep_result result;
    pool_must(pool, sweep_run(pool->book, NULL, NULL, &result, &pool->err));
    assert_int_equal(result.complaints, 1);
    assert_int_equal(pool_held(pool, "bond"), 500000);
    assert_int_equal(pool_held(pool, "award"), 0);
    pool_refuses(pool, pool_decide(pool, "C-1", OUTCOME_AWARD));
    pool_verify(pool);
    pool_free(pool);
}

static void where_the_policy_awards_nothing_the_refusal_says_what_is_left_to_do(void **state)
{
    struct pool *pool = pool_new_under("eu.db", "eu");
    (void)state;
    pool_bond(pool, "S-1", 500000);
    pool_must(pool, order(pool, "D-1", PRICE));
    pool_complain(pool, "C-1", "D-1", 0);
    pool_refuses(pool, pool_decide(pool, "C-1", OUTCOME_AWARD));
    assert_non_null(strstr(pool->err.hint, "dismiss the complaint"));
    pool_must(pool, pool_decide(pool, "C-1", OUTCOME_DISMISS));
    pool_free(pool);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(it_is_ordered_shipped_and_delivered_and_holds_nothing),
        cmocka_unit_test(nothing_funds_it_and_nothing_is_released_or_returned),
        cmocka_unit_test(twice_the_price_with_the_price_in_it_costs_the_bond_twice_the_price),
        cmocka_unit_test(where_the_multiple_does_not_contain_it_the_price_comes_on_top),
        cmocka_unit_test(a_complaint_carves_nothing_and_left_alone_is_dismissed),
        cmocka_unit_test(where_the_policy_awards_nothing_the_refusal_says_what_is_left_to_do),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
