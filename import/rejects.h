/* rejects.h - the rows of a file that could not be read, written out to be corrected. */
#ifndef IMPORT_REJECTS_H
#define IMPORT_REJECTS_H

#include "import/bank.h"

/* CSV in UTF-8: line, column, reason, bytes (hex, as they stand in the file), and then the columns
 * of the file itself. Text that a spreadsheet would run as a formula is prefixed with an
 * apostrophe. The file is made anew; source, which file was read from, is never overwritten. */
enum status rejects_write(const struct bank_file *file, const char *source, const char *path,
                          struct error *err) CHECKED;

#endif
