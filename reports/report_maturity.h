/* report_maturity.h - the maturity ladder: what we owe by when it falls due, seven rows for each
 * currency; the sum so far ends at what is owed. */
#ifndef REPORTS_REPORT_MATURITY_H
#define REPORTS_REPORT_MATURITY_H

#include "model/book.h"
#include "reports/table.h"

#define REPORT_MATURITY_COLUMNS 6
extern const struct column report_maturity_columns[REPORT_MATURITY_COLUMNS];
enum status report_maturity_run(struct book *book, void *mem, struct table_sink sink,
                                struct error *err) CHECKED;

#endif
