/* postgresql.h - what the files of the PostgreSQL driver share. Nothing outside model/store/
 * includes it.
 *
 *     postgresql_url.c     the URL: its parameters, and how it is shown
 *     postgresql_link.c    the connection: reaching a server, losing it, stopping what it does
 *     postgresql.c         opening, transactions, marks, checks; the driver's table
 *     postgresql_schema.c  the store in the database: whose it is, making it, its versions
 *     postgresql_stmt.c    statements
 *     postgresql_ask.c     questions that are put off and asked together
 *     postgresql_queue.c   rows that are put off and run together
 *     postgresql_text.c    the text of statements: its parameters, and one for many rows
 *     postgresql_list.c    lists of keys
 *     postgresql_error.c   what the server says, as a kind of error and words for the operator
 *
 * Invariants:
 * 1. server is NULL from the moment in which its loss is noticed until a new connection stands and
 *    is settled; generation counts the connections, and what was prepared on an older one is gone.
 * 2. transaction is what our caller thinks is open, between begin and commit or rollback. Once a
 *    statement failed in it the server does nothing more for it; failure keeps the first reason,
 *    and every further call in it tells that again.
 * 3. Rows are queued only inside a writer's transaction that has not failed. Some may be on their
 *    way (is_ahead): whoever sends anything else reads their answers first, by postgresql_flush.
 * 4. Nothing is sent but between postgresql_enter and postgresql_leave, so that a call from another
 *    thread stops just what runs, and never what comes after it. */
#ifndef MODEL_STORE_POSTGRESQL_H
#define MODEL_STORE_POSTGRESQL_H

#include "model/error.h"
#include "model/store.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <libpq-fe.h>

/* "HOLD": the first number of our advisory locks, as it is in the header of a SQLite file. The
 * second is the book, and 0 for work on the schema. */
#define POSTGRESQL_APPLICATION 0x484F4C44
#define POSTGRESQL_SCHEMA "holdfast"
#define POSTGRESQL_LISTEN "LISTEN " POSTGRESQL_SCHEMA
/* Prepared in every session: $1 the busy timeout; $1 and $2 the lock's numbers. */
#define POSTGRESQL_SET_WRITER "set_writer"
#define POSTGRESQL_LOCK "lock_book"
#define POSTGRESQL_VERSION_MIN 150000 /* the oldest that it was tried with */
#define POSTGRESQL_CODE_BYTES 6
#define POSTGRESQL_PARAMETERS_MAX 64
#define POSTGRESQL_SETTINGS_MAX 64 /* of a URL, with those that we add */

struct postgresql_group;
struct postgresql_asked;
struct postgresql_sent;

enum postgresql_transaction { POSTGRESQL_NONE, POSTGRESQL_SNAPSHOT, POSTGRESQL_WRITER };

/* What libpq is to be told; the texts belong to the store. */
struct postgresql_settings {
    const char *names[POSTGRESQL_SETTINGS_MAX + 1];
    char *values[POSTGRESQL_SETTINGS_MAX + 1];
    int count;
    char *shown;    /* the hosts, as people call them */
    int hosts;      /* that are tried in turn */
    int timeout_ms; /* to wait for one of them */
};

struct postgresql {
    PGconn *server;
    int64_t generation;
    const char *shown; /* the URL without its password */
    struct postgresql_settings settings;
    enum store_access access;

    enum postgresql_transaction transaction;
    bool has_written;
    struct error failure;             /* status STATUS_OK: none */
    char code[POSTGRESQL_CODE_BYTES]; /* the server's, of the last error; empty: libpq's own */
    int64_t changed_rows;
    int busy_timeout_ms;

    pthread_mutex_t lock; /* of the three below */
    PGcancel *cancel;
    bool is_running;
    bool is_committing; /* what is being kept is not stopped */
    atomic_bool is_interrupted;
    bool was_warned; /* by the server, during the last call */
    char warning[ERROR_TEXT_BYTES];

    int64_t mark;
    bool is_listening;   /* somebody wants marks; a standby cannot */
    int64_t standby_end; /* of what it knew when it was asked last */

    bool is_gathering;
    struct postgresql_asked *asked; /* what answer is going to ask */
    size_t asked_count, asked_room;
    bool has_beginning; /* put off with them */
    enum store_transaction beginning;
    int64_t beginning_book;

    uint64_t names;                 /* given to statements so far */
    char *forgotten;                /* SQL that frees statements nobody needs any more */
    struct postgresql_group *first; /* queued, as they will be run */
    size_t queued_bytes;
    int64_t queued_rows;
    bool is_ahead; /* rows are on their way whose answers are not read */
    struct postgresql_sent *sent;
    size_t sent_count, sent_room;
};

/* postgresql_url.c */

/* Take url apart, with our own settings where it has none. Below mem, as long as it lives. */
enum status postgresql_read_url(void *mem, const char *url, struct postgresql_settings *out,
                                struct error *err) CHECKED;
/* The URL with stars for its password; mem's. */
char *postgresql_show_url(void *mem, const char *url);
/* The shown URL without the stars and what they stand for, for a command; mem's. */
char *postgresql_bare_url(void *mem, const char *shown);
/* Begin with the next host. */
void postgresql_next_host(struct postgresql_settings *settings);

/* postgresql_link.c */

/* Connect where there is no connection. STATUS_LOST where that fails for now, and other kinds where
 * it would fail again. */
enum status postgresql_reach(struct postgresql *pg, int limit_ms, struct error *err) CHECKED;
#define POSTGRESQL_PATIENT 0 /* a limit_ms: the URL's own for each host */
void postgresql_lose(struct postgresql *pg);
/* Look for what the server has sent, its end included; asks it nothing. */
enum status postgresql_look_for_loss(struct postgresql *pg, struct error *err) CHECKED;
bool postgresql_is_lost(void *connection);
bool postgresql_is_standby(const struct postgresql *pg);
void postgresql_enter(struct postgresql *pg);
void postgresql_leave(struct postgresql *pg);
void postgresql_interrupt(void *connection);
/* Run statements without parameters, in one round trip; the last one's result is the caller's where
 * he wants it. */
enum status postgresql_run(struct postgresql *pg, const char *sql, PGresult **out,
                           struct error *err) CHECKED;
/* The answers to what was sent in libpq's pipeline mode, the caller's; NULL when the connection is
 * gone. Then its end, and the end of that mode; false where something else came. */
PGresult *postgresql_next_answer(struct postgresql *pg);
bool postgresql_end_answers(struct postgresql *pg);
/* Do work with a connection. Outside a transaction one that turns out to be gone is made anew, and
 * work done again, once: it changes nothing that is kept. In a transaction that has failed, tell
 * so. */
enum status postgresql_try(struct postgresql *pg, enum status (*work)(void *, struct error *),
                           void *object, struct error *err) CHECKED;
/* So, something that changes nothing; the result is the caller's. */
enum status postgresql_ask(struct postgresql *pg, const char *sql, PGresult **out,
                           struct error *err) CHECKED;
/* What a result is: fine, or an error; swallows it unless it is fine and out is there. */
enum status postgresql_take(struct postgresql *pg, PGresult *result, PGresult **out,
                            struct error *err) CHECKED;

/* postgresql.c */

/* Send, in libpq's pipeline mode, what begins a transaction; so many answers come of it. */
bool postgresql_send_begin(struct postgresql *pg, enum store_transaction kind, int64_t book);
#define POSTGRESQL_BEGIN_ANSWERS(kind) ((kind) == STORE_WRITER ? 3 : 1)

/* The slots of struct store_driver; the book 0 is the schema. */
enum status postgresql_begin(void *connection, enum store_transaction kind, int64_t book,
                             struct error *err) CHECKED;
enum status postgresql_commit(void *connection, struct error *err) CHECKED;
void postgresql_rollback(void *connection);

/* postgresql_schema.c */

/* There is a store of ours, of whatever version. */
enum status postgresql_find_store(struct postgresql *pg, struct error *err) CHECKED;
/* Begin a new one: all of it is one transaction, which is still to be committed. */
enum status postgresql_make_store(struct postgresql *pg, struct error *err) CHECKED;
enum status postgresql_version(void *connection, int *out, struct error *err) CHECKED;
enum status postgresql_migrate(void *connection, const struct store_schema *schema,
                               struct error *err) CHECKED;

/* postgresql_error.c */

/* Fill err from a result that is an error (NULL: the connection has one), and remember it as the
 * transaction's failure; after a loss there is no server any more. */
enum status postgresql_fail(struct postgresql *pg, const PGresult *result, struct error *err);
/* The same for a connection that never stood. */
enum status postgresql_fail_connect(const struct postgresql *pg, PGconn *server, bool is_late,
                                    struct error *err);
enum status postgresql_refuse_write(const struct postgresql *pg, struct error *err);
/* Tell the transaction's failure once more. */
enum status postgresql_fail_again(const struct postgresql *pg, struct error *err);

/* postgresql_text.c */

/* The highest $n of a statement. */
int postgresql_parameters(const char *sql);
bool postgresql_is_write(const char *sql);
/* The statement that does at once for whole arrays what sql does for one row; types are
 * PostgreSQL's names of what the parameters are; mem's. */
char *postgresql_for_many(void *mem, const char *sql, const char *const *types, int parameters);

/* postgresql_list.c */

/* The statement with an array wherever ours has a list of keys, and a bit for each parameter that
 * is one; mem's. */
char *postgresql_with_lists(void *mem, const char *sql, uint64_t *lists);
/* A JSON list of texts, as canon_quote writes them, as the text of an array; mem's. */
char *postgresql_array(void *mem, const char *json);

/* postgresql_stmt.c */

/* The parameters of one row, as texts one behind the other. */
struct postgresql_values {
    char *room;
    size_t size;
    size_t used;
    size_t at[POSTGRESQL_PARAMETERS_MAX]; /* into room; POSTGRESQL_NULL for null */
};
#define POSTGRESQL_NULL SIZE_MAX

struct postgresql_stmt {
    struct postgresql *pg;
    const char *sql;
    const char *name;   /* on the server */
    int64_t generation; /* of the connection that knows it */
    int parameters;
    int columns;
    uint64_t lists; /* the parameters that are a list of keys, a bit for each */
    Oid *types;     /* of the parameters; NULL until the server has told them */
    bool is_write;
    bool is_many;
    bool has_cursor;
    struct postgresql_values values;
    PGresult *result; /* NULL: not running */
    int row;
    struct postgresql_group *group; /* NULL until a row is queued */
};

/* What libpq wants of a row. */
void postgresql_list_values(const struct postgresql_values *values, int parameters,
                            const char *out[POSTGRESQL_PARAMETERS_MAX]);
/* See to it that the server knows the statement. */
enum status postgresql_make_known(struct postgresql_stmt *stmt, struct error *err) CHECKED;
/* Free a statement of the server's when there is an occasion. */
void postgresql_forget(struct postgresql *pg, const char *name);

/* The slots of struct store_driver that deal with statements. */
enum status postgresql_prepare(void *mem, void *connection, const char *sql, void **statement,
                               int *parameters, struct error *err) CHECKED;
void postgresql_finalize(void *statement);
void postgresql_bind_int(void *statement, int parameter, int64_t value);
void postgresql_bind_text(void *statement, int parameter, const char *value);
void postgresql_bind_null(void *statement, int parameter);
enum status postgresql_step(void *statement, bool *has_row, struct error *err) CHECKED;
void postgresql_expect_many(void *statement);
void postgresql_reset(void *statement);
int64_t postgresql_column_int(void *statement, int column);
const char *postgresql_column_text(void *statement, int column);
bool postgresql_column_is_null(void *statement, int column);
int postgresql_columns(void *statement);

/* postgresql_ask.c */

void postgresql_gather(void *connection);
enum status postgresql_ask_later(void *statement, struct error *err) CHECKED;
enum status postgresql_answer(void *connection, struct error *err) CHECKED;
void postgresql_take_answer(void *statement, size_t nth);
void postgresql_forget_asked(void *connection);

/* postgresql_queue.c */

enum status postgresql_queue(void *statement, struct error *err) CHECKED;
/* Run all that is queued, before something else is run or the transaction ends. */
enum status postgresql_flush(struct postgresql *pg, struct error *err) CHECKED;
/* Take the answers to what was sent ahead for nothing, because it will be undone. */
void postgresql_end_ahead(struct postgresql *pg);
/* Forget all that is queued. */
void postgresql_drop_queue(struct postgresql *pg);
/* The statement goes; what it has queued stays. */
void postgresql_orphan(struct postgresql_group *group);

#endif
