/* exact.h - an amount as formats other than CSV write it, exactly, as minor units.
 *
 * Decimals beyond the currency's exponent may be there as long as they are zeros (10000,00 of JPY),
 * and may be left out with their separator or without it ("12," and "26.2"), as may a zero before
 * the separator (".5"). No grouping. */
#ifndef IMPORT_EXACT_H
#define IMPORT_EXACT_H

#include "model/error.h"

#include <stddef.h>
#include <stdint.h>

#define EXACT_BYTES_MAX 64 /* a longer text is no amount */

/* decimals: the characters that may stand before the decimals, "," or ".,". Where there are two,
 * three digits after one may be thousands, and are no amount. Text may begin with a sign.
 * STATUS_INVALID, or STATUS_LIMIT for what does not fit into 64 bits or is its smallest. */
enum status exact_parse(const char *text, size_t bytes, const char *decimals, const char *currency,
                        int64_t *out, struct error *err) CHECKED;

#endif
