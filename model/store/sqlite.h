/* sqlite.h - what the files of the SQLite driver share. Nothing outside model/store/ includes it.
 *
 *     sqlite.c       the connection: opening, settings, schema, transactions
 *     sqlite_stmt.c  statements
 *     sqlite_file.c  files: a new one that appears whole, backups
 *     sqlite_error.c what SQLite says, as a kind of error and words for the operator
 *
 * Invariants:
 * 1. db is open between open and close, but for the moment in which publish exchanges it.
 * 2. hidden_path is the file that db has open until it is published, and NULL afterwards.
 * 3. is_writer says that the transaction under way, if there is one, may write. */
#ifndef MODEL_STORE_SQLITE_H
#define MODEL_STORE_SQLITE_H

#include "model/error.h"
#include "model/store.h"

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

#include <sqlite3.h>

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

#endif
