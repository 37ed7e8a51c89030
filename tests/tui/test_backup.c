/* test_backup.c - backups by the command line: whole or not there, killed or on a full disk, and
 * what a server's own tools are told to do. */
#include "model/mem.h"
#include "tests/support/place.h"
#include "tests/support/random.h"
#include "tests/support/twin.h"

#include <dirent.h>
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

#define KILLS_IN_A_ROW 4
#define SMALL_FILE ((rlim_t)(320 * 1024)) /* room for the schema, and not for the rows */
#define DAY_S (24 * 60 * 60)

static void the_restore_that_the_readme_shows_works(void **state)
{
    struct world *world = *state;
    json_t *last = json_array_get(program_rows(world, "events", "--limit", "1", NULL), 0);
    const char *hash = json_string_value(json_object_get(last, "hash"));
    (void)unlink(world_path(world, "backup.db"));
    (void)unlink(world_path(world, "restored.db"));
    char *out = twin_run_shown(world, "holdfast backup backup.db", "");
    /* The backup, the list and the restore: each names the same head. */
    int heads = 0;
    for (const char *at = strstr(out, hash); at != NULL; at = strstr(at + 1, hash)) {
        heads++;
    }
    assert_int_equal(heads, 3);
    twin_must_look_alike(world, world_path(world, "restored.db"));
}

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
    twin_must_look_alike(world, world_path(world, "said.backup"));
    assert_int_equal(count_files(world, ".holdfast-"), 0);
    assert_int_equal(count_files(world, "said.backup-"), 0); /* nothing lies beside it */
    result = program_run(world, "backup", "said.backup", NULL);
    twin_check_failure(&result, "exists already");
}

static void a_killed_backup_leaves_no_half_file(void **state)
{
    struct world *world = *state;
    struct random random = random_start("backup", (uint64_t)time(NULL));
    int64_t start = twin_now_us();
    program_must(world, "backup", "calm.backup", NULL);
    int64_t duration_us = twin_now_us() - start;
    int hits = 0;
    for (int i = 0; i < KILLS_IN_A_ROW; i++) {
        char *name = mem_printf(world, "killed-%d.backup", i);
        const char *const args[] = {"backup", name, NULL};
        struct call call = {.args = args, .kill_after_us = random_between(&random, 1, duration_us)};
        hits += WIFSIGNALED(program_call(world, &call).wait_status);
        char *path = world_path(world, name);
        if (access(path, F_OK) == 0) {
            program_must(twin_beside(world, path), "verify", NULL);
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
    twin_check_failure(&result, "the disk is full");
    assert_int_equal(count_files(world, ""), before);
}

static void a_backup_of_a_damaged_file_is_refused(void **state)
{
    struct world *world = *state;
    size_t count = 0;
    program_must(world, "backup", "sound.backup", NULL);
    char *bytes = file_read(world, world_path(world, "sound.backup"), &count);
    size_t page_bytes = (size_t)(uint8_t)bytes[16] << 8 | (uint8_t)bytes[17];
    memset(bytes + count / 2 / page_bytes * page_bytes, 0xA5, page_bytes);
    struct world *damaged = twin_beside(world, world_file(world, "damaged.db", bytes, count));
    int before = count_files(world, "damaged");
    struct result result = program_run(damaged, "backup", "damaged.backup", NULL);
    twin_check_failure(&result, "damaged");
    assert_int_equal(count_files(world, "damaged.backup"), 0);
    assert_int_equal(count_files(world, "damaged"), before);
}

/* What it says is typed as it stands. */
static void a_server_is_backed_up_by_its_own_commands(void **state)
{
    struct world *world = *state;
    struct result result = program_run(world, "backup", "server.dump", NULL);
    twin_check_failure(&result, "pg_dump ");
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
    twin_must_look_alike(world, to);
}

int main(void)
{
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
    };
    return place_is_sqlite()
               ? cmocka_run_group_tests(of_files, twin_make_market, twin_drop_market)
               : cmocka_run_group_tests(of_servers, twin_make_market, twin_drop_market);
}
