/* copy_terms.h - what is asked of a copy, and what it proves. */
#ifndef MODEL_COPY_TERMS_H
#define MODEL_COPY_TERMS_H

#include "model/digest.h"

#include <stdbool.h>
#include <stdint.h>

struct copy_terms {
    const char *to; /* the target's URL */
    int64_t batch;  /* events, or rows of other tables, in a transaction; 0: what is best */
    /* After each transaction and now and then between; false stops there with STATUS_CANCELLED.
     * what is "events", "rows" or "compared". NULL allowed. */
    bool (*progress)(void *state, const char *what, int64_t done, int64_t total);
    void *state;
};

/* A table that is the same on both sides. digest: SHA-256 of its rows' bytes (relation.h) in the
 * order of their keys. */
struct copy_table {
    const char *name;
    int64_t rows;
    char digest[DIGEST_HEX_BYTES];
};

#endif
