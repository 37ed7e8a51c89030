/* table.h - typed tables on their way to a file: rows come one at a time and are written as they
 * come, so that a million of them need no memory.
 *
 *     table_writer_new(mem, TABLE_CSV, columns, count, file, &writer);
 *     table_write(writer, cells, err);     for each row
 *     table_end(writer, err);              what does not fit on the disk is told here at the latest
 *
 * text  aligned columns for people; columns that are hidden on a screen are left out
 * csv   RFC 4180 with a header; amounts as decimals, their currency in a column x_currency; a text
 *       that a spreadsheet would take for a formula gets an apostrophe
 * json  one object a line; money as {"minor":1,"currency":"CNY"}, times RFC 3339, lists as arrays
 */
#ifndef REPORTS_TABLE_H
#define REPORTS_TABLE_H

#include "model/cell.h"
#include "model/error.h"

#include <stddef.h>
#include <stdio.h>

#define TABLE_COLUMNS_MAX 64

enum table_format { TABLE_TEXT, TABLE_CSV, TABLE_JSON };

/* STATUS_INVALID names what is allowed. */
enum status table_format_parse(const char *name, enum table_format *out, struct error *err) CHECKED;

struct table_writer;

/* columns must outlive the writer; out stays the caller's to close. */
struct table_writer *table_writer_new(void *mem, enum table_format format,
                                      const struct column *columns, size_t count, FILE *out);
/* A terminal reads what is written: no control character reaches it, whatever the format. */
void table_guard_terminal(struct table_writer *writer);

enum status table_write(struct table_writer *writer, const struct cell *cells,
                        struct error *err) CHECKED;
/* Writes what is still held back and flushes out. */
enum status table_end(struct table_writer *writer, struct error *err) CHECKED;

/* Where a report's or a list's rows go: table_write, or whatever else. */
struct table_sink {
    enum status (*take)(void *state, const struct cell *cells, struct error *err);
    void *state;
};
struct table_sink table_sink(struct table_writer *writer);

/* A row's members of a JSON object, without its braces, for whoever nests rows. */
void table_put_json(const struct column *columns, size_t count, const struct cell *cells,
                    FILE *out);

/* STATUS_IO naming the system's reason when writing to out has failed. */
enum status table_check(FILE *out, struct error *err) CHECKED;

#endif
