/* canon.h - a small JSON object in its canonical form, as the bodies of events have it: keys sorted
 * by their bytes, no spaces, text in UTF-8 with only what JSON must escape escaped.
 *
 * It is built field by field; a key that is set again has its last value. */
#ifndef MODEL_CANON_H
#define MODEL_CANON_H

#include "model/money.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct canon;

/* Text as JSON writes it, in its quotes, into out, which has room for CANON_QUOTED_MAX(bytes). The
 * bytes written. */
#define CANON_QUOTED_MAX(bytes) (6 * (bytes) + 2)
size_t canon_quote(const char *text, size_t bytes, char *out);

struct canon *canon_new(void *mem);
/* Keys are borrowed and outlive the object; text is valid UTF-8 and copied. */
void canon_text(struct canon *canon, const char *key, const char *text);
void canon_int(struct canon *canon, const char *key, int64_t value);
/* {"currency":"CNY","minor":1234} */
void canon_money(struct canon *canon, const char *key, struct money amount);
/* The whole object, owned by the canon. */
const char *canon_object(struct canon *canon);

/* Whether a written object has the key, with a value that begins so: in JSON, or a text. Keys
 * inside what it has are keys of it, too; a NULL object has none. */
bool canon_has(const char *object, const char *key, const char *json, size_t bytes);
bool canon_has_text(const char *object, const char *key, const char *text);

#endif
