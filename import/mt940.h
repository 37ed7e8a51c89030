/* mt940.h - SWIFT MT940 customer statements into rows.
 *
 * Source: the SWIFT user handbook's MT940 (:20:, :25:, :28C:, :60F/M:, :61:, :86:, :62F/M:, :64:),
 * and the structured :86: of German banks (a code of three digits, then ?00 to ?63). A file may
 * have many statements, of many accounts, with SWIFT's envelope or without.
 *
 * The day of a row is its entry date, which has no year: the one nearest to its value date. A
 * reversal of a credit (RC) is money out, that of a debit (RD) money in. The bank's reference
 * (after
 * //) is the row's reference; the customer's, the second line of :61: and :86: are its text. A line
 * of text that is full (65 characters, 27 in ?20) goes on with the next one without a blank. */
#ifndef IMPORT_MT940_H
#define IMPORT_MT940_H

#include "import/stated.h"

/* Whether the start of a file is that of an MT940. */
bool mt940_fits(const char *text, size_t bytes);

/* The whole text in UTF-8. Errors name the line. */
enum status mt940_read(struct stated *stated, const char *text, size_t bytes,
                       struct error *err) CHECKED;

#endif
