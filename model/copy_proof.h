/* copy_proof.h - proves that two stores hold the same, row by row. */
#ifndef MODEL_COPY_PROOF_H
#define MODEL_COPY_PROOF_H

#include "model/copy_work.h"

/* Compare every row of every table, both read in the order of keys, and digest each side by itself.
 * STATUS_CORRUPT names the first row that differs, is missing or is too many. *tables is owned by
 * work->mem. */
enum status copy_prove(struct copy_work *work, struct copy_table **tables, size_t *count,
                       struct error *err) CHECKED;

#endif
