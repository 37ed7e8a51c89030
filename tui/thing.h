/* thing.h - the kinds of things that an id can name ("hold:42"): which view has the thing's own
 * row, and which lists belong to it. For show and for the console's details. */
#ifndef TUI_THING_H
#define TUI_THING_H

#include "model/error.h"

#include <stdbool.h>
#include <stddef.h>

#define THING_SECTIONS_MAX 8
#define THING_ID_BYTES 192

/* What a section's view is scoped by. */
enum thing_scope {
    THING_SCOPE_LABEL, /* "hold:42" */
    THING_SCOPE_BARE,  /* "42" */
    THING_SCOPE_PARTY, /* "party:S-0001" of "seller:S-0001" */
};

struct thing_section {
    const char *name; /* in JSON beside the thing's own columns: "entries" */
    const char *view; /* NULL ends the sections */
    enum thing_scope scope;
};

struct thing {
    const char *kind; /* "hold": what stands before the colon */
    const char *view; /* has its row */
    struct thing_section sections[THING_SECTIONS_MAX];
};

/* Ended by a NULL kind. */
const struct thing *thing_table(void);
/* The kind of thing that id names; STATUS_INVALID lists the kinds. */
enum status thing_find(const char *id, const struct thing **out, struct error *err) CHECKED;
/* What to ask the section's view for; buffer has THING_ID_BYTES. Returns buffer. */
char *thing_scope(enum thing_scope scope, const char *id, char *buffer);

#endif
