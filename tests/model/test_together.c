/* What one rule does to another: corrections, chargebacks and advances among group buys and each
 * other. The random histories found each of these. */
#include "model/advance.h"
#include "model/chargeback.h"
#include "model/correction.h"
#include "model/deal.h"
#include "tests/support/buys.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

static enum status correct_last(struct pool *pool)
{
    struct correction correction = {pool_int(pool, "SELECT max(number) FROM event", NULL),
                                    "another order was meant"};
    return correction_make(pool->book, &correction, pool_run(pool), &pool->err);
}

static void money_that_left_a_group_buy_is_not_corrected_into_it(void **state)
{
    struct pool *pool = pool_new("left.db");
    (void)state;
    buys_open_of(pool, "G-1", 2);
    buys_join(pool, "O-1", "G-1", PRICE);
    pool_must(pool, buys_step(pool, "O-1", deal_return));
    pool_refuses(pool, correct_last(pool));
    assert_non_null(strstr(pool->err.message, "campaign G-1"));
    assert_int_equal(pool_held(pool, "group"), 0);
    pool_verify(pool);
    pool_free(pool);
}

static void what_a_lender_relies_on_is_not_corrected(void **state)
{
    struct pool *pool = pool_new("lent.db");
    struct advance advance = {"A-1", "O-1", "L-1", cny(1000), cny(1020)};
    struct deal_step part = {"O-1", cny(500), true};
    (void)state;
    pool_lender(pool, "L-1", 10000);
    pool_deal(pool, "O-1", 10000, true);
    pool_must(pool, advance_make(pool->book, &advance, pool_run(pool), &pool->err));
    pool_must(pool, deal_confirm(pool->book, &part, pool_run(pool), &pool->err));
    pool_refuses(pool, correct_last(pool));
    assert_non_null(strstr(pool->err.message, "secures advance A-1"));
    pool_verify(pool);
    pool_free(pool);
}

static void nothing_is_lent_on_a_group_buy(void **state)
{
    struct pool *pool = pool_new("group.db");
    struct advance advance = {"A-1", "O-1", "L-1", cny(1000), cny(1020)};
    (void)state;
    pool_lender(pool, "L-1", 10000);
    buys_open_of(pool, "G-1", 2);
    buys_join(pool, "O-1", "G-1", PRICE);
    pool_refuses(pool, advance_make(pool->book, &advance, pool_run(pool), &pool->err));
    assert_non_null(strstr(pool->err.message, "is of a group buy"));
    pool_verify(pool);
    pool_free(pool);
}

static void who_left_a_group_buy_by_a_chargeback_has_the_money_when_it_is_won(void **state)
{
    struct pool *pool = pool_new("won.db");
    struct chargeback chargeback = {"CB-1", "O-1", "alipay", cny(PRICE), "not as ordered"};
    struct chargeback_reversal reversal = {"CB-1", "won"};
    (void)state;
    buys_open_of(pool, "G-1", 2);
    buys_join(pool, "O-1", "G-1", PRICE);
    pool_must(pool, chargeback_take(pool->book, &chargeback, pool_run(pool), &pool->err));
    assert_int_equal(pool_held(pool, "group"), 0);
    pool_must(pool, chargeback_reverse(pool->book, &reversal, pool_run(pool), &pool->err));
    assert_int_equal(pool_held(pool, "group"), 0);
    assert_int_equal(pool_available(pool, "B-1"), PRICE);
    pool_verify(pool);
    pool_free(pool);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(money_that_left_a_group_buy_is_not_corrected_into_it),
        cmocka_unit_test(what_a_lender_relies_on_is_not_corrected),
        cmocka_unit_test(nothing_is_lent_on_a_group_buy),
        cmocka_unit_test(who_left_a_group_buy_by_a_chargeback_has_the_money_when_it_is_won),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
