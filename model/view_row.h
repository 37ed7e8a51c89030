/* view_row.h - what a view is, what a row of it is, and the inside of a cursor: from the row that a
 * statement stands on to cells.
 *
 * Whoever reads lists includes view.h; the functions here are for view.c alone. */
#ifndef MODEL_VIEW_ROW_H
#define MODEL_VIEW_ROW_H

#include "model/book.h"
#include "model/cell.h"
#include "model/pattern.h"

#include <stdbool.h>
#include <stddef.h>

#define VIEW_COLUMNS_MAX 32

/* The expressions may use $1 (the scope), $2 (now) and $3 (the book). */
struct view {
    const char *name;      /* "holds": also the command that lists it */
    const char *title;     /* "Holds" */
    const char *from;      /* tables and joins */
    const char *where;     /* what is in it, or NULL */
    const char *scope;     /* for the rows of one thing (entries of an account): condition on $1 */
    bool scope_is_account; /* $1 is an account's number, found by its label */
    const char *key;       /* unique SQL expression, integer or text */
    bool key_is_text;
    const char *natural;   /* column that it is sorted by unless asked; NULL: the key */
    bool newest_first;     /* its natural order is descending */
    bool is_kept;          /* its rows can be shown as they were */
    const char *id_prefix; /* a row's id is this and its key, or, where NULL: */
    const char *id;        /* SQL expression of the row's id */
    bool id_is_account;    /* which is a label for locate_account, and the key its number */
    const struct column *columns;
    size_t column_count;
    /* Fills the columns without an expression; what it makes belongs to mem. NULL where there are
     * none. */
    enum status (*finish)(const struct view *view, struct book *book, void *mem, struct cell *cells,
                          struct error *err);
};

struct view_row {
    char *id;
    struct cell *cells; /* column_count of them */
    struct cell sort;   /* where it stands: for view_fetch */
    struct cell key;
};

/* Parameters of every statement; the first three belong to the declarations. */
enum { P_SCOPE = 1, P_NOW, P_BOOK, P_LIMIT, P_SORT, P_KEY, P_COUNT };

/* Result columns: these, then each column's value and what its kind adds to it. */
enum { C_KEY, C_SORT, C_ID, C_FIRST };

struct view_cursor {
    struct book *book;
    const struct view *view;
    const struct column *sort; /* NULL: by key alone */
    bool is_descending;
    const char *scope;
    int64_t scope_account;
    struct pattern *pattern;
    size_t scan_rows_max;
    char *row_text; /* scratch for the filter */
    size_t row_bytes_max;
};

/* Index of a column, or -1. */
int view_row_column(const struct view *view, const char *name);

/* The cells of the row that the statement stands on, and whether the list has it. Texts are
 * borrowed from the statement; what the view's finish() makes belongs to mem. */
enum status view_row_read(struct view_cursor *cursor, void *mem, const struct stmt *stmt,
                          struct cell cells[VIEW_COLUMNS_MAX], bool *is_in,
                          struct error *err) CHECKED;

/* The whole row, owned by mem. */
void view_row_copy(void *mem, const struct view_cursor *cursor, const struct stmt *stmt,
                   const struct cell *cells, struct view_row *out);

/* Only where it stands: its sort and key. */
void view_row_place(void *mem, const struct view_cursor *cursor, const struct stmt *stmt,
                    struct view_row *out);

#endif
