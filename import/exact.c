#include "import/exact.h"

#include "model/money.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#define GROUP_DIGITS 3

/* The decimals that count: zeros beyond the exponent are none. */
static size_t decimals_of(const char *text, size_t bytes, int exponent)
{
    while (bytes > (size_t)exponent && text[bytes - 1] == '0') {
        bytes--;
    }
    return bytes;
}

/* How many digits stand before anything else. */
static size_t digits_of(const char *text, size_t bytes)
{
    size_t count = 0;
    while (count < bytes && text[count] >= '0' && text[count] <= '9') {
        count++;
    }
    return count;
}

enum status exact_parse(const char *text, size_t bytes, const char *decimals, const char *currency,
                        int64_t *out, struct error *err)
{
    char plain[EXACT_BYTES_MAX + 3];
    const struct money_style style = {.decimal = '.'};
    struct money money;
    int exponent = currency_exponent(currency);
    if (bytes == 0 || bytes > EXACT_BYTES_MAX || memchr(text, '\0', bytes) != NULL) {
        return error_set(err, STATUS_INVALID, "this is no amount");
    }
    if (exponent < 0) {
        return error_set(err, STATUS_INVALID, "'%.8s' is no currency that is known", currency);
    }
    size_t whole = 0;
    while (whole < bytes && strchr(decimals, text[whole]) == NULL) {
        whole++;
    }
    size_t after = whole < bytes ? bytes - whole - 1 : 0;
    bool has_sign = text[0] == '-' || text[0] == '+';
    if (digits_of(text + has_sign, whole - has_sign) + digits_of(text + bytes - after, after) <
        whole - has_sign + after) {
        return error_set(err, STATUS_INVALID, "amount is not a plain number: '%.*s'", (int)bytes,
                         text);
    }
    if (decimals[1] != '\0' && after == GROUP_DIGITS && exponent < GROUP_DIGITS) {
        return error_set(err, STATUS_INVALID, "amount may have decimals or thousands: '%.*s'",
                         (int)bytes, text);
    }
    size_t kept = decimals_of(text + bytes - after, after, exponent);
    bool has_whole = whole > has_sign || after == 0;
    (void)snprintf(plain, sizeof plain, "%.*s%s%s%.*s", (int)whole, text, has_whole ? "" : "0",
                   kept > 0 ? "." : "", (int)kept, text + bytes - after);
    enum status status = money_parse_styled(plain, currency, style, &money, err);
    if (status == STATUS_OK && money.minor == INT64_MIN) {
        status = error_set(err, STATUS_LIMIT, "the amount does not fit into 64 bits");
    }
    if (status == STATUS_OK) {
        *out = money.minor;
    }
    return status;
}
