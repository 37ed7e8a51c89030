#include "import/csv.h"

#include "model/mem.h"

#include <csv.h>
#include <string.h>

#define LIBCSV_BLOCK_BYTES 4096

struct cell_place {
    size_t start;
    size_t bytes;
};

struct csv_reader {
    struct csv_parser parser;
    bool is_multiline;
    enum status (*take)(void *state, const struct csv_record *record, struct error *err);
    void *state;
    struct error *err; /* of the call under way, for what libcsv calls back */
    enum status status;

    uint32_t line;        /* under way */
    uint32_t record_line; /* where the record under way began */
    uint32_t quote_line;  /* where the quote that is open was opened */
    size_t record_bytes;
    size_t cells_at_line; /* cells that were complete when this line began */
    size_t pending_cr;    /* seen, and not yet known to belong to a line feed */
    bool line_has_bytes;
    bool record_ended; /* libcsv told so since the last line end was fed */

    struct cell_place *places;
    struct csv_cell *cells;
    size_t cell_count;
    bool too_many_cells;
    char *text;
    size_t text_bytes;
    size_t text_room;
};

size_t csv_joined_room(const struct csv_record *record)
{
    size_t room = 1;
    for (size_t i = 0; i < record->count; i++) {
        room += record->cells[i].bytes + 1;
    }
    return room;
}

size_t csv_join(const struct csv_record *record, char delimiter, char *joined)
{
    size_t used = 0;
    for (size_t i = 0; i < record->count; i++) {
        if (i > 0) {
            joined[used++] = delimiter;
        }
        memcpy(joined + used, record->cells[i].text, record->cells[i].bytes);
        used += record->cells[i].bytes;
    }
    joined[used] = '\0';
    return used;
}

static void take_cell(void *cell, size_t bytes, void *state)
{
    struct csv_reader *reader = state;
    if (reader->cell_count == IMPORT_CELLS_MAX) {
        reader->too_many_cells = true;
        return;
    }
    size_t needed = reader->text_bytes + bytes + 1;
    if (needed > reader->text_room) {
        reader->text_room = needed * 2;
        reader->text = MEM_GROW(reader, reader->text, char, reader->text_room);
    }
    if (bytes > 0) {
        memcpy(reader->text + reader->text_bytes, cell, bytes);
    }
    reader->text[reader->text_bytes + bytes] = '\0';
    reader->places[reader->cell_count++] = (struct cell_place){reader->text_bytes, bytes};
    reader->text_bytes = needed;
}

static void take_record(int terminator, void *state)
{
    (void)terminator;
    struct csv_reader *reader = state;
    reader->record_ended = true;
    if (reader->cell_count == 0 || reader->status != STATUS_OK) {
        return;
    }
    if (reader->too_many_cells) {
        reader->status = error_set(reader->err, STATUS_LIMIT, "line %u has more than %d cells",
                                   reader->record_line, IMPORT_CELLS_MAX);
        return;
    }
    for (size_t i = 0; i < reader->cell_count; i++) {
        const struct cell_place *place = &reader->places[i];
        reader->cells[i] = (struct csv_cell){reader->text + place->start, place->bytes};
    }
    struct csv_record record = {
        .cells = reader->cells,
        .count = reader->cell_count,
        .line = reader->record_line,
        .last_line = reader->line,
    };
    reader->status = reader->take(reader->state, &record, reader->err);
}

static void destroy(void *object)
{
    struct csv_reader *reader = object;
    csv_free(&reader->parser);
}

struct csv_reader *csv_reader_new(void *mem, struct csv_format format,
                                  enum status (*take)(void *state, const struct csv_record *record,
                                                      struct error *err),
                                  void *state)
{
    struct csv_reader *reader = MEM_NEW(mem, struct csv_reader);
    unsigned char options = CSV_REPALL_NL;
    if (format.is_strict) {
        options |= CSV_STRICT | CSV_STRICT_FINI;
    }
    csv_init(&reader->parser, options);
    csv_set_delim(&reader->parser, (unsigned char)format.delimiter);
    csv_set_blk_size(&reader->parser, LIBCSV_BLOCK_BYTES);
    mem_on_free(reader, destroy);
    reader->is_multiline = format.is_multiline;
    reader->take = take;
    reader->state = state;
    reader->line = 1;
    reader->record_line = 1;
    reader->places = MEM_ARRAY(reader, struct cell_place, IMPORT_CELLS_MAX);
    reader->cells = MEM_ARRAY(reader, struct csv_cell, IMPORT_CELLS_MAX);
    return reader;
}

static enum status open_quote(uint32_t line, enum status kind, struct error *err)
{
    error_set(err, kind, "line %u: a quote is opened and never closed", line);
    return error_hint(err, "look at the quotes of that line; if the file was edited, "
                           "download it again");
}

static enum status bad_quote(const struct csv_reader *reader, struct error *err)
{
    if (reader->quote_line != 0 && reader->quote_line != reader->line) {
        error_set(err, STATUS_INVALID,
                  "line %u: the quote that line %u opens is closed in mid cell", reader->line,
                  reader->quote_line);
    } else {
        error_set(err, STATUS_INVALID, "line %u: a quote stands inside a cell", reader->line);
    }
    return error_hint(err,
                      "if the bank writes quotes carelessly, say `quoting = lax` in the profile");
}

static enum status parse(struct csv_reader *reader, const char *text, size_t bytes,
                         struct error *err)
{
    reader->record_bytes += bytes;
    if (reader->record_bytes > IMPORT_LINE_BYTES_MAX) {
        if (reader->quote_line != 0) {
            return open_quote(reader->quote_line, STATUS_LIMIT, err);
        }
        error_set(err, STATUS_LIMIT, "line %u is longer than %d bytes", reader->line,
                  IMPORT_LINE_BYTES_MAX);
        return error_hint(err, "no bank writes such lines: is this the right file?");
    }
    reader->err = err;
    size_t done = csv_parse(&reader->parser, text, bytes, take_cell, take_record, reader);
    reader->err = NULL;
    if (reader->status != STATUS_OK) {
        return reader->status;
    }
    return done == bytes ? STATUS_OK : bad_quote(reader, err);
}

/* After a line end was fed: the record is complete, or a quoted cell goes on on the next line. */
static enum status next_line(struct csv_reader *reader, struct error *err)
{
    if (reader->record_ended) {
        reader->record_ended = false;
        reader->record_line = reader->line + 1;
        reader->quote_line = 0;
        reader->record_bytes = 0;
        reader->cell_count = 0;
        reader->text_bytes = 0;
    } else {
        if (reader->quote_line == 0 || reader->cell_count > reader->cells_at_line) {
            reader->quote_line = reader->line;
        }
        if (!reader->is_multiline) {
            return open_quote(reader->quote_line, STATUS_INVALID, err);
        }
    }
    reader->cells_at_line = reader->cell_count;
    reader->line_has_bytes = false;
    reader->line++;
    return STATUS_OK;
}

static enum status end_lines(struct csv_reader *reader, size_t count, struct error *err)
{
    for (size_t i = 0; i < count; i++) {
        enum status status = parse(reader, "\n", 1, err);
        if (status == STATUS_OK) {
            status = next_line(reader, err);
        }
        if (status != STATUS_OK) {
            return status;
        }
    }
    return STATUS_OK;
}

/* A piece of a line, with its line feed where has_feed says that it follows directly. */
static enum status feed_piece(struct csv_reader *reader, const char *text, size_t bytes,
                              bool has_feed, struct error *err)
{
    if (bytes == 0 && !has_feed) {
        return STATUS_OK;
    }
    enum status status = STATUS_OK;
    if (bytes > 0) {
        status = end_lines(reader, reader->pending_cr, err);
        reader->line_has_bytes = true;
    }
    reader->pending_cr = 0; /* those before a line feed are part of it */
    if (status == STATUS_OK) {
        status = parse(reader, text, bytes + has_feed, err);
    }
    if (status == STATUS_OK && has_feed) {
        status = next_line(reader, err);
    }
    return status;
}

enum status csv_reader_feed(struct csv_reader *reader, const char *text, size_t bytes,
                            struct error *err)
{
    const char *end = text + bytes;
    const char *feed = NULL;
    while (text < end) {
        if (feed == NULL || feed < text) {
            feed = memchr(text, '\n', (size_t)(end - text));
            feed = feed != NULL ? feed : end;
        }
        const char *cr = memchr(text, '\r', (size_t)(feed - text));
        const char *stop = cr != NULL ? cr : feed;
        bool has_feed = cr == NULL && feed < end;
        enum status status = feed_piece(reader, text, (size_t)(stop - text), has_feed, err);
        if (status != STATUS_OK) {
            return status;
        }
        reader->pending_cr += cr != NULL;
        text = stop + 1;
    }
    return STATUS_OK;
}

enum status csv_reader_end(struct csv_reader *reader, struct error *err)
{
    enum status status = end_lines(reader, reader->pending_cr, err);
    reader->pending_cr = 0;
    if (status == STATUS_OK && reader->line_has_bytes) {
        status = end_lines(reader, 1, err);
    }
    if (status == STATUS_OK && reader->quote_line != 0) {
        status = open_quote(reader->quote_line, STATUS_INVALID, err);
    }
    return status;
}
