#include "reports/table.h"

#include "model/mem.h"
#include "reports/writer.h"

#include <assert.h>
#include <errno.h>
#include <string.h>

struct table_writer {
    struct writer writer;
    const struct writer_format *format;
    bool has_begun;
};

static const struct writer_format *const formats[] = {
    [TABLE_TEXT] = &writer_text,
    [TABLE_CSV] = &writer_csv,
    [TABLE_JSON] = &writer_json,
};
#define FORMATS (sizeof formats / sizeof *formats)

enum status table_format_parse(const char *name, enum table_format *out, struct error *err)
{
    for (size_t i = 0; i < FORMATS; i++) {
        if (strcmp(formats[i]->name, name) == 0) {
            *out = (enum table_format)i;
            return STATUS_OK;
        }
    }
    (void)error_set(err, STATUS_INVALID, "format '%s' is not known", name);
    return error_hint(err, "text, csv or json");
}

struct table_writer *table_writer_new(void *mem, enum table_format format,
                                      const struct column *columns, size_t count, FILE *out)
{
    assert(count <= TABLE_COLUMNS_MAX);
    struct table_writer *writer = MEM_NEW(mem, struct table_writer);
    writer->format = formats[format];
    writer->writer = (struct writer){.mem = writer, .columns = columns, .count = count, .out = out};
    return writer;
}

void table_guard_terminal(struct table_writer *writer)
{
    writer->writer.is_guarded = true;
}

enum status table_check(FILE *out, struct error *err)
{
    if (ferror(out) == 0) {
        return STATUS_OK;
    }
    (void)error_set(err, STATUS_IO, "cannot write the output");
    return error_detail(err, "%s", strerror(errno));
}

static void begin(struct table_writer *writer)
{
    if (!writer->has_begun) {
        writer->has_begun = true;
        writer->format->begin(&writer->writer);
    }
}

enum status table_write(struct table_writer *writer, const struct cell *cells, struct error *err)
{
    begin(writer);
    writer->format->row(&writer->writer, cells);
    return table_check(writer->writer.out, err);
}

enum status table_end(struct table_writer *writer, struct error *err)
{
    begin(writer);
    writer->format->end(&writer->writer);
    /* A failed flush sets the stream's error, which is asked for next. */
    (void)fflush(writer->writer.out);
    return table_check(writer->writer.out, err);
}

static enum status take(void *state, const struct cell *cells, struct error *err)
{
    return table_write(state, cells, err);
}

struct table_sink table_sink(struct table_writer *writer)
{
    return (struct table_sink){.take = take, .state = writer};
}
