/* record.h - what was complained of before, about a complaint's seller and by who complains, drawn
 * in its detail. */
#ifndef TUI_RECORD_H
#define TUI_RECORD_H

#include "model/view.h"
#include "tui/paint.h"
#include "tui/screen.h"

struct record {
    char *about, *by; /* NULL both: nothing to draw */
};

/* Of the complaint whose row of the view this is; texts are mem's. */
void record_read(struct record *record, void *mem, struct ui *ui, const struct view *view,
                 const struct view_row *row);
int record_rows(const struct record *record);
void record_draw(const struct record *record, struct pane *pane, int row);

#endif
