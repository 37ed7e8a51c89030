/* verify_cautions.h - that trainings and warnings, their answers and their withdrawals are what the
 * events say, each of them once. */
#ifndef MODEL_VERIFY_CAUTIONS_H
#define MODEL_VERIFY_CAUTIONS_H

#include "model/book.h"
#include "model/verify_row.h"

/* row->checked is how many events put, answered or withdrew one. */
enum status verify_cautions(struct book *book, struct verify_row *row, struct error *err) CHECKED;

#endif
