/* list_row.h - rows of a view as a list keeps them. */
#ifndef TUI_LIST_ROW_H
#define TUI_LIST_ROW_H

#include "model/view.h"

/* One block of mem's for the row and all its texts. */
struct view_row *list_row_copy(void *mem, const struct view_row *row, size_t column_count);
/* A row that is only a place: it has no cells. */
struct view_row *list_row_place(void *mem, const struct view_row *row);

#endif
