#include "model/store/postgresql.h"

#include "model/mem.h"

#include <assert.h>
#include <poll.h>
#include <string.h>

#define SLICE_MS 50 /* of waiting, between which it can be stopped */
#define CANCEL_TEXT_BYTES 256

/* libpq brings GnuTLS along (it can ask an LDAP server where the database is), which would ready
 * itself at every start, with or without a server: a millisecond and most of a mebibyte. This is
 * the word that its manual has against that (GNUTLS_SKIP_GLOBAL_INIT); who uses it then readies it
 * himself. */
int _gnutls_global_init_skip(void);
int _gnutls_global_init_skip(void)
{
    return 1;
}

/* What every session is: nobody's other tables are seen, an acknowledged commit is on the disk, and
 * a cursor is planned for all of its rows, and nothing is compiled, which takes longer than our
 * statements do.
 *
 * What a writer asks is by key, and a plan is made once and kept: one that goes through a whole
 * table because that was small would grow slow with it. */
#define SETTLE                                                                                     \
    "PREPARE " POSTGRESQL_SET_WRITER                                                               \
    " (text) AS SELECT set_config('enable_seqscan', 'off', true),"                                 \
    " set_config('plan_cache_mode', 'force_generic_plan', true),"                                  \
    " set_config('lock_timeout', $1, true);"                                                       \
    "PREPARE " POSTGRESQL_LOCK " (int, int) AS SELECT pg_advisory_xact_lock($1, $2);"              \
    "SELECT set_config('search_path', '" POSTGRESQL_SCHEMA ", pg_temp', false),"                   \
    " set_config('cursor_tuple_fraction', '1', false),"                                            \
    " set_config('jit', 'off', false),"                                                            \
    " set_config('standard_conforming_strings', 'on', false),"                                     \
    " set_config('default_transaction_read_only', '%s', false),"                                   \
    " set_config('synchronous_commit', CASE current_setting('synchronous_commit')"                 \
    " WHEN 'remote_apply' THEN 'remote_apply' ELSE 'on' END, false)"

/* Being stopped */

void postgresql_enter(struct postgresql *pg)
{
    (void)pthread_mutex_lock(&pg->lock);
    atomic_store(&pg->is_interrupted, false);
    pg->is_running = true;
    pg->was_warned = false;
    (void)pthread_mutex_unlock(&pg->lock);
}

/* A call from another thread that began to stop us is over when this returns, so that it does not
 * meet the next thing that we send. */
void postgresql_leave(struct postgresql *pg)
{
    (void)pthread_mutex_lock(&pg->lock);
    pg->is_running = false;
    (void)pthread_mutex_unlock(&pg->lock);
}

void postgresql_interrupt(void *connection)
{
    struct postgresql *pg = connection;
    (void)pthread_mutex_lock(&pg->lock);
    if (pg->is_running && !pg->is_committing) {
        char said[CANCEL_TEXT_BYTES];
        atomic_store(&pg->is_interrupted, true);
        if (pg->cancel != NULL) {
            /* Where it fails the server is gone, and what runs ends by that. */
            (void)PQcancel(pg->cancel, said, sizeof said);
        }
    }
    (void)pthread_mutex_unlock(&pg->lock);
}

static void adopt(struct postgresql *pg, PGconn *server)
{
    (void)pthread_mutex_lock(&pg->lock);
    PQfreeCancel(pg->cancel);
    pg->cancel = server != NULL ? PQgetCancel(server) : NULL;
    (void)pthread_mutex_unlock(&pg->lock);
    pg->server = server;
}

void postgresql_lose(struct postgresql *pg)
{
    PGconn *server = pg->server;
    adopt(pg, NULL);
    PQfinish(server);
    postgresql_end_ahead(pg);
    postgresql_drop_queue(pg);
}

/* A server that has closed the connection says so once what it sent before is read. */
enum status postgresql_look_for_loss(struct postgresql *pg, struct error *err)
{
    bool is_gone = PQconsumeInput(pg->server) == 0 || PQconsumeInput(pg->server) == 0;
    return is_gone ? postgresql_fail(pg, NULL, err) : STATUS_OK;
}

bool postgresql_is_lost(void *connection)
{
    struct postgresql *pg = connection;
    struct error ignored;
    bool is_idle = pg->server != NULL && pg->transaction == POSTGRESQL_NONE &&
                   PQtransactionStatus(pg->server) == PQTRANS_IDLE;
    if (is_idle) {
        (void)!postgresql_look_for_loss(pg, &ignored);
    }
    return pg->server == NULL;
}

/* Reaching a server */

/* The last warning during a call: a commit that was kept here and not on the standby is one. */
static void note_warning(void *object, const PGresult *result)
{
    struct postgresql *pg = object;
    const char *severity = PQresultErrorField(result, PG_DIAG_SEVERITY_NONLOCALIZED);
    const char *said = PQresultErrorField(result, PG_DIAG_MESSAGE_PRIMARY);
    if (severity != NULL && strcmp(severity, "WARNING") == 0 && said != NULL) {
        struct error err;
        (void)error_set(&err, STATUS_IO, "%s", said);
        memcpy(pg->warning, err.message, sizeof pg->warning);
        pg->was_warned = true;
    }
}

enum outcome { OUTCOME_STANDS, OUTCOME_FAILED, OUTCOME_LATE };

/* Wait until the connection stands, at most so long. libpq would wait by itself, but neither short
 * enough for a console that draws meanwhile nor so that it could be stopped. */
static enum outcome wait_for(struct postgresql *pg, PGconn *server, int limit_ms)
{
    PostgresPollingStatusType next = PGRES_POLLING_WRITING;
    int waited_ms = 0;
    while (PQstatus(server) != CONNECTION_BAD && next != PGRES_POLLING_OK &&
           next != PGRES_POLLING_FAILED) {
        struct pollfd wanted = {.fd = PQsocket(server),
                                .events = next == PGRES_POLLING_READING ? POLLIN : POLLOUT};
        if (poll(&wanted, 1, SLICE_MS) > 0) {
            next = PQconnectPoll(server);
            continue;
        }
        waited_ms += SLICE_MS;
        if (waited_ms >= limit_ms || atomic_load(&pg->is_interrupted)) {
            return OUTCOME_LATE;
        }
    }
    return next == PGRES_POLLING_OK ? OUTCOME_STANDS : OUTCOME_FAILED;
}

/* One turn through the hosts, the first of which may take up all the time. */
static enum outcome dial(struct postgresql *pg, int limit_ms, struct error *err)
{
    const struct postgresql_settings *settings = &pg->settings;
    PGconn *server =
        PQconnectStartParams(settings->names, (const char *const *)settings->values, 0);
    if (server == NULL) {
        (void)postgresql_fail_connect(pg, server, false, err);
        return OUTCOME_FAILED;
    }
    /* So it tells the code of a refusal too. */
    (void)PQsetErrorVerbosity(server, PQERRORS_VERBOSE);
    (void)PQsetNoticeReceiver(server, note_warning, pg);
    postgresql_enter(pg);
    enum outcome outcome = wait_for(pg, server, limit_ms);
    postgresql_leave(pg);
    if (outcome == OUTCOME_STANDS) {
        adopt(pg, server);
        return outcome;
    }
    (void)postgresql_fail_connect(pg, server, outcome == OUTCOME_LATE, err);
    PQfinish(server);
    return outcome;
}

/* A host that does not answer at all is waited for once, and then the others have their turn. */
static enum status dial_all(struct postgresql *pg, int limit_ms, struct error *err)
{
    int turns = limit_ms == POSTGRESQL_PATIENT ? pg->settings.hosts : 1;
    int turn_ms = limit_ms == POSTGRESQL_PATIENT ? pg->settings.timeout_ms : limit_ms;
    enum outcome outcome = OUTCOME_LATE;
    for (int i = 0; i < turns && outcome == OUTCOME_LATE; i++) {
        outcome = dial(pg, turn_ms, err);
        if (outcome == OUTCOME_LATE && atomic_load(&pg->is_interrupted)) {
            return error_set(err, STATUS_CANCELLED, "stopped while connecting to the server");
        }
        if (outcome == OUTCOME_LATE) {
            postgresql_next_host(&pg->settings);
        }
    }
    return outcome == OUTCOME_STANDS ? STATUS_OK : err->status;
}

static bool is_on(const struct postgresql *pg, const char *parameter)
{
    const char *value = PQparameterStatus(pg->server, parameter);
    return value != NULL && strcmp(value, "on") == 0;
}

bool postgresql_is_standby(const struct postgresql *pg)
{
    return is_on(pg, "in_hot_standby");
}

static enum status check_server(const struct postgresql *pg, struct error *err)
{
    const char *encoding = PQparameterStatus(pg->server, "server_encoding");
    int version = PQserverVersion(pg->server);
    if (version < POSTGRESQL_VERSION_MIN) {
        (void)error_set(err, STATUS_UNSUPPORTED, "the server of %s is too old: PostgreSQL %s",
                        pg->shown, PQparameterStatus(pg->server, "server_version"));
        return error_hint(err, "use PostgreSQL %d or newer", POSTGRESQL_VERSION_MIN / 10000);
    }
    if (encoding == NULL || strcmp(encoding, "UTF8") != 0) {
        (void)error_set(err, STATUS_UNSUPPORTED, "%s keeps its texts as %s, not as UTF8", pg->shown,
                        encoding != NULL ? encoding : "nothing known");
        return error_hint(err, "make one with createdb --encoding=UTF8 --template=template0");
    }
    return STATUS_OK;
}

static enum status settle(struct postgresql *pg, struct error *err)
{
    enum status status = check_server(pg, err);
    if (status != STATUS_OK) {
        return status;
    }
    pg->is_listening = false;
    char *sql = mem_printf(NULL, SETTLE, pg->access == STORE_READ ? "on" : "off");
    PGresult *result = NULL;
    status = postgresql_run(pg, sql, &result, err);
    mem_free(sql);
    if (status != STATUS_OK) {
        return status;
    }
    const char *commit = PQgetvalue(result, 0, PQnfields(result) - 1);
    if (strcmp(commit, "on") != 0 && strcmp(commit, "remote_apply") != 0) {
        status = error_set(err, STATUS_UNSUPPORTED,
                           "%s cannot be kept safely: synchronous_commit did not take", pg->shown);
    }
    PQclear(result);
    return status;
}

enum status postgresql_reach(struct postgresql *pg, int limit_ms, struct error *err)
{
    if (pg->server != NULL) {
        return STATUS_OK;
    }
    assert(pg->transaction == POSTGRESQL_NONE);
    enum status status = dial_all(pg, limit_ms, err);
    if (status == STATUS_OK) {
        status = settle(pg, err);
    }
    if (status != STATUS_OK) {
        postgresql_lose(pg);
        /* It was right once, so it may be again. */
        err->status = pg->generation > 0 && status != STATUS_CANCELLED ? STATUS_LOST : status;
        return err->status;
    }
    pg->generation++;
    /* Whatever happened meanwhile, nobody told us. */
    pg->mark++;
    mem_free(pg->forgotten);
    pg->forgotten = NULL;
    return STATUS_OK;
}

/* Running */

PGresult *postgresql_next_answer(struct postgresql *pg)
{
    PGresult *answer = PQgetResult(pg->server);
    /* Between two answers there is nothing. */
    return answer != NULL ? answer : PQgetResult(pg->server);
}

bool postgresql_end_answers(struct postgresql *pg)
{
    PGresult *end = postgresql_next_answer(pg);
    bool is_end = PQresultStatus(end) == PGRES_PIPELINE_SYNC;
    PQclear(end);
    return PQexitPipelineMode(pg->server) != 0 && is_end;
}

enum status postgresql_take(struct postgresql *pg, PGresult *result, PGresult **out,
                            struct error *err)
{
    ExecStatusType kind = PQresultStatus(result);
    if (kind != PGRES_COMMAND_OK && kind != PGRES_TUPLES_OK) {
        (void)postgresql_fail(pg, result, err);
        PQclear(result);
        return err->status;
    }
    if (out != NULL) {
        *out = result;
    } else {
        PQclear(result);
    }
    return STATUS_OK;
}

enum status postgresql_run(struct postgresql *pg, const char *sql, PGresult **out,
                           struct error *err)
{
    enum status status = pg->is_ahead ? postgresql_flush(pg, err) : STATUS_OK;
    if (status != STATUS_OK) {
        return status;
    }
    postgresql_enter(pg);
    PGresult *result = PQexec(pg->server, sql);
    postgresql_leave(pg);
    return postgresql_take(pg, result, out, err);
}

enum status postgresql_try(struct postgresql *pg, enum status (*work)(void *, struct error *),
                           void *object, struct error *err)
{
    if (pg->failure.status != STATUS_OK) {
        return postgresql_fail_again(pg, err);
    }
    bool is_old = pg->server != NULL;
    enum status status = postgresql_reach(pg, POSTGRESQL_PATIENT, err);
    if (status == STATUS_OK) {
        status = work(object, err);
    }
    if (status == STATUS_LOST && is_old && pg->transaction == POSTGRESQL_NONE) {
        status = postgresql_reach(pg, POSTGRESQL_PATIENT, err);
        if (status == STATUS_OK) {
            status = work(object, err);
        }
    }
    return status;
}

struct question {
    struct postgresql *pg;
    const char *sql;
    PGresult **out;
};

static enum status put_question(void *object, struct error *err)
{
    const struct question *question = object;
    return postgresql_run(question->pg, question->sql, question->out, err);
}

enum status postgresql_ask(struct postgresql *pg, const char *sql, PGresult **out,
                           struct error *err)
{
    struct question question = {.pg = pg, .sql = sql, .out = out};
    return postgresql_try(pg, put_question, &question, err);
}
