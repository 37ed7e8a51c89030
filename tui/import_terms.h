/* import_terms.h - the form in which one says which bank file to take in, and how. */
#ifndef TUI_IMPORT_TERMS_H
#define TUI_IMPORT_TERMS_H

#include "import/plan.h"
#include "tui/command.h"
#include "tui/ui.h"

struct import_terms {
    char *path;
    struct plan_terms terms; /* texts owned by mem of the asking */
};

struct import_form;

/* The fields, with the accounts and profiles that there are to choose from. Owned by mem. */
enum status import_form_new(void *mem, struct ui *ui, struct import_form **out,
                            struct error *err) CHECKED;
/* Show the form; done is called with what was filled in. */
void import_form_show(struct import_form *form, void *owner,
                      void (*done)(void *owner, const struct import_terms *terms));

#endif
