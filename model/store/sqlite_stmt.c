#include "model/store/sqlite.h"

#include "model/mem.h"

#include <assert.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>

#define NAME_BYTES 16
#define FIRST_TEXT_BYTES 512

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
    sqlite_rest(sqlite);
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
    stmt->parameters = count;
    find_parameters(stmt, count);
    *statement = stmt;
    *parameters = count;
    return STATUS_OK;
}

void sqlite_finalize(void *statement)
{
    struct sqlite_stmt *stmt = statement;
    if (stmt->is_queued) {
        /* Its rows must not go with it; what fails here, the next call tells. */
        struct error ignored;
        enum status status = sqlite_run_queue(stmt->sqlite, &ignored);
        (void)status;
    }
    sqlite_rest(stmt->sqlite);
    (void)sqlite3_finalize(stmt->handle);
    (void)sqlite3_finalize(stmt->all);
    (void)sqlite3_finalize(stmt->all_alike);
}

struct sqlite_value *sqlite_value_at(struct sqlite_stmt *stmt, struct sqlite_rows *rows,
                                     int parameter)
{
    size_t parameters = (size_t)stmt->parameters;
    size_t first = rows->count * parameters;
    if (first + parameters > rows->value_room) {
        size_t room = 2 * first + parameters;
        rows->values = MEM_GROW(stmt, rows->values, struct sqlite_value, room);
        memset(rows->values + rows->value_room, 0,
               (room - rows->value_room) * sizeof *rows->values);
        rows->value_room = room;
    }
    return &rows->values[first + (size_t)(parameter - 1)];
}

char *sqlite_text_at(struct sqlite_stmt *stmt, struct sqlite_rows *rows, size_t bytes)
{
    if (rows->text == NULL || bytes > rows->text_room - rows->text_used) {
        rows->text_room = 2 * rows->text_room + bytes + FIRST_TEXT_BYTES;
        rows->text = MEM_GROW(stmt, rows->text, char, rows->text_room);
    }
    return rows->text + rows->text_used;
}

void sqlite_bind_int(void *statement, int parameter, int64_t value)
{
    struct sqlite_stmt *stmt = statement;
    *sqlite_value_at(stmt, &stmt->rows, parameter) =
        (struct sqlite_value){.kind = SQLITE_VALUE_INT, .number = value};
}

void sqlite_bind_text(void *statement, int parameter, const char *value)
{
    struct sqlite_stmt *stmt = statement;
    struct sqlite_rows *rows = &stmt->rows;
    size_t bytes = strlen(value);
    assert(bytes < UINT32_MAX);
    memcpy(sqlite_text_at(stmt, rows, bytes), value, bytes);
    *sqlite_value_at(stmt, rows, parameter) = (struct sqlite_value){
        .kind = SQLITE_VALUE_TEXT, .number = (int64_t)rows->text_used, .bytes = (uint32_t)bytes};
    rows->text_used += bytes;
}

void sqlite_bind_null(void *statement, int parameter)
{
    struct sqlite_stmt *stmt = statement;
    *sqlite_value_at(stmt, &stmt->rows, parameter) =
        (struct sqlite_value){.kind = SQLITE_VALUE_NULL};
}

void sqlite_bind_value(sqlite3_stmt *handle, int index, const struct sqlite_rows *rows,
                       const struct sqlite_value *value)
{
    int result = SQLITE_OK;
    switch (value->kind) {
    case SQLITE_VALUE_NULL:
        result = sqlite3_bind_null(handle, index);
        break;
    case SQLITE_VALUE_INT:
        result = sqlite3_bind_int64(handle, index, value->number);
        break;
    case SQLITE_VALUE_TEXT:
        result = sqlite3_bind_text64(handle, index, rows->text + value->number, value->bytes,
                                     SQLITE_STATIC, SQLITE_UTF8);
        break;
    }
    assert(result == SQLITE_OK);
}

void sqlite_bind_row(struct sqlite_stmt *stmt, const struct sqlite_rows *rows, size_t row)
{
    const struct sqlite_value *values = &rows->values[row * (size_t)stmt->parameters];
    for (int i = 0; i < stmt->parameters; i++) {
        sqlite_bind_value(stmt->handle, stmt->index[i], rows, &values[i]);
    }
}

/* Before a statement runs: what was queued runs first. */
static enum status start(struct sqlite_stmt *stmt, struct error *err)
{
    enum status status = sqlite_run_queue(stmt->sqlite, err);
    if (status == STATUS_OK) {
        sqlite_bind_row(stmt, &stmt->rows, stmt->rows.count);
        stmt->is_stepped = true;
        stmt->sqlite->running_count++;
    }
    return status;
}

enum status sqlite_step(void *statement, bool *has_row, struct error *err)
{
    struct sqlite_stmt *stmt = statement;
    struct sqlite *sqlite = stmt->sqlite;
    /* A write outside a writer's transaction would be committed by itself: after a failure that
     * rolled back, say, of which the caller took no notice. */
    assert(stmt->is_readonly || sqlite->access == STORE_READ ||
           (sqlite->is_writer && sqlite3_get_autocommit(sqlite->db) == 0));
    enum status status = stmt->is_stepped ? sqlite_run_queue(sqlite, err) : start(stmt, err);
    if (status != STATUS_OK) {
        return status;
    }
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
    if (stmt->is_stepped) {
        /* It tells once more what the last step has told. */
        (void)sqlite3_reset(stmt->handle);
        stmt->is_stepped = false;
        stmt->sqlite->running_count--;
    }
    stmt->rows.text_used = stmt->rows.text_complete;
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
