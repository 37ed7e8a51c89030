/* verify_days.h - that a closed day is what was signed: its sheet has the hash that its event has,
 * its figures follow again from the lines that were there when it was closed, and each break that
 * was open then is on it. What came since fell into a later day, and says so. */
#ifndef MODEL_VERIFY_DAYS_H
#define MODEL_VERIFY_DAYS_H

#include "model/book.h"
#include "model/verify_row.h"

enum status verify_days(struct book *book, struct verify_row *row, struct error *err) CHECKED;

#endif
