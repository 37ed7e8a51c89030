/* guess_date.h - the day of a row, its form, and the time. */
#ifndef IMPORT_GUESS_DATE_H
#define IMPORT_GUESS_DATE_H

#include "import/guess_part.h"

void guess_date(struct look *look);

#endif
