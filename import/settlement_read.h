/* settlement_read.h - settlement files of payment providers into rows.
 *
 * A format is a row of the table in settlement_formats.c and is known by the columns that its
 * header names. A row that cannot be read refuses the file, with its line, column and value: a
 * settlement that lacks a row nets to something else. */
#ifndef IMPORT_SETTLEMENT_READ_H
#define IMPORT_SETTLEMENT_READ_H

#include "import/settlement_formats.h"
#include "import/source.h"

#include <stdint.h>

struct settlement_row {
    uint32_t line;
    enum settlement_kind kind;
    const char *word; /* for the kind, as the file has it */
    const char *order, *reference, *batch;
    char currency[4];
    int64_t gross_minor, fee_minor, net_minor;
};

struct settlement_file {
    const char *name;
    const struct settlement_format *format;
    struct settlement_row *rows;
    size_t row_count, row_room;
    int64_t said_rows; /* as the file's totals say; -1 where they do not */
};

/* All that is read belongs to mem and needs the source no more. */
enum status settlement_read(void *mem, const struct source *source, struct settlement_file **out,
                            struct error *err) CHECKED;

#endif
