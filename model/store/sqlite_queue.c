#include "model/store/sqlite.h"

#include "model/mem.h"

#include <assert.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>

#define QUEUE_ROWS_MAX 4000
#define QUEUE_BYTES_MAX (256 * 1024)
#define FEW_ROWS 3 /* that are not worth another statement */
#define TABLE_COLUMNS 64
#define DECLARATION_BYTES 512
#define INSERTS "INSERT INTO "
#define VALUES " VALUES ("

/* The table "queued": a row of it for each queued row of the statement that is running them, a
 * column for each parameter. SQLite goes through it in one statement, which takes half the time of
 * a statement for each row. */

struct cursor {
    sqlite3_vtab_cursor base; /* first, so that SQLite's pointer is ours */
    const struct sqlite_stmt *stmt;
    size_t row;
};

struct table {
    sqlite3_vtab base; /* first, too */
    struct sqlite *sqlite;
    struct cursor cursor; /* one at a time */
};

static int connect(sqlite3 *db, void *state, int count, const char *const *arguments,
                   sqlite3_vtab **out, char **message)
{
    (void)count, (void)arguments, (void)message;
    char sql[DECLARATION_BYTES] = "CREATE TABLE queued (c1";
    for (int i = 2; i <= TABLE_COLUMNS; i++) {
        size_t used = strlen(sql);
        (void)snprintf(sql + used, sizeof sql - used, ", c%d%s", i, i == TABLE_COLUMNS ? ")" : "");
    }
    struct table *table = MEM_NEW(NULL, struct table);
    table->sqlite = state;
    *out = &table->base;
    return sqlite3_declare_vtab(db, sql);
}

static int disconnect(sqlite3_vtab *base)
{
    mem_free(base);
    return SQLITE_OK;
}

static int best_index(sqlite3_vtab *base, sqlite3_index_info *info)
{
    (void)base, (void)info;
    return SQLITE_OK;
}

static int open_cursor(sqlite3_vtab *base, sqlite3_vtab_cursor **out)
{
    struct table *table = (struct table *)base;
    *out = &table->cursor.base;
    return SQLITE_OK;
}

static int close_cursor(sqlite3_vtab_cursor *base)
{
    (void)base;
    return SQLITE_OK;
}

static int filter(sqlite3_vtab_cursor *base, int number, const char *text, int count,
                  sqlite3_value **values)
{
    (void)number, (void)text, (void)count, (void)values;
    struct cursor *cursor = (struct cursor *)base;
    cursor->stmt = ((const struct table *)base->pVtab)->sqlite->running_all;
    cursor->row = 0;
    assert(cursor->stmt != NULL);
    return SQLITE_OK;
}

static int next(sqlite3_vtab_cursor *base)
{
    ((struct cursor *)base)->row++;
    return SQLITE_OK;
}

static int is_at_end(sqlite3_vtab_cursor *base)
{
    const struct cursor *cursor = (const struct cursor *)base;
    return cursor->row >= cursor->stmt->rows.count;
}

static int column(sqlite3_vtab_cursor *base, sqlite3_context *context, int number)
{
    const struct cursor *cursor = (const struct cursor *)base;
    const struct sqlite_rows *rows = &cursor->stmt->rows;
    const struct sqlite_value *value =
        &rows->values[cursor->row * (size_t)cursor->stmt->parameters + (size_t)number];
    switch (value->kind) {
    case SQLITE_VALUE_NULL:
        break;
    case SQLITE_VALUE_INT:
        sqlite3_result_int64(context, value->number);
        break;
    case SQLITE_VALUE_TEXT:
        sqlite3_result_text64(context, rows->text + value->number, value->bytes, SQLITE_STATIC,
                              SQLITE_UTF8);
        break;
    }
    return SQLITE_OK;
}

static int row_number(sqlite3_vtab_cursor *base, sqlite3_int64 *out)
{
    *out = (sqlite3_int64)((const struct cursor *)base)->row;
    return SQLITE_OK;
}

int sqlite_offer_queue(struct sqlite *sqlite)
{
    static const sqlite3_module module = {
        .xConnect = connect,
        .xBestIndex = best_index,
        .xDisconnect = disconnect,
        .xOpen = open_cursor,
        .xClose = close_cursor,
        .xFilter = filter,
        .xNext = next,
        .xEof = is_at_end,
        .xColumn = column,
        .xRowid = row_number,
    };
    return sqlite3_create_module(sqlite->db, "queued", &module, sqlite);
}

/* Running them. */

/* INSERT INTO t (a, b) VALUES ($1, $2) becomes INSERT OR FAIL INTO t (a, b) SELECT c1, c2 FROM
 * queued. OR FAIL: nothing is kept after a failure anyway, so SQLite need not be able to take the
 * statement alone back. */
static char *for_all(void *mem, const char *sql)
{
    const char *values = strstr(sql, VALUES);
    assert(values != NULL);
    char *list = mem_strdup(mem, values + strlen(VALUES));
    for (char *at = list; *at != '\0'; at++) {
        *at = *at == '$' ? 'c' : *at;
    }
    char *end = strrchr(list, ')');
    assert(end != NULL && end[1] == '\0');
    *end = '\0';
    const char *into = sql + strlen(INSERTS);
    return mem_printf(mem, "INSERT OR FAIL INTO %.*s SELECT %s FROM queued", (int)(values - into),
                      into, list);
}

static int prepare_all(struct sqlite_stmt *stmt)
{
    if (stmt->all != NULL) {
        return SQLITE_OK;
    }
    void *mem = mem_context(stmt, "statement for all rows");
    const char *sql = for_all(mem, sqlite3_sql(stmt->handle));
    int result =
        sqlite3_prepare_v3(stmt->sqlite->db, sql, -1, SQLITE_PREPARE_PERSISTENT, &stmt->all, NULL);
    mem_free(mem);
    return result;
}

static int run_all(struct sqlite_stmt *stmt)
{
    struct sqlite *sqlite = stmt->sqlite;
    int result = prepare_all(stmt);
    if (result != SQLITE_OK) {
        return result;
    }
    sqlite->running_all = stmt;
    result = sqlite3_step(stmt->all);
    assert(result != SQLITE_DONE ||
           (size_t)sqlite3_changes64(sqlite->db) == sqlite->running_all->rows.count);
    return result;
}

static int run_each(struct sqlite_stmt *stmt)
{
    int result = SQLITE_DONE;
    for (size_t row = 0; row < stmt->rows.count && result == SQLITE_DONE; row++) {
        sqlite_bind_row(stmt, row);
        result = sqlite3_step(stmt->handle);
        assert(result != SQLITE_DONE || sqlite3_changes64(stmt->sqlite->db) == 1);
        if (result == SQLITE_DONE) {
            (void)sqlite3_reset(stmt->handle);
        }
    }
    return result;
}

static enum status run_rows(struct sqlite_stmt *stmt, struct error *err)
{
    bool is_insert = strncmp(sqlite3_sql(stmt->handle), INSERTS, strlen(INSERTS)) == 0;
    bool is_all = is_insert && stmt->rows.count > FEW_ROWS;
    errno = 0;
    int result = is_all ? run_all(stmt) : run_each(stmt);
    enum status status = result == SQLITE_DONE ? STATUS_OK : sqlite_fail(stmt->sqlite, result, err);
    (void)sqlite3_reset(is_all ? stmt->all : stmt->handle);
    return status;
}

/* Only the row that is being bound stays. */
static void empty_rows(struct sqlite_rows *rows, size_t parameters)
{
    size_t at = rows->count * parameters;
    size_t bytes = rows->text_used - rows->text_queued;
    for (size_t i = 0; at + i < rows->value_room && i < parameters; i++) {
        rows->values[i] = rows->values[at + i];
        if (rows->values[i].kind == SQLITE_VALUE_TEXT) {
            rows->values[i].number -= (int64_t)rows->text_queued;
        }
    }
    if (bytes > 0) {
        memmove(rows->text, rows->text + rows->text_queued, bytes);
    }
    rows->count = 0;
    rows->text_used = bytes;
    rows->text_queued = 0;
}

static void empty(struct sqlite *sqlite)
{
    for (struct sqlite_stmt *stmt = sqlite->first_queued; stmt != NULL; stmt = stmt->next_queued) {
        stmt->is_queued = false;
        empty_rows(&stmt->rows, (size_t)stmt->parameters);
    }
    sqlite->first_queued = NULL;
    sqlite->last_queued = NULL;
    sqlite->queued_rows = 0;
    sqlite->queued_bytes = 0;
}

void sqlite_drop_queue(struct sqlite *sqlite)
{
    empty(sqlite);
    sqlite->queue_failure.status = STATUS_OK;
}

enum status sqlite_run_queue(struct sqlite *sqlite, struct error *err)
{
    enum status status = sqlite->queue_failure.status;
    if (status != STATUS_OK) {
        *err = sqlite->queue_failure;
        return status;
    }
    if (sqlite->queued_rows == 0) {
        return STATUS_OK;
    }
    for (struct sqlite_stmt *stmt = sqlite->first_queued; stmt != NULL && status == STATUS_OK;
         stmt = stmt->next_queued) {
        status = run_rows(stmt, err);
    }
    empty(sqlite);
    if (status != STATUS_OK) {
        sqlite->queue_failure = *err;
    }
    return status;
}

static void enlist(struct sqlite_stmt *stmt)
{
    struct sqlite *sqlite = stmt->sqlite;
    stmt->is_queued = true;
    stmt->next_queued = NULL;
    if (sqlite->first_queued == NULL) {
        sqlite->first_queued = stmt;
    } else {
        sqlite->last_queued->next_queued = stmt;
    }
    sqlite->last_queued = stmt;
}

enum status sqlite_queue(void *statement, struct error *err)
{
    struct sqlite_stmt *stmt = statement;
    struct sqlite *sqlite = stmt->sqlite;
    struct sqlite_rows *rows = &stmt->rows;
    assert(sqlite->is_writer && !stmt->is_readonly && !stmt->is_stepped);
    if (!stmt->is_queued) {
        enlist(stmt);
    }
    sqlite->queued_rows++;
    sqlite->queued_bytes += rows->text_used - rows->text_queued;
    rows->count++;
    rows->text_queued = rows->text_used;
    bool is_full = sqlite->queued_rows >= QUEUE_ROWS_MAX || sqlite->queued_bytes >= QUEUE_BYTES_MAX;
    return is_full ? sqlite_run_queue(sqlite, err) : STATUS_OK;
}
