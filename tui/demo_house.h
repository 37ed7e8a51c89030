/* demo_house.h - the house of the demonstration at its end: who else works in it, an interest that
 * was declared, what some parties can be reached by, and letters: on their way, and one that was
 * not taken. */
#ifndef TUI_DEMO_HOUSE_H
#define TUI_DEMO_HOUSE_H

#include "tui/demo_play.h"

/* What is hashed with a salt of chance, contacts, comes last: what is before it is the same for
 * ever after the same seed. */
enum status demo_house(struct demo_play *play, struct error *err) CHECKED;

#endif
