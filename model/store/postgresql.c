#include "model/store/postgresql.h"

#include "model/mem.h"
#include "model/store/driver.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define INT_BYTES 24
#define MARK_CONNECT_MS 300 /* what a console that draws meanwhile can spare */

/* Transactions */

struct beginning {
    struct postgresql *pg;
    enum store_transaction kind;
    int64_t book;
};

#define BEGIN_SNAPSHOT "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"
#define BEGIN_WRITER "BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE"

/* 0 would be to wait for ever. */
static int timeout_of(const struct postgresql *pg)
{
    return pg->busy_timeout_ms > 0 ? pg->busy_timeout_ms : 1;
}

/* One round trip. A writer sees what the writer before it has committed, since every statement that
 * follows the lock looks anew; a reader's snapshot is what its first statement sees. */
static char *begin_text(const struct beginning *wanted)
{
    const char *forgotten = wanted->pg->forgotten != NULL ? wanted->pg->forgotten : "";
    if (wanted->kind == STORE_SNAPSHOT) {
        return mem_printf(NULL, BEGIN_SNAPSHOT "; %sSELECT 1", forgotten);
    }
    return mem_printf(NULL,
                      BEGIN_WRITER "; %s EXECUTE " POSTGRESQL_SET_WRITER
                                   "('%d'); EXECUTE " POSTGRESQL_LOCK "(%d, %d)",
                      forgotten, timeout_of(wanted->pg), POSTGRESQL_APPLICATION, (int)wanted->book);
}

static bool send(struct postgresql *pg, const char *sql)
{
    return PQsendQueryParams(pg->server, sql, 0, NULL, NULL, NULL, NULL, 0) != 0;
}

static bool send_prepared(struct postgresql *pg, const char *name, int count,
                          const char *const *values)
{
    return PQsendQueryPrepared(pg->server, name, count, values, NULL, NULL, 0) != 0;
}

bool postgresql_send_begin(struct postgresql *pg, enum store_transaction kind, int64_t book)
{
    char numbers[3][INT_BYTES];
    (void)snprintf(numbers[0], INT_BYTES, "%d", timeout_of(pg));
    (void)snprintf(numbers[1], INT_BYTES, "%d", POSTGRESQL_APPLICATION);
    (void)snprintf(numbers[2], INT_BYTES, "%d", (int)book);
    const char *const values[] = {numbers[0], numbers[1], numbers[2]};
    if (kind == STORE_SNAPSHOT) {
        return send(pg, BEGIN_SNAPSHOT);
    }
    return send(pg, BEGIN_WRITER) && send_prepared(pg, POSTGRESQL_SET_WRITER, 1, values) &&
           send_prepared(pg, POSTGRESQL_LOCK, 2, values + 1);
}

static void end_transaction(struct postgresql *pg)
{
    pg->transaction = POSTGRESQL_NONE;
    pg->failure.status = STATUS_OK;
    pg->has_written = false;
    postgresql_drop_queue(pg);
}

void postgresql_rollback(void *connection)
{
    struct postgresql *pg = connection;
    struct error ignored;
    postgresql_end_ahead(pg);
    if (pg->server != NULL && PQtransactionStatus(pg->server) != PQTRANS_IDLE) {
        /* It fails only with the connection, and then there is nothing to undo. */
        (void)!postgresql_run(pg, "ROLLBACK", NULL, &ignored);
    }
    end_transaction(pg);
}

static enum status start(void *object, struct error *err)
{
    const struct beginning *wanted = object;
    struct postgresql *pg = wanted->pg;
    char *sql = begin_text(wanted);
    enum status status = postgresql_run(pg, sql, NULL, err);
    mem_free(sql);
    /* What it freed is free even where the lock was not to be had. */
    mem_free(pg->forgotten);
    pg->forgotten = NULL;
    if (status != STATUS_OK) {
        postgresql_rollback(pg);
        return status;
    }
    pg->transaction = wanted->kind == STORE_WRITER ? POSTGRESQL_WRITER : POSTGRESQL_SNAPSHOT;
    return STATUS_OK;
}

enum status postgresql_begin(void *connection, enum store_transaction kind, int64_t book,
                             struct error *err)
{
    struct postgresql *pg = connection;
    struct beginning wanted = {.pg = pg, .kind = kind, .book = book};
    assert(pg->transaction == POSTGRESQL_NONE);
    assert(book >= 0 && book <= INT32_MAX);
    if (kind == STORE_WRITER && pg->access == STORE_READ) {
        return error_set(err, STATUS_IO, "%s is open for reading only", pg->shown);
    }
    /* A snapshot is what its first statement sees, which is to be the one that is asked. */
    if (pg->is_gathering && pg->forgotten == NULL) {
        pg->has_beginning = true;
        pg->beginning = kind;
        pg->beginning_book = book;
        return STATUS_OK;
    }
    return postgresql_try(pg, start, &wanted, err);
}

static void set_committing(struct postgresql *pg, bool is_committing)
{
    (void)pthread_mutex_lock(&pg->lock);
    pg->is_committing = is_committing;
    (void)pthread_mutex_unlock(&pg->lock);
}

/* Where the server took it back without an error, or kept it with a warning. */
static enum status check_commit(const struct postgresql *pg, PGresult *result, struct error *err)
{
    if (strcmp(PQcmdStatus(result), "COMMIT") != 0) {
        return error_set(err, STATUS_IO, "the server of %s kept nothing", pg->shown);
    }
    if (pg->was_warned) {
        (void)error_set(err, STATUS_UNSURE, "%s keeps this on one server only", pg->shown);
        (void)error_detail(err, "%s", pg->warning);
        return error_hint(err, "see to the standby before you rely on it");
    }
    return STATUS_OK;
}

/* Others are told in the same transaction, so that they hear of what is kept and of nothing else.
 */
enum status postgresql_commit(void *connection, struct error *err)
{
    struct postgresql *pg = connection;
    PGresult *result = NULL;
    enum status status = pg->failure.status == STATUS_OK ? postgresql_flush(pg, err)
                                                         : postgresql_fail_again(pg, err);
    if (status == STATUS_OK) {
        status = postgresql_look_for_loss(pg, err);
    }
    if (status == STATUS_OK) {
        set_committing(pg, true);
        status = postgresql_run(
            pg, pg->has_written ? "NOTIFY " POSTGRESQL_SCHEMA "; COMMIT" : "COMMIT", &result, err);
        set_committing(pg, false);
    }
    if (status == STATUS_OK) {
        status = check_commit(pg, result, err);
        PQclear(result);
    }
    postgresql_rollback(pg);
    return status;
}

static bool in_transaction(const void *connection)
{
    const struct postgresql *pg = connection;
    return pg->transaction != POSTGRESQL_NONE || pg->has_beginning;
}

static enum status execute(void *connection, const char *sql, struct error *err)
{
    struct postgresql *pg = connection;
    if (pg->failure.status != STATUS_OK) {
        return postgresql_fail_again(pg, err);
    }
    enum status status = postgresql_reach(pg, POSTGRESQL_PATIENT, err);
    if (status == STATUS_OK) {
        status = postgresql_flush(pg, err);
    }
    if (status != STATUS_OK) {
        return status;
    }
    bool is_alone = pg->transaction == POSTGRESQL_NONE;
    pg->has_written = pg->has_written || pg->transaction == POSTGRESQL_WRITER;
    status = postgresql_run(pg, sql, NULL, err);
    if (status == STATUS_LOST && is_alone) {
        /* It commits by itself. */
        (void)error_hint(err, "see whether it was done before doing it again");
        err->status = status = STATUS_UNSURE;
    }
    return status;
}

/* Opening */

static void close_connection(void *connection)
{
    struct postgresql *pg = connection;
    postgresql_lose(pg);
    (void)pthread_mutex_destroy(&pg->lock);
}

static enum status open_connection(void *mem, const char *url, enum store_access access,
                                   void **connection, struct error *err)
{
    struct postgresql *pg = MEM_NEW(mem, struct postgresql);
    pg->shown = postgresql_show_url(pg, url);
    pg->access = access;
    pg->busy_timeout_ms = STORE_BUSY_TIMEOUT_MS;
    (void)pthread_mutex_init(&pg->lock, NULL);
    enum status status = postgresql_read_url(pg, url, &pg->settings, err);
    if (status == STATUS_OK) {
        status = postgresql_reach(pg, POSTGRESQL_PATIENT, err);
    }
    if (status == STATUS_OK) {
        status = access == STORE_CREATE ? postgresql_make_store(pg, err)
                                        : postgresql_find_store(pg, err);
    }
    if (status != STATUS_OK) {
        close_connection(pg);
        mem_free(pg);
        return status;
    }
    *connection = pg;
    return STATUS_OK;
}

static enum status publish(void *connection, struct error *err)
{
    return postgresql_commit(connection, err);
}

/* Marks, copies and checks */

/* Whoever asks for marks listens from then on: the others need not be told at each of their own
 * commits. A standby cannot listen, but tells how far it has come; one that was promoted can. */
static enum status listen_or_ask(struct postgresql *pg, struct error *err)
{
    if (!postgresql_is_standby(pg)) {
        pg->mark++;
        enum status status = postgresql_run(pg, POSTGRESQL_LISTEN, NULL, err);
        pg->is_listening = status == STATUS_OK;
        return status;
    }
    PGresult *result = NULL;
    enum status status =
        postgresql_run(pg, "SELECT pg_snapshot_xmax(pg_current_snapshot())", &result, err);
    if (status == STATUS_OK) {
        int64_t end = strtoll(PQgetvalue(result, 0, 0), NULL, 10);
        pg->mark += end != pg->standby_end ? 1 : 0;
        pg->standby_end = end;
        PQclear(result);
    }
    return status;
}

static enum status hear(struct postgresql *pg, struct error *err)
{
    PGnotify *note = NULL;
    enum status status = postgresql_look_for_loss(pg, err);
    if (status != STATUS_OK) {
        return status;
    }
    while ((note = PQnotifies(pg->server)) != NULL) {
        pg->mark += note->be_pid != PQbackendPID(pg->server) ? 1 : 0;
        PQfreemem(note);
    }
    return STATUS_OK;
}

static enum status change_mark(void *connection, int64_t *out, struct error *err)
{
    struct postgresql *pg = connection;
    enum status status = STATUS_OK;
    if (pg->transaction == POSTGRESQL_NONE) {
        status = postgresql_reach(pg, MARK_CONNECT_MS, err);
    } else if (pg->server == NULL) {
        status = postgresql_fail_again(pg, err);
    }
    if (status == STATUS_OK && pg->is_listening) {
        status = hear(pg, err);
    } else if (status == STATUS_OK && pg->transaction == POSTGRESQL_NONE) {
        status = listen_or_ask(pg, err);
    } else if (status == STATUS_OK) {
        status = postgresql_look_for_loss(pg, err);
    }
    *out = pg->mark;
    return status;
}

/* The cluster and the database in it; a promoted standby is the same place. */
static enum status place(void *mem, void *connection, char **out, struct error *err)
{
    const char *sql = "SELECT 'postgresql:' || c.system_identifier || ':' || d.oid"
                      " FROM pg_control_system() c, pg_database d"
                      " WHERE d.datname = current_database()";
    PGresult *result = NULL;
    enum status status = postgresql_ask(connection, sql, &result, err);
    if (status == STATUS_OK) {
        *out = mem_strdup(mem, PQgetvalue(result, 0, 0));
        PQclear(result);
    }
    return status;
}

/* The server's own tools do that; what has to be typed is told as it has to be. */
static enum status backup(void *connection, const char *path, const struct store_watch *watch,
                          struct error *err)
{
    const struct postgresql *pg = connection;
    (void)watch;
    char *url = postgresql_bare_url(NULL, pg->shown);
    (void)error_set(err, STATUS_UNSUPPORTED, "the tools of its server back this store up");
    (void)error_detail(
        err, "pg_dump --format=custom --schema=" POSTGRESQL_SCHEMA " --file='%s' --dbname='%s'",
        path, url);
    (void)error_hint(err,
                     "or the whole server: pg_basebackup --checkpoint=fast --pgdata=FOLDER"
                     " --dbname='%s'",
                     url);
    mem_free(url);
    return err->status;
}

/* What has been switched off on the server, or was never finished there. */
static enum status check(void *connection, struct error *err)
{
    const char *sql =
        "SELECT 'constraint ' || conname || ' is not valid' FROM pg_constraint c"
        " WHERE connamespace = '" POSTGRESQL_SCHEMA "'::regnamespace AND NOT convalidated"
        " UNION ALL SELECT 'index ' || indexrelid::regclass || ' is not valid' FROM pg_index"
        " JOIN pg_class r ON r.oid = indrelid WHERE relnamespace = '" POSTGRESQL_SCHEMA
        "'::regnamespace AND NOT (indisvalid AND indisready)"
        " UNION ALL SELECT 'trigger ' || tgname || ' is off' FROM pg_trigger"
        " JOIN pg_class r ON r.oid = tgrelid WHERE relnamespace = '" POSTGRESQL_SCHEMA
        "'::regnamespace AND tgenabled NOT IN ('O', 'A') LIMIT 1";
    struct postgresql *pg = connection;
    PGresult *result = NULL;
    enum status status = postgresql_ask(pg, sql, &result, err);
    if (status != STATUS_OK) {
        return status;
    }
    if (PQntuples(result) > 0) {
        (void)error_set(err, STATUS_CORRUPT, "%s is damaged", pg->shown);
        status = error_detail(err, "%s", PQgetvalue(result, 0, 0));
    }
    PQclear(result);
    return status;
}

static const char *host(const void *connection)
{
    const struct postgresql *pg = connection;
    return pg->settings.shown;
}

static void set_busy_timeout(void *connection, int timeout_ms)
{
    struct postgresql *pg = connection;
    pg->busy_timeout_ms = timeout_ms;
}

static int64_t changed_rows(const void *connection)
{
    const struct postgresql *pg = connection;
    return pg->changed_rows;
}

const struct store_driver postgresql_driver = {
    .scheme = "postgresql",
    .schema = POSTGRESQL_SCHEMA,
    .show = postgresql_show_url,
    .open = open_connection,
    .publish = publish,
    .close = close_connection,
    .version = postgresql_version,
    .migrate = postgresql_migrate,
    .begin = postgresql_begin,
    .commit = postgresql_commit,
    .rollback = postgresql_rollback,
    .in_transaction = in_transaction,
    .is_lost = postgresql_is_lost,
    .host = host,
    .change_mark = change_mark,
    .place = place,
    .backup = backup,
    .check = check,
    .interrupt = postgresql_interrupt,
    .set_busy_timeout = set_busy_timeout,
    .changed_rows = changed_rows,
    .execute = execute,
    .prepare = postgresql_prepare,
    .finalize = postgresql_finalize,
    .bind_int = postgresql_bind_int,
    .bind_text = postgresql_bind_text,
    .bind_null = postgresql_bind_null,
    .step = postgresql_step,
    .queue = postgresql_queue,
    .expect_many = postgresql_expect_many,
    .gather = postgresql_gather,
    .ask = postgresql_ask_later,
    .answer = postgresql_answer,
    .take = postgresql_take_answer,
    .forget_asked = postgresql_forget_asked,
    .reset = postgresql_reset,
    .column_int = postgresql_column_int,
    .column_text = postgresql_column_text,
    .column_is_null = postgresql_column_is_null,
    .columns = postgresql_columns,
};
