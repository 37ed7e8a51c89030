/* learn.h - a profile learnt from a file, for the command line and the console alike: what it is
 * called and where it goes. */
#ifndef TUI_LEARN_H
#define TUI_LEARN_H

#include "import/guess.h"

/* Of amounts where neither the file nor the profile says; the account's own may have another number
 * of decimals, which the import then holds to. */
#define LEARN_CURRENCY "EUR"

/* STATUS_CONFLICT where a profile fits already: a second one would make the file ambiguous. */
enum status learn_check_new(const struct profile_set *set, const struct source *source,
                            struct error *err) CHECKED;

/* A name after the file's: its letters and digits, small, and dashes for the rest. Owned by mem. */
char *learn_name_of(void *mem, const char *path);

/* STATUS_CONFLICT where there is a profile of the name already, STATUS_INVALID where it has more
 * than small letters, digits and dashes. */
enum status learn_check_name(const struct profile_set *set, const char *name,
                             struct error *err) CHECKED;

/* Where a profile of the name lies: in the folder of the user's profiles. Owned by mem. */
char *learn_path_of(void *mem, const char *name);

/* Write it; folders are made, and a file that is there already stays as it is (STATUS_CONFLICT). */
enum status learn_save(const struct guess *guess, const char *title, const char *source,
                       const char *path, struct error *err) CHECKED;

#endif
