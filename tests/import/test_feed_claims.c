/* test_feed_claims.c - lines about what others have a claim on: advances, chargebacks, and batches
 * that keep some for them. */
#include "import/feed.h"
#include "tests/support/feed_lines.h"
#include "tests/support/pool.h"
#include "tests/support/scratch.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

/* So many lines taken, known already and refused. */
static void feed(struct pool *pool, const char *text, int64_t applied, int64_t repeated,
                 int64_t refused)
{
    char path[SCRATCH_PATH_BYTES];
    struct feed_result result;
    struct feed_terms terms = {.path = scratch_file("feed.jsonl", text, strlen(text), path)};
    pool_must(pool, feed_run(pool->book, &terms, &result, &pool->err));
    assert_int_equal(result.applied, applied);
    assert_int_equal(result.repeated, repeated);
    assert_int_equal(result.refused, refused);
}

#define ADVANCE(id, advance, amount, repay)                                                        \
    LINE(id, "advance",                                                                            \
         "\"advance\":\"" advance "\",\"deal\":\"O-2\",\"lender\":\"L-1\",\"amount\":\"" amount    \
         "\",\"repay\":\"" repay "\",\"currency\":\"CNY\"")

static void a_lender_pays_ahead_and_is_repaid_in_one_feed(void **state)
{
    struct pool *pool = pool_new("advances.db");
    (void)state;
    pool_lender(pool, "L-1", 10000);
    feed(pool,
         DEAL("e1", "O-2", "100.00") CAPTURE("e2", "O-2", "100.00")
             ADVANCE("a1", "A-1", "80.00", "82.00") ADVANCE("a2", "A-2", "5.00", "5.00"),
         3, 0, 1); /* the second is more than the hold secures */
    assert_int_equal(pool_available(pool, "S-1"), 8000);
    feed(pool, ADVANCE("a1", "A-1", "80.00", "82.00") STEP("e3", "confirm", "O-2"), 1, 1, 0);
    assert_int_equal(pool_available(pool, "L-1"), 10200);
    assert_int_equal(pool_available(pool, "S-1"), 9300);
    pool_verify(pool);
    pool_unguard(pool);
    pool_finds(pool, 6, "UPDATE advance SET repay_minor = 8300",
               "UPDATE advance SET repay_minor = 8200", "says: its repay");
    pool_free(pool);
}

#define CHARGEBACK(id, chargeback, amount)                                                         \
    LINE(id, "chargeback",                                                                         \
         "\"chargeback\":\"" chargeback                                                            \
         "\",\"deal\":\"O-2\",\"via\":\"alipay\",\"amount\":\"" amount                             \
         "\",\"currency\":\"CNY\",\"reason\":\"10.4\"")
#define BATCH                                                                                      \
    LINE("b1", "batch",                                                                            \
         "\"batch\":\"B1\",\"psp\":\"alipay\",\"gross\":\"100.00\",\"fee\":\"1.00\",\"net\":"      \
         "\"39.00\",\"chargebacks\":\"60.00\",\"currency\":\"CNY\",\"deals\":[\"O-2\"]")

static void a_provider_takes_back_gives_back_and_keeps_it_of_its_batch(void **state)
{
    struct pool *pool = pool_new("chargebacks.db");
    (void)state;
    feed(pool,
         DEAL("e1", "O-2", "100.00") CAPTURE("e2", "O-2", "100.00")
             CHARGEBACK("c1", "CB-1", "60.00") CHARGEBACK("c2", "CB-2", "30.00")
                 LINE("c3", "chargeback-reversed", "\"chargeback\":\"CB-2\"")
                     BATCH CHARGEBACK("c4", "CB-3", "40.01"),
         6, 0, 1); /* the last is more than is left of what was captured */
    assert_int_equal(pool_available(pool, "alipay"), 9000);
    assert_int_equal(pool_held(pool, "sale"), 4000);
    assert_int_equal(pool_int(pool, "SELECT chargebacks_minor FROM batch", NULL), 6000);
    feed(pool, CHARGEBACK("c1", "CB-1", "60.00"), 0, 1, 0);
    pool_verify(pool);
    pool_free(pool);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_lender_pays_ahead_and_is_repaid_in_one_feed),
        cmocka_unit_test(a_provider_takes_back_gives_back_and_keeps_it_of_its_batch),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
