#include "import/guess_direction.h"

#include "import/lexicon.h"
#include "model/mem.h"
#include "model/pattern.h"

#include <string.h>

#define WORD_BYTES 64
#define WORDS_SHOWN 8

static const enum profile_key_id word_keys[] = {KEY_WORDS_IN, KEY_WORDS_OUT, KEY_WORDS_NEUTRAL};
#define WORD_KEYS (sizeof word_keys / sizeof word_keys[0])

/* The words of the direction's column that differ, as its part is read; beyond the most, the rest
 * is not kept. */
struct words {
    const char *items[PROFILE_LIST_MAX];
    size_t count;
    size_t empty; /* rows without any */
};

/* ---- the column ---- */

/* Whether profiles have all words of the column, or have it for fillers. */
static bool knows_all(const struct look *look, const struct look_column *column)
{
    if (column->word_count == 0 || column->word_count > LOOK_WORDS_MAX) {
        return false;
    }
    for (size_t i = 0; i < column->word_count; i++) {
        bool is_known = amount_look_is_filler(column->words[i]);
        for (size_t k = 0; k < WORD_KEYS; k++) {
            is_known =
                is_known || lexicon_word(look->known, word_keys[k], column->words[i]) != NULL;
        }
        if (!is_known) {
            return false;
        }
    }
    return true;
}

static void ask_direction(struct look *look)
{
    struct guess_question *question =
        guess_ask(look, KEY_DIRECTION,
                  "no amount of '%s' has a minus: which column tells money in from money out?",
                  look->columns[look->amount].name);
    guess_offer(look, question, "", "none: they are all of one kind");
    guess_offer_columns(look, question, LOOK_BIT(LOOK_TEXT));
}

static void pick_column(struct look *look)
{
    bool is_signed = look->columns[look->amount].is_negative;
    if (is_signed && look->answers[KEY_DIRECTION] == NULL) {
        return;
    }
    look->direction = guess_by_title(look, KEY_DIRECTION, LOOK_BIT(LOOK_TEXT));
    for (size_t i = 0; i < look->column_count && look->direction == LOOK_NONE &&
                       look->answers[KEY_DIRECTION] == NULL;
         i++) {
        const struct look_column *column = &look->columns[i];
        if (column->kind == LOOK_TEXT && column->name != NULL && !column->is_taken &&
            knows_all(look, column)) {
            guess_take(look, KEY_DIRECTION, i, "profiles know all of its words for a direction");
            look->direction = i;
        }
    }
    if (look->direction == LOOK_NONE && look->answers[KEY_DIRECTION] == NULL) {
        ask_direction(look);
    }
}

/* ---- its words ---- */

static bool is_listed(const char *list, const char *word)
{
    size_t bytes = strlen(word);
    for (const char *at = list; at != NULL && *at != '\0'; at += *at == '|') {
        at += strspn(at, " \t");
        size_t item = strcspn(at, "|");
        size_t trimmed = item;
        while (trimmed > 0 && (at[trimmed - 1] == ' ' || at[trimmed - 1] == '\t')) {
            trimmed--;
        }
        if (trimmed == bytes && strncmp(at, word, bytes) == 0) {
            return true;
        }
        at += item;
    }
    return false;
}

static const char *word_in(struct look *look, const struct pattern *part, const char *cell)
{
    size_t start = 0;
    size_t bytes = 0;
    if (part == NULL) {
        return cell;
    }
    return pattern_group(part, cell, strlen(cell), "word", &start, &bytes)
               ? mem_strndup(look->mem, cell + start, bytes)
               : "";
}

static void find_words(struct look *look, struct words *words)
{
    struct error ignored;
    struct pattern *part = NULL;
    const char *expression = look->guess->values[KEY_DIRECTION_PART];
    if (expression != NULL && expression[0] != '\0' &&
        pattern_compile(look->mem, expression, false, &part, &ignored) != STATUS_OK) {
        return; /* the profile's check will say so */
    }
    for (size_t row = 0; row < look->row_count; row++) {
        const char *word = word_in(look, part, look_cell(look, row, look->direction));
        size_t at = 0;
        if (word[0] == '\0' || amount_look_is_filler(word)) {
            words->empty++;
            continue;
        }
        while (at < words->count && strcmp(words->items[at], word) != 0) {
            at++;
        }
        if (at == words->count && words->count < PROFILE_LIST_MAX) {
            words->items[words->count++] = word;
        }
    }
}

/* What is set already, and the words that profiles know and nobody set otherwise. */
static void say_known(struct look *look, const struct words *words)
{
    for (size_t k = 0; k < WORD_KEYS; k++) {
        if (look->guess->values[word_keys[k]] == NULL) {
            (void)guess_was_answered(look, word_keys[k]);
        }
    }
    for (size_t i = 0; i < words->count; i++) {
        const char *word = words->items[i];
        bool is_set = false;
        for (size_t k = 0; k < WORD_KEYS; k++) {
            is_set = is_set || is_listed(look->guess->values[word_keys[k]], word);
        }
        for (size_t k = 0; k < WORD_KEYS && !is_set; k++) {
            const char *profile = lexicon_word(look->known, word_keys[k], word);
            const char *before = look->guess->values[word_keys[k]];
            const char *reason = look->guess->reasons[word_keys[k]];
            if (profile != NULL) {
                bool is_more = before != NULL && before[0] != '\0';
                guess_say(look, word_keys[k],
                          mem_printf(look->mem, "%s%s%s", is_more ? before : "",
                                     is_more ? " | " : "", word),
                          "%s%sprofile %s knows %s", is_more ? reason : "", is_more ? "; " : "",
                          profile, word);
            }
        }
    }
}

/* Words that nobody knows: in, out, and, once these are told, neither. */
static void ask_words(struct look *look, const struct words *words)
{
    static const char *const texts[WORD_KEYS] = {"money in", "money out", "neither"};
    const char *unknown[PROFILE_LIST_MAX];
    size_t count = 0;
    const char *list = "";
    for (size_t i = 0; i < words->count; i++) {
        bool is_set = false;
        for (size_t k = 0; k < WORD_KEYS; k++) {
            is_set = is_set || is_listed(look->guess->values[word_keys[k]], words->items[i]);
        }
        if (!is_set) {
            unknown[count++] = words->items[i];
            list = count > WORDS_SHOWN
                       ? list
                       : mem_printf(look->mem, "%s%s%.*s", list, *list != '\0' ? ", " : "",
                                    WORD_BYTES, words->items[i]);
        }
    }
    bool is_open = look->answers[KEY_WORDS_IN] == NULL || look->answers[KEY_WORDS_OUT] == NULL;
    for (size_t k = 0; k < WORD_KEYS && count > 0; k++) {
        if (look->answers[word_keys[k]] != NULL || (word_keys[k] == KEY_WORDS_NEUTRAL && is_open)) {
            continue;
        }
        struct guess_question *question =
            guess_ask(look, word_keys[k], "which words of '%s' mean %s (%s)? several between |",
                      look->columns[look->direction].name, texts[k], list);
        guess_offer(look, question, "", "none of them");
        for (size_t i = 0; i < count; i++) {
            guess_offer(look, question, unknown[i], "%s", "");
        }
    }
}

/* More words than there can be for a direction, or more than one in a cell. */
static bool is_free_text(const struct look_column *column)
{
    bool has_blank = false;
    for (size_t i = 0; i < column->word_count && i < LOOK_WORDS_MAX; i++) {
        has_blank = has_blank || strchr(column->words[i], ' ') != NULL;
    }
    return has_blank || column->word_count > LOOK_WORDS_MAX;
}

static void pick_words(struct look *look)
{
    struct words words = {.count = 0};
    if (!guess_was_answered(look, KEY_DIRECTION_PART) && !look->is_proved &&
        is_free_text(&look->columns[look->direction])) {
        struct guess_question *question =
            guess_ask(look, KEY_DIRECTION_PART, "where does the word stand in '%s', as %s?",
                      look->columns[look->direction].name, look_cell(look, 0, look->direction));
        guess_offer(look, question, "", "the whole cell is the word");
        guess_offer(look, question, "^(?<word>\\S+)", "the text's first word");
        return;
    }
    find_words(look, &words);
    say_known(look, &words);
    ask_words(look, &words);
    if (words.empty > 0 && !guess_was_answered(look, KEY_WORDS_NONE)) {
        struct guess_question *question =
            guess_ask(look, KEY_WORDS_NONE, "%zu rows have no word for a direction: what are they?",
                      words.empty);
        guess_offer(look, question, "in", "money in");
        guess_offer(look, question, "out", "money out");
        guess_offer(look, question, "neutral", "they do not count");
        guess_offer(look, question, "reject", "they are rejects");
    }
}

/* ---- the sign ---- */

static void pick_sign(struct look *look)
{
    size_t row = 0;
    int64_t amount = 0;
    while (row + 1 < look->row_count &&
           !(look_amount(look, row, look->amount, &amount) && amount != 0)) {
        row++;
    }
    if (guess_was_answered(look, KEY_SIGN)) {
        return;
    }
    const char *cell = look_cell(look, row, look->amount);
    struct guess_question *question =
        guess_ask(look, KEY_SIGN,
                  "no balance proves the sign of '%s': is %s in line %u money in, or money out?",
                  look->columns[look->amount].name, cell, look_line(look, row));
    bool is_minus = strchr(cell, '-') != NULL;
    guess_offer(look, question, "normal", "line %u is money %s", look_line(look, row),
                is_minus ? "out" : "in");
    guess_offer(look, question, "reversed", "line %u is money %s", look_line(look, row),
                is_minus ? "in" : "out");
}

void guess_direction(struct look *look)
{
    if (look->amount == LOOK_NONE || (look->is_proved && look->direction == LOOK_NONE)) {
        return;
    }
    if (!look->is_proved) {
        pick_column(look);
    }
    if (look->direction != LOOK_NONE) {
        pick_words(look);
    } else if (look->guess->question_count == 0) {
        pick_sign(look);
    }
}
