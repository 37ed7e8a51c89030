/* bare_feed.c - what SQLite alone needs for the rows of a fed store: the least that a feed can
 * take.
 *
 *     bare_feed FED NEW BATCH [BEFORE]
 *
 * Reads every row of the store FED into memory, untimed. Then makes NEW with the same tables,
 * constraints, triggers and indexes and the same pragmas (write-ahead log, synchronous full,
 * foreign keys, the size of the cache), and inserts the rows: as many, of the same size, in the
 * order of their events, BATCH events in each transaction, by prepared statements. Nothing is
 * parsed, looked up, hashed, checked or updated: each row is inserted once, as it was in the end.
 * What the first BEFORE events made is inserted first, untimed. Prints the rows and the seconds. */
#include "tests/bench/fed_tables.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <sqlite3.h>

#define COLUMNS_MAX 32

static const struct fed_table *const tables = fed_tables;
#define TABLES FED_TABLES

struct row {
    int64_t event;
    sqlite3_value **values;
};

struct rows {
    struct row *items;
    size_t count, room, next;
    int columns;
    sqlite3_stmt *insert;
};

static void must(bool is_good, sqlite3 *db, const char *what)
{
    if (!is_good) {
        (void)fprintf(stderr, "bare_feed: %s: %s\n", what, sqlite3_errmsg(db));
        exit(1);
    }
}

static void run(sqlite3 *db, const char *sql)
{
    must(sqlite3_exec(db, sql, NULL, NULL, NULL) == SQLITE_OK, db, sql);
}

static sqlite3_stmt *prepare(sqlite3 *db, const char *sql)
{
    sqlite3_stmt *stmt = NULL;
    must(sqlite3_prepare_v2(db, sql, -1, &stmt, NULL) == SQLITE_OK, db, sql);
    return stmt;
}

static void load(sqlite3 *db, const struct fed_table *table, struct rows *rows)
{
    char sql[256];
    (void)snprintf(sql, sizeof sql, "SELECT %s, t.* FROM %s t ORDER BY 1", table->event,
                   table->name);
    sqlite3_stmt *stmt = prepare(db, sql);
    rows->columns = sqlite3_column_count(stmt) - 1;
    while (sqlite3_step(stmt) == SQLITE_ROW) {
        if (rows->count == rows->room) {
            rows->room = rows->room * 2 + 1024;
            rows->items = realloc(rows->items, rows->room * sizeof *rows->items);
            must(rows->items != NULL, db, "memory");
        }
        struct row *row = &rows->items[rows->count++];
        row->event = sqlite3_column_int64(stmt, 0);
        row->values = calloc((size_t)rows->columns, sizeof *row->values);
        must(row->values != NULL, db, "memory");
        for (int i = 0; i < rows->columns; i++) {
            row->values[i] = sqlite3_value_dup(sqlite3_column_value(stmt, i + 1));
        }
    }
    (void)sqlite3_finalize(stmt);
}

static void copy_schema(sqlite3 *from, sqlite3 *to)
{
    sqlite3_stmt *stmt = prepare(from, "SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL"
                                       " ORDER BY type = 'table' DESC, rowid");
    while (sqlite3_step(stmt) == SQLITE_ROW) {
        run(to, (const char *)sqlite3_column_text(stmt, 0));
    }
    (void)sqlite3_finalize(stmt);
}

static void prepare_insert(sqlite3 *db, const struct fed_table *table, struct rows *rows)
{
    char sql[64 + 2 * COLUMNS_MAX];
    int used = snprintf(sql, sizeof sql, "INSERT INTO %s VALUES (", table->name);
    for (int i = 0; i < rows->columns; i++) {
        used += snprintf(sql + used, sizeof sql - (size_t)used, i > 0 ? ",?" : "?");
    }
    (void)snprintf(sql + used, sizeof sql - (size_t)used, ")");
    rows->insert = prepare(db, sql);
}

/* The rows of a table that an event made. */
static size_t insert_event(sqlite3 *db, struct rows *rows, int64_t event)
{
    size_t first = rows->next;
    while (rows->next < rows->count && rows->items[rows->next].event <= event) {
        const struct row *row = &rows->items[rows->next++];
        for (int i = 0; i < rows->columns; i++) {
            (void)sqlite3_bind_value(rows->insert, i + 1, row->values[i]);
        }
        must(sqlite3_step(rows->insert) == SQLITE_DONE, db, "insert");
        (void)sqlite3_reset(rows->insert);
    }
    return rows->next - first;
}

static int64_t now_us(void)
{
    struct timespec now;
    (void)clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

/* The rows of the events from first to last. */
static size_t insert_events(sqlite3 *db, struct rows *rows, int64_t first, int64_t last,
                            int64_t batch)
{
    size_t done = 0;
    run(db, "BEGIN IMMEDIATE");
    for (int64_t event = first; event <= last; event++) {
        for (size_t i = 0; i < TABLES; i++) {
            done += insert_event(db, &rows[i], event);
        }
        if (event % batch == 0) {
            run(db, "COMMIT; BEGIN IMMEDIATE");
        }
    }
    run(db, "COMMIT");
    return done;
}

int main(int argc, char **argv)
{
    static struct rows rows[TABLES];
    sqlite3 *from = NULL;
    sqlite3 *to = NULL;
    int64_t batch = argc == 4 || argc == 5 ? atoll(argv[3]) : 0;
    int64_t before = argc == 5 ? atoll(argv[4]) : 0;
    if (batch < 1) {
        (void)fputs("bare_feed FED NEW BATCH [BEFORE]\n", stderr);
        return 2;
    }
    must(sqlite3_open(argv[1], &from) == SQLITE_OK, from, argv[1]);
    must(sqlite3_open(argv[2], &to) == SQLITE_OK, to, argv[2]);
    run(to, "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON;"
            "PRAGMA cache_size = -8192; PRAGMA temp_store = FILE; PRAGMA trusted_schema = 0;"
            "PRAGMA cell_size_check = 1");
    copy_schema(from, to);
    for (size_t i = 0; i < TABLES; i++) {
        load(from, &tables[i], &rows[i]);
        prepare_insert(to, &tables[i], &rows[i]);
    }
    int64_t events = rows[2].count > 0 ? rows[2].items[rows[2].count - 1].event : 0;
    (void)insert_events(to, rows, 1, before, INT64_MAX);
    int64_t start = now_us();
    size_t done = insert_events(to, rows, before + 1, events, batch);
    int64_t took = now_us() - start;
    (void)printf("%zu rows %lld.%03lld s\n", done, (long long)(took / 1000000),
                 (long long)(took / 1000 % 1000));
    return 0;
}
