/* view.h - lists of the model's things, read by key and never by offset.
 *
 * A view is a declaration (a FROM clause and typed columns); this engine makes the statement, walks
 * it in pages from any row in either direction, and filters it with a regular expression, so that a
 * list of ten million rows costs what its visible page costs.
 *
 *     struct view_query query = {.view = view_find("holds"), .filter = "S-0001"};
 *     TRY(view_open(mem, book, &query, &cursor, err));
 *     TRY(view_fetch(cursor, NULL, VIEW_FORWARD, 24, &page, err));           first page
 *     TRY(view_fetch(cursor, &page.rows[23], VIEW_FORWARD, 24, &next, err));  the next
 *
 * Invariants:
 * 1. The order is (sort column, key); the key is unique, so no row is shown twice or left out.
 * 2. A row's id names the thing for ever ("hold:42"): marks and the selection follow it. */
#ifndef MODEL_VIEW_H
#define MODEL_VIEW_H

#include "model/book.h"
#include "model/cell.h"

#include <stdbool.h>
#include <stddef.h>

#define VIEW_COLUMNS_MAX 24
#define VIEW_PAGE_ROWS_MAX 1000

struct view {
    const char *name;  /* "holds": also the command that lists it */
    const char *title; /* "Holds" */
    const char *from;  /* tables and joins */
    const char *where; /* what is in it, or NULL */
    const char *
        scope; /* condition on $1 for a view of one thing's rows (entries of an account), or NULL */
    const char *key; /* unique SQL expression, integer or text */
    bool key_is_text;
    bool newest_first; /* its natural order is descending */
    const char *id;    /* SQL expression of the row's id: 'hold:' || a.id */
    const struct column *columns;
    size_t column_count;
};

/* All views, ended by NULL, in the order of the console's screens. */
const struct view *const *view_all(void);
/* NULL where there is none. */
const struct view *view_find(const char *name);
/* Index of a column, or -1. */
int view_column(const struct view *view, const char *name);

struct view_query {
    const struct view *view;
    const char *scope;  /* the thing's id for a scoped view, else NULL */
    const char *filter; /* regular expression over the row's text, or NULL */
    int sort;           /* column, or -1 for the natural order */
    bool is_descending;
};

struct view_row {
    char *id;
    struct cell *cells; /* column_count of them */
    struct cell sort;   /* where it stands: for view_fetch */
    struct cell key;
};

struct view_page {
    struct view_row
        *rows; /* in the list's order, whichever direction was asked; owned by mem of view_fetch */
    size_t count;
    bool is_end; /* nothing lies beyond the last row in the direction asked */
};

enum view_direction { VIEW_FORWARD, VIEW_BACKWARD };

struct view_cursor;

enum status view_open(void *mem, struct book *book, const struct view_query *query,
                      struct view_cursor **out, struct error *err) CHECKED;

/* Up to limit rows beyond anchor (NULL: from the beginning, or from the end when going backward).
 */
enum status view_fetch(struct view_cursor *cursor, void *mem, const struct view_row *anchor,
                       enum view_direction direction, size_t limit, struct view_page *out,
                       struct error *err) CHECKED;

/* The row with this id as it is now; STATUS_NOT_FOUND when it is gone or filtered out. */
enum status view_find_row(struct view_cursor *cursor, void *mem, const char *id,
                          struct view_row *out, struct error *err) CHECKED;

/* Rows in the list; counting stops at limit. */
enum status view_count(struct view_cursor *cursor, size_t limit, size_t *out,
                       struct error *err) CHECKED;

/* What a cell says, for screens and filters ("1,234.50", "2026-09-01T08:00:37Z"); owned by mem. */
char *cell_text(void *mem, const struct cell *cell);

#endif
