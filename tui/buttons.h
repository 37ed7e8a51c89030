/* buttons.h - a row of buttons, one of which has the focus. */
#ifndef TUI_BUTTONS_H
#define TUI_BUTTONS_H

#include "tui/input.h"
#include "tui/paint.h"

/* "[ Cancel ] [ Execute ]" right-aligned in the pane's row; focus -1 for none. */
void buttons_draw(struct pane *pane, int row, const char *const *titles, int count, int focus);
/* Arrows and Tab move the focus; true when the key did. */
bool buttons_key(const struct input_event *event, int count, int *focus);

#endif
