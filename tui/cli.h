/* cli.h - the command line: options, environment and a command of the table.
 *
 * Exit status: 0 done; 1 refused or failed, with one line on the error stream; 2 wrong usage. */
#ifndef TUI_CLI_H
#define TUI_CLI_H

#include <stdio.h>

enum { CLI_DONE = 0, CLI_FAILED = 1, CLI_USAGE = 2 };

/* The whole program. Returns the exit status. */
int cli_main(int argc, char *const *argv, FILE *out, FILE *err);

#endif
