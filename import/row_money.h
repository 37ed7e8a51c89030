/* row_money.h - the money of a row: its currency, its signed amount, the balance after it. */
#ifndef IMPORT_ROW_MONEY_H
#define IMPORT_ROW_MONEY_H

#include "import/row_part.h"

/* The currency goes first: amounts are read in it. */
enum status row_currency(const struct row_reader *reader, const struct csv_record *record,
                         struct bank_row *row, struct verdict *verdict);
enum status row_amount(const struct row_reader *reader, const struct csv_record *record,
                       struct bank_row *row, struct verdict *verdict);

/* A balance that is no number is none, and counted as masked. */
void row_balance(const struct row_reader *reader, const struct csv_record *record,
                 struct bank_row *row);

/* What the bank writes for a currency, as its code; NULL for none that is known. */
const char *row_currency_of(const struct profile *profile, const char *word);

/* Text in the profile's style into minor units; STATUS_INVALID says why not. */
enum status row_money(const struct profile *profile, const char *text, const char *currency,
                      int64_t *out, struct error *err) CHECKED;

#endif
