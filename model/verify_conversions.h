/* verify_conversions.h - that each conversion moved what its rate says, between its two parties. */
#ifndef MODEL_VERIFY_CONVERSIONS_H
#define MODEL_VERIFY_CONVERSIONS_H

#include "model/book.h"
#include "model/verify_row.h"

enum status verify_conversions(struct book *book, struct verify_row *row,
                               struct error *err) CHECKED;

#endif
