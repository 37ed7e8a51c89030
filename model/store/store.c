#include "model/store.h"

#include "model/builtin.h"
#include "model/mem.h"
#include "model/store/driver.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define uthash_fatal(message) abort()
#include <uthash.h>

#define SCHEMA_STEPS_MAX 200
#define SCHEMA_NAME_BYTES 32
#define STATEMENTS_MAX 300 /* kept prepared; lists make new ones for ever */
#define PARAMETERS_MAX 64
#define RECENT_SLOTS 256 /* a power of two */

/* Each is prepared once. recent finds a statement by the address of its text, which for a literal
 * is always the same, and then compares the text, because a built one may reuse an address. */
struct stmt {
    struct store *store;
    void *handle;
    char *sql;
    int parameters;
    uint64_t bound; /* one bit per parameter, since the last reset */
    bool is_running;
    uint64_t used; /* when it was last prepared, as a count of all uses */
    UT_hash_handle hh;
};

struct store {
    const struct store_driver *driver;
    void *connection;
    const char *url;
    int version;
    size_t statement_count;
    size_t running_count;
    uint64_t uses;
    int64_t questions;
    struct stmt *by_text;
    struct stmt *recent[RECENT_SLOTS];
    const char *recent_sql[RECENT_SLOTS];
    bool is_broken; /* a statement failed since the last begin */
    int busy_timeout_ms;
    bool stays_lost;
    bool is_told_lost;   /* by a failure on purpose, until the next begin */
    int64_t fails_in;    /* calls until one fails on purpose; 0: none does */
    int64_t fails_after; /* and how many more in a row */
    enum store_failure fails_as;
};

static void close_store(void *object)
{
    struct store *store = object;
    struct stmt *stmt = NULL;
    struct stmt *next = NULL;
    HASH_ITER(hh, store->by_text, stmt, next)
    {
        HASH_DEL(store->by_text, stmt);
        store->driver->finalize(stmt->handle);
    }
    if (store->connection != NULL) {
        store->driver->close(store->connection);
    }
}

static enum status too_new(const struct store *store, int known, struct error *err)
{
    (void)error_set(err, STATUS_UNSUPPORTED,
                    "%s was made by a newer holdfast: schema %d, this program knows %d", store->url,
                    store->version, known);
    return error_hint(err, "use the newer program; this one leaves the store as it is");
}

static enum status bring_up_to_date(struct store *store, enum store_access access,
                                    const struct store_schema *schema, struct error *err)
{
    enum status status = store->driver->version(store->connection, &store->version, err);
    if (status != STATUS_OK) {
        return status;
    }
    if (store->version > schema->count) {
        return too_new(store, schema->count, err);
    }
    if (store->version < schema->count && access == STORE_READ) {
        (void)error_set(err, STATUS_UNSUPPORTED,
                        "%s was made by an older holdfast: schema %d, this program needs %d",
                        store->url, store->version, schema->count);
        return error_hint(err, "open it once with the right to write, which brings it up to date");
    }
    if (store->version < schema->count) {
        status = store->driver->migrate(store->connection, schema, err);
        if (status == STATUS_OK) {
            status = store->driver->version(store->connection, &store->version, err);
        }
    }
    return status;
}

enum status store_open_schema(void *mem, const char *url, enum store_access access,
                              const struct store_schema *schema, struct store **out,
                              struct error *err)
{
    const struct store_driver *driver = NULL;
    const char *location = NULL;
    enum status status = store_find_driver(url, &driver, &location, err);
    if (status != STATUS_OK) {
        return status;
    }
    struct store *store = MEM_NEW(mem, struct store);
    store->driver = driver;
    store->url = store_show_url(store, url);
    store->busy_timeout_ms = STORE_BUSY_TIMEOUT_MS;
    status = driver->open(store, location, access, &store->connection, err);
    if (status != STATUS_OK) {
        mem_free(store);
        return status;
    }
    mem_on_free(store, close_store);
    status = bring_up_to_date(store, access, schema, err);
    if (status == STATUS_OK && access == STORE_CREATE) {
        status = driver->publish(store->connection, err);
    }
    if (status != STATUS_OK) {
        mem_free(store);
        return status;
    }
    *out = store;
    return STATUS_OK;
}

static const char *builtin_step(const char *scheme, int version)
{
    char name[SCHEMA_NAME_BYTES];
    (void)snprintf(name, sizeof name, "%s-%d", scheme, version);
    for (const struct builtin *file = builtin_schema; file->name != NULL; file++) {
        if (strcmp(file->name, name) == 0) {
            return file->text;
        }
    }
    return NULL;
}

enum status store_open(void *mem, const char *url, enum store_access access, struct store **out,
                       struct error *err)
{
    const struct store_driver *driver = NULL;
    const char *location = NULL;
    enum status status = store_find_driver(url, &driver, &location, err);
    if (status != STATUS_OK) {
        return status;
    }
    const char *steps[SCHEMA_STEPS_MAX];
    struct store_schema schema = {.steps = steps};
    for (const char *step = builtin_step(driver->scheme, 1); step != NULL;
         step = builtin_step(driver->scheme, schema.count + 1)) {
        assert(schema.count < SCHEMA_STEPS_MAX);
        steps[schema.count++] = step;
    }
    return store_open_schema(mem, url, access, &schema, out, err);
}

void store_close(struct store *store)
{
    mem_free(store);
}

const char *store_url(const struct store *store)
{
    return store->url;
}

int store_schema_version(const struct store *store)
{
    return store->version;
}

/* A statement that somebody left running would keep its snapshot, and the log could not shrink. */
static void reset_running(struct store *store)
{
    if (store->running_count == 0) {
        return;
    }
    struct stmt *stmt = NULL;
    struct stmt *next = NULL;
    HASH_ITER(hh, store->by_text, stmt, next)
    {
        stmt_reset(stmt);
    }
    assert(store->running_count == 0);
}

int64_t store_questions(const struct store *store)
{
    return store->questions;
}

void store_fail_call(struct store *store, int64_t nth)
{
    store_fail_calls(store, nth, 1, STORE_FAILS_IO);
}

void store_fail_calls(struct store *store, int64_t nth, int64_t count, enum store_failure how)
{
    store->fails_in = nth;
    store->fails_after = count - 1;
    store->fails_as = how;
}

/* One call more; whether it is one that was asked to fail. */
static bool fails_now(struct store *store)
{
    if (store->fails_in == 0 || --store->fails_in > 0) {
        return false;
    }
    if (store->fails_after > 0) {
        store->fails_after--;
        store->fails_in = 1;
    }
    return true;
}

/* What a statement came to. */
static enum status note(struct store *store, enum status status)
{
    store->is_broken = store->is_broken || status != STATUS_OK;
    return status;
}

static enum status fail(struct store *store, struct error *err)
{
    static const enum status statuses[] = {
        [STORE_FAILS_IO] = STATUS_IO,
        [STORE_FAILS_BUSY] = STATUS_BUSY,
        [STORE_FAILS_LOST] = STATUS_LOST,
        [STORE_FAILS_KEPT] = STATUS_LOST,
    };
    if (statuses[store->fails_as] != STATUS_IO) {
        reset_running(store);
        store->driver->rollback(store->connection);
    }
    return error_set(err, statuses[store->fails_as], "the store was told to fail");
}

static enum status fail_commit(struct store *store, struct error *err)
{
    bool is_unsure = store->fails_as == STORE_FAILS_LOST || store->fails_as == STORE_FAILS_KEPT;
    store->is_told_lost = is_unsure;
    if (store->fails_as == STORE_FAILS_KEPT) {
        enum status status = store->driver->commit(store->connection, err);
        assert(status == STATUS_OK);
    } else {
        store->driver->rollback(store->connection);
    }
    return is_unsure ? error_set(err, STATUS_UNSURE, "the store was told to fail")
                     : fail(store, err);
}

bool store_is_lost(const struct store *store)
{
    return store->is_told_lost ||
           (store->driver->is_lost != NULL && store->driver->is_lost(store->connection));
}

void store_stay_lost(struct store *store, bool is_on)
{
    store->stays_lost = is_on;
}

const char *store_host(const struct store *store)
{
    return store->driver->host != NULL ? store->driver->host(store->connection) : NULL;
}

/* Not to be tried, lest somebody waits for the server. */
static bool is_out_of_reach(const struct store *store)
{
    return store->stays_lost && store_is_lost(store);
}

static enum status out_of_reach(const struct store *store, struct error *err)
{
    (void)error_set(err, STATUS_LOST, "no connection to %s", store_host(store));
    return error_hint(err, "it goes on as soon as the server is there again");
}

enum status store_reconnect(struct store *store, struct error *err)
{
    bool stays_lost = store->stays_lost;
    store->stays_lost = false;
    enum status status = store_begin(store, STORE_SNAPSHOT, 0, err);
    if (status == STATUS_OK) {
        store_rollback(store);
    }
    store->stays_lost = stays_lost;
    return status;
}

enum status store_begin(struct store *store, enum store_transaction kind, int64_t book,
                        struct error *err)
{
    assert(!store_in_transaction(store));
    reset_running(store);
    store->is_told_lost = false;
    store->is_broken = false;
    if (fails_now(store)) {
        return fail(store, err);
    }
    if (is_out_of_reach(store)) {
        return out_of_reach(store, err);
    }
    return store->driver->begin(store->connection, kind, book, err);
}

enum status store_commit(struct store *store, struct error *err)
{
    reset_running(store);
    if (fails_now(store)) {
        return fail_commit(store, err);
    }
    return store->driver->commit(store->connection, err);
}

void store_rollback(struct store *store)
{
    reset_running(store);
    store->driver->rollback(store->connection);
}

bool store_in_transaction(const struct store *store)
{
    return store->driver->in_transaction(store->connection);
}

bool store_is_broken(const struct store *store)
{
    return store->is_broken && store_in_transaction(store);
}

enum status store_change_mark(struct store *store, int64_t *out, struct error *err)
{
    if (is_out_of_reach(store)) {
        return out_of_reach(store, err);
    }
    return store->driver->change_mark(store->connection, out, err);
}

enum status store_place(void *mem, struct store *store, char **out, struct error *err)
{
    return store->driver->place(mem, store->connection, out, err);
}

enum status store_backup(struct store *store, const char *path, const struct store_watch *watch,
                         struct error *err)
{
    return store->driver->backup(store->connection, path, watch, err);
}

enum status store_check(struct store *store, struct error *err)
{
    return store->driver->check(store->connection, err);
}

void store_interrupt(struct store *store)
{
    store->driver->interrupt(store->connection);
}

void store_set_busy_timeout(struct store *store, int timeout_ms)
{
    store->busy_timeout_ms = timeout_ms;
    store->driver->set_busy_timeout(store->connection, timeout_ms);
}

int store_busy_timeout(const struct store *store)
{
    return store->busy_timeout_ms;
}

int64_t store_changed_rows(const struct store *store)
{
    return store->driver->changed_rows(store->connection);
}

enum status store_execute(struct store *store, const char *sql, struct error *err)
{
    return store->driver->execute(store->connection, sql, err);
}

static size_t recent_slot(const char *sql)
{
    return (size_t)(((uint64_t)(uintptr_t)sql * UINT64_C(0x9E3779B97F4A7C15)) >> 32) &
           (RECENT_SLOTS - 1);
}

/* Make room: the statement that nobody has asked for the longest goes. One that is running or has
 * parameters bound is in somebody's hands. */
static void forget_oldest(struct store *store)
{
    struct stmt *oldest = NULL;
    struct stmt *stmt = NULL;
    struct stmt *next = NULL;
    HASH_ITER(hh, store->by_text, stmt, next)
    {
        bool is_free = !stmt->is_running && stmt->bound == 0;
        if (is_free && (oldest == NULL || stmt->used < oldest->used)) {
            oldest = stmt;
        }
    }
    if (oldest == NULL) {
        return;
    }
    for (size_t i = 0; i < RECENT_SLOTS; i++) {
        store->recent[i] = store->recent[i] == oldest ? NULL : store->recent[i];
    }
    HASH_DEL(store->by_text, oldest);
    store->driver->finalize(oldest->handle);
    mem_free(oldest);
    store->statement_count--;
}

/* A statement that is not in the cache, into it. */
static enum status prepare_new(struct store *store, const char *sql, struct stmt **out,
                               struct error *err)
{
    if (store->statement_count == STATEMENTS_MAX) {
        forget_oldest(store);
    }
    struct stmt *stmt = MEM_NEW(store, struct stmt);
    enum status status =
        store->driver->prepare(stmt, store->connection, sql, &stmt->handle, &stmt->parameters, err);
    if (status != STATUS_OK) {
        mem_free(stmt);
        return status;
    }
    assert(stmt->parameters <= PARAMETERS_MAX);
    stmt->store = store;
    stmt->sql = mem_strdup(stmt, sql);
    HASH_ADD_KEYPTR(hh, store->by_text, stmt->sql, strlen(stmt->sql), stmt);
    store->statement_count++;
    *out = stmt;
    return STATUS_OK;
}

enum status store_prepare(struct store *store, const char *sql, struct stmt **out,
                          struct error *err)
{
    size_t slot = recent_slot(sql);
    struct stmt *stmt = store->recent[slot];
    if (fails_now(store)) {
        return fail(store, err);
    }
    if (is_out_of_reach(store)) {
        return out_of_reach(store, err);
    }
    if (stmt == NULL || store->recent_sql[slot] != sql || strcmp(stmt->sql, sql) != 0) {
        HASH_FIND(hh, store->by_text, sql, strlen(sql), stmt);
        enum status status = stmt != NULL ? STATUS_OK : prepare_new(store, sql, &stmt, err);
        if (status != STATUS_OK) {
            return status;
        }
        store->recent[slot] = stmt;
        store->recent_sql[slot] = sql;
    }
    stmt_reset(stmt);
    stmt->used = ++store->uses;
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

static bool is_bound(const struct stmt *stmt)
{
    uint64_t all =
        stmt->parameters == PARAMETERS_MAX ? UINT64_MAX : (UINT64_C(1) << stmt->parameters) - 1;
    return stmt->bound == all;
}

enum status stmt_step(struct stmt *stmt, bool *has_row, struct error *err)
{
    assert(stmt->is_running || is_bound(stmt));
    stmt->store->running_count += stmt->is_running ? 0 : 1;
    stmt->store->questions += stmt->is_running ? 0 : 1;
    stmt->is_running = true;
    enum status status = fails_now(stmt->store)
                             ? fail(stmt->store, err)
                             : stmt->store->driver->step(stmt->handle, has_row, err);
    if (status != STATUS_OK || !*has_row) {
        stmt_reset(stmt);
    }
    return note(stmt->store, status);
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
    assert(!stmt->is_running && is_bound(stmt));
    enum status status =
        fails_now(stmt->store) ? fail(stmt->store, err) : driver->queue(stmt->handle, err);
    stmt->bound = 0;
    return note(stmt->store, status);
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
