/* encoding.h - which encoding a file is written in, and its text as UTF-8, piece by piece.
 *
 * The whole file decides: a byte order mark, else strict UTF-8, else UTF-16 by where its zero bytes
 * stand, else what the profile says. Nothing is ever replaced: a byte that cannot be decoded is
 * STATUS_INVALID with its offset, line and bytes, and so is a NUL. Decoded with iconv. */
#ifndef IMPORT_ENCODING_H
#define IMPORT_ENCODING_H

#include "model/error.h"

#include <stdbool.h>
#include <stddef.h>

#define ENCODING_NAME_BYTES 24
#define ENCODING_AUTO "auto" /* what a profile says that names no encoding of its own */

struct encoding {
    char name[ENCODING_NAME_BYTES];
    size_t mark_bytes; /* of the byte order mark at the start */
    bool is_utf8;
};

/* Whether iconv can read it. */
bool encoding_is_known(const char *name);

/* wanted is the profile's encoding or ENCODING_AUTO. */
enum status encoding_decide(const char *bytes, size_t size, const char *wanted,
                            struct encoding *out, struct error *err) CHECKED;

/* encoding is what encoding_decide said of these very bytes. Hand the text to take() in pieces, cut
 * anywhere. A status other than OK that take() returns ends the decoding and is passed on. */
enum status encoding_decode(const char *bytes, size_t size, const struct encoding *encoding,
                            enum status (*take)(void *state, const char *text, size_t text_bytes,
                                                struct error *err),
                            void *state, struct error *err) CHECKED;

/* The bytes that a cell had in the file, in hex, from its decoded text. */
char *encoding_hex(void *mem, const char *encoding, const char *text, size_t text_bytes);

#endif
