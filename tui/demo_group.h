/* demo_group.h - the group buy of the demonstration. */
#ifndef TUI_DEMO_GROUP_H
#define TUI_DEMO_GROUP_H

#include "tui/demo_play.h"

/* The last thing of the last day: one opens, and the first members join. */
enum status demo_group(struct demo_play *play, struct error *err) CHECKED;

#endif
