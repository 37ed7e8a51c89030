/* tell.h - the notices of a posting written out, each in the language of its party: that which the
 * feed said, else that of the book's pack. */
#ifndef MODEL_TELL_H
#define MODEL_TELL_H

#include "model/posting.h"

/* Once all is planned, inside a transaction: {reference}, {by} and {rule} are the posting's. */
enum status tell_write(struct book *book, struct posting *posting, struct error *err) CHECKED;

/* One notice outside of that, for so many parties at once; language is one that there is. */
enum status tell_write_in(struct book *book, const char *language, const struct posting *posting,
                          struct notice *notice, struct error *err) CHECKED;

#endif
