/* row.h - one record below the header into a row, a reject, or one that does not count. */
#ifndef IMPORT_ROW_H
#define IMPORT_ROW_H

#include "import/header.h"
#include "import/row_part.h"

/* After the header was found: where its columns are. */
void row_reader_place(struct row_reader *reader, const struct header_match *match);

enum status row_read(struct row_reader *reader, const struct csv_record *record,
                     struct error *err) CHECKED;

#endif
