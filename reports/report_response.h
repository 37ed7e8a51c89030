/* report_response.h - how long complaints wait: a row per month of filing, kind and stage. */
#ifndef REPORTS_REPORT_RESPONSE_H
#define REPORTS_REPORT_RESPONSE_H

#include "model/book.h"
#include "reports/table.h"

#define REPORT_RESPONSE_COLUMNS 9
extern const struct column report_response_columns[REPORT_RESPONSE_COLUMNS];
enum status report_response_run(struct book *book, void *mem, struct table_sink sink,
                                struct error *err) CHECKED;

#endif
