/* cover.h - what a seller's bond covers, drawn in its detail: of the awards that its open
 * complaints may bring, and of what is held for its deals. */
#ifndef TUI_COVER_H
#define TUI_COVER_H

#include "model/view.h"
#include "tui/paint.h"
#include "tui/screen.h"

#define COVER_ROWS_MAX 2

struct cover {
    char currency[4];
    int64_t bond_minor, awards_minor, held_minor;
};

/* Of the seller whose row of the view this is; nothing to draw for any other view. */
void cover_read(struct cover *cover, struct ui *ui, const struct view *view,
                const struct view_row *row);
/* One for each of the two that is not nothing. */
int cover_rows(const struct cover *cover);
void cover_draw(const struct cover *cover, struct pane *pane, int row);

#endif
