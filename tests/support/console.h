/* console.h - the console of a world on a terminal, and what stands on its screen. Whatever fails
 * here fails the test, with the screen. */
#ifndef TESTS_SUPPORT_CONSOLE_H
#define TESTS_SUPPORT_CONSOLE_H

#include "tests/support/program.h"
#include "tests/support/terminal.h"

/* Started, of 24 rows; goes with the world. */
struct terminal *console_start(struct world *world, int cols);
/* The text stands there now. */
void console_shows(struct terminal *terminal, const char *text);
/* Wait for what stands there while a worker runs, when the console is never idle. */
void console_await(struct terminal *terminal, const char *text);

#endif
