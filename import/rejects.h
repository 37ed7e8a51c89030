/* rejects.h - the rows of a file that could not be read, written out to be corrected. */
#ifndef IMPORT_REJECTS_H
#define IMPORT_REJECTS_H

#include "import/bank.h"
#include "import/csv.h"

#include <stdbool.h>

/* CSV in UTF-8: line, column, reason, bytes (hex, as they stand in the file), and then the columns
 * of the file itself. Text that a spreadsheet would run as a formula is prefixed with an
 * apostrophe. The file is made anew; source, which file was read from, is never overwritten. */
enum status rejects_write(const struct bank_file *file, const char *source, const char *path,
                          struct error *err) CHECKED;

/* How many columns stand before those of the file itself. */
#define REJECTS_COLUMNS 4

#define REJECTS_FORMAT                                                                             \
    ((struct csv_format){.delimiter = ',', .is_strict = true, .is_multiline = true})

/* Whether these bytes are such a file, perhaps corrected: it is read by the same profile, as UTF-8
 * with commas, and what stands before the file's own columns is passed over. */
bool rejects_are(const char *bytes, size_t size);

/* Take the columns of the rejects, and the apostrophes against formulas, off a record. */
void rejects_strip(struct csv_record *record);

#endif
