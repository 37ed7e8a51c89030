/* command.h - the one table of what Holdfast can do: the command line, the palette, the keys, the
 * forms and the help all come from it.
 *
 * An action is declared once, with its fields, and carried out by act(): the command line calls it
 * to execute, the console first with run->is_preview and then with the preview's digest. So a form
 * and a script pass the same door, and neither knows a rule that the other does not. */
#ifndef TUI_COMMAND_H
#define TUI_COMMAND_H

#include "model/operation.h"

#include <stdbool.h>
#include <stddef.h>

enum field_kind {
    FIELD_TEXT,   /* one line */
    FIELD_LONG,   /* facts, reasons: several lines on a form */
    FIELD_ID,     /* a thing: "seller:S-0001", or its bare id */
    FIELD_AMOUNT, /* a decimal, currency known from the context or as "CNY 12.00" */
    FIELD_TIME,   /* a deadline: time_parse_deadline */
    FIELD_CHOICE, /* one of choices */
    FIELD_SET,    /* several of choices, comma-separated */
    FIELD_FILE,
    FIELD_FLAG,
};

struct field {
    const char *name;  /* "until": --until on the command line */
    const char *title; /* "Until" on a form */
    const char *help;  /* one line */
    enum field_kind kind;
    const char *choices; /* comma-separated, for CHOICE and SET */
    /* For a CHOICE of which the policy has the list: a form offers it, and the model checks it. */
    char *(*choices_of)(void *mem, const struct policy *policy);
    bool is_required;
    bool is_for_scripts; /* no form asks for it: the preview that is confirmed stands for it */
    bool is_positional;  /* without -- on the command line, in this order */
};

#define COMMAND_FIELDS_MAX 12

/* What was filled in, by field name. NULL: left out. */
struct values {
    const struct field *fields;
    const char *texts[COMMAND_FIELDS_MAX];
};
const char *values_get(const struct values *values, const char *name);
bool values_flag(const struct values *values, const char *name);

enum command_kind {
    COMMAND_LIST,   /* shows the view of its name; its key opens that screen */
    COMMAND_ACTION, /* form, preview, confirmation; or executes at once from a script */
    COMMAND_REPORT, /* shows a report */
    COMMAND_LOCAL,  /* of the command line only: init, feed, verify, export ... */
};

struct command_call; /* cli.h: the program's options and streams */

struct command {
    const char *name;              /* "freeze", "complaint decide" */
    const char *summary;           /* one line, for lists of commands */
    const char *help;              /* the rest of --help, or NULL */
    char *(*more_help)(void *mem); /* what comes after it, made from a table; or NULL */
    enum command_kind kind;
    bool shows_past; /* of a local one: it can show the books as they were; lists and reports can */
    const struct field *fields; /* ended by a NULL name, or NULL */
    const char *subject; /* of an action: the kind of row that it acts on ("seller"), which fills
                            its first field; NULL when on none */
    int key;             /* in the console on such a row or screen; 0 for none */
    const char
        *verb; /* of an action: the rights row, so that a screen can say why it is not possible */
    enum status (*act)(struct book *book, const struct values *values, struct run *run,
                       struct error *err);
    /* What a form may begin with, as far as that is known of what it acts on: fills texts, owned by
     * mem, and *note, one line; NULL where it begins empty. */
    enum status (*propose)(void *mem, struct book *book, struct values *values, char **note,
                           struct error *err);
    enum status (*local)(struct command_call *call, const struct values *values, struct error *err);
};

/* Ended by a NULL name. */
const struct command *command_table(void);
const struct command *command_find(const char *name);

#endif
