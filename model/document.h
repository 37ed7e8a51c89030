/* document.h - files that the store keeps whole, by the SHA-256 of what is in them: what an order
 * of an authority rests on. */
#ifndef MODEL_DOCUMENT_H
#define MODEL_DOCUMENT_H

#include "model/book.h"

#define DOCUMENT_BYTES_MAX (1024 * 1024)

struct document {
    const char *name; /* of the file, without its folders */
    const void *bytes;
    size_t count;
};
/* STATUS_INVALID for one that is empty or has no name, STATUS_LIMIT beyond DOCUMENT_BYTES_MAX. */
enum status document_check(const struct document *document, struct error *err) CHECKED;
/* What it is called in the store: 64 digits, owned by mem. */
char *document_hash(void *mem, const struct document *document);
/* Part of an event; nothing where the store has it already. */
enum status document_store(struct book *book, const struct document *document, int64_t event,
                           struct error *err) CHECKED;
/* Owned by mem; STATUS_NOT_FOUND, and STATUS_CORRUPT for one that is not what its hash says. */
enum status document_read(struct book *book, void *mem, const char *hash, struct document *out,
                          struct error *err) CHECKED;

#endif
