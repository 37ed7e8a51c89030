#include "model/store.h"

#include "tests/support/notes.h"
#include "tests/support/place.h"
#include "tests/support/scratch.h"

#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

#define STATEMENTS_TRIED 2000

/* Transactions */

static void a_rollback_undoes(void **state)
{
    struct notes *f = *state;
    assert_false(store_in_transaction(f->store));
    assert_int_equal(store_begin(f->store, STORE_WRITER, 1, &f->err), STATUS_OK);
    assert_true(store_in_transaction(f->store));
    assert_int_equal(notes_insert(f, f->store, "a", "b", 1), STATUS_OK);
    assert_int_equal(store_changed_rows(f->store), 1);
    store_rollback(f->store);
    assert_false(store_in_transaction(f->store));
    assert_int_equal(notes_count(f, f->store), 0);
    store_rollback(f->store);
}

static void a_second_writer_waits_and_is_told(void **state)
{
    struct notes *f = *state;
    struct store *other = notes_open(f, STORE_WRITE);
    store_set_busy_timeout(other, 50);
    assert_int_equal(store_begin(f->store, STORE_WRITER, 1, &f->err), STATUS_OK);
    assert_int_equal(store_begin(other, STORE_WRITER, 1, &f->err), STATUS_BUSY);
    assert_non_null(strstr(f->err.message, "another program is writing to"));
    assert_string_equal(f->err.hint, "try again in a moment");
    assert_false(store_in_transaction(other));
    assert_int_equal(store_commit(f->store, &f->err), STATUS_OK);
    notes_add(f, other, "now");
}

static void a_snapshot_stands_still_while_others_write(void **state)
{
    struct notes *f = *state;
    struct store *reader = notes_open(f, STORE_READ);
    notes_add(f, f->store, "first");
    assert_int_equal(store_begin(reader, STORE_SNAPSHOT, 1, &f->err), STATUS_OK);
    notes_add(f, f->store, "second");
    assert_int_equal(notes_count(f, reader), 1);
    store_rollback(reader);
    assert_int_equal(notes_count(f, reader), 2);
}

static void a_commit_of_another_changes_the_mark(void **state)
{
    struct notes *f = *state;
    struct store *reader = notes_open(f, STORE_READ);
    int64_t before = 0;
    int64_t after = 0;
    assert_int_equal(store_change_mark(reader, &before, &f->err), STATUS_OK);
    assert_int_equal(store_change_mark(reader, &after, &f->err), STATUS_OK);
    assert_true(before == after);
    notes_add(f, f->store, "new");
    assert_true(notes_mark_moves(f, reader, before));
    assert_int_equal(store_change_mark(reader, &before, &f->err), STATUS_OK);
    assert_int_equal(store_change_mark(reader, &after, &f->err), STATUS_OK);
    assert_true(before == after);
}

static void a_commit_of_ones_own_leaves_the_mark(void **state)
{
    struct notes *f = *state;
    int64_t before = 0;
    int64_t after = 0;
    assert_int_equal(store_change_mark(f->store, &before, &f->err), STATUS_OK);
    notes_add(f, f->store, "mine");
    assert_int_equal(notes_count(f, f->store), 1);
    assert_int_equal(store_change_mark(f->store, &after, &f->err), STATUS_OK);
    assert_true(before == after);
}

static void a_writer_sees_what_the_one_before_it_has_kept(void **state)
{
    struct notes *f = *state;
    struct store *other = notes_open(f, STORE_WRITE);
    notes_must(f, store_begin(other, STORE_WRITER, 1, &f->err));
    assert_int_equal(notes_count(f, other), 0);
    store_rollback(other);
    notes_add(f, f->store, "new");
    notes_must(f, store_begin(other, STORE_WRITER, 1, &f->err));
    assert_int_equal(notes_count(f, other), 1);
    store_rollback(other);
}

static void only_a_commit_that_has_written_moves_the_mark(void **state)
{
    struct notes *f = *state;
    struct store *reader = notes_open(f, STORE_READ);
    int64_t before = 0;
    int64_t after = 0;
    notes_must(f, store_change_mark(reader, &before, &f->err));
    notes_must(f, store_begin(f->store, STORE_WRITER, 1, &f->err));
    notes_must(f, notes_insert(f, f->store, "a", "b", 1));
    store_rollback(f->store);
    notes_must(f, store_begin(f->store, STORE_WRITER, 1, &f->err));
    assert_int_equal(notes_count(f, f->store), 0);
    notes_must(f, store_commit(f->store, &f->err));
    /* Whatever was said to the reader is there when the server has answered it. */
    assert_int_equal(notes_count(f, reader), 0);
    notes_must(f, store_change_mark(reader, &after, &f->err));
    assert_true(before == after);
    notes_add(f, f->store, "kept");
    assert_true(notes_mark_moves(f, reader, before));
}

static void two_connections_to_one_place_know_that_it_is_one(void **state)
{
    struct notes *f = *state;
    char *here = NULL;
    char *there = NULL;
    struct store *other = notes_open(f, STORE_READ);
    struct store *elsewhere = NULL;
    notes_must(f, store_place(f->mem, f->store, &here, &f->err));
    notes_must(f, store_place(f->mem, other, &there, &f->err));
    assert_string_equal(here, there);
    notes_must(f, store_open_schema(f->mem, place_new(f->mem, "other"), STORE_CREATE,
                                    notes_schema(), &elsewhere, &f->err));
    notes_must(f, store_place(f->mem, elsewhere, &there, &f->err));
    assert_string_not_equal(here, there);
}

static void a_reader_cannot_write(void **state)
{
    struct notes *f = *state;
    struct store *reader = notes_open(f, STORE_READ);
    assert_int_equal(store_begin(reader, STORE_WRITER, 1, &f->err), STATUS_IO);
    assert_int_equal(notes_insert(f, reader, "a", "b", 1), STATUS_IO);
    assert_non_null(strstr(f->err.message, "open for reading only"));
    assert_int_equal(notes_count(f, f->store), 0);
}

/* What the database itself refuses */

static void a_trigger_speaks_for_itself(void **state)
{
    struct notes *f = *state;
    notes_add(f, f->store, "final");
    assert_int_equal(store_execute(f->store, "UPDATE note SET body = 'x'", &f->err),
                     STATUS_REFUSED);
    assert_string_equal(f->err.message, "a note is never changed");
    assert_int_equal(store_execute(f->store, "DELETE FROM note", &f->err), STATUS_REFUSED);
    assert_string_equal(f->err.message, "a note is never deleted");
}

static void constraints_are_told_by_kind(void **state)
{
    struct notes *f = *state;
    notes_add(f, f->store, "taken");
    static const struct {
        const char *key;
        const char *body;
        int64_t size;
        enum status status;
        const char *detail;
    } cases[] = {
        {"taken", "b", 1, STATUS_CONFLICT, "note"},
        {"a", "b", -1, STATUS_REFUSED, "note_size"},
        {"a", NULL, 1, STATUS_REFUSED, "body"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        assert_int_equal(store_begin(f->store, STORE_WRITER, 1, &f->err), STATUS_OK);
        assert_int_equal(notes_insert(f, f->store, cases[i].key, cases[i].body, cases[i].size),
                         cases[i].status);
        assert_non_null(strstr(f->err.detail, cases[i].detail));
        store_rollback(f->store);
        assert_int_equal(notes_count(f, f->store), 1);
    }
    assert_int_equal(
        store_execute(f->store, "INSERT INTO note (body, above) VALUES ('x', 99)", &f->err),
        STATUS_REFUSED);
}

static void a_failed_statement_leaves_a_file_s_transaction_as_it_was(void **state)
{
    struct notes *f = *state;
    assert_int_equal(store_begin(f->store, STORE_WRITER, 1, &f->err), STATUS_OK);
    assert_int_equal(notes_insert(f, f->store, "a", NULL, 1), STATUS_REFUSED);
    assert_int_equal(notes_insert(f, f->store, "b", "b", 1), STATUS_OK);
    assert_int_equal(store_commit(f->store, &f->err), STATUS_OK);
    assert_int_equal(notes_count(f, f->store), 1);
}

static void a_full_database_is_a_full_disk(void **state)
{
    struct notes *f = *state;
    assert_int_equal(store_execute(f->store, "PRAGMA max_page_count = 20", &f->err), STATUS_OK);
    assert_int_equal(store_begin(f->store, STORE_WRITER, 1, &f->err), STATUS_OK);
    enum status status = STATUS_OK;
    for (int i = 0; i < STATEMENTS_TRIED && status == STATUS_OK; i++) {
        char key[200];
        (void)snprintf(key, sizeof key, "%0190d", i);
        status = notes_insert(f, f->store, key, "body", 1);
    }
    assert_int_equal(status, STATUS_IO);
    assert_string_equal(f->err.message, "the disk is full");
    store_rollback(f->store);
    assert_int_equal(notes_count(f, f->store), 0);
}

/* Statements */

static void parameters_count_by_their_number(void **state)
{
    struct notes *f = *state;
    assert_int_equal(store_begin(f->store, STORE_WRITER, 1, &f->err), STATUS_OK);
    assert_int_equal(notes_insert(f, f->store, "the key", "the body \u4e2d", INT64_MAX), STATUS_OK);
    assert_int_equal(notes_insert(f, f->store, NULL, "no key", 0), STATUS_OK);
    struct stmt *q = NULL;
    bool has_row = false;
    assert_int_equal(store_prepare(f->store,
                                   "SELECT key, body, size, above FROM note WHERE body >= $2 AND"
                                   " size >= $1 AND body <> $3 ORDER BY id",
                                   &q, &f->err),
                     STATUS_OK);
    assert_int_equal(stmt_columns(q), 4);
    stmt_bind_int(q, 1, 0);
    stmt_bind_text(q, 2, "a");
    stmt_bind_text(q, 3, "zzz");
    assert_int_equal(stmt_step(q, &has_row, &f->err), STATUS_OK);
    assert_true(has_row);
    assert_string_equal(stmt_text(q, 0), "the key");
    assert_string_equal(stmt_text(q, 1), "the body \u4e2d");
    assert_true(stmt_int(q, 2) == INT64_MAX);
    assert_true(stmt_is_null(q, 3));
    assert_int_equal(stmt_step(q, &has_row, &f->err), STATUS_OK);
    assert_null(stmt_text(q, 0));
    assert_true(stmt_is_null(q, 0));
    assert_int_equal(stmt_step(q, &has_row, &f->err), STATUS_OK);
    assert_false(has_row);
    store_rollback(f->store);
}

static void a_statement_is_known_by_its_text(void **state)
{
    struct notes *f = *state;
    char sql[] = "SELECT 1";
    struct stmt *literal = NULL;
    struct stmt *built = NULL;
    struct stmt *changed = NULL;
    assert_int_equal(store_prepare(f->store, "SELECT 1", &literal, &f->err), STATUS_OK);
    assert_int_equal(store_prepare(f->store, sql, &built, &f->err), STATUS_OK);
    assert_ptr_equal(literal, built);
    sql[strlen(sql) - 1] = '2';
    assert_int_equal(store_prepare(f->store, sql, &changed, &f->err), STATUS_OK);
    assert_ptr_not_equal(literal, changed);
    bool has_row = false;
    assert_int_equal(stmt_step(changed, &has_row, &f->err), STATUS_OK);
    assert_int_equal(stmt_int(changed, 0), 2);
}

static void any_number_of_statements_is_prepared_while_one_runs(void **state)
{
    struct notes *f = *state;
    struct stmt *running = NULL;
    bool has_row = false;
    assert_int_equal(store_prepare(f->store, "SELECT 1 UNION ALL SELECT 2", &running, &f->err),
                     STATUS_OK);
    assert_int_equal(stmt_step(running, &has_row, &f->err), STATUS_OK);
    for (int i = 0; i < STATEMENTS_TRIED; i++) {
        char sql[32];
        struct stmt *q = NULL;
        (void)snprintf(sql, sizeof sql, "SELECT %d", i);
        assert_int_equal(store_prepare(f->store, sql, &q, &f->err), STATUS_OK);
        assert_int_equal(stmt_step(q, &has_row, &f->err), STATUS_OK);
        assert_int_equal(stmt_int(q, 0), i);
        stmt_reset(q);
    }
    assert_int_equal(stmt_step(running, &has_row, &f->err), STATUS_OK);
    assert_int_equal(stmt_int(running, 0), 2);
    stmt_reset(running);
}

static void a_wrong_statement_is_explained(void **state)
{
    struct notes *f = *state;
    struct stmt *q = NULL;
    assert_int_equal(store_prepare(f->store, "SELECT x FROM nowhere", &q, &f->err), STATUS_CORRUPT);
    assert_non_null(strstr(f->err.detail, "nowhere"));
    /* A name in double quotes is a name, never a text by accident. */
    assert_int_equal(store_prepare(f->store, "SELECT \"x\" FROM note", &q, &f->err),
                     STATUS_CORRUPT);
}

static void a_transaction_ends_what_is_still_running(void **state)
{
    struct notes *f = *state;
    struct store *reader = notes_open(f, STORE_READ);
    notes_add(f, f->store, "a");
    notes_add(f, f->store, "b");
    struct stmt *q = NULL;
    bool has_row = false;
    assert_int_equal(store_begin(reader, STORE_SNAPSHOT, 1, &f->err), STATUS_OK);
    assert_int_equal(store_prepare(reader, "SELECT key FROM note", &q, &f->err), STATUS_OK);
    assert_int_equal(stmt_step(q, &has_row, &f->err), STATUS_OK);
    store_rollback(reader);
    notes_add(f, f->store, "c");
    assert_int_equal(notes_count(f, reader), 3);
}

/* Being stopped */

struct stopper {
    struct store *store;
    atomic_bool is_done;
};

static void *keep_stopping(void *argument)
{
    struct stopper *stopper = argument;
    while (!atomic_load(&stopper->is_done)) {
        struct timespec delay = {.tv_nsec = 2000000};
        (void)nanosleep(&delay, NULL);
        store_interrupt(stopper->store);
    }
    return NULL;
}

static enum status stopped(struct notes *f, struct store *store,
                           enum status (*work)(struct store *, struct error *))
{
    struct stopper stopper = {.store = store};
    pthread_t thread;
    assert_int_equal(pthread_create(&thread, NULL, keep_stopping, &stopper), 0);
    enum status status = work(store, &f->err);
    atomic_store(&stopper.is_done, true);
    assert_int_equal(pthread_join(thread, NULL), 0);
    return status;
}

static enum status count_for_ever(struct store *store, struct error *err)
{
    return store_execute(store,
                         "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n)"
                         " SELECT count(*) FROM n",
                         err);
}

static enum status begin_writing(struct store *store, struct error *err)
{
    return store_begin(store, STORE_WRITER, 1, err);
}

static void a_long_step_can_be_stopped(void **state)
{
    struct notes *f = *state;
    assert_int_equal(stopped(f, f->store, count_for_ever), STATUS_CANCELLED);
    notes_add(f, f->store, "goes on");
}

static void waiting_for_a_writer_can_be_stopped(void **state)
{
    struct notes *f = *state;
    struct store *other = notes_open(f, STORE_WRITE);
    assert_int_equal(store_begin(f->store, STORE_WRITER, 1, &f->err), STATUS_OK);
    assert_int_equal(stopped(f, other, begin_writing), STATUS_CANCELLED);
    assert_int_equal(store_commit(f->store, &f->err), STATUS_OK);
}

/* Backups */

static void a_backup_is_a_store_of_its_own(void **state)
{
    struct notes *f = *state;
    char path[SCRATCH_PATH_BYTES];
    struct store *other = notes_open(f, STORE_WRITE);
    notes_add(f, f->store, "a");
    assert_int_equal(store_begin(other, STORE_WRITER, 1, &f->err), STATUS_OK);
    assert_int_equal(notes_insert(f, other, "not yet committed", "b", 1), STATUS_OK);
    scratch_path("backup/today.db", path);
    (void)unlink(path);
    assert_int_equal(store_backup(f->store, path, NULL, &f->err), STATUS_OK);
    store_rollback(other);
    struct stat found;
    assert_int_equal(stat(path, &found), 0);
    assert_int_equal(found.st_mode & 0777, 0600);

    struct store *copy = NULL;
    assert_int_equal(store_open_schema(f->mem, path, STORE_WRITE, notes_schema(), &copy, &f->err),
                     STATUS_OK);
    assert_int_equal(store_check(copy, &f->err), STATUS_OK);
    assert_int_equal(notes_count(f, copy), 1);
    notes_add(f, copy, "b");
    assert_int_equal(notes_count(f, f->store), 1);
}

static void a_backup_replaces_nothing(void **state)
{
    struct notes *f = *state;
    char path[SCRATCH_PATH_BYTES];
    scratch_file("precious", "as it was", 9, path);
    assert_int_equal(store_backup(f->store, path, NULL, &f->err), STATUS_CONFLICT);
    struct stat found;
    assert_int_equal(stat(path, &found), 0);
    assert_int_equal(found.st_size, 9);
    assert_int_equal(store_backup(f->store, f->url, NULL, &f->err), STATUS_CONFLICT);
}

#define WITH_STORE(test) cmocka_unit_test_setup_teardown(test, notes_begin, notes_end)

int main(void)
{
    const struct CMUnitTest tests[] = {
        WITH_STORE(a_rollback_undoes),
        WITH_STORE(a_second_writer_waits_and_is_told),
        WITH_STORE(a_snapshot_stands_still_while_others_write),
        WITH_STORE(a_commit_of_another_changes_the_mark),
        WITH_STORE(a_commit_of_ones_own_leaves_the_mark),
        WITH_STORE(a_writer_sees_what_the_one_before_it_has_kept),
        WITH_STORE(only_a_commit_that_has_written_moves_the_mark),
        WITH_STORE(two_connections_to_one_place_know_that_it_is_one),
        WITH_STORE(a_reader_cannot_write),
        WITH_STORE(a_trigger_speaks_for_itself),
        WITH_STORE(constraints_are_told_by_kind),
        WITH_STORE(parameters_count_by_their_number),
        WITH_STORE(a_statement_is_known_by_its_text),
        WITH_STORE(any_number_of_statements_is_prepared_while_one_runs),
        WITH_STORE(a_wrong_statement_is_explained),
        WITH_STORE(a_transaction_ends_what_is_still_running),
        WITH_STORE(a_long_step_can_be_stopped),
        WITH_STORE(waiting_for_a_writer_can_be_stopped),
    };
    const struct CMUnitTest of_files[] = {
        WITH_STORE(a_failed_statement_leaves_a_file_s_transaction_as_it_was),
        WITH_STORE(a_full_database_is_a_full_disk),
        WITH_STORE(a_backup_is_a_store_of_its_own),
        WITH_STORE(a_backup_replaces_nothing),
    };
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    return place_is_sqlite() ? failed + cmocka_run_group_tests(of_files, NULL, NULL) : failed;
}
