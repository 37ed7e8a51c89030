/* demo_ways.h - the demonstration's last hours: something of every way of paying, and of every
 * other thing that the ten weeks have nothing of.
 *
 * It comes after all else of the last day, so that nothing of the weeks depends on it. */
#ifndef TUI_DEMO_WAYS_H
#define TUI_DEMO_WAYS_H

#include "tui/demo_play.h"

enum status demo_ways(struct demo_play *play, struct error *err) CHECKED;

#endif
