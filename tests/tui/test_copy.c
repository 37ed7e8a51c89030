/* test_copy.c - copies and backups by the command line: the same to whoever looks, killed anywhere,
 * and what was copied in part is nobody's. */
#include "model/mem.h"
#include "model/store.h"
#include "tests/support/market_check.h"
#include "tests/support/place.h"
#include "tests/support/random.h"
#include "tests/support/readme.h"

#include <dirent.h>
#include <fcntl.h>
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
#define SMALL_FILE ((rlim_t)(470 * 1024)) /* room for the schema, and not for the rows */
#define NOW "2026-09-03T20:00:00Z"
#define TABLES 18
#define DAY_S (24 * 60 * 60)

static const struct market_options size = {
    .seed = 11, .days = 2, .sellers = 20, .buyers = 100, .deals_a_day = 150};

static int64_t now_us(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

/* ---- worlds ---- */

/* Another store, in the same folder and at the same time. */
static struct world *beside(struct world *world, const char *url)
{
    struct world *other = MEM_NEW(world->mem, struct world);
    *other = *world;
    other->db = url;
    return other;
}

static char *new_file(struct world *world, const char *name)
{
    char *path = world_path(world, name);
    (void)unlink(path);
    return path;
}

/* What a user can see of a store by lists, single things, the journal and the operators. */
static char *see(struct world *world)
{
    static const char *const calls[][4] = {
        {"operators", "--format", "json"},
        {"parties", "--format", "json"},
        {"statements", "--format", "json"},
        {"payouts", "--format", "json"},
        {"report", "position", "--format", "json"},
        {"export", "ledger"},
        {"show", "deal:O-100001", "--format", "json"},
        {"show", "line:7", "--format", "json"},
        {"verify"},
    };
    char *seen = program_dump(world);
    for (size_t i = 0; i < sizeof calls / sizeof calls[0]; i++) {
        struct result result =
            program_must(world, calls[i][0], calls[i][1], calls[i][2], calls[i][3], NULL);
        seen = mem_append(seen, "== %s %s\n%s", calls[i][0], calls[i][1] ? calls[i][1] : "",
                          result.out);
    }
    return seen;
}

static void must_be_seen_alike(struct world *world, const char *to)
{
    const char *expected = see(world);
    const char *found = see(beside(world, to));
    if (strcmp(found, expected) != 0) {
        size_t at = 0;
        while (found[at] == expected[at]) {
            at++;
        }
        fail_msg("%s differs: ...%.200s\n and the source: ...%.200s", to, found + at,
                 expected + at);
    }
}

static void check_failure(const struct result *result, const char *words)
{
    if (result->exit_code != 1 || strstr(result->err, words) == NULL) {
        fail_msg("status %d, and '%s' is not in: %s", result->wait_status, words, result->err);
    }
    const char *line = strchr(result->err, '\n');
    assert_non_null(line);
    assert_string_equal(line, "\n"); /* one line */
}

static int make_market(void **state)
{
    struct world *world = world_new(NULL);
    world->now = NOW;
    program_must(world, "init", "--sandbox", NULL);
    struct market *market = market_make(world, &size);
    program_must(world, "feed", market->feeds[0], NULL);
    program_must(world, "import", market->banks[0], "--account", MARKET_BANK, NULL);
    world->extra = NULL;
    *state = world;
    /* The next day is there for whoever needs it. */
    assert_int_equal(rename(market->feeds[1], world_path(world, "tomorrow.jsonl")), 0);
    return 0;
}

static int drop_market(void **state)
{
    mem_free(*state);
    return 0;
}

/* ---- copies ---- */

static void must_copy(struct world *world, const char *to)
{
    json_t *rows = program_rows(world, "copy", "--to", to, NULL);
    size_t i;
    json_t *row;
    assert_int_equal(json_array_size(rows), TABLES);
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
    must_be_seen_alike(world, to);
}

static void a_market_goes_to_the_other_engine_and_back(void **state)
{
    struct world *world = *state;
    char *file = new_file(world, "hop.db");
    char *back = place_new(world, "back.db");
    must_copy(world, file);
    must_copy(beside(world, file), back);
    must_be_seen_alike(world, back);
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
        /* There is something of everything. */
        assert_true(json_integer_value(json_object_get(row, "rows")) > 0);
    }
    must_be_seen_alike(world, to);
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
    struct result result = program_run(beside(world, to), "verify", NULL);
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
    int64_t start = now_us();
    program_must(world, "copy", "--to", place_new(world, "calm.db"), NULL);
    return now_us() - start;
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
        program_must(beside(world, to), "verify", NULL);
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
    must_be_seen_alike(world, to);
    /* Whoever works in it makes it a store of its own. */
    program_must(beside(world, to), "payout", "PLATFORM", "0.01", NULL);
    struct result result = program_run(world, "copy", "--to", to, NULL);
    check_failure(&result, "no copy of this store");
}

/* What the README shows, in one go and as it stands there; what it prints. */
static char *run_shown(struct world *world, const char *begins, const char *to)
{
    size_t count = 0;
    char *script =
        mem_printf(world->mem,
                   "set -e\nexport HOLDFAST_OPERATOR=tester HOLDFAST_DB='%s'\n"
                   "NEW_DB='%s'\nholdfast() { '%s' \"$@\"; }\n%s",
                   world->db, to, program_path(), readme_block(world->mem, "sh", begins));
    char *path = world_file(world, "shown", script, strlen(script));
    char *command =
        mem_printf(world->mem, "cd '%s' && LC_ALL=C.UTF-8 sh '%s' >shown.out", world->folder, path);
    if (system(command) != 0) {
        fail_msg("%s", script);
    }
    return file_read(world->mem, world_path(world, "shown.out"), &count);
}

static void the_move_that_the_readme_shows_works(void **state)
{
    struct world *world = *state;
    char *to = place_new(world, "moved.db");
    (void)run_shown(world, "holdfast copy --to", to);
    must_be_seen_alike(world, to);
}

static void the_restore_that_the_readme_shows_works(void **state)
{
    struct world *world = *state;
    json_t *last = json_array_get(program_rows(world, "events", "--limit", "1", NULL), 0);
    const char *hash = json_string_value(json_object_get(last, "hash"));
    (void)unlink(world_path(world, "backup.db"));
    (void)unlink(world_path(world, "restored.db"));
    char *out = run_shown(world, "holdfast backup backup.db", "");
    /* The backup, the list and the restore: each names the same head. */
    int heads = 0;
    for (const char *at = strstr(out, hash); at != NULL; at = strstr(at + 1, hash)) {
        heads++;
    }
    assert_int_equal(heads, 3);
    must_be_seen_alike(world, world_path(world, "restored.db"));
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
    struct world *half = beside(world, to);
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
        half->now = NOW;
        check_failure(&result, "half copied");
        assert_non_null(strstr(result.err, "run the same holdfast copy again"));
    }
    must_copy(world, to);
}

static void refusals_say_why(void **state)
{
    struct world *world = *state;
    struct result result = program_run(world, "copy", "--to", world->db, NULL);
    check_failure(&result, "onto itself");
    struct world *other = world_with_store(world);
    char *before = program_dump(other);
    result = program_run(world, "copy", "--to", other->db, NULL);
    check_failure(&result, "no copy of this store");
    assert_string_equal(program_dump(other), before);
    result = program_run(world, "copy", NULL);
    assert_int_equal(result.exit_code, 2);
    program_must(world, "operator", "add", "ann", "--roles", "operations", NULL);
    program_must(world, "operator", "add", "ida", "--roles", "auditor", NULL);
    char *to = place_new(world, "rights.db");
    char *file = new_file(world, "rights.backup");
    result = program_run(world, "--operator", "ann", "copy", "--to", to, NULL);
    check_failure(&result, "copy needs one of the roles auditor,admin");
    result = program_run(world, "--operator", "ann", "backup", file, NULL);
    check_failure(&result, "backup needs one of the roles auditor,admin");
    program_must(world, "--operator", "ida", "copy", "--to", to, NULL);
    program_must(beside(world, to), "verify", NULL);
}

/* ---- backups ---- */

/* Files of the folder whose name has the word in it. */
static int count_files(struct world *world, const char *word)
{
    int count = 0;
    DIR *entries = opendir(world->folder);
    assert_non_null(entries);
    for (struct dirent *entry = readdir(entries); entry; entry = readdir(entries)) {
        count += strstr(entry->d_name, word) != NULL;
    }
    (void)closedir(entries);
    return count;
}

static void a_backup_says_what_it_holds(void **state)
{
    struct world *world = *state;
    json_t *last = json_array_get(program_rows(world, "events", "--limit", "1", NULL), 0);
    char *wanted = mem_printf(world, "%" JSON_INTEGER_FORMAT " events, head %s\n",
                              json_integer_value(json_object_get(last, "event")),
                              json_string_value(json_object_get(last, "hash")));
    struct result result = program_must(world, "backup", "said.backup", NULL);
    assert_non_null(strstr(result.out, wanted));
    must_be_seen_alike(world, world_path(world, "said.backup"));
    assert_int_equal(count_files(world, ".holdfast-"), 0);
    assert_int_equal(count_files(world, "said.backup-"), 0); /* nothing lies beside it */
    result = program_run(world, "backup", "said.backup", NULL);
    check_failure(&result, "exists already");
}

static void a_killed_backup_leaves_no_half_file(void **state)
{
    struct world *world = *state;
    struct random random = random_start("backup", (uint64_t)time(NULL));
    int64_t start = now_us();
    program_must(world, "backup", "calm.backup", NULL);
    int64_t duration_us = now_us() - start;
    int hits = 0;
    for (int i = 0; i < KILLS_IN_A_ROW; i++) {
        char *name = mem_printf(world, "killed-%d.backup", i);
        const char *const args[] = {"backup", name, NULL};
        struct call call = {.args = args, .kill_after_us = random_between(&random, 1, duration_us)};
        hits += WIFSIGNALED(program_call(world, &call).wait_status);
        char *path = world_path(world, name);
        if (access(path, F_OK) == 0) {
            program_must(beside(world, path), "verify", NULL);
        }
    }
    printf("# backup: %d of %d were killed before their end\n", hits, KILLS_IN_A_ROW);
    assert_true(hits > 0);
}

static void what_a_killed_backup_leaves_goes_after_a_day(void **state)
{
    struct world *world = *state;
    const char *old = world_file(world, "night.backup.holdfast-aB3xYz", "half", 4);
    world_file(world, "night.backup.holdfast-aB3xYz-journal", "half", 4);
    world_file(world, "night.backup.holdfast-QQQQQQ", "half", 4);
    world_file(world, "night.backup.other-aB3xYz", "whose", 5);
    struct timespec times[2] = {{.tv_sec = time(NULL) - 2 * DAY_S}, {.tv_nsec = UTIME_NOW}};
    times[1] = times[0];
    assert_int_equal(utimensat(AT_FDCWD, old, times, 0), 0);
    assert_int_equal(utimensat(AT_FDCWD, world_path(world, "night.backup.other-aB3xYz"), times, 0),
                     0);
    program_must(world, "backup", "after.backup", NULL);
    assert_int_equal(count_files(world, "aB3xYz"), 1); /* somebody else's */
    assert_int_equal(count_files(world, "QQQQQQ"), 1); /* perhaps still at work */
}

static void a_full_disk_leaves_nothing_behind(void **state)
{
    struct world *world = *state;
    int before = count_files(world, "");
    const char *const args[] = {"backup", "full.backup", NULL};
    struct call call = {.args = args, .file_bytes_max = SMALL_FILE};
    struct result result = program_call(world, &call);
    check_failure(&result, "the disk is full");
    assert_int_equal(count_files(world, ""), before);
}

static void a_copy_on_a_full_disk_goes_on_when_there_is_room(void **state)
{
    struct world *world = *state;
    char *to = new_file(world, "full.db");
    const char *const args[] = {"copy", "--to", to, NULL};
    struct call call = {.args = args, .file_bytes_max = SMALL_FILE};
    struct result result = program_call(world, &call);
    check_failure(&result, "the disk is full");
    result = program_run(beside(world, to), "accounts", NULL);
    check_failure(&result, "half copied");
    must_copy(world, to);
}

static void a_backup_of_a_damaged_file_is_refused(void **state)
{
    struct world *world = *state;
    size_t count = 0;
    program_must(world, "backup", "sound.backup", NULL);
    char *bytes = file_read(world, world_path(world, "sound.backup"), &count);
    size_t page_bytes = (size_t)(uint8_t)bytes[16] << 8 | (uint8_t)bytes[17];
    memset(bytes + count / 2 / page_bytes * page_bytes, 0xA5, page_bytes);
    struct world *damaged = beside(world, world_file(world, "damaged.db", bytes, count));
    int before = count_files(world, "damaged");
    struct result result = program_run(damaged, "backup", "damaged.backup", NULL);
    check_failure(&result, "damaged");
    assert_int_equal(count_files(world, "damaged.backup"), 0);
    assert_int_equal(count_files(world, "damaged"), before);
}

/* What it says is typed as it stands. */
static void a_server_is_backed_up_by_its_own_commands(void **state)
{
    struct world *world = *state;
    struct result result = program_run(world, "backup", "server.dump", NULL);
    check_failure(&result, "pg_dump ");
    char *dump = strstr(result.err, "pg_dump ");
    char *base = strstr(result.err, "pg_basebackup ");
    assert_non_null(base);
    dump = mem_strndup(world, dump, (size_t)(strstr(dump, " (") - dump));
    base = mem_strndup(world, base, (size_t)(strchr(base, ')') - base));
    assert_non_null(strstr(base, world->db));
    char *to = place_new(world, "restored.db");
    char *restore =
        mem_printf(world, "cd %s && %s && pg_restore --no-owner --dbname='%s' server.dump",
                   world->folder, dump, to);
    assert_int_equal(system(restore), 0);
    must_be_seen_alike(world, to);
}

static void must_not_tell(const struct result *result)
{
    assert_null(strstr(result->err, "secret"));
    assert_null(strstr(result->out, "secret"));
}

static void no_password_is_shown(void **state)
{
    struct world *world = *state;
    struct world *named = beside(world, place_as(world, world->db, "tester:secret"));
    struct result result = program_run(named, "backup", "server.dump", NULL);
    check_failure(&result, "pg_dump ");
    must_not_tell(&result);
    assert_null(strstr(result.err, "***"));
    assert_non_null(strstr(result.err, mem_printf(world, "--dbname='%s'", world->db)));
    char *to = place_as(world, place_new(world, "named.db"), "tester:secret");
    result = program_must(named, "copy", "--to", to, NULL);
    must_not_tell(&result);
    result = program_run(named, "copy", "--to", named->db, NULL);
    check_failure(&result, "itself");
    must_not_tell(&result);
    static const char *const makers[][2] = {{"init", "--sandbox"}, {"demo", "--deals=0"}};
    for (size_t i = 0; i < 2; i++) {
        named->db = place_as(world, place_new(world, "made.db"), "tester:secret");
        named->now = i == 0 ? NOW : NULL;
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
    const struct CMUnitTest of_files[] = {
        cmocka_unit_test(a_backup_says_what_it_holds),
        cmocka_unit_test(the_restore_that_the_readme_shows_works),
        cmocka_unit_test(a_killed_backup_leaves_no_half_file),
        cmocka_unit_test(what_a_killed_backup_leaves_goes_after_a_day),
        cmocka_unit_test(a_full_disk_leaves_nothing_behind),
        cmocka_unit_test(a_backup_of_a_damaged_file_is_refused),
    };
    const struct CMUnitTest of_servers[] = {
        cmocka_unit_test(a_server_is_backed_up_by_its_own_commands),
        cmocka_unit_test(no_password_is_shown),
    };
    int failed = cmocka_run_group_tests(tests, make_market, drop_market);
    return failed + (place_is_sqlite()
                         ? cmocka_run_group_tests(of_files, make_market, drop_market)
                         : cmocka_run_group_tests(of_servers, make_market, drop_market));
}
