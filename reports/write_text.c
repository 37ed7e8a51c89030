#include "reports/writer.h"

#include "model/mem.h"
#include "reports/table.h"

#include <assert.h>
#include <string.h>

#define SAMPLE_ROWS 500 /* the widths fit these; a wider cell further on shifts its own row */
#define GAP "  "

/* What the text format knows: the rows held back until the widths are settled. */
struct layout {
    int cols[TABLE_COLUMNS_MAX];
    char currency[TABLE_COLUMNS_MAX][4]; /* of all amounts in the sample; "" where they differ */
    bool is_mixed[TABLE_COLUMNS_MAX];
    struct cell *rows[SAMPLE_ROWS];
    size_t count;
    bool is_settled;
};

/* The cell's text, with its currency where the title does not name it. */
static const char *text_of(const struct layout *layout, size_t column, const struct cell *cell,
                           char *buffer)
{
    const char *text = cell_show(cell, buffer);
    if (cell->kind != CELL_MONEY || strcmp(layout->currency[column], cell->currency) == 0) {
        return text;
    }
    size_t used = strlen(text);
    (void)snprintf(buffer + used, CELL_TEXT_BYTES - used, " %s", cell->currency);
    return buffer;
}

static void put_padding(int cols, FILE *out)
{
    for (; cols > 0; cols--) {
        (void)fputc(' ', out);
    }
}

/* One field, and the gap before it; nothing is padded at a line's end. */
static void put_field(const struct writer *writer, size_t column, const char *text, bool is_last)
{
    const struct layout *layout = writer->state;
    int padding = layout->cols[column] - visible_cols(text);
    bool is_right = cell_is_right(writer->columns[column].kind);
    (void)fputs(column == 0 ? "" : GAP, writer->out);
    put_padding(is_right ? padding : 0, writer->out);
    visible_put(text, writer->out);
    put_padding(is_right || is_last ? 0 : padding, writer->out);
}

static size_t last_shown(const struct writer *writer)
{
    size_t last = writer->count;
    while (last > 0 && writer->columns[last - 1].is_hidden) {
        last--;
    }
    return last;
}

static void put_row(const struct writer *writer, const struct cell *cells)
{
    /* What is empty at the end is not padded for. */
    size_t last = last_shown(writer);
    while (last > 0 && (writer->columns[last - 1].is_hidden || cells[last - 1].kind == CELL_NULL)) {
        last--;
    }
    for (size_t i = 0; i < last; i++) {
        if (!writer->columns[i].is_hidden) {
            char buffer[CELL_TEXT_BYTES];
            put_field(writer, i, text_of(writer->state, i, &cells[i], buffer), i + 1 == last);
        }
    }
    (void)fputc('\n', writer->out);
}

static void title_of(const struct writer *writer, size_t column, char buffer[CELL_TEXT_BYTES])
{
    const struct layout *layout = writer->state;
    const char *currency = layout->currency[column];
    (void)snprintf(buffer, CELL_TEXT_BYTES, currency[0] == '\0' ? "%s" : "%s %s",
                   writer->columns[column].title, currency);
}

static void measure_currency(struct layout *layout, size_t column, const struct cell *cell)
{
    char *currency = layout->currency[column];
    if (cell->kind != CELL_MONEY || layout->is_mixed[column]) {
        return;
    }
    if (currency[0] == '\0') {
        memcpy(currency, cell->currency, sizeof cell->currency);
    } else if (strcmp(currency, cell->currency) != 0) {
        layout->is_mixed[column] = true;
        currency[0] = '\0';
    }
}

static void measure(struct writer *writer, size_t column)
{
    struct layout *layout = writer->state;
    for (size_t i = 0; i < layout->count; i++) {
        measure_currency(layout, column, &layout->rows[i][column]);
    }
    char buffer[CELL_TEXT_BYTES];
    title_of(writer, column, buffer);
    layout->cols[column] = visible_cols(buffer);
    for (size_t i = 0; i < layout->count; i++) {
        int cols = visible_cols(text_of(layout, column, &layout->rows[i][column], buffer));
        layout->cols[column] = cols > layout->cols[column] ? cols : layout->cols[column];
    }
}

/* Settle the widths, and write the titles and what was held back. */
static void settle(struct writer *writer)
{
    struct layout *layout = writer->state;
    layout->is_settled = true;
    if (layout->count == 0) {
        return;
    }
    size_t last = last_shown(writer);
    for (size_t i = 0; i < last; i++) {
        measure(writer, i);
        if (!writer->columns[i].is_hidden) {
            char buffer[CELL_TEXT_BYTES];
            title_of(writer, i, buffer);
            put_field(writer, i, buffer, i + 1 == last);
        }
    }
    (void)fputc('\n', writer->out);
    for (size_t i = 0; i < layout->count; i++) {
        put_row(writer, layout->rows[i]);
        mem_free(layout->rows[i]);
    }
}

static void begin(struct writer *writer)
{
    writer->state = MEM_NEW(writer->mem, struct layout);
}

static void row(struct writer *writer, const struct cell *cells)
{
    struct layout *layout = writer->state;
    if (layout->is_settled) {
        put_row(writer, cells);
        return;
    }
    assert(layout->count < SAMPLE_ROWS);
    struct cell *copy = MEM_ARRAY(layout, struct cell, writer->count);
    for (size_t i = 0; i < writer->count; i++) {
        copy[i] = cells[i];
        copy[i].text = cells[i].text == NULL ? NULL : mem_strdup(copy, cells[i].text);
    }
    layout->rows[layout->count++] = copy;
    if (layout->count == SAMPLE_ROWS) {
        settle(writer);
    }
}

static void end(struct writer *writer)
{
    const struct layout *layout = writer->state;
    if (!layout->is_settled) {
        settle(writer);
    }
}

const struct writer_format writer_text = {.name = "text", .begin = begin, .row = row, .end = end};
