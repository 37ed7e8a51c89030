#include "tui/local.h"

#include "model/mem.h"
#include "reports/journal.h"
#include "reports/report.h"
#include "tui/call.h"

#include <assert.h>

static const struct column list_columns[] = {
    {.name = "report", .title = "Report", .kind = CELL_TEXT},
    {.name = "summary", .title = "What it tells", .kind = CELL_TEXT},
};
#define LIST_COLUMNS (sizeof list_columns / sizeof *list_columns)

static enum status list_reports(struct command_call *call, const struct values *values,
                                struct error *err)
{
    struct table_writer *writer = call_writer(call, values, list_columns, LIST_COLUMNS);
    for (const struct report *const *report = report_all(); *report != NULL; report++) {
        struct cell cells[LIST_COLUMNS] = {
            {.kind = CELL_TEXT, .text = (*report)->name},
            {.kind = CELL_TEXT, .text = (*report)->summary},
        };
        enum status status = table_write(writer, cells, err);
        if (status != STATUS_OK) {
            return status;
        }
    }
    return table_end(writer, err);
}

static enum status unknown_report(struct command_call *call, const char *name, struct error *err)
{
    char *names = mem_strdup(call->mem, "");
    for (const struct report *const *report = report_all(); *report != NULL; report++) {
        names = mem_append(names, "%s%s", names[0] == '\0' ? "" : ", ", (*report)->name);
    }
    (void)call_usage(call, err, "no report '%s'", name);
    return error_hint(err, "there are %s", names);
}

enum status local_report(struct command_call *call, const struct values *values, struct error *err)
{
    const char *name = values_get(values, "report");
    if (name == NULL) {
        return list_reports(call, values, err);
    }
    const struct report *report = report_find(name);
    if (report == NULL) {
        return unknown_report(call, name, err);
    }
    enum status status = call_open(call, STORE_READ, err);
    if (status != STATUS_OK) {
        return status;
    }
    size_t count = 0;
    const struct column *columns = report_columns(report, &count);
    struct table_writer *writer = call_writer(call, values, columns, count);
    status = report_run(report, call->book, call->mem, table_sink(writer), err);
    return status == STATUS_OK ? table_end(writer, err) : status;
}

enum status local_export(struct command_call *call, const struct values *values, struct error *err)
{
    enum journal_format format = JOURNAL_LEDGER;
    enum status status = journal_format_parse(values_get(values, "program"), &format, err);
    assert(status == STATUS_OK); /* the field's choices are the formats */
    status = call_open(call, STORE_READ, err);
    return status == STATUS_OK ? journal_write(call->book, call->mem, format, call->out, err)
                               : status;
}
