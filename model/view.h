/* view.h - lists of the model's things, read by key and never by offset.
 *
 * A view is a declaration (a FROM clause and typed columns); this engine makes the statement, walks
 * it in pages from any row in either direction, and filters it with a regular expression, so that a
 * list of ten million rows costs what its visible page costs.
 *
 *     struct view_query query = {.view = view_find("holds"), .filter = "S-0001", .sort = -1};
 *     view_open(mem, book, &query, &cursor, err);
 *     view_fetch(cursor, mem, NULL, VIEW_FORWARD, 24, &page, err);           first page
 *     view_fetch(cursor, mem, &page.rows[23], VIEW_FORWARD, 24, &next, err);  the next
 *
 * Invariants:
 * 1. The order is (sort column, key), rows without a value last whichever way it is sorted; the key
 * is unique, so no row is shown twice or left out.
 * 2. A row's id names the thing for ever ("hold:42"): marks and the selection follow it. */
#ifndef MODEL_VIEW_H
#define MODEL_VIEW_H

#include "model/view_row.h"

#include <stdbool.h>
#include <stddef.h>

#define VIEW_PAGE_ROWS_MAX 1000

/* All views, ended by NULL, in the order of the console's screens; those of one thing come last. */
const struct view *const *view_all(void);
/* NULL where there is none. */
const struct view *view_find(const char *name);
/* Index of a column, or -1. */
int view_column(const struct view *view, const char *name);

struct view_query {
    const struct view *view;
    const char *scope;    /* the thing's id for a scoped view, else NULL */
    const char *filter;   /* regular expression over the row's cells as they are shown, letter case
                             ignored, or NULL; ^ and $ stand at the ends of a cell */
    int sort;             /* column, or -1 for the natural order */
    bool is_descending;   /* for the natural order: the other way round */
    size_t scan_rows_max; /* with a filter: how many rows one fetch looks at; 0 is as many as it
                             takes */
};

struct view_page {
    struct view_row
        *rows; /* in the list's order, whichever direction was asked; owned by mem of view_fetch */
    size_t count;
    bool is_end; /* nothing lies beyond the last row in the direction asked; with a filter that is
                    known only once fewer rows than asked were found */
    bool is_partial;      /* scan_rows_max was reached: go on with rest as the anchor */
    struct view_row rest; /* has no cells */
};

enum view_direction { VIEW_FORWARD, VIEW_BACKWARD };

struct view_cursor;

/* STATUS_INVALID for a bad filter or a column that cannot be sorted by, STATUS_NOT_FOUND for a
 * scope that does not exist. */
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

/* Hand over each row in the list's order, limit of them at most, in constant memory; cells are
 * borrowed for the call. A status other than OK from take ends it and is passed on. Inside a
 * snapshot of the store's the rows are those of one moment, and a server keeps them until they are
 * asked for. */
enum status view_each(struct view_cursor *cursor, size_t limit,
                      enum status (*take)(void *state, const struct cell *cells, struct error *err),
                      void *state, struct error *err) CHECKED;

/* Rows in the list; counting stops at limit. */
enum status view_count(struct view_cursor *cursor, size_t limit, size_t *out,
                       struct error *err) CHECKED;

#endif
