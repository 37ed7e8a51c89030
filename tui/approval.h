/* approval.h - what approving a proposal would do, drawn in its detail: the entries, clocks and
 * letters that its preview shows, or why it cannot be done any more. */
#ifndef TUI_APPROVAL_H
#define TUI_APPROVAL_H

#include "model/view.h"
#include "tui/input.h"
#include "tui/paint.h"
#include "tui/screen.h"

struct approval;

/* Of the open proposal whose row of the view this is; NULL for anything else. */
struct approval *approval_new(void *mem, struct ui *ui, const struct view *view,
                              const struct view_row *row);
/* From this row of the pane on. */
void approval_draw(struct approval *approval, struct pane *pane, int row);
/* True when the key scrolled. */
bool approval_key(struct approval *approval, const struct input_event *event);

#endif
