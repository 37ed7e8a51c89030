/* held.h - rows held in memory as the source of a list: a report's table, the lines of a plan. */
#ifndef TUI_HELD_H
#define TUI_HELD_H

#include "reports/table.h"
#include "tui/list.h"

#define HELD_ROWS_MAX 20000

struct held;

struct held *held_new(void *mem, size_t column_count);
/* Copies the row; STATUS_LIMIT when there are too many. The row's id is its number. */
enum status held_add(struct held *held, const struct cell *cells, struct error *err) CHECKED;
struct table_sink held_sink(struct held *held);
struct list_source held_source(struct held *held);

#endif
