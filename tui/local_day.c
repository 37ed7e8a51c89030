#include "tui/local.h"

#include "model/day.h"
#include "model/mem.h"
#include "reports/report_day.h"
#include "tui/call.h"

static const struct column check_columns[] = {
    {.name = "what", .title = "What has to be so", .kind = CELL_TEXT},
    {.name = "is_so", .title = "So", .kind = CELL_BOOL},
    {.name = "says", .title = "Because", .kind = CELL_TEXT},
    {.name = "where", .title = "Look at", .kind = CELL_TEXT},
};
#define CHECK_COLUMNS (sizeof check_columns / sizeof *check_columns)

static struct cell text_cell(const char *text)
{
    return text == NULL || text[0] == '\0' ? (struct cell){.kind = CELL_NULL}
                                           : (struct cell){.kind = CELL_TEXT, .text = text};
}

enum status local_day_check(struct command_call *call, const struct values *values,
                            struct error *err)
{
    const struct day_terms terms = {values_get(values, "account"), values_get(values, "day"),
                                    values_get(values, "balance")};
    struct day_sheet sheet;
    struct day_check checks[DAY_CHECKS];
    enum status status = call_open(call, STORE_READ, err);
    if (status == STATUS_OK) {
        status = day_check(call->book, call->mem, &terms, &sheet, checks, err);
    }
    if (status != STATUS_OK) {
        return status;
    }
    struct table_writer *writer = call_writer(call, values, check_columns, CHECK_COLUMNS);
    for (size_t i = 0; i < DAY_CHECKS && status == STATUS_OK; i++) {
        struct cell cells[CHECK_COLUMNS] = {
            text_cell(checks[i].what),
            {.kind = CELL_BOOL, .number = checks[i].is_so},
            text_cell(checks[i].says),
            text_cell(checks[i].where),
        };
        status = table_write(writer, cells, err);
    }
    return status == STATUS_OK ? table_end(writer, err) : status;
}

enum status local_day_sheet(struct command_call *call, const struct values *values,
                            struct error *err)
{
    struct day_sheet sheet;
    int64_t id = 0;
    enum status status = values_number(values, "day", "day", &id, err);
    if (status == STATUS_OK) {
        status = call_open(call, STORE_READ, err);
    }
    if (status == STATUS_OK) {
        status = day_sheet_load(call->book, call->mem, id, &sheet, err);
    }
    if (status != STATUS_OK) {
        return status;
    }
    if (call_format(values) == TABLE_TEXT) {
        (void)fputs(day_sheet_text(call->mem, &sheet), call->out);
        return table_check(call->out, err);
    }
    struct table_writer *writer = call_writer(call, values, report_day_columns, REPORT_DAY_COLUMNS);
    status = report_day_write(&sheet, table_sink(writer), err);
    return status == STATUS_OK ? table_end(writer, err) : status;
}
