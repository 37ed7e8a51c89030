/* plan_number.h - whether a file is of the account that it is imported into, by the bank's number.
 */
#ifndef IMPORT_PLAN_NUMBER_H
#define IMPORT_PLAN_NUMBER_H

#include "import/bank.h"
#include "model/book.h"

/* STATUS_REFUSED names both numbers where the file says another than the account's last statement
 * that has one, and accepted (NULL or "" for none) gives no reason. *is_other tells whether it
 * does. */
enum status plan_number_check(struct book *book, const char *account, const struct bank_file *file,
                              const char *accepted, bool *is_other, struct error *err) CHECKED;

#endif
