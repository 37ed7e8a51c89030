#include "model/store/sqlite.h"

#include "model/mem.h"
#include "model/store/driver.h"

#include <assert.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

/* "HOLD" in the file's header, where file(1) finds it too. */
#define APPLICATION_ID 0x484F4C44
/* Of a new store: a batch that touches a large index in many places logs half of what it would with
 * 8192; one that appends takes some hundredths longer. */
#define PAGE_BYTES 4096
#define LOG_PAGES 16000 /* written back together: what many commits changed, once */
#define CACHE_KIB 3072
#define SYNCHRONOUS_FULL 2
#define TEMP_STORE_FILE 1
#define LOG_BYTES_KEPT (16 * 1024 * 1024)
#define BUSY_DELAY_MAX_MS 20
#define NS_PER_MS 1000000L
#define PRAGMA_BYTES 96

/* SQLite asks whether to go on waiting for a lock; tries counts its questions about this one. */
static int wait_for_lock(void *state, int tries)
{
    struct sqlite *sqlite = state;
    sqlite->waited_ms = tries == 0 ? 0 : sqlite->waited_ms;
    if (sqlite->waited_ms >= sqlite->busy_timeout_ms || atomic_load(&sqlite->is_interrupted)) {
        return 0;
    }
    int delay_ms = tries < BUSY_DELAY_MAX_MS ? tries + 1 : BUSY_DELAY_MAX_MS;
    struct timespec delay = {.tv_nsec = delay_ms * NS_PER_MS};
    (void)nanosleep(&delay, NULL);
    sqlite->waited_ms += delay_ms;
    return 1;
}

static enum status run(struct sqlite *sqlite, const char *sql, struct error *err)
{
    sqlite_rest(sqlite);
    atomic_store(&sqlite->is_interrupted, false);
    errno = 0;
    int result = sqlite3_exec(sqlite->db, sql, NULL, NULL, NULL);
    return result == SQLITE_OK ? STATUS_OK : sqlite_fail(sqlite, result, err);
}

/* Step a kept statement to its first row or its end, and reset it. */
static enum status run_kept(struct sqlite *sqlite, sqlite3_stmt *stmt, int64_t *out,
                            struct error *err)
{
    sqlite_rest(sqlite);
    atomic_store(&sqlite->is_interrupted, false);
    errno = 0;
    int result = sqlite3_step(stmt);
    enum status status = STATUS_OK;
    if (result == SQLITE_ROW && out != NULL) {
        *out = sqlite3_column_int64(stmt, 0);
    }
    if (result != SQLITE_ROW && result != SQLITE_DONE) {
        status = sqlite_fail(sqlite, result, err);
    }
    (void)sqlite3_reset(stmt);
    return status;
}

static enum status keep(struct sqlite *sqlite, const char *sql, sqlite3_stmt **out,
                        struct error *err)
{
    sqlite_rest(sqlite);
    errno = 0;
    int result = sqlite3_prepare_v3(sqlite->db, sql, -1, SQLITE_PREPARE_PERSISTENT, out, NULL);
    return result == SQLITE_OK ? STATUS_OK : sqlite_fail(sqlite, result, err);
}

/* The number that a statement's first row begins with. */
static enum status read_int(struct sqlite *sqlite, const char *sql, int64_t *out, struct error *err)
{
    sqlite3_stmt *stmt = NULL;
    enum status status = keep(sqlite, sql, &stmt, err);
    if (status == STATUS_OK) {
        status = run_kept(sqlite, stmt, out, err);
    }
    (void)sqlite3_finalize(stmt);
    return status;
}

/* A pragma that has to be as wanted, or the store would promise what it does not hold. */
static enum status require(struct sqlite *sqlite, const char *name, int64_t wanted,
                           struct error *err)
{
    char sql[PRAGMA_BYTES];
    (void)snprintf(sql, sizeof sql, "PRAGMA %s = %lld", name, (long long)wanted);
    enum status status = run(sqlite, sql, err);
    if (status != STATUS_OK) {
        return status;
    }
    int64_t is = wanted - 1;
    (void)snprintf(sql, sizeof sql, "PRAGMA %s", name);
    status = read_int(sqlite, sql, &is, err);
    if (status == STATUS_OK && is != wanted) {
        return error_set(err, STATUS_UNSUPPORTED, "%s cannot be kept safely: %s did not take",
                         sqlite->path, name);
    }
    return status;
}

static enum status is_write_ahead(struct sqlite *sqlite, bool *out, struct error *err)
{
    sqlite3_stmt *stmt = NULL;
    enum status status = keep(sqlite, "PRAGMA journal_mode", &stmt, err);
    if (status != STATUS_OK) {
        return status;
    }
    int result = sqlite3_step(stmt);
    if (result == SQLITE_ROW) {
        *out = strcmp((const char *)sqlite3_column_text(stmt, 0), "wal") == 0;
    } else {
        status = sqlite_fail(sqlite, result, err);
    }
    (void)sqlite3_finalize(stmt);
    return status;
}

/* The write-ahead log stays with the file once it is on. */
static enum status require_write_ahead(struct sqlite *sqlite, struct error *err)
{
    bool is_on = false;
    enum status status = is_write_ahead(sqlite, &is_on, err);
    if (status == STATUS_OK && !is_on && sqlite->access != STORE_READ) {
        status = run(sqlite, "PRAGMA journal_mode = WAL", err);
        if (status == STATUS_OK) {
            status = is_write_ahead(sqlite, &is_on, err);
        }
    }
    if (status == STATUS_OK && !is_on) {
        (void)error_set(err, STATUS_UNSUPPORTED,
                        "%s cannot be kept safely: the write-ahead log did not take", sqlite->path);
        return error_hint(err, "put the store on a local disk and open it once for writing");
    }
    return status;
}

static enum status keep_all(struct sqlite *sqlite, struct error *err)
{
    struct {
        const char *sql;
        sqlite3_stmt **out;
    } kept[] = {
        {"BEGIN IMMEDIATE", &sqlite->begin_writer},
        {"BEGIN", &sqlite->begin_snapshot},
        {"SELECT count(*) FROM sqlite_schema", &sqlite->first_read},
        {"COMMIT", &sqlite->commit},
        {"PRAGMA data_version", &sqlite->mark},
    };
    enum status status = STATUS_OK;
    for (size_t i = 0; status == STATUS_OK && i < sizeof kept / sizeof *kept; i++) {
        status = keep(sqlite, kept[i].sql, kept[i].out, err);
    }
    return status;
}

static enum status settle(struct sqlite *sqlite, struct error *err)
{
    static const struct {
        const char *name;
        int64_t value;
    } wanted[] = {
        {"synchronous", SYNCHRONOUS_FULL},
        {"foreign_keys", 1},
        {"cache_size", -CACHE_KIB},
        {"secure_delete", 1}, /* what is erased is gone from the file as well */
        {"temp_store", TEMP_STORE_FILE},
        {"trusted_schema", 0},
        {"wal_autocheckpoint", LOG_PAGES},
        {"journal_size_limit", LOG_BYTES_KEPT},
        {"cell_size_check", 1},
    };
    enum status status = require_write_ahead(sqlite, err);
    for (size_t i = 0; status == STATUS_OK && i < sizeof wanted / sizeof *wanted; i++) {
        status = require(sqlite, wanted[i].name, wanted[i].value, err);
    }
    if (status == STATUS_OK && sqlite->access == STORE_READ) {
        status = require(sqlite, "query_only", 1, err);
    }
    return status == STATUS_OK ? keep_all(sqlite, err) : status;
}

static enum status connect_to(struct sqlite *sqlite, const char *path, struct error *err)
{
    assert(sqlite->db == NULL);
    /* Nobody asks how much memory SQLite has, so it need not count under a lock at every turn. Once
     * the library runs (a second connection) this changes nothing. */
    (void)sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
    int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE;
    int result = sqlite3_open_v2(path, &sqlite->db, flags, sqlite_layer());
    if (result == SQLITE_OK) {
        result = sqlite_offer_queue(sqlite);
    }
    if (result != SQLITE_OK) {
        return sqlite_fail(sqlite, result, err);
    }
    (void)sqlite3_busy_handler(sqlite->db, wait_for_lock, sqlite);
    (void)sqlite3_db_config(sqlite->db, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
    (void)sqlite3_db_config(sqlite->db, SQLITE_DBCONFIG_DQS_DML, 0, NULL);
    (void)sqlite3_db_config(sqlite->db, SQLITE_DBCONFIG_DQS_DDL, 0, NULL);
    /* Without it a statement that meets a partial index is prepared again for every value. */
    (void)sqlite3_db_config(sqlite->db, SQLITE_DBCONFIG_ENABLE_QPSG, 1, NULL);
    return STATUS_OK;
}

static void disconnect(struct sqlite *sqlite)
{
    sqlite3_stmt **kept[] = {&sqlite->begin_writer, &sqlite->begin_snapshot, &sqlite->first_read,
                             &sqlite->commit, &sqlite->mark};
    for (size_t i = 0; i < sizeof kept / sizeof *kept; i++) {
        (void)sqlite3_finalize(*kept[i]);
        *kept[i] = NULL;
    }
    int result = sqlite3_close(sqlite->db);
    assert(result == SQLITE_OK);
    sqlite->db = NULL;
}

/* Before anything is written: is it a database, and one of ours? */
static enum status check_is_ours(struct sqlite *sqlite, struct error *err)
{
    int64_t id = 0;
    enum status status = read_int(sqlite, "PRAGMA application_id", &id, err);
    if (status == STATUS_CORRUPT && (sqlite3_errcode(sqlite->db) & 0xFF) == SQLITE_NOTADB) {
        (void)error_set(err, STATUS_INVALID, "%s is not a store: the file is no database",
                        sqlite->path);
        return error_hint(err, "if it was a store once, go on with the last backup");
    }
    if (status == STATUS_OK && id != APPLICATION_ID) {
        (void)error_set(err, STATUS_INVALID, "%s is a database of another program", sqlite->path);
        return error_hint(err, "give another path; holdfast init makes a store");
    }
    return status;
}

static enum status open_existing(struct sqlite *sqlite, struct error *err)
{
    enum status status = sqlite_file_check(sqlite->path, sqlite->access, err);
    if (status == STATUS_OK) {
        status = connect_to(sqlite, sqlite->path, err);
    }
    if (status == STATUS_OK) {
        status = check_is_ours(sqlite, err);
    }
    return status == STATUS_OK ? settle(sqlite, err) : status;
}

static enum status open_hidden(struct sqlite *sqlite, struct error *err)
{
    enum status status = sqlite_file_hide(sqlite, sqlite->path, &sqlite->hidden_path, err);
    if (status == STATUS_OK) {
        status = connect_to(sqlite, sqlite->hidden_path, err);
    }
    if (status == STATUS_OK) {
        status = require(sqlite, "page_size", PAGE_BYTES, err);
    }
    return status == STATUS_OK ? settle(sqlite, err) : status;
}

static void close_connection(void *connection)
{
    struct sqlite *sqlite = connection;
    disconnect(sqlite);
    if (sqlite->hidden_path != NULL) {
        sqlite_file_remove(sqlite->hidden_path);
    }
}

static enum status open_connection(void *mem, const char *location, enum store_access access,
                                   void **connection, struct error *err)
{
    if (location[0] == '\0') {
        (void)error_set(err, STATUS_INVALID, "the path of the store is empty");
        return error_hint(err, "give the path of a file");
    }
    struct sqlite *sqlite = MEM_NEW(mem, struct sqlite);
    /* A name such as :memory: has no meaning of its own here. */
    sqlite->path = mem_printf(sqlite, "%s%s", location[0] == ':' ? "./" : "", location);
    sqlite->access = access;
    sqlite->busy_timeout_ms = STORE_BUSY_TIMEOUT_MS;
    enum status status =
        access == STORE_CREATE ? open_hidden(sqlite, err) : open_existing(sqlite, err);
    if (status != STATUS_OK) {
        close_connection(sqlite);
        mem_free(sqlite);
        return status;
    }
    *connection = sqlite;
    return STATUS_OK;
}

/* All of it has to be in the file itself, not in the log beside it, before the file gets its name.
 */
static enum status publish(void *connection, struct error *err)
{
    struct sqlite *sqlite = connection;
    int64_t is_busy = 1;
    enum status status = read_int(sqlite, "PRAGMA wal_checkpoint(TRUNCATE)", &is_busy, err);
    if (status != STATUS_OK) {
        return status;
    }
    assert(is_busy == 0);
    disconnect(sqlite);
    status = sqlite_file_show(sqlite->hidden_path, sqlite->path, err);
    if (status != STATUS_OK) {
        return status;
    }
    sqlite->hidden_path = NULL;
    status = connect_to(sqlite, sqlite->path, err);
    if (status == STATUS_OK) {
        status = settle(sqlite, err);
    }
    if (status != STATUS_OK) {
        sqlite_file_remove(sqlite->path);
    }
    return status;
}

static enum status version(void *connection, int *out, struct error *err)
{
    int64_t number = 0;
    enum status status = read_int(connection, "PRAGMA user_version", &number, err);
    *out = (int)number;
    return status;
}

static bool in_transaction(const void *connection)
{
    const struct sqlite *sqlite = connection;
    sqlite_rest(sqlite);
    return sqlite3_get_autocommit(sqlite->db) == 0;
}

static void rollback(void *connection)
{
    struct sqlite *sqlite = connection;
    sqlite->is_writer = false;
    sqlite_drop_queue(sqlite);
    if (in_transaction(sqlite)) {
        /* It fails only where SQLite has rolled back by itself. */
        (void)sqlite3_exec(sqlite->db, "ROLLBACK", NULL, NULL, NULL);
    }
}

/* The whole file has one writer, whatever the book. */
static enum status begin(void *connection, enum store_transaction kind, int64_t book,
                         struct error *err)
{
    (void)book;
    struct sqlite *sqlite = connection;
    if (kind == STORE_WRITER && sqlite->access == STORE_READ) {
        return sqlite_fail(sqlite, SQLITE_READONLY, err);
    }
    if (kind == STORE_WRITER) {
        enum status status = run_kept(sqlite, sqlite->begin_writer, NULL, err);
        sqlite->is_writer = status == STATUS_OK;
        return status;
    }
    enum status status = run_kept(sqlite, sqlite->begin_snapshot, NULL, err);
    /* The snapshot is what the first read sees. */
    if (status == STATUS_OK) {
        status = run_kept(sqlite, sqlite->first_read, NULL, err);
    }
    if (status != STATUS_OK) {
        rollback(sqlite);
    }
    return status;
}

static enum status commit(void *connection, struct error *err)
{
    struct sqlite *sqlite = connection;
    enum status status = sqlite_run_queue(sqlite, err);
    if (status == STATUS_OK) {
        status = run_kept(sqlite, sqlite->commit, NULL, err);
    }
    rollback(sqlite);
    return status;
}

static enum status check_references(struct sqlite *sqlite, struct error *err)
{
    int64_t broken = 0;
    enum status status =
        read_int(sqlite, "SELECT count(*) FROM pragma_foreign_key_check", &broken, err);
    if (status == STATUS_OK && broken > 0) {
        return error_set(err, STATUS_CORRUPT, "%s is damaged: %lld references lead nowhere",
                         sqlite->path, (long long)broken);
    }
    return status;
}

/* The steps that are still to do, inside a transaction. */
static enum status run_steps(struct sqlite *sqlite, const struct store_schema *schema,
                             struct error *err)
{
    int at = 0;
    enum status status = version(sqlite, &at, err);
    for (; status == STATUS_OK && at < schema->count; at++) {
        status = run(sqlite, schema->steps[at], err);
    }
    if (status != STATUS_OK) {
        return status;
    }
    char sql[PRAGMA_BYTES];
    (void)snprintf(sql, sizeof sql, "PRAGMA application_id = %d; PRAGMA user_version = %d",
                   APPLICATION_ID, at);
    status = run(sqlite, sql, err);
    return status == STATUS_OK ? check_references(sqlite, err) : status;
}

/* References are off meanwhile, since a step may have to build a table anew, and checked at the
 * end. That switch has no effect inside a transaction. */
static enum status migrate(void *connection, const struct store_schema *schema, struct error *err)
{
    struct sqlite *sqlite = connection;
    enum status status = require(sqlite, "foreign_keys", 0, err);
    if (status == STATUS_OK) {
        status = begin(sqlite, STORE_WRITER, 0, err);
    }
    if (status == STATUS_OK) {
        status = run_steps(sqlite, schema, err);
    }
    if (status == STATUS_OK) {
        status = commit(sqlite, err);
    }
    if (status != STATUS_OK) {
        rollback(sqlite);
        return status;
    }
    return require(sqlite, "foreign_keys", 1, err);
}

static enum status change_mark(void *connection, int64_t *out, struct error *err)
{
    struct sqlite *sqlite = connection;
    return run_kept(sqlite, sqlite->mark, out, err);
}

static enum status place(void *mem, void *connection, char **out, struct error *err)
{
    const struct sqlite *sqlite = connection;
    return sqlite_file_place(mem, sqlite->path, out, err);
}

static enum status backup(void *connection, const char *path, const struct store_watch *watch,
                          struct error *err)
{
    struct sqlite *sqlite = connection;
    bool is_inside = in_transaction(sqlite);
    assert(!is_inside || !sqlite->is_writer);
    /* One snapshot for the whole copy, so that a busy writer does not make it start over. */
    enum status status = is_inside ? STATUS_OK : begin(sqlite, STORE_SNAPSHOT, 0, err);
    if (status == STATUS_OK) {
        status = sqlite_backup(sqlite, path, watch, err);
    }
    if (!is_inside) {
        rollback(sqlite);
    }
    return status;
}

static enum status check(void *connection, struct error *err)
{
    struct sqlite *sqlite = connection;
    sqlite3_stmt *stmt = NULL;
    enum status status = keep(sqlite, "PRAGMA integrity_check(1)", &stmt, err);
    if (status != STATUS_OK) {
        return status;
    }
    int result = sqlite3_step(stmt);
    const char *found = (const char *)sqlite3_column_text(stmt, 0);
    if (result != SQLITE_ROW) {
        status = sqlite_fail(sqlite, result, err);
    } else if (strcmp(found, "ok") != 0) {
        (void)sqlite_fail(sqlite, SQLITE_CORRUPT, err);
        status = error_detail(err, "%s", found);
    }
    (void)sqlite3_finalize(stmt);
    return status == STATUS_OK ? check_references(sqlite, err) : status;
}

static void interrupt(void *connection)
{
    struct sqlite *sqlite = connection;
    atomic_store(&sqlite->is_interrupted, true);
    sqlite3_interrupt(sqlite->db);
}

static void set_busy_timeout(void *connection, int timeout_ms)
{
    struct sqlite *sqlite = connection;
    sqlite->busy_timeout_ms = timeout_ms;
}

static int64_t changed_rows(const void *connection)
{
    const struct sqlite *sqlite = connection;
    sqlite_rest(sqlite);
    return sqlite3_changes64(sqlite->db);
}

static enum status execute(void *connection, const char *sql, struct error *err)
{
    enum status status = sqlite_run_queue(connection, err);
    return status == STATUS_OK ? run(connection, sql, err) : status;
}

const struct store_driver sqlite_driver = {
    .scheme = "sqlite",
    .schema = "main",
    .open = open_connection,
    .publish = publish,
    .close = close_connection,
    .version = version,
    .migrate = migrate,
    .begin = begin,
    .commit = commit,
    .rollback = rollback,
    .in_transaction = in_transaction,
    .change_mark = change_mark,
    .place = place,
    .backup = backup,
    .check = check,
    .interrupt = interrupt,
    .set_busy_timeout = set_busy_timeout,
    .changed_rows = changed_rows,
    .execute = execute,
    .prepare = sqlite_prepare,
    .finalize = sqlite_finalize,
    .bind_int = sqlite_bind_int,
    .bind_text = sqlite_bind_text,
    .bind_null = sqlite_bind_null,
    .step = sqlite_step,
    .queue = sqlite_queue,
    .reset = sqlite_reset,
    .column_int = sqlite_column_int,
    .column_text = sqlite_column_text,
    .column_is_null = sqlite_column_is_null,
    .columns = sqlite_columns,
};
