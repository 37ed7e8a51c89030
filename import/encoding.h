/* encoding.h - which encoding a file is written in, and its text as UTF-8, piece by piece.
 *
 * The whole file decides: a byte order mark, else strict UTF-8 (unless a word that must be in the
 * file stands there in the profile's encoding), else UTF-16 by where its zero bytes stand, else
 * what the profile says. Nothing is ever replaced: a byte that cannot be decoded stays in the text
 * as a stray, three bytes that are no UTF-8, for the row reader to refuse. A NUL is STATUS_INVALID.
 * Decoded with iconv. */
#ifndef IMPORT_ENCODING_H
#define IMPORT_ENCODING_H

#include "model/error.h"

#include <stdbool.h>
#include <stddef.h>

#define ENCODING_NAME_BYTES 24
#define ENCODING_STRAY_BYTES 3 /* of text for each byte that cannot be decoded */
#define ENCODING_AUTO "auto"   /* what a profile says that names no encoding of its own */

struct encoding {
    char name[ENCODING_NAME_BYTES];
    size_t mark_bytes; /* of the byte order mark at the start */
    bool is_utf8;
    bool may_be_damaged; /* strays or U+FFFD may stand in the text */
};

/* Whether iconv can read it. */
bool encoding_is_known(const char *name);

/* wanted is the profile's encoding or ENCODING_AUTO; word is a text that is not all ASCII and must
 * be in the file, or NULL. */
enum status encoding_decide(const char *bytes, size_t size, const char *wanted, const char *word,
                            struct encoding *out, struct error *err) CHECKED;

/* Text that is valid UTF-8 by accident: word stands at its beginning as the encoding wanted writes
 * it, and not as UTF-8 does. */
bool encoding_by_accident(const char *bytes, size_t size, const char *wanted, const char *word);

/* encoding is what encoding_decide said of these very bytes. Hand the text to take() in pieces, cut
 * anywhere. A status other than OK that take() returns ends the decoding and is passed on. */
enum status encoding_decode(const char *bytes, size_t size, const struct encoding *encoding,
                            enum status (*take)(void *state, const char *text, size_t text_bytes,
                                                struct error *err),
                            void *state, struct error *err) CHECKED;

/* The stray bytes of a text, as they stand in the file, at most room of them: how many. */
size_t encoding_strays(const char *text, size_t bytes, char *strays, size_t room);

/* Write strays as people see them, in place: \BD. The text is valid UTF-8 after that. */
void encoding_show_strays(char *text, size_t bytes);

/* The bytes that a cell had in the file, in hex, from its decoded text. */
char *encoding_hex(void *mem, const char *encoding, const char *text, size_t text_bytes);

#endif
