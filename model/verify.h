/* verify.h - proves the invariants of the books from what is stored, one row each. */
#ifndef MODEL_VERIFY_H
#define MODEL_VERIFY_H

#include "model/book.h"
#include "model/verify_row.h"

/* Rows in order; owned by mem. */
enum status verify_run(struct book *book, void *mem, struct verify_row **rows, size_t *count,
                       struct error *err) CHECKED;

#endif
