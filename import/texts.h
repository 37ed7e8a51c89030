/* texts.h - many short texts in one piece of memory, named by their offset.
 *
 * A file of a hundred thousand rows has several texts in each; one allocation per text would cost
 * more than the texts. Offset 0 is the empty text. */
#ifndef IMPORT_TEXTS_H
#define IMPORT_TEXTS_H

#include "model/error.h"

#include <stddef.h>
#include <stdint.h>

#define TEXTS_BYTES_MAX ((size_t)UINT32_MAX)

struct texts {
    void *mem;
    char *bytes;
    size_t used;
    size_t room;
};

void texts_init(struct texts *texts, void *mem);

/* Text that is valid UTF-8 already is added in NFC; more than TEXT_BODY_BYTES_MAX is STATUS_LIMIT.
 */
enum status texts_add(struct texts *texts, const char *text, size_t text_bytes, uint32_t *out,
                      struct error *err) CHECKED;

/* Bytes as they are, with a NUL after them. */
uint32_t texts_add_raw(struct texts *texts, const char *bytes, size_t count);

const char *texts_at(const struct texts *texts, uint32_t offset);

#endif
