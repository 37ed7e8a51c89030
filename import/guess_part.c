#include "import/guess_part.h"

#include "import/lexicon.h"
#include "model/mem.h"

#include <stdarg.h>
#include <string.h>

#define FOUR_DECIMALS "CLF" /* a currency that has them: no column here is known by its own */

void guess_say(struct look *look, enum profile_key_id key, const char *value, const char *format,
               ...)
{
    va_list args;
    va_start(args, format);
    look->guess->values[key] = mem_strdup(look->mem, value);
    look->guess->reasons[key] = mem_vprintf(look->mem, format, args);
    va_end(args);
}

bool guess_was_answered(struct look *look, enum profile_key_id key)
{
    if (look->answers[key] == NULL) {
        return false;
    }
    guess_say(look, key, look->answers[key], "as answered");
    return true;
}

struct guess_question *guess_ask(struct look *look, enum profile_key_id key, const char *format,
                                 ...)
{
    struct guess *guess = look->guess;
    va_list args;
    va_start(args, format);
    guess->questions =
        MEM_GROW(look->mem, guess->questions, struct guess_question, guess->question_count + 1);
    struct guess_question *question = &guess->questions[guess->question_count++];
    *question = (struct guess_question){.key = key, .text = mem_vprintf(look->mem, format, args)};
    va_end(args);
    return question;
}

void guess_offer(struct look *look, struct guess_question *question, const char *value,
                 const char *format, ...)
{
    if (question->choice_count == GUESS_CHOICES_MAX) {
        return;
    }
    va_list args;
    va_start(args, format);
    question->choices[question->choice_count++] =
        (struct guess_choice){mem_strdup(look->mem, value), mem_vprintf(look->mem, format, args)};
    va_end(args);
}

/* ---- columns ---- */

const char *look_cell(const struct look *look, size_t row, size_t column)
{
    return specimen_cell(look->specimen, look->rows[row], column);
}

uint32_t look_line(const struct look *look, size_t row)
{
    return look->specimen->records[look->rows[row]].line;
}

const char **look_cells(const struct look *look, size_t column)
{
    const char **cells = MEM_ARRAY(look->mem, const char *, look->row_count + 1);
    for (size_t row = 0; row < look->row_count; row++) {
        cells[row] = look_cell(look, row, column);
    }
    return cells;
}

size_t look_column_of(const struct look *look, const char *name)
{
    for (size_t i = 0; i < look->column_count && name != NULL; i++) {
        if (look->columns[i].name != NULL && strcmp(look->columns[i].name, name) == 0) {
            return i;
        }
    }
    return LOOK_NONE;
}

void guess_take(struct look *look, enum profile_key_id key, size_t column, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    look->guess->values[key] = look->columns[column].name;
    look->guess->reasons[key] = mem_vprintf(look->mem, format, args);
    look->columns[column].is_taken = true;
    va_end(args);
}

static bool is_of(const struct look_column *column, unsigned kinds)
{
    return column->name != NULL && !column->is_taken && (kinds & LOOK_BIT(column->kind)) != 0;
}

/* The other columns of dates, for a date; of amounts, for an amount. */
static const char **rivals_of(struct look *look, enum profile_key_id key, size_t column)
{
    const char **rivals = MEM_ARRAY(look->mem, const char *, look->column_count + 1);
    bool is_money = key == KEY_AMOUNT || key == KEY_INCOME || key == KEY_OUTGO;
    size_t count = 0;
    for (size_t i = 0; i < look->column_count; i++) {
        const struct look_column *other = &look->columns[i];
        bool is_rival = (key == KEY_DATE && other->kind == LOOK_DATE) ||
                        (is_money && other->kind == LOOK_AMOUNT && !other->is_whole);
        if (i != column && is_rival && other->name != NULL) {
            rivals[count++] = other->name;
        }
    }
    return rivals;
}

size_t guess_by_title(struct look *look, enum profile_key_id key, unsigned kinds)
{
    if (guess_was_answered(look, key)) {
        size_t column = look_column_of(look, look->answers[key]);
        if (column != LOOK_NONE) {
            look->columns[column].is_taken = true;
        }
        return column;
    }
    size_t found = LOOK_NONE;
    const char *by = NULL;
    for (size_t i = 0; i < look->column_count && look->header != LOOK_NONE; i++) {
        const char *profile =
            is_of(&look->columns[i], kinds)
                ? lexicon_title(look->known, key, look->columns[i].name, rivals_of(look, key, i))
                : NULL;
        if (profile == NULL) {
            continue;
        }
        if (found != LOOK_NONE) {
            return LOOK_NONE;
        }
        found = i;
        by = profile;
    }
    if (found != LOOK_NONE) {
        guess_take(look, key, found, "profile %s knows a column of this title for it", by);
    }
    return found;
}

void guess_offer_columns(struct look *look, struct guess_question *question, unsigned kinds)
{
    for (size_t i = 0; i < look->column_count; i++) {
        if (!is_of(&look->columns[i], kinds)) {
            continue;
        }
        size_t row = 0;
        while (row + 1 < look->row_count && look_cell(look, row, i)[0] == '\0') {
            row++;
        }
        guess_offer(look, question, look->columns[i].name, "line %u: %.60s", look_line(look, row),
                    look_cell(look, row, i));
    }
}

/* ---- amounts ---- */

bool look_number(const char *cell, char number[LOOK_NUMBER_BYTES])
{
    struct amount_place place;
    if (!amount_look(cell, &place) || place.is_split || place.bytes >= LOOK_NUMBER_BYTES) {
        return false;
    }
    memcpy(number, cell + place.start, place.bytes);
    number[place.bytes] = '\0';
    return true;
}

bool look_amount(const struct look *look, size_t row, size_t column, int64_t *out)
{
    struct money money;
    struct error ignored;
    char number[LOOK_NUMBER_BYTES];
    if (!look_number(look_cell(look, row, column), number) ||
        money_parse_styled(number, FOUR_DECIMALS, look->style, &money, &ignored) != STATUS_OK ||
        money.minor == INT64_MIN) {
        return false;
    }
    *out = money.minor;
    return true;
}
