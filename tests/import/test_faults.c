/* Every call to the store fails once while a feed or a statement goes in: the run says so, the
 * books stay sound, and the same run afterwards ends as if nothing had happened. */
#include "import/feed.h"
#include "model/mem.h"
#include "tests/import/planning.h"
#include "tests/support/scratch.h"

#define CALLS_MAX 3000

static const char FEED[] =
    "{\"id\":\"1\",\"type\":\"deal\",\"at\":\"2026-09-01T08:00:00Z\",\"deal\":\"O-1\",\"mode\":"
    "\"escrow\",\"buyer\":\"B-1\",\"seller\":\"S-1\",\"amount\":\"50.00\",\"fee\":\"2.50\","
    "\"currency\":\"CNY\",\"category\":\"goods\",\"period_days\":10}\n"
    "{\"id\":\"2\",\"type\":\"capture\",\"at\":\"2026-09-01T08:00:00Z\",\"deal\":\"O-1\",\"via\":"
    "\"alipay\",\"amount\":\"50.00\",\"currency\":\"CNY\"}\n"
    "{\"id\":\"3\",\"type\":\"ship\",\"at\":\"2026-09-01T08:00:00Z\",\"deal\":\"O-1\"}\n"
    "{\"id\":\"4\",\"type\":\"confirm\",\"at\":\"2026-09-01T08:00:00Z\",\"deal\":\"O-1\"}\n"
    "{\"id\":\"5\",\"type\":\"expect\",\"at\":\"2026-09-01T08:00:00Z\",\"ref\":\"T-1\",\"party\":"
    "\"S-1\",\"purpose\":\"bond\",\"amount\":\"9.00\",\"currency\":\"CNY\"}\n"
    "{\"id\":\"6\",\"type\":\"payout\",\"at\":\"2026-09-01T08:00:00Z\",\"payout\":\"P-1\","
    "\"seller\":\"S-1\",\"amount\":\"20.00\",\"currency\":\"CNY\"}\n";

static const char BANK[] = HEADER "2026-09-01,08:00:00,1,T-1,9.00,14.00\n"
                                  "2026-09-01,08:00:01,2,who knows,4.00,18.00\n"
                                  "2026-09-01,08:00:02,3,P-1,-20.00,-2.00\n"
                                  "2026-09-01,08:00:03,4,charge,-1.00,-3.00\n";

static void feed_that_fails_anywhere_ends_right_when_run_again(void **state)
{
    struct pool *pool = pool_new("feed-faults.db");
    char path[SCRATCH_PATH_BYTES];
    int64_t nth = 0;
    enum status status = STATUS_IO;
    (void)state;
    int64_t before = events(pool);
    struct feed_terms terms = {.path = scratch_file("faults.jsonl", FEED, strlen(FEED), path),
                               .batch_lines = 2};
    while (status != STATUS_OK) {
        struct feed_result result;
        assert_true(++nth < CALLS_MAX);
        store_fail_call(pool->store, nth);
        status = feed_run(pool->book, &terms, &result, &pool->err);
        store_fail_call(pool->store, 0);
        assert_true(status == STATUS_OK || status == STATUS_IO);
        assert_false(book_in_transaction(pool->book));
        assert_true(status == STATUS_OK || result.refused == 0);
        pool_verify(pool);
    }
    assert_true(nth > 20);
    assert_int_equal(events(pool), before + 6);
    assert_int_equal(pool_available(pool, "S-1"), 2750);
    pool_free(pool);
}

static void statement_that_fails_anywhere_is_not_there_at_all(void **state)
{
    struct pool *pool = pool_new("import-faults.db");
    char path[SCRATCH_PATH_BYTES];
    struct feed_result fed;
    int64_t nth = 0;
    enum status status = STATUS_IO;
    (void)state;
    struct feed_terms terms = {.path = scratch_file("faults.jsonl", FEED, strlen(FEED), path)};
    pool_must(pool, feed_run(pool->book, &terms, &fed, &pool->err));
    struct plan_terms import = {.account = "ICBC-001"};
    char *file = mem_strdup(pool, scratch_file("faults.csv", BANK, strlen(BANK), path));
    int64_t before = events(pool);
    while (status != STATUS_OK) {
        struct plan *plan;
        assert_true(++nth < CALLS_MAX);
        store_fail_call(pool->store, nth);
        status = plan_make(pool->mem, pool->book, file, &import, &plan, &pool->err);
        if (status == STATUS_OK) {
            status = plan_apply(pool->book, plan, NULL, NULL, &pool->err);
        }
        store_fail_call(pool->store, 0);
        assert_true(status == STATUS_OK || status == STATUS_IO);
        assert_false(book_in_transaction(pool->book));
        assert_int_equal(events(pool), status == STATUS_OK ? before + 5 : before);
        pool_verify(pool);
    }
    assert_true(nth > 20);
    assert_int_equal(pool_held(pool, "payout"), 0);
    assert_int_equal(pool_held(pool, "bond"), 900);
    pool_free(pool);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(feed_that_fails_anywhere_ends_right_when_run_again),
        cmocka_unit_test(statement_that_fails_anywhere_is_not_there_at_all),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
