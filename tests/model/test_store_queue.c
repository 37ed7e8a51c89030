/* Rows that are queued, and results that are longer than memory: the same on both engines, however
 * a driver goes about it. */
#include "model/mem.h"
#include "model/store.h"
#include "tests/support/notes.h"
#include "tests/support/place.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#define INSERT "INSERT INTO note (key, body, size) VALUES ($1, $2, $3)"
#define KEY_BYTES 32
#define SQL_BYTES 128
#define ALIKE 300

static struct stmt *prepare(struct notes *f, const char *sql)
{
    struct stmt *q = NULL;
    notes_must(f, store_prepare(f->store, sql, &q, &f->err));
    return q;
}

static enum status queue(struct notes *f, const char *key, const char *body, int64_t size)
{
    struct stmt *q = prepare(f, INSERT);
    stmt_bind_text(q, 1, key);
    stmt_bind_text(q, 2, body);
    stmt_bind_int(q, 3, size);
    return stmt_queue(q, &f->err);
}

static void queue_many(struct notes *f, int count)
{
    for (int i = 0; i < count; i++) {
        char key[KEY_BYTES];
        (void)snprintf(key, sizeof key, "key %d", i);
        notes_must(f, queue(f, key, "body", i));
    }
}

static enum status queue_count(struct notes *f, const char *name, int64_t more)
{
    struct stmt *q = prepare(f, "UPDATE tally SET count = count + $1 WHERE name = $2");
    stmt_bind_int(q, 1, more);
    stmt_bind_text(q, 2, name);
    return stmt_queue(q, &f->err);
}

static void begin(struct notes *f)
{
    notes_must(f, store_begin(f->store, STORE_WRITER, 1, &f->err));
}

static void commit(struct notes *f)
{
    notes_must(f, store_commit(f->store, &f->err));
}

/* Queued */

static void queued_rows_are_there_for_the_next_statement(void **state)
{
    struct notes *f = *state;
    begin(f);
    notes_must(f, queue(f, "one", "b", 1));
    assert_int_equal(notes_count(f, f->store), 1);
    notes_must(f, queue(f, "two", "b", 1));
    notes_must(f, queue(f, "three", "b", 1));
    assert_int_equal(notes_count(f, f->store), 3);
    notes_must(f, queue(f, "four", "b", 1));
    commit(f);
    assert_int_equal(notes_count(f, f->store), 4);
}

static void a_rollback_forgets_what_is_queued(void **state)
{
    struct notes *f = *state;
    begin(f);
    queue_many(f, 3);
    store_rollback(f->store);
    begin(f);
    notes_must(f, queue(f, "key 0", "b", 1));
    commit(f);
    assert_int_equal(notes_count(f, f->store), 1);
}

static void rows_keep_the_order_in_which_they_were_queued(void **state)
{
    struct notes *f = *state;
    begin(f);
    queue_many(f, 100);
    commit(f);
    assert_int_equal(notes_number(f, f->store,
                                  "SELECT count(*) FROM note a JOIN note b ON b.id = a.id + 1"
                                  " WHERE b.size = a.size + 1"),
                     99);
}

/* Texts that mean something to one of the ways in which a value can travel. */
static const char *const hard[] = {
    NULL,
    "",
    " ",
    "NULL",
    "null",
    "{}",
    "{a,b}",
    ",",
    "\"",
    "\\",
    "\\\"",
    "\"quoted\"",
    "back\\slash \\n",
    "line\nbreak\r\ttab",
    "it's",
    "$1",
    "q.p1",
    "\x01\x1f\x7f",
    "\u4e2d\u6587 \U0001F4B0 e\u0301",
    "--",
    "/* */",
    "%s",
};
#define HARD_COUNT (sizeof hard / sizeof *hard)

static void any_text_arrives_as_it_was(void **state)
{
    struct notes *f = *state;
    begin(f);
    for (size_t i = 0; i < HARD_COUNT; i++) {
        struct stmt *q =
            prepare(f, "INSERT INTO note (body, size, key) VALUES (coalesce($1, 'null'), $2, $1)");
        stmt_bind_text(q, 1, hard[i]);
        stmt_bind_int(q, 2, (int64_t)i);
        notes_must(f, stmt_queue(q, &f->err));
    }
    commit(f);
    struct stmt *q = prepare(f, "SELECT key, size FROM note ORDER BY size");
    bool has_row = false;
    for (size_t i = 0; i < HARD_COUNT; i++) {
        notes_must(f, stmt_step(q, &has_row, &f->err));
        assert_true(has_row);
        assert_int_equal(stmt_int(q, 1), i);
        assert_int_equal(stmt_is_null(q, 0), hard[i] == NULL);
        if (hard[i] != NULL) {
            assert_string_equal(stmt_text(q, 0), hard[i]);
        }
    }
    stmt_reset(q);
}

static void numbers_arrive_whole(void **state)
{
    struct notes *f = *state;
    static const int64_t numbers[] = {0, 1, INT32_MAX, INT64_C(1) + INT32_MAX, INT64_MAX};
    begin(f);
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) {
        struct stmt *q = prepare(f, "INSERT INTO note (body, size) VALUES"
                                    " (CASE WHEN $1 > 0 THEN 'more' ELSE 'none' END, $1)");
        stmt_bind_int(q, 1, numbers[i]);
        notes_must(f, stmt_queue(q, &f->err));
    }
    struct stmt *q = prepare(f, "INSERT INTO note (body, above) VALUES ($1, $2)");
    stmt_bind_text(q, 1, "x");
    stmt_bind_null(q, 2);
    notes_must(f, stmt_queue(q, &f->err));
    commit(f);
    q = prepare(f, "SELECT size FROM note ORDER BY id");
    bool has_row = false;
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) {
        notes_must(f, stmt_step(q, &has_row, &f->err));
        assert_true(stmt_int(q, 0) == numbers[i]);
    }
    notes_must(f, stmt_step(q, &has_row, &f->err));
    assert_true(stmt_is_null(q, 0));
    stmt_reset(q);
}

static void updates_are_queued_beside_inserts(void **state)
{
    struct notes *f = *state;
    begin(f);
    notes_must(f, store_execute(f->store, "INSERT INTO tally VALUES ('a', 1), ('b', 10), ('c', 0)",
                                &f->err));
    notes_must(f, queue_count(f, "a", 5));
    notes_must(f, queue(f, "between", "b", 1));
    notes_must(f, queue_count(f, "b", -3));
    assert_int_equal(notes_number(f, f->store, "SELECT count FROM tally WHERE name = 'a'"), 6);
    assert_int_equal(notes_number(f, f->store, "SELECT count FROM tally WHERE name = 'b'"), 7);
    notes_must(f, queue_count(f, "c", 1));
    commit(f);
    assert_int_equal(notes_number(f, f->store, "SELECT sum(count) FROM tally"), 14);
    assert_int_equal(notes_count(f, f->store), 1);
}

static void a_statement_is_queued_and_run_by_turns(void **state)
{
    struct notes *f = *state;
    begin(f);
    for (int i = 0; i < 10; i++) {
        char key[KEY_BYTES];
        (void)snprintf(key, sizeof key, "run %d", i);
        notes_must(f, queue(f, mem_printf(f->mem, "queued %d", i), "b", i));
        notes_must(f, queue(f, mem_printf(f->mem, "queued too %d", i), "b", i));
        notes_must(f, notes_insert(f, f->store, key, "b", i));
    }
    commit(f);
    assert_int_equal(notes_count(f, f->store), 30);
}

static void more_rows_than_fit_at_once_are_all_kept(void **state)
{
    struct notes *f = *state;
    char *body = MEM_ARRAY(f->mem, char, 100000);
    memset(body, 'x', 99999);
    begin(f);
    queue_many(f, 30000);
    for (int i = 0; i < 100; i++) {
        notes_must(f, queue(f, NULL, body, 1));
    }
    commit(f);
    assert_int_equal(notes_count(f, f->store), 30100);
    assert_int_equal(notes_number(f, f->store, "SELECT count(DISTINCT key) FROM note"), 30000);
}

static void queue_alike(struct notes *f, const char *prefix, const char *body, int64_t size)
{
    for (int i = 0; i < ALIKE; i++) {
        char key[KEY_BYTES];
        (void)snprintf(key, sizeof key, "%s %d", prefix, i);
        notes_must(f, queue(f, key, body, size));
    }
}

/* A driver may tell the database once what many rows have in common. */
static void rows_that_are_alike_are_kept_beside_those_that_are_not(void **state)
{
    struct notes *f = *state;
    begin(f);
    queue_alike(f, "first", "same", 7);
    assert_int_equal(notes_count(f, f->store), ALIKE);
    queue_alike(f, "second", "else", 8);
    assert_int_equal(notes_count(f, f->store), 2 * ALIKE);
    queue_alike(f, "third", "same", 9);
    notes_must(f, queue(f, "odd", "other", 9)); /* the only one, and in the middle */
    queue_alike(f, "fourth", "same", 9);
    assert_int_equal(notes_count(f, f->store), 4 * ALIKE + 1);
    queue_alike(f, "fifth", "", 10);
    commit(f);
    const struct {
        const char *where;
        int64_t rows;
    } wanted[] = {
        {"key LIKE 'first %' AND body = 'same' AND size = 7", ALIKE},
        {"key LIKE 'second %' AND body = 'else' AND size = 8", ALIKE},
        {"key LIKE 'third %' AND body = 'same' AND size = 9", ALIKE},
        {"key = 'odd' AND body = 'other' AND size = 9", 1},
        {"key LIKE 'fourth %' AND body = 'same' AND size = 9", ALIKE},
        {"key LIKE 'fifth %' AND body = '' AND size = 10", ALIKE},
    };
    for (size_t i = 0; i < sizeof wanted / sizeof *wanted; i++) {
        char sql[SQL_BYTES];
        (void)snprintf(sql, sizeof sql, "SELECT count(*) FROM note WHERE %s", wanted[i].where);
        assert_int_equal(notes_number(f, f->store, sql), wanted[i].rows);
    }
}

static void what_is_wrong_with_a_queued_row_is_told_at_the_commit_at_the_latest(void **state)
{
    struct notes *f = *state;
    notes_add(f, f->store, "taken");
    begin(f);
    enum status status = queue(f, "free", "b", 1);
    status = status == STATUS_OK ? queue(f, "taken", "b", 1) : status;
    status = status == STATUS_OK ? queue(f, "free too", "b", 1) : status;
    status = status == STATUS_OK ? store_commit(f->store, &f->err) : status;
    assert_int_equal(status, STATUS_CONFLICT);
    store_rollback(f->store);
    assert_int_equal(notes_count(f, f->store), 1);
    notes_add(f, f->store, "free");
}

static void what_is_queued_outlives_its_statement(void **state)
{
    struct notes *f = *state;
    begin(f);
    notes_must(f, queue(f, "first", "b", 1));
    notes_must(f, queue(f, "second", "b", 1));
    /* More statements than are kept prepared. */
    for (int i = 0; i < 1000; i++) {
        char sql[KEY_BYTES];
        (void)snprintf(sql, sizeof sql, "SELECT %d", i);
        (void)prepare(f, sql);
    }
    notes_must(f, queue(f, "third", "b", 1));
    commit(f);
    begin(f);
    notes_must(f, queue(f, "fourth", "b", 1));
    commit(f);
    assert_int_equal(notes_count(f, f->store), 4);
}

/* A server is spared the way there and back for each row. */

#define COUNT_STATEMENTS                                                                           \
    "CREATE TABLE holdfast.ran (what text);"                                                       \
    "CREATE FUNCTION holdfast.count_ran() RETURNS trigger LANGUAGE plpgsql AS"                     \
    " $$ BEGIN INSERT INTO holdfast.ran VALUES (TG_TABLE_NAME); RETURN NULL; END $$;"              \
    "CREATE TRIGGER counted AFTER INSERT ON holdfast.note"                                         \
    " FOR EACH STATEMENT EXECUTE FUNCTION holdfast.count_ran();"                                   \
    "CREATE TRIGGER counted AFTER UPDATE ON holdfast.tally"                                        \
    " FOR EACH STATEMENT EXECUTE FUNCTION holdfast.count_ran();"

static void rows_go_to_the_server_by_the_thousand(void **state)
{
    struct notes *f = *state;
    place_psql(f->url, COUNT_STATEMENTS "INSERT INTO holdfast.tally SELECT i::text, 0"
                                        " FROM generate_series(0, 999) i");
    begin(f);
    queue_many(f, 10000);
    for (int i = 0; i < 1000; i++) {
        notes_must(f, queue_count(f, mem_printf(f->mem, "%d", i), i));
    }
    commit(f);
    assert_int_equal(notes_count(f, f->store), 10000);
    assert_int_equal(notes_number(f, f->store, "SELECT sum(count) FROM tally"), 499500);
    assert_int_equal(notes_number(f, f->store, "SELECT count(*) FROM ran WHERE what = 'note'"), 10);
    assert_int_equal(notes_number(f, f->store, "SELECT count(*) FROM ran WHERE what = 'tally'"), 1);
}

static void a_row_that_is_not_found_or_found_twice_is_our_mistake(void **state)
{
    struct notes *f = *state;
    static const char *const twice[] = {"a", "a", "a", "missing", "b", "missing"};
    notes_must(f, store_execute(f->store, "INSERT INTO tally VALUES ('a', 1), ('b', 1)", &f->err));
    for (int i = 0; i < 6; i += 2) {
        begin(f);
        notes_must(f, queue_count(f, twice[i], 1));
        notes_must(f, queue_count(f, twice[i + 1], 1));
        assert_int_equal(store_commit(f->store, &f->err), STATUS_CORRUPT);
        assert_non_null(strstr(f->err.detail, "queued rows"));
        assert_int_equal(notes_number(f, f->store, "SELECT sum(count) FROM tally"), 2);
    }
    begin(f);
    notes_must(f, queue_count(f, "missing", 1));
    struct stmt *q = NULL;
    bool has_row = false;
    notes_must(f, store_prepare(f->store, "SELECT 1", &q, &f->err));
    assert_int_equal(stmt_step(q, &has_row, &f->err), STATUS_CORRUPT);
    assert_int_equal(store_commit(f->store, &f->err), STATUS_CORRUPT);
}

/* Long results */

static struct stmt *ask_for_many(struct notes *f, int64_t from)
{
    struct stmt *q = prepare(f, "SELECT size, key FROM note WHERE size >= $1 ORDER BY size");
    stmt_bind_int(q, 1, from);
    stmt_expect_many(q);
    return q;
}

static void a_long_result_comes_whole_and_in_order(void **state)
{
    struct notes *f = *state;
    bool has_row = true;
    begin(f);
    queue_many(f, 3001);
    commit(f);
    notes_must(f, store_begin(f->store, STORE_SNAPSHOT, 1, &f->err));
    for (int turn = 0; turn < 2; turn++) {
        struct stmt *q = ask_for_many(f, 1);
        for (int i = 1; i < 3001; i++) {
            notes_must(f, stmt_step(q, &has_row, &f->err));
            assert_true(has_row);
            assert_int_equal(stmt_int(q, 0), i);
            assert_int_equal(i % 1000 != 0 || notes_count(f, f->store) == 3001, true);
        }
        notes_must(f, stmt_step(q, &has_row, &f->err));
        assert_false(has_row);
    }
    store_rollback(f->store);
}

/* More rows are queued than are kept back, so that some are on their way when the next rows of the
 * result are wanted, and when it ends. */
static void rows_are_queued_while_a_long_result_is_read(void **state)
{
    struct notes *f = *state;
    bool has_row = true;
    int64_t seen = 0;
    begin(f);
    queue_many(f, 1300);
    commit(f);
    begin(f);
    struct stmt *all = ask_for_many(f, 0);
    struct stmt *add = prepare(f, "INSERT INTO tally (name, count) VALUES ($1, $2)");
    while (seen < 1250) {
        notes_must(f, stmt_step(all, &has_row, &f->err));
        assert_int_equal(stmt_int(all, 0), seen);
        stmt_bind_text(add, 1, stmt_text(all, 1));
        stmt_bind_int(add, 2, seen++);
        notes_must(f, stmt_queue(add, &f->err));
    }
    stmt_reset(all);
    commit(f);
    assert_int_equal(notes_number(f, f->store, "SELECT count(*) FROM tally"), 1250);
    assert_int_equal(notes_number(f, f->store, "SELECT max(count) FROM tally"), 1249);
}

static void a_long_result_is_left_in_the_middle(void **state)
{
    struct notes *f = *state;
    bool has_row = true;
    begin(f);
    queue_many(f, 1200);
    for (int turn = 0; turn < 3; turn++) {
        struct stmt *q = ask_for_many(f, 5 * turn);
        notes_must(f, stmt_step(q, &has_row, &f->err));
        assert_int_equal(stmt_int(q, 0), 5 * turn);
        stmt_reset(q);
    }
    struct stmt *q = ask_for_many(f, 0);
    notes_must(f, stmt_step(q, &has_row, &f->err));
    commit(f);
    q = prepare(f, "SELECT size, key FROM note WHERE size >= $1 ORDER BY size");
    stmt_bind_int(q, 1, 7);
    notes_must(f, stmt_step(q, &has_row, &f->err));
    assert_int_equal(stmt_int(q, 0), 7);
    stmt_reset(q);
}

static void a_long_result_may_have_no_row_at_all(void **state)
{
    struct notes *f = *state;
    bool has_row = true;
    notes_must(f, store_begin(f->store, STORE_SNAPSHOT, 1, &f->err));
    struct stmt *q = ask_for_many(f, 0);
    assert_int_equal(stmt_columns(q), 2);
    notes_must(f, stmt_step(q, &has_row, &f->err));
    assert_false(has_row);
    store_rollback(f->store);
}

#define WITH_STORE(test) cmocka_unit_test_setup_teardown(test, notes_begin, notes_end)

int main(void)
{
    const struct CMUnitTest tests[] = {
        WITH_STORE(queued_rows_are_there_for_the_next_statement),
        WITH_STORE(a_rollback_forgets_what_is_queued),
        WITH_STORE(rows_keep_the_order_in_which_they_were_queued),
        WITH_STORE(any_text_arrives_as_it_was),
        WITH_STORE(numbers_arrive_whole),
        WITH_STORE(updates_are_queued_beside_inserts),
        WITH_STORE(a_statement_is_queued_and_run_by_turns),
        WITH_STORE(more_rows_than_fit_at_once_are_all_kept),
        WITH_STORE(rows_that_are_alike_are_kept_beside_those_that_are_not),
        WITH_STORE(what_is_wrong_with_a_queued_row_is_told_at_the_commit_at_the_latest),
        WITH_STORE(what_is_queued_outlives_its_statement),
        WITH_STORE(a_long_result_comes_whole_and_in_order),
        WITH_STORE(rows_are_queued_while_a_long_result_is_read),
        WITH_STORE(a_long_result_is_left_in_the_middle),
        WITH_STORE(a_long_result_may_have_no_row_at_all),
    };
    const struct CMUnitTest of_servers[] = {
        WITH_STORE(rows_go_to_the_server_by_the_thousand),
        WITH_STORE(a_row_that_is_not_found_or_found_twice_is_our_mistake),
    };
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    return place_is_sqlite() ? failed : failed + cmocka_run_group_tests(of_servers, NULL, NULL);
}
