/* screen_row.h - a dialog with all cells of one row in full: a notice's text, a long memo. */
#ifndef TUI_SCREEN_ROW_H
#define TUI_SCREEN_ROW_H

#include "model/view.h"
#include "tui/screen.h"

struct row_request {
    const char *title;
    const struct view *view;
    const struct view_row *row; /* copied as text */
};

extern const struct screen screen_row;

#endif
