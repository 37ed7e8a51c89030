/* lexicon.h - what the profiles that there are know of columns' titles and of words.
 *
 * Whoever adds a profile adds to it: there is no list of titles besides the profiles. A title is
 * known as it stands, to the letter; nothing is like another. */
#ifndef IMPORT_LEXICON_H
#define IMPORT_LEXICON_H

#include "import/profile_set.h"

/* The name of a profile that gives the value title to key, where key names a column, and that has
 * columns of all the titles beside (ended by NULL; or NULL); NULL where none does. */
const char *lexicon_title(const struct profile_set *known, enum profile_key_id key,
                          const char *title, const char *const *beside);

/* The name of a profile of which word is one of words_in, words_out or words_neutral; NULL where
 * none has it, and where one profile has it among other words than another. */
const char *lexicon_word(const struct profile_set *known, enum profile_key_id key,
                         const char *word);

/* The code of a currency that a word stands for: a code of ISO 4217 in letters of any size, or what
 * the profiles that have the word all say. */
bool lexicon_currency(const struct profile_set *known, const char *word, char currency[4]);

/* A title with a letter beyond ASCII that stands in the text; NULL for none. */
const char *lexicon_stands_in(const struct profile_set *known, const char *text);

#endif
