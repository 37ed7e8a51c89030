/* plan_match.h - what the new rows of a plan stand for, by the references that they bear,
 * and by the rules that are on (model/rule.h). */
#ifndef IMPORT_PLAN_MATCH_H
#define IMPORT_PLAN_MATCH_H

#include "import/plan_rows.h"

/* Sets the fate, item and ground of every new row, oldest first: an item that a row takes is closed
 * for later ones. */
enum status plan_match(struct book *book, struct plan_inside *inside, struct error *err) CHECKED;

#endif
