/* feed_seal.h - lines that were read and are not applied yet: as their events will have them, with
 * personal data sealed (model/personal.h). */
#ifndef IMPORT_FEED_SEAL_H
#define IMPORT_FEED_SEAL_H

#include "import/feed_line.h"
#include "model/book.h"

struct feed_event {
    size_t lines; /* that were read with it, blank ones too */
    struct feed_line line;
    const char *body;   /* as it was sent */
    const char *sealed; /* as its event has it: the same where nothing is personal */
};

/* Fill in sealed, mem's where it is another text. What was told before is sealed as it was then.
 * Inside a transaction. */
enum status feed_seal(struct book *book, const char *source, void *mem, struct feed_event *events,
                      size_t count, struct error *err) CHECKED;

#endif
