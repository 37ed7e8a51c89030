/* test_kill.c - kill -9 in the middle of the two long commands: nothing that was committed is lost,
 * nothing is half done, and the same command again ends as if nothing had happened. */
#include "model/mem.h"
#include "tests/support/market_check.h"
#include "tests/support/random.h"

#include <inttypes.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>

#include <cmocka.h>

#define KILLS 6
#define NOW "2026-09-01T20:00:00Z"
#define FEED "feed-01.jsonl"
#define BANK "bank-01.csv"

static const struct market_options size = {
    .seed = 11, .days = 1, .sellers = 20, .buyers = 200, .deals_a_day = 400};

static int64_t now_us(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

/* A store, and the files of a day beside it. */
static struct world *make_empty(void *parent)
{
    struct world *world = world_new(parent);
    world->now = NOW;
    program_must(world, "init", "--sandbox", NULL);
    (void)market_make(world, &size);
    return world;
}

/* The feed comes before the bank. */
static struct world *make_fed(void *parent)
{
    struct world *world = world_like(parent, make_empty, NULL);
    program_must(world, "feed", FEED, NULL);
    return world;
}

/* Kill the command after so long, then run it to its end. Returns whether the kill came in time. */
static bool kill_and_repeat(struct world *world, const char *const *args, int64_t after_us)
{
    struct call call = {.args = args, .kill_after_us = after_us};
    struct result result = program_call(world, &call);
    bool was_hit = WIFSIGNALED(result.wait_status);
    if (was_hit) {
        assert_int_equal(WTERMSIG(result.wait_status), SIGKILL);
    } else {
        assert_int_equal(result.exit_code, 0);
    }
    program_must(world, "verify", NULL);
    struct call again = {.args = args};
    result = program_call(world, &again);
    if (result.exit_code != 0) {
        fail_msg("again after %" PRId64 " us: %s", after_us, result.err);
    }
    program_must(world, "verify", NULL);
    return was_hit;
}

static void killing_leaves_no_trace(const char *name, struct world *(*make)(void *parent),
                                    const char *const *args)
{
    void *mem = mem_context(NULL, "kill");
    struct random random = random_start(name, (uint64_t)time(NULL));
    struct world *calm = world_like(mem, make, NULL);
    int64_t start = now_us();
    struct call call = {.args = args};
    struct result result = program_call(calm, &call);
    int64_t duration_us = now_us() - start;
    assert_int_equal(result.exit_code, 0);
    char *expected = program_dump(calm);
    int hits = 0;
    for (int i = 0; i < KILLS; i++) {
        struct world *world = world_like(mem, make, NULL);
        hits += kill_and_repeat(world, args, random_between(&random, 1, duration_us));
        char *found = program_dump(world);
        assert_string_equal(found, expected);
        mem_free(world);
    }
    printf("# %s: %d of %d runs were killed before their end\n", name, hits, KILLS);
    assert_true(hits > 0);
    mem_free(mem);
}

static void a_killed_feed_ends_as_if_nothing_had_happened(void **state)
{
    (void)state;
    const char *args[] = {"feed", FEED, NULL};
    killing_leaves_no_trace("feed", make_empty, args);
}

static void a_killed_import_ends_as_if_nothing_had_happened(void **state)
{
    (void)state;
    const char *args[] = {"import", BANK, "--account", MARKET_BANK, NULL};
    killing_leaves_no_trace("import", make_fed, args);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_killed_feed_ends_as_if_nothing_had_happened),
        cmocka_unit_test(a_killed_import_ends_as_if_nothing_had_happened),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
