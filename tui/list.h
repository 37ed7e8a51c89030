/* list.h - a window of rows over a list of any length; knows no curses.
 *
 * It holds the rows around those that are visible and fetches more by key as one moves, so that its
 * memory does not depend on how many there are. The selection and the marks belong to rows by their
 * id, never to positions: after list_reload the same row is selected, on the same line where
 * possible.
 *
 * Invariants:
 * 1. rows is a gapless stretch of the list; has_first and has_last say that nothing lies beyond it.
 * 2. 0 <= top <= selected < count, and selected - top < visible; all 0 when the list is empty.
 * 3. first_ordinal is the place of the stretch's first row counted from 0, or -1 when unknown. */
#ifndef TUI_LIST_H
#define TUI_LIST_H

#include "model/view.h"
#include "tui/pick.h"

#include <stdbool.h>
#include <stddef.h>

#define LIST_ROWS_MAX 1024   /* held at a time */
#define LIST_ROWS_FIRST 50   /* taken for the window's height until it is told */
#define LIST_MARKS_MAX 10000 /* marked at a time */
#define LIST_COUNT_MAX 1000000

/* Where rows come from: a view's cursor, a table in memory, a test. */
struct list_source {
    void *state;
    size_t column_count;
    enum status (*fetch)(void *state, void *mem, const struct view_row *anchor,
                         enum view_direction direction, size_t limit, struct view_page *out,
                         struct error *err);
    enum status (*find)(void *state, void *mem, const char *id, struct view_row *out,
                        struct error *err);
};

struct list;

struct list *list_new(void *mem);
/* Show another source from its beginning, or around the row that was selected (by id) if it is
 * there. */
void list_set_source(struct list *list, const struct list_source *source, bool keep_selection);
/* How many rows are visible at a time. */
void list_set_visible(struct list *list, size_t rows);
/* Fetch what is shown anew. */
void list_reload(struct list *list);
/* Bring in what the visible rows need; before drawing. */
void list_fill(struct list *list);

/* The first visible row is number 0; NULL beyond the last. Borrowed until the list changes. */
const struct view_row *list_visible(const struct list *list, size_t number);
const struct view_row *list_selected(const struct list *list);
/* Which of the visible rows is selected. */
size_t list_selected_number(const struct list *list);
bool list_is_empty(const struct list *list);
/* Place of the selected row from 0, or -1 when unknown. */
long list_ordinal(const struct list *list);
/* All rows, where that is known; else -1. */
long list_total(const struct list *list);
/* The rows were counted: a list whose end is here then knows its place. */
void list_tell_total(struct list *list, long total);
/* A filter has not yet found enough rows and looked at as many as one turn may: list_fill goes on.
 */
bool list_is_searching(const struct list *list);
/* What the last fetch failed with, or NULL. */
const struct error *list_error(const struct list *list);

void list_move(struct list *list, long rows);
void list_page(struct list *list, int pages);
void list_first(struct list *list);
void list_last(struct list *list);
/* False when there is no such row. */
bool list_select(struct list *list, const char *id);

void list_mark_toggle(struct list *list);
/* Mark all rows of the list, at most LIST_MARKS_MAX; false when there are more. */
bool list_mark_all(struct list *list);
void list_mark_none(struct list *list);
struct pick *list_marks(const struct list *list);

#endif
