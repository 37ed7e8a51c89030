/* report_day.h - the sheet of a closed day as rows: its figures by currency, then its breaks. */
#ifndef REPORTS_REPORT_DAY_H
#define REPORTS_REPORT_DAY_H

#include "model/day_sheet.h"
#include "reports/table.h"

#define REPORT_DAY_COLUMNS 12
extern const struct column report_day_columns[REPORT_DAY_COLUMNS];
enum status report_day_write(const struct day_sheet *sheet, struct table_sink sink,
                             struct error *err) CHECKED;

#endif
