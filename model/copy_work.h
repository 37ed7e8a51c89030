/* copy_work.h - what the steps of a copy share: both stores, where the target stands, and the
 * target's transactions.
 *
 * The source is read in one snapshot. The target is written in many transactions; each makes sure
 * that nobody else has written since the one before, and the first marks the book as half copied.
 */
#ifndef MODEL_COPY_WORK_H
#define MODEL_COPY_WORK_H

#include "model/copy_terms.h"
#include "model/relation.h"

#define COPY_BATCH_EVENTS 1000 /* events in a transaction */
#define COPY_BATCH_ROWS 5000   /* rows of other tables in a transaction */
#define COPY_BATCH_BYTES (8 * 1024 * 1024)
#define COPY_PAGE_ROWS 1000 /* of the target, looked at together */

/* What the target was found to be. */
enum copy_state {
    COPY_EMPTY,
    COPY_HALF,
    COPY_WHOLE, /* a copy that was finished, of this source as it was then */
};

/* The last event of a store: 0 and "" before the first. */
struct copy_head {
    int64_t number;
    char hash[DIGEST_HEX_BYTES];
};

struct copy_work {
    void *mem;
    const struct copy_terms *terms;
    struct store *source, *target;
    int64_t book;
    enum copy_state state;
    struct copy_head source_head;
    struct copy_head at; /* the target's, after what is written */
    bool is_marked;      /* the target's book says that it is half copied */
    int64_t units;       /* events or rows in the transaction under way */
    size_t bytes;
    int64_t written; /* rows other than events and legs */
};

enum status copy_head_of(struct store *store, int64_t book, struct copy_head *out,
                         struct error *err) CHECKED;

/* Open the target's next transaction, unless one is open. */
enum status copy_begin(struct copy_work *work, struct error *err) CHECKED;
/* One more thing was written, so many bytes; commits where that is enough for one transaction:
 * as many things as the terms say, or else as units_max. */
enum status copy_count(struct copy_work *work, size_t bytes, int64_t units_max,
                       struct error *err) CHECKED;
/* Commit what is open, if anything is. */
enum status copy_commit(struct copy_work *work, struct error *err) CHECKED;

/* STATUS_CANCELLED where nobody wants to go on. */
enum status copy_tell(const struct copy_work *work, const char *what, int64_t done, int64_t total,
                      struct error *err) CHECKED;

/* How many rows the table has in the source. */
enum status copy_rows_of(struct copy_work *work, const struct relation *relation, int64_t *out,
                         struct error *err) CHECKED;

/* A statement over all of the source's rows, bound and ready to be stepped. */
enum status copy_read_all(struct copy_work *work, struct store *store,
                          const struct relation *relation, struct stmt **out,
                          struct error *err) CHECKED;

#endif
