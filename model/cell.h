/* cell.h - one typed value of a table: what lists, reports and their writers pass around.
 *
 * A plain value; text is borrowed from whoever made the row. */
#ifndef MODEL_CELL_H
#define MODEL_CELL_H

#include "model/money.h"

#include <stdint.h>

enum cell_kind {
    CELL_NULL,
    CELL_TEXT,
    CELL_INT,
    CELL_BOOL,
    CELL_MONEY, /* number in minor units of currency */
    CELL_TIME,  /* number in UTC microseconds */
    CELL_DATE,  /* number in days since 1970 */
    CELL_LIST,  /* text: parts separated by a comma; an array in JSON */
};

struct cell {
    enum cell_kind kind;
    int64_t number;
    const char *text;
    char currency[4];
};

/* One column of a typed table: the same declaration feeds screen, sort, filter, CSV and JSON. */
struct column {
    const char *name;  /* in JSON, CSV and --sort: "due" */
    const char *title; /* over the column on a screen: "Due" */
    enum cell_kind kind;
    int width_cols;  /* what it wants on a screen; money, numbers and times are right-aligned */
    bool is_hidden;  /* not shown on a screen until chosen */
    const char *sql; /* for a view: the expression */
    const char *currency; /* for a view's money: the expression of its currency */
};

#endif
