/* What little is left of a bank line: the house bears it or keeps it, up to what the policy
 * tolerates, and never a party that trades. */
#include "model/write_off.h"

#include "model/match.h"
#include "model/mem.h"
#include "tests/support/pool.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

static enum status write_off(struct pool *pool, int64_t line, const char *reason)
{
    char label[32];
    (void)snprintf(label, sizeof label, "line:%lld", (long long)line);
    struct write_off request = {.line = label, .reason = reason};
    return write_off_make(pool->book, &request, pool_run(pool), &pool->err);
}

static void assert_said(const struct pool *pool, const char *text)
{
    if (strstr(pool->err.message, text) == NULL) {
        fail_msg("'%s' does not say '%s'", pool->err.message, text);
    }
}

static void the_house_keeps_a_cent_and_bears_one(void **state)
{
    struct pool *pool = pool_new("little.db");
    int64_t in = pool_line(pool, 99, NULL);
    (void)state;
    pool_must(pool, write_off(pool, in, "nobody asked for it"));
    assert_int_equal(pool_available(pool, "PLATFORM"), 99);
    assert_int_equal(pool_held(pool, "suspense"), 0);
    int64_t out = pool_line(pool, -40, NULL);
    pool_must(pool, write_off(pool, out, "the bank rounds"));
    assert_int_equal(pool_available(pool, "PLATFORM"), 59);
    assert_int_equal(pool_int(pool, "SELECT count(*) FROM line WHERE state = 'suspense'", NULL), 0);
    assert_int_equal(write_off(pool, in, "again"), STATUS_REFUSED);
    assert_said(pool, "is matched already");
    pool_verify(pool);
    pool_free(pool);
}

/* The rest of a line, once most of it was found. */
static void what_is_above_the_tolerance_is_refused_to_the_cent(void **state)
{
    struct pool *pool = pool_new("much.db");
    char label[32];
    int64_t line = pool_line(pool, 10101, NULL);
    (void)state;
    (void)snprintf(label, sizeof label, "line:%lld", (long long)line);
    struct match_terms most = {
        .line = label, .item = "available:S-1", .amount = cny(10000), .has_amount = true};
    pool_must(pool, match_make(pool->book, &most, pool_run(pool), &pool->err));
    pool_refuses(pool, write_off(pool, line, "the rest"));
    assert_said(pool, "CNY 1.01 is left; what is written off is at most CNY 1.00");
    most.amount = cny(1);
    pool_must(pool, match_make(pool->book, &most, pool_run(pool), &pool->err));
    pool_must(pool, write_off(pool, line, "the rest"));
    assert_int_equal(pool_available(pool, "PLATFORM"), 100);
    assert_int_equal(pool_available(pool, "S-1"), 10001);
    pool_verify(pool);
    pool_free(pool);
}

static void it_takes_a_reason_and_is_taken_back_as_a_match_is(void **state)
{
    struct pool *pool = pool_new("reason.db");
    int64_t line = pool_line(pool, 50, NULL);
    (void)state;
    assert_int_equal(write_off(pool, line, ""), STATUS_INVALID);
    assert_int_equal(write_off(pool, line, NULL), STATUS_INVALID);
    pool_must(pool, write_off(pool, line, "a tip"));
    assert_int_equal(
        pool_int(pool, "SELECT count(*) FROM line WHERE ground = $1", "written off: a tip"), 1);
    struct match_undo_terms undo = {"match:1", "its owner has asked"};
    pool_must(pool, match_undo(pool->book, &undo, pool_run(pool), &pool->err));
    assert_int_equal(pool_available(pool, "PLATFORM"), 0);
    assert_int_equal(pool_held(pool, "suspense"), 50);
    pool_verify(pool);
    pool_free(pool);
}

static void a_tolerance_is_of_one_currency(void **state)
{
    struct pool *pool = pool_new_under("euros.db", "eu");
    int64_t line = pool_line(pool, 1, NULL);
    (void)state;
    pool_refuses(pool, write_off(pool, line, "a fen"));
    assert_said(pool, "CNY 0.01 is left; what is written off is at most EUR 1.00");
    pool_free(pool);
}

/* A forger's row: more is written off than the line has. */
static void verify_finds_what_is_written_off_beyond_its_line(void **state)
{
    struct pool *pool = pool_new("forged.db");
    int64_t line = pool_line(pool, 50, NULL);
    (void)state;
    pool_must(pool, write_off(pool, line, "a tip"));
    pool_unguard(pool);
    pool_finds(pool, 15, "UPDATE match SET amount_minor = 51", "UPDATE match SET amount_minor = 50",
               "is matched beyond its amount");
    pool_free(pool);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_house_keeps_a_cent_and_bears_one),
        cmocka_unit_test(what_is_above_the_tolerance_is_refused_to_the_cent),
        cmocka_unit_test(it_takes_a_reason_and_is_taken_back_as_a_match_is),
        cmocka_unit_test(a_tolerance_is_of_one_currency),
        cmocka_unit_test(verify_finds_what_is_written_off_beyond_its_line),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
