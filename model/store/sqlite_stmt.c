#include "model/store/sqlite.h"

#include "model/mem.h"

#include <assert.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>

#define NAME_BYTES 16
#define TEXTS_BYTES 2048 /* of all bound texts of a statement that we keep ourselves */

struct sqlite_stmt {
    struct sqlite *sqlite;
    sqlite3_stmt *handle;
    bool is_readonly;
    char *texts; /* room for bound texts until the next reset; NULL until one is bound */
    size_t texts_used;
    int index[]; /* SQLite's number of $1, $2, ...: it counts them by first appearance */
};

static void find_parameters(struct sqlite_stmt *stmt, int count)
{
    for (int i = 0; i < count; i++) {
        char name[NAME_BYTES];
        (void)snprintf(name, sizeof name, "$%d", i + 1);
        stmt->index[i] = sqlite3_bind_parameter_index(stmt->handle, name);
        assert(stmt->index[i] > 0);
    }
}

enum status sqlite_prepare(void *mem, void *connection, const char *sql, void **statement,
                           int *parameters, struct error *err)
{
    struct sqlite *sqlite = connection;
    sqlite3_stmt *handle = NULL;
    const char *rest = NULL;
    int result = sqlite3_prepare_v3(sqlite->db, sql, -1, SQLITE_PREPARE_PERSISTENT, &handle, &rest);
    if (result != SQLITE_OK) {
        return sqlite_fail(sqlite, result, err);
    }
    /* One statement and nothing behind it. */
    assert(handle != NULL && rest[strspn(rest, "; \t\n")] == '\0');
    int count = sqlite3_bind_parameter_count(handle);
    struct sqlite_stmt *stmt = mem_zeroed(
        mem, sizeof(struct sqlite_stmt) + (size_t)count * sizeof(int), "struct sqlite_stmt");
    stmt->sqlite = sqlite;
    stmt->handle = handle;
    stmt->is_readonly = sqlite3_stmt_readonly(handle) != 0;
    find_parameters(stmt, count);
    *statement = stmt;
    *parameters = count;
    return STATUS_OK;
}

void sqlite_finalize(void *statement)
{
    struct sqlite_stmt *stmt = statement;
    (void)sqlite3_finalize(stmt->handle);
}

void sqlite_bind_int(void *statement, int parameter, int64_t value)
{
    struct sqlite_stmt *stmt = statement;
    int result = sqlite3_bind_int64(stmt->handle, stmt->index[parameter - 1], value);
    assert(result == SQLITE_OK);
}

/* A copy that lasts until the reset, in room that the statement keeps; NULL where it does not fit.
 */
static const char *copy_text(struct sqlite_stmt *stmt, const char *value, size_t bytes)
{
    if (bytes > TEXTS_BYTES - stmt->texts_used) {
        return NULL;
    }
    if (stmt->texts == NULL) {
        stmt->texts = MEM_ARRAY(stmt, char, TEXTS_BYTES);
    }
    char *copy = stmt->texts + stmt->texts_used;
    memcpy(copy, value, bytes);
    stmt->texts_used += bytes;
    return copy;
}

void sqlite_bind_text(void *statement, int parameter, const char *value)
{
    struct sqlite_stmt *stmt = statement;
    size_t bytes = strlen(value);
    const char *copy = copy_text(stmt, value, bytes);
    int result =
        sqlite3_bind_text64(stmt->handle, stmt->index[parameter - 1], copy != NULL ? copy : value,
                            bytes, copy != NULL ? SQLITE_STATIC : SQLITE_TRANSIENT, SQLITE_UTF8);
    assert(result == SQLITE_OK);
}

void sqlite_bind_null(void *statement, int parameter)
{
    struct sqlite_stmt *stmt = statement;
    int result = sqlite3_bind_null(stmt->handle, stmt->index[parameter - 1]);
    assert(result == SQLITE_OK);
}

enum status sqlite_step(void *statement, bool *has_row, struct error *err)
{
    struct sqlite_stmt *stmt = statement;
    struct sqlite *sqlite = stmt->sqlite;
    /* A write outside a writer's transaction would be committed by itself: after a failure that
     * rolled back, say, of which the caller took no notice. */
    assert(stmt->is_readonly || sqlite->access == STORE_READ ||
           (sqlite->is_writer && sqlite3_get_autocommit(sqlite->db) == 0));
    atomic_store_explicit(&sqlite->is_interrupted, false, memory_order_relaxed);
    errno = 0;
    int result = sqlite3_step(stmt->handle);
    *has_row = result == SQLITE_ROW;
    if (result == SQLITE_ROW || result == SQLITE_DONE) {
        return STATUS_OK;
    }
    return sqlite_fail(sqlite, result, err);
}

void sqlite_reset(void *statement)
{
    struct sqlite_stmt *stmt = statement;
    /* It tells once more what the last step has told. */
    (void)sqlite3_reset(stmt->handle);
    stmt->texts_used = 0;
}

int64_t sqlite_column_int(void *statement, int column)
{
    struct sqlite_stmt *stmt = statement;
    return sqlite3_column_int64(stmt->handle, column);
}

const char *sqlite_column_text(void *statement, int column)
{
    struct sqlite_stmt *stmt = statement;
    return (const char *)sqlite3_column_text(stmt->handle, column);
}

bool sqlite_column_is_null(void *statement, int column)
{
    struct sqlite_stmt *stmt = statement;
    return sqlite3_column_type(stmt->handle, column) == SQLITE_NULL;
}

int sqlite_columns(void *statement)
{
    struct sqlite_stmt *stmt = statement;
    return sqlite3_column_count(stmt->handle);
}
