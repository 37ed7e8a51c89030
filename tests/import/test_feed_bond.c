/* Direct deals, covers and exits as shops and insurers tell of them. */
#include "import/feed.h"
#include "tests/support/feed_lines.h"
#include "tests/support/pool.h"
#include "tests/support/scratch.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#define REASON_BYTES 256

#define DIRECT(id, deal)                                                                           \
    LINE(id, "deal",                                                                               \
         "\"deal\":\"" deal "\",\"mode\":\"direct\",\"buyer\":\"B-1\",\"seller\":\"S-1\","         \
         "\"amount\":\"100.00\",\"fee\":\"5.00\",\"currency\":\"CNY\",\"category\":\"goods\","     \
         "\"period_days\":10")
#define COVER(id, cover, whom, part)                                                               \
    LINE(id, "insure",                                                                             \
         "\"cover\":\"" cover "\",\"insurer\":\"I-1\"," whom ",\"limit\":\"50.00\","               \
         "\"currency\":\"CNY\",\"part_bp\":" part ",\"from\":\"2026-09-01T00:00:00Z\","            \
         "\"until\":\"2027-09-01T00:00:00Z\"")
#define EXIT(id, seller) LINE(id, "exit", "\"seller\":\"" seller "\",\"reason\":\"it moves on\"")

static void note_reason(void *state, const struct feed_refusal *refusal)
{
    (void)snprintf(state, REASON_BYTES, "%s", refusal->reason);
}

/* So many lines are applied, known and refused; the last refusal's reason is in why. */
static void fed(struct pool *pool, const char *text, const int64_t counts[3], char *why)
{
    char path[SCRATCH_PATH_BYTES];
    struct feed_terms terms = {.path = scratch_file("feed.jsonl", text, strlen(text), path),
                               .refused = note_reason,
                               .state = why};
    struct feed_result result;
    why[0] = '\0';
    pool_must(pool, feed_run(pool->book, &terms, &result, &pool->err));
    assert_int_equal(result.applied, counts[0]);
    assert_int_equal(result.repeated, counts[1]);
    assert_int_equal(result.refused, counts[2]);
}

static void covers_and_direct_deals_come_once(void **state)
{
    static const char TEXT[] = PARTY("p1", "I-1", "insurer")
        COVER("k1", "K-1", "\"seller\":\"S-1\"", "2500") DIRECT("d1", "D-1")
            STEP("d2", "ship", "D-1") COVER("k2", "K-2", "\"deal\":\"D-1\"", "10000");
    struct pool *pool = pool_new("covers.db");
    char why[REASON_BYTES];
    (void)state;
    fed(pool, TEXT, (const int64_t[]){5, 0, 0}, why);
    fed(pool, TEXT, (const int64_t[]){0, 5, 0}, why);
    assert_int_equal(pool_int(pool, "SELECT count(*) FROM cover WHERE limit_minor = 5000", NULL),
                     2);
    assert_int_equal(pool_int(pool, "SELECT part_bp FROM cover WHERE id = 'K-1'", NULL), 2500);
    assert_int_equal(pool_int(pool, "SELECT from_us FROM cover WHERE id = 'K-1'", NULL),
                     POOL_NOW_US);
    fed(pool, COVER("k3", "K-1", "\"seller\":\"S-2\"", "2500"), (const int64_t[]){0, 0, 1}, why);
    assert_non_null(strstr(why, "cover K-1 exists already"));
    fed(pool, CAPTURE("d3", "D-1", "100.00"), (const int64_t[]){0, 0, 1}, why);
    assert_non_null(strstr(why, "outside this custody"));
    pool_verify(pool);
    pool_free(pool);
}

static void a_seller_that_has_left_by_the_feed_sells_nothing(void **state)
{
    struct pool *pool = pool_new("left.db");
    char why[REASON_BYTES];
    (void)state;
    fed(pool, EXIT("e1", "S-1") DIRECT("d1", "D-1"), (const int64_t[]){1, 0, 1}, why);
    assert_non_null(strstr(why, "S-1 has left"));
    fed(pool, EXIT("e1", "S-1"), (const int64_t[]){0, 1, 0}, why);
    fed(pool, EXIT("e2", "S-1"), (const int64_t[]){0, 0, 1}, why);
    assert_int_equal(pool_int(pool, "SELECT count(*) FROM party WHERE exited_us IS NOT NULL", NULL),
                     1);
    pool_free(pool);
}

/* Malformed, and so the end of the run. */
static void a_cover_without_a_whole_number_or_a_time_is_malformed(void **state)
{
    static const char *const LINES[] = {
        COVER("k1", "K-1", "\"seller\":\"S-1\"", "\"2500\""),
        COVER("k1", "K-1", "\"seller\":\"S-1\"", "0"),
        LINE("k1", "insure",
             "\"cover\":\"K-1\",\"insurer\":\"I-1\",\"seller\":\"S-1\",\"limit\":\"50.00\","
             "\"currency\":\"CNY\",\"part_bp\":1,\"from\":\"soon\",\"until\":\"later\""),
    };
    struct pool *pool = pool_new("malformed.db");
    char path[SCRATCH_PATH_BYTES];
    (void)state;
    for (size_t i = 0; i < sizeof(LINES) / sizeof(LINES[0]); i++) {
        struct feed_terms terms = {
            .path = scratch_file("feed.jsonl", LINES[i], strlen(LINES[i]), path)};
        struct feed_result result;
        pool_must_be(pool, feed_run(pool->book, &terms, &result, &pool->err), STATUS_INVALID,
                     LINES[i]);
        assert_non_null(strstr(pool->err.message, i < 2 ? "part_bp" : "from"));
    }
    pool_free(pool);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(covers_and_direct_deals_come_once),
        cmocka_unit_test(a_seller_that_has_left_by_the_feed_sells_nothing),
        cmocka_unit_test(a_cover_without_a_whole_number_or_a_time_is_malformed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
