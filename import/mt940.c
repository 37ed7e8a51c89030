#include "import/mt940.h"

#include "import/exact.h"
#include "import/mt940_info.h"
#include "model/money.h"
#include "model/time.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define NUMBER_BYTES 64
#define REFERENCE_CHARS 16
#define TAG_BYTES 5
#define VALUE_BYTES 128 /* of a reject that is shown */
#define SUPPLEMENT_CHARS 34
#define DECIMALS ","

/* A field with the lines that belong to it. */
struct field {
    char tag[TAG_BYTES];
    uint32_t line, last_line;
    const char *text;
    size_t bytes;
};

struct mt940 {
    struct stated *stated;
    const char *at, *end; /* what is still to be read */
    uint32_t line;        /* on which at stands */
    char number[NUMBER_BYTES];
    char currency[4];
    uint32_t message_line; /* of the :20: under way; 0 for none */
    bool is_open;          /* its opening balance was read, its closing one not */
    bool has_entry;        /* read, and waiting for its :86: */
    struct stated_row entry;
    char reference[REFERENCE_CHARS + 1];
    struct mt940_info info;
};

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool is_upper(char c)
{
    return c >= 'A' && c <= 'Z';
}

/* Lines and fields. */

static size_t line_bytes(const struct mt940 *reader)
{
    const char *feed = memchr(reader->at, '\n', (size_t)(reader->end - reader->at));
    return feed != NULL ? (size_t)(feed - reader->at) : (size_t)(reader->end - reader->at);
}

static void skip_line(struct mt940 *reader)
{
    reader->at += line_bytes(reader);
    reader->line += reader->at < reader->end;
    reader->at += reader->at < reader->end;
}

/* ":61:", ":60F:": bytes of the tag with its colons, 0 for none. */
static size_t tag_bytes(const char *text, size_t bytes)
{
    if (bytes < 4 || text[0] != ':' || !is_digit(text[1]) || !is_digit(text[2])) {
        return 0;
    }
    if (text[3] == ':') {
        return 4;
    }
    return bytes > 4 && is_upper(text[3]) && text[4] == ':' ? 5 : 0;
}

/* "-", "-}", "{1:...": the envelope of a message, which ends the field before it. */
static bool is_envelope(const char *text, size_t bytes)
{
    while (bytes > 0 && (text[bytes - 1] == '\r' || text[bytes - 1] == ' ')) {
        bytes--;
    }
    return bytes > 0 && (text[0] == '{' || (text[0] == '-' && (bytes == 1 || text[1] == '}')));
}

/* An envelope may stand on the line of the message's first field: "{4::20:START". */
static void skip_envelope(struct mt940 *reader)
{
    size_t bytes = line_bytes(reader);
    for (size_t i = 0; i + 4 <= bytes; i++) {
        if (memcmp(reader->at + i, ":20:", 4) == 0) {
            reader->at += i;
            return;
        }
    }
    skip_line(reader);
}

/* The line belongs to the field. */
static void take_line(struct mt940 *reader, struct field *field)
{
    field->last_line = reader->line;
    field->bytes = (size_t)(reader->at + line_bytes(reader) - field->text);
    skip_line(reader);
}

/* False at the end of the file. */
static bool next_field(struct mt940 *reader, struct field *out)
{
    size_t tag = 0;
    while (reader->at < reader->end && (tag = tag_bytes(reader->at, line_bytes(reader))) == 0) {
        if (is_envelope(reader->at, line_bytes(reader))) {
            skip_envelope(reader);
        } else {
            skip_line(reader);
        }
    }
    if (reader->at == reader->end) {
        return false;
    }
    (void)snprintf(out->tag, sizeof out->tag, "%.*s", (int)tag - 2, reader->at + 1);
    out->line = reader->line;
    out->text = reader->at + tag;
    take_line(reader, out);
    while (reader->at < reader->end && tag_bytes(reader->at, line_bytes(reader)) == 0 &&
           !is_envelope(reader->at, line_bytes(reader))) {
        take_line(reader, out);
    }
    while (out->bytes > 0 && strchr("\r\n \t", out->text[out->bytes - 1]) != NULL) {
        out->bytes--;
    }
    return true;
}

/* Errors of the file as a whole. */

static enum status damaged(uint32_t line, const char *what, struct error *err)
{
    (void)error_set(err, STATUS_INVALID, "line %u: %s", line, what);
    return error_hint(err, "the file is damaged or was cut off; download it again");
}

/* Dates. */

static int two(const char *text)
{
    return (text[0] - '0') * 10 + text[1] - '0';
}

static bool are_digits(const char *text, size_t count, size_t bytes)
{
    for (size_t i = 0; i < count; i++) {
        if (i >= bytes || !is_digit(text[i])) {
            return false;
        }
    }
    return true;
}

/* YYMMDD; years 1970 to 2069, as in profiles. */
static enum status read_date(const char *text, int32_t *out, struct error *why)
{
    int year = two(text);
    return date_from_civil(year + (year < 70 ? 2000 : 1900), two(text + 2), two(text + 4), out,
                           why);
}

/* MMDD in the year in which it is nearest to the value date. */
static enum status read_entry_date(const char *text, int32_t value_days, int32_t *out,
                                   struct error *why)
{
    int year = 0;
    int month = 0;
    int day = 0;
    int32_t days = 0;
    bool has_any = false;
    date_to_civil(value_days, &year, &month, &day);
    for (int y = year - 1; y <= year + 1; y++) {
        if (date_from_civil(y, two(text), two(text + 2), &days, why) == STATUS_OK &&
            (!has_any || abs(days - value_days) < abs(*out - value_days))) {
            *out = days;
            has_any = true;
        }
    }
    return has_any ? STATUS_OK : error_set(why, STATUS_INVALID, "there is no such entry date");
}

/* Balances. */

/* C/D, YYMMDD, currency, amount. */
static enum status read_balance(const struct field *field, struct bank_anchor *out,
                                struct error *err)
{
    struct error why;
    const char *text = field->text;
    *out = (struct bank_anchor){.line = field->line};
    if (field->bytes < 11 || (text[0] != 'C' && text[0] != 'D') || !are_digits(text + 1, 6, 6)) {
        return damaged(field->line, "this balance is not a sign, a date, a currency and an amount",
                       err);
    }
    memcpy(out->currency, text + 7, 3);
    enum status status = read_date(text + 1, &out->date_days, &why);
    if (status == STATUS_OK) {
        status = exact_parse(text + 10, field->bytes - 10, DECIMALS, out->currency,
                             &out->balance_minor, &why);
    }
    if (status != STATUS_OK || out->balance_minor < 0) {
        (void)damaged(field->line, "this balance cannot be read", err);
        return error_detail(err, "%s", status == STATUS_OK ? "it has two signs" : why.message);
    }
    out->balance_minor = text[0] == 'D' ? -out->balance_minor : out->balance_minor;
    return STATUS_OK;
}

static enum status take_opening(struct mt940 *reader, const struct field *field, struct error *err)
{
    struct bank_anchor balance;
    if (reader->message_line == 0 || reader->is_open) {
        return damaged(field->line, "an opening balance where none belongs", err);
    }
    enum status status = read_balance(field, &balance, err);
    if (status != STATUS_OK) {
        return status;
    }
    memcpy(reader->currency, balance.currency, sizeof reader->currency);
    reader->is_open = true;
    stated_begin(reader->stated, reader->number);
    stated_opening(reader->stated, &balance);
    return STATUS_OK;
}

static enum status take_closing(struct mt940 *reader, const struct field *field, struct error *err)
{
    struct bank_anchor balance;
    if (!reader->is_open) {
        return damaged(field->line, "a closing balance without an opening one", err);
    }
    enum status status = read_balance(field, &balance, err);
    if (status == STATUS_OK && strcmp(balance.currency, reader->currency) != 0) {
        status = damaged(field->line, "the closing balance is in another currency", err);
    }
    if (status == STATUS_OK) {
        stated_closing(reader->stated, &balance);
        stated_end(reader->stated);
        reader->is_open = false;
    }
    return status;
}

/* Entries. */

/* What :61: is read with: at runs along. */
struct entry_text {
    const char *at, *end;
};

static bool take_char(struct entry_text *text, char c)
{
    if (text->at < text->end && *text->at == c) {
        text->at++;
        return true;
    }
    return false;
}

static enum status read_entry_dates(struct entry_text *text, struct stated_row *row,
                                    struct error *why)
{
    int32_t value_days = 0;
    if (!are_digits(text->at, 6, (size_t)(text->end - text->at))) {
        return error_set(why, STATUS_INVALID, "it does not begin with a date");
    }
    enum status status = read_date(text->at, &value_days, why);
    row->date_days = value_days;
    text->at += 6;
    if (status == STATUS_OK && are_digits(text->at, 4, (size_t)(text->end - text->at))) {
        status = read_entry_date(text->at, value_days, &row->date_days, why);
        text->at += 4;
    }
    return status;
}

/* The mark, the letter of the funds code, the amount. */
static enum status read_entry_amount(struct entry_text *text, const char *currency,
                                     struct stated_row *row, struct error *why)
{
    bool is_reversal = take_char(text, 'R');
    bool is_credit = take_char(text, 'C');
    if (!is_credit && !take_char(text, 'D')) {
        return error_set(why, STATUS_INVALID, "it has none of C, D, RC and RD");
    }
    text->at += text->at < text->end && is_upper(*text->at);
    size_t bytes = 0;
    while (text->at + bytes < text->end && (is_digit(text->at[bytes]) || text->at[bytes] == ',')) {
        bytes++;
    }
    enum status status = exact_parse(text->at, bytes, DECIMALS, currency, &row->amount_minor, why);
    text->at += bytes;
    row->amount_minor = is_credit != is_reversal ? row->amount_minor : -row->amount_minor;
    return status;
}

/* The type of the transaction, the customer's reference, and after // the bank's. */
static enum status read_entry_references(struct mt940 *reader, struct entry_text *text,
                                         struct error *why)
{
    if (text->end - text->at < 4 || !is_upper(text->at[0])) {
        return error_set(why, STATUS_INVALID, "it has no type of transaction after its amount");
    }
    text->at += 4;
    size_t bytes = 0;
    while (text->at + bytes < text->end && text->at[bytes] != '\r' && text->at[bytes] != '\n') {
        bytes++;
    }
    const char *bank = memmem(text->at, bytes, "//", 2);
    size_t own = bank != NULL ? (size_t)(bank - text->at) : bytes;
    if (own != strlen("NONREF") || memcmp(text->at, "NONREF", own) != 0) {
        memo_add(&reader->stated->memo, text->at, own);
    }
    reader->reference[0] = '\0';
    if (bank != NULL && bytes - own - 2 > REFERENCE_CHARS) {
        memo_add(&reader->stated->memo, bank + 2, bytes - own - 2);
    } else if (bank != NULL) {
        (void)snprintf(reader->reference, sizeof reader->reference, "%.*s", (int)(bytes - own - 2),
                       bank + 2);
    }
    text->at += bytes;
    mt940_info_lines(text->at, (size_t)(text->end - text->at), SUPPLEMENT_CHARS,
                     &reader->stated->memo);
    return STATUS_OK;
}

static enum status reject_entry(struct mt940 *reader, const struct field *field, const char *reason,
                                struct error *err)
{
    char value[VALUE_BYTES];
    (void)snprintf(value, sizeof value, "%.*s",
                   field->bytes < VALUE_BYTES ? (int)field->bytes : VALUE_BYTES - 4, field->text);
    struct stated_place place = {field->line, field->last_line, ":61:", value};
    return stated_reject(reader->stated, &place, reason, err);
}

static enum status take_entry(struct mt940 *reader, const struct field *field, struct error *err)
{
    struct error why;
    struct entry_text text = {field->text, field->text + field->bytes};
    if (!reader->is_open) {
        return damaged(field->line, "an entry outside of its opening and closing balances", err);
    }
    reader->entry = (struct stated_row){.line = field->line,
                                        .last_line = field->last_line,
                                        .time_s = BANK_NO_TIME,
                                        .reference = reader->reference};
    memcpy(reader->entry.currency, reader->currency, sizeof reader->currency);
    memo_clear(&reader->stated->memo);
    memo_clear(&reader->stated->name);
    reader->info.account[0] = '\0';
    if (read_entry_dates(&text, &reader->entry, &why) != STATUS_OK ||
        read_entry_amount(&text, reader->currency, &reader->entry, &why) != STATUS_OK ||
        read_entry_references(reader, &text, &why) != STATUS_OK) {
        return reject_entry(reader, field, why.message, err);
    }
    reader->has_entry = true;
    return STATUS_OK;
}

/* The entry is whole: what comes now is no :86: of it. */
static enum status flush(struct mt940 *reader, struct error *err)
{
    if (!reader->has_entry) {
        return STATUS_OK;
    }
    reader->has_entry = false;
    reader->entry.counterparty_account = reader->info.account;
    return stated_row(reader->stated, &reader->entry, err);
}

static enum status take_info(struct mt940 *reader, const struct field *field, struct error *err)
{
    (void)err;
    if (reader->has_entry) {
        reader->entry.last_line = field->last_line;
        mt940_info_read(field->text, field->bytes, &reader->info);
    }
    return STATUS_OK; /* after the closing balance it tells of the statement */
}

/* Messages. */

static enum status take_message(struct mt940 *reader, const struct field *field, struct error *err)
{
    if (reader->is_open) {
        return damaged(field->line, "the statement before this one has no closing balance (:62F:)",
                       err);
    }
    reader->message_line = field->line;
    reader->number[0] = '\0';
    return STATUS_OK;
}

static enum status take_number(struct mt940 *reader, const struct field *field, struct error *err)
{
    size_t bytes = 0;
    while (bytes < field->bytes && field->text[bytes] != '\r' && field->text[bytes] != '\n') {
        bytes++;
    }
    if (bytes == 0 || bytes >= sizeof reader->number) {
        return damaged(field->line, "this is no number of an account", err);
    }
    (void)snprintf(reader->number, sizeof reader->number, "%.*s", (int)bytes, field->text);
    return STATUS_OK;
}

static const struct {
    const char *tag;
    enum status (*take)(struct mt940 *reader, const struct field *field, struct error *err);
} fields[] = {
    {"20", take_message},  {"25", take_number}, {"25P", take_number}, {"60F", take_opening},
    {"60M", take_opening}, {"61", take_entry},  {"86", take_info},    {"62F", take_closing},
    {"62M", take_closing}, {"21", NULL},        {"28", NULL},         {"28C", NULL},
    {"64", NULL},          {"65", NULL},        {"13D", NULL},
};

static enum status take_field(struct mt940 *reader, const struct field *field, struct error *err)
{
    enum status status = STATUS_OK;
    if (strcmp(field->tag, "86") != 0) {
        status = flush(reader, err);
    }
    for (size_t i = 0; i < sizeof fields / sizeof *fields && status == STATUS_OK; i++) {
        if (strcmp(fields[i].tag, field->tag) == 0) {
            return fields[i].take != NULL ? fields[i].take(reader, field, err) : STATUS_OK;
        }
    }
    if (status == STATUS_OK) {
        struct stated_place place = {field->line, field->last_line, field->tag, NULL};
        stated_aside(reader->stated, &place, "no field of a statement that is known");
    }
    return status;
}

bool mt940_fits(const char *text, size_t bytes)
{
    const char *opening = memmem(text, bytes, "\n:60", 4);
    const char *account = memmem(text, bytes, "\n:25", 4);
    while (bytes > 0 && strchr(" \r\n", *text) != NULL) {
        text++;
        bytes--;
    }
    bool begins = bytes > 4 && (memcmp(text, ":20:", 4) == 0 || memcmp(text, "{1:", 3) == 0);
    return begins && opening != NULL && account != NULL;
}

enum status mt940_read(struct stated *stated, const char *text, size_t bytes, struct error *err)
{
    struct mt940 reader = {.stated = stated, .at = text, .end = text + bytes, .line = 1};
    struct field field;
    enum status status = STATUS_OK;
    reader.info.memo = &stated->memo;
    reader.info.name = &stated->name;
    while (status == STATUS_OK && next_field(&reader, &field)) {
        status = take_field(&reader, &field, err);
    }
    if (status == STATUS_OK) {
        status = flush(&reader, err);
    }
    if (status == STATUS_OK && reader.is_open) {
        status = damaged(reader.line, "the last statement has no closing balance (:62F:)", err);
    }
    if (status == STATUS_OK && stated->file->section_count == 0) {
        status = damaged(reader.line, "no statement has a balance (:60F:)", err);
    }
    return status;
}
