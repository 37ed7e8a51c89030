/* control.h - what lines above and below the rows say of them all: balances, counts and sums.
 *
 * Such a line is found by the profile's patterns and is no row (but where every row says it again).
 * Its values are kept with the file for the proof to check, and the balances are given to the
 * oldest and the newest row of their currency, so that files chain by them as by those of rows. */
#ifndef IMPORT_CONTROL_H
#define IMPORT_CONTROL_H

#include "import/row_part.h"

/* Whether the joined text of a record is such a line. */
bool control_note(struct row_reader *reader, uint32_t line, const char *text, size_t bytes);

/* After the last row. STATUS_INVALID names the line of a value that is none. */
enum status control_finish(struct row_reader *reader, struct error *err) CHECKED;

#endif
