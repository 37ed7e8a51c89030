/* What is there, what is owed, and on which side the difference stands. */
#include "model/position.h"

#include "model/statement.h"
#include "tests/support/pool.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

/* The bank says what it has at the end of a day; the mirror is left as it is. */
static void prove(struct pool *pool, int32_t day, int64_t closing_minor)
{
    struct statement_balance balance = {.currency = "CNY",
                                        .proof = "closed",
                                        .has_balances = true,
                                        .closing_minor = closing_minor,
                                        .first_day = day,
                                        .last_day = day};
    struct statement statement = {.account = "ICBC-001",
                                  .file_name = "proved.csv",
                                  .file_hash = "f",
                                  .profile = "generic",
                                  .plan_hash = "p",
                                  .first_day = day,
                                  .last_day = day,
                                  .proof = "closed",
                                  .balances = &balance,
                                  .balance_count = 1};
    pool_must(pool, statement_post(pool->book, &statement, pool_run(pool), &pool->err));
}

static void assert_position(struct pool *pool, int64_t owed, int64_t there, int64_t difference)
{
    struct position *rows;
    size_t count;
    pool_must(pool, position_read(pool->book, pool->mem, &rows, &count, &pool->err));
    assert_int_equal(count, 1);
    assert_int_equal(rows[0].owed_minor, owed);
    assert_int_equal(rows[0].there_minor, there);
    assert_int_equal(rows[0].difference_minor, difference);
}

static void the_difference_is_what_is_there_less_what_is_owed(void **state)
{
    struct pool *pool = pool_new("position.db");
    (void)state;
    pool_deal(pool, "O-1", 10000, true);
    pool_earn(pool, "S-1", 500);
    assert_position(pool, 10500, 10500, 0); /* all of it is the provider's debt */
    prove(pool, 20697, 700);
    assert_position(pool, 10500, 11200, 700);
    prove(pool, 20698, -300); /* the last day counts */
    assert_position(pool, 10500, 10200, -300);
    prove(pool, 20696, 900);
    assert_position(pool, 10500, 10200, -300);
    pool_free(pool);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_difference_is_what_is_there_less_what_is_owed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
