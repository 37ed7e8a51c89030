/* feed_body.h - a parsed JSON value in its canonical form: keys sorted by their bytes, no spaces.
 */
#ifndef IMPORT_FEED_BODY_H
#define IMPORT_FEED_BODY_H

#include <stddef.h>

#include <jansson.h>

/* NUL-terminated, owned by mem. hint_bytes: about how long it will be. */
char *feed_body(void *mem, json_t *value, size_t hint_bytes);
/* The body of an object with another text for one of its fields. */
char *feed_body_with(void *mem, const char *body, const char *field, const char *text);

#endif
