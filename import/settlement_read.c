#include "import/settlement_read.h"

#include "import/csv.h"
#include "import/encoding.h"
#include "import/exact.h"
#include "import/header.h"
#include "model/mem.h"
#include "model/money.h"
#include "model/text.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

#define ROWS_MAX 4000000
#define FIRST_ROWS 64

enum column {
    AT_KIND,
    AT_ORDER,
    AT_REFERENCE,
    AT_BATCH,
    AT_CURRENCY,
    AT_GROSS,
    AT_OUT,
    AT_FEE_WORD,
    AT_NET,
    AT_FEES, /* and those after it */
    COLUMNS = AT_FEES + SETTLEMENT_FEES_MAX,
};

struct reading {
    struct settlement_file *file;
    const struct settlement_format *format; /* NULL above the header */
    int cells[COLUMNS];
    bool is_in_totals;
    const struct csv_record *record; /* under way */
    struct csv_reader *csv;
};

static const char *name_of(const struct settlement_format *format, size_t column)
{
    const char *const names[COLUMNS] = {[AT_KIND] = format->kind,
                                        [AT_ORDER] = format->order,
                                        [AT_REFERENCE] = format->reference,
                                        [AT_BATCH] = format->batch,
                                        [AT_CURRENCY] = format->currency,
                                        [AT_GROSS] = format->gross,
                                        [AT_OUT] = format->out,
                                        [AT_FEE_WORD] = format->fee_word,
                                        [AT_NET] = format->net,
                                        [AT_FEES] = format->fees[0],
                                        [AT_FEES + 1] = format->fees[1],
                                        [AT_FEES + 2] = format->fees[2],
                                        [AT_FEES + 3] = format->fees[3]};
    return names[column];
}

/* Blanks, tabs, a byte order mark and the signs that keep a spreadsheet from reading a number. */
static void trim(const struct csv_record *record)
{
    for (size_t i = 0; i < record->count; i++) {
        struct csv_cell *cell = &record->cells[i];
        while (cell->bytes > 0 && strchr(" \t`'", cell->text[0]) != NULL) {
            cell->text++;
            cell->bytes--;
        }
        while (cell->bytes > 0 && strchr(" \t", cell->text[cell->bytes - 1]) != NULL) {
            cell->text[--cell->bytes] = '\0';
        }
    }
}

/* The header. */

static bool is_column(const char *cell, const char *name)
{
    size_t bytes = strlen(name);
    return strncmp(cell, name, bytes) == 0 && (cell[bytes] == '\0' || cell[bytes] == '(' ||
                                               strncmp(cell + bytes, "（", strlen("（")) == 0);
}

/* Whether the record names every column that the format needs. */
static bool place(const struct settlement_format *format, const struct csv_record *record,
                  int *cells)
{
    for (size_t column = 0; column < COLUMNS; column++) {
        const char *name = name_of(format, column);
        cells[column] = -1;
        for (size_t i = 0; name != NULL && i < record->count && cells[column] < 0; i++) {
            cells[column] = is_column(record->cells[i].text, name) ? (int)i : -1;
        }
        if (name != NULL && cells[column] < 0) {
            return false;
        }
    }
    return true;
}

static enum status seek_header(struct reading *reading, struct error *err)
{
    for (size_t i = 0; i < settlement_format_count && reading->format == NULL; i++) {
        if (place(&settlement_formats[i], reading->record, reading->cells)) {
            reading->format = reading->file->format = &settlement_formats[i];
        }
    }
    return reading->format == NULL && reading->record->line > HEADER_WITHIN_LINES
               ? error_set(err, STATUS_NOT_FOUND, "no line names the columns of a settlement file")
               : STATUS_OK;
}

/* Cells. */

static const char *cell(const struct reading *reading, size_t column)
{
    int at = reading->cells[column];
    return at >= 0 && (size_t)at < reading->record->count ? reading->record->cells[at].text : "";
}

static enum status bad_cell(const struct reading *reading, size_t column, const char *why,
                            struct error *err)
{
    (void)error_set(err, STATUS_INVALID, "line %u, %s: %s", reading->record->line,
                    name_of(reading->format, column), why);
    (void)error_detail(err, "it says '%.100s'", cell(reading, column));
    return error_hint(err, "if the file was edited, download it again");
}

/* "1,653.75" and "4.626,81": the last of two separators stands before the decimals. */
static enum status parse_grouped(const char *text, const char *currency, int64_t *out,
                                 struct error *err)
{
    const char *dot = strrchr(text, '.');
    const char *comma = strrchr(text, ',');
    if (dot == NULL || comma == NULL) {
        return exact_parse(text, strlen(text), ".,", currency, out, err);
    }
    struct money money;
    struct money_style style =
        dot > comma ? (struct money_style){'.', ','} : (struct money_style){',', '.'};
    enum status status = money_parse_styled(text, currency, style, &money, err);
    if (status == STATUS_OK) {
        *out = money.minor;
    }
    return status;
}

static enum status read_amount(const struct reading *reading, size_t column, const char *currency,
                               int64_t *out, struct error *err)
{
    struct error why;
    const char *text = cell(reading, column);
    enum status status = STATUS_OK;
    *out = 0;
    if (text[0] == '\0') {
        return STATUS_OK;
    }
    if (reading->format->form == SETTLE_MINOR) {
        status = text_to_int(text, out) && *out >= 0
                     ? STATUS_OK
                     : error_set(&why, STATUS_INVALID, "this is no number of minor units");
    } else if (reading->format->decimals[0] == '\0') {
        status = parse_grouped(text, currency, out, &why);
    } else {
        status = exact_parse(text, strlen(text), reading->format->decimals, currency, out, &why);
    }
    if (status == STATUS_OK && (*out == INT64_MIN || *out == -INT64_MAX)) {
        status = error_set(&why, STATUS_LIMIT, "the amount does not fit into 64 bits");
    }
    return status == STATUS_OK ? STATUS_OK : bad_cell(reading, column, why.message, err);
}

/* An unsigned amount with the word for its direction. */
static enum status direct(const struct reading *reading, size_t column, int64_t *amount,
                          struct error *err)
{
    const char *word = cell(reading, column);
    if (*amount == 0) {
        return STATUS_OK;
    }
    if (word[0] == '\0' || *amount < 0) {
        return bad_cell(reading, column, "an amount without its direction, or with two", err);
    }
    *amount = strcmp(word, reading->format->word_in) == 0 ? *amount : -*amount;
    return STATUS_OK;
}

static enum status read_gross(const struct reading *reading, struct settlement_row *row,
                              struct error *err)
{
    int64_t out = 0;
    enum settlement_form form = reading->format->form;
    enum status status = read_amount(reading, AT_GROSS, row->currency, &row->gross_minor, err);
    if (status == STATUS_OK && form == SETTLE_PAIR) {
        status = read_amount(reading, AT_OUT, row->currency, &out, err);
        out = out > 0 ? -out : out;
        if (status == STATUS_OK) {
            status = minor_add(row->gross_minor, out, &row->gross_minor, err);
        }
    } else if (status == STATUS_OK && (form == SETTLE_DIRECTION || form == SETTLE_MINOR)) {
        status = direct(reading, AT_OUT, &row->gross_minor, err);
    }
    return status;
}

static enum status read_fees(const struct reading *reading, struct settlement_row *row,
                             struct error *err)
{
    enum status status = STATUS_OK;
    for (size_t i = 0; i < SETTLEMENT_FEES_MAX && status == STATUS_OK; i++) {
        int64_t fee = 0;
        if (reading->format->fees[i] == NULL) {
            continue;
        }
        status = read_amount(reading, AT_FEES + i, row->currency, &fee, err);
        if (status == STATUS_OK && reading->format->fee_word != NULL) {
            status = direct(reading, AT_FEE_WORD, &fee, err);
        }
        fee = reading->format->is_fee_cost ? -fee : fee;
        if (status == STATUS_OK) {
            status = minor_add(row->fee_minor, fee, &row->fee_minor, err);
        }
    }
    return status;
}

/* Gross, fee and net, two of which the file says, or all three. */
static enum status read_sums(const struct reading *reading, struct settlement_row *row,
                             struct error *err)
{
    int64_t said = 0;
    enum status status = read_gross(reading, row, err);
    if (status == STATUS_OK) {
        status = read_fees(reading, row, err);
    }
    if (status == STATUS_OK && reading->format->is_net) {
        row->net_minor = row->gross_minor;
        return minor_subtract(row->net_minor, row->fee_minor, &row->gross_minor, err);
    }
    if (status == STATUS_OK) {
        status = minor_add(row->gross_minor, row->fee_minor, &row->net_minor, err);
    }
    if (status == STATUS_OK && reading->format->net != NULL) {
        status = read_amount(reading, AT_NET, row->currency, &said, err);
    }
    return status == STATUS_OK && reading->format->net != NULL && said != row->net_minor
               ? bad_cell(reading, AT_NET, "this is not its gross and its fee together", err)
               : status;
}

static enum status read_currency(const struct reading *reading, struct settlement_row *row,
                                 struct error *err)
{
    const char *fixed = reading->format->fixed_currency;
    const char *said = fixed != NULL ? fixed : cell(reading, AT_CURRENCY);
    for (size_t i = 0; i < 3 && said[i] != '\0'; i++) {
        row->currency[i] = (char)toupper((unsigned char)said[i]);
    }
    return strlen(said) == 3 && currency_exponent(row->currency) >= 0
               ? STATUS_OK
               : bad_cell(reading, AT_CURRENCY, "this is no currency that is known", err);
}

static enum settlement_kind kind_of(const struct settlement_format *format, const char *word)
{
    for (size_t i = 0; i < SETTLEMENT_WORDS_MAX && format->words[i].word != NULL; i++) {
        if (strncmp(word, format->words[i].word, strlen(format->words[i].word)) == 0) {
            return format->words[i].kind;
        }
    }
    return SETTLE_OTHER;
}

static enum status keep_texts(const struct reading *reading, struct settlement_row *row,
                              struct error *err)
{
    struct settlement_file *file = reading->file;
    const struct {
        size_t column;
        const char **out;
    } texts[] = {{AT_KIND, &row->word},
                 {AT_ORDER, &row->order},
                 {AT_REFERENCE, &row->reference},
                 {AT_BATCH, &row->batch}};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        struct error why;
        char *accepted = NULL;
        const char *text = cell(reading, texts[i].column);
        if (text_accept(file, "text", text, strlen(text), TEXT_ID_BYTES_MAX, &accepted, &why) !=
            STATUS_OK) {
            return bad_cell(reading, texts[i].column, why.message, err);
        }
        *texts[i].out = accepted;
    }
    row->kind = kind_of(reading->format, row->word);
    return STATUS_OK;
}

static enum status take_row(struct reading *reading, struct error *err)
{
    struct settlement_file *file = reading->file;
    struct settlement_row row = {.line = reading->record->line};
    enum status status = read_currency(reading, &row, err);
    if (status == STATUS_OK) {
        status = read_sums(reading, &row, err);
    }
    if (status == STATUS_OK) {
        status = keep_texts(reading, &row, err);
    }
    if (status != STATUS_OK) {
        return status;
    }
    if (file->row_count == ROWS_MAX) {
        return error_set(err, STATUS_LIMIT, "line %u: the file has more than %d rows", row.line,
                         ROWS_MAX);
    }
    if (file->row_count == file->row_room) {
        file->row_room = file->row_room == 0 ? FIRST_ROWS : file->row_room * 2;
        file->rows = MEM_GROW(file, file->rows, struct settlement_row, file->row_room);
    }
    file->rows[file->row_count++] = row;
    return STATUS_OK;
}

/* Totals, footers and blank lines end or interrupt the rows. */
static enum status take_below_header(struct reading *reading, struct error *err)
{
    const struct settlement_format *format = reading->format;
    const char *first = reading->record->cells[0].text;
    if (reading->is_in_totals) {
        return text_to_int(first, &reading->file->said_rows)
                   ? STATUS_OK
                   : error_set(err, STATUS_INVALID, "line %u: this is no number of rows: '%.40s'",
                               reading->record->line, first);
    }
    if (format->totals != NULL && strcmp(first, format->totals) == 0) {
        reading->is_in_totals = true;
        return STATUS_OK;
    }
    bool is_marked =
        format->row_mark == NULL ? first[0] != '#' : strcmp(first, format->row_mark) == 0;
    bool is_blank = cell(reading, AT_KIND)[0] == '\0' && cell(reading, AT_GROSS)[0] == '\0' &&
                    cell(reading, AT_OUT)[0] == '\0';
    return is_marked && !is_blank ? take_row(reading, err) : STATUS_OK;
}

static enum status take_record(void *state, const struct csv_record *record, struct error *err)
{
    struct reading *reading = state;
    reading->record = record;
    trim(record);
    return reading->format == NULL ? seek_header(reading, err) : take_below_header(reading, err);
}

static enum status take_text(void *state, const char *text, size_t bytes, struct error *err)
{
    struct reading *reading = state;
    char stray;
    if (encoding_strays(text, bytes, &stray, 1) > 0) {
        (void)error_set(err, STATUS_INVALID, "byte 0x%02x cannot be decoded",
                        (unsigned)(unsigned char)stray);
        return error_hint(err, "download the file again; nothing of it is read");
    }
    return csv_reader_feed(reading->csv, text, bytes, err);
}

static enum status read_all(struct reading *reading, const struct source *source, struct error *err)
{
    struct encoding encoding;
    enum status status =
        encoding_decide(source->bytes, source->size, "GB18030", NULL, &encoding, err);
    if (status == STATUS_OK) {
        status = encoding_decode(source->bytes, source->size, &encoding, take_text, reading, err);
    }
    if (status == STATUS_OK) {
        status = csv_reader_end(reading->csv, err);
    }
    if (status == STATUS_OK && reading->format == NULL) {
        status = error_set(err, STATUS_NOT_FOUND, "no line names the columns of a settlement file");
    }
    return status;
}

static enum status check_count(const struct settlement_file *file, struct error *err)
{
    if (file->said_rows < 0 || file->said_rows == (int64_t)file->row_count) {
        return STATUS_OK;
    }
    (void)error_set(err, STATUS_INVALID, "its totals count %lld rows, and there are %zu",
                    (long long)file->said_rows, file->row_count);
    return error_hint(err, "rows are missing or were added; download it again");
}

static enum status name_error(const struct settlement_file *file, struct error *err)
{
    struct error inner = *err;
    (void)error_set(err, inner.status, "%s: %s", file->name, inner.message);
    (void)error_detail(err, "%s", inner.detail);
    if (inner.status != STATUS_NOT_FOUND) {
        return error_hint(err, "%s", inner.hint);
    }
    char *known = mem_strdup(NULL, "");
    for (size_t i = 0; i < settlement_format_count; i++) {
        known = mem_append(known, "%s%s", i > 0 ? ", " : "", settlement_formats[i].name);
    }
    (void)error_hint(err, "known are: %s", known);
    mem_free(known);
    return inner.status;
}

enum status settlement_read(void *mem, const struct source *source, struct settlement_file **out,
                            struct error *err)
{
    const struct csv_format csv = {.delimiter = ','};
    struct settlement_file *file = MEM_NEW(mem, struct settlement_file);
    struct reading *reading = MEM_NEW(NULL, struct reading);
    file->name = mem_strdup(file, source->name);
    file->said_rows = -1;
    reading->file = file;
    reading->csv = csv_reader_new(reading, csv, take_record, reading);
    enum status status = read_all(reading, source, err);
    mem_free(reading);
    if (status == STATUS_OK) {
        status = check_count(file, err);
    }
    if (status != STATUS_OK) {
        (void)name_error(file, err);
        mem_free(file);
        return status;
    }
    *out = file;
    return STATUS_OK;
}
