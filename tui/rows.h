/* rows.h - a view on the screen: its list window and its columns, with the keys of every list.
 *
 * A screen that shows rows owns one of these, gives it the keys first, and draws it where it likes.
 */
#ifndef TUI_ROWS_H
#define TUI_ROWS_H

#include "tui/grid.h"
#include "tui/input.h"
#include "tui/ui.h"

#define ROWS_FILTER_BYTES 256
/* A filter looks at so many rows in one turn; keys are read in between. */
#define ROWS_SCAN_MAX 6000
/* Counting more rows is not worth the time. */
#define ROWS_COUNT_MAX 200000

struct rows {
    struct ui *ui;
    void *mem;
    const struct view *view;
    const char *scope;
    struct view_cursor *cursor;
    struct list *list;
    struct grid grid;
    char filter[ROWS_FILTER_BYTES];
    struct error error; /* of the filter, while it is no regular expression */
    bool has_error;
    int cols;   /* as last drawn */
    long total; /* as counted, or why it is not */
};

/* scope as view_query has it. STATUS_NOT_FOUND where the scope's thing does not exist. */
enum status rows_open(void *mem, struct ui *ui, const struct view *view, const char *scope,
                      struct rows **out, struct error *err) CHECKED;
/* Another order keeps the selected row, and so does no filter. A filter that
 * cannot be compiled leaves the rows as they are and is told by has_error. */
void rows_set_filter(struct rows *rows, const char *filter);
void rows_set_sort(struct rows *rows, int column, bool is_descending);
void rows_reload(struct rows *rows);
/* True when the key was one of moving, marking or scrolling. */
bool rows_key(struct rows *rows, const struct input_event *event);
void rows_draw(struct rows *rows, struct pane *pane, int row, int col, int height, int width,
               bool has_focus);
/* How many rows there are, at most ROWS_COUNT_MAX; -1 while that is not known. For drawing: they
 * are counted when the first frame is out. */
long rows_total(struct rows *rows);
/* The selected row, or NULL. */
const struct view_row *rows_selected(const struct rows *rows);
/* A cell of a row by its column's name, or NULL. */
const struct cell *rows_cell(const struct rows *rows, const struct view_row *row, const char *name);

#endif
