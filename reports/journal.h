/* journal.h - the books as plain-text accounting, for ledger, hledger and beancount.
 *
 * Each event that has legs is a transaction, its number the code. Debits are positive there, so
 * every sign is turned: bank and transit accounts are Assets, all others Liabilities. Names keep
 * letters, digits and what is harmless in the format; every other byte is written in hex, so that
 * two names never become one. */
#ifndef REPORTS_JOURNAL_H
#define REPORTS_JOURNAL_H

#include "model/book.h"

#include <stdio.h>

enum journal_format { JOURNAL_LEDGER, JOURNAL_HLEDGER, JOURNAL_BEANCOUNT };

/* STATUS_INVALID names what is allowed. */
enum status journal_format_parse(const char *name, enum journal_format *out,
                                 struct error *err) CHECKED;

/* The whole journal, of one moment, in constant memory. */
enum status journal_write(struct book *book, void *mem, enum journal_format format, FILE *out,
                          struct error *err) CHECKED;

#endif
