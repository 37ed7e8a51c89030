/* policy_try.h - what a policy would decide about a deal as it stands: by when, for whom, how much,
 * and by which of its figures. */
#ifndef REPORTS_POLICY_TRY_H
#define REPORTS_POLICY_TRY_H

#include "model/book.h"
#include "reports/table.h"

#define POLICY_TRY_COLUMNS 7
extern const struct column policy_try_columns[POLICY_TRY_COLUMNS];

/* The policy under which the deal was made where policy is NULL. Begins a snapshot of its own. */
enum status policy_try(struct book *book, void *mem, const char *deal, const struct policy *policy,
                       struct table_sink sink, struct error *err) CHECKED;

#endif
