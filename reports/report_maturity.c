#include "reports/report_maturity.h"

#include "model/ladder.h"
#include "model/time.h"

#include <string.h>

const struct column report_maturity_columns[REPORT_MATURITY_COLUMNS] = {
    {.name = "currency", .title = "", .kind = CELL_TEXT, .width_cols = 3},
    {.name = "due", .title = "Due", .kind = CELL_TEXT, .width_cols = 14},
    {.name = "until", .title = "Until", .kind = CELL_TIME, .width_cols = 20},
    {.name = "accounts", .title = "Accounts", .kind = CELL_INT, .width_cols = 8},
    {.name = "owed_minor", .title = "Owed", .kind = CELL_MINOR, .width_cols = 14},
    {.name = "so_far_minor", .title = "So far", .kind = CELL_MINOR, .width_cols = 14},
};

static struct cell minor_cell(const struct ladder *ladder, int64_t minor)
{
    struct cell cell = {.kind = CELL_MINOR, .number = minor};
    memcpy(cell.currency, ladder->currency, sizeof cell.currency);
    return cell;
}

static enum status take_ladder(const struct ladder *ladder, int64_t now_us, struct table_sink sink,
                               struct error *err)
{
    enum status status = STATUS_OK;
    int64_t so_far = 0; /* ends at owed_minor, which was added up without overflow */
    for (enum rung rung = RUNG_OVERDUE; status == STATUS_OK && rung < RUNG_COUNT; rung++) {
        int64_t until_us = rung_until_us(rung, now_us);
        so_far += ladder->minor[rung];
        struct cell cells[REPORT_MATURITY_COLUMNS] = {
            {.kind = CELL_TEXT, .text = ladder->currency},
            {.kind = CELL_TEXT, .text = rung_name(rung)},
            {.kind = until_us == TIME_NONE ? CELL_NULL : CELL_TIME, .number = until_us},
            {.kind = CELL_INT, .number = ladder->count[rung]},
            minor_cell(ladder, ladder->minor[rung]),
            minor_cell(ladder, so_far),
        };
        status = sink.take(sink.state, cells, err);
    }
    return status;
}

enum status report_maturity_run(struct book *book, void *mem, struct table_sink sink,
                                struct error *err)
{
    struct ladder *rows = NULL;
    size_t count = 0;
    enum status status = ladder_read(book, mem, &rows, &count, err);
    for (size_t i = 0; status == STATUS_OK && i < count; i++) {
        status = take_ladder(&rows[i], book_now_us(book), sink, err);
    }
    return status;
}
