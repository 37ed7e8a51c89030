/* feed_parse.h - one line of a feed: JSON in, a typed line out, or what is wrong with it.
 *
 * Duplicate keys, NULs, what is not UTF-8, a missing or wrongly typed field and an amount that is
 * no decimal string are STATUS_INVALID; a limit is STATUS_LIMIT. Fields that the table does not
 * know are accepted and kept in the body. A null is as good as nothing. */
#ifndef IMPORT_FEED_PARSE_H
#define IMPORT_FEED_PARSE_H

#include "import/feed_types.h"

/* *out and all its texts are owned by mem. *body is the canonical form: the object without its id,
 * keys sorted, without spaces. */
enum status feed_parse(void *mem, const char *text, size_t bytes, struct feed_line *out,
                       const char **body, struct error *err) CHECKED;

#endif
