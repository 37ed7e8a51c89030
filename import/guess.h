/* guess.h - a profile for a file that no profile fits: every key with the reason for it.
 *
 * A key is set by what the file itself proves, by a title or word that the known profiles have, or
 * by an answer. What none of these tells is asked, and never guessed: as long as a question is open
 * there is no profile. Questions come in rounds, since what a column means depends on where the
 * columns are; whoever answers all that are open asks again with the answers so far. */
#ifndef IMPORT_GUESS_H
#define IMPORT_GUESS_H

#include "import/guess_result.h"
#include "import/profile_set.h"
#include "import/source.h"

/* answers is by key; NULL for a key of which nothing was said, "" to leave it out. currency is what
 * rows have where the file does not say theirs. STATUS_INVALID for an answer that the key cannot
 * have, and for a file in which there is no table. */
enum status guess_make(void *mem, const struct profile_set *known, const struct source *source,
                       const char *currency, const char *const answers[KEY_COUNT],
                       struct guess **out, struct error *err) CHECKED;

/* Take "KEY=VALUE" into the answers; STATUS_INVALID names what there is no key for. The value
 * points into text. */
enum status guess_answer(const char *text, const char *answers[KEY_COUNT],
                         struct error *err) CHECKED;

/* The profile as a file, each key below its reason. Owned by mem. */
char *guess_ini(void *mem, const struct guess *guess, const char *title, const char *file);

#endif
