/* exhibit.h - a piece of evidence that is opened in the console: its text, and that it was opened.
 */
#ifndef TUI_EXHIBIT_H
#define TUI_EXHIBIT_H

#include "tui/screen.h"

#define EXHIBIT_TEXT_BYTES_MAX 65536 /* that are shown */

/* What to show of "evidence:3", mem's: its text, which the operator has looked at from now on, or
 * why there is none. NULL for what is no evidence. */
char *exhibit_open(void *mem, struct ui *ui, const char *id);

#endif
