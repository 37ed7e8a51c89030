/* bare_commit.c - what a database alone needs to make one row durable.
 *
 *     bare_commit sqlite:FILE|postgresql://... COUNT
 *
 * One row inserted and committed, by a prepared statement, COUNT times; the database as the program
 * has it (write-ahead log, synchronous full; the server as it stands). The first ones are not
 * counted, but for a COUNT of 1. Prints the median in microseconds. */
#include "tests/bench/median.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <libpq-fe.h>
#include <sqlite3.h>

#define UNCOUNTED 10

struct bare {
    sqlite3 *file;
    sqlite3_stmt *insert;
    PGconn *server;
};

static void must(bool is_good, const char *what)
{
    if (!is_good) {
        (void)fprintf(stderr, "bare_commit: %s\n", what);
        exit(1);
    }
}

static void open_file(struct bare *bare, const char *path)
{
    must(sqlite3_open(path, &bare->file) == SQLITE_OK, path);
    must(sqlite3_exec(bare->file,
                      "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;"
                      "CREATE TABLE IF NOT EXISTS bare (text TEXT NOT NULL)",
                      NULL, NULL, NULL) == SQLITE_OK,
         sqlite3_errmsg(bare->file));
    must(sqlite3_prepare_v2(bare->file, "INSERT INTO bare VALUES ('a row')", -1, &bare->insert,
                            NULL) == SQLITE_OK,
         sqlite3_errmsg(bare->file));
}

static void run(struct bare *bare, PGresult *result)
{
    must(PQresultStatus(result) == PGRES_COMMAND_OK, PQerrorMessage(bare->server));
    PQclear(result);
}

static void open_server(struct bare *bare, const char *url)
{
    bare->server = PQconnectdb(url);
    must(PQstatus(bare->server) == CONNECTION_OK, PQerrorMessage(bare->server));
    run(bare, PQexec(bare->server, "SET client_min_messages = error;"
                                   "CREATE TABLE IF NOT EXISTS bare (text TEXT NOT NULL)"));
    run(bare, PQprepare(bare->server, "insert", "INSERT INTO bare VALUES ('a row')", 0, NULL));
}

static void insert(struct bare *bare)
{
    if (bare->server != NULL) {
        run(bare, PQexecPrepared(bare->server, "insert", 0, NULL, NULL, NULL, 0));
        return;
    }
    must(sqlite3_step(bare->insert) == SQLITE_DONE, sqlite3_errmsg(bare->file));
    (void)sqlite3_reset(bare->insert);
}

int main(int argc, char **argv)
{
    struct bare bare = {0};
    size_t count = argc == 3 ? (size_t)atoll(argv[2]) : 0;
    if (count < 1) {
        (void)fputs("bare_commit sqlite:FILE|postgresql://... COUNT\n", stderr);
        return 2;
    }
    if (strncmp(argv[1], "sqlite:", strlen("sqlite:")) == 0) {
        open_file(&bare, argv[1] + strlen("sqlite:"));
    } else {
        open_server(&bare, argv[1]);
    }
    int64_t *took_us = calloc(count, sizeof *took_us);
    must(took_us != NULL, "memory");
    for (size_t i = 0; count > 1 && i < UNCOUNTED; i++) {
        insert(&bare);
    }
    for (size_t i = 0; i < count; i++) {
        int64_t start = median_now_us();
        insert(&bare);
        took_us[i] = median_now_us() - start;
    }
    (void)printf("%lld\n", (long long)median_of(took_us, count));
    (void)sqlite3_finalize(bare.insert);
    (void)sqlite3_close(bare.file);
    PQfinish(bare.server);
    free(took_us);
    return 0;
}
