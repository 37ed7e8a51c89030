/* report_policy.h - the figures of a policy, each with where it comes from. */
#ifndef REPORTS_REPORT_POLICY_H
#define REPORTS_REPORT_POLICY_H

#include "model/book.h"
#include "reports/table.h"

#define REPORT_POLICY_COLUMNS 4
extern const struct column report_policy_columns[REPORT_POLICY_COLUMNS];

/* The key, its value, the citation and when it was reviewed. */
void report_policy_cells(const struct policy_value *value, struct cell *cells);
/* Of any policy. */
enum status report_policy_write(const struct policy *policy, struct table_sink sink,
                                struct error *err) CHECKED;
/* Of the one that holds in the book now. */
enum status report_policy_run(struct book *book, void *mem, struct table_sink sink,
                              struct error *err) CHECKED;

#endif
