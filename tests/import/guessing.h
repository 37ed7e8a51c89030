/* guessing.h - a profile learnt from a file by answering what is asked as a shipped profile would.
 *
 * The shipped profile itself, and those that inherit from it or it from them, are not among the
 * known ones: the file is as new to the guesser as a bank's that nobody has seen. */
#ifndef TESTS_IMPORT_GUESSING_H
#define TESTS_IMPORT_GUESSING_H

#include "import/guess.h"
#include "tests/import/reading.h"

#define ROUNDS_MAX 12

static inline bool is_kin(const struct profile *a, const struct profile *b)
{
    const char *of_a = a->values[KEY_INHERIT] != NULL ? a->values[KEY_INHERIT] : a->name;
    const char *of_b = b->values[KEY_INHERIT] != NULL ? b->values[KEY_INHERIT] : b->name;
    return a == b || strcmp(of_a, of_b) == 0;
}

static inline struct profile_set *set_without(void *mem, const struct profile_set *all,
                                              const struct profile *profile)
{
    struct profile_set *set = MEM_NEW(mem, struct profile_set);
    set->profiles = MEM_ARRAY(set, const struct profile *, all->count);
    for (size_t i = 0; i < all->count; i++) {
        if (!is_kin(all->profiles[i], profile)) {
            set->profiles[set->count++] = all->profiles[i];
        }
    }
    return set;
}

/* The shipped profile's columns are names of its own where no line names them: their places then.
 */
static inline const char *column_as_seen(void *mem, const struct profile *profile,
                                         const struct guess *guess, const char *name)
{
    const char *header = guess->values[KEY_HEADER];
    bool is_named = header != NULL && strcmp(header, "yes") == 0;
    for (size_t i = 0; i < profile->column_count && !profile->has_header; i++) {
        if (strcmp(profile->columns[i].name, name) != 0) {
            continue;
        }
        if (!is_named) {
            return mem_printf(mem, "#%zu", i + 1);
        }
        const char *at = guess->values[KEY_COLUMNS];
        for (size_t k = 0; k < i; k++) {
            at = strstr(at, " | ");
            assert_non_null(at);
            at += 3;
        }
        const char *end = strstr(at, " | ");
        return end != NULL ? mem_strndup(mem, at, (size_t)(end - at)) : at;
    }
    return name;
}

static inline bool is_column(enum profile_key_id key)
{
    return strcmp(profile_keys[key].values, profile_keys[KEY_DATE].values) == 0;
}

/* What the shipped profile has for the key, as an answer. */
static inline void answer_as(void *mem, const struct profile *profile, const struct guess *guess,
                             const struct guess_question *question, const char **answers)
{
    enum profile_key_id key = question->key;
    const char *value = profile->values[key] != NULL ? profile->values[key] : "";
    if (key == KEY_AMOUNT && *value == '\0') {
        answers[KEY_INCOME] = column_as_seen(mem, profile, guess, profile->values[KEY_INCOME]);
        answers[KEY_OUTGO] = column_as_seen(mem, profile, guess, profile->values[KEY_OUTGO]);
        return;
    }
    if (key == KEY_TEXT) { /* who says what the memo is says whose name is no part of it */
        answers[KEY_COUNTERPARTY] = profile->values[KEY_COUNTERPARTY];
        answers[KEY_COUNTERPARTY_ACCOUNT] = profile->values[KEY_COUNTERPARTY_ACCOUNT];
    }
    if ((key == KEY_IGNORE || key == KEY_STATUS) && *value == '\0' && question->choice_count > 0 &&
        guess->profile != NULL) {
        answers[key] = question->choices[question->choice_count - 1].value;
        return;
    }
    answers[key] = is_column(key) ? column_as_seen(mem, profile, guess, value) : value;
}

/* Ask, answer, ask again. */
static inline struct guess *learn(void *mem, const struct profile_set *all,
                                  const struct profile *profile, const struct source *source,
                                  const char *currency, size_t *asked)
{
    const char *answers[KEY_COUNT] = {NULL};
    struct profile_set *known = set_without(mem, all, profile);
    struct guess *guess = NULL;
    *asked = 0;
    for (int round = 0; round < ROUNDS_MAX; round++) {
        struct error err;
        if (guess_make(mem, known, source, currency, (const char *const *)answers, &guess, &err) !=
            STATUS_OK) {
            printf("%s: %s %s\n", profile->name, err.message, err.detail);
            return NULL;
        }
        if (guess->question_count == 0) {
            return guess;
        }
        for (size_t i = 0; i < guess->question_count; i++) {
            answer_as(mem, profile, guess, &guess->questions[i], answers);
            ++*asked;
        }
    }
    return guess;
}

/* Every word of a text stands in the row: none is lost, wherever it went. */
static inline bool has_words(const struct bank_file *file, const struct bank_row *row,
                             const char *text)
{
    char all[SHOWN_BYTES * 4];
    (void)snprintf(all, sizeof all, "%s %s %s %s", bank_text(file, row->text),
                   bank_text(file, row->reference), bank_text(file, row->counterparty),
                   bank_text(file, row->counterparty_account));
    while (*text != '\0') {
        char word[SHOWN_BYTES];
        size_t bytes = strcspn(text, " ");
        bytes = bytes < sizeof word ? bytes : sizeof word - 1;
        memcpy(word, text, bytes);
        word[bytes] = '\0';
        if (strstr(all, word) == NULL) {
            return false;
        }
        text += bytes;
        text += strspn(text, " ");
    }
    return true;
}

static inline bool same_row(const struct bank_file *a, size_t i, const struct bank_file *b,
                            size_t k)
{
    const struct bank_row *x = &a->rows[i];
    const struct bank_row *y = &b->rows[k];
    return x->line == y->line && x->date_days == y->date_days && x->time_s == y->time_s &&
           x->amount_minor == y->amount_minor && x->balance_minor == y->balance_minor &&
           strcmp(x->currency, y->currency) == 0 &&
           strcmp(bank_text(a, x->reference), bank_text(b, y->reference)) == 0 &&
           has_words(b, y, bank_text(a, x->text)) && has_words(b, y, bank_text(a, x->counterparty));
}

/* Why the guess reads other rows than the profile; NULL where it reads the same. */
static inline const char *difference(void *mem, const struct bank_file *right,
                                     const struct guess *guess)
{
    char a[SHOWN_BYTES];
    char b[SHOWN_BYTES];
    if (guess == NULL || guess->question_count > 0 || guess->file == NULL) {
        return guess == NULL || guess->question_count == 0
                   ? "no profile came out"
                   : mem_printf(mem, "still asked: %s", guess->questions[0].text);
    }
    const struct bank_file *file = guess->file;
    for (size_t i = 0; i < right->row_count && i < file->row_count; i++) {
        if (!same_row(right, i, file, i)) {
            return mem_printf(mem, "%s\n    as      %s", show_row(right, i, a),
                              show_row(file, i, b));
        }
    }
    return right->row_count == file->row_count
               ? NULL
               : mem_printf(mem, "%zu rows, as %zu", right->row_count, file->row_count);
}

#endif
