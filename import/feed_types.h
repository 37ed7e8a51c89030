/* feed_types.h - the kinds of line that a feed may have: one table of types and their fields, from
 * which the parser, the run and the help all work.
 *
 * A line is parsed into the struct that the model's operation takes; texts are borrowed from the
 * line's memory. */
#ifndef IMPORT_FEED_TYPES_H
#define IMPORT_FEED_TYPES_H

#include "import/feed_line.h"
#include "model/foresight.h"
#include "model/operation.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define FEED_PERIOD_DAYS_MAX 3660
#define FEED_DEALS_MAX 100000 /* that one settlement batch may name */

/* What a field holds, and so which member its offset names. */
enum feed_kind {
    FEED_ID,             /* const char *: an identifier given by others */
    FEED_NAME,           /* const char *: a short text */
    FEED_TEXT,           /* const char *: a long text */
    FEED_ANY,            /* const char *: a text, or other JSON in its compact form */
    FEED_CHOICE,         /* const char *: one of choices */
    FEED_CURRENCY,       /* const char *: an ISO 4217 code, which the amounts of its line have */
    FEED_AMOUNT,         /* struct money: a decimal string above zero */
    FEED_AMOUNT_OR_ZERO, /* struct money: a decimal string, zero or more */
    FEED_PART,           /* const char *: a decimal string above zero in the deal's currency */
    FEED_PART_OR_ZERO,   /* the same, zero or more */
    FEED_COUNT,          /* int64_t: a whole number above zero */
    FEED_TIME,           /* int64_t: RFC 3339 */
    FEED_YES_NO,         /* bool: true or false */
    FEED_DAYS,           /* int64_t: a whole number of days, kept in microseconds */
    FEED_RATE,           /* struct rate: an exact fraction or decimal in quotes */
    FEED_IDS,            /* const char *const *: a list of identifiers, ended by NULL */
};

struct feed_field {
    const char *name; /* NULL ends a list of them */
    enum feed_kind kind;
    size_t offset; /* in struct feed_line */
    bool is_optional;
    const char *choices;            /* separated by spaces; for FEED_CHOICE */
    enum foresight_kind stands_for; /* what an identifier is one of */
};

struct feed_type {
    const char *name; /* NULL ends the table */
    const char *does; /* for the help */
    const struct feed_field *fields;
    const char *subject_kind; /* "deal" */
    size_t subject_offset;    /* of the const char * that names it */
    enum status (*run)(struct book *book, struct feed_line *line, struct run *run,
                       struct error *err);
};

/* Ended by a NULL name. */
const struct feed_type *feed_types(void);
/* NULL where there is none. */
const struct feed_type *feed_type_find(const char *name);

/* The personal data of a type's lines: its field, and where its value (const char *) and the seal
 * that goes with it (struct seal) are in struct feed_line. */
struct feed_personal {
    const char *name;
    size_t value_offset, seal_offset;
};
/* NULL where it has none. */
const struct feed_personal *feed_type_personal(const struct feed_type *type);

#endif
