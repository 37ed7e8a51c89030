#include "model/store/postgresql.h"

#include "model/mem.h"

#include <assert.h>
#include <string.h>

#define FIRST_ROOM 16

/* One question: a statement with its parameters, and then its answer. */
struct postgresql_asked {
    struct postgresql_stmt *stmt;
    struct postgresql_values values;
    PGresult *answer; /* NULL: not there, or taken */
};

void postgresql_gather(void *connection)
{
    struct postgresql *pg = connection;
    assert(pg->asked_count == 0);
    pg->is_gathering = true;
}

void postgresql_forget_asked(void *connection)
{
    struct postgresql *pg = connection;
    for (size_t i = 0; i < pg->asked_count; i++) {
        PQclear(pg->asked[i].answer);
        pg->asked[i].answer = NULL;
    }
    pg->asked_count = 0;
    pg->is_gathering = false;
    pg->has_beginning = false;
}

static void keep_values(struct postgresql_asked *asked, const struct postgresql_values *values)
{
    struct postgresql_values *kept = &asked->values;
    if (kept->size < values->used) {
        kept->room = MEM_GROW(asked->stmt->pg, kept->room, char, values->used);
        kept->size = values->used;
    }
    if (values->used > 0) {
        memcpy(kept->room, values->room, values->used);
    }
    kept->used = values->used;
    memcpy(kept->at, values->at, sizeof kept->at);
}

enum status postgresql_ask_later(void *statement, struct error *err)
{
    struct postgresql_stmt *stmt = statement;
    struct postgresql *pg = stmt->pg;
    assert(pg->is_gathering && !stmt->is_write);
    if (pg->failure.status != STATUS_OK) {
        return postgresql_fail_again(pg, err);
    }
    if (pg->asked_count == pg->asked_room) {
        size_t room = pg->asked_room == 0 ? FIRST_ROOM : 2 * pg->asked_room;
        pg->asked = MEM_GROW(pg, pg->asked, struct postgresql_asked, room);
        memset(pg->asked + pg->asked_room, 0, (room - pg->asked_room) * sizeof *pg->asked);
        pg->asked_room = room;
    }
    struct postgresql_asked *asked = &pg->asked[pg->asked_count++];
    asked->stmt = stmt;
    keep_values(asked, &stmt->values);
    stmt->values.used = 0;
    stmt->is_many = false; /* whole answers alone come together */
    return STATUS_OK;
}

static bool send_question(const struct postgresql_asked *asked)
{
    const char *values[POSTGRESQL_PARAMETERS_MAX];
    const struct postgresql_stmt *stmt = asked->stmt;
    postgresql_list_values(&asked->values, stmt->parameters, values);
    return PQsendQueryPrepared(stmt->pg->server, stmt->name, stmt->parameters, values, NULL, NULL,
                               0) != 0;
}

static bool send_all(struct postgresql *pg)
{
    bool is_sent = PQenterPipelineMode(pg->server) != 0;
    if (pg->has_beginning) {
        is_sent = is_sent && postgresql_send_begin(pg, pg->beginning, pg->beginning_book);
    }
    for (size_t i = 0; i < pg->asked_count; i++) {
        is_sent = is_sent && send_question(&pg->asked[i]);
    }
    return is_sent && PQpipelineSync(pg->server) != 0;
}

/* The first answer that is an error is kept; it says why all that follow are nothing. */
static PGresult *read_answer(struct postgresql *pg, PGresult **wrong)
{
    PGresult *answer = postgresql_next_answer(pg);
    ExecStatusType kind = PQresultStatus(answer);
    if (kind == PGRES_TUPLES_OK || kind == PGRES_COMMAND_OK) {
        return answer;
    }
    if (*wrong == NULL) {
        *wrong = answer;
    } else {
        PQclear(answer);
    }
    return NULL;
}

static bool read_all(struct postgresql *pg, PGresult **wrong)
{
    bool is_fine = true;
    int beginning = pg->has_beginning ? POSTGRESQL_BEGIN_ANSWERS(pg->beginning) : 0;
    for (int i = 0; i < beginning; i++) {
        PGresult *answer = read_answer(pg, wrong);
        is_fine = is_fine && answer != NULL;
        PQclear(answer);
    }
    for (size_t i = 0; i < pg->asked_count; i++) {
        PQclear(pg->asked[i].answer);
        pg->asked[i].answer = read_answer(pg, wrong);
        is_fine = is_fine && pg->asked[i].answer != NULL;
    }
    return postgresql_end_answers(pg) && is_fine;
}

static enum status make_all_known(struct postgresql *pg, struct error *err)
{
    enum status status = STATUS_OK;
    for (size_t i = 0; i < pg->asked_count && status == STATUS_OK; i++) {
        status = postgresql_make_known(pg->asked[i].stmt, err);
    }
    return status;
}

/* What is queued goes first: a question is to see it. */
static enum status answer_all(void *object, struct error *err)
{
    struct postgresql *pg = object;
    PGresult *wrong = NULL;
    enum status status = postgresql_flush(pg, err);
    if (status == STATUS_OK) {
        status = make_all_known(pg, err);
    }
    if (status != STATUS_OK) {
        return status;
    }
    postgresql_enter(pg);
    bool is_fine = send_all(pg);
    is_fine = read_all(pg, &wrong) && is_fine;
    postgresql_leave(pg);
    status = is_fine ? STATUS_OK : postgresql_fail(pg, wrong, err);
    PQclear(wrong);
    return status;
}

enum status postgresql_answer(void *connection, struct error *err)
{
    struct postgresql *pg = connection;
    pg->is_gathering = false;
    if (pg->asked_count == 0 && !pg->has_beginning) {
        return STATUS_OK;
    }
    enum status status = postgresql_try(pg, answer_all, pg, err);
    bool has_begun = pg->has_beginning;
    pg->has_beginning = false;
    if (has_begun && status == STATUS_OK) {
        pg->transaction = pg->beginning == STORE_WRITER ? POSTGRESQL_WRITER : POSTGRESQL_SNAPSHOT;
    } else if (has_begun) {
        postgresql_rollback(pg);
    }
    return status;
}

void postgresql_take_answer(void *statement, size_t nth)
{
    struct postgresql_stmt *stmt = statement;
    struct postgresql_asked *asked = &stmt->pg->asked[nth];
    assert(asked->stmt == stmt && stmt->result == NULL);
    stmt->result = asked->answer;
    stmt->row = -1; /* the first step goes to the first row */
    asked->answer = NULL;
}
