/* money.h - exact amounts: integer minor units of an ISO 4217 currency.
 *
 * Arithmetic refuses overflow (STATUS_LIMIT) and mixed currencies (STATUS_INVALID). Every rounding
 * names its mode. There is no floating point here, and none may come near. */
#ifndef MODEL_MONEY_H
#define MODEL_MONEY_H

#include "model/error.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define MONEY_TEXT_BYTES 48 /* the longest amount that money_format writes, with its NUL */

struct money {
    int64_t minor;
    char currency[4];
};

/* Half up is away from zero, as an invoice rounds: -0.5 becomes -1. */
enum rounding { ROUND_FLOOR, ROUND_CEIL, ROUND_HALF_EVEN, ROUND_HALF_UP };

/* Decimal places of a currency by ISO 4217 (JPY 0, KWD 3); -1 for a code that is not in it. */
int currency_exponent(const char *currency);

/* STATUS_INVALID for a code that ISO 4217 does not have. */
enum status money_make(int64_t minor, const char *currency, struct money *out,
                       struct error *err) CHECKED;

enum status money_add(struct money a, struct money b, struct money *out, struct error *err) CHECKED;
enum status money_subtract(struct money a, struct money b, struct money *out,
                           struct error *err) CHECKED;

/* The same on bare minor units, for sums over one currency. */
enum status minor_add(int64_t a, int64_t b, int64_t *out, struct error *err) CHECKED;
enum status minor_subtract(int64_t a, int64_t b, int64_t *out, struct error *err) CHECKED;

/* amount * numerator / denominator (denominator > 0), exact through 128 bits. */
enum status minor_ratio(int64_t amount, int64_t numerator, int64_t denominator,
                        enum rounding rounding, int64_t *out, struct error *err) CHECKED;

/* "half-even", "down" or "up": how what a rate leaves below the smallest unit is rounded. */
enum status rounding_parse(const char *text, enum rounding *out, struct error *err) CHECKED;

/* An exact rate: one unit (not one minor unit) of what is sold buys numerator / denominator units;
 * both above zero and in lowest terms. */
struct rate {
    int64_t numerator, denominator;
};
/* "7853/1000" or "7.853", which is the same; STATUS_INVALID for what is no such number or not above
 * zero, STATUS_LIMIT beyond 64 bits. */
enum status rate_parse(const char *text, struct rate *out, struct error *err) CHECKED;
/* "7853/1000", or "8". buffer has RATE_TEXT_BYTES. Returns buffer. */
#define RATE_TEXT_BYTES 44
char *rate_format(struct rate rate, char *buffer);
/* What amount buys of another currency, by the exponents of both, rounded once at the end. */
enum status money_convert(struct money amount, struct rate rate, const char *currency,
                          enum rounding rounding, struct money *out, struct error *err) CHECKED;

/* Share total out by weights (each >= 0, their sum > 0): parts sum to total to the minor unit; the
 * odd units go to the largest remainders, the first of equals first. */
enum status money_split(int64_t total_minor, const int64_t *weights, size_t count,
                        int64_t *parts_minor, struct error *err) CHECKED;

/* A decimal string in the currency's exponent: "-1234.50". Fewer decimals than the exponent are
 * fine, more are STATUS_INVALID, as are signs in the middle, thousands separators and empty text.
 */
enum status money_parse(const char *text, const char *currency, struct money *out,
                        struct error *err) CHECKED;

/* Options for text that people and banks write. Separators are single ASCII bytes, or 0 for none;
 * a space as thousands separator also accepts U+00A0 and U+202F. Groups must be of three digits
 * (a leading group of one to three), so that 1,5 is never read as 15. */
struct money_style {
    char decimal;
    char thousands;
};
enum status money_parse_styled(const char *text, const char *currency, struct money_style style,
                               struct money *out, struct error *err) CHECKED;

/* "-1234.50": for files and scripts. "-1,234.50": for people. buffer has MONEY_TEXT_BYTES. Returns
 * buffer. */
char *money_format(struct money amount, char *buffer);
char *money_format_grouped(struct money amount, char *buffer);

#endif
