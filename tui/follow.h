/* follow.h - which thing a cell or a row leads to, for Enter. */
#ifndef TUI_FOLLOW_H
#define TUI_FOLLOW_H

#include "model/view.h"

#include <stdbool.h>

/* The id of the thing that a column's cell names, in id (THING_ID_BYTES); false when none. */
bool follow_cell(const char *column, const struct cell *cell, char *id);
/* The thing that a row is, or is about. */
bool follow_row(const struct view *view, const struct view_row *row, char *id);

#endif
