/* evidence_row.h - stored pieces of evidence, and what is in them. */
#ifndef MODEL_EVIDENCE_ROW_H
#define MODEL_EVIDENCE_ROW_H

#include "model/document.h"

struct evidence_row {
    int64_t id;
    const char *complaint, *side, *kind, *media, *sha256;
    const char *name; /* NULL: none */
    int64_t bytes, at_us, event;
    int64_t erased_event; /* 0: it is kept */
};

/* STATUS_NOT_FOUND names it. Owned by mem. */
enum status evidence_find(struct book *book, void *mem, int64_t id, struct evidence_row *out,
                          struct error *err) CHECKED;
/* What is in it, hashed again: STATUS_CORRUPT where that is not what its hash says, STATUS_REFUSED
 * where it is erased. Owned by mem, with a NUL behind it. */
enum status evidence_read(struct book *book, void *mem, const struct evidence_row *row,
                          struct document *out, struct error *err) CHECKED;

/* Whether it can be shown as it is: a statement, a link, a file of text. */
bool evidence_is_text(const struct evidence_row *row);

/* Part of an event: the bytes, where the store does not have them. */
enum status evidence_keep(struct book *book, const struct document *content,
                          struct error *err) CHECKED;
/* Part of an event: the bytes go, where no piece that is kept has them. */
enum status evidence_drop(struct book *book, const char *sha256, struct error *err) CHECKED;

/* Which pieces of a complaint the operator has looked at, and which not, as "1,3"; NULL: none. What
 * is erased counts as neither. Owned by mem. */
struct evidence_seen {
    char *looked, *unlooked;
};
enum status evidence_seen(struct book *book, void *mem, const char *complaint,
                          const char *operator_login, struct evidence_seen *out,
                          struct error *err) CHECKED;

#endif
