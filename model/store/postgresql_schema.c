#include "model/store/postgresql.h"

#include "model/mem.h"

#include <stdlib.h>
#include <string.h>

#define SCHEMA_BOOK 0 /* the lock for work on the schema */
#define STORE_VERSION POSTGRESQL_SCHEMA ".store_version"

static bool has_no_right(const struct postgresql *pg)
{
    return strcmp(pg->code, "42501") == 0;
}

static enum status fail_foreign(const struct postgresql *pg, struct error *err)
{
    (void)error_set(err, STATUS_INVALID, "the schema " POSTGRESQL_SCHEMA " of %s is not ours",
                    pg->shown);
    (void)error_detail(err, "it has no table " STORE_VERSION " of this program");
    return error_hint(err, "give another database; this one is left as it is");
}

enum status postgresql_version(void *connection, int *out, struct error *err)
{
    struct postgresql *pg = connection;
    PGresult *result = NULL;
    enum status status = postgresql_ask(
        pg, "SELECT version FROM " STORE_VERSION " WHERE application = 'holdfast'", &result, err);
    if (status != STATUS_OK) {
        return status;
    }
    if (PQntuples(result) == 1) {
        *out = (int)strtol(PQgetvalue(result, 0, 0), NULL, 10);
    } else {
        status = fail_foreign(pg, err);
    }
    PQclear(result);
    return status;
}

enum found { FOUND_NOTHING, FOUND_OURS, FOUND_LOCKED, FOUND_FOREIGN };

/* Whose schema it is, without touching what is in it. */
static enum status look(struct postgresql *pg, enum found *out, struct error *err)
{
    const char *sql =
        "SELECT has_schema_privilege(n.oid, 'USAGE'), EXISTS (SELECT 1 FROM pg_class c"
        " JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'application'"
        " WHERE c.relnamespace = n.oid AND c.relname = 'store_version')"
        " FROM pg_namespace n WHERE n.nspname = '" POSTGRESQL_SCHEMA "'";
    PGresult *result = NULL;
    enum status status = postgresql_run(pg, sql, &result, err);
    if (status != STATUS_OK) {
        return status;
    }
    if (PQntuples(result) == 0) {
        *out = FOUND_NOTHING;
    } else if (PQgetvalue(result, 0, 1)[0] != 't') {
        *out = FOUND_FOREIGN;
    } else {
        *out = PQgetvalue(result, 0, 0)[0] == 't' ? FOUND_OURS : FOUND_LOCKED;
    }
    PQclear(result);
    return STATUS_OK;
}

enum status postgresql_find_store(struct postgresql *pg, struct error *err)
{
    enum found found = FOUND_NOTHING;
    if (pg->access == STORE_WRITE && postgresql_is_standby(pg)) {
        return postgresql_refuse_write(pg, err);
    }
    enum status status = look(pg, &found, err);
    if (status != STATUS_OK) {
        return status;
    }
    switch (found) {
    case FOUND_NOTHING:
        (void)error_set(err, STATUS_NOT_FOUND, "no store in %s", pg->shown);
        return error_hint(err, "holdfast --db URL init makes one");
    case FOUND_FOREIGN:
        return fail_foreign(pg, err);
    case FOUND_LOCKED:
        (void)error_set(err, STATUS_IO, "no right to use the schema " POSTGRESQL_SCHEMA " of %s",
                        pg->shown);
        return error_hint(err, "its owner has to GRANT USAGE ON SCHEMA " POSTGRESQL_SCHEMA
                               " and rights on its tables to the role");
    case FOUND_OURS:
        break; /* which its version is going to prove */
    }
    return STATUS_OK;
}

/* There is no store yet, nor anything else of its name. */
static enum status check_is_free(struct postgresql *pg, struct error *err)
{
    enum found found = FOUND_NOTHING;
    int ignored = 0;
    enum status status = look(pg, &found, err);
    if (status != STATUS_OK || found == FOUND_NOTHING) {
        return status;
    }
    status = found == FOUND_FOREIGN ? fail_foreign(pg, err)
             : found == FOUND_OURS  ? postgresql_version(pg, &ignored, err)
                                    : STATUS_OK;
    if (status != STATUS_OK) {
        return status;
    }
    (void)error_set(err, STATUS_CONFLICT, "a store exists already in %s", pg->shown);
    return error_hint(err, "open it, or give another database");
}

enum status postgresql_make_store(struct postgresql *pg, struct error *err)
{
    enum status status = postgresql_begin(pg, STORE_WRITER, SCHEMA_BOOK, err);
    if (status == STATUS_OK) {
        status = check_is_free(pg, err);
    }
    if (status != STATUS_OK) {
        return status;
    }
    status = postgresql_run(
        pg,
        "CREATE SCHEMA " POSTGRESQL_SCHEMA "; CREATE TABLE " STORE_VERSION
        " (application TEXT NOT NULL, version BIGINT NOT NULL); INSERT INTO " STORE_VERSION
        " VALUES ('holdfast', 0)",
        NULL, err);
    if (status != STATUS_OK && has_no_right(pg)) {
        (void)error_hint(err, "the database's owner has to GRANT CREATE ON DATABASE to the role");
    }
    return status;
}

/* The steps that are still to do, inside a transaction. */
static enum status run_steps(struct postgresql *pg, const struct store_schema *schema,
                             struct error *err)
{
    int at = 0;
    enum status status = postgresql_version(pg, &at, err);
    for (; status == STATUS_OK && at < schema->count; at++) {
        status = postgresql_run(pg, schema->steps[at], NULL, err);
    }
    if (status != STATUS_OK) {
        return status;
    }
    char *sql = mem_printf(NULL, "UPDATE " STORE_VERSION " SET version = %d", at);
    status = postgresql_run(pg, sql, NULL, err);
    mem_free(sql);
    pg->has_written = true;
    return status;
}

enum status postgresql_migrate(void *connection, const struct store_schema *schema,
                               struct error *err)
{
    struct postgresql *pg = connection;
    if (pg->transaction != POSTGRESQL_NONE) {
        return run_steps(pg, schema, err); /* of a store that is being made */
    }
    enum status status = postgresql_begin(pg, STORE_WRITER, SCHEMA_BOOK, err);
    if (status != STATUS_OK) {
        return status;
    }
    status = run_steps(pg, schema, err);
    if (status != STATUS_OK && has_no_right(pg)) {
        (void)error_hint(err, "the schema's owner has to open the store once, which brings it up"
                              " to date");
    }
    if (status != STATUS_OK) {
        postgresql_rollback(pg);
        return status;
    }
    return postgresql_commit(pg, err);
}
