#include "import/lexicon.h"

#include <string.h>

static bool has_columns(const struct profile *profile, const char *const *names)
{
    for (; names != NULL && *names != NULL; names++) {
        size_t i = 0;
        while (i < profile->column_count && strcmp(profile->columns[i].name, *names) != 0) {
            i++;
        }
        if (i == profile->column_count) {
            return false;
        }
    }
    return true;
}

const char *lexicon_title(const struct profile_set *known, enum profile_key_id key,
                          const char *title, const char *const *beside)
{
    for (size_t i = 0; i < known->count; i++) {
        const struct profile *profile = known->profiles[i];
        const char *value = profile->values[key];
        /* Names without a header are our own. */
        if (profile->has_header && value != NULL && strcmp(value, title) == 0 &&
            has_columns(profile, beside)) {
            return profile->name;
        }
    }
    return NULL;
}

static const struct profile_list *words_of(const struct profile *profile, enum profile_key_id key)
{
    switch ((int)key) {
    case KEY_WORDS_IN:
        return &profile->words_in;
    case KEY_WORDS_OUT:
        return &profile->words_out;
    default:
        return &profile->words_neutral;
    }
}

const char *lexicon_word(const struct profile_set *known, enum profile_key_id key, const char *word)
{
    static const enum profile_key_id keys[] = {KEY_WORDS_IN, KEY_WORDS_OUT, KEY_WORDS_NEUTRAL};
    const char *found = NULL;
    for (size_t i = 0; i < known->count; i++) {
        for (size_t k = 0; k < sizeof keys / sizeof keys[0]; k++) {
            if (!profile_list_has(words_of(known->profiles[i], keys[k]), word)) {
                continue;
            }
            if (keys[k] != key) {
                return NULL;
            }
            found = known->profiles[i]->name;
        }
    }
    return found;
}

static bool is_code(const char *word, char currency[4])
{
    if (strlen(word) != 3) {
        return false;
    }
    for (size_t i = 0; i < 4; i++) {
        currency[i] = word[i] >= 'a' && word[i] <= 'z' ? (char)(word[i] - 'a' + 'A') : word[i];
    }
    return currency_exponent(currency) >= 0;
}

bool lexicon_currency(const struct profile_set *known, const char *word, char currency[4])
{
    bool is_found = is_code(word, currency);
    for (size_t i = 0; i < known->count; i++) {
        const struct profile *profile = known->profiles[i];
        for (size_t w = 0; w < profile->currency_word_count; w++) {
            const struct currency_word *pair = &profile->currency_words[w];
            if (strcmp(pair->word, word) != 0) {
                continue;
            }
            if (is_found && strcmp(currency, pair->currency) != 0) {
                return false;
            }
            memcpy(currency, pair->currency, sizeof pair->currency);
            is_found = true;
        }
    }
    return is_found;
}

const char *lexicon_stands_in(const struct profile_set *known, const char *text)
{
    for (size_t i = 0; i < known->count; i++) {
        const char *word = profile_word(known->profiles[i]);
        if (word != NULL && strstr(text, word) != NULL) {
            return word;
        }
    }
    return NULL;
}
