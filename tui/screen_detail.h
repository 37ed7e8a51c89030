/* screen_detail.h - one thing, whole: its fields above, and below what belongs to it, pane by pane:
 * its timeline, entries, holds, liens, notices. request is the thing's id ("deal:O-1"). */
#ifndef TUI_SCREEN_DETAIL_H
#define TUI_SCREEN_DETAIL_H

#include "tui/screen.h"

extern const struct screen screen_detail;

#endif
