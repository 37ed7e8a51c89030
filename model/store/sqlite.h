/* sqlite.h - what the files of the SQLite driver share. Nothing outside model/store/ includes it.
 *
 *     sqlite.c       the connection: opening, settings, schema, transactions
 *     sqlite_stmt.c  statements
 *     sqlite_queue.c rows that are put off and run together
 *     sqlite_file.c  files: a new one that appears whole, backups
 *     sqlite_error.c what SQLite says, as a kind of error and words for the operator
 *
 * Invariants:
 * 1. db is open between open and close, but for the moment in which publish exchanges it.
 * 2. hidden_path is the file that db has open until it is published, and NULL afterwards.
 * 3. is_writer says that the transaction under way, if there is one, may write.
 * 4. Rows are queued only inside a writer's transaction. */
#ifndef MODEL_STORE_SQLITE_H
#define MODEL_STORE_SQLITE_H

#include "model/error.h"
#include "model/store.h"

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <sqlite3.h>

struct sqlite_stmt;

struct sqlite {
    sqlite3 *db;
    const char *path;
    char *hidden_path;
    enum store_access access;
    bool is_writer;
    int busy_timeout_ms;
    int waited_ms;
    atomic_bool is_interrupted;
    sqlite3_stmt *begin_writer;
    sqlite3_stmt *begin_snapshot;
    sqlite3_stmt *first_read;
    sqlite3_stmt *commit;
    sqlite3_stmt *mark;
    /* statements that have rows in the queue, in the order of their first ones */
    struct sqlite_stmt *first_queued;
    struct sqlite_stmt *last_queued;
    size_t queued_rows;
    size_t queued_bytes;                   /* of their texts */
    const struct sqlite_stmt *running_all; /* whose rows the table of queued rows has */
    struct error queue_failure;            /* of this transaction; STATUS_OK: none */
};

enum sqlite_kind { SQLITE_VALUE_NULL, SQLITE_VALUE_INT, SQLITE_VALUE_TEXT };

/* What a parameter is bound to. */
struct sqlite_value {
    int64_t number; /* of a text: where it begins */
    uint32_t bytes;
    enum sqlite_kind kind;
};

/* Rows of parameters: those that are queued and, behind them, the one that is being bound. */
struct sqlite_rows {
    struct sqlite_value *values;
    size_t value_room;
    size_t count;
    char *text;
    size_t text_room;
    size_t text_used;
    size_t text_queued; /* of the rows that are queued */
};

struct sqlite_stmt {
    struct sqlite *sqlite;
    sqlite3_stmt *handle;
    sqlite3_stmt *all; /* inserts all rows at once; NULL until it is needed */
    bool is_readonly;
    bool is_stepped;
    bool is_queued;
    struct sqlite_stmt *next_queued;
    struct sqlite_rows rows;
    int parameters;
    int index[]; /* SQLite's number of $1, $2, ...: it counts them by first appearance */
};

/* Fill err from what db says about result, SQLite's code of a call that failed; errno was 0 before
 * that call. */
enum status sqlite_fail(const struct sqlite *sqlite, int result, struct error *err);

/* path is an existing regular file that may be accessed so. Tells a missing one, a folder and the
 * rest apart. */
enum status sqlite_file_check(const char *path, enum store_access access,
                              struct error *err) CHECKED;
/* A new file beside path under a name of its own, mode 0600, owned by mem. STATUS_CONFLICT where
 * path exists; its folder is made where it is missing. One that a killed program left there is
 * removed once it is a day old. */
enum status sqlite_file_hide(void *mem, const char *path, char **out, struct error *err) CHECKED;
/* Give a hidden file its name, durably; STATUS_CONFLICT where somebody else took it meanwhile. */
enum status sqlite_file_show(const char *hidden_path, const char *path, struct error *err) CHECKED;
/* Remove a file that is no store yet, with what SQLite keeps beside it. */
void sqlite_file_remove(const char *path);
/* The file as the system knows it, whatever its path. */
enum status sqlite_file_place(void *mem, const char *path, char **out, struct error *err) CHECKED;
/* Copy all that the connection sees into a new file. */
enum status sqlite_backup(struct sqlite *sqlite, const char *path, const struct store_watch *watch,
                          struct error *err) CHECKED;

/* The slots of struct store_driver that deal with statements. */
enum status sqlite_prepare(void *mem, void *connection, const char *sql, void **statement,
                           int *parameters, struct error *err) CHECKED;
void sqlite_finalize(void *statement);
void sqlite_bind_int(void *statement, int parameter, int64_t value);
void sqlite_bind_text(void *statement, int parameter, const char *value);
void sqlite_bind_null(void *statement, int parameter);
enum status sqlite_step(void *statement, bool *has_row, struct error *err) CHECKED;
void sqlite_reset(void *statement);
int64_t sqlite_column_int(void *statement, int column);
const char *sqlite_column_text(void *statement, int column);
bool sqlite_column_is_null(void *statement, int column);
int sqlite_columns(void *statement);
/* Bind a row of the statement's. */
void sqlite_bind_row(struct sqlite_stmt *stmt, size_t row);

enum status sqlite_queue(void *statement, struct error *err) CHECKED;
/* Run what is queued. A failure throws the rest of it away, and is told again until the rollback.
 */
enum status sqlite_run_queue(struct sqlite *sqlite, struct error *err) CHECKED;
/* At the end of a transaction. */
void sqlite_drop_queue(struct sqlite *sqlite);
/* For a new connection: the table that queued rows are read from. */
int sqlite_offer_queue(struct sqlite *sqlite);

#endif
