/* What is there, what is owed, and on which side the difference stands. */
#include "model/position.h"

#include "model/statement.h"
#include "tests/support/pool.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

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
    pool_prove(pool, 20697, 700);
    assert_position(pool, 10500, 11200, 700);
    pool_prove(pool, 20698, -300); /* the last day counts */
    assert_position(pool, 10500, 10200, -300);
    pool_prove(pool, 20696, 900);
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
