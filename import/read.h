/* read.h - a bank's file and its profile -> rows, rejects, and rows that do not count.
 *
 * Invariants:
 * 1. Every physical line is a row, part of one, a named reject, a row that does not count with its
 *    reason, above the header, blank, or matched by the profile's `ignore`. Nothing is dropped.
 * 2. What cannot be read never becomes a number: it is a reject, or, for a balance, no balance.
 *
 * All that is read belongs to the struct bank_file and needs the source no more. */
#ifndef IMPORT_READ_H
#define IMPORT_READ_H

#include "import/bank.h"
#include "import/source.h"

/* currency is what rows have where the profile says "account"; NULL where that is not known, which
 * a profile that needs it refuses. */
enum status read_bank_file(void *mem, const struct profile *profile, const char *currency,
                           const struct source *source, struct bank_file **out,
                           struct error *err) CHECKED;

#endif
