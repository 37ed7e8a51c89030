/* guess_besides.h - currency, texts, states, and lines that are no rows. */
#ifndef IMPORT_GUESS_BESIDES_H
#define IMPORT_GUESS_BESIDES_H

#include "import/guess_part.h"

void guess_besides(struct look *look);
/* Rows that the profile could not read are asked for. */
void guess_rejects(struct look *look);

#endif
