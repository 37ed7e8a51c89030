/* A primary and a standby that it waits for: the primary is killed with -9 in the middle of a feed,
 * with a console open, and the standby takes its place. Nothing that was acknowledged is lost,
 * nothing is there twice; the console says what it does and goes on; the feed, run again, ends as
 * if nothing had happened: the same events with the same hashes as without a failure. */
#include "model/mem.h"
#include "tests/support/console.h"
#include "tests/support/market.h"
#include "tests/support/place.h"
#include "tests/support/random.h"
#include "tests/support/server.h"

#include <fcntl.h>
#include <inttypes.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

#define DATABASE "shop"
#define GIVE_BACK ":holds<Enter>/sale<Enter>t1.00<C-s>" /* to the payer of a sale, as a preview */
#define COLS 100
#define STEP_MS 20
#define STEPS_MAX 3000
#define US_PER_MS 1000
#define LAST_LINES 1500 /* of the feed, before which it is stopped: more than a batch */

static const char *const test_mode[] = {"HOLDFAST_TEST_IDLE=1", NULL};

static const struct market_options size = {
    .seed = 5, .days = 1, .sellers = 20, .buyers = 200, .deals_a_day = 2000};

static const struct market_options few = {
    .seed = 6, .days = 1, .sellers = 10, .buyers = 50, .deals_a_day = 800};

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
    struct terminal *terminal = console_start(world, COLS);
    assert_true(terminal_type(terminal, keys));
    return terminal;
}

static void is_done(struct terminal *terminal, int64_t event)
{
    char text[64];
    (void)snprintf(text, sizeof text, ", event %" PRId64, event);
    console_await(terminal, "done: hold return hold:");
    if (terminal_find(terminal, text) < 0) {
        terminal_print(terminal);
        fail_msg("not as%s", text);
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

/* How long to let the feed run: so many events, of all but the last that it will make. */
static int64_t choose_moment(const char *feed)
{
    struct random random = random_start("failover", (uint64_t)time(NULL));
    return random_between(&random, 1, count_lines(feed) - LAST_LINES);
}

static void fail_with_file(void *mem, const char *what, const char *path)
{
    size_t bytes;
    fail_msg("%s: %s", what, file_read(mem, path, &bytes));
}

static int wait_for(pid_t child)
{
    int status;
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFEXITED(status));
    return WEXITSTATUS(status);
}

/* Whatever became of it, the same command again ends with the events and hashes of a run without a
 * failure. Returns how many events there are. */
static int64_t feed_ends_as_if_nothing_had_happened(struct pair *pair, const char *path,
                                                    const char *said, int64_t seen)
{
    struct told calm;
    int64_t kept = count_events(pair, pair->standby);
    assert_true(kept >= seen);
    struct told again = feed_to_the_end(pair->world, path);
    assert_true(again.known >= acknowledged(said));
    assert_int_equal(again.known, kept - 1); /* all that is there but the founding */
    char *expected = feed_calmly(pair, pair->standby, path, &calm);
    assert_int_equal(again.applied + again.known, calm.applied);
    assert_string_equal(program_dump(pair->world), expected);
    program_must(pair->world, "verify", NULL);
    return calm.applied + 1;
}

static void a_primary_that_is_killed_loses_nothing_and_doubles_nothing(void **state)
{
    (void)state;
    struct pair *pair = pair_new();
    struct world *world = pair->world;
    const char *feed_path = market_make(world, &size)->feeds[0];
    const char *said_path = world_path(world, "said");
    int64_t wanted = choose_moment(feed_path);
    int64_t seen = 0;
    size_t bytes;
    program_must(world, "init", "--sandbox", NULL);
    struct terminal *terminal = console(world, ":events<Enter>");

    pid_t feed = start_feed(world, feed_path, said_path);
    while (seen < wanted && !has_ended(feed)) {
        seen = count_events(pair, pair->primary);
    }
    if (has_ended(feed)) {
        fail_with_file(pair, "the feed ended by itself", said_path);
    }
    server_kill(pair->primary);
    printf("# killed at %" PRId64 " events, wanted after %" PRId64 "\n", seen, wanted);
    console_await(terminal, "reconnecting to ");
    server_promote(pair->standby);
    console_await(terminal, "connected again");

    int status = wait_for(feed);
    const char *said = file_read(pair, said_path, &bytes);
    printf("# the feed: status %d: %s\n", status, said);
    int64_t events = feed_ends_as_if_nothing_had_happened(pair, feed_path, said, seen);

    /* The console shows all of it, and works where one can write now. */
    assert_true(terminal_type(terminal, "g"));
    assert_true(terminal_wait_text(terminal, mem_printf(pair, "of %" PRId64, events)));
    assert_true(terminal_type(terminal, GIVE_BACK "y"));
    is_done(terminal, events + 1);
    assert_int_equal(count_events(pair, pair->standby), events + 1);
    mem_free(pair);
}

/* The standby hears nothing while the commit waits for it: kept there or not, it is done once. */
static void what_was_confirmed_while_the_primary_dies_is_done_once(void **state)
{
    (void)state;
    struct pair *pair = pair_new();
    struct world *world = pair->world;
    program_must(world, "init", "--sandbox", NULL);
    const char *feed_path = market_make(world, &few)->feeds[0];
    program_must(world, "feed", feed_path, NULL);
    int64_t before = count_events(pair, pair->primary);
    struct terminal *terminal = console(world, GIVE_BACK);
    const char *ear =
        server_ask(pair, pair->standby, "postgres", "SELECT pid FROM pg_stat_wal_receiver");
    pid_t receiver = (pid_t)strtol(ear, NULL, 10);
    assert_true(receiver > 1 && kill(receiver, SIGSTOP) == 0);
    terminal_send_keys(terminal, "y");
    assert_true(becomes(pair, pair->primary,
                        "SELECT count(*) FROM pg_stat_activity WHERE wait_event = 'SyncRep'", "1"));
    server_kill(pair->primary);
    console_await(terminal, "Waiting for ");
    assert_int_equal(kill(receiver, SIGCONT), 0);
    server_promote(pair->standby);
    is_done(terminal, before + 1);
    assert_int_equal(count_events(pair, pair->standby), before + 1);
    program_must(world, "verify", NULL);
    mem_free(pair);
}

/* A file has no server: what can die in the middle is the feed. */
static void a_feed_that_is_killed_does_not_disturb_the_console_beside_it(void **state)
{
    (void)state;
    void *mem = mem_context(NULL, "killed");
    struct world *world = world_with_store(mem);
    struct world *calm = world_with_store(mem);
    world->extra = test_mode;
    const char *feed_path = market_make(world, &few)->feeds[0];
    struct terminal *terminal = console(world, ":events<Enter>");
    pid_t feed = start_feed(world, feed_path, world_path(world, "said"));
    console_await(terminal, "party:B-00003"); /* the first batch is there */
    (void)kill(feed, SIGKILL);
    int status;
    assert_int_equal(waitpid(feed, &status, 0), feed);
    (void)feed_to_the_end(world, feed_path);
    (void)feed_to_the_end(calm, feed_path);
    assert_string_equal(program_dump(world), program_dump(calm));
    assert_int_equal(terminal_find(terminal, "reconnecting"), -1);
    mem_free(mem);
}

int main(void)
{
    const struct CMUnitTest of_servers[] = {
        cmocka_unit_test(a_primary_that_is_killed_loses_nothing_and_doubles_nothing),
        cmocka_unit_test(what_was_confirmed_while_the_primary_dies_is_done_once),
    };
    const struct CMUnitTest of_a_file[] = {
        cmocka_unit_test(a_feed_that_is_killed_does_not_disturb_the_console_beside_it),
    };
    return place_is_sqlite() ? cmocka_run_group_tests(of_a_file, NULL, NULL)
                             : cmocka_run_group_tests(of_servers, NULL, NULL);
}
