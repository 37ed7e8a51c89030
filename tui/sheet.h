/* sheet.h - text of any length in a window of rows: previews, help, a thing's fields in full.
 *
 *     sheet_begin(&sheet, pane, 1, 1, 20, 70);
 *     sheet_text(&sheet, THEME_TEXT, 0, "...");          every line, whether it is in sight or not
 *     sheet_end(&sheet);                                 clamps the scrolling, draws the position
 *
 * sheet.top is kept by the caller between two frames. */
#ifndef TUI_SHEET_H
#define TUI_SHEET_H

#include "tui/input.h"
#include "tui/paint.h"

struct sheet {
    struct pane *pane;
    int row, col, rows, cols; /* the window */
    int top;                  /* first line in sight */
    int lines;                /* counted while drawing */
};

void sheet_begin(struct sheet *sheet, struct pane *pane, int row, int col, int rows, int cols);
/* The pane's row for the next line, or -1 when it is out of sight; counts the line. */
int sheet_line(struct sheet *sheet);
void sheet_gap(struct sheet *sheet);
/* One line, cut; or as many as the text needs. indent in cells. */
void sheet_text(struct sheet *sheet, enum theme_role role, int indent, const char *text);
void sheet_wrap(struct sheet *sheet, enum theme_role role, int indent, const char *text);
/* A label of label_cols cells and a value, wrapped beside it. */
void sheet_pair(struct sheet *sheet, int label_cols, const char *label, enum theme_role role,
                const char *value);
void sheet_end(struct sheet *sheet);
/* True when the key scrolled. */
bool sheet_key(struct sheet *sheet, const struct input_event *event);
/* Whether some of it is out of sight. */
bool sheet_is_long(const struct sheet *sheet);

#endif
