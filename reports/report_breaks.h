/* report_breaks.h - what is in suspense or in transit: by owner, reason and currency, how many and
 * how much of each age in business days. */
#ifndef REPORTS_REPORT_BREAKS_H
#define REPORTS_REPORT_BREAKS_H

#include "model/book.h"
#include "reports/table.h"

#define REPORT_BREAKS_COLUMNS 10
extern const struct column report_breaks_columns[REPORT_BREAKS_COLUMNS];
enum status report_breaks_run(struct book *book, void *mem, struct table_sink sink,
                              struct error *err) CHECKED;

#endif
