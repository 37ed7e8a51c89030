/* maker.h - who made something does not decide about it: who proposed does not approve, who froze
 * does not hear the objection, who decided does not review. Administrators are no exception. */
#ifndef MODEL_MAKER_H
#define MODEL_MAKER_H

#include "model/book.h"

/* STATUS_DENIED where the book's operator is the maker; what: "proposal:7 was proposed". */
enum status maker_is_not_checker(const struct book *book, const char *maker, const char *what,
                                 struct error *err) CHECKED;

/* The same of what an event did: its maker is whoever posted it, and whoever had proposed it.
 * Inside a transaction. */
enum status maker_is_not_reviewer(struct book *book, int64_t event, const char *what,
                                  struct error *err) CHECKED;

#endif
