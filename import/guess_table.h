/* guess_table.h - which lines are rows, which one names the columns, and what each column has. */
#ifndef IMPORT_GUESS_TABLE_H
#define IMPORT_GUESS_TABLE_H

#include "import/guess_part.h"

enum status guess_table(struct look *look, struct error *err) CHECKED;

#endif
