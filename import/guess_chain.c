#include "import/guess_chain.h"

#include "model/mem.h"

#include <stdlib.h>
#include <string.h>

#define TIES_MIN 2

/* One way to read the amounts; columns are LOOK_NONE where it has none. */
struct trial {
    size_t amount, income, outgo, direction, balance;
    bool is_newest_first;
    int signs[LOOK_WORDS_MAX]; /* of the direction's words: 1, -1, or 0 for unknown */
    int sign;                  /* of a signed amount */
    int64_t *amounts;          /* of the rows; 0 where it moves nothing */
};

/* The amount of a row without its direction; false where the trial cannot be. */
static bool row_amount(const struct look *look, const struct trial *trial, size_t row, int64_t *out)
{
    int64_t income = 0;
    int64_t outgo = 0;
    if (trial->amount != LOOK_NONE) {
        return look_amount(look, row, trial->amount, out) &&
               (trial->direction == LOOK_NONE || *out >= 0);
    }
    (void)look_amount(look, row, trial->income, &income);
    (void)look_amount(look, row, trial->outgo, &outgo);
    *out = income != 0 ? income : -llabs(outgo);
    return (income != 0) != (outgo != 0);
}

static size_t word_of(const struct look *look, const struct trial *trial, size_t row)
{
    const struct look_column *column = &look->columns[trial->direction];
    size_t word = 0;
    while (word < column->word_count &&
           strcmp(column->words[word], look_cell(look, row, trial->direction)) != 0) {
        word++;
    }
    return word;
}

/* The change that the balances say of the rows since the last one with a balance. */
static bool ties(const struct look *look, struct trial *trial, size_t row, int64_t change,
                 int64_t sum)
{
    if (trial->direction == LOOK_NONE) {
        if (trial->amount != LOOK_NONE && trial->sign == 0 && sum != 0) {
            trial->sign = change == sum ? 1 : -1;
        }
        return change == (trial->sign < 0 ? -sum : sum);
    }
    size_t word = word_of(look, trial, row);
    int sign = change == sum ? 1 : change == -sum ? -1 : 0;
    if (word >= look->columns[trial->direction].word_count || sign == 0) {
        return false;
    }
    if (trial->signs[word] == 0) {
        trial->signs[word] = sign;
    }
    return trial->signs[word] == sign;
}

static bool closes(const struct look *look, struct trial *trial)
{
    bool has_before = false;
    int64_t before = 0;
    int64_t sum = 0;
    size_t tied = 0;
    for (size_t i = 0; i < look->row_count; i++) {
        size_t row = trial->is_newest_first ? look->row_count - 1 - i : i;
        int64_t amount = 0;
        int64_t balance = 0;
        bool is_there = row_amount(look, trial, row, &amount);
        if (!is_there || __builtin_add_overflow(sum, amount, &sum)) {
            return false;
        }
        trial->amounts[row] = amount;
        if (!look_amount(look, row, trial->balance, &balance)) {
            if (trial->direction != LOOK_NONE) {
                return false;
            }
            continue;
        }
        int64_t change = 0;
        if (has_before && (__builtin_sub_overflow(balance, before, &change) ||
                           !ties(look, trial, row, change, sum))) {
            return false;
        }
        tied += has_before && sum != 0;
        has_before = true;
        before = balance;
        sum = 0;
    }
    return tied >= TIES_MIN;
}

/* Amounts as they would be posted. */
static void apply_signs(const struct look *look, struct trial *trial)
{
    for (size_t row = 0; row < look->row_count; row++) {
        int sign = trial->direction != LOOK_NONE ? trial->signs[word_of(look, trial, row)]
                   : trial->sign < 0             ? -1
                                                 : 1;
        trial->amounts[row] *= sign;
    }
}

struct search {
    struct look *look;
    bool is_found;
    bool is_doubtful;
    struct trial found;
};

static void try_both_ways(struct search *search, struct trial trial)
{
    struct look *look = search->look;
    for (int way = 0; way < 2; way++) {
        struct trial next = trial;
        next.is_newest_first = way == 1;
        next.amounts = MEM_ARRAY(look->mem, int64_t, look->row_count + 1);
        if (!closes(look, &next)) {
            mem_free(next.amounts);
            continue;
        }
        apply_signs(look, &next);
        size_t bytes = look->row_count * sizeof *next.amounts;
        if (search->is_found && memcmp(search->found.amounts, next.amounts, bytes) != 0) {
            search->is_doubtful = true;
        }
        search->found = search->is_found ? search->found : next;
        search->is_found = true;
    }
}

static bool is_free(const struct look *look, size_t column, enum look_kind kind)
{
    const struct look_column *found = &look->columns[column];
    return found->kind == kind && found->name != NULL && !found->is_taken;
}

/* Every way in which this column has amounts, with that balance. */
static void try_column(struct search *search, size_t column, size_t balance)
{
    const struct look *look = search->look;
    struct trial trial = {column, LOOK_NONE, LOOK_NONE, LOOK_NONE, balance, false, {0}, 0, NULL};
    try_both_ways(search, trial);
    for (size_t other = 0; other < look->column_count; other++) {
        if (other != column && other != balance && is_free(look, other, LOOK_AMOUNT)) {
            struct trial pair = trial;
            pair.amount = LOOK_NONE;
            pair.income = column;
            pair.outgo = other;
            try_both_ways(search, pair);
        }
        if (is_free(look, other, LOOK_TEXT) && !look->columns[column].is_negative &&
            look->columns[other].word_count <= LOOK_WORDS_MAX) {
            struct trial directed = trial;
            directed.direction = other;
            try_both_ways(search, directed);
        }
    }
}

static void say_words(struct look *look, const struct trial *trial)
{
    static const enum profile_key_id keys[] = {KEY_WORDS_OUT, KEY_WORDS_IN};
    const struct look_column *column = &look->columns[trial->direction];
    for (size_t k = 0; k < 2; k++) {
        const char *words = "";
        for (size_t i = 0; i < column->word_count; i++) {
            if (trial->signs[i] == (k == 0 ? -1 : 1)) {
                words = mem_printf(look->mem, "%s%s%s", words, *words != '\0' ? " | " : "",
                                   column->words[i]);
            }
        }
        if (*words != '\0') {
            guess_say(look, keys[k], words, "the balance %s where it stands",
                      k == 0 ? "falls" : "rises");
        }
    }
}

static void say_found(struct look *look, const struct trial *trial)
{
    const char *reason = mem_printf(look->mem, "the balance '%s' closes so on each of %zu rows",
                                    look->columns[trial->balance].name, look->row_count);
    look->is_proved = true;
    look->amount = trial->amount;
    look->income = trial->income;
    look->outgo = trial->outgo;
    look->balance = trial->balance;
    look->direction = trial->direction;
    guess_take(look, KEY_BALANCE, trial->balance, "it closes on each of %zu rows", look->row_count);
    if (trial->amount == LOOK_NONE) {
        guess_take(look, KEY_INCOME, trial->income, "%s", reason);
        guess_take(look, KEY_OUTGO, trial->outgo, "%s", reason);
        return;
    }
    guess_take(look, KEY_AMOUNT, trial->amount, "%s", reason);
    if (trial->direction != LOOK_NONE) {
        guess_take(look, KEY_DIRECTION, trial->direction, "%s", reason);
        say_words(look, trial);
    } else {
        guess_say(look, KEY_SIGN, trial->sign < 0 ? "reversed" : "normal", "%s", reason);
    }
}

void guess_chain(struct look *look)
{
    static const enum profile_key_id said[] = {KEY_AMOUNT, KEY_INCOME,    KEY_OUTGO,
                                               KEY_SIGN,   KEY_DIRECTION, KEY_BALANCE};
    for (size_t i = 0; i < sizeof said / sizeof said[0]; i++) {
        if (look->answers[said[i]] != NULL) {
            return; /* whoever says what is what needs no proof of something else */
        }
    }
    struct search search = {.look = look};
    for (size_t balance = 0; balance < look->column_count; balance++) {
        for (size_t column = 0; column < look->column_count; column++) {
            if (column != balance && is_free(look, balance, LOOK_AMOUNT) &&
                is_free(look, column, LOOK_AMOUNT)) {
                try_column(&search, column, balance);
            }
        }
    }
    if (search.is_found && !search.is_doubtful) {
        say_found(look, &search.found);
    }
}
