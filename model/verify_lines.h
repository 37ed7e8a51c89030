/* verify_lines.h - proves that what a bank line says of its counterparty is what its event sealed
 * (or, of before there were seals, said), and that what was erased is gone. */
#ifndef MODEL_VERIFY_LINES_H
#define MODEL_VERIFY_LINES_H

#include "model/book.h"
#include "model/verify_row.h"

/* Adds to the row. */
enum status verify_lines(struct book *book, struct verify_row *row, struct error *err) CHECKED;

#endif
