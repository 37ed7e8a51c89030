/* confirm.h - a dialog that asks whether to do something, with the focus on Cancel. y and n, arrows
 * and Enter all work. */
#ifndef TUI_CONFIRM_H
#define TUI_CONFIRM_H

#include "tui/screen.h"

struct confirm_request {
    const char *title;
    const char *text; /* may have several lines */
    const char *act;  /* what the button says: "Import" */
    void *owner;
    void (*confirmed)(void *owner); /* the dialog is closed by then */
};

extern const struct screen screen_confirm;

#endif
