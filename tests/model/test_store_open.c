#include "model/store.h"

#include "tests/support/notes.h"
#include "tests/support/place.h"
#include "tests/support/scratch.h"

#include <grp.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#define NOBODY 65534

/* Opening url ends with this status, a message that has this in it, and a hint. */
static void refuses(struct notes *f, const char *url, enum store_access access, enum status status,
                    const char *message)
{
    struct store *store = NULL;
    assert_int_equal(store_open_schema(f->mem, url, access, notes_schema(), &store, &f->err),
                     status);
    if (strstr(f->err.message, message) == NULL) {
        fail_msg("'%s' has no '%s' in it", f->err.message, message);
    }
    assert_string_not_equal(f->err.hint, "");
    assert_null(store);
}

static bool exists(const char *path)
{
    struct stat found;
    return stat(path, &found) == 0;
}

/* Opening */

static void a_new_store_is_for_its_owner_alone(void **state)
{
    struct notes *f = *state;
    struct stat found;
    assert_int_equal(stat(f->url, &found), 0);
    assert_int_equal(found.st_mode & 0777, 0600);
    assert_int_equal(store_schema_version(f->store), 1);
    assert_string_equal(store_url(f->store), f->url);
}

static void a_store_is_made_only_once(void **state)
{
    struct notes *f = *state;
    notes_add(f, f->store, "kept");
    refuses(f, f->url, STORE_CREATE, STATUS_CONFLICT, "exists already");
    assert_int_equal(notes_count(f, f->store), 1);
}

static void what_was_committed_is_there_again(void **state)
{
    struct notes *f = *state;
    notes_add(f, f->store, "kept");
    store_close(f->store);
    f->store = notes_open(f, STORE_READ);
    assert_int_equal(notes_count(f, f->store), 1);
}

static void a_kind_of_store_that_nobody_knows_is_refused(void **state)
{
    struct notes *f = *state;
    for (enum store_access access = STORE_READ; access <= STORE_CREATE; access++) {
        refuses(f, "mysql://me:secret@host/db", access, STATUS_UNSUPPORTED,
                "no driver for this kind of store: mysql");
        assert_null(strstr(f->err.message, "secret"));
        assert_non_null(strstr(f->err.hint, "sqlite:PATH"));
        assert_non_null(strstr(f->err.hint, "postgresql://"));
    }
}

static void a_path_may_say_that_it_is_one(void **state)
{
    struct notes *f = *state;
    notes_add(f, f->store, "kept");
    char url[SCRATCH_PATH_BYTES + 8];
    (void)snprintf(url, sizeof url, "sqlite:%s", f->url);
    assert_int_equal(store_open_schema(f->mem, url, STORE_READ, notes_schema(), &f->store, &f->err),
                     STATUS_OK);
    assert_int_equal(notes_count(f, f->store), 1);
}

static void what_is_no_store_is_told_apart(void **state)
{
    struct notes *f = *state;
    char path[SCRATCH_PATH_BYTES];
    for (enum store_access access = STORE_READ; access <= STORE_WRITE; access++) {
        refuses(f, scratch_path("none.db", path), access, STATUS_NOT_FOUND, "no store at");
        refuses(f, scratch_path(".", path), access, STATUS_INVALID, "is a folder");
        refuses(f, scratch_file("empty.db", "", 0, path), access, STATUS_INVALID, "is empty");
        refuses(f, scratch_file("text.db", "no database\n", 12, path), access, STATUS_INVALID,
                "no database");
        refuses(f, "sqlite:", access, STATUS_INVALID, "is empty");
    }
    assert_false(exists(scratch_path("none.db", path)));
}

static void another_programs_database_is_left_alone(void **state)
{
    struct notes *f = *state;
    struct stat before;
    struct stat after;
    assert_int_equal(store_execute(f->store, "PRAGMA application_id = 1", &f->err), STATUS_OK);
    store_close(f->store);
    assert_int_equal(stat(f->url, &before), 0);
    refuses(f, f->url, STORE_WRITE, STATUS_INVALID, "another program");
    assert_int_equal(stat(f->url, &after), 0);
    assert_int_equal(before.st_size, after.st_size);
    assert_memory_equal(&before.st_mtim, &after.st_mtim, sizeof before.st_mtim);
}

static void a_damaged_store_is_named_so(void **state)
{
    struct notes *f = *state;
    for (int i = 0; i < 200; i++) {
        char key[16];
        (void)snprintf(key, sizeof key, "%d", i);
        notes_add(f, f->store, key);
    }
    assert_int_equal(store_check(f->store, &f->err), STATUS_OK);
    store_close(f->store);
    FILE *file = fopen(f->url, "r+be");
    assert_non_null(file);
    char garbage[8192];
    memset(garbage, 0xA5, sizeof garbage);
    assert_int_equal(fseek(file, 4096, SEEK_SET), 0); /* behind the schema */
    assert_int_equal(fwrite(garbage, sizeof garbage, 1, file), 1);
    assert_int_equal(fclose(file), 0);

    f->store = notes_open(f, STORE_READ);
    struct stmt *q = NULL;
    bool has_row = true;
    assert_int_equal(store_prepare(f->store, "SELECT sum(size) FROM note", &q, &f->err), STATUS_OK);
    assert_int_equal(stmt_step(q, &has_row, &f->err), STATUS_CORRUPT);
    assert_non_null(strstr(f->err.message, "is damaged"));
    assert_int_equal(store_check(f->store, &f->err), STATUS_CORRUPT);
    assert_string_not_equal(f->err.detail, "");
}

/* Rights and room, in a child of their own */

#define LARGE_COUNT 6000
#define LARGE_STEP 7919 /* a prime, so that every key comes once */

struct outcome {
    enum status status;
    struct error err;
    int64_t number;
};

/* Run work in a child, where it can take rights and limits away from itself. */
static struct outcome in_child(struct notes *f, void (*work)(struct notes *, struct outcome *))
{
    struct outcome *shared =
        mmap(NULL, sizeof *shared, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    assert_true(shared != MAP_FAILED);
    memset(shared, 0, sizeof *shared);
    pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        work(f, shared);
        _exit(0);
    }
    int ended = 0;
    assert_int_equal(waitpid(child, &ended, 0), child);
    struct outcome outcome = *shared;
    assert_int_equal(munmap(shared, sizeof *shared), 0);
    return outcome;
}

/* Go into the store's folder and become somebody whom rights bind; only the owner's rights are left
 * to change. false where the system does not let us. */
static bool become_nobody(struct notes *f)
{
    *strrchr(f->url, '/') = '\0';
    return chdir(f->url) == 0 && (getuid() != 0 || (setgroups(0, NULL) == 0 &&
                                                    setgid(NOBODY) == 0 && setuid(NOBODY) == 0));
}

/* What the child is to try. */
static enum store_access wanted_access;

static void open_as_nobody(struct notes *f, struct outcome *outcome)
{
    struct store *store = NULL;
    outcome->number = become_nobody(f) ? 1 : 0;
    outcome->status =
        store_open_schema(f->mem, "store.db", wanted_access, notes_schema(), &store, &outcome->err);
}

static struct outcome without_rights(struct notes *f, enum store_access access, mode_t file_mode,
                                     mode_t folder_mode)
{
    char folder[SCRATCH_PATH_BYTES];
    (void)strcpy(folder, f->url);
    *strrchr(folder, '/') = '\0';
    store_close(f->store);
    wanted_access = access;
    if (file_mode != 0) {
        assert_int_equal(chmod(f->url, file_mode), 0);
    } else {
        assert_int_equal(unlink(f->url), 0);
    }
    assert_int_equal(chmod(folder, folder_mode), 0);
    struct outcome outcome = in_child(f, open_as_nobody);
    if (outcome.number == 0) {
        print_message("SKIP rights: no way to become another user here\n");
        skip();
    }
    return outcome;
}

static void a_store_that_may_not_be_written_is_refused(void **state)
{
    struct outcome outcome = without_rights(*state, STORE_WRITE, 0444, 0777);
    assert_int_equal(outcome.status, STATUS_IO);
    assert_non_null(strstr(outcome.err.message, "no right to write store.db"));
    assert_string_not_equal(outcome.err.hint, "");
}

static void a_store_that_may_not_be_read_is_refused(void **state)
{
    struct outcome outcome = without_rights(*state, STORE_READ, 0600, 0755);
    bool is_mine = getuid() != 0;
    assert_int_equal(outcome.status, is_mine ? STATUS_OK : STATUS_IO);
    assert_true(is_mine || strstr(outcome.err.message, "cannot open store.db") != NULL);
}

static void a_folder_that_may_not_be_written_is_refused(void **state)
{
    struct outcome outcome = without_rights(*state, STORE_WRITE, 0666, 0555);
    assert_int_equal(outcome.status, STATUS_IO);
    assert_string_not_equal(outcome.err.hint, "");
}

static void nothing_is_made_in_a_folder_that_may_not_be_written(void **state)
{
    struct outcome outcome = without_rights(*state, STORE_CREATE, 0, 0555);
    assert_int_equal(outcome.status, STATUS_IO);
    assert_string_equal(outcome.err.message, "cannot make store.db");
    assert_string_not_equal(outcome.err.hint, "");
}

/* Insert until the limit is reached; number counts what was committed. */
static void fill_up(struct notes *f, struct outcome *outcome)
{
    static char body[4000];
    memset(body, 'x', sizeof body - 1);
    f->store = notes_open(f, STORE_WRITE);
    struct rlimit limit = {.rlim_cur = 1 << 20, .rlim_max = 1 << 20};
    (void)signal(SIGXFSZ, SIG_IGN);
    (void)setrlimit(RLIMIT_FSIZE, &limit);
    while (outcome->status == STATUS_OK) {
        char key[16];
        (void)snprintf(key, sizeof key, "%d", (int)outcome->number);
        outcome->status = store_begin(f->store, STORE_WRITER, 1, &outcome->err);
        if (outcome->status == STATUS_OK) {
            outcome->status = notes_insert(f, f->store, key, body, 1);
            outcome->err = f->err;
        }
        if (outcome->status == STATUS_OK) {
            outcome->status = store_commit(f->store, &outcome->err);
        }
        outcome->number += outcome->status == STATUS_OK ? 1 : 0;
    }
    store_rollback(f->store);
    raise(SIGKILL);
}

static void a_full_disk_loses_nothing_that_was_committed(void **state)
{
    struct notes *f = *state;
    store_close(f->store);
    struct outcome outcome = in_child(f, fill_up);
    assert_int_equal(outcome.status, STATUS_IO);
    assert_string_equal(outcome.err.message, "the disk is full");
    assert_string_not_equal(outcome.err.hint, "");
    assert_true(outcome.number > 10);
    f->store = notes_open(f, STORE_WRITE);
    assert_int_equal(store_check(f->store, &f->err), STATUS_OK);
    assert_int_equal(notes_count(f, f->store), outcome.number);
    notes_add(f, f->store, "there is room again");
}

/* Inside the transaction under way, by keys in no order: more than a few thousand are more than
 * SQLite's cache, whose pages then go to the log and are changed again. */
static enum status insert_large(struct notes *f, struct store *store, int count, char filler)
{
    static char body[4000];
    memset(body, filler, sizeof body - 1);
    enum status status = STATUS_OK;
    for (int i = 0; i < count && status == STATUS_OK; i++) {
        char key[120];
        (void)snprintf(key, sizeof key, "%0100d", i * LARGE_STEP % LARGE_COUNT);
        status = notes_insert(f, store, key, body, 1);
    }
    return status;
}

static void a_transaction_larger_than_the_cache_is_whole(void **state)
{
    struct notes *f = *state;
    notes_must(f, store_begin(f->store, STORE_WRITER, 1, &f->err));
    notes_must(f, insert_large(f, f->store, LARGE_COUNT, 'x'));
    notes_must(f, store_commit(f->store, &f->err));
    store_close(f->store);
    f->store = notes_open(f, STORE_WRITE);
    notes_must(f, store_check(f->store, &f->err));
    assert_int_equal(notes_count(f, f->store), LARGE_COUNT);
    assert_int_equal(
        notes_number(f, f->store, "SELECT CAST(sum(length(body)) AS BIGINT) FROM note"),
        LARGE_COUNT * 3999);
}

static void what_a_transaction_wrote_before_it_was_given_up_disturbs_nobody(void **state)
{
    struct notes *f = *state;
    store_close(f->store); /* and the log with it */
    f->store = notes_open(f, STORE_WRITE);
    struct store *other = notes_open(f, STORE_WRITE);
    notes_must(f, store_begin(f->store, STORE_WRITER, 1, &f->err));
    notes_must(f, insert_large(f, f->store, LARGE_COUNT / 2, 'x'));
    store_rollback(f->store);
    notes_must(f, store_begin(other, STORE_WRITER, 1, &f->err));
    notes_must(f, insert_large(f, other, LARGE_COUNT, 'y'));
    notes_must(f, store_commit(other, &f->err));
    assert_int_equal(notes_count(f, f->store), LARGE_COUNT);
    store_close(other);
    store_close(f->store);
    f->store = notes_open(f, STORE_WRITE);
    notes_must(f, store_check(f->store, &f->err));
    assert_int_equal(notes_count(f, f->store), LARGE_COUNT);
    assert_int_equal(
        notes_number(f, f->store, "SELECT count(*) FROM note WHERE body NOT LIKE 'y%'"), 0);
}

static void outgrow_the_disk(struct notes *f, struct outcome *outcome)
{
    f->store = notes_open(f, STORE_WRITE);
    struct rlimit limit = {.rlim_cur = 16 << 20, .rlim_max = 16 << 20};
    (void)signal(SIGXFSZ, SIG_IGN);
    (void)setrlimit(RLIMIT_FSIZE, &limit);
    outcome->status = store_begin(f->store, STORE_WRITER, 1, &f->err);
    if (outcome->status == STATUS_OK) {
        outcome->status = insert_large(f, f->store, LARGE_COUNT, 'x');
    }
    if (outcome->status == STATUS_OK) {
        outcome->status = store_commit(f->store, &f->err);
    }
    outcome->err = f->err;
    store_rollback(f->store);
    notes_add(f, f->store, "a small one has room");
    raise(SIGKILL);
}

static void a_transaction_larger_than_the_disk_is_refused_whole(void **state)
{
    struct notes *f = *state;
    store_close(f->store);
    struct outcome outcome = in_child(f, outgrow_the_disk);
    assert_int_equal(outcome.status, STATUS_IO);
    assert_string_equal(outcome.err.message, "the disk is full");
    f->store = notes_open(f, STORE_WRITE);
    notes_must(f, store_check(f->store, &f->err));
    assert_int_equal(notes_count(f, f->store), 1);
}

/* The log has room, and the file that it goes back into at the end has not. */
static void end_beyond_the_disk(struct notes *f, struct outcome *outcome)
{
    struct stat file;
    assert_int_equal(stat(f->url, &file), 0);
    f->store = notes_open(f, STORE_WRITE);
    struct rlimit limit = {.rlim_cur = (rlim_t)file.st_size, .rlim_max = (rlim_t)file.st_size};
    (void)signal(SIGXFSZ, SIG_IGN);
    (void)setrlimit(RLIMIT_FSIZE, &limit);
    outcome->status = store_begin(f->store, STORE_WRITER, 1, &outcome->err);
    for (; outcome->number < 200 && outcome->status == STATUS_OK; outcome->number++) {
        char key[16];
        static char body[4000];
        memset(body, 'z', sizeof body - 1);
        (void)snprintf(key, sizeof key, "%d", (int)outcome->number);
        outcome->status = notes_insert(f, f->store, key, body, 1);
    }
    if (outcome->status == STATUS_OK) {
        outcome->status = store_commit(f->store, &outcome->err);
    }
    store_close(f->store);
    raise(SIGKILL);
}

static void what_finds_no_room_in_the_file_stays_in_the_log(void **state)
{
    struct notes *f = *state;
    notes_must(f, store_begin(f->store, STORE_WRITER, 1, &f->err));
    notes_must(f, insert_large(f, f->store, LARGE_COUNT / 4, 'x'));
    notes_must(f, store_commit(f->store, &f->err));
    store_close(f->store);
    struct outcome outcome = in_child(f, end_beyond_the_disk);
    notes_must(f, outcome.status);
    f->store = notes_open(f, STORE_WRITE);
    notes_must(f, store_check(f->store, &f->err));
    assert_int_equal(notes_count(f, f->store), LARGE_COUNT / 4 + outcome.number);
    assert_int_equal(outcome.number, 200);
}

static void die_in_a_transaction(struct notes *f, struct outcome *outcome)
{
    (void)outcome;
    f->store = notes_open(f, STORE_WRITE);
    notes_add(f, f->store, "committed");
    assert_int_equal(store_begin(f->store, STORE_WRITER, 1, &f->err), STATUS_OK);
    (void)notes_insert(f, f->store, "not committed", "body", 1);
    raise(SIGKILL);
}

static void a_kill_leaves_only_what_was_committed(void **state)
{
    struct notes *f = *state;
    store_close(f->store);
    (void)in_child(f, die_in_a_transaction);
    f->store = notes_open(f, STORE_WRITE);
    assert_int_equal(notes_count(f, f->store), 1);
    notes_add(f, f->store, "not committed");
}

/* Schemas */

static void a_newer_store_is_refused_and_left_alone(void **state)
{
    struct notes *f = *state;
    const char *sql =
        place_is_sqlite() ? "PRAGMA user_version = 7" : "UPDATE store_version SET version = 7";
    assert_int_equal(store_execute(f->store, sql, &f->err), STATUS_OK);
    store_close(f->store);
    for (enum store_access access = STORE_READ; access <= STORE_WRITE; access++) {
        refuses(f, f->url, access, STATUS_UNSUPPORTED,
                "made by a newer holdfast: schema 7, this program knows 1");
    }
}

/* A second step, in words that both engines understand; the first is done already. */
static const char *const good_second[] = {
    "", "CREATE TABLE label (note BIGINT NOT NULL REFERENCES note (id), text TEXT NOT NULL);"
        "INSERT INTO label SELECT id, 'old' FROM note"};
static const char *const bad_second[] = {"", "CREATE TABLE label (text TEXT); INSERT INTO label "
                                             "VALUES ('x'); INSERT INTO nowhere VALUES (1)"};
static const char *const dangling_second[] = {
    "", "INSERT INTO note (key, body, above) VALUES ('x', 'x', 999)"};

static enum status open_second(struct notes *f, const char *const *second, enum store_access access)
{
    struct store_schema both = {.steps = second, .count = 2};
    f->store = NULL;
    return store_open_schema(f->mem, f->url, access, &both, &f->store, &f->err);
}

static void an_older_store_is_brought_up_to_date(void **state)
{
    struct notes *f = *state;
    notes_add(f, f->store, "kept");
    store_close(f->store);
    assert_int_equal(open_second(f, good_second, STORE_READ), STATUS_UNSUPPORTED);
    assert_non_null(strstr(f->err.message, "schema 1, this program needs 2"));
    assert_int_equal(open_second(f, good_second, STORE_WRITE), STATUS_OK);
    assert_int_equal(store_schema_version(f->store), 2);
    assert_int_equal(notes_count(f, f->store), 1);
    assert_int_equal(store_execute(f->store, "UPDATE label SET note = 999", &f->err),
                     STATUS_REFUSED);
    store_close(f->store);
    assert_int_equal(open_second(f, good_second, STORE_READ), STATUS_OK);
}

static void a_failed_step_leaves_the_older_store(void **state)
{
    struct notes *f = *state;
    store_close(f->store);
    assert_int_equal(open_second(f, bad_second, STORE_WRITE), STATUS_CORRUPT);
    assert_non_null(strstr(f->err.detail, "nowhere"));
    assert_int_equal(open_second(f, dangling_second, STORE_WRITE),
                     place_is_sqlite() ? STATUS_CORRUPT : STATUS_REFUSED);
    f->store = notes_open(f, STORE_WRITE);
    assert_int_equal(store_schema_version(f->store), 1);
    assert_int_equal(notes_count(f, f->store), 0);
    assert_int_equal(open_second(f, good_second, STORE_WRITE), STATUS_OK);
}

static void a_failed_create_leaves_nothing(void **state)
{
    struct notes *f = *state;
    struct store_schema bad = {.steps = bad_second + 1, .count = 1};
    struct store *store = NULL;
    char *url = place_new(f->mem, "failed/store.db");
    assert_int_equal(store_open_schema(f->mem, url, STORE_CREATE, &bad, &store, &f->err),
                     STATUS_CORRUPT);
    refuses(f, url, STORE_WRITE, STATUS_NOT_FOUND, "no store");
    assert_int_equal(store_open_schema(f->mem, url, STORE_CREATE, notes_schema(), &store, &f->err),
                     STATUS_OK);
}

static void a_failed_create_leaves_no_file(void **state)
{
    struct notes *f = *state;
    struct store_schema bad = {.steps = bad_second + 1, .count = 1};
    char path[SCRATCH_PATH_BYTES];
    struct store *store = NULL;
    scratch_path("gone/store.db", path);
    assert_int_equal(store_open_schema(f->mem, path, STORE_CREATE, &bad, &store, &f->err),
                     STATUS_CORRUPT);
    assert_int_equal(rmdir(scratch_path("gone", path)), 0);
}

static void the_programs_own_schema_makes_a_store(void **state)
{
    struct notes *f = *state;
    struct store *store = NULL;
    char *url = place_new(f->mem, "own.db");
    assert_int_equal(store_open(f->mem, url, STORE_CREATE, &store, &f->err), STATUS_OK);
    assert_true(store_schema_version(store) >= 1);
    assert_string_equal(store_url(store), url);
    assert_int_equal(store_check(store, &f->err), STATUS_OK);
    store_close(store);
    assert_int_equal(store_open(f->mem, url, STORE_READ, &store, &f->err), STATUS_OK);
}

#define WITH_STORE(test) cmocka_unit_test_setup_teardown(test, notes_begin, notes_end)

int main(void)
{
    const struct CMUnitTest tests[] = {
        WITH_STORE(a_store_is_made_only_once),
        WITH_STORE(what_was_committed_is_there_again),
        WITH_STORE(a_kind_of_store_that_nobody_knows_is_refused),
        WITH_STORE(a_kill_leaves_only_what_was_committed),
        WITH_STORE(a_newer_store_is_refused_and_left_alone),
        WITH_STORE(an_older_store_is_brought_up_to_date),
        WITH_STORE(a_failed_step_leaves_the_older_store),
        WITH_STORE(a_failed_create_leaves_nothing),
        WITH_STORE(the_programs_own_schema_makes_a_store),
        WITH_STORE(a_transaction_larger_than_the_cache_is_whole),
    };
    const struct CMUnitTest of_files[] = {
        WITH_STORE(a_new_store_is_for_its_owner_alone),
        WITH_STORE(a_path_may_say_that_it_is_one),
        WITH_STORE(what_is_no_store_is_told_apart),
        WITH_STORE(another_programs_database_is_left_alone),
        WITH_STORE(a_damaged_store_is_named_so),
        WITH_STORE(a_store_that_may_not_be_written_is_refused),
        WITH_STORE(a_store_that_may_not_be_read_is_refused),
        WITH_STORE(a_folder_that_may_not_be_written_is_refused),
        WITH_STORE(nothing_is_made_in_a_folder_that_may_not_be_written),
        WITH_STORE(a_full_disk_loses_nothing_that_was_committed),
        WITH_STORE(what_a_transaction_wrote_before_it_was_given_up_disturbs_nobody),
        WITH_STORE(a_transaction_larger_than_the_disk_is_refused_whole),
        WITH_STORE(what_finds_no_room_in_the_file_stays_in_the_log),
        WITH_STORE(a_failed_create_leaves_no_file),
    };
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    return place_is_sqlite() ? failed + cmocka_run_group_tests(of_files, NULL, NULL) : failed;
}
