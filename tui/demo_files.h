/* demo_files.h - the day after: what the shops and the bank send next, for a tour. */
#ifndef TUI_DEMO_FILES_H
#define TUI_DEMO_FILES_H

#include "tui/demo_play.h"

/* Write DEMO_FEED_FILE and DEMO_BANK_FILE into the folder: new orders and a refused payout; then a
 * statement that continues the bank's chain, with a few lines that nobody can place at once. On the
 * last day, after its work. */
enum status demo_files_write(struct demo_play *play, const char *folder, struct error *err) CHECKED;

#endif
