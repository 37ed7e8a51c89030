/* guess_file.h - how the file is written: its encoding, what stands between cells, quotes and
 * guards. */
#ifndef IMPORT_GUESS_FILE_H
#define IMPORT_GUESS_FILE_H

#include "import/guess_part.h"

/* STATUS_INVALID where it is no table at all. */
enum status guess_file(struct look *look, struct error *err) CHECKED;

#endif
