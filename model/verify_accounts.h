/* verify_accounts.h - one pass over all accounts and their legs, in the order of their numbers:
 * every balance, now and after each leg, and what all of them come to. */
#ifndef MODEL_VERIFY_ACCOUNTS_H
#define MODEL_VERIFY_ACCOUNTS_H

#include "model/book.h"
#include "model/verify_row.h"

/* rows: VERIFY_ROWS of them. Inside a transaction; the memory that it takes does not grow with the
 * store. */
enum status verify_accounts(struct book *book, struct verify_row *rows, struct error *err) CHECKED;

#endif
