/* An account's balance over time: at the end of each step it is what the last entry before it left,
 * wherever the entries lie. */
#include "model/history.h"

#include "model/mem.h"
#include "tests/support/pool.h"
#include "tests/support/random.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#define ENTRIES 80

/* What the entries before a moment left, read one by one. */
static int64_t balance_at(struct pool *pool, const char *kind, const char *name, int64_t before_us)
{
    char *sql = mem_printf(pool->mem,
                           "SELECT l.balance_minor FROM leg l JOIN event e ON e.number = l.event"
                           " JOIN account a ON a.id = l.account_id WHERE a.kind = '%s' AND a.name ="
                           " $1 AND e.at_us < %lld ORDER BY l.event DESC, l.position DESC LIMIT 1",
                           kind, (long long)before_us);
    return pool_int(pool, sql, name);
}

static void assert_steps(struct pool *pool, const char *kind, const char *name, int days)
{
    struct history history;
    char *label = mem_printf(pool->mem, "%s:%s/CNY", kind, name);
    pool_must(pool, history_read(pool->book, label, days, &history, &pool->err));
    assert_int_equal(history.count, HISTORY_STEPS);
    assert_int_equal(history.to_us, pool->now_us);
    assert_string_equal(history.currency, "CNY");
    int64_t width_us = (history.to_us - history.from_us) / HISTORY_STEPS + 1;
    for (size_t i = 0; i < history.count; i++) {
        int64_t end_us = history.from_us + (int64_t)(i + 1) * width_us;
        assert_int_equal(history.balance_minor[i], balance_at(pool, kind, name, end_us));
    }
    assert_int_equal(history.balance_minor[HISTORY_STEPS - 1],
                     balance_at(pool, kind, name, INT64_MAX));
}

static void each_step_ends_at_what_its_last_entry_left(void **state)
{
    struct random random = random_start("history", 20261122);
    struct pool *pool = pool_new("history-steps.db");
    (void)state;
    pool_bond(pool, "S-2", 500000);
    for (int i = 0; i < ENTRIES; i++) {
        pool_earn(pool, random_chance(&random, 70) ? "S-1" : "S-2",
                  random_between(&random, 1, 90000));
        if (random_chance(&random, 60)) { /* several at the same moment, and long silence */
            pool->now_us +=
                random_below(&random, random_chance(&random, 10) ? 30 : 2) * TIME_US_PER_DAY / 3;
        }
    }
    pool->now_us += TIME_US_PER_DAY;
    for (int days = 0; days < 40; days += 7) {
        assert_steps(pool, "available", "S-1", days);
        assert_steps(pool, "available", "S-2", days);
        assert_steps(pool, "transit", "alipay", days);
    }
    pool_free(pool);
}

static void all_entries_at_one_moment_make_a_flat_line(void **state)
{
    struct pool *pool = pool_new("history-flat.db");
    struct history history;
    (void)state;
    pool_earn(pool, "S-1", 100);
    pool_earn(pool, "S-1", 200);
    pool_must(pool, history_read(pool->book, "available:S-1", 0, &history, &pool->err));
    assert_int_equal(history.count, HISTORY_STEPS);
    assert_int_equal(history.balance_minor[0], 300);
    assert_int_equal(history.balance_minor[HISTORY_STEPS - 1], 300);
    pool_free(pool);
}

static void one_event_is_no_history(void **state)
{
    struct pool *pool = pool_new("history-one.db");
    struct history history;
    (void)state;
    pool_must(pool, history_read(pool->book, "bank:ICBC-001", 0, &history, &pool->err));
    assert_int_equal(history.count, 0); /* no entry at all */
    pool_bond(pool, "S-1", 5000);
    pool_must(pool, history_read(pool->book, "bank:ICBC-001", 0, &history, &pool->err));
    assert_int_equal(history.count, 0);
    assert_int_equal(history_read(pool->book, "bank:NONE", 0, &history, &pool->err),
                     STATUS_NOT_FOUND);
    pool_free(pool);
}

static void the_days_reach_back_no_further_than_the_first_entry(void **state)
{
    struct pool *pool = pool_new("history-days.db");
    struct history history;
    (void)state;
    pool_earn(pool, "S-1", 100);
    pool->now_us += 20 * TIME_US_PER_DAY;
    pool_earn(pool, "S-1", 100);
    pool_must(pool, history_read(pool->book, "available:S-1", 5, &history, &pool->err));
    assert_int_equal(history.from_us, pool->now_us - 5 * TIME_US_PER_DAY);
    assert_int_equal(history.balance_minor[0], 100); /* what it had before */
    pool_must(pool, history_read(pool->book, "available:S-1", 50, &history, &pool->err));
    assert_int_equal(history.from_us, POOL_NOW_US);
    assert_int_equal(history.first_us, POOL_NOW_US);
    pool_free(pool);
}

static void banks_and_providers_are_mirrored(void **state)
{
    struct pool *pool = pool_new("history-mirror.db");
    struct history history;
    (void)state;
    pool_bond(pool, "S-1", 5000);
    pool_bond(pool, "S-2", 700);
    pool_earn(pool, "S-1", 100);
    pool_earn(pool, "S-1", 200);
    pool_must(pool, history_read(pool->book, "bank:ICBC-001", 0, &history, &pool->err));
    assert_true(history.is_mirrored);
    assert_int_equal(history.balance_minor[0], -5700);
    pool_must(pool, history_read(pool->book, "transit:alipay", 0, &history, &pool->err));
    assert_true(history.is_mirrored);
    assert_int_equal(history.balance_minor[0], -300);
    pool_must(pool, history_read(pool->book, "available:S-1", 0, &history, &pool->err));
    assert_false(history.is_mirrored);
    pool_free(pool);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_step_ends_at_what_its_last_entry_left),
        cmocka_unit_test(all_entries_at_one_moment_make_a_flat_line),
        cmocka_unit_test(one_event_is_no_history),
        cmocka_unit_test(the_days_reach_back_no_further_than_the_first_entry),
        cmocka_unit_test(banks_and_providers_are_mirrored),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
