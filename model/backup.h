/* backup.h - a copy of the store's file while it is in use, looked at before it counts. */
#ifndef MODEL_BACKUP_H
#define MODEL_BACKUP_H

#include "model/book.h"
#include "model/digest.h"

struct backup_terms {
    const char *path; /* of a file that is not there yet */
    /* what is "pages", then "checked". NULL allowed. */
    void (*progress)(void *state, const char *what, int64_t done, int64_t total);
    void *state;
};

struct backup_result {
    int64_t events;
    char head[DIGEST_HEX_BYTES]; /* the last one's hash */
};

/* Before the copy gets its name it is opened, checked whole, and its chain of events ends where the
 * source's does. STATUS_UNSUPPORTED, with what to do instead, where the store is no file. */
enum status backup_run(struct book *book, const struct backup_terms *terms,
                       struct backup_result *out, struct error *err) CHECKED;

#endif
