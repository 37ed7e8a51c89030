#include "import/row_money.h"

#include "model/mem.h"
#include "model/text.h"

#include <stdlib.h>
#include <string.h>

#define PART_BYTES 64 /* of an amount or a word in a cell; none is longer */

const char *row_currency_of(const struct profile *profile, const char *word)
{
    for (size_t i = 0; i < profile->currency_word_count; i++) {
        if (strcmp(profile->currency_words[i].word, word) == 0) {
            return profile->currency_words[i].currency;
        }
    }
    return currency_exponent(word) >= 0 ? word : NULL;
}

enum status row_currency(const struct row_reader *reader, const struct csv_record *record,
                         struct bank_row *row, struct verdict *verdict)
{
    const struct profile *profile = reader->profile;
    const char *currency = profile->currency != NULL ? profile->currency : reader->currency;
    if (reader->roles[COLUMN_CURRENCY] >= 0) {
        currency = row_currency_of(profile, row_role_cell(reader, record, COLUMN_CURRENCY).text);
        if (currency == NULL) {
            return verdict_reject(verdict, COLUMN_CURRENCY,
                                  "this is no currency that the profile knows");
        }
    }
    if (currency != NULL) { /* else it stands beside the amount */
        memcpy(row->currency, currency, sizeof row->currency);
    }
    return VERDICT_OK;
}

enum status row_money(const struct profile *profile, const char *text, const char *currency,
                      int64_t *out, struct error *err)
{
    struct money money = {0};
    if (currency[0] == '\0') {
        return error_set(err, STATUS_INVALID, "'%s' has no currency beside it", text);
    }
    if (profile->is_minor) {
        return text_to_int(text, out) && *out != INT64_MIN
                   ? STATUS_OK
                   : error_set(err, STATUS_INVALID, "'%s' is no whole number of minor units", text);
    }
    enum status status = money_parse_styled(text, currency, profile->style, &money, err);
    if (status == STATUS_OK && money.minor == INT64_MIN) {
        return error_set(err, STATUS_INVALID, "the amount does not fit into 64 bits");
    }
    *out = money.minor;
    return status;
}

/* A group of the cell as text of its own; false where the pattern has none there. */
static bool take_group(const struct pattern *pattern, struct view cell, const char *name,
                       char text[PART_BYTES])
{
    size_t start = 0;
    size_t length = 0;
    if (!pattern_group(pattern, cell.text, cell.bytes, name, &start, &length) || length == 0 ||
        length >= PART_BYTES) {
        return false;
    }
    memcpy(text, cell.text + start, length);
    text[length] = '\0';
    return true;
}

/* What was paid back of an amount is no longer part of it. */
static enum status take_off(const struct profile *profile, const char *refund, const char *currency,
                            int64_t *amount, struct error *err)
{
    int64_t back = 0;
    enum status status = row_money(profile, refund, currency, &back, err);
    if (status != STATUS_OK) {
        return status;
    }
    if (back < 0 || llabs(*amount) < back) {
        return error_set(err, STATUS_INVALID, "the refund is more than the amount");
    }
    *amount -= *amount < 0 ? -back : back;
    return STATUS_OK;
}

static enum status parse_cell(const struct profile *profile, struct view cell, const char *currency,
                              int64_t *out, struct error *err)
{
    char text[PART_BYTES];
    if (profile->amount_part == NULL) {
        return row_money(profile, cell.text, currency, out, err);
    }
    if (!take_group(profile->amount_part, cell, "amount", text)) {
        return error_set(err, STATUS_INVALID, "this is not what `amount_part` says: '%s'",
                         cell.text);
    }
    enum status status = row_money(profile, text, currency, out, err);
    if (status == STATUS_OK && take_group(profile->amount_part, cell, "refund", text)) {
        status = take_off(profile, text, currency, out, err);
    }
    return status;
}

static enum status read_money(const struct row_reader *reader, const struct csv_record *record,
                              enum column_role role, const char *currency, int64_t *out,
                              struct verdict *verdict)
{
    struct error why;
    struct view cell = row_role_cell(reader, record, role);
    *out = 0;
    if (cell.bytes > 0 && parse_cell(reader->profile, cell, currency, out, &why) != STATUS_OK) {
        return verdict_reject(verdict, role, why.message);
    }
    return VERDICT_OK;
}

/* Two columns: at most one of them may have an amount. */
static enum status read_pair(const struct row_reader *reader, const struct csv_record *record,
                             struct bank_row *row, struct verdict *verdict)
{
    int64_t income = 0;
    int64_t outgo = 0;
    if (row_role_cell(reader, record, COLUMN_INCOME).bytes == 0 &&
        row_role_cell(reader, record, COLUMN_OUTGO).bytes == 0) {
        return verdict_reject(verdict, COLUMN_INCOME, "there is no amount, neither in nor out");
    }
    if (read_money(reader, record, COLUMN_INCOME, row->currency, &income, verdict) != VERDICT_OK ||
        read_money(reader, record, COLUMN_OUTGO, row->currency, &outgo, verdict) != VERDICT_OK) {
        return STATUS_INVALID;
    }
    if (income != 0 && outgo != 0) {
        return verdict_reject(verdict, COLUMN_OUTGO, "there are two amounts, one in and one out");
    }
    enum outgo_sign sign = reader->profile->outgo_sign;
    if (sign == OUTGO_POSITIVE || (sign == OUTGO_ANY && outgo > 0)) {
        outgo = -outgo;
    }
    row->amount_minor = income + outgo;
    return VERDICT_OK;
}

/* What the word of a row says, or the profile of rows without one. */
static enum word_none direction_of(const struct profile *profile, struct view cell)
{
    char part[PART_BYTES] = "";
    struct view word = cell;
    if (profile->direction_part != NULL) {
        (void)take_group(profile->direction_part, cell, "word", part);
        word = (struct view){part, strlen(part)};
    }
    if (word.bytes == 0 && profile->words_none != NONE_REJECT) {
        return profile->words_none;
    }
    if (profile_list_has(&profile->words_neutral, word.text)) {
        return NONE_NEUTRAL;
    }
    if (profile_list_has(&profile->words_out, word.text)) {
        return NONE_OUT;
    }
    return profile_list_has(&profile->words_in, word.text) ? NONE_IN : NONE_REJECT;
}

static enum status apply_direction(const struct row_reader *reader, const struct csv_record *record,
                                   struct bank_row *row, struct verdict *verdict)
{
    enum word_none direction =
        direction_of(reader->profile, row_role_cell(reader, record, COLUMN_DIRECTION));
    if (direction == NONE_NEUTRAL) {
        return verdict_blame(verdict, false, COLUMN_DIRECTION,
                             "the bank calls it neither in nor out");
    }
    if (direction == NONE_REJECT) {
        return verdict_reject(verdict, COLUMN_DIRECTION,
                              "this is no word for in or out that the profile knows");
    }
    if (row->amount_minor < 0) {
        return verdict_reject(verdict, COLUMN_AMOUNT,
                              "the amount has a sign beside a word for its direction");
    }
    row->amount_minor = direction == NONE_OUT ? -row->amount_minor : row->amount_minor;
    return VERDICT_OK;
}

/* The currency that stands beside the amount in its cell, where the profile looks for one there. */
static enum status take_currency(const struct row_reader *reader, struct view cell,
                                 struct bank_row *row, struct verdict *verdict)
{
    char word[PART_BYTES];
    const struct pattern *part = reader->profile->amount_part;
    if (part == NULL || !take_group(part, cell, "currency", word)) {
        return VERDICT_OK;
    }
    const char *currency = row_currency_of(reader->profile, word);
    if (currency == NULL) {
        return verdict_reject(verdict, COLUMN_AMOUNT, "this is no currency that the profile knows");
    }
    memcpy(row->currency, currency, sizeof row->currency);
    return VERDICT_OK;
}

static enum status read_single(const struct row_reader *reader, const struct csv_record *record,
                               struct bank_row *row, struct verdict *verdict)
{
    struct view cell = row_role_cell(reader, record, COLUMN_AMOUNT);
    if (cell.bytes == 0) {
        return verdict_reject(verdict, COLUMN_AMOUNT, "the amount is missing");
    }
    enum status status = take_currency(reader, cell, row, verdict);
    if (status == VERDICT_OK) {
        status =
            read_money(reader, record, COLUMN_AMOUNT, row->currency, &row->amount_minor, verdict);
    }
    if (status == VERDICT_OK && reader->roles[COLUMN_DIRECTION] >= 0) {
        status = apply_direction(reader, record, row, verdict);
    }
    return status;
}

enum status row_amount(const struct row_reader *reader, const struct csv_record *record,
                       struct bank_row *row, struct verdict *verdict)
{
    enum status status = reader->roles[COLUMN_AMOUNT] < 0
                             ? read_pair(reader, record, row, verdict)
                             : read_single(reader, record, row, verdict);
    if (status != VERDICT_OK) {
        return status;
    }
    if (row->amount_minor == 0) {
        return verdict_blame(verdict, false, COLUMN_COUNT, "it moves no money");
    }
    row->amount_minor = reader->profile->is_reversed ? -row->amount_minor : row->amount_minor;
    return VERDICT_OK;
}

void row_balance(const struct row_reader *reader, const struct csv_record *record,
                 struct bank_row *row)
{
    struct verdict ignored;
    row->balance_minor = BANK_NO_BALANCE;
    if (row_role_cell(reader, record, COLUMN_BALANCE).bytes == 0) {
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
