/* verify.h - proves the invariants of the books from what is stored, one row each. */
#ifndef MODEL_VERIFY_H
#define MODEL_VERIFY_H

#include "model/book.h"

#define VERIFY_BREACH_BYTES 256

struct verify_row {
    int number; /* as in the design */
    const char *name;
    bool holds;
    int64_t checked;                        /* things looked at */
    char first_breach[VERIFY_BREACH_BYTES]; /* "" when it holds */
};

/* Rows in order; owned by mem. */
enum status verify_run(struct book *book, void *mem, struct verify_row **rows, size_t *count,
                       struct error *err) CHECKED;

#endif
