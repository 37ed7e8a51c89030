/* plan_known.h - which rows of one currency the account has already, and whether the new ones are
 * proved.
 *
 * A balance tells where a row stands: when late rows came before it, it has moved by their sum;
 * when they filled a gap, it has not. Rows are walked from the oldest, and what is known so far
 * says by how much the balances of the next known row differ from those stored. */
#ifndef IMPORT_PLAN_KNOWN_H
#define IMPORT_PLAN_KNOWN_H

#include "import/plan_rows.h"
#include "model/line.h"

/* Sets fates and positions of the rows of this currency, and adds gaps, revisions, a shift and the
 * statement's balance to inside. */
enum status plan_known(struct book *book, struct plan_inside *inside,
                       const struct line_account *account, struct error *err) CHECKED;

#endif
