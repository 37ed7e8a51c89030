#include "reports/report_couriers.h"

#include "model/standing.h"

#include <string.h>

const struct column report_couriers_columns[REPORT_COURIERS_COLUMNS] = {
    {.name = "courier", .title = "Courier", .kind = CELL_TEXT, .width_cols = 12},
    {.name = "currency", .title = "", .kind = CELL_TEXT, .width_cols = 3},
    {.name = "carried", .title = "Carried", .kind = CELL_INT, .width_cols = 8},
    {.name = "refused", .title = "Refused", .kind = CELL_INT, .width_cols = 8},
    {.name = "collected_minor", .title = "Collected", .kind = CELL_MINOR, .width_cols = 14},
    {.name = "given_back_minor", .title = "Given back", .kind = CELL_MINOR, .width_cols = 14},
    {.name = "remitted_minor", .title = "Remitted", .kind = CELL_MINOR, .width_cols = 14},
    {.name = "owed_minor", .title = "Owed", .kind = CELL_MINOR, .width_cols = 14},
    {.name = "kept_minor", .title = "Fees kept", .kind = CELL_MINOR, .width_cols = 12},
    {.name = "overdue_minor", .title = "Overdue", .kind = CELL_MINOR, .width_cols = 14},
    {.name = "overdue_since", .title = "Overdue since", .kind = CELL_TIME, .width_cols = 20},
    {.name = "bond_minor", .title = "Bond", .kind = CELL_MINOR, .width_cols = 14},
};

static struct cell minor_cell(const struct standing *standing, int64_t minor)
{
    struct cell cell = {.kind = CELL_MINOR, .number = minor};
    memcpy(cell.currency, standing->currency, sizeof cell.currency);
    return cell;
}

enum status report_couriers_run(struct book *book, void *mem, struct table_sink sink,
                                struct error *err)
{
    struct standing *rows = NULL;
    size_t count = 0;
    enum status status = standing_read(book, mem, &rows, &count, err);
    for (size_t i = 0; status == STATUS_OK && i < count; i++) {
        const struct standing *at = &rows[i];
        bool is_late = at->overdue_since_us != TIME_NONE;
        struct cell cells[REPORT_COURIERS_COLUMNS] = {
            {.kind = CELL_TEXT, .text = at->courier},
            {.kind = CELL_TEXT, .text = at->currency},
            {.kind = CELL_INT, .number = at->carried},
            {.kind = CELL_INT, .number = at->refused},
            minor_cell(at, at->collected_minor),
            minor_cell(at, at->given_back_minor),
            minor_cell(at, at->remitted_minor),
            minor_cell(at, at->owed_minor),
            minor_cell(at, at->kept_minor),
            minor_cell(at, at->overdue_minor),
            {.kind = is_late ? CELL_TIME : CELL_NULL, .number = at->overdue_since_us},
            minor_cell(at, at->bond_minor),
        };
        status = sink.take(sink.state, cells, err);
    }
    return status;
}
