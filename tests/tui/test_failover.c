/* A primary and a standby that it waits for: the primary is killed with -9 in the middle of a feed,
 * with a console open, and the standby takes its place. Nothing that was acknowledged is lost,
 * nothing is there twice; the console says what it does and goes on; the feed, run again, ends as
 * if nothing had happened: the same events with the same hashes as without a failure. */
#include "model/mem.h"
#include "tests/support/market.h"
#include "tests/support/place.h"
#include "tests/support/random.h"
#include "tests/support/server.h"
#include "tests/support/terminal.h"

#include <fcntl.h>
#include <inttypes.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

#define DATABASE "shop"
#define STEP_MS 20
#define STEPS_MAX 3000
#define US_PER_MS 1000
#define LAST_LINES 1500 /* of the feed, before which it is stopped: more than a batch */

static const char *const test_mode[] = {"HOLDFAST_TEST_IDLE=1", NULL};

static const struct market_options size = {
    .seed = 5, .days = 1, .sellers = 20, .buyers = 200, .deals_a_day = 2000};

/* Two servers, of which the second keeps all that the first acknowledges. */
struct pair {
    void *mem;
    struct server *primary, *standby;
    struct world *world; /* whose store is wherever one can write */
};

static bool becomes(struct pair *pair, const struct server *server, const char *sql,
                    const char *wanted)
{
    for (int i = 0; i < STEPS_MAX; i++) {
        if (strcmp(server_ask(pair->mem, server, "postgres", sql), wanted) == 0) {
            return true;
        }
        (void)usleep(STEP_MS * US_PER_MS);
    }
    return false;
}

/* What is acknowledged from here on is on both. */
static void keep_in_step(struct pair *pair)
{
    server_ask(pair->mem, pair->primary, "postgres",
               "ALTER SYSTEM SET synchronous_standby_names = '*'");
    server_ask(pair->mem, pair->primary, "postgres", "SELECT pg_reload_conf()");
    assert_true(becomes(pair, pair->primary,
                        "SELECT coalesce(max(sync_state), '') FROM pg_stat_replication", "sync"));
}

static struct pair *pair_new(void)
{
    struct pair *pair = MEM_NEW(NULL, struct pair);
    pair->mem = pair;
    pair->primary = server_start(pair);
    server_ask(pair, pair->primary, "postgres", "CREATE DATABASE " DATABASE);
    pair->standby = server_follow(pair, pair->primary);
    keep_in_step(pair);
    pair->world = world_new(pair);
    pair->world->db = mem_printf(
        pair, "postgresql://postgres@/" DATABASE "?host=%s,%s&target_session_attrs=read-write",
        pair->primary->folder, pair->standby->folder);
    pair->world->extra = test_mode;
    return pair;
}

static struct terminal *console(struct world *world, const char *keys)
{
    const char *argv[] = {program_path(), "--db", world->db, "--now", world->now, NULL};
    struct terminal_options options = {.argv = argv,
                                       .env = world_environment(world),
                                       .folder = world->folder,
                                       .rows = 24,
                                       .cols = 100};
    struct terminal *terminal = terminal_start(world->mem, &options);
    assert_true(terminal_wait_start(terminal));
    assert_true(terminal_type(terminal, keys));
    return terminal;
}

/* Wait for what stands on the screen while a worker runs, when the console is never idle. */
static void await(struct terminal *terminal, const char *text)
{
    int steps = 0;
    while (terminal_find(terminal, text) < 0) {
        if (++steps > STEPS_MAX || !terminal_watch(terminal, STEP_MS)) {
            terminal_print(terminal);
            fail_msg("the screen never showed: %s", text);
        }
    }
}

/* The feed beside us; what it says goes into a file. */
static pid_t start_feed(struct world *world, const char *path, const char *said)
{
    const char *argv[] = {program_path(), "--db", world->db, "--now",
                          world->now,     "feed", path,      NULL};
    const char *const *env = world_environment(world);
    pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        int out = open(said, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
        if (out >= 0 && dup2(out, STDOUT_FILENO) >= 0 && dup2(out, STDERR_FILENO) >= 0) {
            execve(argv[0], (char **)(uintptr_t)argv, (char **)(uintptr_t)env);
        }
        _exit(CALL_COULD_NOT_START);
    }
    return child;
}

static bool has_ended(pid_t child)
{
    siginfo_t info = {.si_pid = 0};
    return waitid(P_PID, (id_t)child, &info, WEXITED | WNOHANG | WNOWAIT) != 0 || info.si_pid != 0;
}

static int64_t count_events(struct pair *pair, const struct server *server)
{
    return strtoll(server_ask(pair->mem, server, DATABASE, "SELECT count(*) FROM holdfast.event"),
                   NULL, 10);
}

/* "all lines before line 2001 are kept" and the like: so many lines the feed has acknowledged. */
static int64_t acknowledged(const char *said)
{
    const char *line = strstr(said, "all lines before line ");
    return line ? strtoll(line + strlen("all lines before line "), NULL, 10) - 1 : 0;
}

static int64_t count_lines(const char *path)
{
    int64_t lines = 0;
    size_t bytes;
    char *text = file_read(NULL, path, &bytes);
    for (size_t i = 0; i < bytes; i++) {
        lines += text[i] == '\n';
    }
    mem_free(text);
    return lines;
}

struct told {
    int64_t lines, applied, known;
};

static struct told feed_to_the_end(struct world *world, const char *path)
{
    struct told told = {0};
    struct result result = program_must(world, "feed", path, NULL);
    assert_int_equal(sscanf(result.out, "%" SCNd64 " lines: %" SCNd64 " applied, %" SCNd64 " known",
                            &told.lines, &told.applied, &told.known),
                     3);
    return told;
}

/* All that can be seen of a store that was fed without a failure. */
static char *feed_calmly(struct pair *pair, const struct server *server, const char *path,
                         struct told *told)
{
    struct world *world = world_new(pair);
    server_ask(pair, server, "postgres", "CREATE DATABASE calm");
    world->db = mem_printf(pair, "%scalm", server->url);
    world->now = pair->world->now;
    program_must(world, "init", "--sandbox", NULL);
    *told = feed_to_the_end(world, path);
    return program_dump(world);
}

static void a_primary_that_is_killed_loses_nothing_and_doubles_nothing(void **state)
{
    (void)state;
    struct random random = random_start("failover", (uint64_t)time(NULL));
    struct pair *pair = pair_new();
    struct world *world = pair->world;
    struct market *market = market_make(world, &size);
    const char *said_path = world_path(world, "said");
    struct told calm;
    program_must(world, "init", "--sandbox", NULL);
    struct terminal *terminal = console(world, ":events<Enter>");

    pid_t feed = start_feed(world, market->feeds[0], said_path);
    int64_t kill_at = random_between(&random, 1, count_lines(market->feeds[0]) - LAST_LINES);
    int64_t there = 0;
    while (there < kill_at && !has_ended(feed)) {
        there = count_events(pair, pair->primary);
    }
    if (there < kill_at) {
        size_t read;
        fail_msg("the feed ended by itself: %s", file_read(pair, said_path, &read));
    }
    server_kill(pair->primary);
    printf("# killed at %" PRId64 " events, wanted after %" PRId64 "\n", there, kill_at);
    await(terminal, "reconnecting to ");
    server_promote(pair->standby);
    await(terminal, "connected again");

    int status;
    assert_int_equal(waitpid(feed, &status, 0), feed);
    size_t bytes;
    const char *said = file_read(pair, said_path, &bytes);
    assert_true(WIFEXITED(status));
    printf("# the feed: status %d, %s\n", WEXITSTATUS(status), said);
    int64_t kept = count_events(pair, pair->standby);
    int64_t promised = WEXITSTATUS(status) == 0 ? 0 : acknowledged(said);
    assert_true(kept >= there);
    assert_null(strstr(said, "ERROR"));

    struct told again = feed_to_the_end(world, market->feeds[0]);
    assert_true(again.known >= promised);
    assert_int_equal(again.known, kept - 1); /* all that is there but the founding */
    char *expected = feed_calmly(pair, pair->standby, market->feeds[0], &calm);
    assert_int_equal(again.applied + again.known, calm.applied);
    assert_string_equal(program_dump(world), expected);
    program_must(world, "verify", NULL);

    /* The console shows all of it, and works on the new primary. */
    assert_true(terminal_type(terminal, "g"));
    assert_true(terminal_wait_text(terminal, mem_printf(pair, "of %" PRId64, calm.applied + 1)));
    assert_true(terminal_type(terminal, ":operator add<Enter>"));
    mem_free(pair);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_primary_that_is_killed_loses_nothing_and_doubles_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
