#include "model/mem.h"
#include "model/store/inside.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#define uthash_fatal(message) abort()
#include <uthash.h>

#define STATEMENTS_MAX 300 /* kept prepared; lists make new ones for ever */
#define PARAMETERS_MAX 64
#define RECENT_SLOTS 256 /* a power of two */

/* A statement under its text. */
struct prepared {
    struct stmt stmt; /* first: a statement is found again as what holds it */
    UT_hash_handle hh;
};

/* Each is prepared once. recent finds a statement by the address of its text, which for a literal
 * is always the same, and then compares the text, because a built one may reuse an address. */
struct statements {
    struct prepared *by_text;
    size_t count;
    uint64_t uses;
    struct stmt *recent[RECENT_SLOTS];
    const char *recent_sql[RECENT_SLOTS];
};

void store_reset_running(struct store *store)
{
    struct prepared *one = NULL;
    struct prepared *next = NULL;
    if (store->running_count == 0) {
        return;
    }
    HASH_ITER(hh, store->statements->by_text, one, next)
    {
        stmt_reset(&one->stmt);
    }
    assert(store->running_count == 0);
}

void store_look_through(struct store *store, const char *lens)
{
    store_reset_running(store);
    store_finalize_statements(store);
    mem_free(store->statements);
    store->statements = NULL;
    store->lens = mem_strdup(store, lens);
}

void store_finalize_statements(struct store *store)
{
    struct prepared *one = NULL;
    struct prepared *next = NULL;
    if (store->statements == NULL) {
        return;
    }
    HASH_ITER(hh, store->statements->by_text, one, next)
    {
        HASH_DEL(store->statements->by_text, one);
        store->driver->finalize(one->stmt.handle);
    }
}

/* Where the statement is, or else where it comes to be: in one of two places, so that two which are
 * asked for in turn do not drive each other out. */
static size_t recent_slot(const struct statements *statements, const char *sql, bool *is_there)
{
    uint64_t hash = (uint64_t)(uintptr_t)sql * UINT64_C(0x9E3779B97F4A7C15);
    size_t first = (size_t)(hash >> 32) & (RECENT_SLOTS - 2);
    for (size_t slot = first; slot < first + 2; slot++) {
        const struct stmt *stmt = statements->recent[slot];
        *is_there =
            stmt != NULL && statements->recent_sql[slot] == sql && strcmp(stmt->sql, sql) == 0;
        if (*is_there) {
            return slot;
        }
    }
    const struct stmt *one = statements->recent[first];
    const struct stmt *other = statements->recent[first + 1];
    return one == NULL || (other != NULL && one->used < other->used) ? first : first + 1;
}

/* Make room: the statement that nobody has asked for the longest goes. One that is running or has
 * parameters bound is in somebody's hands. */
static void forget_oldest(struct store *store)
{
    struct statements *statements = store->statements;
    struct prepared *oldest = NULL;
    struct prepared *one = NULL;
    struct prepared *next = NULL;
    HASH_ITER(hh, statements->by_text, one, next)
    {
        const struct stmt *stmt = &one->stmt;
        bool is_free = !stmt->is_running && stmt->bound == 0 && stmt->asked == 0;
        if (is_free && (oldest == NULL || stmt->used < oldest->stmt.used)) {
            oldest = one;
        }
    }
    if (oldest == NULL) {
        return;
    }
    for (size_t i = 0; i < RECENT_SLOTS; i++) {
        bool is_it = statements->recent[i] == &oldest->stmt;
        statements->recent[i] = is_it ? NULL : statements->recent[i];
    }
    HASH_DEL(statements->by_text, oldest);
    store->driver->finalize(oldest->stmt.handle);
    mem_free(oldest);
    statements->count--;
}

/* The statement may have tables of its own, which are given after the lens. */
static const char *through_lens(void *mem, const char *lens, const char *sql)
{
    static const char *const starts[] = {"WITH RECURSIVE ", "WITH "};
    for (size_t i = 0; i < sizeof starts / sizeof *starts; i++) {
        size_t bytes = strlen(starts[i]);
        if (strncmp(sql, starts[i], bytes) == 0) {
            return mem_printf(mem, "%s%s, %s", starts[i], lens, sql + bytes);
        }
    }
    return strncmp(sql, "SELECT ", strlen("SELECT ")) == 0
               ? mem_printf(mem, "WITH %s %s", lens, sql)
               : sql;
}

/* A statement that is not in the cache, into it. */
static enum status prepare_new(struct store *store, const char *sql, struct stmt **out,
                               struct error *err)
{
    struct statements *statements = store->statements;
    if (statements->count == STATEMENTS_MAX) {
        forget_oldest(store);
    }
    struct prepared *prepared = MEM_NEW(store, struct prepared);
    struct stmt *stmt = &prepared->stmt;
    const char *seen = store->lens == NULL ? sql : through_lens(prepared, store->lens, sql);
    enum status status = store->driver->prepare(prepared, store->connection, seen, &stmt->handle,
                                                &stmt->parameters, err);
    if (status != STATUS_OK) {
        mem_free(prepared);
        return status;
    }
    assert(stmt->parameters <= PARAMETERS_MAX);
    stmt->store = store;
    stmt->sql = mem_strdup(prepared, sql);
    HASH_ADD_KEYPTR(hh, statements->by_text, stmt->sql, strlen(stmt->sql), prepared);
    statements->count++;
    *out = stmt;
    return STATUS_OK;
}

/* By its text, prepared where it was not. */
static enum status look_up(struct store *store, const char *sql, struct stmt **out,
                           struct error *err)
{
    struct prepared *known = NULL;
    HASH_FIND(hh, store->statements->by_text, sql, strlen(sql), known);
    if (known == NULL) {
        return prepare_new(store, sql, out, err);
    }
    *out = &known->stmt;
    return STATUS_OK;
}

enum status store_prepare(struct store *store, const char *sql, struct stmt **out,
                          struct error *err)
{
    if (store_fails_now(store)) {
        return store_note(store, store_fail(store, err));
    }
    if (store_is_out_of_reach(store)) {
        return store_note(store, store_out_of_reach(store, err));
    }
    if (store->statements == NULL) {
        store->statements = MEM_NEW(store, struct statements);
    }
    struct statements *statements = store->statements;
    bool is_there = false;
    size_t slot = recent_slot(statements, sql, &is_there);
    struct stmt *stmt = statements->recent[slot];
    if (!is_there) {
        enum status status = look_up(store, sql, &stmt, err);
        if (status != STATUS_OK) {
            return store_note(store, status);
        }
        statements->recent[slot] = stmt;
        statements->recent_sql[slot] = sql;
    }
    stmt_reset(stmt);
    stmt->used = ++statements->uses;
    *out = stmt;
    return STATUS_OK;
}

static void mark_bound(struct stmt *stmt, int parameter)
{
    assert(!stmt->is_running);
    assert(parameter >= 1 && parameter <= stmt->parameters);
    stmt->bound |= UINT64_C(1) << (parameter - 1);
}

void stmt_bind_int(struct stmt *stmt, int parameter, int64_t value)
{
    mark_bound(stmt, parameter);
    stmt->store->driver->bind_int(stmt->handle, parameter, value);
}

void stmt_bind_text(struct stmt *stmt, int parameter, const char *value)
{
    if (value == NULL) {
        stmt_bind_null(stmt, parameter);
        return;
    }
    mark_bound(stmt, parameter);
    stmt->store->driver->bind_text(stmt->handle, parameter, value);
}

void stmt_bind_null(struct stmt *stmt, int parameter)
{
    mark_bound(stmt, parameter);
    stmt->store->driver->bind_null(stmt->handle, parameter);
}

void stmt_bind_optional(struct stmt *stmt, int parameter, bool is_set, int64_t value)
{
    if (is_set) {
        stmt_bind_int(stmt, parameter, value);
    } else {
        stmt_bind_null(stmt, parameter);
    }
}

bool stmt_is_bound(const struct stmt *stmt)
{
    uint64_t all =
        stmt->parameters == PARAMETERS_MAX ? UINT64_MAX : (UINT64_C(1) << stmt->parameters) - 1;
    return stmt->bound == all;
}

enum status stmt_step(struct stmt *stmt, bool *has_row, struct error *err)
{
    assert(stmt->is_running || stmt_is_bound(stmt));
    stmt->store->running_count += stmt->is_running ? 0 : 1;
    stmt->store->questions += stmt->is_running ? 0 : 1;
    stmt->is_running = true;
    enum status status = store_fails_now(stmt->store)
                             ? store_fail(stmt->store, err)
                             : stmt->store->driver->step(stmt->handle, has_row, err);
    if (status != STATUS_OK || !*has_row) {
        stmt_reset(stmt);
    }
    return store_note(stmt->store, status);
}

enum status stmt_run(struct stmt *stmt, struct error *err)
{
    bool has_row = false;
    enum status status = stmt_step(stmt, &has_row, err);
    assert(status != STATUS_OK || !has_row);
    return status;
}

enum status stmt_queue(struct stmt *stmt, struct error *err)
{
    const struct store_driver *driver = stmt->store->driver;
    if (driver->queue == NULL) {
        return stmt_run(stmt, err);
    }
    assert(!stmt->is_running && stmt_is_bound(stmt));
    enum status status = store_fails_now(stmt->store) ? store_fail(stmt->store, err)
                                                      : driver->queue(stmt->handle, err);
    stmt->bound = 0;
    return store_note(stmt->store, status);
}

void stmt_expect_many(struct stmt *stmt)
{
    assert(!stmt->is_running);
    if (stmt->store->driver->expect_many != NULL) {
        stmt->store->driver->expect_many(stmt->handle);
    }
}

int64_t stmt_int(const struct stmt *stmt, int column)
{
    assert(stmt->is_running);
    return stmt->store->driver->column_int(stmt->handle, column);
}

const char *stmt_text(const struct stmt *stmt, int column)
{
    assert(stmt->is_running);
    return stmt->store->driver->column_text(stmt->handle, column);
}

bool stmt_is_null(const struct stmt *stmt, int column)
{
    assert(stmt->is_running);
    return stmt->store->driver->column_is_null(stmt->handle, column);
}

int stmt_columns(const struct stmt *stmt)
{
    return stmt->store->driver->columns(stmt->handle);
}

void stmt_reset(struct stmt *stmt)
{
    if (stmt->is_running || stmt->bound != 0) {
        stmt->store->driver->reset(stmt->handle);
    }
    stmt->store->running_count -= stmt->is_running ? 1 : 0;
    stmt->is_running = false;
    stmt->bound = 0;
}
