/* paint.h - drawing on panes by role; the only place that turns roles into colours.
 *
 * A pane is one curses window. A frame is: pane_begin (erases), paint_*, pane_end (hands it to the
 * next term_show). All text passes the door. Rows and columns count from 0 within the pane; what
 * does not fit is cut, with an ellipsis where it is text. */
#ifndef TUI_PAINT_H
#define TUI_PAINT_H

#include "tui/theme.h"

#include <stdbool.h>
#include <stddef.h>

struct paint;

/* The colours are made once, after the terminal was opened: pairs are shared, and never more than
 * the terminal has. has_colour false: attributes alone. */
struct paint *paint_new(void *mem, const struct theme *theme, bool has_colour);

struct pane {
    void *window; /* WINDOW *, or NULL where the terminal is too small for it */
    struct paint *paint;
    int rows, cols;
    int top, left;
};

/* Put the pane there; the window is made anew only where the place changed. */
void pane_place(struct pane *pane, struct paint *paint, int top, int left, int rows, int cols);
void pane_release(struct pane *pane);
void pane_begin(struct pane *pane);
void pane_end(struct pane *pane);

enum align { ALIGN_LEFT, ALIGN_RIGHT, ALIGN_CENTRE };

/* Text in width cells from col, the rest of them blank in the same role. */
void paint_cell(struct pane *pane, int row, int col, int width, enum theme_role role,
                enum align align, const char *text);
/* Text as long as it is, up to the pane's edge. Returns the column after it. */
int paint_text(struct pane *pane, int row, int col, enum theme_role role, const char *text);
int paint_format(struct pane *pane, int row, int col, enum theme_role role, const char *format, ...)
    __attribute__((format(printf, 5, 6)));
/* The first bytes of a text. */
int paint_bytes(struct pane *pane, int row, int col, enum theme_role role, const char *text,
                size_t bytes);
/* Text over as many rows as it needs, at most rows; returns the rows used. */
int paint_wrapped(struct pane *pane, int row, int col, int width, int rows, enum theme_role role,
                  const char *text);
void paint_blank(struct pane *pane, int row, int col, int width, enum theme_role role);
/* A horizontal line, and a frame around the whole pane with a title in it. */
void paint_line(struct pane *pane, int row, int col, int width);
void paint_upright(struct pane *pane, int row, int col, int rows);
void paint_box(struct pane *pane, const char *title);
/* part of whole as a bar of width cells, in what the terminal has for it (chart.h). */
void paint_bar(struct pane *pane, int row, int col, int width, int64_t part, int64_t whole,
               enum theme_role role);
/* A column of a chart, so many eighths of a cell long: from the last of rows upward, or, below 0,
 * from the first downward. */
void paint_column(struct pane *pane, int row, int col, int rows, int64_t eighths,
                  enum theme_role role);
/* Where the hardware cursor stands after the frame: the last pane that says so has it. */
void paint_cursor(struct pane *pane, int row, int col);
/* At the end of a frame, once every pane has been handed over. */
void paint_place_cursor(struct paint *paint);

#endif
