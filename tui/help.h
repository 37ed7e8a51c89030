/* help.h - what the command table says about the command line: --help, and a shell's completion. */
#ifndef TUI_HELP_H
#define TUI_HELP_H

#include "tui/command.h"

#include <stdio.h>

/* The fields that a command of this kind has on the command line beside its own, ended by a NULL
 * name; NULL where there are none. */
const struct field *help_fields(const struct command *command);

void help_program(FILE *out);
void help_command(const struct command *command, FILE *out);
void help_version(FILE *out);
/* A completion script for bash. */
void help_completion(FILE *out);

#endif
