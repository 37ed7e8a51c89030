/* format.h - files that say themselves what is what: which they are, and how they are read.
 *
 * A row of the table in format.c for each format; profiles name theirs (`format`). */
#ifndef IMPORT_FORMAT_H
#define IMPORT_FORMAT_H

#include "import/bank.h"
#include "import/source.h"

/* Whether the file, by its bytes, is of the profile's format. known is its encoding where the bytes
 * tell that by themselves, else NULL; *encoding is what it was read in. */
bool format_fits(const struct profile *profile, const struct source *source,
                 const struct encoding *known, struct encoding *encoding);

/* Every statement of the file, of whatever account, into file, whose profile is not of csv. */
enum status format_read(const struct source *source, struct bank_file *file,
                        struct error *err) CHECKED;

/* Leave only the statements of one account. number is the one wanted, or NULL: the account's own
 * name, else the only one that there is; STATUS_CONFLICT names them all. *others tells which were
 * left out, owned by mem, or is NULL. The file's number is the one chosen. */
enum status format_select(void *mem, struct bank_file *file, const char *number,
                          const char *account, const char **others, struct error *err) CHECKED;

/* Whether both are one number: their letters and digits are alike. */
bool format_same_number(const char *a, const char *b);

#endif
