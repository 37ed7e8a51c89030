#include "reports/report_position.h"

#include "model/position.h"

#include <string.h>

const struct column report_position_columns[REPORT_POSITION_COLUMNS] = {
    {.name = "currency", .title = "", .kind = CELL_TEXT, .width_cols = 3},
    {.name = "bank_minor", .title = "Bank", .kind = CELL_MINOR, .width_cols = 16},
    {.name = "transit_minor", .title = "In transit", .kind = CELL_MINOR, .width_cols = 16},
    {.name = "available_minor", .title = "Available", .kind = CELL_MINOR, .width_cols = 16},
    {.name = "holds_minor", .title = "Holds", .kind = CELL_MINOR, .width_cols = 16},
    {.name = "suspense_minor", .title = "Suspense", .kind = CELL_MINOR, .width_cols = 16},
    {.name = "owed_minor", .title = "Owed", .kind = CELL_MINOR, .width_cols = 16},
    {.name = "there_minor", .title = "There", .kind = CELL_MINOR, .width_cols = 16},
    {.name = "difference_minor", .title = "Difference", .kind = CELL_MINOR, .width_cols = 12},
};

static struct cell minor_cell(const struct position *position, int64_t minor)
{
    struct cell cell = {.kind = CELL_MINOR, .number = minor};
    memcpy(cell.currency, position->currency, sizeof cell.currency);
    return cell;
}

enum status report_position_run(struct book *book, void *mem, struct table_sink sink,
                                struct error *err)
{
    struct position *rows = NULL;
    size_t count = 0;
    enum status status = position_read(book, mem, &rows, &count, err);
    for (size_t i = 0; status == STATUS_OK && i < count; i++) {
        const struct position *at = &rows[i];
        struct cell cells[REPORT_POSITION_COLUMNS] = {
            {.kind = CELL_TEXT, .text = at->currency},
            minor_cell(at, at->bank_minor),
            minor_cell(at, at->transit_minor),
            minor_cell(at, at->available_minor),
            minor_cell(at, at->holds_minor),
            minor_cell(at, at->suspense_minor),
            minor_cell(at, at->owed_minor),
            minor_cell(at, at->there_minor),
            minor_cell(at, at->difference_minor),
        };
        status = sink.take(sink.state, cells, err);
    }
    return status;
}
