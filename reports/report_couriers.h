/* report_couriers.h - how couriers stand: one row per courier and currency. */
#ifndef REPORTS_REPORT_COURIERS_H
#define REPORTS_REPORT_COURIERS_H

#include "model/book.h"
#include "reports/table.h"

#define REPORT_COURIERS_COLUMNS 12
extern const struct column report_couriers_columns[REPORT_COURIERS_COLUMNS];
enum status report_couriers_run(struct book *book, void *mem, struct table_sink sink,
                                struct error *err) CHECKED;

#endif
