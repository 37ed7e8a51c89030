/* cell.h - one typed value of a table: what lists, reports and their writers pass around.
 *
 * A plain value; text is borrowed from whoever made the row. */
#ifndef MODEL_CELL_H
#define MODEL_CELL_H

#include "model/money.h"

#include <stdbool.h>
#include <stdint.h>

#define CELL_TEXT_BYTES 384 /* enough for whatever is not text already */

enum cell_kind {
    CELL_NULL,
    CELL_TEXT,
    CELL_INT,
    CELL_BOOL,
    CELL_MONEY,   /* number in minor units of currency */
    CELL_MINOR,   /* the same, of a column named x_minor: a bare integer in files */
    CELL_TIME,    /* number in UTC microseconds; shown to the second */
    CELL_DATE,    /* number in days since 1970 */
    CELL_LIST,    /* text: parts separated by a comma; an array in JSON */
    CELL_OUTCOME, /* what happens if nobody acts: text, the amount in number (none where currency is
                     ""), and left_us from now; it sorts by its time */
};

struct cell {
    enum cell_kind kind;
    int64_t number;
    const char *text;
    char currency[4];
    int64_t left_us; /* of an outcome; negative when it is overdue */
};

/* One column of a typed table: the same declaration feeds screen, sort, filter, CSV and JSON. */
struct column {
    const char *name;  /* in JSON, CSV and --sort: "due" */
    const char *title; /* over the column on a screen: "Due" */
    enum cell_kind kind;
    int width_cols;     /* what it wants on a screen; money, numbers and times are right-aligned */
    bool is_hidden;     /* not shown on a screen until chosen */
    const char *sql;    /* for a view: the expression; of an outcome the time. NULL: the view's
                           finish() fills it, and it cannot be sorted by */
    const char *right;  /* for a view: who sees it as it is (a verb of rights.h); NULL: everybody */
    const char *masked; /* and what all others see of it, the filter and the order too */
    const char *currency; /* for a view's money or outcome: the expression of its currency */
    const char *says;     /* for a view's outcome: the expression of its text */
    const char *amount;   /* for a view's outcome: the expression of its amount */
};

/* What a cell says, for screens and filters: "1,234.50", "2026-09-01T08:00:37Z", "to buyer B-1:
 * 312.30 in 3d 4h", "" for null. The cell's own text, or written into buffer of CELL_TEXT_BYTES. */
const char *cell_show(const struct cell *cell, char *buffer);
/* The same, owned by mem. */
char *cell_text(void *mem, const struct cell *cell);
/* Whether a column of this kind is aligned to the right. */
bool cell_is_right(enum cell_kind kind);

#endif
