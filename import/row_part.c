#include "import/row_part.h"

#include "model/mem.h"
#include "model/text.h"

#include <stdio.h>
#include <string.h>

#define DAMAGE_BYTES_SHOWN 16
#define REPLACEMENT "\xEF\xBF\xBD"

struct view row_cell(const struct row_reader *reader, const struct csv_record *record, int index)
{
    const struct view none = {"", 0};
    if (index < 0 || (size_t)index >= record->count) {
        return none;
    }
    struct view cell = {record->cells[index].text, record->cells[index].bytes};
    const struct pattern *empty = reader->profile->empty;
    bool is_empty =
        empty != NULL && cell.bytes > 0 && pattern_matches(empty, cell.text, cell.bytes, NULL);
    return is_empty ? none : cell;
}

struct view row_role_cell(const struct row_reader *reader, const struct csv_record *record,
                          enum column_role role)
{
    return row_cell(reader, record, reader->roles[role]);
}

enum status verdict_blame(struct verdict *verdict, bool is_reject, enum column_role role,
                          const char *reason)
{
    verdict->is_reject = is_reject;
    verdict->role = role;
    snprintf(verdict->reason, sizeof verdict->reason, "%s", reason);
    return STATUS_INVALID;
}

enum status verdict_reject(struct verdict *verdict, enum column_role role, const char *reason)
{
    return verdict_blame(verdict, true, role, reason);
}

char *row_scratch(struct row_reader *reader, size_t bytes)
{
    if (bytes > reader->scratch_room) {
        reader->scratch_room = bytes * 2;
        reader->scratch = MEM_GROW(reader->file, reader->scratch, char, reader->scratch_room);
    }
    return reader->scratch;
}

const char *row_joined(struct row_reader *reader, const struct csv_record *record, size_t *bytes)
{
    char *joined = row_scratch(reader, csv_joined_room(record));
    *bytes = csv_join(record, reader->profile->csv.delimiter, joined);
    return joined;
}

/* Asides. */

uint32_t aside_cells(struct bank_file *file, const struct csv_record *record, size_t count)
{
    uint32_t first = 0;
    for (size_t i = 0; i < count; i++) {
        /* An empty cell needs its own NUL here, so offset 0 does not do. */
        uint32_t at =
            texts_add_raw(&file->texts, record->cells[i].text, record->cells[i].bytes + 1);
        file->texts.used--; /* the text brought a NUL along */
        first = i == 0 ? at : first;
    }
    return first;
}

static void blame_cell(struct row_reader *reader, const struct csv_record *record,
                       enum column_role role, struct bank_aside *aside)
{
    struct bank_file *file = reader->file;
    const char *name = reader->profile->roles[role];
    aside->column = texts_add_raw(&file->texts, name, strlen(name));
    struct view cell = row_role_cell(reader, record, role);
    char *hex = encoding_hex(NULL, file->encoding.name, cell.text, cell.bytes);
    aside->value = texts_add_raw(&file->texts, cell.text, cell.bytes);
    aside->bytes = texts_add_raw(&file->texts, hex, strlen(hex));
    mem_free(hex);
}

enum status aside_put(struct row_reader *reader, const struct csv_record *record,
                      const struct verdict *verdict, struct error *err)
{
    struct bank_file *file = reader->file;
    struct bank_asides *list = verdict->is_reject ? &file->rejects : &file->uncounted;
    if (verdict->is_reject && list->count == IMPORT_REJECTS_MAX) {
        (void)error_set(err, STATUS_LIMIT, "line %u: more than %d rows cannot be read",
                        record->line, IMPORT_REJECTS_MAX);
        return error_hint(err, "is profile %s the right one? the last: %s", reader->profile->name,
                          verdict->reason);
    }
    struct bank_aside *aside = bank_add_aside(file, list);
    aside->line = record->line;
    aside->last_line = record->last_line;
    aside->reason = texts_add_raw(&file->texts, verdict->reason, strlen(verdict->reason));
    if (verdict->role != COLUMN_COUNT && reader->profile->roles[verdict->role] != NULL) {
        blame_cell(reader, record, verdict->role, aside);
    }
    if (verdict->is_reject) {
        aside->cells = aside_cells(file, record, record->count);
        aside->cell_count = (uint32_t)record->count;
    }
    reader->fate = FATE_ASIDE;
    return STATUS_OK;
}

/* Damage. */

/* The bytes of a cell that no text can stand for: those that could not be decoded, or U+FFFD, which
 * somebody wrote for what was lost before. */
static bool find_damage(const struct encoding *encoding, const struct csv_cell *cell, char *reason,
                        char **hex)
{
    char strays[DAMAGE_BYTES_SHOWN];
    size_t count = encoding_strays(cell->text, cell->bytes, strays, sizeof strays);
    if (count > 0) {
        *hex = text_hex(NULL, strays, count);
        (void)snprintf(reason, VERDICT_REASON_BYTES, "bytes %s are no %s", *hex, encoding->name);
        return true;
    }
    if (memmem(cell->text, cell->bytes, REPLACEMENT, sizeof REPLACEMENT - 1) == NULL) {
        return false;
    }
    *hex = encoding_hex(NULL, encoding->name, REPLACEMENT, sizeof REPLACEMENT - 1);
    (void)snprintf(reason, VERDICT_REASON_BYTES,
                   "U+FFFD stands for letters that were lost before the file came here");
    return true;
}

/* As the header has it; by the profile where there is no header. */
static const char *column_name(const struct row_reader *reader, size_t index)
{
    const struct bank_file *file = reader->file;
    if (file->header_line == 0) {
        return index < reader->profile->column_count ? reader->profile->columns[index].name : "";
    }
    const char *name = bank_text(file, file->header);
    for (size_t i = 0; i < index && i < file->header_cells; i++) {
        name = bank_next_cell(name);
    }
    return index < file->header_cells ? name : "";
}

bool aside_damaged(struct row_reader *reader, const struct csv_record *record, enum status *status,
                   struct error *err)
{
    struct verdict verdict = {.is_reject = true, .role = COLUMN_COUNT};
    char *hex = NULL;
    size_t bad = 0;
    while (bad < record->count &&
           !find_damage(&reader->file->encoding, &record->cells[bad], verdict.reason, &hex)) {
        bad++;
    }
    if (bad == record->count) {
        return false;
    }
    for (size_t i = 0; i < record->count; i++) {
        encoding_show_strays(record->cells[i].text, record->cells[i].bytes);
    }
    *status = aside_put(reader, record, &verdict, err);
    if (*status == STATUS_OK) {
        struct bank_asides *rejects = &reader->file->rejects;
        struct bank_aside *aside = &rejects->items[rejects->count - 1];
        const char *name = column_name(reader, bad);
        char *column = mem_strdup(NULL, name); /* adding to the texts may move them */
        const struct csv_cell *cell = &record->cells[bad];
        aside->column = texts_add_raw(&reader->file->texts, column, strlen(column));
        aside->value = texts_add_raw(&reader->file->texts, cell->text, cell->bytes);
        aside->bytes = texts_add_raw(&reader->file->texts, hex, strlen(hex));
        mem_free(column);
    }
    mem_free(hex);
    return true;
}
