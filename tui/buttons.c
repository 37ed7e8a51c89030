#include "tui/buttons.h"

#include "tui/door.h"

#include <stdio.h>
#include <string.h>

void buttons_draw(struct pane *pane, int row, const char *const *titles, int count, int focus)
{
    int cols = 0;
    for (int i = 0; i < count; i++) {
        cols += door_cols(titles[i], strlen(titles[i])) + 5;
    }
    int col = pane->cols - cols - 1;
    if (col < 1) {
        col = 1;
    }
    for (int i = 0; i < count; i++) {
        char text[64];
        snprintf(text, sizeof(text), "[ %s ]", titles[i]);
        enum theme_role role = i == focus ? THEME_BUTTON_FOCUS : THEME_BUTTON;
        if (i == focus) {
            paint_cursor(pane, row, col + 2);
        }
        col = paint_text(pane, row, col, role, text) + 1;
    }
}

bool buttons_key(const struct input_event *event, int count, int *focus)
{
    switch (event->key) {
    case INPUT_RIGHT:
    case INPUT_TAB:
        *focus = (*focus + 1) % count;
        return true;
    case INPUT_LEFT:
    case INPUT_BACK_TAB:
        *focus = (*focus + count - 1) % count;
        return true;
    default:
        return false;
    }
}
