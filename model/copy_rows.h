/* copy_rows.h - the tables beside the events: rows that the target lacks, and rows that changed. */
#ifndef MODEL_COPY_ROWS_H
#define MODEL_COPY_ROWS_H

#include "model/copy_work.h"

/* Bring one table up to date; *done counts its rows, total is of all such tables. Rows that the
 * source does not have stay, for the proof to find. */
enum status copy_rows(struct copy_work *work, const struct relation *relation, int64_t *done,
                      int64_t total, struct error *err) CHECKED;

#endif
