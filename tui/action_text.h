/* action_text.h - what an action would do or has done, as the command line prints it. */
#ifndef TUI_ACTION_TEXT_H
#define TUI_ACTION_TEXT_H

#include "model/operation.h"
#include "tui/values.h"

struct command_call; /* call.h */

/* One JSON object on a line. */
void action_json(struct command_call *call, const struct run *run);
enum status action_preview(struct command_call *call, const struct values *values,
                           const struct posting *posting, struct error *err) CHECKED;

#endif
