/* screen_palette.h - ':' - every command and screen by name, with completion and history. */
#ifndef TUI_SCREEN_PALETTE_H
#define TUI_SCREEN_PALETTE_H

#include "tui/screen.h"

extern const struct screen screen_palette;

#endif
