/* What is paid ahead: drawn down by the merchant as it delivers, back to the customer at the end of
 * its validity, and at once when the merchant closes. */
#include "model/closure.h"

#include "model/deal.h"
#include "model/hold.h"
#include "model/mem.h"
#include "model/sweep.h"
#include "tests/support/pool.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#define DAYS 365
#define PRICE 10000

static enum status order(struct pool *pool, const char *id, const char *seller)
{
    struct deal deal = {.id = id,
                        .mode = "prepaid",
                        .buyer = "B-1",
                        .seller = seller,
                        .category = "course",
                        .price = cny(PRICE),
                        .fee = cny(PRICE / 20),
                        .period_us = DAYS * TIME_US_PER_DAY};
    return deal_order(pool->book, &deal, pool_run(pool), &pool->err);
}

static void pay(struct pool *pool, const char *id)
{
    struct deal_capture capture = {id, "alipay", cny(PRICE)};
    pool_must(pool, deal_capture(pool->book, &capture, pool_run(pool), &pool->err));
}

static enum status draw(struct pool *pool, const char *id, int64_t minor)
{
    struct deal_step step = {id, cny(minor), minor > 0};
    return deal_draw(pool->book, &step, pool_run(pool), &pool->err);
}

static enum status shut(struct pool *pool, const char *seller)
{
    struct closure closure = {seller, "insolvent"};
    return closure_close(pool->book, &closure, pool_run(pool), &pool->err);
}

static struct sweep_result sweep(struct pool *pool)
{
    struct sweep_result result;
    pool_must(pool, sweep_run(pool->book, NULL, NULL, &result, &pool->err));
    return result;
}

static void it_is_drawn_down_in_parts_and_the_rest_goes_back_when_it_ends(void **state)
{
    struct pool *pool = pool_new("draw.db");
    (void)state;
    pool_must(pool, order(pool, "P-1", "S-1"));
    pay(pool, "P-1");
    assert_int_equal(pool_held(pool, "prepaid"), PRICE);
    pool_must(pool, draw(pool, "P-1", 3000));
    pool_must(pool, draw(pool, "P-1", 1000));
    assert_int_equal(pool_available(pool, "S-1"), 3800);
    assert_int_equal(pool_available(pool, "PLATFORM"), 200);
    pool_refuses(pool, draw(pool, "P-1", 6001));
    pool_verify(pool);
    pool->now_us += DAYS * TIME_US_PER_DAY - 1;
    assert_int_equal(sweep(pool).holds, 0);
    pool->now_us += 1;
    assert_int_equal(sweep(pool).holds, 1);
    assert_int_equal(pool_available(pool, "B-1"), 6000);
    assert_int_equal(pool_int(pool, "SELECT released_minor FROM deal", NULL), 4000);
    assert_int_equal(pool_int(pool, "SELECT returned_minor FROM deal", NULL), 6000);
    pool_refuses(pool, draw(pool, "P-1", 0));
    pool_verify(pool);
    pool_free(pool);
}

static void a_merchant_that_closes_owes_the_rest_to_all_its_customers_at_once(void **state)
{
    struct pool *pool = pool_new("close.db");
    (void)state;
    pool_deal(pool, "O-1", 500, true); /* under way: it goes on */
    for (int i = 0; i < 3; i++) {
        char *id = mem_printf(pool->mem, "P-%d", i);
        pool_must(pool, order(pool, id, i < 2 ? "S-1" : "S-2"));
        pay(pool, id);
    }
    pool_must(pool, draw(pool, "P-0", 4000));
    int64_t events = pool_int(pool, "SELECT count(*) FROM event", NULL);
    pool_must(pool, shut(pool, "S-1"));
    assert_int_equal(pool_int(pool, "SELECT count(*) FROM event", NULL), events + 1);
    assert_int_equal(pool_int(pool, "SELECT count(*) FROM notice WHERE party = 'B-1'", NULL), 2);
    assert_int_equal(sweep(pool).holds, 2);
    assert_int_equal(pool_available(pool, "B-1"), 6000 + PRICE);
    assert_int_equal(pool_held(pool, "prepaid"), PRICE);
    assert_int_equal(pool_held(pool, "sale"), 500);
    pool_refuses(pool, shut(pool, "S-1"));
    pool_verify(pool);
    pool_free(pool);
}

static void a_closed_merchant_sells_nothing_and_late_money_goes_back(void **state)
{
    struct pool *pool = pool_new("late.db");
    (void)state;
    pool_must(pool, order(pool, "P-1", "S-1"));
    pool_must(pool, shut(pool, "S-1"));
    pool_refuses(pool, order(pool, "P-2", "S-1"));
    assert_non_null(strstr(pool->err.message, "S-1 has closed"));
    pay(pool, "P-1"); /* on its way when it closed */
    assert_int_equal(sweep(pool).holds, 1);
    assert_int_equal(pool_available(pool, "B-1"), PRICE);
    pool_must_be(pool, shut(pool, "nobody"), STATUS_NOT_FOUND, "close");
    pool_refuses(pool, shut(pool, "B-1"));
    pool_verify(pool);
    pool_free(pool);
}

static void only_what_is_prepaid_is_drawn_and_a_complaint_takes_its_part_out(void **state)
{
    struct pool *pool = pool_new("kinds.db");
    struct deal_step ship = {.deal = "P-1"};
    (void)state;
    pool_deal(pool, "O-1", PRICE, true);
    pool_refuses(pool, draw(pool, "O-1", 100));
    pool_must(pool, order(pool, "P-1", "S-1"));
    pool_refuses(pool, draw(pool, "P-1", 100)); /* not paid */
    pay(pool, "P-1");
    pool_refuses(pool, deal_ship(pool->book, &ship, pool_run(pool), &pool->err));
    pool_complain(pool, "C-1", "P-1", 2500);
    assert_int_equal(pool_held(pool, "prepaid"), 7500);
    pool_refuses(pool, draw(pool, "P-1", 7501));
    pool_must(pool, draw(pool, "P-1", 7500));
    pool_must(pool, pool_decide(pool, "C-1", OUTCOME_REFUND));
    assert_int_equal(pool_available(pool, "B-1"), 2500);
    pool_verify(pool);
    pool_free(pool);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(it_is_drawn_down_in_parts_and_the_rest_goes_back_when_it_ends),
        cmocka_unit_test(a_merchant_that_closes_owes_the_rest_to_all_its_customers_at_once),
        cmocka_unit_test(a_closed_merchant_sells_nothing_and_late_money_goes_back),
        cmocka_unit_test(only_what_is_prepaid_is_drawn_and_a_complaint_takes_its_part_out),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
