/* past.h - the books as they were: a book that is read through a lens, in which nothing after a
 * moment has happened yet.
 *
 * Balances are what the last entry up to then left; a hold's clock is what it was before the next
 * change of it (past_clock); complaints and freezes are in the state that they had. What a view
 * tells of rows that are changed in place and not kept (what a lien has taken, whom a line was
 * matched to) is refused: see is_kept of struct view. */
#ifndef MODEL_PAST_H
#define MODEL_PAST_H

#include "model/book.h"

/* From here on the book, which was opened for reading, is as it was at that time. STATUS_REFUSED
 * for a time before the first event or after now. */
enum status past_look(struct book *book, int64_t at_us, struct error *err) CHECKED;

#endif
