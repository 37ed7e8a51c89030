/* command.h - the one table of what Holdfast can do: the command line, the palette, the keys, the
 * forms and the help all come from it.
 *
 * An action is declared once, with its fields, and carried out by act(): the command line calls it
 * to execute, the console first with run->is_preview and then with the preview's digest. So a form
 * and a script pass the same door, and neither knows a rule that the other does not. */
#ifndef TUI_COMMAND_H
#define TUI_COMMAND_H

#include "model/operation.h"
#include "tui/values.h"

#include <stdbool.h>

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
    bool takes_many; /* of an action: a script may name several things, all before what else stands
                        without -- */
    int key;         /* in the console on such a row or screen; 0 for none */
    const char
        *verb; /* of an action: the rights row, so that a screen can say why it is not possible */
    enum status (*act)(struct book *book, const struct values *values, struct run *run,
                       struct error *err);
    /* What a request comes to that names several things at once: the values of each act, owned by
     * mem, all of which are done or none; *count is 0 where it is one act as it stands. NULL where
     * it always is. */
    enum status (*spread)(void *mem, struct book *book, const struct values *values,
                          struct values **out, size_t *count, struct error *err);
    /* What a form may begin with, as far as that is known of what it acts on: fills texts, owned by
     * mem, and *note, a few lines; NULL where it begins empty. */
    enum status (*propose)(void *mem, struct book *book, struct values *values, char **note,
                           struct error *err);
    enum status (*local)(struct command_call *call, const struct values *values, struct error *err);
};

/* Ended by a NULL name. */
const struct command *command_table(void);
const struct command *command_find(const char *name);

#endif
