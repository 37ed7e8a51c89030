/* plan_rows.h - the rows of a file while a plan is made: in time order, and with what each will
 * become. */
#ifndef IMPORT_PLAN_ROWS_H
#define IMPORT_PLAN_ROWS_H

#include "import/bank.h"
#include "import/proof.h"
#include "import/texts.h"
#include "model/statement.h"

#define PLAN_GAPS_MAX 100 /* kept; all are counted */

enum plan_fate {
    PLAN_KNOWN,     /* stored already */
    PLAN_MATCHED,   /* a key, the exact amount, no second item that fits */
    PLAN_SUSPENSE,  /* no key that is known */
    PLAN_SUGGESTED, /* suspense: a known key, but amount, direction or state do not fit */
    PLAN_AMBIGUOUS, /* suspense: several items fit */
};

/* One tie that does not close. */
struct plan_gap {
    char currency[4];
    uint32_t line; /* of the row after it; 0 where the file's last row leads to a stored line */
    int64_t stored_line; /* the stored line that it is about, or 0 */
    int64_t missing_minor;
    /* Where the file does not go on from what is stored: the last stored day, and its own first. */
    int32_t stored_day, file_day;
};

/* What a row will become. */
struct plan_row {
    uint32_t position; /* a new row's among the lines of its day; a known row's among the stored */
    uint32_t item;     /* "deal:O-1" in the texts; 0 for none */
    uint32_t ground;   /* in the texts; 0 where the fate says it all */
    uint8_t fate;      /* enum plan_fate */
};

/* Everything that a plan knows beyond what it shows. */
struct plan_inside {
    const struct bank_file *file;
    struct plan_row *rows; /* by the file's order */
    uint32_t *order;       /* rows from the oldest to the newest */
    struct texts texts;
    int64_t event_mark; /* of the books when it was made */
    struct plan_gap *gaps;
    size_t gap_count;
    struct statement_balance *balances;
    size_t balance_count;
    struct statement_revision *revisions;
    size_t revision_count;
    size_t revision_room;
    struct statement_shift *shifts;
    size_t shift_count;
};

/* Rows in time order, all of them new so far. proof tells the order. */
void plan_rows_init(struct plan_inside *inside, void *mem, const struct bank_file *file,
                    const struct proof *proof);

static inline const struct bank_row *plan_bank_row(const struct plan_inside *inside, size_t index)
{
    return &inside->file->rows[inside->order[index]];
}

static inline struct plan_row *plan_row(const struct plan_inside *inside, size_t index)
{
    return &inside->rows[inside->order[index]];
}

void plan_add_gap(struct plan_inside *inside, const struct plan_gap *gap);

/* "CNY 10.00 is missing before line 2, after what is stored: days 2026-09-03 to 2026-09-04" into
 * buffer of PLAN_GAP_BYTES; returns it. */
#define PLAN_GAP_BYTES 256
char *plan_gap_text(const struct plan_gap *gap, char *buffer);

#endif
