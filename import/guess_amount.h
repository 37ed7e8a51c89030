/* guess_amount.h - how amounts are written, and which columns have them. */
#ifndef IMPORT_GUESS_AMOUNT_H
#define IMPORT_GUESS_AMOUNT_H

#include "import/guess_part.h"

void guess_amount(struct look *look);

#endif
