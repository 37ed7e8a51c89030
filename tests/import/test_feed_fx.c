/* Conversions that a feed brings: at the rate and for the amount that were agreed to, in time. */
#include "import/feed.h"
#include "model/mem.h"
#include "tests/support/feed_lines.h"
#include "tests/support/pool.h"
#include "tests/support/scratch.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#define FX(id, fx, more)                                                                           \
    LINE(id, "fx",                                                                                 \
         "\"fx\":\"" fx "\",\"party\":\"S-1\",\"amount\":\"10.00\",\"currency\":\"CNY\","          \
         "\"to\":\"EUR\",\"rounding\":\"down\",\"dealer\":\"FX-BANK\"" more)
#define RATE ",\"rate\":\"0.1273\""
/* The dealer has twenty euros, the seller has ninety-five yuan. */
#define MEANS                                                                                      \
    PARTY("p6", "FX-BANK", "bank")                                                                 \
    SOLD LINE("m1", "deal",                                                                        \
              "\"deal\":\"O-2\",\"mode\":\"chain\",\"buyer\":\"B-1\",\"seller\":\"FX-BANK\","      \
              "\"amount\":\"20.00\",\"fee\":\"0\",\"currency\":\"EUR\",\"category\":\"means\","    \
              "\"period_days\":1")                                                                 \
        LINE("m2", "capture",                                                                      \
             "\"deal\":\"O-2\",\"via\":\"alipay\",\"amount\":\"20.00\",\"currency\":\"EUR\"")      \
            STEP("m3", "confirm", "O-2")

static enum status feed(struct pool *pool, const char *text, struct feed_result *result)
{
    char path[SCRATCH_PATH_BYTES];
    FILE *file = fopen(scratch_path("fx.jsonl", path), "w");
    assert_non_null(file);
    assert_true(fputs(text, file) >= 0);
    assert_int_equal(fclose(file), 0);
    struct feed_terms terms = {.path = path};
    return feed_run(pool->book, &terms, result, &pool->err);
}

static void a_conversion_is_done_once_and_only_as_it_was_agreed(void **state)
{
    struct pool *pool = pool_new("fx.db");
    struct feed_result result;
    (void)state;
    pool_must(pool, feed(pool, MEANS, &result));
    assert_int_equal(result.refused, 0);
    pool_must(pool, feed(pool,
                         FX("f1", "Q-1", RATE) FX("f2", "Q-2", RATE ",\"bought\":\"1.28\"")
                             FX("f3", "Q-3", RATE ",\"valid_until\":\"2026-08-31T23:59:59Z\"")
                                 FX("f4", "Q-4",
                                    RATE ",\"bought\":\"1.27\","
                                         "\"valid_until\":\"2026-09-01T00:00:00Z\""),
                         &result));
    assert_int_equal(result.applied, 2);
    assert_int_equal(result.refused, 2);
    pool_must(pool, feed(pool, FX("f1", "Q-1", RATE), &result));
    assert_int_equal(result.repeated, 1);
    assert_int_equal(pool_int(pool, "SELECT sum(bought_minor) FROM conversion", NULL), 254);
    pool_verify(pool);
    pool_free(pool);
}

static void a_rate_that_is_none_stops_the_feed(void **state)
{
    static const char *const LINES[] = {
        FX("f1", "Q-1", ""),
        FX("f1", "Q-1", ",\"rate\":0.1273"),
        FX("f1", "Q-1", ",\"rate\":\"1/0\""),
        FX("f1", "Q-1", ",\"rate\":\"-1\""),
        FX("f1", "Q-1", RATE ",\"valid_until\":\"tomorrow\""),
        FX("f1", "Q-1", RATE ",\"bought\":\"-1.27\""),
    };
    struct pool *pool = pool_new("rate.db");
    struct feed_result result;
    (void)state;
    pool_must(pool, feed(pool, MEANS, &result));
    for (size_t i = 0; i < sizeof LINES / sizeof *LINES; i++) {
        pool_must_be(pool, feed(pool, LINES[i], &result), STATUS_INVALID, LINES[i]);
    }
    pool_verify(pool);
    pool_free(pool);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_conversion_is_done_once_and_only_as_it_was_agreed),
        cmocka_unit_test(a_rate_that_is_none_stops_the_feed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
