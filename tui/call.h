/* call.h - one call of the command line: what it was given, and what its commands share. */
#ifndef TUI_CALL_H
#define TUI_CALL_H

#include "model/book.h"
#include "reports/table.h"
#include "tui/command.h"

#include <stdbool.h>
#include <stdio.h>

struct command_call {
    void *mem; /* of this call */
    const char *url;
    const char *operator_login;
    const char *theme; /* NULL: by the terminal */
    const char *now;   /* NULL: the system's clock */
    int64_t now_us;    /* where now is set */
    const char *as_of; /* NULL: the books as they are */
    int64_t as_of_us;
    FILE *out, *err;
    bool is_terminal; /* out is one */
    bool is_usage;    /* the failure is wrong usage */
    const struct command *command;
    char **subjects; /* of a command that takes many: all that were named, the first among them */
    size_t subject_count;
    struct store *store; /* once opened */
    struct book *book;
};

/* The clock that the call was given. */
struct clock call_clock(struct command_call *call);
/* Open the store for reading or writing, and the book, as it was where --as-of says so, which
 * refuses to write. --now is refused unless it is a sandbox. */
enum status call_open(struct command_call *call, enum store_access access,
                      struct error *err) CHECKED;
/* Wrong usage: as error_set with STATUS_INVALID, and the exit status will be 2. */
enum status call_usage(struct command_call *call, struct error *err, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
/* The format that the field "format" names; text without one. */
enum table_format call_format(const struct values *values);
/* A writer on out in that format. */
struct table_writer *call_writer(struct command_call *call, const struct values *values,
                                 const struct column *columns, size_t count);
/* One line, with what others named in it made visible. */
void call_print(struct command_call *call, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
/* A number that a field of text must be; fallback where it is empty. */
enum status call_number(struct command_call *call, const struct values *values, const char *name,
                        int64_t fallback, int64_t *out, struct error *err) CHECKED;

#endif
