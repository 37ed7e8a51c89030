/* store.h - the one door to the database. All SQL of Holdfast goes through it, each statement
 * written once, with $1, $2, ... for its parameters; drivers live in store/.
 *
 *     struct stmt *q;
 *     TRY(store_prepare(store, "SELECT name FROM party WHERE id = $1", &q, err));
 *     stmt_bind_text(q, 1, id);
 *     TRY(stmt_step(q, &has_row, err));
 *     ... stmt_text(q, 0) ...
 *     stmt_reset(q);
 *
 * Invariants:
 * 1. A prepared statement belongs to the store, is cached by its text, and is used by one caller at
 *    a time, who resets it when done. Preparing it again resets it too, and the beginning and the
 * end of a transaction reset all.
 * 2. A transaction is open exactly between begin and commit or rollback; they do not nest.
 * 3. A failed commit has rolled back, but for STATUS_UNSURE.
 * 4. Errors are told by kind: STATUS_BUSY (another writer, after the busy timeout, or a transaction
 *    that the database gave up for another's sake: nothing was kept, it may be run again),
 *    STATUS_CONFLICT (a unique key), STATUS_REFUSED (another constraint or a trigger), STATUS_IO
 *    (disk full, no right), STATUS_CORRUPT, STATUS_LOST (no server, or the connection went away:
 *    nothing of the transaction was kept), STATUS_UNSURE (it went away during the commit: it was
 *    kept or it was not, and the caller has to ask).
 * 5. A store that lost its connection stays usable: the next begin, or the next step outside a
 *    transaction, connects anew, once, and tells STATUS_LOST where that fails.
 * 6. One writer at a time per book; a reader's snapshot never waits for a writer.
 * 7. A statement that failed has done nothing. With a file its transaction is as it was before;
 * with a server only a rollback is left, and whatever is tried instead tells the same failure. */
#ifndef MODEL_STORE_H
#define MODEL_STORE_H

#include "model/error.h"

#include <stdbool.h>
#include <stdint.h>

#define STORE_BUSY_TIMEOUT_MS 10000

struct store;
struct stmt;

enum store_access {
    STORE_READ,   /* no statement may write */
    STORE_WRITE,  /* an existing store */
    STORE_CREATE, /* a new one; STATUS_CONFLICT when there is one already */
};

enum store_transaction { STORE_SNAPSHOT, STORE_WRITER };

/* url: sqlite:PATH, a bare path, or postgresql://... as libpq reads it. Opens, checks that the file
 * is ours and whole enough to use, refuses a schema newer than this program, and brings an older
 * one up to date in one transaction (with STORE_READ an older one is refused with that hint).
 * Closed with mem or by store_close. */
enum status store_open(void *mem, const char *url, enum store_access access, struct store **out,
                       struct error *err) CHECKED;
/* The same with a schema that is handed in: steps[0] makes version 1 of nothing, steps[n] version n
 * + 1 of version n. */
struct store_schema {
    const char *const *steps;
    int count;
};
enum status store_open_schema(void *mem, const char *url, enum store_access access,
                              const struct store_schema *schema, struct store **out,
                              struct error *err) CHECKED;
void store_close(struct store *store);

/* What to show: the URL as it was given, with stars for a password in it. */
const char *store_url(const struct store *store);
/* The same of a URL that is not open; mem's. */
char *store_show_url(void *mem, const char *url);
int store_schema_version(const struct store *store);

/* book: whose events a STORE_WRITER is going to append; a snapshot is of all books. */
enum status store_begin(struct store *store, enum store_transaction kind, int64_t book,
                        struct error *err) CHECKED;
enum status store_commit(struct store *store, struct error *err) CHECKED;
void store_rollback(struct store *store);
bool store_in_transaction(const struct store *store);
/* A statement failed in the transaction under way, or could not be prepared: what it was to do is
 * not there, so that nothing of the rest may be kept. */
bool store_is_broken(const struct store *store);

/* Whether the connection is known to be gone; asks the server nothing. Never of a file. */
bool store_is_lost(const struct store *store);
/* For whoever must not wait: while on, a connection that went away is made anew by store_reconnect
 * alone, and what needs it meanwhile fails at once with STATUS_LOST. */
void store_stay_lost(struct store *store, bool is_on);
enum status store_reconnect(struct store *store, struct error *err) CHECKED;
/* The server as people call it, "pg1, pg2"; NULL for a file. */
const char *store_host(const struct store *store);

/* A number that changes whenever another connection commits. It costs the server nothing to ask. */
enum status store_change_mark(struct store *store, int64_t *out, struct error *err) CHECKED;

/* Where the data lies, as a text that two connections to the same place share; owned by mem. */
enum status store_place(void *mem, struct store *store, char **out, struct error *err) CHECKED;

/* An online copy into a new file, of what the transaction under way sees or of this moment. It is
 * on the disk before it gets its name. STATUS_UNSUPPORTED, with what to do instead, where the
 * database is no file. watch and each of its slots may be NULL. */
struct store_watch {
    void (*progress)(void *state, int64_t done, int64_t total); /* pages */
    /* The copy is whole and has another name still; a failure throws it away. */
    enum status (*check)(void *state, const char *path, struct error *err);
    void *state;
};
enum status store_backup(struct store *store, const char *path, const struct store_watch *watch,
                         struct error *err) CHECKED;

/* The driver's own check of the whole file; STATUS_CORRUPT with the first thing found. */
enum status store_check(struct store *store, struct error *err) CHECKED;

/* From another thread: the step, wait or copy under way ends with STATUS_CANCELLED. */
void store_interrupt(struct store *store);

/* How long to wait for another writer, STORE_BUSY_TIMEOUT_MS unless told otherwise. */
void store_set_busy_timeout(struct store *store, int timeout_ms);
int store_busy_timeout(const struct store *store);

/* For tests of what a piece of work asks: statements that were stepped so far, each once, and not
 * those that were queued. */
int64_t store_questions(const struct store *store);

/* For tests of what happens then: the nth call from now of begin, commit, prepare or step fails
 * with STATUS_IO (1: the next; 0: none). */
void store_fail_call(struct store *store, int64_t nth);

/* The same in other ways, and for count calls on end. What was open is taken back. */
enum store_failure {
    STORE_FAILS_IO,   /* STATUS_IO */
    STORE_FAILS_BUSY, /* STATUS_BUSY */
    STORE_FAILS_LOST, /* STATUS_LOST; of a commit STATUS_UNSURE, and nothing was kept */
    STORE_FAILS_KEPT, /* the same, but a commit was kept */
};
void store_fail_calls(struct store *store, int64_t nth, int64_t count, enum store_failure how);

enum status store_prepare(struct store *store, const char *sql, struct stmt **out,
                          struct error *err) CHECKED;
/* Parameters count from 1. A list of keys is "IN (SELECT value FROM json_each($n))", or of numbers
 * "IN (SELECT CAST(value AS BIGINT) FROM json_each($n))", its parameter a JSON list of texts; each
 * key is looked up by itself, in whatever number. Texts are copied until the next reset; NULL binds
 * null. All of them must be bound anew after a reset. A wrong index, one that was left out, and a
 * statement that writes outside a STORE_WRITER transaction are our own mistakes and assert. */
void stmt_bind_int(struct stmt *stmt, int parameter, int64_t value);
void stmt_bind_text(struct stmt *stmt, int parameter, const char *value);
void stmt_bind_null(struct stmt *stmt, int parameter);
/* value where it is set, else null. */
void stmt_bind_optional(struct stmt *stmt, int parameter, bool is_set, int64_t value);
/* A step that finds no further row, or fails, has reset the statement. */
enum status stmt_step(struct stmt *stmt, bool *has_row, struct error *err) CHECKED;
/* Step a statement that returns no row, and reset it. */
enum status stmt_run(struct stmt *stmt, struct error *err) CHECKED;
/* As stmt_run, but the driver may put it off and run it together with others of the same
 * statement. They take effect before the next statement that is stepped or run, or the commit, the
 * rows of a statement in their order and inserts before updates; that call then tells what failed,
 * and the transaction is good for nothing but a rollback. Only INSERT INTO t (...) VALUES ($1, ...)
 * and UPDATE t SET ... WHERE ... by key, where no two queued together touch the same row; one that
 * changes no row is our own mistake. A row may refer to one that is queued after it, so where a
 * driver queues, its schema defers every foreign key to the commit. */
enum status stmt_queue(struct stmt *stmt, struct error *err) CHECKED;
/* Before the first step, inside a transaction: the result may be longer than memory is. */
void stmt_expect_many(struct stmt *stmt);
/* Every row to take, in order; what take returns ends it where it is not STATUS_OK. The statement
 * is reset. */
enum status stmt_each(struct stmt *stmt,
                      enum status (*take)(void *state, const struct stmt *row, struct error *err),
                      void *state, struct error *err) CHECKED;
/* From here to store_answer, stmt_each may be put off, and a store_begin with it: then all of them
 * go in one round trip, the rows are taken in the order of asking, and store_answer tells what
 * failed. In between nothing else is run; a begin, a commit or a rollback forgets what was put off.
 * Where asking costs no round trip, nothing is put off. */
void store_gather(struct store *store);
enum status store_answer(struct store *store, struct error *err) CHECKED;
/* The same after asking came to status: where that failed, forget the questions and tell it. */
enum status store_answer_after(struct store *store, enum status status, struct error *err) CHECKED;
/* Columns count from 0. Text is borrowed until the next step; NULL for null. */
int64_t stmt_int(const struct stmt *stmt, int column);
const char *stmt_text(const struct stmt *stmt, int column);
bool stmt_is_null(const struct stmt *stmt, int column);
int stmt_columns(const struct stmt *stmt);
void stmt_reset(struct stmt *stmt);
/* Rows that the last write changed. */
int64_t store_changed_rows(const struct store *store);

/* From now on each statement that asks something ("SELECT ...") is asked through a lens: the tables
 * of a WITH clause, without its first word, which stand for the stored ones of these names. Inside
 * it the stored ones are below the name of their schema. Only where no statement may write. */
void store_look_through(struct store *store, const char *lens);
bool store_is_looked_through(const struct store *store);
const char *store_schema(const struct store *store);

/* A statement or several without parameters, for schema work; inside a transaction or without. */
enum status store_execute(struct store *store, const char *sql, struct error *err) CHECKED;

#endif
