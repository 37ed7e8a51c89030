/* copy.h - a whole store into another one, of this engine or the other, event by event, with the
 * same numbers and hashes.
 *
 * Invariants:
 * 1. The source is only read, in one snapshot. Each of its events has to hash to what it says.
 * 2. From its first transaction to its last the target's book says that it is half copied, and
 *    whoever opens it is refused. The last one compares every row of every table, in the order of
 *    keys, and only then takes that away.
 * 3. It may be killed anywhere: run again it goes on where it stood. Run again when it was
 * finished, it brings over what is new, or compares only where nothing is.
 * 4. A target is taken that is not there yet, is empty, or holds this source's events up to one of
 *    them, and nothing else; any other is refused and stays as it is. */
#ifndef MODEL_COPY_H
#define MODEL_COPY_H

#include "model/book.h"
#include "model/copy_terms.h"

struct copy_result {
    int64_t brought;             /* events that this run brought over */
    int64_t events;              /* that both have */
    char head[DIGEST_HEX_BYTES]; /* the last one's hash */
    struct copy_table *tables;
    size_t table_count;
};

/* Copy the book's store. What out has is owned by mem and borrowed names. */
enum status copy_run(void *mem, struct book *book, const struct copy_terms *terms,
                     struct copy_result *out, struct error *err) CHECKED;

#endif
