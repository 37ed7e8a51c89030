/* test_copy.c - copies by the command line: the same to whoever looks, killed anywhere,
 * and what was copied in part is nobody's. */
#include "model/mem.h"
#include "model/relation.h"
#include "model/store.h"
#include "tests/support/market.h"
#include "tests/support/place.h"
#include "tests/support/random.h"
#include "tests/support/twin.h"

#include <inttypes.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

#define KILLS 3
#define KILLS_IN_A_ROW 4
#define PARTIES_MORE 2000
#define ROOM ((rlim_t)(12 * 1024)) /* beside the schema, and not for all of the rows */

static size_t tables(void)
{
    size_t count = 0;
    for (const struct relation *relation = relation_list(); relation->name != NULL; relation++) {
        count++;
    }
    return count;
}

static char *new_file(struct world *world, const char *name)
{
    char *path = world_path(world, name);
    (void)unlink(path);
    return path;
}

static void must_copy(struct world *world, const char *to)
{
    json_t *rows = program_rows(world, "copy", "--to", to, NULL);
    size_t i;
    json_t *row;
    assert_int_equal(json_array_size(rows), tables());
    json_array_foreach(rows, i, row)
    {
        assert_int_equal(strlen(json_string_value(json_object_get(row, "digest"))), 64);
    }
}

static void a_market_is_the_same_on_the_other_side(void **state)
{
    struct world *world = *state;
    char *to = place_new(world, "whole.db");
    must_copy(world, to);
    twin_must_look_alike(world, to);
}

static void a_market_goes_to_the_other_engine_and_back(void **state)
{
    struct world *world = *state;
    char *file = new_file(world, "hop.db");
    char *back = place_new(world, "back.db");
    must_copy(world, file);
    must_copy(twin_beside(world, file), back);
    twin_must_look_alike(world, back);
}

/* What the demonstration has nothing of: its policy asks for no bonds, reminds nobody and lets one
 * operator do everything; the rules for bank lines are those that the program has. */
static bool is_not_shown(const char *table)
{
    static const char *const tables_of[] = {"reminder",       "demand", "bond_required", "proposal",
                                            "adopted_policy", "rule",   "rule_switch"};
    bool is_found = false;
    for (size_t i = 0; i < sizeof tables_of / sizeof *tables_of; i++) {
        is_found = is_found || strcmp(table, tables_of[i]) == 0;
    }
    return is_found;
}

static void the_demonstration_is_the_same_on_the_other_side(void **state)
{
    struct world *world = world_new(NULL);
    (void)state;
    world->now = NULL;
    struct result made = program_must(world, "demo", NULL);
    const char *now = strstr(made.out, "--now ") + strlen("--now ");
    world->now = mem_strndup(world, now, strcspn(now, "\n"));
    char *to = place_new(world, "demo.db");
    json_t *rows = program_rows(world, "copy", "--to", to, NULL);
    size_t i;
    json_t *row;
    json_array_foreach(rows, i, row)
    {
        /* There is something of everything else. */
        const char *table = json_string_value(json_object_get(row, "table"));
        assert_true(is_not_shown(table) || json_integer_value(json_object_get(row, "rows")) > 0);
    }
    twin_must_look_alike(world, to);
    mem_free(world);
}

static void what_is_said_at_the_end_is_what_the_events_end_with(void **state)
{
    struct world *world = *state;
    json_t *last = json_array_get(program_rows(world, "events", "--limit", "1", NULL), 0);
    const char *hash = json_string_value(json_object_get(last, "hash"));
    int64_t number = json_integer_value(json_object_get(last, "event"));
    char *to = place_new(world, "said.db");
    struct result result = program_must(world, "copy", "--to", to, NULL);
    char *wanted = mem_printf(world, "%" PRId64 " events, %" PRId64 " of them new, head %s", number,
                              number, hash);
    assert_non_null(hash);
    assert_non_null(strstr(result.out, wanted));
    result = program_must(world, "copy", "--to", to, NULL);
    assert_non_null(
        strstr(result.out, mem_printf(world, "%" PRId64 " events, 0 of them new, head", number)));
}

/* What the program writes with its error stream on a terminal, or in a file. */
static char *run_with_terminal(struct world *world, const char *arguments, bool is_terminal)
{
    size_t count = 0;
    char *call = mem_printf(world->mem, "%s --operator tester --db %s %s", program_path(),
                            world->db, arguments);
    char *command =
        is_terminal
            ? mem_printf(world->mem,
                         "cd '%s' && script -qec \"%s\" /dev/null </dev/null >seen 2>&1",
                         world->folder, call)
            : mem_printf(world->mem, "cd '%s' && %s </dev/null >seen 2>&1", world->folder, call);
    if (system(command) != 0) {
        fail_msg("%s", command);
    }
    return file_read(world->mem, world_path(world, "seen"), &count);
}

static void a_terminal_sees_how_far_it_is_and_a_file_does_not(void **state)
{
    struct world *world = *state;
    char *first = mem_printf(world, "copy --to %s", place_new(world, "meter.db"));
    char *second = mem_printf(world, "copy --to %s", place_new(world, "no-meter.db"));
    static const char *const units[] = {"\revents: ", "\rrows: ", "\rcompared: "};
    char *seen = run_with_terminal(world, first, true);
    for (size_t i = 0; i < sizeof units / sizeof *units; i++) {
        if (strstr(seen, units[i]) == NULL) {
            fail_msg("nothing is seen of %s: %s", units[i], seen);
        }
    }
    /* The line is gone when the result comes. */
    assert_non_null(strstr(seen, "\r\033[KTable "));
    seen = run_with_terminal(world, second, false);
    assert_null(strchr(seen, '\r'));
    assert_non_null(strstr(seen, "both are the same"));
}

/* Kill it after so long; whether the kill came in time. */
static bool kill_copy(struct world *world, const char *to, int64_t after_us)
{
    const char *const args[] = {"copy", "--to", to, NULL};
    struct call call = {.args = args, .kill_after_us = after_us};
    struct result result = program_call(world, &call);
    if (WIFSIGNALED(result.wait_status)) {
        assert_int_equal(WTERMSIG(result.wait_status), SIGKILL);
        return true;
    }
    if (result.exit_code != 0) {
        fail_msg("after %" PRId64 " us: %s", after_us, result.err);
    }
    return false;
}

/* A copy that was killed is told of as what it is: it has not begun, is not finished, or only its
 * end was not told. */
static void must_be_whole_or_nobodys(struct world *world, const char *to)
{
    struct result result = program_run(twin_beside(world, to), "verify", NULL);
    if (result.exit_code == 0) {
        return;
    }
    if (strstr(result.err, "half copied") == NULL && strstr(result.err, "no book") == NULL &&
        strstr(result.err, "no store") == NULL) {
        fail_msg("half a copy says: %s", result.err);
    }
}

static int64_t copy_duration_us(struct world *world)
{
    int64_t start = twin_now_us();
    program_must(world, "copy", "--to", place_new(world, "calm.db"), NULL);
    return twin_now_us() - start;
}

static void a_killed_copy_goes_on_where_it_stood(void **state)
{
    struct world *world = *state;
    struct random random = random_start("copy", (uint64_t)time(NULL));
    int64_t duration_us = copy_duration_us(world);
    int hits = 0;
    for (int i = 0; i < KILLS; i++) {
        char *to = place_new(world, "killed.db");
        int kills = 0;
        while (kills < KILLS_IN_A_ROW &&
               kill_copy(world, to, random_between(&random, 1, duration_us / 2))) {
            must_be_whole_or_nobodys(world, to);
            kills++;
        }
        must_copy(world, to);
        program_must(twin_beside(world, to), "verify", NULL);
        hits += kills;
    }
    printf("# copy: killed %d times before its end\n", hits);
    assert_true(hits > 0);
}

static void what_is_new_is_brought_over(void **state)
{
    struct world *world = *state;
    char *to = place_new(world, "later.db");
    char *file = new_file(world, "later.file.db");
    program_must(world, "copy", "--to", to, NULL);
    program_must(world, "copy", "--to", file, NULL);
    struct result fed = program_must(world, "feed", world_path(world, "tomorrow.jsonl"), NULL);
    program_must(world, "sweep", NULL);
    assert_null(strstr(fed.out, " 0 applied"));
    must_copy(world, to);
    must_copy(world, file);
    twin_must_look_alike(world, to);
    /* Whoever works in it makes it a store of its own. */
    program_must(twin_beside(world, to), "payout", "PLATFORM", "0.01", NULL);
    struct result result = program_run(world, "copy", "--to", to, NULL);
    twin_check_failure(&result, "no copy of this store");
}

static void the_move_that_the_readme_shows_works(void **state)
{
    struct world *world = *state;
    char *to = place_new(world, "moved.db");
    (void)twin_run_shown(world, "holdfast copy --to", to);
    twin_must_look_alike(world, to);
}

static void set_policy(struct world *world, const char *url, const char *policy)
{
    struct store *store = NULL;
    struct error err;
    char *sql = mem_printf(world->mem, "UPDATE book SET policy = '%s'", policy);
    assert_int_equal(store_open(world->mem, url, STORE_WRITE, &store, &err), STATUS_OK);
    assert_int_equal(store_begin(store, STORE_WRITER, 1, &err), STATUS_OK);
    assert_int_equal(store_execute(store, sql, &err), STATUS_OK);
    assert_int_equal(store_commit(store, &err), STATUS_OK);
    store_close(store);
}

static void half_a_copy_is_refused_by_every_command(void **state)
{
    struct world *world = *state;
    char *to = place_new(world, "half.db");
    static const char *const calls[][8] = {
        {"init"},
        {"init", "--sandbox"},
        {"demo"},
        {"accounts"},
        {"events"},
        {"operators"},
        {"show", "seller:S-0001"},
        {"freeze", "S-0001", "--scope", "payout", "--until", "3d", "--ground", "fraud"},
        {"payout", "S-0001", "1.00"},
        {"hold", "release", "hold:1"},
        {"feed", "tomorrow.jsonl"},
        {"import", "tomorrow.jsonl", "--account", MARKET_BANK},
        {"match", "line:1", "deal:O-1"},
        {"sweep"},
        {"report", "position"},
        {"export", "ledger"},
        {"verify"},
        {"backup", "half.backup"},
        {"copy", "--to", "half.copy"},
        {"operator", "list"},
        {"operator", "add", "eve", "--roles", "admin"},
    };
    program_must(world, "copy", "--to", to, NULL);
    set_policy(world, to, "copy under way");
    struct world *half = twin_beside(world, to);
    for (size_t i = 0; i < sizeof calls / sizeof calls[0]; i++) {
        const char *args[11] = {NULL};
        for (size_t j = 0; j < 8; j++) {
            args[j] = calls[i][j];
        }
        if (strcmp(calls[i][0], "freeze") == 0) {
            args[8] = "--facts";
            args[9] = "facts";
        }
        struct call call = {.args = args};
        if (strcmp(calls[i][0], "init") == 0 && calls[i][1] == NULL) {
            half->now = NULL; /* refused for no sandbox */
        }
        struct result result = program_call(half, &call);
        half->now = TWIN_NOW;
        twin_check_failure(&result, "half copied");
        assert_non_null(strstr(result.err, "run the same holdfast copy again"));
    }
    must_copy(world, to);
}

static void refusals_say_why(void **state)
{
    struct world *world = *state;
    struct result result = program_run(world, "copy", "--to", world->db, NULL);
    twin_check_failure(&result, "onto itself");
    struct world *other = world_with_store(world);
    char *before = program_dump(other);
    result = program_run(world, "copy", "--to", other->db, NULL);
    twin_check_failure(&result, "no copy of this store");
    assert_string_equal(program_dump(other), before);
    result = program_run(world, "copy", NULL);
    assert_int_equal(result.exit_code, 2);
    program_must(world, "operator", "add", "ann", "--roles", "operations", NULL);
    program_must(world, "operator", "add", "ida", "--roles", "auditor", NULL);
    char *to = place_new(world, "rights.db");
    char *file = new_file(world, "rights.backup");
    static const char *const others[] = {"ann", "ida"};
    for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
        result = program_run(world, "--operator", others[i], "copy", "--to", to, NULL);
        twin_check_failure(&result, "copy needs role admin");
        assert_non_null(strstr(result.err, "ask an administrator"));
        result = program_run(world, "--operator", others[i], "backup", file, NULL);
        twin_check_failure(&result, "backup needs role admin");
        assert_int_equal(access(file, F_OK), -1);
    }
    program_must(world, "operator", "add", "adi", "--roles", "admin", NULL);
    program_must(world, "--operator", "adi", "copy", "--to", to, NULL);
    program_must(twin_beside(world, to), "verify", NULL);
}

static void a_copy_on_a_full_disk_goes_on_when_there_is_room(void **state)
{
    struct world *world = *state;
    char *to = new_file(world, "full.db");
    char *empty = new_file(world, "empty.db");
    char *feed = mem_strdup(world, "");
    struct stat made;
    for (int i = 0; i < PARTIES_MORE; i++) {
        feed = mem_append(feed,
                          "{\"id\":\"more-%d\",\"type\":\"party\",\"at\":"
                          "\"2026-09-01T08:00:00Z\",\"party\":\"MORE-%d\",\"kind\":\"buyer\","
                          "\"name\":\"One more\",\"jurisdiction\":\"CN\"}\n",
                          i, i);
    }
    world_file(world, "more.jsonl", feed, strlen(feed));
    program_must(world, "feed", world_path(world, "more.jsonl"), NULL);
    program_must(world, "--db", empty, "init", "--sandbox", NULL);
    assert_int_equal(stat(empty, &made), 0);
    const char *const args[] = {"copy", "--to", to, NULL};
    struct call call = {.args = args, .file_bytes_max = (rlim_t)made.st_size + ROOM};
    struct result result = program_call(world, &call);
    twin_check_failure(&result, "the disk is full");
    result = program_run(twin_beside(world, to), "accounts", NULL);
    twin_check_failure(&result, "half copied");
    must_copy(world, to);
}

static void must_not_tell(const struct result *result)
{
    assert_null(strstr(result->err, "secret"));
    assert_null(strstr(result->out, "secret"));
}

static void no_password_is_shown(void **state)
{
    struct world *world = *state;
    struct world *named = twin_beside(world, place_as(world, world->db, "tester:secret"));
    struct result result = program_run(named, "backup", "server.dump", NULL);
    twin_check_failure(&result, "pg_dump ");
    must_not_tell(&result);
    assert_null(strstr(result.err, "***"));
    assert_non_null(strstr(result.err, mem_printf(world, "--dbname='%s'", world->db)));
    char *to = place_as(world, place_new(world, "named.db"), "tester:secret");
    result = program_must(named, "copy", "--to", to, NULL);
    must_not_tell(&result);
    result = program_run(named, "copy", "--to", named->db, NULL);
    twin_check_failure(&result, "itself");
    must_not_tell(&result);
    static const char *const makers[][2] = {{"init", "--sandbox"}, {"demo", "--deals=0"}};
    for (size_t i = 0; i < 2; i++) {
        named->db = place_as(world, place_new(world, "made.db"), "tester:secret");
        named->now = i == 0 ? TWIN_NOW : NULL;
        result = program_must(named, makers[i][0], makers[i][1], NULL);
        must_not_tell(&result);
        assert_non_null(strstr(result.out, "tester:***@"));
        result = program_run(named, makers[i][0], makers[i][1], NULL);
        assert_int_equal(result.exit_code, 1);
        must_not_tell(&result);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_market_is_the_same_on_the_other_side),
        cmocka_unit_test(a_market_goes_to_the_other_engine_and_back),
        cmocka_unit_test(the_demonstration_is_the_same_on_the_other_side),
        cmocka_unit_test(what_is_said_at_the_end_is_what_the_events_end_with),
        cmocka_unit_test(a_terminal_sees_how_far_it_is_and_a_file_does_not),
        cmocka_unit_test(a_killed_copy_goes_on_where_it_stood),
        cmocka_unit_test(half_a_copy_is_refused_by_every_command),
        cmocka_unit_test(a_copy_on_a_full_disk_goes_on_when_there_is_room),
        cmocka_unit_test(the_move_that_the_readme_shows_works),
        cmocka_unit_test(what_is_new_is_brought_over),
        cmocka_unit_test(refusals_say_why),
    };
    const struct CMUnitTest of_servers[] = {
        cmocka_unit_test(no_password_is_shown),
    };
    int failed = cmocka_run_group_tests(tests, twin_make_market, twin_drop_market);
    return place_is_sqlite()
               ? failed
               : failed + cmocka_run_group_tests(of_servers, twin_make_market, twin_drop_market);
}
