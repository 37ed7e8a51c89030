#include "import/control.h"

#include "import/row_money.h"
#include "model/mem.h"
#include "model/text.h"

#include <stdio.h>
#include <string.h>

static uint32_t keep_group(struct bank_file *file, const struct pattern *pattern, const char *text,
                           size_t bytes, const char *name)
{
    size_t start = 0;
    size_t length = 0;
    return pattern_group(pattern, text, bytes, name, &start, &length)
               ? texts_add_raw(&file->texts, text + start, length)
               : 0;
}

/* Every row may say the same again; that is kept once. */
static bool is_kept(const struct bank_file *file, const struct bank_control *control)
{
    for (size_t i = 0; i < file->control_count; i++) {
        const struct bank_control *other = &file->controls[i];
        if (other->kind == control->kind && other->is_minus == control->is_minus &&
            strcmp(bank_text(file, other->text), bank_text(file, control->text)) == 0 &&
            strcmp(bank_text(file, other->word), bank_text(file, control->word)) == 0) {
            return true;
        }
    }
    return false;
}

static void keep(struct bank_file *file, enum control_kind kind, uint32_t line,
                 const struct pattern *pattern, const char *text, size_t bytes)
{
    size_t used = file->texts.used;
    struct bank_control control = {
        .kind = kind,
        .line = line,
        .text = keep_group(file, pattern, text, bytes, "value"),
        .word = keep_group(file, pattern, text, bytes, "currency"),
        .is_minus = keep_group(file, pattern, text, bytes, "minus") != 0,
    };
    if (is_kept(file, &control) || file->control_count == BANK_CONTROLS_MAX) {
        file->texts.used = used;
        return;
    }
    if (file->controls == NULL) {
        file->controls = MEM_ARRAY(file, struct bank_control, BANK_CONTROLS_MAX);
    }
    file->controls[file->control_count++] = control;
}

bool control_note(struct row_reader *reader, uint32_t line, const char *text, size_t bytes)
{
    bool is_control = false;
    for (int kind = 0; kind < CONTROL_KINDS; kind++) {
        const struct pattern *pattern = reader->profile->controls[kind];
        if (pattern != NULL && pattern_matches(pattern, text, bytes, NULL)) {
            keep(reader->file, (enum control_kind)kind, line, pattern, text, bytes);
            is_control = true;
        }
    }
    return is_control && !reader->profile->has_controls_in_rows;
}

/* The currency that a line is about: its own word, else the profile's or the account's, else that
 * of all rows. */
static enum status find_currency(const struct row_reader *reader, struct bank_control *control,
                                 struct error *err)
{
    const struct bank_file *file = reader->file;
    const char *word = bank_text(file, control->word);
    const char *currency = word[0] != '\0' ? row_currency_of(reader->profile, word)
                           : reader->profile->currency != NULL ? reader->profile->currency
                                                               : reader->currency;
    if (word[0] == '\0' && reader->profile->roles[COLUMN_CURRENCY] != NULL) {
        currency = file->row_count > 0 ? file->rows[0].currency : currency;
        for (size_t i = 0; i < file->row_count && currency != NULL; i++) {
            currency = strcmp(file->rows[i].currency, currency) == 0 ? currency : NULL;
        }
    }
    if (currency == NULL) {
        (void)error_set(err, STATUS_INVALID, "line %u: it is not clear which currency %s is in",
                        control->line, bank_text(file, control->text));
        return error_hint(err, "give the profile's pattern a group (?<currency>...)");
    }
    memcpy(control->currency, currency, sizeof control->currency);
    return STATUS_OK;
}

static bool is_count(enum control_kind kind)
{
    return kind == CONTROL_COUNT || kind == CONTROL_COUNT_IN || kind == CONTROL_COUNT_OUT;
}

static enum status read_value(const struct row_reader *reader, struct bank_control *control,
                              struct error *err)
{
    const char *text = bank_text(reader->file, control->text);
    struct error why = {.status = STATUS_OK};
    enum status status = STATUS_OK;
    if (is_count(control->kind)) {
        status = text_to_int(text, &control->value)
                     ? STATUS_OK
                     : error_set(&why, STATUS_INVALID, "'%s' is no number of rows", text);
    } else {
        status = find_currency(reader, control, err);
        if (status != STATUS_OK) {
            return status;
        }
        status = row_money(reader->profile, text, control->currency, &control->value, &why);
        control->value = control->is_minus ? -control->value : control->value;
    }
    if (status == STATUS_OK) {
        return STATUS_OK;
    }
    (void)error_set(err, STATUS_INVALID, "line %u: %s", control->line, why.message);
    return error_hint(err, "the profile's [balance] and [control] say what stands in that line");
}

/* The oldest or the newest row of a currency, in the order that the file seems to have. */
static struct bank_row *end_row(struct bank_file *file, const char *currency, bool is_oldest)
{
    bool is_reversed = file->profile->order == ORDER_AUTO
                           ? bank_dates_fall(file)
                           : file->profile->order == ORDER_NEWEST_FIRST;
    for (size_t i = 0; i < file->row_count; i++) {
        size_t at = is_oldest == is_reversed ? file->row_count - 1 - i : i;
        if (strcmp(file->rows[at].currency, currency) == 0) {
            return &file->rows[at];
        }
    }
    return NULL;
}

static enum status give_balance(struct bank_file *file, const struct bank_control *control,
                                struct error *err)
{
    bool is_oldest = control->kind == CONTROL_OPENING;
    struct bank_row *row = end_row(file, control->currency, is_oldest);
    if (row == NULL || row->balance_minor != BANK_NO_BALANCE) {
        return STATUS_OK;
    }
    if (!is_oldest) {
        row->balance_minor = control->value;
        return STATUS_OK;
    }
    return minor_add(control->value, row->amount_minor, &row->balance_minor, err);
}

/* Closing balances go first: where one row is both ends, it is the closing that files chain by. */
enum status control_finish(struct row_reader *reader, struct error *err)
{
    static const enum control_kind ends[] = {CONTROL_CLOSING, CONTROL_OPENING};
    struct bank_file *file = reader->file;
    enum status status = STATUS_OK;
    for (size_t i = 0; i < file->control_count && status == STATUS_OK; i++) {
        status = read_value(reader, &file->controls[i], err);
    }
    for (size_t end = 0; end < 2; end++) {
        for (size_t i = 0; i < file->control_count && status == STATUS_OK; i++) {
            if (file->controls[i].kind == ends[end]) {
                status = give_balance(file, &file->controls[i], err);
            }
        }
    }
    return status;
}
