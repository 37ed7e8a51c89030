/* grid.h - which columns of a list stand where on the screen, and drawing a list window with them.
 *
 * The first column and what happens if nobody acts are always there; the others follow in their
 * order as far as there is room, from the one that was scrolled to. Room that is left goes to
 * texts. */
#ifndef TUI_GRID_H
#define TUI_GRID_H

#include "tui/list.h"
#include "tui/paint.h"

struct grid {
    const struct column *columns;
    size_t count;
    bool is_hidden[VIEW_COLUMNS_MAX];
    int sort; /* shown with an arrow; -1 for none */
    bool is_descending;
    const char *preferred; /* names of columns that come first where not all fit, or NULL */
    size_t shift;          /* columns scrolled away after the first */
};

struct grid_place {
    size_t column;
    int col, width;
};

/* Columns hidden as they are declared. */
void grid_init(struct grid *grid, const struct column *columns, size_t count);
/* Show column i or not; the first one stays. */
void grid_toggle(struct grid *grid, size_t column);
/* "due,fee": the names of the hidden columns, owned by mem; and back. */
char *grid_hidden(const struct grid *grid, void *mem);
void grid_set_hidden(struct grid *grid, const char *names);
/* Scroll by a column; false at the end. */
bool grid_scroll(struct grid *grid, int by, int cols);

/* The places in cols cells, of which the first is the gutter of marks. Returns their count;
 * *is_more: some are out of sight. */
size_t grid_layout(const struct grid *grid, int cols, struct grid_place *places, bool *is_more);

/* The headings in row, the list's rows below, rows of them. has_focus: the selection is that of the
 * keyboard. */
void grid_draw(const struct grid *grid, struct pane *pane, int row, int col, int rows, int cols,
               struct list *list, bool has_focus);
/* One cell, in its column's alignment. */
void grid_draw_cell(struct pane *pane, int row, int col, int width, const struct cell *cell,
                    enum theme_role role);
/* What a cell is drawn in on a plain row. now is left out: an outcome bears its own time. */
enum theme_role grid_cell_role(const struct cell *cell);

#endif
