/* verify_personal.h - proves that personal data is what its events sealed, and that what was erased
 * is gone. */
#ifndef MODEL_VERIFY_PERSONAL_H
#define MODEL_VERIFY_PERSONAL_H

#include "model/book.h"
#include "model/verify_row.h"

enum status verify_personal(struct book *book, struct verify_row *row, struct error *err) CHECKED;

#endif
