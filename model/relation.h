/* relation.h - every table of the schema with its key and its columns, in one place, for what goes
 * over a whole store.
 *
 * Rows go by in the order of their key: integers by value, texts byte by byte, which both engines
 * sort alike. A row's bytes are its columns in a form of their own ("i42;", "t3:abc", "n" for null,
 * each text ended by a NUL that is not counted), so that two rows are the same where their bytes
 * are. */
#ifndef MODEL_RELATION_H
#define MODEL_RELATION_H

#include "model/store.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define RELATION_KEY_MAX 3
#define RELATION_COLUMNS_MAX 40

enum relation_kind { RELATION_INT, RELATION_TEXT };

enum relation_role {
    RELATION_KEY,     /* keys come first, in their order */
    RELATION_FIXED,   /* never changes: the database forbids it */
    RELATION_CHANGES, /* may */
};

struct relation_column {
    const char *name;
    enum relation_kind kind;
    enum relation_role role;
};

struct relation {
    const char *name;
    const struct relation_column *columns;
    size_t count;
};

/* All of them, each after those that it refers to; the last has no name. */
const struct relation *relation_list(void);
/* One that there is. */
const struct relation *relation_find(const char *name);

/* Which rows a selection is of. */
enum relation_span {
    RELATION_ALL,
    RELATION_AFTER,      /* $1, ... are a key */
    RELATION_FIRST_PAGE, /* $1 is how many rows */
    RELATION_NEXT_PAGE,  /* $1, ... are a key, the parameter after them is how many rows */
};
/* Statements over all columns, owned by mem; a table's name stands in quotes, since an engine may
 * have it for a word of its own. An update has the columns that change as its first parameters and
 * then the key; NULL where nothing changes. */
char *relation_select(void *mem, const struct relation *relation, enum relation_span span);
char *relation_insert(void *mem, const struct relation *relation);
char *relation_update(void *mem, const struct relation *relation);

/* Bind what the row that stands in from has. */
void relation_bind_insert(const struct relation *relation, struct stmt *to,
                          const struct stmt *from);
void relation_bind_update(const struct relation *relation, struct stmt *to,
                          const struct stmt *from);

/* A row that was read; zeroed at first. Its memory is reused by the next one and goes with mem. */
struct relation_row {
    void *mem;
    char *bytes;
    size_t count, room;
    int64_t ints[RELATION_KEY_MAX];
    size_t texts[RELATION_KEY_MAX]; /* where in bytes */
};
void relation_read(const struct relation *relation, const struct stmt *from,
                   struct relation_row *row);
/* As strcmp, by the keys. */
int relation_compare(const struct relation *relation, const struct relation_row *left,
                     const struct relation_row *right);
bool relation_is_same(const struct relation_row *left, const struct relation_row *right);
/* Bind the row's key from $1 on; the number of its last parameter. */
int relation_bind_key(const struct relation *relation, struct stmt *to,
                      const struct relation_row *row);
/* "account 17", owned by mem. */
char *relation_label(void *mem, const struct relation *relation, const struct relation_row *row);

#endif
