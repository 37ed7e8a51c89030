/* doubt.h - a commit during which the connection went away: by what it can be asked after, and how
 * what came of it is told. */
#ifndef MODEL_DOUBT_H
#define MODEL_DOUBT_H

#include "model/store.h"

#include <stdbool.h>

#define BOOK_HASH_BYTES 65

/* Its last event. */
struct book_doubt {
    int64_t event; /* 0: there is no doubt whether it was kept, or nothing was appended */
    char hash[BOOK_HASH_BYTES];
};

/* Whether that event is in the book. */
enum status doubt_find(struct store *store, int64_t book, const struct book_doubt *doubt,
                       bool *is_there, struct error *err) CHECKED;
/* STATUS_LOST and STATUS_UNSURE, with what to do. */
enum status doubt_was_not_kept(const struct book_doubt *doubt, struct error *err) CHECKED;
enum status doubt_may_be_kept(const struct book_doubt *doubt, const char *why,
                              struct error *err) CHECKED;

#endif
