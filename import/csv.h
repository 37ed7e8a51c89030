/* csv.h - delimited text into records, with the physical lines that they stand on.
 *
 * Text comes in pieces cut anywhere. Lines end with LF, CR LF, CR CR LF or a lone CR and are
 * counted as an editor counts them. A quote that is never closed is an error naming the line that
 * opened it, so it never swallows the rows below. Parsed with libcsv: cells are trimmed of spaces
 * and tabs outside their quotes.
 *
 * strict     a quote inside an unquoted cell, or text after a closing quote, is an error
 * lax        such quotes are text: banks forget to double or to open them
 * multiline  quoted cells may span lines */
#ifndef IMPORT_CSV_H
#define IMPORT_CSV_H

#include "model/error.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define IMPORT_LINE_BYTES_MAX (1024 * 1024) /* of one record */
#define IMPORT_CELLS_MAX 512                /* in one record */

struct csv_format {
    char delimiter;
    bool is_strict;
    bool is_multiline;
};

struct csv_cell {
    char *text; /* NUL-terminated; whoever takes the record may change it in place */
    size_t bytes;
};

struct csv_record {
    struct csv_cell *cells;
    size_t count;
    uint32_t line;      /* the first, from 1 */
    uint32_t last_line; /* the same, but for a record of several lines */
};

/* The cells with the delimiter between them, and a NUL, into room for csv_joined_room bytes; how
 * many without the NUL. */
size_t csv_joined_room(const struct csv_record *record);
size_t csv_join(const struct csv_record *record, char delimiter, char *joined);

struct csv_reader;

/* take() gets each record that has a cell; what it is given is gone after it returns. Blank lines
 * are counted and not given. A status other than OK ends the reading and is passed on. */
struct csv_reader *csv_reader_new(void *mem, struct csv_format format,
                                  enum status (*take)(void *state, const struct csv_record *record,
                                                      struct error *err),
                                  void *state);
enum status csv_reader_feed(struct csv_reader *reader, const char *text, size_t bytes,
                            struct error *err) CHECKED;
/* The text has ended: its last line needs no line end. */
enum status csv_reader_end(struct csv_reader *reader, struct error *err) CHECKED;

#endif
