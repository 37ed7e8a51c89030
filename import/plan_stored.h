/* plan_stored.h - the account's stored lines of the days that a file spans, and those beside them.
 *
 * They are read once, in the order of the chain; each that has the fields of a row in the file
 * hangs below that row. Afterwards new rows get their places among them. */
#ifndef IMPORT_PLAN_STORED_H
#define IMPORT_PLAN_STORED_H

#include "import/plan_rows.h"
#include "model/book.h"

#define STORED_NONE UINT32_MAX
#define STORED_TWINS_MAX 1000 /* tried of lines that are alike in all fields */

struct stored_line {
    int64_t id;
    int64_t amount_minor;
    int64_t balance_minor; /* BANK_NO_BALANCE */
    int32_t day;
    uint32_t position;
    uint32_t new_position;
    uint32_t row;  /* of the file, that it is; STORED_NONE */
    uint32_t like; /* the first row with the same fields; STORED_NONE */
    uint32_t next; /* with the same fields, later in the chain; STORED_NONE */
};

struct stored {
    struct stored_line *lines;
    size_t count;
    size_t room;
    bool has_before, has_after;
    struct stored_line before, after; /* the nearest of other days */
    /* By row of the file; NULL where nothing is stored. */
    uint32_t *like;  /* the first row with the same fields */
    uint32_t *first; /* of such a row: the first stored line with these fields */
    uint32_t *last;  /* and the last, while they are loaded */
    uint32_t *slots; /* like-rows by their face, while they are loaded */
    size_t slot_count;
    bool is_bare; /* words were erased: lines and rows are told apart without them */
};

struct stored_wanted {
    struct plan_inside *inside;
    const uint32_t *index; /* the account's rows: places in the order */
    size_t count;
    int64_t account;
    int32_t first_day, last_day;
};

enum status stored_load(struct book *book, const struct stored_wanted *wanted,
                        struct stored *stored, struct error *err) CHECKED;

/* The first stored line with the fields of this row, or STORED_NONE; the others by next. */
uint32_t stored_first(const struct stored *stored, uint32_t row);

/* The sum of lines that are no row of the file, between two. */
uint64_t stored_skipped(const struct stored *stored, size_t after, size_t before);

/* Positions for the new rows; revisions for stored lines that give way or got another balance. */
void stored_place(const struct stored_wanted *wanted, struct stored *stored);

#endif
