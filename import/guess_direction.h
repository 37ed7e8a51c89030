/* guess_direction.h - what is money in and what is money out: by a column of words, or by a sign.
 */
#ifndef IMPORT_GUESS_DIRECTION_H
#define IMPORT_GUESS_DIRECTION_H

#include "import/guess_part.h"

void guess_direction(struct look *look);

#endif
