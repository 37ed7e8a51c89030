#include "reports/report_day.h"

#include <stdio.h>
#include <string.h>

const struct column report_day_columns[REPORT_DAY_COLUMNS] = {
    {.name = "row", .title = "Row", .kind = CELL_TEXT},
    {.name = "date", .title = "Date", .kind = CELL_DATE},
    {.name = "opening", .title = "Opening", .kind = CELL_MONEY},
    {.name = "in", .title = "In", .kind = CELL_MONEY},
    {.name = "out", .title = "Out", .kind = CELL_MONEY},
    {.name = "closing", .title = "Closing", .kind = CELL_MONEY},
    {.name = "bank", .title = "Bank", .kind = CELL_MONEY},
    {.name = "open", .title = "Open", .kind = CELL_MONEY},
    {.name = "age", .title = "Age", .kind = CELL_INT},
    {.name = "reason", .title = "Reason", .kind = CELL_TEXT},
    {.name = "owner", .title = "Owner", .kind = CELL_TEXT},
    {.name = "expected", .title = "Expected", .kind = CELL_TEXT},
};
enum { ROW, DATE, OPENING, IN, OUT, CLOSING, BANK, OPEN, AGE, REASON, OWNER, EXPECTED };

static struct cell money_cell(int64_t minor, const char *currency)
{
    struct cell cell = {.kind = CELL_MONEY, .number = minor};
    memcpy(cell.currency, currency, sizeof cell.currency);
    return cell;
}

static struct cell text_cell(const char *text)
{
    return text == NULL ? (struct cell){.kind = CELL_NULL}
                        : (struct cell){.kind = CELL_TEXT, .text = text};
}

static enum status write_figure(const struct day_sheet *sheet, const struct day_figure *figure,
                                struct table_sink sink, struct error *err)
{
    const char *currency = figure->currency;
    struct cell cells[REPORT_DAY_COLUMNS] = {
        [ROW] = text_cell(sheet->account),
        [DATE] = {.kind = CELL_DATE, .number = sheet->day},
        [OPENING] = money_cell(figure->opening_minor, currency),
        [IN] = money_cell(figure->in_minor, currency),
        [OUT] = money_cell(figure->out_minor, currency),
        [CLOSING] = money_cell(day_sheet_closing(figure), currency),
        [BANK] = money_cell(figure->stated_minor, currency),
    };
    return sink.take(sink.state, cells, err);
}

static enum status write_break(const struct day_break *row, struct table_sink sink,
                               struct error *err)
{
    char label[32];
    (void)snprintf(label, sizeof label, "line:%lld", (long long)row->line);
    struct cell cells[REPORT_DAY_COLUMNS] = {
        [ROW] = text_cell(label),
        [DATE] = {.kind = CELL_DATE, .number = row->day},
        [OPEN] = money_cell(row->open.minor, row->open.currency),
        [AGE] = {.kind = CELL_INT, .number = row->age},
        [REASON] = text_cell(row->reason),
        [OWNER] = text_cell(row->owner),
        [EXPECTED] = text_cell(row->expected),
    };
    return sink.take(sink.state, cells, err);
}

enum status report_day_write(const struct day_sheet *sheet, struct table_sink sink,
                             struct error *err)
{
    enum status status = STATUS_OK;
    for (size_t i = 0; i < sheet->figure_count && status == STATUS_OK; i++) {
        status = write_figure(sheet, &sheet->figures[i], sink, err);
    }
    for (size_t i = 0; i < sheet->break_count && status == STATUS_OK; i++) {
        status = write_break(&sheet->breaks[i], sink, err);
    }
    return status;
}
