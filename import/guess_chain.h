/* guess_chain.h - which columns are amounts and which is the balance after them, by trying.
 *
 * Where the balance closes on every row, nothing else can be meant. Two ways that close and give
 * other amounts prove nothing. */
#ifndef IMPORT_GUESS_CHAIN_H
#define IMPORT_GUESS_CHAIN_H

#include "import/guess_part.h"

/* Sets the keys of the columns, their sign and the words of a direction, and look->is_proved. */
void guess_chain(struct look *look);

#endif
