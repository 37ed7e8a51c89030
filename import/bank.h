/* bank.h - what a bank's file says: rows, rejects, and rows that do not count.
 *
 * Rows stand in the file's order; amounts are signed, + is money into our account. Texts lie
 * together and are named by offsets, so that a row costs its 56 bytes and its letters. */
#ifndef IMPORT_BANK_H
#define IMPORT_BANK_H

#include "import/encoding.h"
#include "import/profile.h"
#include "import/texts.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define BANK_NO_BALANCE INT64_MIN
#define BANK_NO_TIME (-1)
#define BANK_CONTROLS_MAX 64
#define IMPORT_ROWS_MAX 4000000
#define IMPORT_REJECTS_MAX 10000 /* more are no bad rows, but the wrong profile */

/* Texts are offsets in the file's texts; 0 is the empty one. */
struct bank_row {
    int64_t amount_minor;
    int64_t balance_minor; /* after the row; BANK_NO_BALANCE where there is none */
    int32_t date_days;     /* since 1970 */
    int32_t time_s;        /* of the day, as the bank says it; BANK_NO_TIME where it does not */
    uint32_t line;         /* the first physical line, from 1 */
    uint32_t last_line;
    uint32_t reference;
    uint32_t text;
    uint32_t counterparty;
    uint32_t counterparty_account;
    char currency[4];
};

/* A row that is none: a reject, or one that does not count. */
struct bank_aside {
    uint32_t line;
    uint32_t last_line;
    uint32_t reason;
    uint32_t column; /* its name, where one cell is to blame */
    uint32_t value;  /* of that cell */
    uint32_t bytes;  /* the same as it stands in the file, in hex */
    uint32_t cells;  /* of a reject: all its cells, each with a NUL after it */
    uint32_t cell_count;
};

/* What a line besides the rows says of them all. */
struct bank_control {
    enum control_kind kind;
    uint32_t line;
    uint32_t text; /* the value as it stands there, and the word for its currency */
    uint32_t word;
    bool is_minus;
    char currency[4]; /* "" for counts */
    int64_t value;    /* rows, or minor units */
};

struct bank_asides {
    struct bank_aside *items;
    size_t count;
    size_t room;
};

/* A balance that the file states between rows. A file that has any has its rows oldest first. */
struct bank_anchor {
    int64_t balance_minor;
    size_t row; /* before this one; row_count at the end */
    uint32_t line;
    int32_t date_days;
    char currency[4];
};

/* One statement of a file that may have several, of several accounts: from here to the next. */
struct bank_section {
    uint32_t number; /* of its account, as the bank writes it */
    size_t row, reject, uncounted, anchor;
};

struct bank_file {
    const struct profile *profile;
    struct encoding encoding;
    uint32_t number;       /* the bank's, of the account; 0 where the file does not say it */
    uint32_t header_line;  /* 0 without one */
    uint32_t header;       /* its cells, each with a NUL after it */
    uint32_t header_cells; /* how many */
    struct bank_row *rows;
    size_t row_count;
    size_t row_room;
    struct bank_asides rejects;
    struct bank_asides uncounted;
    struct bank_anchor *anchors; /* in the order of their rows */
    size_t anchor_count;
    struct bank_section *sections; /* none where the format has no statements of its own */
    size_t section_count;
    size_t ignored_lines;   /* matched by `ignore` */
    size_t masked_balances; /* cells that are no number, and so no balance */
    uint32_t masked_line;   /* the first of them */
    struct bank_control *controls;
    size_t control_count;
    struct texts texts;
};

/* Room for one more, not cleared; IMPORT_ROWS_MAX is the caller's to hold. */
struct bank_row *bank_add_row(struct bank_file *file);
/* One more, empty, of the file's rejects or of its rows that do not count. */
struct bank_aside *bank_add_aside(struct bank_file *file, struct bank_asides *list);
/* Whether the dates fall more often than they rise. */
bool bank_dates_fall(const struct bank_file *file);

const char *bank_text(const struct bank_file *file, uint32_t offset);

/* The cell after this one, of cells that stand each with a NUL after it. */
const char *bank_next_cell(const char *cell);

#endif
