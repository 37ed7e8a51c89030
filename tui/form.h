/* form.h - a dialog that asks for a command's fields. */
#ifndef TUI_FORM_H
#define TUI_FORM_H

#include "tui/command.h"
#include "tui/screen.h"

struct form_request {
    const char *title, *summary;
    const char *submit;                    /* what the button says: "Preview" */
    const struct field *fields;            /* ended by a NULL name, at most COMMAND_FIELDS_MAX */
    const char *texts[COMMAND_FIELDS_MAX]; /* what stands in them at first, or NULL */
    bool is_locked[COMMAND_FIELDS_MAX];    /* shown, not asked for */
    void *owner;
    /* All fields are as they have to be; NULL for what was left empty. Borrowed for the call. An
     * error is shown in the form. */
    enum status (*submitted)(void *owner, struct frame *form, const struct values *values,
                             struct error *err);
    void (*closed)(void *owner); /* or NULL */
};

extern const struct screen screen_form;

#endif
