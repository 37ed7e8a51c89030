/* locate.h - which account a label means: "hold:42", "available:S-0001", or, where a name stands
 * for several currencies, "available:S-0001/CNY". */
#ifndef MODEL_LOCATE_H
#define MODEL_LOCATE_H

#include "model/book.h"

/* The account's row number. A label without currency means the account that was opened first.
 * STATUS_NOT_FOUND names the label. */
enum status locate_account(struct book *book, const char *label, int64_t *out,
                           struct error *err) CHECKED;

#endif
