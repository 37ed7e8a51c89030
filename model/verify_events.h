/* verify_events.h - one pass over all events and their legs, in the order of their numbers: the
 * chain, the sums of each event, its doors, what it refers to, and the time of what ran by a clock.
 */
#ifndef MODEL_VERIFY_EVENTS_H
#define MODEL_VERIFY_EVENTS_H

#include "model/book.h"
#include "model/verify_row.h"
#include "model/verify_rows.h"

/* rows: VERIFY_ROWS of them; made: zeroed. Inside a transaction; the memory that it takes does not
 * grow with the store. */
enum status verify_events(struct book *book, struct verify_row *rows, struct rows_made *made,
                          struct error *err) CHECKED;

#endif
