/* edit.h - a text under the cursor: what fields, filters and the palette type into. Knows no
 * curses.
 *
 * The text is valid UTF-8; the cursor stands between characters, marks and all. */
#ifndef TUI_EDIT_H
#define TUI_EDIT_H

#include "tui/input.h"
#include "tui/paint.h"

#include <stdbool.h>
#include <stddef.h>

#define EDIT_BYTES_MAX 16384

struct edit {
    char *text; /* ends with NUL; room for bytes_max */
    size_t bytes, cursor, bytes_max;
    bool is_long; /* Enter breaks the line */
};

/* Room for bytes_max of text, owned by mem. */
void edit_init(struct edit *edit, void *mem, size_t bytes_max);
void edit_set(struct edit *edit, const char *text);
/* Insert at the cursor; what has no room is left out. Line breaks become spaces unless is_long. */
void edit_insert(struct edit *edit, const char *text);
/* True when the key was one of editing. */
bool edit_key(struct edit *edit, const struct input_event *event);

/* One line of width cells, scrolled so that the cursor is in sight; with has_focus the terminal's
 * cursor stands there. */
void edit_draw(const struct edit *edit, struct pane *pane, int row, int col, int width,
               bool has_focus);
/* The same over rows lines, wrapped. */
void edit_draw_long(const struct edit *edit, struct pane *pane, int row, int col, int width,
                    int rows, bool has_focus);

#endif
