/* bond.h - which hold is a seller's bond, as the transaction under way sees it. */
#ifndef MODEL_BOND_H
#define MODEL_BOND_H

#include "model/account.h"

/* The seller's bond in this currency, the oldest that holds anything and is no part that is set
 * apart; *out is NULL without one. */
enum status bond_find(struct book *book, const char *seller, const char *currency,
                      struct account **out, struct error *err) CHECKED;
/* Ask for those of many sellers at once and keep them for this transaction. */
enum status bond_foresee(struct book *book, const struct id_list *sellers,
                         struct error *err) CHECKED;
/* The ledger's: money has moved on the account, which may be a bond. */
void bond_note(struct book *book, const struct account *account);

#endif
