/* screen_reconcile.h - bank lines that nobody has explained yet, beside the items that they might
 * be; one of each makes a match, after a preview of its legs. */
#ifndef TUI_SCREEN_RECONCILE_H
#define TUI_SCREEN_RECONCILE_H

#include "tui/screen.h"

extern const struct screen screen_reconcile;

#endif
