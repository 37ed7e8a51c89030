/* screen_import.h - takes in a bank's file: parse, plan, apply.
 *
 *     ask --form--> planning --thread--> planned --confirmed--> applying --thread--> applied
 *      ^                                   |  |
 *      '----------------- e ---------------'  '--Esc: nothing was written
 *
 * The plan shows what would become of every line before anything is written. */
#ifndef TUI_SCREEN_IMPORT_H
#define TUI_SCREEN_IMPORT_H

#include "tui/screen.h"

extern const struct screen screen_import;

#endif
