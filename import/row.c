#include "import/row.h"

#include "import/control.h"
#include "import/format.h"
#include "import/row_money.h"
#include "model/mem.h"
#include "model/time.h"

#include <stdio.h>
#include <string.h>

void row_reader_place(struct row_reader *reader, const struct header_match *match)
{
    const struct profile *profile = reader->profile;
    reader->width = match->width;
    reader->text_count = 0;
    for (int role = 0; role < COLUMN_COUNT; role++) {
        reader->roles[role] = -1;
    }
    for (size_t i = 0; i < profile->column_count; i++) {
        const char *name = profile->columns[i].name;
        for (int role = 0; role < COLUMN_COUNT; role++) {
            if (profile->roles[role] != NULL && strcmp(profile->roles[role], name) == 0) {
                reader->roles[role] = match->cells[i];
            }
        }
    }
    for (size_t t = 0; t < profile->text.count; t++) {
        for (size_t i = 0; i < profile->column_count; i++) {
            if (strcmp(profile->columns[i].name, profile->text.items[t]) == 0 &&
                match->cells[i] >= 0) {
                reader->text[reader->text_count++] = match->cells[i];
            }
        }
    }
}

/* The parts of a row. */

static enum status read_dates(const struct row_reader *reader, const struct csv_record *record,
                              struct bank_row *row, struct verdict *verdict)
{
    const struct profile *profile = reader->profile;
    struct error why;
    struct date_read read = {0};
    struct view cell = row_role_cell(reader, record, COLUMN_DATE);
    if (cell.bytes == 0) {
        return verdict_reject(verdict, COLUMN_DATE, "the date is missing");
    }
    if (dateform_read(&profile->date_form, reader->year, cell.text, &read, &why) != STATUS_OK) {
        return verdict_reject(verdict, COLUMN_DATE, why.message);
    }
    row->date_days = read.days;
    row->time_s = read.seconds;
    cell = row_role_cell(reader, record, COLUMN_TIME);
    if (cell.bytes == 0) {
        return VERDICT_OK;
    }
    if (dateform_read(&profile->time_form, reader->year, cell.text, &read, &why) != STATUS_OK) {
        return verdict_reject(verdict, COLUMN_TIME, why.message);
    }
    row->time_s = read.seconds;
    return VERDICT_OK;
}

/* The memo's columns, and before them text that is there already, joined by one blank. */
static enum status join_text(struct row_reader *reader, const struct csv_record *record,
                             uint32_t before, uint32_t *out, struct error *why)
{
    const char *prefix = bank_text(reader->file, before);
    size_t used = strlen(prefix);
    size_t needed = used + 1;
    for (size_t i = 0; i < reader->text_count; i++) {
        needed += row_cell(reader, record, reader->text[i]).bytes + 1;
    }
    char *joined = row_scratch(reader, needed);
    memcpy(joined, prefix, used);
    for (size_t i = 0; i < reader->text_count; i++) {
        struct view cell = row_cell(reader, record, reader->text[i]);
        if (cell.bytes == 0) {
            continue;
        }
        if (used > 0) {
            joined[used++] = ' ';
        }
        memcpy(joined + used, cell.text, cell.bytes);
        used += cell.bytes;
    }
    return texts_add(&reader->file->texts, joined, used, out, why);
}

static enum status add_role_text(struct row_reader *reader, const struct csv_record *record,
                                 enum column_role role, uint32_t *out, struct verdict *verdict)
{
    struct error why;
    struct view cell = row_role_cell(reader, record, role);
    if (texts_add(&reader->file->texts, cell.text, cell.bytes, out, &why) != STATUS_OK) {
        return verdict_reject(verdict, role, why.message);
    }
    return VERDICT_OK;
}

static enum status read_texts(struct row_reader *reader, const struct csv_record *record,
                              struct bank_row *row, struct verdict *verdict)
{
    struct error why;
    if (add_role_text(reader, record, COLUMN_REFERENCE, &row->reference, verdict) != VERDICT_OK ||
        add_role_text(reader, record, COLUMN_COUNTERPARTY, &row->counterparty, verdict) !=
            VERDICT_OK ||
        add_role_text(reader, record, COLUMN_COUNTERPARTY_ACCOUNT, &row->counterparty_account,
                      verdict) != VERDICT_OK) {
        return STATUS_INVALID;
    }
    if (join_text(reader, record, 0, &row->text, &why) != STATUS_OK) {
        return verdict_reject(verdict, COLUMN_COUNT, why.message);
    }
    return VERDICT_OK;
}

/* Records that are no rows of their own. */

static bool is_blank(const struct csv_record *record)
{
    for (size_t i = 0; i < record->count; i++) {
        if (record->cells[i].bytes > 0) {
            return false;
        }
    }
    return true;
}

/* Lines that the profile knows for what they are: totals, footers, balances. */
static bool is_besides(struct row_reader *reader, const struct csv_record *record)
{
    const struct profile *profile = reader->profile;
    if (profile->ignore == NULL && !profile->has_controls) {
        return false;
    }
    size_t bytes = 0;
    const char *joined = row_joined(reader, record, &bytes);
    bool is_control = profile->has_controls && control_note(reader, record->line, joined, bytes);
    return is_control ||
           (profile->ignore != NULL && pattern_matches(profile->ignore, joined, bytes, NULL));
}

/* A row without a date adds its text to the row above; one below an aside belongs to that. */
static enum status continue_row(struct row_reader *reader, const struct csv_record *record,
                                struct error *err)
{
    struct bank_file *file = reader->file;
    if (reader->fate == FATE_ASIDE) {
        return STATUS_OK;
    }
    struct bank_row *row = &file->rows[file->row_count - 1];
    row->last_line = record->last_line;
    struct error why;
    if (join_text(reader, record, row->text, &row->text, &why) == STATUS_OK) {
        return STATUS_OK;
    }
    struct verdict verdict;
    (void)verdict_reject(&verdict, COLUMN_COUNT, why.message);
    file->row_count--;
    return aside_put(reader, record, &verdict, err);
}

static bool continues(const struct row_reader *reader, const struct csv_record *record)
{
    return reader->profile->has_continuation && reader->fate != FATE_NONE &&
           row_role_cell(reader, record, COLUMN_DATE).bytes == 0 &&
           row_role_cell(reader, record, COLUMN_AMOUNT).bytes == 0 &&
           row_role_cell(reader, record, COLUMN_INCOME).bytes == 0 &&
           row_role_cell(reader, record, COLUMN_OUTGO).bytes == 0;
}

/* Cells beyond the header mean that a delimiter stands in a text: every cell after it is shifted.
 */
static enum status check_width(const struct row_reader *reader, const struct csv_record *record,
                               struct verdict *verdict)
{
    for (size_t i = reader->width; i < record->count; i++) {
        if (record->cells[i].bytes > 0) {
            (void)verdict_reject(verdict, COLUMN_COUNT, "");
            snprintf(verdict->reason, sizeof verdict->reason,
                     "the row has %zu cells where the header has %zu", i + 1, reader->width);
            return STATUS_INVALID;
        }
    }
    if (record->count < reader->width && !reader->profile->allows_short) {
        (void)verdict_reject(verdict, COLUMN_COUNT, "");
        snprintf(verdict->reason, sizeof verdict->reason, "the row ends after %zu of %zu cells",
                 record->count, reader->width);
        return STATUS_INVALID;
    }
    return VERDICT_OK;
}

static enum status check_status(const struct row_reader *reader, const struct csv_record *record,
                                struct verdict *verdict)
{
    const struct profile *profile = reader->profile;
    if (reader->roles[COLUMN_STATUS] < 0) {
        return VERDICT_OK;
    }
    const char *state = row_role_cell(reader, record, COLUMN_STATUS).text;
    if (profile_list_has(&profile->status_ignored, state)) {
        return verdict_blame(verdict, false, COLUMN_STATUS, "its state says that no money moved");
    }
    if (profile->status_counted.count > 0 && !profile_list_has(&profile->status_counted, state)) {
        return verdict_reject(verdict, COLUMN_STATUS, "this is no state that the profile knows");
    }
    return VERDICT_OK;
}

/* All rows are of one account. */
static enum status check_number(struct row_reader *reader, const struct csv_record *record,
                                struct verdict *verdict)
{
    struct bank_file *file = reader->file;
    struct view cell = row_role_cell(reader, record, COLUMN_NUMBER);
    if (cell.bytes == 0) {
        return VERDICT_OK;
    }
    struct error why;
    if (file->number == 0 &&
        texts_add(&file->texts, cell.text, cell.bytes, &file->number, &why) != STATUS_OK) {
        return verdict_reject(verdict, COLUMN_NUMBER, why.message);
    }
    if (format_same_number(bank_text(file, file->number), cell.text)) {
        return VERDICT_OK;
    }
    (void)verdict_reject(verdict, COLUMN_NUMBER, "");
    snprintf(verdict->reason, sizeof verdict->reason,
             "the row is of another account than those before, %.64s",
             bank_text(file, file->number));
    return STATUS_INVALID;
}

enum status row_read(struct row_reader *reader, const struct csv_record *record, struct error *err)
{
    struct bank_file *file = reader->file;
    enum status status = STATUS_OK;
    if (is_blank(record)) {
        return STATUS_OK;
    }
    if (file->encoding.may_be_damaged && aside_damaged(reader, record, &status, err)) {
        return status;
    }
    if (is_besides(reader, record)) {
        file->ignored_lines++;
        return STATUS_OK;
    }
    if (continues(reader, record)) {
        return continue_row(reader, record, err);
    }
    struct bank_row row = {.line = record->line, .last_line = record->last_line};
    struct verdict verdict;
    if (check_width(reader, record, &verdict) != VERDICT_OK ||
        check_status(reader, record, &verdict) != VERDICT_OK ||
        check_number(reader, record, &verdict) != VERDICT_OK ||
        read_dates(reader, record, &row, &verdict) != VERDICT_OK ||
        row_currency(reader, record, &row, &verdict) != VERDICT_OK ||
        row_amount(reader, record, &row, &verdict) != VERDICT_OK ||
        read_texts(reader, record, &row, &verdict) != VERDICT_OK) {
        return aside_put(reader, record, &verdict, err);
    }
    row_balance(reader, record, &row);
    if (file->row_count == IMPORT_ROWS_MAX) {
        (void)error_set(err, STATUS_LIMIT, "line %u: the file has more than %d rows", record->line,
                        IMPORT_ROWS_MAX);
        return error_hint(err, "import it in parts");
    }
    *bank_add_row(file) = row;
    reader->fate = FATE_ROW;
    return STATUS_OK;
}
