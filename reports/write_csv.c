#include "reports/writer.h"

#include "model/mem.h"
#include "model/time.h"

#include <inttypes.h>
#include <string.h>

/* RFC 4180: quoted where it has to be, and a quote doubled. */
static void put_field(const char *text, FILE *out)
{
    if (text[strcspn(text, ",\"\r\n")] == '\0') {
        (void)fputs(text, out);
        return;
    }
    (void)fputc('"', out);
    for (; *text != '\0'; text++) {
        if (*text == '"') {
            (void)fputc('"', out);
        }
        (void)fputc(*text, out);
    }
    (void)fputc('"', out);
}

/* Spreadsheets run what begins like a formula; a leading apostrophe makes it text for them. */
static void put_text(struct writer *writer, const char *text)
{
    bool is_formula = text[0] != '\0' && strchr("=+-@\t\r", text[0]) != NULL;
    char *safe = mem_printf(NULL, "%s%s", is_formula ? "'" : "", text);
    char *shown = writer->is_guarded ? visible_text(safe, safe) : safe;
    put_field(shown, writer->out);
    mem_free(safe);
}

static void put_money(const struct cell *cell, FILE *out)
{
    struct money amount = {.minor = cell->number};
    memcpy(amount.currency, cell->currency, sizeof amount.currency);
    char buffer[MONEY_TEXT_BYTES];
    (void)fprintf(out, "%s,%s", money_format(amount, buffer), cell->currency);
}

static void put_cell(struct writer *writer, const struct column *column, const struct cell *cell)
{
    char buffer[CELL_TEXT_BYTES];
    switch (cell->kind) {
    case CELL_NULL:
        (void)fputs(column->kind == CELL_MONEY ? "," : "", writer->out);
        break;
    case CELL_TEXT:
    case CELL_LIST:
    case CELL_OUTCOME:
        put_text(writer, cell_show(cell, buffer));
        break;
    case CELL_INT:
    case CELL_MINOR:
        (void)fprintf(writer->out, "%" PRId64, cell->number);
        break;
    case CELL_BOOL:
        (void)fputs(cell->number != 0 ? "true" : "false", writer->out);
        break;
    case CELL_MONEY:
        put_money(cell, writer->out);
        break;
    case CELL_TIME:
        (void)fputs(cell->number == TIME_NONE ? "" : time_format(cell->number, buffer),
                    writer->out);
        break;
    case CELL_DATE:
        (void)fputs(cell_show(cell, buffer), writer->out);
        break;
    }
}

static void begin(struct writer *writer)
{
    for (size_t i = 0; i < writer->count; i++) {
        const struct column *column = &writer->columns[i];
        (void)fprintf(writer->out, "%s%s", i == 0 ? "" : ",", column->name);
        if (column->kind == CELL_MONEY) {
            (void)fprintf(writer->out, ",%s_currency", column->name);
        }
    }
    (void)fputs("\r\n", writer->out);
}

static void row(struct writer *writer, const struct cell *cells)
{
    for (size_t i = 0; i < writer->count; i++) {
        (void)fputs(i == 0 ? "" : ",", writer->out);
        put_cell(writer, &writer->columns[i], &cells[i]);
    }
    (void)fputs("\r\n", writer->out);
}

static void end(struct writer *writer)
{
    (void)writer;
}

const struct writer_format writer_csv = {.name = "csv", .begin = begin, .row = row, .end = end};
