/* screen_home.h - the first screen: whether what we owe is there, and what waits for somebody, by
 * its clock: holds that are due, complaints, freezes that end, bank lines that nobody has
 * explained. */
#ifndef TUI_SCREEN_HOME_H
#define TUI_SCREEN_HOME_H

#include "tui/screen.h"

extern const struct screen screen_home;

#endif
