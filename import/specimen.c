#include "import/specimen.h"

#include "import/header.h"
#include "model/mem.h"

#include <string.h>

struct text {
    char *bytes;
    size_t used;
    size_t room;
};

static enum status take_text(void *state, const char *text, size_t bytes, struct error *err)
{
    (void)err;
    struct text *all = state;
    if (all->used + bytes + 1 > all->room) {
        all->room = 2 * (all->used + bytes + 1);
        all->bytes = MEM_GROW(NULL, all->bytes, char, all->room);
    }
    memcpy(all->bytes + all->used, text, bytes);
    all->used += bytes;
    all->bytes[all->used] = '\0';
    return STATUS_OK;
}

enum status specimen_text(void *mem, const struct source *source, const struct encoding *encoding,
                          char **out, struct error *err)
{
    struct text all = {MEM_GROW(NULL, NULL, char, source->size + 1), 0, source->size + 1};
    all.bytes[0] = '\0';
    enum status status =
        encoding_decode(source->bytes, source->size, encoding, take_text, &all, err);
    if (status != STATUS_OK) {
        mem_free(all.bytes);
        return status;
    }
    *out = mem_move(mem, all.bytes);
    return STATUS_OK;
}

static enum status take_record(void *state, const struct csv_record *given, struct error *err)
{
    struct specimen *specimen = state;
    if (specimen->count == SPECIMEN_RECORDS_MAX) {
        return error_set(err, STATUS_CANCELLED, "seen enough");
    }
    if (specimen->count == specimen->room) {
        specimen->room = specimen->room == 0 ? 64 : 2 * specimen->room;
        specimen->records =
            MEM_GROW(specimen, specimen->records, struct csv_record, specimen->room);
    }
    const struct profile strip = {.strip = specimen->strip};
    struct csv_record *record = &specimen->records[specimen->count++];
    *record = *given;
    record->cells = MEM_ARRAY(specimen, struct csv_cell, given->count + 1);
    for (size_t i = 0; i < given->count; i++) {
        record->cells[i] = given->cells[i];
    }
    header_trim(&strip, record);
    for (size_t i = 0; i < record->count; i++) {
        record->cells[i].text =
            mem_strndup(specimen, record->cells[i].text, record->cells[i].bytes);
        encoding_show_strays(record->cells[i].text, record->cells[i].bytes);
    }
    return STATUS_OK;
}

enum status specimen_read(void *mem, const char *text, struct csv_format format,
                          const struct profile_list *strip, struct specimen **out,
                          struct error *err)
{
    struct specimen *specimen = MEM_NEW(mem, struct specimen);
    specimen->strip = *strip;
    struct csv_reader *csv = csv_reader_new(specimen, format, take_record, specimen);
    enum status status = csv_reader_feed(csv, text, strlen(text), err);
    if (status == STATUS_OK) {
        status = csv_reader_end(csv, err);
    }
    if (status != STATUS_OK && status != STATUS_CANCELLED) {
        mem_free(specimen);
        return status;
    }
    mem_free(csv);
    *out = specimen;
    return STATUS_OK;
}

const char *specimen_cell(const struct specimen *specimen, size_t record, size_t column)
{
    const struct csv_record *found = &specimen->records[record];
    return column < found->count ? found->cells[column].text : "";
}

bool specimen_is_blank(const struct specimen *specimen, size_t record)
{
    for (size_t i = 0; i < specimen->records[record].count; i++) {
        if (specimen->records[record].cells[i].bytes > 0) {
            return false;
        }
    }
    return true;
}
