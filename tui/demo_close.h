/* demo_close.h - the days that the demonstration has closed at its end, by two, and what was said
 * of the breaks that stayed. */
#ifndef TUI_DEMO_CLOSE_H
#define TUI_DEMO_CLOSE_H

#include "tui/demo_play.h"

/* After demo_house, whose operator for the custodian checks. */
enum status demo_close(struct demo_play *play, struct error *err) CHECKED;

#endif
