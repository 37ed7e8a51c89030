#include "reports/writer.h"

#include "model/text.h"
#include "model/time.h"
#include "reports/table.h"

#include <inttypes.h>
#include <string.h>

#define REPLACEMENT_TEXT "\xEF\xBF\xBD"
#define FIRST_SUPPLEMENTARY 0x10000U

static void put_escape(uint32_t c, FILE *out)
{
    if (c < FIRST_SUPPLEMENTARY) {
        (void)fprintf(out, "\\u%04" PRIx32, c);
        return;
    }
    uint32_t rest = c - FIRST_SUPPLEMENTARY;
    (void)fprintf(out, "\\u%04" PRIx32 "\\u%04" PRIx32, 0xD800 + (rest >> 10),
                  0xDC00 + (rest & 0x3FF));
}

/* What is not visible as it is gets escaped, so that the text cannot drive a terminal either. */
static void put_string(const char *text, size_t left, FILE *out)
{
    (void)fputc('"', out);
    while (left > 0) {
        uint32_t c = 0;
        size_t bytes = text_decode(text, left, &c);
        if (bytes == 0) {
            (void)fputs(REPLACEMENT_TEXT, out);
            bytes = 1;
        } else if (c == '"' || c == '\\') {
            (void)fprintf(out, "\\%c", (int)c);
        } else if (c == '\n') {
            (void)fputs("\\n", out);
        } else if (visible_char(c) != c) {
            put_escape(c, out);
        } else {
            (void)fwrite(text, 1, bytes, out);
        }
        text += bytes;
        left -= bytes;
    }
    (void)fputc('"', out);
}

static void put_text(const char *text, FILE *out)
{
    put_string(text, strlen(text), out);
}

static void put_list(const char *parts, FILE *out)
{
    (void)fputc('[', out);
    while (*parts != '\0') {
        size_t bytes = strcspn(parts, ",");
        put_string(parts, bytes, out);
        parts += bytes;
        if (*parts == ',') {
            parts++;
            (void)fputc(',', out);
        }
    }
    (void)fputc(']', out);
}

static void put_cell(const struct cell *cell, FILE *out)
{
    char buffer[CELL_TEXT_BYTES];
    switch (cell->kind) {
    case CELL_NULL:
        (void)fputs("null", out);
        break;
    case CELL_INT:
    case CELL_MINOR:
        (void)fprintf(out, "%" PRId64, cell->number);
        break;
    case CELL_BOOL:
        (void)fputs(cell->number != 0 ? "true" : "false", out);
        break;
    case CELL_MONEY:
        (void)fprintf(out, "{\"minor\":%" PRId64 ",\"currency\":\"%s\"}", cell->number,
                      cell->currency);
        break;
    case CELL_TIME:
        if (cell->number == TIME_NONE) {
            (void)fputs("null", out);
            break;
        }
        put_text(time_format(cell->number, buffer), out);
        break;
    case CELL_LIST:
        put_list(cell->text, out);
        break;
    case CELL_TEXT:
    case CELL_DATE:
    case CELL_OUTCOME:
        put_text(cell_show(cell, buffer), out);
        break;
    }
}

static void begin(struct writer *writer)
{
    (void)writer;
}

void table_put_json(const struct column *columns, size_t count, const struct cell *cells, FILE *out)
{
    for (size_t i = 0; i < count; i++) {
        (void)fputs(i == 0 ? "" : ",", out);
        put_text(columns[i].name, out);
        (void)fputc(':', out);
        put_cell(&cells[i], out);
    }
}

static void row(struct writer *writer, const struct cell *cells)
{
    (void)fputc('{', writer->out);
    table_put_json(writer->columns, writer->count, cells, writer->out);
    (void)fputs("}\n", writer->out);
}

static void end(struct writer *writer)
{
    (void)writer;
}

const struct writer_format writer_json = {.name = "json", .begin = begin, .row = row, .end = end};
