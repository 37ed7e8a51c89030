/* screen_help.h - the keys of the screen below, and all commands with what they act on. request is
 * the frame that help was asked in. */
#ifndef TUI_SCREEN_HELP_H
#define TUI_SCREEN_HELP_H

#include "tui/screen.h"

extern const struct screen screen_help;

#endif
