/* list.h - a view as a table: all its rows, of one moment. */
#ifndef REPORTS_LIST_H
#define REPORTS_LIST_H

#include "model/view.h"
#include "reports/table.h"

/* limit 0: all of them. */
enum status list_run(struct book *book, void *mem, const struct view_query *query, size_t limit,
                     struct table_sink sink, struct error *err) CHECKED;

#endif
