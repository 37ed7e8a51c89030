/* sweep_now.h - runs every default that is due, from the console: asked first, in a thread, Esc
 * stops it between two batches. */
#ifndef TUI_SWEEP_NOW_H
#define TUI_SWEEP_NOW_H

#include "tui/ui.h"

void sweep_now(struct ui *ui);

#endif
