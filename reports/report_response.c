#include "reports/report_response.h"

#include "model/response.h"
#include "model/time.h"

#include <stdio.h>

/* Spans for people, and in whole seconds, what is less left out, for programs. */
const struct column report_response_columns[REPORT_RESPONSE_COLUMNS] = {
    {.name = "month", .title = "Filed", .kind = CELL_TEXT, .width_cols = 7},
    {.name = "kind", .title = "Kind", .kind = CELL_TEXT, .width_cols = 16},
    {.name = "stage", .title = "To", .kind = CELL_TEXT, .width_cols = 9},
    {.name = "count", .title = "Count", .kind = CELL_INT, .width_cols = 6},
    {.name = "by_default", .title = "By default", .kind = CELL_INT, .width_cols = 10},
    {.name = "median", .title = "Median", .kind = CELL_TEXT, .width_cols = 8},
    {.name = "p90", .title = "90 %", .kind = CELL_TEXT, .width_cols = 8},
    {.name = "median_s", .title = "Median s", .kind = CELL_INT, .width_cols = 8, .is_hidden = true},
    {.name = "p90_s", .title = "90 % s", .kind = CELL_INT, .width_cols = 8, .is_hidden = true},
};

static enum status take_row(const struct response *row, struct table_sink sink, struct error *err)
{
    char month[16], median[TIME_TEXT_BYTES], p90[TIME_TEXT_BYTES];
    (void)snprintf(month, sizeof month, "%04d-%02d", row->year, row->month);
    struct cell cells[REPORT_RESPONSE_COLUMNS] = {
        {.kind = CELL_TEXT, .text = month},
        {.kind = CELL_TEXT, .text = row->kind},
        {.kind = CELL_TEXT, .text = response_stage_name(row->stage)},
        {.kind = CELL_INT, .number = row->count},
        {.kind = CELL_INT, .number = row->by_default},
        {.kind = CELL_TEXT, .text = span_format(row->median_us, median)},
        {.kind = CELL_TEXT, .text = span_format(row->p90_us, p90)},
        {.kind = CELL_INT, .number = row->median_us / TIME_US_PER_SECOND},
        {.kind = CELL_INT, .number = row->p90_us / TIME_US_PER_SECOND},
    };
    return sink.take(sink.state, cells, err);
}

enum status report_response_run(struct book *book, void *mem, struct table_sink sink,
                                struct error *err)
{
    struct response *rows = NULL;
    size_t count = 0;
    enum status status = response_read(book, mem, &rows, &count, err);
    for (size_t i = 0; status == STATUS_OK && i < count; i++) {
        status = take_row(&rows[i], sink, err);
    }
    return status;
}
