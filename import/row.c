#include "import/row.h"

#include "model/mem.h"
#include "model/time.h"

#include <stdio.h>
#include <string.h>

#define REASON_BYTES 400

/* Why a record is no row; role is the cell to blame, or COLUMN_COUNT. */
struct verdict {
    bool is_reject;
    enum column_role role;
    char reason[REASON_BYTES];
};

#define VERDICT_OK STATUS_OK /* any other status: the verdict says why there is no row */

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

/* A cell as the profile wants it seen. */
struct view {
    const char *text;
    size_t bytes;
};

static struct view cell_at(const struct row_reader *reader, const struct csv_record *record,
                           int index)
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

static struct view role_cell(const struct row_reader *reader, const struct csv_record *record,
                             enum column_role role)
{
    return cell_at(reader, record, reader->roles[role]);
}

static bool contains(const struct profile_list *list, const char *word)
{
    for (size_t i = 0; i < list->count; i++) {
        if (strcmp(list->items[i], word) == 0) {
            return true;
        }
    }
    return false;
}

static enum status blame(struct verdict *verdict, bool is_reject, enum column_role role,
                         const char *reason)
{
    verdict->is_reject = is_reject;
    verdict->role = role;
    snprintf(verdict->reason, sizeof verdict->reason, "%s", reason);
    return STATUS_INVALID;
}

static enum status reject(struct verdict *verdict, enum column_role role, const char *reason)
{
    return blame(verdict, true, role, reason);
}

/* Asides. */

static uint32_t add_cells(struct bank_file *file, const struct csv_record *record, size_t count)
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
    struct view cell = role_cell(reader, record, role);
    char *hex = encoding_hex(NULL, file->encoding.name, cell.text, cell.bytes);
    aside->value = texts_add_raw(&file->texts, cell.text, cell.bytes);
    aside->bytes = texts_add_raw(&file->texts, hex, strlen(hex));
    mem_free(hex);
}

static enum status put_aside(struct row_reader *reader, const struct csv_record *record,
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
        aside->cells = add_cells(file, record, record->count);
        aside->cell_count = (uint32_t)record->count;
    }
    reader->fate = FATE_ASIDE;
    return STATUS_OK;
}

/* The parts of a row. */

static enum status read_dates(const struct row_reader *reader, const struct csv_record *record,
                              struct bank_row *row, struct verdict *verdict)
{
    const struct profile *profile = reader->profile;
    struct error why;
    struct date_read read = {0};
    struct view cell = role_cell(reader, record, COLUMN_DATE);
    if (cell.bytes == 0) {
        return reject(verdict, COLUMN_DATE, "the date is missing");
    }
    if (dateform_read(&profile->date_form, cell.text, &read, &why) != STATUS_OK) {
        return reject(verdict, COLUMN_DATE, why.message);
    }
    row->date_days = read.days;
    row->time_s = read.seconds;
    cell = role_cell(reader, record, COLUMN_TIME);
    if (cell.bytes == 0) {
        return VERDICT_OK;
    }
    if (dateform_read(&profile->time_form, cell.text, &read, &why) != STATUS_OK) {
        return reject(verdict, COLUMN_TIME, why.message);
    }
    row->time_s = read.seconds;
    return VERDICT_OK;
}

static enum status read_currency(const struct row_reader *reader, const struct csv_record *record,
                                 struct bank_row *row, struct verdict *verdict)
{
    const struct profile *profile = reader->profile;
    const char *currency = profile->currency != NULL ? profile->currency : reader->currency;
    if (reader->roles[COLUMN_CURRENCY] >= 0) {
        struct view cell = role_cell(reader, record, COLUMN_CURRENCY);
        currency = cell.text;
        for (size_t i = 0; i < profile->currency_word_count; i++) {
            if (strcmp(profile->currency_words[i].word, cell.text) == 0) {
                currency = profile->currency_words[i].currency;
            }
        }
        if (currency_exponent(currency) < 0) {
            return reject(verdict, COLUMN_CURRENCY, "this is no currency that the profile knows");
        }
    }
    memcpy(row->currency, currency, sizeof row->currency);
    return VERDICT_OK;
}

static enum status read_money(const struct row_reader *reader, const struct csv_record *record,
                              enum column_role role, const char *currency, int64_t *out,
                              struct verdict *verdict)
{
    struct error why;
    struct money money;
    struct view cell = role_cell(reader, record, role);
    *out = 0;
    if (cell.bytes == 0) {
        return VERDICT_OK;
    }
    if (money_parse_styled(cell.text, currency, reader->profile->style, &money, &why) !=
        STATUS_OK) {
        return reject(verdict, role, why.message);
    }
    if (money.minor == INT64_MIN) {
        return reject(verdict, role, "the amount does not fit into 64 bits");
    }
    *out = money.minor;
    return VERDICT_OK;
}

/* Two columns: at most one of them may have an amount. */
static enum status read_pair(const struct row_reader *reader, const struct csv_record *record,
                             struct bank_row *row, struct verdict *verdict)
{
    int64_t income = 0;
    int64_t outgo = 0;
    if (role_cell(reader, record, COLUMN_INCOME).bytes == 0 &&
        role_cell(reader, record, COLUMN_OUTGO).bytes == 0) {
        return reject(verdict, COLUMN_INCOME, "there is no amount, neither in nor out");
    }
    if (read_money(reader, record, COLUMN_INCOME, row->currency, &income, verdict) != VERDICT_OK ||
        read_money(reader, record, COLUMN_OUTGO, row->currency, &outgo, verdict) != VERDICT_OK) {
        return STATUS_INVALID;
    }
    if (income != 0 && outgo != 0) {
        return reject(verdict, COLUMN_OUTGO, "there are two amounts, one in and one out");
    }
    enum outgo_sign sign = reader->profile->outgo_sign;
    if (sign == OUTGO_POSITIVE || (sign == OUTGO_ANY && outgo > 0)) {
        outgo = -outgo;
    }
    row->amount_minor = income + outgo;
    return VERDICT_OK;
}

static enum status apply_direction(const struct row_reader *reader, const struct csv_record *record,
                                   struct bank_row *row, struct verdict *verdict)
{
    const struct profile *profile = reader->profile;
    const char *word = role_cell(reader, record, COLUMN_DIRECTION).text;
    if (contains(&profile->words_neutral, word)) {
        return blame(verdict, false, COLUMN_DIRECTION, "the bank calls it neither in nor out");
    }
    bool is_out = contains(&profile->words_out, word);
    if (!is_out && !contains(&profile->words_in, word)) {
        return reject(verdict, COLUMN_DIRECTION,
                      "this is no word for in or out that the profile "
                      "knows");
    }
    if (row->amount_minor < 0) {
        return reject(verdict, COLUMN_AMOUNT,
                      "the amount has a sign beside a word for its "
                      "direction");
    }
    row->amount_minor = is_out ? -row->amount_minor : row->amount_minor;
    return VERDICT_OK;
}

static enum status read_amount(const struct row_reader *reader, const struct csv_record *record,
                               struct bank_row *row, struct verdict *verdict)
{
    enum status status;
    if (reader->roles[COLUMN_AMOUNT] < 0) {
        status = read_pair(reader, record, row, verdict);
    } else if (role_cell(reader, record, COLUMN_AMOUNT).bytes == 0) {
        status = reject(verdict, COLUMN_AMOUNT, "the amount is missing");
    } else {
        status =
            read_money(reader, record, COLUMN_AMOUNT, row->currency, &row->amount_minor, verdict);
        if (status == VERDICT_OK && reader->roles[COLUMN_DIRECTION] >= 0) {
            status = apply_direction(reader, record, row, verdict);
        }
    }
    if (status != VERDICT_OK) {
        return status;
    }
    if (row->amount_minor == 0) {
        return blame(verdict, false, COLUMN_COUNT, "it moves no money");
    }
    row->amount_minor = reader->profile->is_reversed ? -row->amount_minor : row->amount_minor;
    return VERDICT_OK;
}

/* A masked balance is no balance: that weakens the proof and is counted, and the row stays. */
static void read_balance(const struct row_reader *reader, const struct csv_record *record,
                         struct bank_row *row)
{
    struct verdict ignored;
    row->balance_minor = BANK_NO_BALANCE;
    if (role_cell(reader, record, COLUMN_BALANCE).bytes == 0) {
        return;
    }
    int64_t balance = 0;
    if (read_money(reader, record, COLUMN_BALANCE, row->currency, &balance, &ignored) ==
        VERDICT_OK) {
        row->balance_minor = balance;
        return;
    }
    if (reader->file->masked_balances++ == 0) {
        reader->file->masked_line = record->line;
    }
}

static char *scratch_of(struct row_reader *reader, size_t bytes)
{
    if (bytes > reader->scratch_room) {
        reader->scratch_room = bytes * 2;
        reader->scratch = MEM_GROW(reader->file, reader->scratch, char, reader->scratch_room);
    }
    return reader->scratch;
}

/* The memo's columns, and before them text that is there already, joined by one blank. */
static enum status join_text(struct row_reader *reader, const struct csv_record *record,
                             uint32_t before, uint32_t *out, struct error *why)
{
    const char *prefix = bank_text(reader->file, before);
    size_t used = strlen(prefix);
    size_t needed = used + 1;
    for (size_t i = 0; i < reader->text_count; i++) {
        needed += cell_at(reader, record, reader->text[i]).bytes + 1;
    }
    char *joined = scratch_of(reader, needed);
    memcpy(joined, prefix, used);
    for (size_t i = 0; i < reader->text_count; i++) {
        struct view cell = cell_at(reader, record, reader->text[i]);
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
    struct view cell = role_cell(reader, record, role);
    if (texts_add(&reader->file->texts, cell.text, cell.bytes, out, &why) != STATUS_OK) {
        return reject(verdict, role, why.message);
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
        return reject(verdict, COLUMN_COUNT, why.message);
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

static bool is_ignored(struct row_reader *reader, const struct csv_record *record)
{
    const struct pattern *ignore = reader->profile->ignore;
    if (ignore == NULL) {
        return false;
    }
    size_t needed = 0;
    for (size_t i = 0; i < record->count; i++) {
        needed += record->cells[i].bytes + 1;
    }
    char *joined = scratch_of(reader, needed);
    size_t used = 0;
    for (size_t i = 0; i < record->count; i++) {
        memcpy(joined + used, record->cells[i].text, record->cells[i].bytes);
        used += record->cells[i].bytes;
        joined[used++] = reader->profile->csv.delimiter;
    }
    return pattern_matches(ignore, joined, used - 1, NULL);
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
    (void)reject(&verdict, COLUMN_COUNT, why.message);
    file->row_count--;
    return put_aside(reader, record, &verdict, err);
}

static bool continues(const struct row_reader *reader, const struct csv_record *record)
{
    return reader->profile->has_continuation && reader->fate != FATE_NONE &&
           role_cell(reader, record, COLUMN_DATE).bytes == 0 &&
           role_cell(reader, record, COLUMN_AMOUNT).bytes == 0 &&
           role_cell(reader, record, COLUMN_INCOME).bytes == 0 &&
           role_cell(reader, record, COLUMN_OUTGO).bytes == 0;
}

/* Cells beyond the header mean that a delimiter stands in a text: every cell after it is shifted.
 */
static enum status check_width(const struct row_reader *reader, const struct csv_record *record,
                               struct verdict *verdict)
{
    for (size_t i = reader->width; i < record->count; i++) {
        if (record->cells[i].bytes > 0) {
            (void)reject(verdict, COLUMN_COUNT, "");
            snprintf(verdict->reason, sizeof verdict->reason,
                     "the row has %zu cells where the header has %zu", i + 1, reader->width);
            return STATUS_INVALID;
        }
    }
    if (record->count < reader->width && !reader->profile->allows_short) {
        (void)reject(verdict, COLUMN_COUNT, "");
        snprintf(verdict->reason, sizeof verdict->reason, "the row ends after %zu of %zu cells",
                 record->count, reader->width);
        return STATUS_INVALID;
    }
    return VERDICT_OK;
}

static enum status check_status(const struct row_reader *reader, const struct csv_record *record,
                                struct verdict *verdict)
{
    if (reader->roles[COLUMN_STATUS] >= 0 &&
        contains(&reader->profile->status_ignored, role_cell(reader, record, COLUMN_STATUS).text)) {
        return blame(verdict, false, COLUMN_STATUS, "its state says that no money moved");
    }
    return VERDICT_OK;
}

enum status row_read(struct row_reader *reader, const struct csv_record *record, struct error *err)
{
    struct bank_file *file = reader->file;
    if (is_blank(record)) {
        return STATUS_OK;
    }
    if (is_ignored(reader, record)) {
        file->ignored_lines++;
        return STATUS_OK;
    }
    if (continues(reader, record)) {
        return continue_row(reader, record, err);
    }
    struct bank_row row = {.line = record->line, .last_line = record->last_line};
    struct verdict verdict;
    if (check_width(reader, record, &verdict) != VERDICT_OK ||
        read_dates(reader, record, &row, &verdict) != VERDICT_OK ||
        check_status(reader, record, &verdict) != VERDICT_OK ||
        read_currency(reader, record, &row, &verdict) != VERDICT_OK ||
        read_amount(reader, record, &row, &verdict) != VERDICT_OK ||
        read_texts(reader, record, &row, &verdict) != VERDICT_OK) {
        return put_aside(reader, record, &verdict, err);
    }
    read_balance(reader, record, &row);
    if (file->row_count == IMPORT_ROWS_MAX) {
        (void)error_set(err, STATUS_LIMIT, "line %u: the file has more than %d rows", record->line,
                        IMPORT_ROWS_MAX);
        return error_hint(err, "import it in parts");
    }
    *bank_add_row(file) = row;
    reader->fate = FATE_ROW;
    return STATUS_OK;
}
