/* sqlite.h - what the files of the SQLite driver share. Nothing outside model/store/ includes it.
 *
 *     sqlite.c       the connection: opening, settings, schema, transactions
 *     sqlite_stmt.c  statements
 *     sqlite_queue.c rows that are put off and run together
 *     sqlite_thread.c a thread that does something while its caller goes on
 *     sqlite_layer.c between SQLite and its files: when what it wrote has to be there
 *     sqlite_spool.c what it writes to a file, gathered and written while it goes on
 *     sqlite_file.c  files: a new one that appears whole, backups
 *     sqlite_error.c what SQLite says, as a kind of error and words for the operator
 *
 * Invariants:
 * 1. db is open between open and close, but for the moment in which publish exchanges it.
 * 2. hidden_path is the file that db has open until it is published, and NULL afterwards.
 * 3. is_writer says that the transaction under way, if there is one, may write.
 * 4. Rows are queued only inside a writer's transaction.
 * 5. Whoever calls SQLite for db, but to interrupt it, has waited for the thread (sqlite_rest). The
 * thread takes no memory of talloc's and is given work only while no statement is running. */
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
struct sqlite_thread;

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
    size_t running_count;             /* statements between their first step and their reset */
    struct sqlite_stmt *first_queued; /* of those that have rows in the queue, as they will run */
    size_t queued_rows;
    size_t queued_bytes; /* of their texts */
    /* those whose rows were taken out of the queue and are being run */
    struct sqlite_thread *thread;
    struct sqlite_stmt *first_taken;
    const struct sqlite_stmt *running_all; /* whose rows the table "queued" has */
    struct error queue_failure;            /* of this transaction; STATUS_OK: none */
};

enum sqlite_kind { SQLITE_VALUE_NULL, SQLITE_VALUE_INT, SQLITE_VALUE_TEXT };

/* What a parameter is bound to. */
struct sqlite_value {
    int64_t number; /* of a text: where it begins */
    uint32_t bytes;
    enum sqlite_kind kind;
};

/* Rows of parameters: those that are complete and, behind them, the one that is being bound. */
struct sqlite_rows {
    struct sqlite_value *values;
    size_t value_room;
    size_t count;
    char *text;
    size_t text_room;
    size_t text_used;
    size_t text_complete; /* of the rows that are complete */
};

struct sqlite_stmt {
    struct sqlite *sqlite;
    sqlite3_stmt *handle;
    /* Each inserts all rows at once and is NULL until it is needed; all_alike is told once what all
     * rows have in the columns of which alike has a bit. */
    sqlite3_stmt *all;
    sqlite3_stmt *all_alike;
    sqlite3_stmt *runs; /* the one that runs the rows taken */
    uint64_t alike;
    uint64_t alike_queued; /* the same of the rows that are to be taken */
    bool has_alike;        /* it has been looked for */
    bool is_readonly;
    bool is_stepped;
    bool is_queued;
    int64_t place; /* where it runs among those that are queued; 0: not found yet */
    struct sqlite_stmt *next_queued;
    struct sqlite_stmt *next_taken;
    struct sqlite_rows rows;  /* in the queue */
    struct sqlite_rows taken; /* out of it, to be run */
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
/* Bind a parameter, by SQLite's number, to a value among these rows, which has to stay. */
void sqlite_bind_value(sqlite3_stmt *handle, int index, const struct sqlite_rows *rows,
                       const struct sqlite_value *value);
/* Bind SQLite's statement to one of the rows, which are the statement's own. */
void sqlite_bind_row(struct sqlite_stmt *stmt, const struct sqlite_rows *rows, size_t row);
/* Where rows have room for a parameter of the row that is being bound. */
struct sqlite_value *sqlite_value_at(struct sqlite_stmt *stmt, struct sqlite_rows *rows,
                                     int parameter);
/* Where they have room for so many bytes of it. */
char *sqlite_text_at(struct sqlite_stmt *stmt, struct sqlite_rows *rows, size_t bytes);

enum status sqlite_queue(void *statement, struct error *err) CHECKED;
/* Run what is queued. A failure throws the rest of it away, and is told again until the rollback.
 */
enum status sqlite_run_queue(struct sqlite *sqlite, struct error *err) CHECKED;
/* At the end of a transaction. */
void sqlite_drop_queue(struct sqlite *sqlite);
/* For a new connection: the table that queued rows are read from. */
int sqlite_offer_queue(struct sqlite *sqlite);
/* The name of the layer through which a connection reaches its files. */
const char *sqlite_layer(void);

enum sqlite_spool_kind {
    SQLITE_SPOOL_ONCE,
    SQLITE_SPOOL_AGAIN, /* much is written a second time soon after */
};
/* What goes to the file by its real methods. Its results are SQLite's, of an earlier write too. */
struct sqlite_spool *sqlite_spool_new(sqlite3_file *file, const sqlite3_io_methods *real,
                                      enum sqlite_spool_kind kind);
/* What it still has is lost. */
void sqlite_spool_free(struct sqlite_spool *spool);
int sqlite_spool_put(struct sqlite_spool *spool, const void *bytes, int count, sqlite3_int64 at);
/* All that was put is written. */
int sqlite_spool_end(struct sqlite_spool *spool);
/* Once in a process: how SQLite's own layer writes. */
void sqlite_spool_offer(sqlite3_vfs *real);

/* Wait for the thread; what it failed at, the next sqlite_run_queue tells. */
void sqlite_rest(const struct sqlite *sqlite);

struct sqlite_thread *sqlite_thread_new(void *mem);
/* To be done while the caller goes on, who waits before giving more; false where there can be no
 * thread. */
bool sqlite_thread_give(struct sqlite_thread *thread, void (*work)(void *state), void *state);
void sqlite_thread_wait(struct sqlite_thread *thread);

#endif
