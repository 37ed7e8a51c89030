#include "model/store/sqlite.h"

#include "model/mem.h"

#include <assert.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define QUEUE_ROWS_MAX 2000
#define QUEUE_BYTES_MAX (256 * 1024)
#define FEW_ROWS 3    /* that are not worth another statement */
#define MANY_ROWS 100 /* that are worth to look for columns in which all are alike */
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
    return cursor->row >= cursor->stmt->taken.count;
}

static int column(sqlite3_vtab_cursor *base, sqlite3_context *context, int number)
{
    const struct cursor *cursor = (const struct cursor *)base;
    const struct sqlite_rows *rows = &cursor->stmt->taken;
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

static bool is_alike_in(uint64_t alike, int column)
{
    return (alike >> column & 1) != 0;
}

/* INSERT INTO t (a, b) VALUES ($1, $2) becomes INSERT OR FAIL INTO t (a, b) SELECT c1, c2 FROM
 * queued; a column in which all rows are alike is a parameter, ?2. OR FAIL: nothing is kept after a
 * failure anyway, so SQLite need not be able to take the statement alone back. */
static char *for_all(void *mem, const char *sql, uint64_t alike)
{
    const char *values = strstr(sql, VALUES);
    assert(values != NULL);
    char *list = mem_strdup(mem, values + strlen(VALUES));
    for (char *at = list; *at != '\0'; at++) {
        if (*at == '$') {
            long number = strtol(at + 1, NULL, 10);
            assert(number >= 1 && number <= TABLE_COLUMNS);
            *at = is_alike_in(alike, (int)number - 1) ? '?' : 'c';
        }
    }
    char *end = strrchr(list, ')');
    assert(end != NULL && end[1] == '\0');
    *end = '\0';
    const char *into = sql + strlen(INSERTS);
    return mem_printf(mem, "INSERT OR FAIL INTO %.*s SELECT %s FROM queued", (int)(values - into),
                      into, list);
}

static bool is_for_all(const struct sqlite_stmt *stmt, const struct sqlite_rows *rows)
{
    return rows->count > FEW_ROWS &&
           strncmp(sqlite3_sql(stmt->handle), INSERTS, strlen(INSERTS)) == 0;
}

static bool are_alike(const struct sqlite_rows *rows, const struct sqlite_value *a,
                      const struct sqlite_value *b)
{
    if (a->kind != b->kind || a->bytes != b->bytes) {
        return false;
    }
    return a->kind == SQLITE_VALUE_TEXT
               ? memcmp(rows->text + a->number, rows->text + b->number, a->bytes) == 0
               : a->kind == SQLITE_VALUE_NULL || a->number == b->number;
}

/* The columns in which all queued rows are alike. The last row is compared first: most columns that
 * differ at all differ there. One that was found to differ before stays among those that do, so
 * that a new statement is needed seldom. */
static uint64_t find_alike(const struct sqlite_stmt *stmt)
{
    const struct sqlite_rows *rows = &stmt->rows;
    size_t columns = (size_t)stmt->parameters;
    uint64_t among = stmt->alike;
    if (!stmt->has_alike && columns > 0) {
        among = UINT64_MAX >> (TABLE_COLUMNS - columns);
    }
    for (size_t row = rows->count - 1; row > 0 && among != 0; row--) {
        for (uint64_t left = among; left != 0; left &= left - 1) {
            size_t column = (size_t)__builtin_ctzll(left);
            if (!are_alike(rows, &rows->values[column], &rows->values[row * columns + column])) {
                among &= ~(UINT64_C(1) << column);
            }
        }
    }
    return among;
}

static int prepare_for_all(struct sqlite_stmt *stmt, uint64_t alike, sqlite3_stmt **out)
{
    void *mem = mem_context(stmt, "statement for all rows");
    const char *sql = for_all(mem, sqlite3_sql(stmt->handle), alike);
    int result =
        sqlite3_prepare_v3(stmt->sqlite->db, sql, -1, SQLITE_PREPARE_PERSISTENT, out, NULL);
    mem_free(mem);
    return result;
}

static int prepare_alike(struct sqlite_stmt *stmt)
{
    if (stmt->has_alike && stmt->alike_queued == stmt->alike) {
        return SQLITE_OK;
    }
    (void)sqlite3_finalize(stmt->all_alike);
    stmt->all_alike = NULL;
    stmt->has_alike = true;
    stmt->alike = stmt->alike_queued;
    return stmt->alike != 0 ? prepare_for_all(stmt, stmt->alike, &stmt->all_alike) : SQLITE_OK;
}

/* What runs the taken rows: one statement for all of them where they are not too few. */
static int prepare_taken(struct sqlite_stmt *stmt)
{
    int result = SQLITE_OK;
    stmt->runs = stmt->handle;
    if (!is_for_all(stmt, &stmt->taken)) {
        return SQLITE_OK;
    }
    bool is_many = stmt->taken.count >= MANY_ROWS;
    if (is_many) {
        result = prepare_alike(stmt);
    }
    bool is_plain = !is_many || stmt->all_alike == NULL;
    if (result == SQLITE_OK && is_plain && stmt->all == NULL) {
        result = prepare_for_all(stmt, 0, &stmt->all);
    }
    stmt->runs = is_plain ? stmt->all : stmt->all_alike;
    return result;
}

static void bind_alike(struct sqlite_stmt *stmt)
{
    for (int i = 0; i < stmt->parameters; i++) {
        if (is_alike_in(stmt->alike, i)) {
            sqlite_bind_value(stmt->all_alike, i + 1, &stmt->taken, &stmt->taken.values[i]);
        }
    }
}

static int run_all(struct sqlite_stmt *stmt)
{
    struct sqlite *sqlite = stmt->sqlite;
    sqlite->running_all = stmt;
    if (stmt->runs == stmt->all_alike) {
        bind_alike(stmt);
    }
    int result = sqlite3_step(stmt->runs);
    assert(result != SQLITE_DONE || (size_t)sqlite3_changes64(sqlite->db) == stmt->taken.count);
    return result;
}

static int run_each(struct sqlite_stmt *stmt)
{
    int result = SQLITE_DONE;
    for (size_t row = 0; row < stmt->taken.count && result == SQLITE_DONE; row++) {
        (void)sqlite3_reset(stmt->handle);
        sqlite_bind_row(stmt, &stmt->taken, row);
        result = sqlite3_step(stmt->handle);
        assert(result != SQLITE_DONE || sqlite3_changes64(stmt->sqlite->db) == 1);
    }
    return result;
}

static enum status run_rows(struct sqlite_stmt *stmt, struct error *err)
{
    errno = 0;
    int result = stmt->runs == stmt->handle ? run_each(stmt) : run_all(stmt);
    enum status status = result == SQLITE_DONE ? STATUS_OK : sqlite_fail(stmt->sqlite, result, err);
    (void)sqlite3_reset(stmt->runs);
    return status;
}

/* On whichever thread. */
static void run_taken(void *state)
{
    struct sqlite *sqlite = state;
    enum status status = STATUS_OK;
    struct error err;
    for (struct sqlite_stmt *stmt = sqlite->first_taken; stmt != NULL && status == STATUS_OK;
         stmt = stmt->next_taken) {
        status = run_rows(stmt, &err);
    }
    if (status != STATUS_OK) {
        sqlite->queue_failure = err;
    }
}

void sqlite_rest(const struct sqlite *sqlite)
{
    if (sqlite->thread != NULL) {
        sqlite_thread_wait(sqlite->thread);
    }
}

/* The queue itself. */

static void forget_rows(struct sqlite_rows *rows)
{
    rows->count = 0;
    rows->text_used = 0;
    rows->text_complete = 0;
}

/* The row that is being bound is not complete and stays in the queue. */
static void keep_last(struct sqlite_stmt *stmt, const struct sqlite_rows *from)
{
    struct sqlite_rows *to = &stmt->rows;
    size_t first = from->count * (size_t)stmt->parameters;
    size_t bytes = from->text_used - from->text_complete;
    if (first + (size_t)stmt->parameters > from->value_room) {
        return;
    }
    for (int i = 0; i < stmt->parameters; i++) {
        struct sqlite_value value = from->values[first + (size_t)i];
        value.number -= value.kind == SQLITE_VALUE_TEXT ? (int64_t)from->text_complete : 0;
        *sqlite_value_at(stmt, to, i + 1) = value;
    }
    if (bytes > 0) {
        memcpy(sqlite_text_at(stmt, to, bytes), from->text + from->text_complete, bytes);
        to->text_used = bytes;
    }
}

static void take_rows(struct sqlite_stmt *stmt)
{
    struct sqlite_rows rows = stmt->rows;
    stmt->rows = stmt->taken;
    stmt->taken = rows;
    forget_rows(&stmt->rows);
    keep_last(stmt, &stmt->taken);
    stmt->next_taken = stmt->next_queued;
    stmt->is_queued = false;
}

/* Everything out of the queue, to be run; the thread rests. */
static void take_all(struct sqlite *sqlite)
{
    sqlite->first_taken = sqlite->first_queued;
    for (struct sqlite_stmt *stmt = sqlite->first_queued; stmt != NULL; stmt = stmt->next_queued) {
        take_rows(stmt);
    }
    sqlite->first_queued = NULL;
    sqlite->queued_rows = 0;
    sqlite->queued_bytes = 0;
}

void sqlite_drop_queue(struct sqlite *sqlite)
{
    sqlite_rest(sqlite);
    take_all(sqlite);
    sqlite->queue_failure.status = STATUS_OK;
}

static enum status tell(const struct sqlite *sqlite, struct error *err)
{
    if (sqlite->queue_failure.status != STATUS_OK) {
        *err = sqlite->queue_failure;
    }
    return sqlite->queue_failure.status;
}

/* Take what there is and prepare what it needs. What needs no rest of the thread comes first. */
static enum status ready(struct sqlite *sqlite, struct error *err)
{
    for (struct sqlite_stmt *stmt = sqlite->first_queued; stmt != NULL; stmt = stmt->next_queued) {
        bool is_many = stmt->rows.count >= MANY_ROWS && is_for_all(stmt, &stmt->rows);
        stmt->alike_queued = is_many ? find_alike(stmt) : 0;
    }
    sqlite_rest(sqlite);
    take_all(sqlite);
    for (struct sqlite_stmt *stmt = sqlite->first_taken;
         stmt != NULL && sqlite->queue_failure.status == STATUS_OK; stmt = stmt->next_taken) {
        int result = prepare_taken(stmt);
        if (result != SQLITE_OK) {
            (void)sqlite_fail(sqlite, result, &sqlite->queue_failure);
        }
    }
    return tell(sqlite, err);
}

enum status sqlite_run_queue(struct sqlite *sqlite, struct error *err)
{
    sqlite_rest(sqlite);
    if (sqlite->queued_rows == 0) {
        return tell(sqlite, err);
    }
    enum status status = ready(sqlite, err);
    if (status != STATUS_OK) {
        return status;
    }
    run_taken(sqlite);
    return tell(sqlite, err);
}

/* Many rows are run while the caller makes the next ones, a few at once when they are needed. */
static enum status run_meanwhile(struct sqlite *sqlite, struct error *err)
{
    enum status status = ready(sqlite, err);
    if (status != STATUS_OK) {
        return status;
    }
    if (sqlite->thread == NULL) {
        sqlite->thread = sqlite_thread_new(sqlite);
    }
    if (sqlite->running_count == 0 && sqlite_thread_give(sqlite->thread, run_taken, sqlite)) {
        return STATUS_OK;
    }
    run_taken(sqlite);
    return tell(sqlite, err);
}

/* An insert runs at the place of its table in the schema, in which what a row refers to stands
 * before it: SQLite looks for rows that wait for a new one through whole tables. An update runs
 * after all inserts. */
static int64_t place_of(const struct sqlite_stmt *stmt)
{
    const char *sql = sqlite3_sql(stmt->handle);
    sqlite3_stmt *find = NULL;
    int64_t place = INT64_MAX;
    if (strncmp(sql, INSERTS, strlen(INSERTS)) != 0) {
        return place;
    }
    sqlite_rest(stmt->sqlite);
    const char *name = sql + strlen(INSERTS);
    name += *name == '"';
    if (sqlite3_prepare_v2(stmt->sqlite->db,
                           "SELECT rowid FROM sqlite_schema WHERE type = 'table' AND name = ?", -1,
                           &find, NULL) == SQLITE_OK &&
        sqlite3_bind_text(find, 1, name, (int)strcspn(name, "\" ("), SQLITE_STATIC) == SQLITE_OK &&
        sqlite3_step(find) == SQLITE_ROW) {
        place = sqlite3_column_int64(find, 0);
    }
    (void)sqlite3_finalize(find);
    return place;
}

static void enlist(struct sqlite_stmt *stmt)
{
    struct sqlite_stmt **link = &stmt->sqlite->first_queued;
    if (stmt->place == 0) {
        stmt->place = place_of(stmt);
    }
    while (*link != NULL && (*link)->place <= stmt->place) {
        link = &(*link)->next_queued;
    }
    stmt->is_queued = true;
    stmt->next_queued = *link;
    *link = stmt;
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
    sqlite->queued_bytes += rows->text_used - rows->text_complete;
    rows->count++;
    rows->text_complete = rows->text_used;
    bool is_full = sqlite->queued_rows >= QUEUE_ROWS_MAX || sqlite->queued_bytes >= QUEUE_BYTES_MAX;
    return is_full ? run_meanwhile(sqlite, err) : STATUS_OK;
}
