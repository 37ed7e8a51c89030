/* query.h - the small questions of the entities: one number from the store. */
#ifndef MODEL_QUERY_H
#define MODEL_QUERY_H

#include "model/book.h"

/* The first column of the first row, fallback when there is no row. first and second are bound to
 * $1 and $2; NULL for a statement that has fewer parameters. */
enum status query_int(struct book *book, const char *sql, const char *first, const char *second,
                      int64_t fallback, int64_t *out, struct error *err) CHECKED;

/* STATUS_CONFLICT "what id exists already" when sql finds a row for id as $1. */
enum status query_is_new(struct book *book, const char *sql, const char *what, const char *id,
                         struct error *err) CHECKED;

#endif
