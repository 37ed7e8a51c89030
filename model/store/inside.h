/* inside.h - what the files of the store share above its drivers. Nothing outside model/store/
 * includes it.
 *
 *     store.c   opening, transactions, and failing on purpose
 *     stmt.c    statements
 *     ask.c     questions that are put off and asked together */
#ifndef MODEL_STORE_INSIDE_H
#define MODEL_STORE_INSIDE_H

#include "model/store/driver.h"

#include <stddef.h>

struct statements;

struct stmt {
    struct store *store;
    void *handle;
    char *sql;
    int parameters;
    uint64_t bound; /* one bit per parameter, since the last reset */
    bool is_running;
    size_t asked;  /* how often, and not taken yet */
    uint64_t used; /* when it was last prepared, as a count of all uses */
};

/* A question that was put off. */
struct asked {
    struct stmt *stmt;
    enum status (*take)(void *state, const struct stmt *row, struct error *err);
    void *state;
};

struct store {
    const struct store_driver *driver;
    void *connection;
    const char *url;
    int version;
    struct statements *statements; /* that are prepared; NULL before the first */
    const char *lens;              /* NULL: the tables are seen as they are */
    size_t running_count;
    int64_t questions;
    bool is_gathering;
    struct asked *asked;
    size_t asked_count, asked_room;
    bool is_broken; /* a statement failed since the last begin */
    int busy_timeout_ms;
    bool stays_lost;
    bool is_told_lost;   /* by a failure on purpose, until the next begin */
    int64_t fails_in;    /* calls until one fails on purpose; 0: none does */
    int64_t fails_after; /* and how many more in a row */
    enum store_failure fails_as;
};

/* One call more; whether it is one that was asked to fail. */
bool store_fails_now(struct store *store);
enum status store_fail(struct store *store, struct error *err);
/* What a statement came to. */
enum status store_note(struct store *store, enum status status);
/* Not to be tried, lest somebody waits for the server. */
bool store_is_out_of_reach(const struct store *store);
enum status store_out_of_reach(const struct store *store, struct error *err);

/* stmt.c */

/* Every parameter has a value. */
bool stmt_is_bound(const struct stmt *stmt);
/* A statement that somebody left running would keep its snapshot, and the log could not shrink. */
void store_reset_running(struct store *store);
void store_finalize_statements(struct store *store);

/* ask.c */

/* What was put off is not asked any more. */
void store_forget_asked(struct store *store);

#endif
