/* A feed whose store is busy or goes away goes on by itself: every line is there once, what was
 * refused is told once and with its own reason, and when nobody answers in time it says from where
 * the same command goes on. */
#include "import/feed.h"
#include "model/mem.h"
#include "tests/support/pool.h"
#include "tests/support/scratch.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#define CALLS_MAX 3000
#define EVER INT64_C(1000000)
#define AT "\"at\":\"2026-09-01T08:00:00Z\""
#define LINES 9
#define STEP 3 /* from call to call */

/* Lines of round N, in a file: the third is refused, and the fifth because of it. */
static char *write_feed(struct pool *pool, int n, char path[SCRATCH_PATH_BYTES])
{
    char *text = mem_printf(
        pool,
        "{\"id\":\"%d-1\",\"type\":\"deal\"," AT ",\"deal\":\"O-%d\",\"mode\":\"escrow\",\"buyer\":"
        "\"B-1\",\"seller\":\"S-1\",\"amount\":\"50.00\",\"fee\":\"2.50\",\"currency\":\"CNY\","
        "\"category\":\"goods\",\"period_days\":10}\n"
        "{\"id\":\"%d-2\",\"type\":\"capture\"," AT ",\"deal\":\"O-%d\",\"via\":\"alipay\","
        "\"amount\":\"50.00\",\"currency\":\"CNY\"}\n"
        "{\"id\":\"%d-3\",\"type\":\"ship\"," AT ",\"deal\":\"none\"}\n"
        "{\"id\":\"%d-4\",\"type\":\"ship\"," AT ",\"deal\":\"O-%d\"}\n"
        "{\"id\":\"%d-5\",\"type\":\"confirm\"," AT ",\"deal\":\"none\"}\n"
        "{\"id\":\"%d-6\",\"type\":\"confirm\"," AT ",\"deal\":\"O-%d\"}\n",
        n, n, n, n, n, n, n, n, n, n);
    text = mem_append(
        text,
        "{\"id\":\"%d-7\",\"type\":\"expect\"," AT ",\"ref\":\"T-%d\",\"party\":\"S-1\","
        "\"purpose\":\"bond\",\"amount\":\"9.00\",\"currency\":\"CNY\"}\n"
        "{\"id\":\"%d-8\",\"type\":\"payout\"," AT ",\"payout\":\"P-%d-1\",\"seller\":\"S-1\","
        "\"amount\":\"20.00\",\"currency\":\"CNY\"}\n"
        "{\"id\":\"%d-9\",\"type\":\"payout\"," AT ",\"payout\":\"P-%d-2\",\"seller\":\"S-1\","
        "\"amount\":\"20.00\",\"currency\":\"CNY\"}",
        n, n, n, n, n, n);
    return scratch_file("feed.jsonl", text, strlen(text), path);
}

/* Time that only waiting moves. */
static int64_t waited_ms;

static int64_t now_ms(void *state)
{
    (void)state;
    return waited_ms;
}

static bool pause_for(void *state, int64_t time_ms)
{
    (void)state;
    waited_ms += time_ms;
    return true;
}

static uint64_t chance(void *state)
{
    (void)state;
    return 0;
}

static struct pool *patient_pool(const char *name)
{
    static const struct waiting waiting = {now_ms, pause_for, chance, NULL};
    struct pool *pool = pool_new(name);
    waited_ms = 0;
    book_set_waiting(pool->book, &waiting);
    return pool;
}

static void note_refusal(void *state, const struct feed_refusal *refusal)
{
    char **told = state;
    *told = mem_append(*told, "%lld: %s\n", (long long)refusal->line, refusal->reason);
}

static int64_t events(struct pool *pool)
{
    return pool_int(pool, "SELECT count(*) FROM event", NULL);
}

/* Returns whether it was stopped at all. */
static bool goes_on(struct pool *pool, int round, int64_t nth, enum store_failure how)
{
    char path[SCRATCH_PATH_BYTES];
    struct feed_result result;
    char *told = mem_strdup(pool, "");
    struct feed_terms terms = {.path = write_feed(pool, round, path),
                               .batch_lines = 4,
                               .refused = note_refusal,
                               .state = &told};
    int64_t before = events(pool);
    int64_t had = pool_available(pool, "S-1");
    waited_ms = 0;
    store_fail_calls(pool->store, nth, 1 + nth % 3, how);
    pool_must(pool, feed_run(pool->book, &terms, &result, &pool->err));
    store_fail_calls(pool->store, 0, 1, STORE_FAILS_IO);
    assert_int_equal(result.lines, LINES);
    assert_int_equal(result.applied + result.repeated, LINES - 2);
    assert_int_equal(result.refused, 2);
    assert_string_equal(told, "3: there is no deal none\n5: line 3 on deal:none was refused\n");
    assert_int_equal(events(pool), before + LINES - 2);
    assert_int_equal(pool_available(pool, "S-1"), had + 750);
    return waited_ms > 0;
}

static void wherever_it_is_stopped_it_goes_on_by_itself(void **state)
{
    static const enum store_failure WAYS[] = {STORE_FAILS_LOST, STORE_FAILS_KEPT};
    struct pool *pool = patient_pool("feed-lost.db");
    int round = 0;
    int64_t calls = 1; /* that one run makes */
    (void)state;
    while (goes_on(pool, ++round, calls, STORE_FAILS_BUSY)) {
        calls += STEP;
        assert_true(calls < CALLS_MAX);
    }
    assert_true(calls > 50);
    for (size_t i = 0; i < sizeof WAYS / sizeof *WAYS; i++) {
        int stopped = 0;
        for (int64_t nth = 2; nth < calls; nth += STEP) {
            stopped += goes_on(pool, ++round, nth, WAYS[i]);
        }
        assert_true(stopped > 10);
    }
    pool_verify(pool);
    pool_free(pool);
}

static void when_nobody_answers_it_says_where_to_go_on(void **state)
{
    (void)state;
    char path[SCRATCH_PATH_BYTES];
    struct pool *pool = patient_pool("feed-gone.db");
    struct feed_result result;
    struct feed_terms terms = {.path = write_feed(pool, 1, path), .batch_lines = 4};
    int64_t before = events(pool);
    int64_t nth = 1;
    do {
        nth += 5;
        store_fail_calls(pool->store, nth, EVER, STORE_FAILS_LOST);
        assert_int_equal(feed_run(pool->book, &terms, &result, &pool->err), STATUS_LOST);
        store_fail_calls(pool->store, 0, 1, STORE_FAILS_IO);
        assert_in_range(waited_ms, STORE_BUSY_TIMEOUT_MS / 2, 3 * STORE_BUSY_TIMEOUT_MS);
        waited_ms = 0;
    } while (result.lines == 0);
    assert_int_equal(result.lines, 4);
    assert_int_equal(events(pool), before + 3);
    assert_non_null(strstr(pool->err.hint, "all lines before line 5 are kept: run the same command"
                                           " again to go on there"));
    pool_must(pool, feed_run(pool->book, &terms, &result, &pool->err));
    assert_int_equal(result.repeated, 3);
    assert_int_equal(result.applied, 4);
    pool_verify(pool);
    pool_free(pool);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(wherever_it_is_stopped_it_goes_on_by_itself),
        cmocka_unit_test(when_nobody_answers_it_says_where_to_go_on),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
