#include "import/guess_besides.h"

#include "import/lexicon.h"
#include "model/mem.h"

#include <stdlib.h>
#include <string.h>

#define STATES_MAX 6
#define LINES_OFFERED_MAX 6
#define NAMES (LOOK_BIT(LOOK_TEXT) | LOOK_BIT(LOOK_NUMBER) | LOOK_BIT(LOOK_AMOUNT))

/* ---- currency ---- */

static void say_currency_words(struct look *look, size_t column)
{
    const struct look_column *found = &look->columns[column];
    const char *pairs = "";
    for (size_t i = 0; i < found->word_count && i < LOOK_WORDS_MAX; i++) {
        char code[4];
        if (lexicon_currency(look->known, found->words[i], code) &&
            strcmp(code, found->words[i]) != 0) {
            pairs = mem_printf(look->mem, "%s%s%s=%s", pairs, *pairs != '\0' ? " | " : "",
                               found->words[i], code);
        }
    }
    if (*pairs != '\0' && !guess_was_answered(look, KEY_CURRENCY_WORDS)) {
        guess_say(look, KEY_CURRENCY_WORDS, pairs, "codes in small letters, or words of profiles");
    }
}

/* "(SGD)" in the title of the amounts; false without one. */
static bool code_in_title(const struct look *look, char code[4])
{
    const size_t columns[] = {look->amount, look->income};
    for (size_t c = 0; c < 2; c++) {
        const char *at =
            columns[c] != LOOK_NONE ? strchr(look->columns[columns[c]].name, '(') : NULL;
        if (at != NULL && strlen(at) >= 5 && at[4] == ')') {
            memcpy(code, at + 1, 3);
            code[3] = '\0';
            if (currency_exponent(code) >= 0) {
                return true;
            }
        }
    }
    return false;
}

static void pick_currency(struct look *look)
{
    const char *part = look->guess->values[KEY_AMOUNT_PART];
    char code[4];
    size_t first = LOOK_NONE;
    size_t count = 0;
    for (size_t i = look->column_count; i-- > 0;) {
        const struct look_column *column = &look->columns[i];
        if (column->kind == LOOK_CURRENCY && column->name != NULL &&
            column->filled == look->row_count) {
            first = i;
            count++;
        }
    }
    if (part != NULL && strstr(part, "(?<currency>") != NULL) {
        return;
    }
    if (count == 1 && look->answers[KEY_CURRENCY_COLUMN] == NULL) {
        guess_take(look, KEY_CURRENCY_COLUMN, first, "the only column of currencies");
    } else {
        first = guess_by_title(look, KEY_CURRENCY_COLUMN, LOOK_BIT(LOOK_CURRENCY));
    }
    if (first != LOOK_NONE) {
        say_currency_words(look, first);
    } else if (count > 1 && look->answers[KEY_CURRENCY_COLUMN] == NULL) {
        struct guess_question *question = guess_ask(
            look, KEY_CURRENCY_COLUMN, "several columns have currencies: which is the amount's?");
        guess_offer(look, question, "", "none: they are of something else");
        guess_offer_columns(look, question, LOOK_BIT(LOOK_CURRENCY));
    } else if (guess_was_answered(look, KEY_CURRENCY)) {
        return;
    } else if (code_in_title(look, code)) {
        guess_say(look, KEY_CURRENCY, code, "the title of the amounts says so");
    } else {
        guess_say(look, KEY_CURRENCY, "account", "no column says it: amounts are the account's");
    }
}

/* ---- cells that say nothing ---- */

static void pick_empty(struct look *look)
{
    bool has_dash = false;
    bool has_slash = false;
    for (size_t c = 0; c < look->column_count; c++) {
        for (size_t row = 0; row < look->row_count; row++) {
            const char *cell = look_cell(look, row, c);
            if (amount_look_is_filler(cell)) {
                has_dash = has_dash || *cell == '-';
                has_slash = has_slash || *cell == '/';
            }
        }
    }
    if ((has_dash || has_slash) && !guess_was_answered(look, KEY_EMPTY)) {
        guess_say(look, KEY_EMPTY,
                  has_dash && has_slash ? "/|-+"
                  : has_dash            ? "-+"
                                        : "/",
                  "cells with nothing else in them are fillers");
    }
}

/* ---- texts ---- */

/* Words, or whole numbers that may be no amounts. */
static bool is_textual(const struct look_column *column)
{
    return column->name != NULL && !column->is_taken && column->filled > 0 &&
           (column->kind == LOOK_TEXT || column->kind == LOOK_NUMBER ||
            column->kind == LOOK_MIXED || (column->kind == LOOK_AMOUNT && column->is_whole));
}

/* Something like a number of its own for each row: one word, with a digit in it. */
static bool may_be_reference(const struct look *look, size_t column)
{
    const struct look_column *found = &look->columns[column];
    if (!is_textual(found) || (found->word_count < 2 && look->row_count > 1) ||
        (!found->is_unique && found->kind != LOOK_NUMBER)) {
        return false;
    }
    for (size_t row = 0; row < look->row_count; row++) {
        const char *cell = look_cell(look, row, column);
        bool is_number = strpbrk(cell, "0123456789") != NULL && strchr(cell, ' ') == NULL;
        if (cell[0] != '\0' && !is_number) {
            return false;
        }
    }
    return true;
}

static void pick_reference(struct look *look)
{
    struct guess_question *question = NULL;
    if (guess_by_title(look, KEY_REFERENCE, NAMES) != LOOK_NONE ||
        look->answers[KEY_REFERENCE] != NULL) {
        return;
    }
    for (size_t c = 0; c < look->column_count; c++) {
        if (!may_be_reference(look, c)) {
            continue;
        }
        if (question == NULL) {
            question = guess_ask(look, KEY_REFERENCE,
                                 "which column has the bank's own reference of each row?");
            guess_offer(look, question, "", "none of them");
        }
        guess_offer(look, question, look->columns[c].name, "line %u: %.60s", look_line(look, 0),
                    look_cell(look, 0, c));
    }
}

/* The column of directions, where the direction is but one of its words. */
static bool is_told_in_text(const struct look *look, size_t column)
{
    const char *part = look->guess->values[KEY_DIRECTION_PART];
    return column == look->direction && part != NULL && part[0] != '\0';
}

/* All that is left over, so that nothing is lost; where a memo has no room for all, somebody has to
 * say which. */
static void say_text(struct look *look)
{
    const char *names = "";
    size_t count = 0;
    for (size_t c = 0; c < look->column_count; c++) {
        if (is_textual(&look->columns[c]) || is_told_in_text(look, c)) {
            names = mem_printf(look->mem, "%s%s%s", names, count > 0 ? " | " : "",
                               look->columns[c].name);
            count++;
        }
    }
    if (count > PROFILE_TEXT_COLUMNS_MAX) {
        struct guess_question *question =
            guess_ask(look, KEY_TEXT,
                      "which columns make the memo? %zu have text, and it has room "
                      "for %d; several between |",
                      count, PROFILE_TEXT_COLUMNS_MAX);
        guess_offer_columns(look, question, NAMES | LOOK_BIT(LOOK_MIXED));
    } else if (count > 0) {
        guess_say(look, KEY_TEXT, names, "all other columns with text");
    }
}

static void pick_text(struct look *look)
{
    (void)guess_by_title(look, KEY_COUNTERPARTY, NAMES);
    (void)guess_by_title(look, KEY_COUNTERPARTY_ACCOUNT, NAMES);
    if (!guess_was_answered(look, KEY_TEXT)) {
        say_text(look);
    }
}

/* ---- rows that do not count ---- */

static bool may_be_state(const struct look_column *column)
{
    if (column->kind != LOOK_TEXT || column->name == NULL || column->word_count > STATES_MAX) {
        return false;
    }
    for (size_t i = 0; i < column->word_count; i++) {
        if (strpbrk(column->words[i], "0123456789") != NULL) {
            return false;
        }
    }
    return true;
}

static void ask_status(struct look *look)
{
    struct guess_question *question = NULL;
    for (size_t c = 0; c < look->column_count; c++) {
        const struct look_column *column = &look->columns[c];
        if (!may_be_state(column) || c == look->direction) {
            continue;
        }
        if (question == NULL) {
            question = guess_ask(look, KEY_STATUS,
                                 "does a column say of some rows that no money moved: pending, "
                                 "refused, closed?");
            guess_offer(look, question, "", "no, every row counts");
        }
        guess_offer(look, question, column->name, "%.40s%s%.40s", column->words[0],
                    column->word_count > 1 ? ", " : "",
                    column->word_count > 1 ? column->words[1] : "");
    }
}

/* What stands there in any row, or, where the date should stand, in lines without one. */
static size_t states_of(struct look *look, size_t column, const char *states[STATES_MAX])
{
    size_t count = 0;
    size_t from = look->header != LOOK_NONE ? look->header + 1 : look->rows[0];
    for (size_t r = from; r < look->specimen->count; r++) {
        const char *cell = specimen_cell(look->specimen, r, column);
        size_t at = 0;
        if (cell[0] == '\0' || date_look_is_date(look->dates, cell)) {
            continue;
        }
        while (at < count && strcmp(states[at], cell) != 0) {
            at++;
        }
        if (at == count && count < STATES_MAX) {
            states[count++] = cell;
        }
    }
    return count;
}

static const char *others_of(struct look *look, const char *const *states, size_t count,
                             const char *ignored)
{
    const char *others = "";
    for (size_t i = 0; i < count; i++) {
        if (strstr(ignored, states[i]) == NULL) {
            others =
                mem_printf(look->mem, "%s%s%s", others, *others != '\0' ? " | " : "", states[i]);
        }
    }
    return others;
}

static void pick_states(struct look *look, size_t column)
{
    const char *states[STATES_MAX];
    size_t count = states_of(look, column, states);
    bool is_date = look->columns[column].kind == LOOK_DATE;
    if (!guess_was_answered(look, KEY_STATUS_IGNORED)) {
        struct guess_question *question =
            guess_ask(look, KEY_STATUS_IGNORED,
                      "which words of '%s' say that no money moved? several between |",
                      look->columns[column].name);
        guess_offer(look, question, "", "none of them");
        for (size_t i = 0; i < count; i++) {
            guess_offer(look, question, states[i], "%s", "");
        }
        return;
    }
    const char *others = others_of(look, states, count, look->answers[KEY_STATUS_IGNORED]);
    if (!guess_was_answered(look, KEY_STATUS_COUNTED) && !is_date && *others != '\0' &&
        count < STATES_MAX) {
        guess_say(look, KEY_STATUS_COUNTED, others,
                  "the others of this file; a new one is a reject until it stands here");
    }
}

static void pick_status(struct look *look)
{
    size_t column = guess_by_title(look, KEY_STATUS, LOOK_BIT(LOOK_TEXT));
    if (column != LOOK_NONE) {
        pick_states(look, column);
    } else if (look->answers[KEY_STATUS] == NULL && !look->is_proved) {
        ask_status(look);
    }
}

/* ---- lines besides the rows ---- */

/* A pattern for lines like this one: numbers in it are any numbers, and the last stands for the
 * value where there has to be one. */
static char *pattern_of(struct look *look, const struct csv_record *record, bool has_value)
{
    char *joined = MEM_GROW(look->mem, NULL, char, csv_joined_room(record));
    size_t bytes = csv_join(record, look->csv.delimiter, joined);
    size_t value = bytes;
    for (size_t c = 0, at = 0; c < record->count && has_value; c++) {
        struct amount_place place;
        if (amount_look(record->cells[c].text, &place) &&
            !date_look_is_date(look->dates, record->cells[c].text)) {
            value = at + place.start;
        }
        at += record->cells[c].bytes + 1;
    }
    char *pattern = mem_strdup(look->mem, "^");
    for (size_t at = 0; at < value && strlen(pattern) < PATTERN_BYTES_MAX / 4;) {
        size_t digits = strspn(joined + at, "0123456789");
        if (digits > 0) {
            pattern = mem_append(pattern, "\\d+");
            at += digits;
        } else {
            bool is_sign = strchr("\\^$.[]|()?*+{}#", joined[at]) != NULL;
            pattern = mem_append(pattern, "%s%c", is_sign ? "\\" : "", joined[at]);
            at++;
        }
    }
    return has_value ? mem_append(pattern, "(?<value>[-+]?[\\d.,' ]*\\d)") : pattern;
}

/* No row, or one that stands apart at the end, and has an amount. */
static bool may_be_balance(const struct look *look, size_t record)
{
    size_t row = 0;
    bool has_amount = false;
    while (row < look->row_count && look->rows[row] < record) {
        row++;
    }
    bool is_row = row < look->row_count && look->rows[row] == record;
    bool is_apart = record > look->rows[0] && look->specimen->records[record].line >
                                                  look->specimen->records[record - 1].last_line + 1;
    bool is_behind =
        is_row && row > 0 &&
        look->specimen->records[record - 1].line + 1 < look->specimen->records[record].line;
    for (size_t c = 0; c < look->specimen->records[record].count; c++) {
        struct amount_place place;
        const char *cell = specimen_cell(look->specimen, record, c);
        has_amount = has_amount || (amount_look(cell, &place) && strpbrk(cell, ".,") != NULL &&
                                    !date_look_is_date(look->dates, cell));
    }
    return has_amount && (!is_row || is_apart || is_behind);
}

static void pick_balances(struct look *look)
{
    static const struct {
        enum profile_key_id key;
        const char *text;
    } sides[] = {{KEY_OPENING, "does a line say the balance before the oldest row?"},
                 {KEY_CLOSING, "does a line say the balance after the newest row?"}};
    for (size_t i = 0; i < 2 && look->balance == LOOK_NONE; i++) {
        struct guess_question *question = NULL;
        if (guess_was_answered(look, sides[i].key)) {
            continue;
        }
        for (size_t r = 0; r < look->specimen->count; r++) {
            if (!may_be_balance(look, r)) {
                continue;
            }
            if (question == NULL) {
                question = guess_ask(look, sides[i].key, "%s", sides[i].text);
                guess_offer(look, question, "", "none does");
            }
            guess_offer(look, question, pattern_of(look, &look->specimen->records[r], true),
                        "line %u", look->specimen->records[r].line);
        }
    }
}

void guess_besides(struct look *look)
{
    pick_currency(look);
    pick_empty(look);
    pick_status(look);
    pick_reference(look);
    pick_text(look);
    if (look->guess->question_count == 0) {
        pick_balances(look);
    }
}

/* ---- what the profile could not read ---- */

static const struct csv_record *record_at(const struct look *look, uint32_t line)
{
    for (size_t r = 0; r < look->specimen->count; r++) {
        if (look->specimen->records[r].line == line) {
            return &look->specimen->records[r];
        }
    }
    return NULL;
}

/* The cell where the date should be, of a line that has none; NULL where it has digits. */
static const char *without_date(const struct look *look, const struct csv_record *record)
{
    size_t column = look_column_of(look, look->guess->values[KEY_DATE]);
    if (record == NULL || column == LOOK_NONE) {
        return NULL;
    }
    const char *cell = column < record->count ? record->cells[column].text : "";
    return strpbrk(cell, "0123456789") == NULL ? cell : NULL;
}

/* Text, and neither a date nor an amount. */
static bool may_continue(const struct look *look, const struct csv_record *record)
{
    const size_t columns[] = {look->amount, look->income, look->outgo};
    for (size_t c = 0; c < sizeof columns / sizeof columns[0]; c++) {
        if (columns[c] < record->count && record->cells[columns[c]].bytes > 0) {
            return false;
        }
    }
    return record->line > look_line(look, 0);
}

static void ask_ignored(struct look *look)
{
    const struct bank_file *file = look->guess->file;
    struct guess_question *question = guess_ask(
        look, KEY_IGNORE,
        "%zu lines are no rows, as line %u: %s. Are they totals, or lines below the rows?",
        file->rejects.count, file->rejects.items[0].line,
        bank_text(file, file->rejects.items[0].reason));
    for (size_t i = 0; i < file->rejects.count && i < LINES_OFFERED_MAX; i++) {
        const struct csv_record *record = record_at(look, file->rejects.items[i].line);
        if (record != NULL) {
            guess_offer(look, question, pattern_of(look, record, false), "lines as line %u",
                        record->line);
        }
    }
    guess_offer(look, question, "", "no, they are rejects");
}

void guess_rejects(struct look *look)
{
    const struct bank_file *file = look->guess->file;
    if (file->rejects.count == 0) {
        return;
    }
    uint32_t line = file->rejects.items[0].line;
    const struct csv_record *record = record_at(look, line);
    const char *date = without_date(look, record);
    if (date != NULL && date[0] != '\0' && look->answers[KEY_STATUS] == NULL) {
        struct guess_question *question = guess_ask(
            look, KEY_STATUS,
            "line %u has '%.40s' where the date should be: is it a row that does not count yet?",
            line, date);
        guess_offer(look, question, look->guess->values[KEY_DATE], "yes, by that word");
        guess_offer(look, question, "", "no, it is a reject");
    } else if (date != NULL && date[0] == '\0' && may_continue(look, record) &&
               look->answers[KEY_CONTINUATION] == NULL) {
        struct guess_question *question =
            guess_ask(look, KEY_CONTINUATION,
                      "line %u has neither date nor amount: does it go on with the text of the row "
                      "above?",
                      line);
        guess_offer(look, question, "yes", "its text is added to that row");
        guess_offer(look, question, "no", "it is a line of its own");
    } else if (look->answers[KEY_IGNORE] == NULL) {
        ask_ignored(look);
    }
}
