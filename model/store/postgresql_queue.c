#include "model/store/postgresql.h"

#include "model/mem.h"

#include <assert.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#define QUEUE_BYTES_MAX (1u << 20) /* what is queued beyond that is sent ahead */
#define QUEUE_ROWS_MAX 1000
#define FIRST_ROOM 16
#define COLUMN_BYTES 256

/* All values of one parameter, as the text of an array. */
struct column {
    char *text;
    size_t size;
    size_t used;
};

/* The rows of one statement. A first row is kept as it is: where it stays alone, the statement
 * itself is run, and from the second on the one that does it for arrays. */
struct postgresql_group {
    struct postgresql *pg;
    struct postgresql_stmt *stmt; /* NULL: it is gone */
    struct postgresql_group *next;
    bool is_listed;
    bool is_insert;
    char *name; /* of stmt, which the server knows longer than we */
    int64_t rows;
    struct postgresql_values first_row;
    char *many_sql;
    char *many_name;
    int64_t many_generation;
    int parameters;
    struct column columns[];
};

/* An answer that is still to come: to making a statement known, or to running it for so many rows.
 */
struct postgresql_sent {
    struct postgresql_group *group;
    bool is_text;
    int64_t rows;
};

/* The name of a type by the server's fixed number; our columns have no others. */
static const char *type_name(Oid type)
{
    static const struct {
        Oid type;
        const char *name;
    } names[] = {{16, "boolean"}, {20, "bigint"}, {25, "text"}, {1700, "numeric"}};
    size_t at = 0;
    while (at < sizeof names / sizeof *names && names[at].type != type) {
        at++;
    }
    assert(at < sizeof names / sizeof *names);
    return names[at].name;
}

static struct postgresql_group *make_group(struct postgresql_stmt *stmt)
{
    const char *types[POSTGRESQL_PARAMETERS_MAX];
    size_t columns = (size_t)stmt->parameters * sizeof(struct column);
    struct postgresql_group *group =
        mem_zeroed(stmt->pg, sizeof(struct postgresql_group) + columns, "struct postgresql_group");
    for (int i = 0; i < stmt->parameters; i++) {
        types[i] = type_name(stmt->types[i]);
    }
    group->pg = stmt->pg;
    group->stmt = stmt;
    group->parameters = stmt->parameters;
    group->is_insert = strncmp(stmt->sql, "INSERT ", strlen("INSERT ")) == 0;
    group->name = mem_strdup(group, stmt->name);
    group->many_name = mem_printf(group, "%s_many", stmt->name);
    group->many_sql = postgresql_for_many(group, stmt->sql, types, stmt->parameters);
    return group;
}

static void free_group(struct postgresql_group *group)
{
    if (group->many_generation == group->pg->generation && group->pg->server != NULL) {
        postgresql_forget(group->pg, group->many_name);
    }
    mem_free(group);
}

void postgresql_orphan(struct postgresql_group *group)
{
    group->stmt = NULL;
    if (!group->is_listed) {
        free_group(group);
    }
}

/* Rows */

static void append(struct postgresql_group *group, struct column *column, const char *bytes,
                   size_t count)
{
    if (count > column->size - column->used) {
        column->size = 2 * (column->size + count) + COLUMN_BYTES;
        column->text = MEM_GROW(group, column->text, char, column->size);
    }
    memcpy(column->text + column->used, bytes, count);
    column->used += count;
}

/* Within quotes everything stands for itself but the quote and the backslash. */
static void append_quoted(struct postgresql_group *group, struct column *column, const char *value)
{
    append(group, column, "\"", 1);
    while (*value != '\0') {
        size_t plain = strcspn(value, "\"\\");
        append(group, column, value, plain);
        value += plain;
        if (*value != '\0') {
            append(group, column, "\\", 1);
            append(group, column, value, 1);
            value++;
        }
    }
    append(group, column, "\"", 1);
}

static void append_row(struct postgresql_group *group, const struct postgresql_values *row)
{
    for (int i = 0; i < group->parameters; i++) {
        struct column *column = &group->columns[i];
        append(group, column, column->used == 0 ? "{" : ",", 1);
        if (row->at[i] == POSTGRESQL_NULL) {
            append(group, column, "NULL", 4);
        } else {
            append_quoted(group, column, row->room + row->at[i]);
        }
    }
}

static void keep_first(struct postgresql_group *group, const struct postgresql_values *row)
{
    struct postgresql_values *kept = &group->first_row;
    if (kept->size < row->used) {
        kept->room = MEM_GROW(group, kept->room, char, row->used);
        kept->size = row->used;
    }
    if (row->used > 0) {
        memcpy(kept->room, row->room, row->used);
    }
    kept->used = row->used;
    memcpy(kept->at, row->at, sizeof kept->at);
}

/* Inserts before all else, each kind in the order of its first row. */
static void enlist(struct postgresql_group *group)
{
    struct postgresql_group **link = &group->pg->first;
    if (group->is_listed) {
        return;
    }
    while (*link != NULL && ((*link)->is_insert || !group->is_insert)) {
        link = &(*link)->next;
    }
    group->is_listed = true;
    group->next = *link;
    *link = group;
}

static void empty(struct postgresql_group *group)
{
    group->rows = 0;
    for (int i = 0; i < group->parameters; i++) {
        group->columns[i].used = 0;
    }
}

static void empty_all(struct postgresql *pg)
{
    for (struct postgresql_group *group = pg->first; group != NULL; group = group->next) {
        empty(group);
    }
    pg->queued_bytes = 0;
    pg->queued_rows = 0;
}

void postgresql_drop_queue(struct postgresql *pg)
{
    empty_all(pg);
    while (pg->first != NULL) {
        struct postgresql_group *group = pg->first;
        pg->first = group->next;
        group->is_listed = false;
        if (group->stmt == NULL) {
            free_group(group);
        }
    }
}

/* Running them. They are sent ahead while more are made, in libpq's pipeline mode, and the answers
 * are read when somebody wants to know. */

static void expect(struct postgresql *pg, struct postgresql_group *group, bool is_text)
{
    if (pg->sent_count == pg->sent_room) {
        pg->sent_room = pg->sent_room == 0 ? FIRST_ROOM : 2 * pg->sent_room;
        pg->sent = MEM_GROW(pg, pg->sent, struct postgresql_sent, pg->sent_room);
    }
    pg->sent[pg->sent_count++] = (struct postgresql_sent){group, is_text, group->rows};
}

static bool send_text(struct postgresql_group *group)
{
    struct postgresql *pg = group->pg;
    if (group->many_generation == pg->generation) {
        return true;
    }
    group->many_generation = pg->generation;
    expect(pg, group, true);
    return PQsendPrepare(pg->server, group->many_name, group->many_sql, 0, NULL) != 0;
}

static bool send(struct postgresql_group *group)
{
    struct postgresql *pg = group->pg;
    const char *values[POSTGRESQL_PARAMETERS_MAX];
    if (group->rows == 1) {
        postgresql_list_values(&group->first_row, group->parameters, values);
        expect(pg, group, false);
        return PQsendQueryPrepared(pg->server, group->name, group->parameters, values, NULL, NULL,
                                   0) != 0;
    }
    for (int i = 0; i < group->parameters; i++) {
        append(group, &group->columns[i], "}", sizeof "}");
        values[i] = group->columns[i].text;
    }
    if (!send_text(group)) {
        return false;
    }
    expect(pg, group, false);
    return PQsendQueryPrepared(pg->server, group->many_name, group->parameters, values, NULL, NULL,
                               0) != 0;
}

/* Whether all that is queued could be sent, the answers tell: else the connection is gone. */
static void send_queue(struct postgresql *pg)
{
    bool is_sent = pg->is_ahead || PQenterPipelineMode(pg->server) != 0;
    pg->is_ahead = true;
    pg->has_written = true;
    for (struct postgresql_group *group = pg->first; group != NULL; group = group->next) {
        is_sent = is_sent && (group->rows == 0 || send(group));
    }
    empty_all(pg);
}

/* One answer: whether it is as it should be. The first that is not is kept. */
static bool read_answer(struct postgresql *pg, const struct postgresql_sent *sent, PGresult **wrong)
{
    PGresult *answer = postgresql_next_answer(pg);
    bool is_fine = PQresultStatus(answer) == PGRES_COMMAND_OK &&
                   (sent->is_text || strtoll(PQcmdTuples(answer), NULL, 10) == sent->rows);
    if (!is_fine && sent->is_text) {
        sent->group->many_generation = 0;
    }
    if (is_fine || *wrong != NULL) {
        PQclear(answer);
    } else {
        *wrong = answer;
    }
    return is_fine;
}

static bool read_answers(struct postgresql *pg, PGresult **wrong)
{
    bool is_fine = PQpipelineSync(pg->server) != 0;
    for (size_t i = 0; i < pg->sent_count; i++) {
        is_fine = read_answer(pg, &pg->sent[i], wrong) && is_fine;
    }
    pg->sent_count = 0;
    pg->is_ahead = false;
    return postgresql_end_answers(pg) && is_fine;
}

static enum status tell_wrong(struct postgresql *pg, const PGresult *wrong, struct error *err)
{
    if (PQresultStatus(wrong) != PGRES_COMMAND_OK) {
        return postgresql_fail(pg, wrong, err);
    }
    (void)error_set(err, STATUS_CORRUPT, "the store and this program do not fit");
    (void)error_detail(err, "queued rows were not each found once");
    pg->failure = *err;
    return err->status;
}

enum status postgresql_flush(struct postgresql *pg, struct error *err)
{
    PGresult *wrong = NULL;
    enum status status = STATUS_OK;
    if (pg->queued_rows > 0 || pg->is_ahead) {
        postgresql_enter(pg);
        send_queue(pg);
        bool is_fine = read_answers(pg, &wrong);
        postgresql_leave(pg);
        status = is_fine ? STATUS_OK : tell_wrong(pg, wrong, err);
        PQclear(wrong);
    }
    postgresql_drop_queue(pg);
    return status;
}

void postgresql_end_ahead(struct postgresql *pg)
{
    PGresult *wrong = NULL;
    if (pg->is_ahead && pg->server != NULL) {
        postgresql_enter(pg);
        /* What was sent is undone, whatever came of it. */
        (void)!read_answers(pg, &wrong);
        postgresql_leave(pg);
        PQclear(wrong);
    }
    pg->is_ahead = false;
    pg->sent_count = 0;
}

static enum status put(void *statement, struct error *err)
{
    struct postgresql_stmt *stmt = statement;
    struct postgresql *pg = stmt->pg;
    enum status status = postgresql_make_known(stmt, err);
    if (status != STATUS_OK) {
        return status;
    }
    stmt->group = stmt->group != NULL ? stmt->group : make_group(stmt);
    struct postgresql_group *group = stmt->group;
    enlist(group);
    group->rows++;
    if (group->rows == 1) {
        keep_first(group, &stmt->values);
    } else {
        if (group->rows == 2) {
            append_row(group, &group->first_row);
        }
        append_row(group, &stmt->values);
    }
    pg->queued_rows++;
    pg->queued_bytes += stmt->values.used;
    if (pg->queued_rows >= QUEUE_ROWS_MAX || pg->queued_bytes >= QUEUE_BYTES_MAX) {
        /* Their order holds on: our caller knows nothing of this. */
        postgresql_enter(pg);
        send_queue(pg);
        (void)!PQflush(pg->server);
        postgresql_leave(pg);
    }
    return STATUS_OK;
}

enum status postgresql_queue(void *statement, struct error *err)
{
    struct postgresql_stmt *stmt = statement;
    assert(stmt->pg->access == STORE_READ || stmt->pg->transaction == POSTGRESQL_WRITER);
    enum status status = postgresql_try(stmt->pg, put, stmt, err);
    stmt->values.used = 0;
    return status;
}
