/* screens.h - the table of all screens, in the order of their jump keys. */
#ifndef TUI_SCREENS_H
#define TUI_SCREENS_H

#include "tui/screen.h"

/* Ended by NULL; the first is Home. */
const struct screen *const *screens_all(void);

#endif
