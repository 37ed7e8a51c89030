/* text.h - text is valid UTF-8 in NFC inside Holdfast; this is the door where that is checked.
 *
 * Sources: Unicode 15 (UAX 15 normalisation, CaseFolding.txt) through utf8proc. Width on a screen
 * is no property of text: tui/ asks wcwidth. */
#ifndef MODEL_TEXT_H
#define MODEL_TEXT_H

#include "model/error.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define TEXT_ID_BYTES_MAX 128     /* an identifier given by others */
#define TEXT_NAME_BYTES_MAX 512   /* a name, a reason's short form */
#define TEXT_BODY_BYTES_MAX 16384 /* facts, a memo, a notice */

/* Offset of the first byte that is not strict UTF-8 (no surrogates, no overlong forms, no NUL), or
 * bytes when all of it is. */
size_t text_valid_prefix(const char *text, size_t bytes);

/* The text in NFC, owned by mem. STATUS_INVALID names the offset of a bad byte, STATUS_LIMIT a text
 * longer than bytes_max. what names the field in the message ("facts"). */
enum status text_accept(void *mem, const char *what, const char *text, size_t bytes,
                        size_t bytes_max, char **out, struct error *err) CHECKED;

/* An identifier: text_accept, not empty, no control characters, no spaces at its ends. */
enum status text_accept_id(void *mem, const char *what, const char *text, char **out,
                           struct error *err) CHECKED;

/* A search key: NFC, case folded. Invalid input is folded up to its first bad byte. */
char *text_fold(void *mem, const char *text);

/* One code point at text (bytes left > 0): its length in bytes, 0 for a byte that is none; the code
 * point in *out. */
size_t text_decode(const char *text, size_t bytes, uint32_t *out);

/* Encode one scalar value into out (at least 4 bytes); returns the bytes written. */
size_t text_encode(uint32_t code_point, char *out);

/* Lower-case hex of bytes, owned by mem. */
char *text_hex(void *mem, const void *data, size_t bytes);
/* The way back: the bytes, with a NUL behind them, owned by mem. NULL for what text_hex never
 * writes. */
char *text_unhex(void *mem, const char *hex, size_t *bytes);

/* Strict decimal: optional '-', digits, nothing else, in the range of int64_t. */
bool text_to_int(const char *text, int64_t *out);

/* The way back, into a buffer of TEXT_INT_BYTES; its length. printf takes many times as long, and
 * every event has a dozen numbers. */
#define TEXT_INT_BYTES 21
size_t text_of_int(int64_t value, char *buffer);

#endif
