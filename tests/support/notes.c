#include "tests/support/notes.h"

#include "model/mem.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>

#include <cmocka.h>

#define BUSY_TIMEOUT_MS 100
#define NAME_BYTES 32

/* A small book of notes that are never changed. */
static const char *const steps[] = {
    "CREATE TABLE note (id INTEGER PRIMARY KEY, key TEXT UNIQUE, body TEXT NOT NULL,"
    " size INTEGER CHECK (size >= 0), above INTEGER REFERENCES note (id)) STRICT;"
    "CREATE TRIGGER note_is_final BEFORE UPDATE ON note"
    " BEGIN SELECT RAISE(ABORT, 'a note is never changed'); END;"
    "CREATE TRIGGER note_stays BEFORE DELETE ON note"
    " BEGIN SELECT RAISE(ABORT, 'a note is never deleted'); END;",
};
const struct store_schema notes_schema = {.steps = steps, .count = 1};

struct store *notes_open(struct notes *notes, enum store_access access)
{
    struct store *store = NULL;
    if (store_open_schema(notes->mem, notes->path, access, &notes_schema, &store, &notes->err) !=
        STATUS_OK) {
        fail_msg("%s (%s)", notes->err.message, notes->err.detail);
    }
    return store;
}

int notes_begin(void **state)
{
    static int number;
    char name[NAME_BYTES];
    struct notes *notes = MEM_NEW(NULL, struct notes);
    notes->mem = notes;
    (void)snprintf(name, sizeof name, "new/%d/store.db", number++);
    scratch_path(name, notes->path);
    notes->store = notes_open(notes, STORE_CREATE);
    store_set_busy_timeout(notes->store, BUSY_TIMEOUT_MS);
    *state = notes;
    return 0;
}

int notes_end(void **state)
{
    mem_free(*state);
    return 0;
}

enum status notes_insert(struct notes *notes, struct store *store, const char *key,
                         const char *body, int64_t size)
{
    struct stmt *q = NULL;
    assert_int_equal(store_prepare(store, "INSERT INTO note (size, key, body) VALUES ($3, $1, $2)",
                                   &q, &notes->err),
                     STATUS_OK);
    stmt_bind_text(q, 1, key);
    stmt_bind_text(q, 2, body);
    stmt_bind_int(q, 3, size);
    return stmt_run(q, &notes->err);
}

void notes_add(struct notes *notes, struct store *store, const char *key)
{
    assert_int_equal(store_begin(store, STORE_WRITER, 1, &notes->err), STATUS_OK);
    assert_int_equal(notes_insert(notes, store, key, "body", 1), STATUS_OK);
    assert_int_equal(store_commit(store, &notes->err), STATUS_OK);
}

int64_t notes_count(struct notes *notes, struct store *store)
{
    struct stmt *q = NULL;
    bool has_row = false;
    assert_int_equal(store_prepare(store, "SELECT count(*) FROM note", &q, &notes->err), STATUS_OK);
    assert_int_equal(stmt_step(q, &has_row, &notes->err), STATUS_OK);
    assert_true(has_row);
    int64_t rows = stmt_int(q, 0);
    stmt_reset(q);
    return rows;
}
