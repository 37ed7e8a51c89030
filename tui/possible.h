/* possible.h - why an action is not possible, before anything is asked: the store is read-only, the
 * operator lacks the role, or the state of the thing does not admit it.
 *
 * Every rule is the model's: the action is run as a check, with its subject alone. */
#ifndef TUI_POSSIBLE_H
#define TUI_POSSIBLE_H

#include "tui/command.h"

struct ui;

/* STATUS_OK when it may be tried; else the message says why not. id: what it would act on, or NULL
 * where that is not known yet (the role is asked then, and no state). */
enum status possible_check(const struct ui *ui, const struct command *command, const char *id,
                           struct error *err) CHECKED;

#endif
