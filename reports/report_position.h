/* report_position.h - what we owe, and whether it is there: one row per currency. */
#ifndef REPORTS_REPORT_POSITION_H
#define REPORTS_REPORT_POSITION_H

#include "model/book.h"
#include "reports/table.h"

#define REPORT_POSITION_COLUMNS 9
extern const struct column report_position_columns[REPORT_POSITION_COLUMNS];
enum status report_position_run(struct book *book, void *mem, struct table_sink sink,
                                struct error *err) CHECKED;

#endif
