#include "model/store.h"

#include "model/builtin.h"
#include "model/mem.h"
#include "model/store/inside.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define SCHEMA_STEPS_MAX 200
#define SCHEMA_NAME_BYTES 32

static void close_store(void *object)
{
    struct store *store = object;
    store_finalize_statements(store);
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

const char *store_schema(const struct store *store)
{
    return store->driver->schema;
}

bool store_is_looked_through(const struct store *store)
{
    return store->lens != NULL;
}

int store_schema_version(const struct store *store)
{
    return store->version;
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

bool store_fails_now(struct store *store)
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

enum status store_note(struct store *store, enum status status)
{
    store->is_broken = store->is_broken || status != STATUS_OK;
    return status;
}

enum status store_fail(struct store *store, struct error *err)
{
    static const enum status statuses[] = {
        [STORE_FAILS_IO] = STATUS_IO,
        [STORE_FAILS_BUSY] = STATUS_BUSY,
        [STORE_FAILS_LOST] = STATUS_LOST,
        [STORE_FAILS_KEPT] = STATUS_LOST,
    };
    if (statuses[store->fails_as] != STATUS_IO) {
        store_reset_running(store);
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
                     : store_fail(store, err);
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

bool store_is_out_of_reach(const struct store *store)
{
    return store->stays_lost && store_is_lost(store);
}

enum status store_out_of_reach(const struct store *store, struct error *err)
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
    assert(store->asked_count == 0);
    store_reset_running(store);
    store->is_told_lost = false;
    store->is_broken = false;
    if (store_fails_now(store)) {
        return store_fail(store, err);
    }
    if (store_is_out_of_reach(store)) {
        return store_out_of_reach(store, err);
    }
    return store->driver->begin(store->connection, kind, book, err);
}

enum status store_commit(struct store *store, struct error *err)
{
    assert(!store->is_gathering);
    store_reset_running(store);
    if (store_fails_now(store)) {
        return fail_commit(store, err);
    }
    return store->driver->commit(store->connection, err);
}

void store_rollback(struct store *store)
{
    store_forget_asked(store);
    store_reset_running(store);
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
    if (store_is_out_of_reach(store)) {
        return store_out_of_reach(store, err);
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
