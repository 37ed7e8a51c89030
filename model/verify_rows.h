/* verify_rows.h - proves that what was decided stands in its table as its event says it: no row was
 * changed, added, taken away or given to another event behind the program's back.
 *
 * Which column of which table is what in the body of which event is one table (verify_terms.c).
 * Rows are joined with their events, and counted against the events that make one, which the pass
 * over all events has counted. */
#ifndef MODEL_VERIFY_ROWS_H
#define MODEL_VERIFY_ROWS_H

#include "model/book.h"
#include "model/verify_row.h"

enum row_kind {
    ROW_TEXT,
    ROW_INT,
    ROW_MONEY, /* minor units, of the row's currency */
    ROW_DAYS,  /* microseconds, and whole days in the body */
    ROW_TIME,  /* microseconds, and RFC 3339 in the body */
};

/* Where a row says the same as its event. */
struct row_field {
    const char *key, *column; /* in the body; SQL over the row t and its event e */
    enum row_kind kind;
    bool is_optional; /* the body may leave it out: the program has found it */
};

#define ROW_FIELDS_MAX 12
#define ROW_VERBS_MAX 6
struct row_terms {
    const char *table;
    const char *where; /* SQL over t: which rows; NULL for all */
    const char *order; /* SQL over t: the key that a large table is stored by; NULL for any order */
    const char *label; /* SQL: what a row is called */
    const char *event; /* SQL: the number of the event that made it */
    const char *is_of; /* SQL over t and e: whether that event is about it, and its state true */
    const char *currency;                    /* SQL: of its amounts; NULL where it has none */
    struct row_field fields[ROW_FIELDS_MAX]; /* ended by a NULL key */
    /* Events that make one row each: of these verbs, and with this in their body unless it is NULL.
     * No verb: rows are not counted. */
    const char *verbs[ROW_VERBS_MAX];
    const char *with;
    const char *counted; /* SQL over t: which rows are counted; NULL for all */
    const char *lost;    /* SQL: the first event that made a row which is not there, or NULL; where
                            there are no verbs it is always asked */
};

/* All of them; the last has no table. */
const struct row_terms *row_terms(void);

#define ROW_TERMS_MAX 60
#define ROW_VERB_SLOTS 256
#define ROW_VERB_BYTES 32
/* How many rows the events have made, by the place of the terms. Zero to begin with. */
struct rows_made {
    int64_t count[ROW_TERMS_MAX];
    /* By the hash of a verb: which terms have it, a bit each. */
    struct row_verb {
        char verb[ROW_VERB_BYTES];
        uint64_t terms;
    } verbs[ROW_VERB_SLOTS];
};
/* An event goes by. */
void rows_made_note(struct rows_made *made, const char *verb, const char *body);

enum status verify_rows(struct book *book, const struct rows_made *made, struct verify_row *row,
                        struct error *err) CHECKED;

#endif
