#include "reports/report.h"

#include "model/views.h"
#include "reports/list.h"
#include "reports/report_breaks.h"
#include "reports/report_couriers.h"
#include "reports/report_maturity.h"
#include "reports/report_policy.h"
#include "reports/report_position.h"
#include "reports/report_response.h"

#include <string.h>

static const struct report position = {
    .name = "position",
    .is_kept = true,
    .title = "Position",
    .summary = "what we owe, and whether it is there, by currency",
    .columns = report_position_columns,
    .column_count = REPORT_POSITION_COLUMNS,
    .run = report_position_run,
};

static const struct report maturity = {
    .name = "maturity",
    .is_kept = true,
    .title = "Maturity",
    .summary = "what we owe, by when it falls due",
    .columns = report_maturity_columns,
    .column_count = REPORT_MATURITY_COLUMNS,
    .run = report_maturity_run,
};

static const struct report trial_balance = {
    .name = "trial-balance",
    .is_kept = true,
    .title = "Trial balance",
    .summary = "every account that is not at zero, debit and credit",
    .view = &view_trial,
};

static const struct report bonds = {
    .name = "bonds",
    .title = "Bonds",
    .summary = "each bond: what is asked and there, when it goes back",
    .view = &view_bonds,
};

static const struct report policy = {
    .name = "policy",
    .is_kept = true,
    .title = "Policy",
    .summary = "the figures that hold now, and where they come from",
    .columns = report_policy_columns,
    .column_count = REPORT_POLICY_COLUMNS,
    .run = report_policy_run,
};

static const struct report couriers = {
    .name = "couriers",
    .title = "Couriers",
    .summary = "what couriers collected, remitted and still owe",
    .columns = report_couriers_columns,
    .column_count = REPORT_COURIERS_COLUMNS,
    .run = report_couriers_run,
};

static const struct report response = {
    .name = "response",
    .is_kept = true,
    .title = "Response times",
    .summary = "how long complaints wait, by month, kind and stage",
    .columns = report_response_columns,
    .column_count = REPORT_RESPONSE_COLUMNS,
    .run = report_response_run,
};

static const struct report breaks = {
    .name = "breaks",
    .title = "Breaks",
    .summary = "what is in suspense or in transit, by owner, reason and age",
    .columns = report_breaks_columns,
    .column_count = REPORT_BREAKS_COLUMNS,
    .run = report_breaks_run,
};

const struct report *const *report_all(void)
{
    static const struct report *const reports[] = {
        &position, &maturity, &trial_balance, &bonds, &policy, &couriers, &response, &breaks, NULL};
    return reports;
}

const struct report *report_find(const char *name)
{
    for (const struct report *const *report = report_all(); *report != NULL; report++) {
        if (strcmp((*report)->name, name) == 0) {
            return *report;
        }
    }
    return NULL;
}

const struct column *report_columns(const struct report *report, size_t *count)
{
    *count = report->view != NULL ? report->view->column_count : report->column_count;
    return report->view != NULL ? report->view->columns : report->columns;
}

enum status report_run(const struct report *report, struct book *book, void *mem,
                       struct table_sink sink, struct error *err)
{
    if (store_is_looked_through(book_store(book)) && !report->is_kept) {
        (void)error_set(err, STATUS_UNSUPPORTED, "report %s cannot be told of the past",
                        report->name);
        return error_hint(err, "position, maturity and trial-balance can");
    }
    if (report->view == NULL) {
        return report->run(book, mem, sink, err);
    }
    struct view_query query = {.view = report->view, .sort = -1};
    return list_run(book, mem, &query, 0, sink, err);
}
