#include "import/guess_amount.h"

#include "import/guess_chain.h"
#include "import/lexicon.h"
#include "model/mem.h"

#include <string.h>

#define AMOUNTS (LOOK_BIT(LOOK_AMOUNT) | LOOK_BIT(LOOK_NUMBER) | LOOK_BIT(LOOK_MIXED))

/* ---- signs between digits ---- */

static const struct {
    const char *word;
    char character;
} words[] = {{"dot", '.'}, {"comma", ','}, {"space", ' '}, {"apostrophe", '\''}, {"none", 0}};

static const char *word_for(char character)
{
    size_t i = 0;
    while (words[i].character != character) {
        i++;
    }
    return words[i].word;
}

static char character_of(const char *word)
{
    size_t i = 0;
    while (words[i].character != 0 && strcmp(words[i].word, word) != 0) {
        i++;
    }
    return words[i].character;
}

static void look_at_style(const struct look *look, struct amount_style_look *style)
{
    for (size_t c = 0; c < look->column_count; c++) {
        for (size_t row = 0; row < look->row_count && look->columns[c].kind == LOOK_AMOUNT; row++) {
            char number[LOOK_NUMBER_BYTES];
            if (look_number(look_cell(look, row, c), number)) {
                amount_style_note(style, mem_strdup(look->mem, number));
            }
        }
    }
}

/* Balances above and below the rows are larger than the amounts, and may alone show thousands. */
static void look_besides(const struct look *look, struct amount_style_look *style)
{
    for (size_t r = 0; r < look->specimen->count && style->thousands == 0; r++) {
        for (size_t c = 0; c < look->specimen->records[r].count; c++) {
            char number[LOOK_NUMBER_BYTES];
            struct amount_style_look own = {0};
            if (look_number(specimen_cell(look->specimen, r, c), number)) {
                amount_style_note(&own, number);
            }
            if (own.thousands != 0 && own.decimal == style->decimal && !own.is_torn) {
                style->thousands = own.thousands;
                style->thousands_proof = specimen_cell(look->specimen, r, c);
            }
        }
    }
}

static void ask_decimal(struct look *look, const struct amount_style_look *style)
{
    struct guess_question *question =
        style->is_torn ? guess_ask(look, KEY_DECIMAL,
                                   "some amounts are written with a dot before the decimals "
                                   "and some with a comma: which is right?")
        : style->doubt != NULL
            ? guess_ask(look, KEY_DECIMAL,
                        "%s may be with thousands or with decimals: what stands "
                        "before the decimals?",
                        style->doubt)
            : guess_ask(look, KEY_DECIMAL,
                        "no amount has decimals: what will stand before them when one does?");
    guess_offer(look, question, "dot", "1234.56");
    guess_offer(look, question, "comma", "1234,56");
}

/* Whether the decimal sign is known, or asked. */
static bool pick_style(struct look *look)
{
    struct amount_style_look style = {0};
    look_at_style(look, &style);
    bool is_other = style.decimal == 0 && (style.thousands == '.' || style.thousands == ',');
    if (guess_was_answered(look, KEY_DECIMAL)) {
        style.decimal = character_of(look->answers[KEY_DECIMAL]);
        style.thousands = style.thousands == style.decimal ? (char)0 : style.thousands;
    } else if (style.is_torn || (style.decimal == 0 && !is_other)) {
        ask_decimal(look, &style);
        return false;
    } else if (is_other) {
        style.decimal = style.thousands == '.' ? ',' : '.';
        guess_say(look, KEY_DECIMAL, word_for(style.decimal), "%s has the other for thousands",
                  style.thousands_proof);
    } else {
        guess_say(look, KEY_DECIMAL, word_for(style.decimal), "%s proves it", style.decimal_proof);
    }
    if (style.thousands == 0 && style.doubt != NULL && strchr(style.doubt, style.decimal) == NULL) {
        style.thousands = style.decimal == '.' ? ',' : '.';
        style.thousands_proof = style.doubt;
    }
    look_besides(look, &style);
    if (guess_was_answered(look, KEY_THOUSANDS)) {
        style.thousands = character_of(look->answers[KEY_THOUSANDS]);
    } else if (style.thousands != 0) {
        guess_say(look, KEY_THOUSANDS, word_for(style.thousands), "%s proves it",
                  style.thousands_proof);
    } else {
        guess_say(look, KEY_THOUSANDS, "none",
                  "no amount has a sign between thousands; one that has it later is a reject");
    }
    /* Both the same is an answer that the profile's check refuses. */
    bool is_same = style.thousands == style.decimal;
    look->style = (struct money_style){style.decimal, is_same ? (char)0 : style.thousands};
    return true;
}

/* ---- which columns ---- */

static bool has_title(const struct look *look, enum profile_key_id key)
{
    for (size_t i = 0; i < look->column_count && look->header != LOOK_NONE; i++) {
        const struct look_column *column = &look->columns[i];
        if (column->name != NULL && (LOOK_BIT(column->kind) & AMOUNTS) != 0 &&
            lexicon_title(look->known, key, column->name, NULL) != NULL) {
            return true;
        }
    }
    return false;
}

/* Whole numbers may be anything, and a column that is empty may be the one of money the other way.
 */
static size_t only_amount(const struct look *look)
{
    size_t found = LOOK_NONE;
    bool has_empty = false;
    for (size_t i = 0; i < look->column_count; i++) {
        const struct look_column *column = &look->columns[i];
        bool may_be = column->kind == LOOK_AMOUNT || column->kind == LOOK_MIXED;
        has_empty = has_empty || (column->kind == LOOK_EMPTY && column->name != NULL);
        if (may_be && column->name != NULL && !column->is_taken) {
            if (found != LOOK_NONE) {
                return LOOK_NONE;
            }
            found = i;
        }
    }
    bool is_sure = found != LOOK_NONE && !look->columns[found].is_whole &&
                   (look->columns[found].is_negative || !has_empty);
    return is_sure ? found : LOOK_NONE;
}

static void ask_column(struct look *look, enum profile_key_id key, const char *text)
{
    guess_offer_columns(look, guess_ask(look, key, "%s", text), AMOUNTS | LOOK_BIT(LOOK_EMPTY));
}

static void pick_pair(struct look *look)
{
    look->income = guess_by_title(look, KEY_INCOME, AMOUNTS | LOOK_BIT(LOOK_EMPTY));
    look->outgo = guess_by_title(look, KEY_OUTGO, AMOUNTS | LOOK_BIT(LOOK_EMPTY));
    if (look->income == LOOK_NONE && look->answers[KEY_INCOME] == NULL) {
        ask_column(look, KEY_INCOME, "which column has the money in?");
    }
    if (look->outgo == LOOK_NONE && look->answers[KEY_OUTGO] == NULL) {
        ask_column(look, KEY_OUTGO, "which column has the money out?");
    }
}

static void pick_single(struct look *look)
{
    look->amount = guess_by_title(look, KEY_AMOUNT, AMOUNTS);
    size_t only = only_amount(look);
    if (look->amount == LOOK_NONE && look->answers[KEY_AMOUNT] == NULL && only != LOOK_NONE) {
        look->amount = only;
        guess_take(look, KEY_AMOUNT, only, "the only column of amounts");
    } else if (look->amount == LOOK_NONE && look->answers[KEY_AMOUNT] == NULL) {
        ask_column(
            look, KEY_AMOUNT,
            "more than one column may have amounts: which one moves the money? Where money in and "
            "money out have a column each, answer income and outgo instead");
    }
}

static void pick_columns(struct look *look)
{
    const char *const *answers = look->answers;
    bool is_said = answers[KEY_INCOME] != NULL || answers[KEY_OUTGO] != NULL;
    bool is_pair = is_said || (answers[KEY_AMOUNT] == NULL && !has_title(look, KEY_AMOUNT) &&
                               has_title(look, KEY_INCOME) && has_title(look, KEY_OUTGO));
    look->balance = guess_by_title(look, KEY_BALANCE, AMOUNTS);
    if (is_pair) {
        pick_pair(look);
    } else {
        pick_single(look);
    }
    bool is_settled = look->amount != LOOK_NONE || look->outgo != LOOK_NONE;
    bool is_left = false;
    for (size_t i = 0; i < look->column_count; i++) {
        is_left = is_left || (look->columns[i].kind == LOOK_AMOUNT && !look->columns[i].is_taken &&
                              look->columns[i].name != NULL);
    }
    if (look->balance == LOOK_NONE && answers[KEY_BALANCE] == NULL && is_settled && is_left) {
        struct guess_question *question =
            guess_ask(look, KEY_BALANCE, "which column has the balance after each row?");
        guess_offer(look, question, "", "none of them");
        guess_offer_columns(look, question, LOOK_BIT(LOOK_AMOUNT));
    }
}

/* ---- what stands beside the number ---- */

static const char *const parts[] = {
    "^(?<amount>[-+]?[\\d.,' \\x{A0}\\x{202F}]*\\d)$",
    "^(?<currency>[A-Z]{3}) ?(?<amount>[-+]?[\\d.,']*\\d)$",
    "^(?<amount>[-+]?[\\d.,' \\x{A0}\\x{202F}]*\\d)[ \\x{A0}]?(?<currency>[A-Z]{3})?$",
    "^[$£€¥￥]? ?(?<amount>[-+]?[\\d.,' \\x{A0}\\x{202F}]*\\d)[ \\x{A0}]?[$£€¥￥]?$",
};

/* The first cell of the columns of amounts that is not so. */
static const char *first_other(const struct look *look, const struct pattern *pattern,
                               uint32_t *line)
{
    const size_t columns[] = {look->amount, look->income, look->outgo, look->balance};
    for (size_t c = 0; c < sizeof columns / sizeof columns[0]; c++) {
        for (size_t row = 0; row < look->row_count && columns[c] != LOOK_NONE; row++) {
            const char *cell = look_cell(look, row, columns[c]);
            if (cell[0] != '\0' && !amount_look_is_filler(cell) &&
                !pattern_matches(pattern, cell, strlen(cell), NULL)) {
                *line = look_line(look, row);
                return cell;
            }
        }
    }
    return NULL;
}

static void pick_part(struct look *look)
{
    const char *odd = NULL;
    uint32_t line = 0;
    if (guess_was_answered(look, KEY_AMOUNT_PART)) {
        return;
    }
    for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++) {
        struct error ignored;
        struct pattern *pattern = NULL;
        uint32_t other = 0;
        if (pattern_compile(look->mem, parts[i], false, &pattern, &ignored) != STATUS_OK) {
            continue;
        }
        const char *cell = first_other(look, pattern, &other);
        if (i == 0 && cell != NULL) {
            odd = cell;
            line = other;
        }
        if (cell == NULL) {
            if (i > 0) {
                guess_say(look, KEY_AMOUNT_PART, parts[i], "line %u has %s", line, odd);
            }
            return;
        }
    }
    struct guess_question *question = guess_ask(
        look, KEY_AMOUNT_PART,
        "line %u has '%s' where amounts stand: which part of such cells is the amount?", line, odd);
    guess_offer(look, question, "", "such rows are rejects");
}

/* How money out is written in its own column. */
static void pick_outgo_sign(struct look *look)
{
    size_t below = 0;
    size_t above = 0;
    if (look->outgo == LOOK_NONE || guess_was_answered(look, KEY_OUTGO_SIGN)) {
        return;
    }
    for (size_t row = 0; row < look->row_count; row++) {
        int64_t amount = 0;
        if (look_amount(look, row, look->outgo, &amount)) {
            below += amount < 0;
            above += amount > 0;
        }
    }
    guess_say(look, KEY_OUTGO_SIGN,
              below == 0   ? "positive"
              : above == 0 ? "negative"
                           : "any",
              "%zu amounts of money out have a minus, %zu have none", below, above);
}

void guess_amount(struct look *look)
{
    if (!pick_style(look)) {
        return;
    }
    guess_chain(look);
    if (!look->is_proved) {
        pick_columns(look);
    }
    if (look->guess->question_count == 0) {
        pick_part(look);
        pick_outgo_sign(look);
    }
}
