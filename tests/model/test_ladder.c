/* The maturity ladder: each debt on the rung of its day, and together what the position owes. */
#include "model/ladder.h"

#include "model/hold.h"
#include "model/mem.h"
#include "model/position.h"
#include "tests/support/pool.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#define HOUR_US (TIME_US_PER_DAY / 24)

static const struct ladder *read_ladder(struct pool *pool)
{
    struct ladder *rows;
    size_t count;
    pool_must(pool, ladder_read(pool->book, pool->mem, &rows, &count, &pool->err));
    assert_int_equal(count, 1);
    assert_string_equal(rows->currency, "CNY");
    return rows;
}

/* What the position owes in yuan. */
static int64_t owed(struct pool *pool)
{
    struct position *rows;
    size_t count;
    pool_must(pool, position_read(pool->book, pool->mem, &rows, &count, &pool->err));
    assert_int_equal(count, 1);
    return rows->owed_minor;
}

static void rungs_end_with_utc_days(void **state)
{
    const int64_t now_us = POOL_NOW_US + 14 * HOUR_US;
    (void)state;
    assert_int_equal(rung_until_us(RUNG_OVERDUE, now_us), now_us);
    assert_int_equal(rung_until_us(RUNG_TODAY, now_us), POOL_NOW_US + TIME_US_PER_DAY);
    assert_int_equal(rung_until_us(RUNG_TOMORROW, now_us), POOL_NOW_US + 2 * TIME_US_PER_DAY);
    assert_int_equal(rung_until_us(RUNG_WEEK, now_us), POOL_NOW_US + 7 * TIME_US_PER_DAY);
    assert_int_equal(rung_until_us(RUNG_MONTH, now_us), POOL_NOW_US + 30 * TIME_US_PER_DAY);
    assert_int_equal(rung_until_us(RUNG_LATER, now_us), TIME_NONE);
    assert_int_equal(rung_until_us(RUNG_NO_DATE, now_us), TIME_NONE);
}

/* One hold, due at a time around each rung's end, seen from 14:00 of a day. */
static void a_hold_stands_on_the_rung_of_its_day(void **state)
{
    static const struct {
        int64_t due_us; /* from midnight */
        enum rung rung;
    } CASES[] = {
        {14 * HOUR_US - 1, RUNG_OVERDUE},   {14 * HOUR_US, RUNG_OVERDUE},
        {14 * HOUR_US + 1, RUNG_TODAY},     {TIME_US_PER_DAY - 1, RUNG_TODAY},
        {TIME_US_PER_DAY, RUNG_TOMORROW},   {2 * TIME_US_PER_DAY - 1, RUNG_TOMORROW},
        {2 * TIME_US_PER_DAY, RUNG_WEEK},   {7 * TIME_US_PER_DAY - 1, RUNG_WEEK},
        {7 * TIME_US_PER_DAY, RUNG_MONTH},  {30 * TIME_US_PER_DAY - 1, RUNG_MONTH},
        {30 * TIME_US_PER_DAY, RUNG_LATER},
    };
    struct pool *pool = pool_new("ladder-rungs.db");
    (void)state;
    pool_deal(pool, "O-1", 10000, true);
    pool->now_us = POOL_NOW_US + 14 * HOUR_US;
    for (size_t i = 0; i < sizeof(CASES) / sizeof(CASES[0]); i++) {
        char *sql = mem_printf(pool->mem, "UPDATE account SET due_us = %lld WHERE purpose = 'sale'",
                               (long long)(POOL_NOW_US + CASES[i].due_us));
        pool_must(pool, store_execute(pool->store, sql, &pool->err));
        const struct ladder *ladder = read_ladder(pool);
        assert_int_equal(ladder->owed_minor, 10000);
        assert_int_equal(ladder->minor[CASES[i].rung], 10000);
        assert_int_equal(ladder->count[CASES[i].rung], 1);
    }
    pool_free(pool);
}

static void available_money_has_no_date_and_closed_holds_are_no_debt(void **state)
{
    struct pool *pool = pool_new("ladder-available.db");
    (void)state;
    pool_earn(pool, "S-1", 5000);
    pool_earn(pool, "S-2", 700);
    const struct ladder *ladder = read_ladder(pool);
    assert_int_equal(ladder->minor[RUNG_NO_DATE], 5700);
    assert_int_equal(ladder->count[RUNG_NO_DATE], 2);
    assert_int_equal(ladder->owed_minor, 5700);
    pool_free(pool);
}

static void rungs_sum_to_what_the_position_owes(void **state)
{
    struct pool *pool = pool_new("ladder-sum.db");
    (void)state;
    pool_bond(pool, "S-1", 100000);
    pool_deal(pool, "O-1", 12345, true);
    pool_deal(pool, "O-2", 678, true);
    pool_earn(pool, "S-1", 5000);
    for (int day = 0; day < 40; day += 13) {
        pool->now_us = POOL_NOW_US + day * TIME_US_PER_DAY;
        const struct ladder *ladder = read_ladder(pool);
        int64_t sum = 0;
        for (int rung = 0; rung < RUNG_COUNT; rung++) {
            sum += ladder->minor[rung];
        }
        assert_int_equal(sum, 118023);
        assert_int_equal(ladder->owed_minor, sum);
        assert_int_equal(owed(pool), sum);
    }
    pool_free(pool);
}

static void a_book_without_debts_has_no_ladder(void **state)
{
    struct pool *pool = pool_new("ladder-empty.db");
    struct ladder *rows;
    size_t count;
    (void)state;
    pool_must(pool, ladder_read(pool->book, pool->mem, &rows, &count, &pool->err));
    assert_int_equal(count, 0);
    pool_free(pool);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rungs_end_with_utc_days),
        cmocka_unit_test(a_hold_stands_on_the_rung_of_its_day),
        cmocka_unit_test(available_money_has_no_date_and_closed_holds_are_no_debt),
        cmocka_unit_test(rungs_sum_to_what_the_position_owes),
        cmocka_unit_test(a_book_without_debts_has_no_ladder),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
