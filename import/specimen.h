/* specimen.h - a file of which nobody has said yet what is what: its records and their cells.
 *
 * Only the first SPECIMEN_RECORDS_MAX records are kept: enough to learn a format from. Cells are
 * trimmed of blanks, tabs and the characters to strip, as the reader of rows sees them. */
#ifndef IMPORT_SPECIMEN_H
#define IMPORT_SPECIMEN_H

#include "import/csv.h"
#include "import/encoding.h"
#include "import/profile.h"
#include "import/source.h"

#define SPECIMEN_RECORDS_MAX 5000

struct specimen {
    struct csv_record *records;
    size_t count;
    size_t room;
    struct profile_list strip;
};

/* The text of the file in that encoding, a NUL behind it, owned by mem. Bytes that cannot be
 * decoded stay strays. */
enum status specimen_text(void *mem, const struct source *source, const struct encoding *encoding,
                          char **out, struct error *err) CHECKED;

/* STATUS_INVALID where the text cannot be read so: a quote that is never closed, a stray one. */
enum status specimen_read(void *mem, const char *text, struct csv_format format,
                          const struct profile_list *strip, struct specimen **out,
                          struct error *err) CHECKED;

/* "" where the record has no such cell. */
const char *specimen_cell(const struct specimen *specimen, size_t record, size_t column);

/* Whether a record has any text. */
bool specimen_is_blank(const struct specimen *specimen, size_t record);

#endif
