#include "model/store/postgresql.h"

#include "model/mem.h"

#include <assert.h>
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define FETCH_ROWS 500
#define INT_BYTES 24
#define ROOM_BYTES 256
#define FORGOTTEN_BYTES_MAX 2048

/* PostgreSQL's fixed numbers of the types that matter here. */
#define OID_SMALLINT 21
#define OID_INTEGER 23
#define OID_BIGINT 20
#define OID_NUMERIC 1700

/* Known to the server */

void postgresql_forget(struct postgresql *pg, const char *name)
{
    pg->forgotten = pg->forgotten != NULL ? pg->forgotten : mem_strdup(pg, "");
    pg->forgotten = mem_append(pg->forgotten, "DEALLOCATE %s;", name);
}

static enum status send_text(struct postgresql_stmt *stmt, struct error *err)
{
    struct postgresql *pg = stmt->pg;
    postgresql_enter(pg);
    PGresult *result = PQprepare(pg->server, stmt->name, stmt->sql, stmt->parameters, stmt->types);
    postgresql_leave(pg);
    return postgresql_take(pg, result, NULL, err);
}

/* Send the text and ask what the server makes of it, in one round trip. The answer is the caller's,
 * and an error where it did not go well. */
static PGresult *ask_about(struct postgresql_stmt *stmt)
{
    struct postgresql *pg = stmt->pg;
    bool is_sent = PQenterPipelineMode(pg->server) != 0 &&
                   PQsendPrepare(pg->server, stmt->name, stmt->sql, 0, NULL) != 0 &&
                   PQsendDescribePrepared(pg->server, stmt->name) != 0 &&
                   PQpipelineSync(pg->server) != 0;
    PGresult *prepared = is_sent ? postgresql_next_answer(pg) : NULL;
    PGresult *described = is_sent ? postgresql_next_answer(pg) : NULL;
    is_sent = postgresql_end_answers(pg) && is_sent;
    bool is_fine = is_sent && PQresultStatus(prepared) == PGRES_COMMAND_OK;
    PQclear(is_fine ? prepared : described);
    return is_fine ? described : prepared;
}

/* Beside a short number the server takes a parameter for one as short. All of ours are long:
 * whether one was taken so. */
static bool lengthen(struct postgresql_stmt *stmt)
{
    bool was_short = false;
    for (int i = 0; i < stmt->parameters; i++) {
        if (stmt->types[i] == OID_SMALLINT || stmt->types[i] == OID_INTEGER) {
            stmt->types[i] = OID_BIGINT;
            was_short = true;
        }
    }
    return was_short;
}

/* The same for a statement that no connection has known yet. */
static enum status learn(struct postgresql_stmt *stmt, struct error *err)
{
    struct postgresql *pg = stmt->pg;
    PGresult *result = NULL;
    postgresql_enter(pg);
    PGresult *answer = ask_about(stmt);
    postgresql_leave(pg);
    enum status status = postgresql_take(pg, answer, &result, err);
    if (status != STATUS_OK) {
        return status;
    }
    assert(PQnparams(result) == stmt->parameters);
    stmt->columns = PQnfields(result);
    stmt->types = MEM_ARRAY(stmt, Oid, (size_t)stmt->parameters);
    for (int i = 0; i < stmt->parameters; i++) {
        stmt->types[i] = PQparamtype(result, i);
    }
    PQclear(result);
    if (!lengthen(stmt)) {
        return STATUS_OK;
    }
    postgresql_forget(pg, stmt->name);
    stmt->name = mem_printf(stmt, "%s_long", stmt->name);
    return send_text(stmt, err);
}

static enum status run_forgotten(struct postgresql *pg, struct error *err)
{
    if (pg->forgotten == NULL || strlen(pg->forgotten) < FORGOTTEN_BYTES_MAX || pg->first != NULL) {
        return STATUS_OK;
    }
    enum status status = postgresql_run(pg, pg->forgotten, NULL, err);
    mem_free(pg->forgotten);
    pg->forgotten = NULL;
    return status;
}

enum status postgresql_make_known(struct postgresql_stmt *stmt, struct error *err)
{
    struct postgresql *pg = stmt->pg;
    if (stmt->generation == pg->generation) {
        return STATUS_OK;
    }
    enum status status = pg->is_ahead ? postgresql_flush(pg, err) : STATUS_OK;
    if (status == STATUS_OK) {
        status = run_forgotten(pg, err);
    }
    if (status == STATUS_OK) {
        status = stmt->types != NULL ? send_text(stmt, err) : learn(stmt, err);
    }
    stmt->generation = status == STATUS_OK ? pg->generation : stmt->generation;
    return status;
}

static enum status make_known(void *statement, struct error *err)
{
    return postgresql_make_known(statement, err);
}

enum status postgresql_prepare(void *mem, void *connection, const char *sql, void **statement,
                               int *parameters, struct error *err)
{
    struct postgresql *pg = connection;
    struct postgresql_stmt *stmt = MEM_NEW(mem, struct postgresql_stmt);
    stmt->pg = pg;
    stmt->sql = postgresql_with_lists(stmt, sql, &stmt->lists);
    stmt->name = mem_printf(stmt, "s%" PRIu64, ++pg->names);
    stmt->parameters = postgresql_parameters(sql);
    stmt->is_write = postgresql_is_write(sql);
    assert(stmt->parameters <= POSTGRESQL_PARAMETERS_MAX);
    enum status status = postgresql_try(pg, make_known, stmt, err);
    if (status != STATUS_OK) {
        mem_free(stmt);
        return status;
    }
    *statement = stmt;
    *parameters = stmt->parameters;
    return STATUS_OK;
}

void postgresql_finalize(void *statement)
{
    struct postgresql_stmt *stmt = statement;
    PQclear(stmt->result);
    if (stmt->group != NULL) {
        postgresql_orphan(stmt->group);
    }
    if (stmt->generation == stmt->pg->generation && stmt->pg->server != NULL) {
        postgresql_forget(stmt->pg, stmt->name);
    }
}

/* Parameters */

static void bind(struct postgresql_stmt *stmt, int parameter, const char *value)
{
    struct postgresql_values *values = &stmt->values;
    size_t bytes = strlen(value) + 1;
    if (bytes > values->size - values->used) {
        values->size = 2 * (values->size + bytes) + ROOM_BYTES;
        values->room = MEM_GROW(stmt, values->room, char, values->size);
    }
    memcpy(values->room + values->used, value, bytes);
    values->at[parameter - 1] = values->used;
    values->used += bytes;
}

void postgresql_bind_int(void *statement, int parameter, int64_t value)
{
    char text[INT_BYTES];
    (void)snprintf(text, sizeof text, "%" PRId64, value);
    bind(statement, parameter, text);
}

void postgresql_bind_text(void *statement, int parameter, const char *value)
{
    struct postgresql_stmt *stmt = statement;
    if ((stmt->lists >> (parameter - 1) & 1) == 0) {
        bind(stmt, parameter, value);
        return;
    }
    char *array = postgresql_array(stmt, value);
    bind(stmt, parameter, array);
    mem_free(array);
}

void postgresql_bind_null(void *statement, int parameter)
{
    struct postgresql_stmt *stmt = statement;
    stmt->values.at[parameter - 1] = POSTGRESQL_NULL;
}

void postgresql_list_values(const struct postgresql_values *values, int parameters,
                            const char *out[POSTGRESQL_PARAMETERS_MAX])
{
    for (int i = 0; i < parameters; i++) {
        out[i] = values->at[i] == POSTGRESQL_NULL ? NULL : values->room + values->at[i];
    }
}

/* Rows */

static enum status fetch(struct postgresql_stmt *stmt, struct error *err)
{
    if (stmt->pg->failure.status != STATUS_OK) {
        return postgresql_fail_again(stmt->pg, err);
    }
    char *sql = mem_printf(NULL, "FETCH %d FROM c_%s", FETCH_ROWS, stmt->name);
    PQclear(stmt->result);
    stmt->result = NULL;
    stmt->row = 0;
    enum status status = postgresql_run(stmt->pg, sql, &stmt->result, err);
    mem_free(sql);
    return status;
}

static enum status open_cursor(struct postgresql_stmt *stmt, const char *const *values,
                               struct error *err)
{
    struct postgresql *pg = stmt->pg;
    char *sql = mem_printf(NULL, "DECLARE c_%s NO SCROLL CURSOR FOR %s", stmt->name, stmt->sql);
    postgresql_enter(pg);
    PGresult *result =
        PQexecParams(pg->server, sql, stmt->parameters, stmt->types, values, NULL, NULL, 0);
    postgresql_leave(pg);
    mem_free(sql);
    enum status status = postgresql_take(pg, result, NULL, err);
    stmt->has_cursor = status == STATUS_OK;
    return status == STATUS_OK ? fetch(stmt, err) : status;
}

static enum status run_whole(struct postgresql_stmt *stmt, const char *const *values,
                             struct error *err)
{
    struct postgresql *pg = stmt->pg;
    postgresql_enter(pg);
    PGresult *result =
        PQexecPrepared(pg->server, stmt->name, stmt->parameters, values, NULL, NULL, 0);
    postgresql_leave(pg);
    enum status status = postgresql_take(pg, result, &stmt->result, err);
    stmt->row = 0;
    if (status == STATUS_OK && stmt->is_write) {
        pg->changed_rows = strtoll(PQcmdTuples(stmt->result), NULL, 10);
        pg->has_written = true;
    }
    return status;
}

static enum status start(void *statement, struct error *err)
{
    struct postgresql_stmt *stmt = statement;
    const char *values[POSTGRESQL_PARAMETERS_MAX];
    enum status status = postgresql_flush(stmt->pg, err);
    if (status == STATUS_OK) {
        status = postgresql_make_known(stmt, err);
    }
    if (status != STATUS_OK) {
        return status;
    }
    postgresql_list_values(&stmt->values, stmt->parameters, values);
    return stmt->is_many ? open_cursor(stmt, values, err) : run_whole(stmt, values, err);
}

/* A whole number, which for the server may be a truth. */
static bool read_int(const char *text, int64_t *out)
{
    if ((text[0] == 't' || text[0] == 'f') && text[1] == '\0') {
        *out = text[0] == 't';
        return true;
    }
    char *end = NULL;
    errno = 0;
    long long value = strtoll(text, &end, 10);
    *out = value;
    return errno == 0 && end > text && *end == '\0';
}

/* Sums have no limit on the server. */
static enum status check_row(struct postgresql_stmt *stmt, struct error *err)
{
    for (int i = 0; i < PQnfields(stmt->result); i++) {
        int64_t value = 0;
        if (PQftype(stmt->result, i) == OID_NUMERIC &&
            PQgetisnull(stmt->result, stmt->row, i) == 0 &&
            !read_int(PQgetvalue(stmt->result, stmt->row, i), &value)) {
            (void)error_set(err, STATUS_CORRUPT, "the store and this program do not fit");
            return error_detail(err, "%s is no amount", PQgetvalue(stmt->result, stmt->row, i));
        }
    }
    return STATUS_OK;
}

enum status postgresql_step(void *statement, bool *has_row, struct error *err)
{
    struct postgresql_stmt *stmt = statement;
    struct postgresql *pg = stmt->pg;
    /* A write outside a writer's transaction would be committed by itself. */
    assert(!stmt->is_write || pg->access == STORE_READ || pg->transaction == POSTGRESQL_WRITER);
    enum status status = STATUS_OK;
    if (stmt->result == NULL) {
        status = postgresql_try(pg, start, stmt, err);
    } else if (++stmt->row == PQntuples(stmt->result) && stmt->has_cursor) {
        status = fetch(stmt, err);
    }
    if (status != STATUS_OK) {
        return status;
    }
    *has_row = stmt->row < PQntuples(stmt->result);
    return *has_row ? check_row(stmt, err) : STATUS_OK;
}

void postgresql_expect_many(void *statement)
{
    struct postgresql_stmt *stmt = statement;
    assert(stmt->pg->transaction != POSTGRESQL_NONE);
    stmt->is_many = true;
}

static void close_cursor(struct postgresql_stmt *stmt)
{
    struct postgresql *pg = stmt->pg;
    stmt->has_cursor = false;
    if (pg->transaction == POSTGRESQL_NONE || pg->failure.status != STATUS_OK) {
        return;
    }
    struct error err;
    char *sql = mem_printf(NULL, "CLOSE c_%s", stmt->name);
    /* A failure is one of the transaction, which tells it at the next call. */
    (void)!postgresql_run(pg, sql, NULL, &err);
    mem_free(sql);
}

void postgresql_reset(void *statement)
{
    struct postgresql_stmt *stmt = statement;
    PQclear(stmt->result);
    stmt->result = NULL;
    if (stmt->has_cursor) {
        close_cursor(stmt);
    }
    stmt->is_many = false;
    stmt->values.used = 0;
}

/* Columns */

int64_t postgresql_column_int(void *statement, int column)
{
    const char *text = postgresql_column_text(statement, column);
    int64_t value = 0;
    bool is_number = text == NULL || read_int(text, &value);
    assert(is_number);
    return value;
}

const char *postgresql_column_text(void *statement, int column)
{
    struct postgresql_stmt *stmt = statement;
    return postgresql_column_is_null(stmt, column) ? NULL
                                                   : PQgetvalue(stmt->result, stmt->row, column);
}

bool postgresql_column_is_null(void *statement, int column)
{
    struct postgresql_stmt *stmt = statement;
    assert(column >= 0 && column < PQnfields(stmt->result));
    return PQgetisnull(stmt->result, stmt->row, column) != 0;
}

int postgresql_columns(void *statement)
{
    struct postgresql_stmt *stmt = statement;
    return stmt->columns;
}
