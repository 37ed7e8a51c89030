#include "import/read.h"

#include "import/control.h"
#include "import/format.h"
#include "import/rejects.h"
#include "import/row.h"
#include "model/mem.h"
#include "model/text.h"

#include <stdio.h>
#include <string.h>

#define NUMBER_BYTES 8 /* of a year or a month */
#define YEAR_MAX 9999

struct reading {
    struct row_reader rows;
    struct csv_reader *csv;
    bool is_below_header;
    bool is_rejects; /* a file of rejects, corrected */
    /* The record that came nearest to the header, for the message. */
    size_t nearest_found;
    uint32_t nearest_line;
    char nearest[HEADER_TEXT_BYTES];
};

static enum status no_header(const struct reading *reading, struct error *err)
{
    const struct profile *profile = reading->rows.profile;
    (void)error_set(err, STATUS_INVALID, "no line names the columns of profile %s", profile->name);
    if (reading->nearest_found > 0) {
        (void)error_detail(err, "line %u comes nearest: %s", reading->nearest_line,
                           reading->nearest);
        return error_hint(err,
                          "if the bank changed its columns, write a profile that has "
                          "inherit = %s and the new ones",
                          profile->name);
    }
    return error_hint(err, "ask `profiles detect FILE` which profile fits");
}

static void keep_header(struct reading *reading, const struct csv_record *record)
{
    struct bank_file *file = reading->rows.file;
    file->header_line = record->line;
    size_t count = reading->rows.width < record->count ? reading->rows.width : record->count;
    file->header_cells = (uint32_t)count;
    file->header = aside_cells(file, record, count);
}

static enum status seek_header(struct reading *reading, const struct csv_record *record,
                               struct error *err)
{
    const struct profile *profile = reading->rows.profile;
    struct header_match match;
    header_compare(profile, record, &match);
    if (header_fits(profile, &match)) {
        reading->is_below_header = true;
        row_reader_place(&reading->rows, &match);
        keep_header(reading, record);
        return STATUS_OK;
    }
    if (match.found > reading->nearest_found) {
        reading->nearest_found = match.found;
        reading->nearest_line = record->line;
        (void)header_difference(profile, record, &match, reading->nearest);
    }
    return record->line > HEADER_WITHIN_LINES ? no_header(reading, err) : STATUS_OK;
}

/* A number that stands in a group of the pattern; false without one. */
static bool number_in(const struct pattern *pattern, const char *text, size_t bytes,
                      const char *group, int *out)
{
    size_t start = 0;
    size_t length = 0;
    char digits[NUMBER_BYTES];
    int64_t number = 0;
    if (!pattern_group(pattern, text, bytes, group, &start, &length) || length >= sizeof digits) {
        return false;
    }
    memcpy(digits, text + start, length);
    digits[length] = '\0';
    if (!text_to_int(digits, &number) || number < 1 || number > YEAR_MAX) {
        return false;
    }
    *out = (int)number;
    return true;
}

/* The year that the dates of the rows lack, where a line above them says it. */
static void note_year(struct row_reader *rows, const char *text, size_t bytes)
{
    struct date_year year = {.last_month = 12};
    const struct pattern *pattern = rows->profile->year;
    if (pattern != NULL && number_in(pattern, text, bytes, "year", &year.year)) {
        (void)number_in(pattern, text, bytes, "month", &year.last_month);
        rows->year = year;
    }
}

/* The bank's number of the account, where a line above the rows says it. */
static void note_number(struct row_reader *rows, const char *text, size_t bytes)
{
    size_t start = 0;
    size_t length = 0;
    const struct pattern *pattern = rows->profile->number;
    if (pattern != NULL && rows->file->number == 0 &&
        pattern_group(pattern, text, bytes, "value", &start, &length) && length > 0) {
        struct error ignored;
        if (texts_add(&rows->file->texts, text + start, length, &rows->file->number, &ignored) !=
            STATUS_OK) {
            rows->file->number = 0; /* what is no text is no number */
        }
    }
}

/* A line above the rows. Nothing of it is stored but what the profile's patterns take. */
static void take_preamble(struct reading *reading, const struct csv_record *record)
{
    struct row_reader *rows = &reading->rows;
    size_t bytes = 0;
    for (size_t i = 0; i < record->count; i++) {
        encoding_show_strays(record->cells[i].text, record->cells[i].bytes);
    }
    const char *joined = row_joined(rows, record, &bytes);
    note_year(rows, joined, bytes);
    note_number(rows, joined, bytes);
    if (rows->profile->has_controls) {
        (void)control_note(rows, record->line, joined, bytes);
    }
}

static enum status take_record(void *state, const struct csv_record *given, struct error *err)
{
    struct reading *reading = state;
    struct csv_record own = *given;
    const struct csv_record *record = &own;
    if (reading->is_rejects) {
        rejects_strip(&own);
    }
    header_trim(reading->rows.profile, record);
    const struct profile *profile = reading->rows.profile;
    int64_t skip_lines = reading->is_rejects ? 1 : profile->skip_lines;
    bool is_row =
        profile->has_header ? reading->is_below_header : (int64_t)record->line > skip_lines;
    if (is_row) {
        return row_read(&reading->rows, record, err);
    }
    take_preamble(reading, record);
    return profile->has_header ? seek_header(reading, record, err) : STATUS_OK;
}

static enum status take_text(void *state, const char *text, size_t bytes, struct error *err)
{
    struct reading *reading = state;
    return csv_reader_feed(reading->csv, text, bytes, err);
}

/* Without a header the profile's columns stand in their order. */
static void place_by_order(struct reading *reading)
{
    const struct profile *profile = reading->rows.profile;
    struct header_match match = {.width = profile->column_count};
    for (size_t i = 0; i < profile->column_count; i++) {
        match.cells[i] = (int)i;
    }
    row_reader_place(&reading->rows, &match);
}

static enum status need_currency(const struct profile *profile, const char *currency,
                                 struct error *err)
{
    if (currency != NULL || profile->currency != NULL || profile->roles[COLUMN_CURRENCY] != NULL ||
        (profile->values[KEY_AMOUNT_PART] != NULL &&
         strstr(profile->values[KEY_AMOUNT_PART], "(?<currency>") != NULL)) {
        return STATUS_OK;
    }
    (void)error_set(err, STATUS_INVALID, "profile %s does not say which currency its amounts have",
                    profile->name);
    return error_hint(err, "the bank account has several: say `currency = CODE` in a profile that "
                           "inherits from it");
}

static enum status read_all(struct reading *reading, const struct source *source, struct error *err)
{
    struct bank_file *file = reading->rows.file;
    enum status status = encoding_decide(source->bytes, source->size, file->profile->encoding,
                                         profile_word(file->profile), &file->encoding, err);
    if (status == STATUS_OK) {
        status =
            encoding_decode(source->bytes, source->size, &file->encoding, take_text, reading, err);
    }
    if (status == STATUS_OK) {
        status = csv_reader_end(reading->csv, err);
    }
    if (status == STATUS_OK && file->profile->has_header && !reading->is_below_header) {
        status = no_header(reading, err);
    }
    return status == STATUS_OK ? control_finish(&reading->rows, err) : status;
}

/* By the profile's keys. */
static enum status read_csv(const struct profile *profile, const char *currency,
                            const struct source *source, struct bank_file *file, struct error *err)
{
    enum status status = need_currency(profile, currency, err);
    if (status != STATUS_OK) {
        return status;
    }
    struct reading *reading = MEM_NEW(NULL, struct reading);
    reading->rows.profile = profile;
    reading->rows.currency = currency;
    reading->rows.file = file;
    reading->is_rejects = rejects_are(source->bytes, source->size);
    reading->csv = csv_reader_new(reading, reading->is_rejects ? REJECTS_FORMAT : profile->csv,
                                  take_record, reading);
    if (!profile->has_header) {
        place_by_order(reading);
    }
    status = read_all(reading, source, err);
    mem_free(reading->rows.scratch);
    mem_free(reading);
    return status;
}

enum status read_bank_file(void *mem, const struct profile *profile, const char *currency,
                           const struct source *source, struct bank_file **out, struct error *err)
{
    struct bank_file *file = MEM_NEW(mem, struct bank_file);
    file->profile = profile;
    texts_init(&file->texts, file);
    enum status status = profile->format == PROFILE_CSV
                             ? read_csv(profile, currency, source, file, err)
                             : format_read(source, file, err);
    if (status != STATUS_OK) {
        mem_free(file);
        return status;
    }
    /* No more rows come: what was room for them goes back. */
    file->rows = MEM_GROW(file, file->rows, struct bank_row, file->row_count);
    file->row_room = file->row_count;
    *out = file;
    return STATUS_OK;
}
