#include "model/store/postgresql.h"

#include "model/mem.h"

#include <stdio.h>
#include <string.h>

/* What the server said, without the line that cites where in its source it said so. */
static void say(struct error *err, const char *said)
{
    const char *end = strstr(said, "\nLOCATION:");
    size_t bytes = end != NULL ? (size_t)(end - said) : strlen(said);
    while (bytes > 0 && said[bytes - 1] == '\n') {
        bytes--;
    }
    char *line = mem_strndup(NULL, said, bytes);
    for (char *at = line; *at != '\0'; at++) {
        *at = *at == '\n' || *at == '\t' ? ' ' : *at;
    }
    (void)error_detail(err, "%s", line);
    mem_free(line);
}

static enum status refuse_access(const struct postgresql *pg, struct error *err)
{
    (void)error_set(err, STATUS_IO, "no right to do that in %s", pg->shown);
    return error_hint(err, "the owner of the schema has to grant it to the role");
}

enum status postgresql_refuse_write(const struct postgresql *pg, struct error *err)
{
    if (pg->access == STORE_READ) {
        return error_set(err, STATUS_IO, "%s is open for reading only", pg->shown);
    }
    (void)error_set(err, STATUS_IO, "the server of %s only reads: it is a standby", pg->shown);
    return error_hint(err, "name all hosts in the URL, and target_session_attrs=read-write");
}

static enum status tell_busy(const struct postgresql *pg, struct error *err)
{
    (void)error_set(err, STATUS_BUSY, "another program is writing to %s", pg->shown);
    return error_hint(err, "try again in a moment");
}

static enum status tell_lost(const struct postgresql *pg, struct error *err)
{
    if (pg->is_committing) {
        (void)error_set(err, STATUS_UNSURE, "the server of %s went away while it was to keep this",
                        pg->shown);
        return error_hint(err, "see whether it was kept before doing it again");
    }
    (void)error_set(err, STATUS_LOST, "the server of %s went away", pg->shown);
    return error_hint(err, "nothing of this was kept; try again in a moment");
}

static enum status tell_stopped(const struct postgresql *pg, struct error *err)
{
    if (atomic_load(&pg->is_interrupted)) {
        return error_set(err, STATUS_CANCELLED, "stopped");
    }
    (void)error_set(err, STATUS_LIMIT, "the server of %s stopped it", pg->shown);
    return error_hint(err, "its statement_timeout may be too short, or its operator cancelled it");
}

static enum status tell_full(const struct postgresql *pg, struct error *err)
{
    (void)error_set(err, STATUS_IO, "the disk is full");
    return error_hint(err, "make room where the server of %s lies; what was committed is safe",
                      pg->shown);
}

static enum status tell_crowded(const struct postgresql *pg, struct error *err)
{
    (void)error_set(err, STATUS_BUSY, "the server of %s takes no more connections", pg->shown);
    return error_hint(err, "try again in a moment, or raise its max_connections");
}

static enum status tell_damaged(const struct postgresql *pg, struct error *err)
{
    (void)error_set(err, STATUS_CORRUPT, "%s is damaged", pg->shown);
    return error_hint(err, "stop the server, keep its files, and go on with the last backup");
}

static enum status tell_room(const struct postgresql *pg, struct error *err)
{
    (void)pg;
    return error_set(err, STATUS_LIMIT, "too large for the store");
}

static enum status tell_trouble(const struct postgresql *pg, struct error *err)
{
    (void)error_set(err, STATUS_IO, "the server of %s failed", pg->shown);
    return error_hint(err, "look into the server's log; what was committed before is safe");
}

static enum status tell_conflict(const struct postgresql *pg, struct error *err)
{
    (void)pg;
    return error_set(err, STATUS_CONFLICT, "it is in the store already");
}

static enum status tell_rule(const struct postgresql *pg, struct error *err)
{
    (void)pg;
    return error_set(err, STATUS_REFUSED, "a rule of the store forbids it");
}

static enum status tell_password(const struct postgresql *pg, struct error *err)
{
    (void)error_set(err, STATUS_IO, "the server of %s does not let this role in", pg->shown);
    return error_hint(err, "check user and password (~/.pgpass), and the server's pg_hba.conf");
}

static enum status tell_no_database(const struct postgresql *pg, struct error *err)
{
    (void)error_set(err, STATUS_NOT_FOUND, "no such database: %s", pg->shown);
    return error_hint(err, "make it with createdb --encoding=UTF8 --template=template0");
}

static enum status tell_misfit(const struct postgresql *pg, struct error *err)
{
    (void)pg;
    return error_set(err, STATUS_CORRUPT, "the store and this program do not fit");
}

/* By whole code or by class, the first that begins so. */
static const struct {
    const char *code;
    enum status (*tell)(const struct postgresql *pg, struct error *err);
} kinds[] = {
    {"08", tell_lost},           {"57P01", tell_lost},
    {"57P02", tell_lost},        {"57P03", tell_lost},
    {"57P05", tell_lost},        {"25P03", tell_lost},
    {"40001", tell_busy},        {"40P01", tell_busy},
    {"55P03", tell_busy},        {"40003", tell_lost},
    {"57014", tell_stopped},     {"23505", tell_conflict},
    {"23", tell_rule},           {"25006", postgresql_refuse_write},
    {"53100", tell_full},        {"53300", tell_crowded},
    {"53200", tell_room},        {"53", tell_trouble},
    {"54", tell_room},           {"42501", refuse_access},
    {"28", tell_password},       {"3D000", tell_no_database},
    {"57P04", tell_no_database}, {"XX001", tell_damaged},
    {"XX002", tell_damaged},     {"58", tell_trouble},
    {"57", tell_trouble},
};

static enum status tell(const struct postgresql *pg, const char *code, struct error *err)
{
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        if (strncmp(code, kinds[i].code, strlen(kinds[i].code)) == 0) {
            return kinds[i].tell(pg, err);
        }
    }
    return tell_misfit(pg, err);
}

enum status postgresql_fail(struct postgresql *pg, const PGresult *result, struct error *err)
{
    const char *code = PQresultErrorField(result, PG_DIAG_SQLSTATE);
    const char *said = PQresultErrorField(result, PG_DIAG_MESSAGE_PRIMARY);
    /* What the server says has a code; without one it is libpq that could not go on. */
    bool is_lost = code == NULL || PQstatus(pg->server) == CONNECTION_BAD;
    if (said == NULL) {
        said = PQerrorMessage(pg->server);
    }
    (void)snprintf(pg->code, sizeof pg->code, "%s", code != NULL ? code : "");
    if (code != NULL && strcmp(code, "P0001") == 0) {
        (void)error_set(err, STATUS_REFUSED, "%s", said);
    } else {
        (void)(is_lost ? tell_lost(pg, err) : tell(pg, code, err));
        if (err->status != STATUS_BUSY) { /* what locks there are says nothing to an operator */
            say(err, said);
        }
    }
    if (pg->transaction != POSTGRESQL_NONE && pg->failure.status == STATUS_OK) {
        pg->failure = *err;
        postgresql_drop_queue(pg);
    }
    bool is_stuck = pg->server != NULL && PQpipelineStatus(pg->server) != PQ_PIPELINE_OFF;
    if (err->status == STATUS_LOST || err->status == STATUS_UNSURE || is_stuck) {
        postgresql_lose(pg);
    }
    return err->status;
}

enum status postgresql_fail_again(const struct postgresql *pg, struct error *err)
{
    *err = pg->failure;
    return err->status;
}

/* The code in a message of libpq's verbose kind, "FATAL:  3D000: ..."; the last one, which is of
 * the last host that was tried. What was said follows it. */
static const char *find_code(const char *message, char code[POSTGRESQL_CODE_BYTES])
{
    const char *said = NULL;
    for (const char *at = message; (at = strstr(at, ":  ")) != NULL; at++) {
        size_t length = strspn(at + 3, "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ");
        if (length == POSTGRESQL_CODE_BYTES - 1 && strncmp(at + 3 + length, ": ", 2) == 0) {
            (void)snprintf(code, POSTGRESQL_CODE_BYTES, "%s", at + 3);
            said = at + 3 + length + 2;
        }
    }
    return said;
}

enum status postgresql_fail_connect(const struct postgresql *pg, PGconn *server, bool is_late,
                                    struct error *err)
{
    char code[POSTGRESQL_CODE_BYTES];
    const char *message = PQerrorMessage(server);
    const char *said = find_code(message, code);
    if (said != NULL && strncmp(code, "57P", 3) != 0) {
        (void)tell(pg, code, err);
        say(err, said);
        return err->status;
    }
    bool has_no_password = server != NULL && PQconnectionNeedsPassword(server);
    if (has_no_password) {
        (void)tell_password(pg, err);
    } else if (strncmp(message, "invalid ", strlen("invalid ")) == 0) {
        (void)error_set(err, STATUS_INVALID, "a setting in %s is wrong", pg->shown);
        (void)error_hint(err, "correct it; libpq's manual has them all");
    } else {
        (void)error_set(err, STATUS_LOST, "no server answers at %s", pg->shown);
        (void)error_hint(err, "start the server, or look after the network and the URL");
    }
    say(err, is_late ? "it did not answer in time" : said != NULL ? said : message);
    return err->status;
}
