/* row.h - one record below the header into a row, a reject, or one that does not count. */
#ifndef IMPORT_ROW_H
#define IMPORT_ROW_H

#include "import/bank.h"
#include "import/header.h"

/* What became of the record before, for rows that continue it. */
enum row_fate { FATE_NONE, FATE_ROW, FATE_ASIDE };

struct row_reader {
    const struct profile *profile;
    const char *currency; /* of rows that do not say theirs */
    struct bank_file *file;
    size_t width;            /* cells that a row may have */
    int roles[COLUMN_COUNT]; /* cells by what they are for; -1 for none */
    int text[PROFILE_TEXT_COLUMNS_MAX];
    size_t text_count;
    enum row_fate fate;
    char *scratch;
    size_t scratch_room;
};

/* After the header was found: where its columns are. */
void row_reader_place(struct row_reader *reader, const struct header_match *match);

enum status row_read(struct row_reader *reader, const struct csv_record *record,
                     struct error *err) CHECKED;

#endif
