/* verify_wrote.h - accounts, terms of liens and words of notices are what their events covered
 * (wrote.h), and none has come or gone.
 *
 * Events of before it was covered say nothing of theirs; one that says nothing after one that did
 * is a breach. */
#ifndef MODEL_VERIFY_WROTE_H
#define MODEL_VERIFY_WROTE_H

#include "model/book.h"
#include "model/verify_row.h"

struct verify_wrote;

/* Owned by mem; the row keeps the first breach. */
struct verify_wrote *verify_wrote_new(void *mem, struct book *book, struct verify_row *row);
enum status verify_wrote_open(struct verify_wrote *wrote, struct error *err) CHECKED;
/* The next event of the chain, and what it says that it wrote; NULL where it does not. */
enum status verify_wrote_take(struct verify_wrote *wrote, int64_t event, const char *said,
                              struct error *err) CHECKED;
/* After the last one. */
void verify_wrote_finish(struct verify_wrote *wrote);
/* On every path, opened or not. */
void verify_wrote_close(struct verify_wrote *wrote);

#endif
