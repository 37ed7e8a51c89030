/* locate.h - which account a label means: "hold:42", "available:S-0001", or, where a name stands
 * for several currencies, "available:S-0001/CNY". */
#ifndef MODEL_LOCATE_H
#define MODEL_LOCATE_H

#include "model/book.h"

/* The account's row number. A label without currency means the account that was opened first.
 * STATUS_NOT_FOUND names the label. */
enum status locate_account(struct book *book, const char *label, int64_t *out,
                           struct error *err) CHECKED;

/* The currency of a party's amounts: of its available account, where it has just one, else of the
 * pool's bank accounts, where they have just one; "" where that is open. */
enum status locate_currency(struct book *book, const char *party, char out[4],
                            struct error *err) CHECKED;
/* The currency of a deal, of a complaint, or of a hold by its number; "" where there is none such.
 */
enum status locate_deal_currency(struct book *book, const char *deal, char out[4],
                                 struct error *err) CHECKED;
enum status locate_complaint_currency(struct book *book, const char *complaint, char out[4],
                                      struct error *err) CHECKED;
enum status locate_hold_currency(struct book *book, int64_t hold, char out[4],
                                 struct error *err) CHECKED;
/* Of a bank line ("line:7" or "7"), or of a hold ("hold:42"). */
enum status locate_line_currency(struct book *book, const char *line, char out[4],
                                 struct error *err) CHECKED;

#endif
