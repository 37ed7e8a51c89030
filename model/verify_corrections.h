/* verify_corrections.h - that each correction is just what it corrects, the other way round. */
#ifndef MODEL_VERIFY_CORRECTIONS_H
#define MODEL_VERIFY_CORRECTIONS_H

#include "model/book.h"
#include "model/verify_row.h"

enum status verify_corrections(struct book *book, struct verify_row *row,
                               struct error *err) CHECKED;

#endif
