/* bare_postgresql.c - what PostgreSQL alone needs for the rows of a fed store: the least that a
 * feed can take.
 *
 *     bare_postgresql FED NEW BATCH
 *
 * FED and NEW are URLs; NEW is a store that was made just now. Reads the rows of FED that NEW lacks
 * and puts them together as the texts of arrays, BATCH events in each, untimed. Then inserts them:
 * the same tables with their constraints, triggers and indexes, one INSERT ... SELECT unnest(...)
 * for each table and batch, prepared, the statements of a batch sent at once, each batch a
 * transaction. Nothing is parsed, looked up, hashed, checked or updated: each row is inserted once,
 * as it was in the end. Prints the rows and the seconds. */
#include "model/mem.h"
#include "tests/bench/fed_tables.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <libpq-fe.h>

#define COLUMNS_MAX 32
#define BIGINT 20

/* A store that was made has the others. */
static const struct fed_table *const tables = fed_tables + FED_BEFORE;
#define TABLES (FED_TABLES - FED_BEFORE)

/* The rows of one table and batch: the text of an array for each column. */
struct rows {
    char *columns[COLUMNS_MAX];
    size_t count;
};

struct work {
    void *mem;
    PGconn *from, *to;
    int64_t first, batch, batches; /* the first event, events in a batch */
    int columns[TABLES];
    struct rows *rows[TABLES]; /* of each batch */
};

static void must(bool is_good, PGconn *server, const char *what)
{
    if (!is_good) {
        (void)fprintf(stderr, "bare_postgresql: %s: %s\n", what, PQerrorMessage(server));
        exit(1);
    }
}

static PGresult *run(PGconn *server, const char *sql)
{
    PGresult *result = PQexec(server, sql);
    ExecStatusType status = PQresultStatus(result);
    must(status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK, server, sql);
    return result;
}

static int64_t number(PGconn *server, const char *sql)
{
    PGresult *result = run(server, sql);
    int64_t value = strtoll(PQgetvalue(result, 0, 0), NULL, 10);
    PQclear(result);
    return value;
}

static PGconn *reach(const char *url)
{
    PGconn *server = PQconnectdb(url);
    must(PQstatus(server) == CONNECTION_OK, server, url);
    PQclear(run(server, "SET search_path = holdfast"));
    return server;
}

/* A value in an array's text. */
static void add_value(FILE *text, const PGresult *rows, int row, int column)
{
    if (PQgetisnull(rows, row, column)) {
        (void)fputs("NULL", text);
        return;
    }
    (void)fputc('"', text);
    for (const char *at = PQgetvalue(rows, row, column); *at != '\0'; at++) {
        if (*at == '"' || *at == '\\') {
            (void)fputc('\\', text);
        }
        (void)fputc(*at, text);
    }
    (void)fputc('"', text);
}

/* The rows from begin to end, as arrays. The first column of rows is the event. */
static void put_together(struct work *work, const PGresult *rows, int begin, int end,
                         struct rows *out)
{
    out->count = (size_t)(end - begin);
    for (int column = 1; column < PQnfields(rows); column++) {
        char *bytes = NULL;
        size_t size = 0;
        FILE *text = open_memstream(&bytes, &size);
        must(text != NULL, work->from, "memory");
        for (int row = begin; row < end; row++) {
            (void)fputc(row > begin ? ',' : '{', text);
            add_value(text, rows, row, column);
        }
        (void)fputc('}', text);
        (void)fclose(text);
        out->columns[column - 1] = mem_strndup(work->mem, bytes, size);
        free(bytes);
    }
}

static void load(struct work *work, size_t table)
{
    char *sql = mem_printf(
        work->mem, "SELECT %s AS made_by, t.* FROM %s t WHERE %s >= %lld ORDER BY 1",
        tables[table].event, tables[table].name, tables[table].event, (long long)work->first);
    PGresult *rows = run(work->from, sql);
    int row = 0;
    work->columns[table] = PQnfields(rows) - 1;
    work->rows[table] = MEM_ARRAY(work->mem, struct rows, (size_t)work->batches);
    for (int64_t i = 0; i < work->batches; i++) {
        int begin = row;
        int64_t end = work->first + (i + 1) * work->batch;
        while (row < PQntuples(rows) && strtoll(PQgetvalue(rows, row, 0), NULL, 10) < end) {
            row++;
        }
        put_together(work, rows, begin, row, &work->rows[table][i]);
    }
    PQclear(rows);
}

static void prepare(struct work *work, size_t table)
{
    const char *name = tables[table].name;
    PGresult *one = run(work->to, mem_printf(work->mem, "SELECT * FROM %s LIMIT 0", name));
    char *sql = mem_printf(work->mem, "INSERT INTO %s SELECT * FROM unnest(", name);
    for (int i = 0; i < PQnfields(one); i++) {
        sql = mem_append(sql, "%s$%d::%s[]", i > 0 ? ", " : "", i + 1,
                         PQftype(one, i) == BIGINT ? "bigint" : "text");
    }
    sql = mem_append(sql, ")");
    PQclear(one);
    PQclear(PQprepare(work->to, name, sql, 0, NULL));
}

static size_t send_batch(struct work *work, int64_t batch)
{
    size_t done = 0;
    must(PQsendQueryParams(work->to, "BEGIN", 0, NULL, NULL, NULL, NULL, 0), work->to, "begin");
    for (size_t i = 0; i < TABLES; i++) {
        const struct rows *rows = &work->rows[i][batch];
        done += rows->count;
        if (rows->count > 0) {
            must(PQsendQueryPrepared(work->to, tables[i].name, work->columns[i],
                                     (const char *const *)rows->columns, NULL, NULL, 0),
                 work->to, tables[i].name);
        }
    }
    must(PQsendQueryParams(work->to, "COMMIT", 0, NULL, NULL, NULL, NULL, 0), work->to, "commit");
    must(PQpipelineSync(work->to), work->to, "sync");
    return done;
}

/* Every answer until the one that ends the batch. */
static void read_answers(PGconn *server)
{
    for (;;) {
        PGresult *answer = PQgetResult(server);
        ExecStatusType status = answer == NULL ? PGRES_COMMAND_OK : PQresultStatus(answer);
        PQclear(answer);
        if (status == PGRES_PIPELINE_SYNC) {
            return;
        }
        must(status == PGRES_COMMAND_OK, server, "insert");
    }
}

static int64_t now_us(void)
{
    struct timespec now;
    (void)clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

int main(int argc, char **argv)
{
    struct work work = {.batch = argc == 4 ? atoll(argv[3]) : 0};
    if (work.batch < 1) {
        (void)fputs("bare_postgresql FED NEW BATCH\n", stderr);
        return 2;
    }
    work.mem = mem_context(NULL, "bare");
    work.from = reach(argv[1]);
    work.to = reach(argv[2]);
    work.first = number(work.to, "SELECT max(number) + 1 FROM event");
    int64_t events = number(work.from, "SELECT max(number) FROM event") + 1 - work.first;
    work.batches = (events + work.batch - 1) / work.batch;
    for (size_t i = 0; i < TABLES; i++) {
        load(&work, i);
        prepare(&work, i);
    }
    must(PQenterPipelineMode(work.to), work.to, "pipeline");
    size_t done = 0;
    int64_t start = now_us();
    for (int64_t i = 0; i < work.batches; i++) {
        done += send_batch(&work, i);
        read_answers(work.to);
    }
    int64_t took = now_us() - start;
    (void)printf("%zu rows %lld.%03lld s\n", done, (long long)(took / 1000000),
                 (long long)(took / 1000 % 1000));
    PQfinish(work.from);
    PQfinish(work.to);
    mem_free(work.mem);
    return 0;
}
