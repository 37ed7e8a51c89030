/* notes.h - a small store for tests of the store itself: notes that are never changed.
 *
 * notes_begin and notes_end are a cmocka test's setup and teardown: each test has a store of its
 * own: in a folder of its own that did not exist before, or in a database of its own. Whatever
 * fails here fails the test. */
#ifndef TESTS_SUPPORT_NOTES_H
#define TESTS_SUPPORT_NOTES_H

#include "model/store.h"
#include "tests/support/scratch.h"

#include <stdbool.h>
#include <stdint.h>

struct notes {
    void *mem;
    char *url; /* with SQLite a bare path */
    struct store *store;
    struct error err;
};

/* note (id, key unique, body not null, size >= 0, above references note), tally (name, count); of
 * the engine that the run is for. */
const struct store_schema *notes_schema(void);

int notes_begin(void **state);
int notes_end(void **state);

/* What must go well; otherwise the error is shown. */
void notes_must(const struct notes *notes, enum status status);
/* One more connection, owned by notes. */
struct store *notes_open(struct notes *notes, enum store_access access);
/* Insert inside the transaction under way. key and body may be NULL. */
enum status notes_insert(struct notes *notes, struct store *store, const char *key,
                         const char *body, int64_t size);
/* Insert one and commit it. */
void notes_add(struct notes *notes, struct store *store, const char *key);
int64_t notes_count(struct notes *notes, struct store *store);
/* The number that a question's answer begins with. */
int64_t notes_number(struct notes *notes, struct store *store, const char *sql);
/* Whether the change mark becomes another one within a second. */
bool notes_mark_moves(struct notes *notes, struct store *store, int64_t before);

#endif
