/* cli.h - the command line: what it was called with, and the commands that only it has.
 *
 * Exit status: 0 done; 1 refused or failed, with one line on the error stream; 2 wrong usage. */
#ifndef TUI_CLI_H
#define TUI_CLI_H

#include "model/book.h"
#include "reports/table.h"
#include "tui/command.h"

#include <stdbool.h>
#include <stdio.h>

enum { CLI_DONE = 0, CLI_FAILED = 1, CLI_USAGE = 2 };

struct command_call {
    void *mem; /* of this call */
    const char *url;
    const char *operator_login;
    const char *theme; /* NULL: by the terminal */
    const char *now;   /* NULL: the system's clock */
    int64_t now_us;    /* where now is set */
    FILE *out, *err;
    bool is_terminal; /* out is one */
    bool is_usage;    /* the failure is wrong usage */
    const struct command *command;
    struct store *store; /* once opened */
    struct book *book;
};

/* The whole program: options, environment, command. Returns the exit status. */
int cli_main(int argc, char *const *argv, FILE *out, FILE *err);

/* Open the store for reading or writing; --now is refused unless it is a sandbox. */
enum status cli_open(struct command_call *call, enum store_access access,
                     struct error *err) CHECKED;
/* The clock that the call was given. */
struct clock cli_clock(struct command_call *call);
/* Wrong usage: the exit status will be 2. */
enum status cli_usage(struct command_call *call, struct error *err, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
/* A writer on out in the format that the field "format" names; text without one. */
enum status cli_writer(struct command_call *call, const struct values *values,
                       const struct column *columns, size_t count, struct table_writer **out,
                       struct error *err) CHECKED;
bool cli_wants_json(const struct values *values);
/* For a long run on a terminal: the progress of what is done so far, on the error stream. */

/* Carry out an action, or show with --dry-run what it would do. */
enum status cli_action(struct command_call *call, const struct values *values,
                       struct error *err) CHECKED;
/* Show the view of the command's name. */
enum status cli_list(struct command_call *call, const struct values *values,
                     struct error *err) CHECKED;

/* The fields that every command of a kind has beside its own, ended by a NULL name. */
const struct field *cli_fields(const struct command *command);

/* --help for the program and for a command. */
void cli_help(FILE *out);
void cli_help_command(const struct command *command, FILE *out);

/* The commands of the table that only the command line has. */
enum status cli_init(struct command_call *call, const struct values *values, struct error *err);
enum status cli_demo(struct command_call *call, const struct values *values, struct error *err);
enum status cli_show(struct command_call *call, const struct values *values, struct error *err);
enum status cli_feed(struct command_call *call, const struct values *values, struct error *err);
enum status cli_import(struct command_call *call, const struct values *values, struct error *err);
enum status cli_profiles(struct command_call *call, const struct values *values, struct error *err);
enum status cli_sweep(struct command_call *call, const struct values *values, struct error *err);
enum status cli_report(struct command_call *call, const struct values *values, struct error *err);
enum status cli_export(struct command_call *call, const struct values *values, struct error *err);
enum status cli_verify(struct command_call *call, const struct values *values, struct error *err);
enum status cli_backup(struct command_call *call, const struct values *values, struct error *err);
enum status cli_operators(struct command_call *call, const struct values *values,
                          struct error *err);
enum status cli_completion(struct command_call *call, const struct values *values,
                           struct error *err);

#endif
