/* The bank's own lines: interest and charges go to whom the policy says, by one word. */
#include "model/house.h"

#include "model/match.h"
#include "model/mem.h"
#include "tests/support/pool.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

static struct run *last;

static enum status match(struct pool *pool, int64_t line, const char *item)
{
    struct match_terms terms = {.line = mem_printf(pool->mem, "line:%lld", (long long)line),
                                .item = item};
    last = pool_run(pool);
    return match_make(pool->book, &terms, last, &pool->err);
}

static void interest_is_the_partys_whom_the_policy_names(void **state)
{
    struct pool *pool = pool_new("interest.db");
    (void)state;
    int64_t line = pool_line(pool, 512, NULL);
    pool_must(pool, match(pool, line, "interest"));
    assert_int_equal(pool_available(pool, "PLATFORM"), 512);
    assert_int_equal(last->posting->basis_count, 1);
    assert_string_equal(last->posting->basis[0].key, "interest.to");
    assert_int_equal(pool_int(pool,
                              "SELECT count(*) FROM line WHERE state = 'matched'"
                              " AND item = 'available:PLATFORM'"
                              " AND ground = 'bank interest, matched by ann'",
                              NULL),
                     1);
    struct match_undo_terms undo = {"match:1", "it was a receipt"};
    pool_must(pool, match_undo(pool->book, &undo, pool_run(pool), &pool->err));
    assert_int_equal(pool_available(pool, "PLATFORM"), 0);
    assert_int_equal(pool_held(pool, "suspense"), 512);
    pool_verify(pool);
    pool_free(pool);
}

static void under_another_policy_it_is_the_custodians(void **state)
{
    struct pool *pool = pool_new_under("custodian.db", "eu");
    (void)state;
    pool_must(pool, match(pool, pool_line(pool, 512, NULL), "interest"));
    assert_int_equal(pool_available(pool, "CUSTODIAN"), 512);
    assert_int_equal(pool_available(pool, "PLATFORM"), 0);
    pool_verify(pool);
    pool_free(pool);
}

static void a_charge_is_borne_by_whom_the_policy_names_as_far_as_it_can(void **state)
{
    struct pool *pool = pool_new("charge.db");
    (void)state;
    int64_t charge = pool_line(pool, -300, NULL);
    pool_refuses(pool, match(pool, charge, "charge"));
    assert_non_null(strstr(pool->err.message, "available:PLATFORM has CNY 0.00"));
    pool_must(pool, match(pool, pool_line(pool, 512, NULL), "interest"));
    pool_must(pool, match(pool, charge, "charge"));
    assert_string_equal(last->posting->basis[0].key, "charge.by");
    assert_int_equal(pool_available(pool, "PLATFORM"), 212);
    pool_verify(pool);
    pool_free(pool);
}

static void interest_never_goes_out_and_a_charge_never_comes_in(void **state)
{
    struct pool *pool = pool_new("ways.db");
    (void)state;
    pool_refuses(pool, match(pool, pool_line(pool, -100, NULL), "interest"));
    assert_string_equal(pool->err.message, "money out is no interest");
    pool_refuses(pool, match(pool, pool_line(pool, 100, NULL), "charge"));
    assert_string_equal(pool->err.message, "money in is no charge");
    pool_must_be(pool, match(pool, 1, "profit"), STATUS_INVALID, "no such word");
    pool_verify(pool);
    pool_free(pool);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(interest_is_the_partys_whom_the_policy_names),
        cmocka_unit_test(under_another_policy_it_is_the_custodians),
        cmocka_unit_test(a_charge_is_borne_by_whom_the_policy_names_as_far_as_it_can),
        cmocka_unit_test(interest_never_goes_out_and_a_charge_never_comes_in),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
