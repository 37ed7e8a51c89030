#include "reports/report_policy.h"

const struct column report_policy_columns[REPORT_POLICY_COLUMNS] = {
    {.name = "key", .title = "Key", .kind = CELL_TEXT, .width_cols = 30},
    {.name = "value", .title = "Value", .kind = CELL_TEXT, .width_cols = 12},
    {.name = "reviewed_on", .title = "Reviewed", .kind = CELL_TEXT, .width_cols = 10},
    {.name = "citation", .title = "Where it comes from", .kind = CELL_TEXT, .width_cols = 60},
};

void report_policy_cells(const struct policy_value *value, struct cell *cells)
{
    const char *texts[REPORT_POLICY_COLUMNS] = {
        value->key, value->value, value->reviewed_on[0] ? value->reviewed_on : "unreviewed",
        value->citation};
    for (size_t i = 0; i < REPORT_POLICY_COLUMNS; i++) {
        cells[i] = (struct cell){.kind = CELL_TEXT, .text = texts[i]};
    }
}

enum status report_policy_write(const struct policy *policy, struct table_sink sink,
                                struct error *err)
{
    const struct policy_value *value;
    enum status status = STATUS_OK;
    for (size_t i = 0; status == STATUS_OK && (value = policy_value_at(policy, i)) != NULL; i++) {
        struct cell cells[REPORT_POLICY_COLUMNS];
        report_policy_cells(value, cells);
        status = sink.take(sink.state, cells, err);
    }
    return status;
}

enum status report_policy_run(struct book *book, void *mem, struct table_sink sink,
                              struct error *err)
{
    (void)mem;
    return report_policy_write(book_policy(book), sink, err);
}
