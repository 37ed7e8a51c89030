#include "model/money.h"

#include "model/mem.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define GROUP_DIGITS 3

/* ISO 4217's largest is 4. */
static const int64_t powers_of_ten[] = {1, 10, 100, 1000, 10000};

static enum status unknown_currency(const char *currency, struct error *err)
{
    (void)error_set(err, STATUS_INVALID, "unknown currency: %s", currency);
    return error_hint(err, "write a code of ISO 4217, such as CNY");
}

enum status money_make(int64_t minor, const char *currency, struct money *out, struct error *err)
{
    if (currency_exponent(currency) < 0) {
        return unknown_currency(currency, err);
    }
    *out = (struct money){.minor = minor};
    memcpy(out->currency, currency, sizeof out->currency);
    return STATUS_OK;
}

static enum status too_large(struct error *err)
{
    return error_set(err, STATUS_LIMIT, "the amount does not fit into 64 bits of minor units");
}

enum status minor_add(int64_t a, int64_t b, int64_t *out, struct error *err)
{
    int64_t sum = 0;
    if (__builtin_add_overflow(a, b, &sum)) {
        return too_large(err);
    }
    *out = sum;
    return STATUS_OK;
}

enum status minor_subtract(int64_t a, int64_t b, int64_t *out, struct error *err)
{
    int64_t difference = 0;
    if (__builtin_sub_overflow(a, b, &difference)) {
        return too_large(err);
    }
    *out = difference;
    return STATUS_OK;
}

static enum status same_currency(struct money a, struct money b, struct error *err)
{
    if (strcmp(a.currency, b.currency) != 0) {
        return error_set(err, STATUS_INVALID, "amounts in %s and %s do not mix", a.currency,
                         b.currency);
    }
    return STATUS_OK;
}

enum status money_add(struct money a, struct money b, struct money *out, struct error *err)
{
    enum status status = same_currency(a, b, err);
    if (status != STATUS_OK) {
        return status;
    }
    *out = a;
    return minor_add(a.minor, b.minor, &out->minor, err);
}

enum status money_subtract(struct money a, struct money b, struct money *out, struct error *err)
{
    enum status status = same_currency(a, b, err);
    if (status != STATUS_OK) {
        return status;
    }
    *out = a;
    return minor_subtract(a.minor, b.minor, &out->minor, err);
}

/* product / denominator (> 0), rounded. */
static enum status divide(__int128 product, __int128 denominator, enum rounding rounding,
                          int64_t *out, struct error *err)
{
    __int128 quotient = product / denominator;
    __int128 remainder = product % denominator;
    if (remainder < 0) {
        quotient--;
        remainder += denominator;
    }
    /* Now quotient is the floor and 0 <= remainder < denominator. */
    __int128 twice = 2 * remainder;
    bool is_up = false;
    switch (rounding) {
    case ROUND_FLOOR:
        break;
    case ROUND_CEIL:
        is_up = remainder > 0;
        break;
    case ROUND_HALF_EVEN:
        is_up = twice > denominator || (twice == denominator && quotient % 2 != 0);
        break;
    case ROUND_HALF_UP:
        is_up = twice > denominator || (twice == denominator && product > 0);
        break;
    }
    quotient += is_up ? 1 : 0;
    if (quotient > INT64_MAX || quotient < INT64_MIN) {
        return too_large(err);
    }
    *out = (int64_t)quotient;
    return STATUS_OK;
}

enum status minor_ratio(int64_t amount, int64_t numerator, int64_t denominator,
                        enum rounding rounding, int64_t *out, struct error *err)
{
    assert(denominator > 0);
    return divide((__int128)amount * numerator, denominator, rounding, out, err);
}

struct share {
    unsigned __int128 remainder;
    size_t index;
};

static int largest_first(const void *a, const void *b)
{
    const struct share *x = a;
    const struct share *y = b;
    if (x->remainder != y->remainder) {
        return x->remainder > y->remainder ? -1 : 1;
    }
    return x->index < y->index ? -1 : x->index > y->index;
}

enum status money_split(int64_t total_minor, const int64_t *weights, size_t count,
                        int64_t *parts_minor, struct error *err)
{
    unsigned __int128 sum = 0;
    for (size_t i = 0; i < count; i++) {
        assert(weights[i] >= 0);
        sum += (unsigned __int128)weights[i];
    }
    if (sum == 0) {
        return error_set(err, STATUS_INVALID, "nothing to share an amount out by");
    }
    /* On magnitudes, so that a negative total is shared out as its opposite is. */
    uint64_t total = total_minor < 0 ? 0 - (uint64_t)total_minor : (uint64_t)total_minor;
    uint64_t left = total;
    struct share *shares = MEM_ARRAY(NULL, struct share, count);
    for (size_t i = 0; i < count; i++) {
        unsigned __int128 exact = (unsigned __int128)total * (unsigned __int128)weights[i];
        uint64_t part = (uint64_t)(exact / sum);
        shares[i] = (struct share){.remainder = exact % sum, .index = i};
        parts_minor[i] = total_minor < 0 ? (int64_t)(0 - part) : (int64_t)part;
        left -= part;
    }
    assert(left < count);
    qsort(shares, count, sizeof *shares, largest_first);
    for (size_t i = 0; i < left; i++) {
        parts_minor[shares[i].index] += total_minor < 0 ? -1 : 1;
    }
    mem_free(shares);
    return STATUS_OK;
}

/* An amount as it is being read. minor runs negative, because that side of int64_t is the longer.
 */
struct reading {
    const char *at;
    struct money_style style;
    int64_t minor;
    size_t whole_digits;
    int decimals;
    bool is_negative;
    bool is_too_large;
};

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static void take_digit(struct reading *r)
{
    r->is_too_large = r->is_too_large || __builtin_mul_overflow(r->minor, 10, &r->minor) ||
                      __builtin_sub_overflow(r->minor, *r->at - '0', &r->minor);
    r->at++;
}

static size_t take_digits(struct reading *r)
{
    size_t count = 0;
    for (; is_digit(*r->at); count++) {
        take_digit(r);
    }
    return count;
}

/* Bytes of a thousands separator here, 0 for none. */
static size_t separator_bytes(const struct reading *r)
{
    if (r->style.thousands == 0) {
        return 0;
    }
    if (*r->at == r->style.thousands) {
        return 1;
    }
    if (r->style.thousands == ' ') {
        if (strncmp(r->at, "\u00A0", 2) == 0) {
            return 2;
        }
        if (strncmp(r->at, "\u202F", 3) == 0) {
            return 3;
        }
    }
    return 0;
}

/* The digits before the decimal separator; false where groups are not of three. */
static bool take_whole(struct reading *r)
{
    r->whole_digits = take_digits(r);
    size_t separator = separator_bytes(r);
    if (separator > 0 && (r->whole_digits < 1 || r->whole_digits > GROUP_DIGITS)) {
        return false;
    }
    for (; separator > 0; separator = separator_bytes(r)) {
        r->at += separator;
        if (take_digits(r) != GROUP_DIGITS) {
            return false;
        }
        r->whole_digits += GROUP_DIGITS;
    }
    return true;
}

static enum status not_an_amount(const char *text, const char *why, struct error *err)
{
    return error_set(err, STATUS_INVALID, "amount %s: '%s'", why, text);
}

/* Whole part and decimals, scaled to the exponent; nothing may follow. */
static enum status take_number(struct reading *r, int exponent, const char *text, struct error *err)
{
    if (!take_whole(r)) {
        return not_an_amount(text, "has groups that are not of three digits", err);
    }
    if (r->style.decimal != 0 && *r->at == r->style.decimal) {
        r->at++;
        for (; is_digit(*r->at); r->decimals++) {
            if (r->decimals == exponent) {
                (void)not_an_amount(text, "has too many decimals", err);
                return error_hint(err, "the currency has %d", exponent);
            }
            take_digit(r);
        }
        if (r->decimals == 0) {
            return not_an_amount(text, "has no digit after its decimal separator", err);
        }
    }
    if (*r->at != '\0' || r->whole_digits == 0) {
        return not_an_amount(text, r->at == text ? "is not a number" : "is not a plain number",
                             err);
    }
    r->is_too_large =
        r->is_too_large ||
        __builtin_mul_overflow(r->minor, powers_of_ten[exponent - r->decimals], &r->minor) ||
        (!r->is_negative && r->minor == INT64_MIN);
    if (r->is_too_large) {
        return error_set(err, STATUS_LIMIT, "amount does not fit into 64 bits: '%s'", text);
    }
    return STATUS_OK;
}

static enum status parse(const char *text, const char *currency, struct money_style style,
                         bool allows_plus, struct money *out, struct error *err)
{
    int exponent = currency_exponent(currency);
    if (exponent < 0) {
        return unknown_currency(currency, err);
    }
    if (text[0] == '\0') {
        return error_set(err, STATUS_INVALID, "amount is empty");
    }
    struct reading r = {.at = text, .style = style, .is_negative = text[0] == '-'};
    if (r.is_negative || (allows_plus && text[0] == '+')) {
        r.at++;
    }
    enum status status = take_number(&r, exponent, text, err);
    if (status != STATUS_OK) {
        return status;
    }
    out->minor = r.is_negative ? r.minor : -r.minor;
    memcpy(out->currency, currency, sizeof out->currency);
    return STATUS_OK;
}

enum status money_parse(const char *text, const char *currency, struct money *out,
                        struct error *err)
{
    struct money_style plain = {.decimal = '.', .thousands = 0};
    return parse(text, currency, plain, false, out, err);
}

enum status money_parse_styled(const char *text, const char *currency, struct money_style style,
                               struct money *out, struct error *err)
{
    assert(style.decimal == 0 || style.decimal != style.thousands);
    return parse(text, currency, style, true, out, err);
}

/* Written from the last digit to the first. */
static char *format_with(struct money amount, char thousands, char *buffer)
{
    int exponent = currency_exponent(amount.currency);
    assert(exponent >= 0);
    char reversed[MONEY_TEXT_BYTES];
    size_t used = 0;
    uint64_t rest = amount.minor < 0 ? 0 - (uint64_t)amount.minor : (uint64_t)amount.minor;
    for (int digits = 0; rest > 0 || digits <= exponent; digits++) {
        int whole = digits - exponent;
        if (whole == 0 && exponent > 0) {
            reversed[used++] = '.';
        } else if (whole > 0 && whole % GROUP_DIGITS == 0 && thousands != 0) {
            reversed[used++] = thousands;
        }
        reversed[used++] = (char)('0' + rest % 10);
        rest /= 10;
    }
    if (amount.minor < 0) {
        reversed[used++] = '-';
    }
    for (size_t i = 0; i < used; i++) {
        buffer[i] = reversed[used - 1 - i];
    }
    buffer[used] = '\0';
    return buffer;
}

char *money_format(struct money amount, char *buffer)
{
    return format_with(amount, 0, buffer);
}

char *money_format_grouped(struct money amount, char *buffer)
{
    return format_with(amount, ',', buffer);
}

/* Rates. */

static const struct {
    const char *name;
    enum rounding rounding;
} ROUNDINGS[] = {{"half-even", ROUND_HALF_EVEN}, {"down", ROUND_FLOOR}, {"up", ROUND_CEIL}};

enum status rounding_parse(const char *text, enum rounding *out, struct error *err)
{
    for (size_t i = 0; i < sizeof(ROUNDINGS) / sizeof(ROUNDINGS[0]); i++) {
        if (strcmp(ROUNDINGS[i].name, text) == 0) {
            *out = ROUNDINGS[i].rounding;
            return STATUS_OK;
        }
    }
    (void)error_set(err, STATUS_INVALID, "'%s' is no rounding", text);
    return error_hint(err, "roundings are half-even, down, up");
}

static __int128 common_divisor(__int128 a, __int128 b)
{
    while (b != 0) {
        __int128 rest = a % b;
        a = b;
        b = rest;
    }
    return a;
}

static enum status not_a_rate(const char *text, struct error *err)
{
    (void)error_set(err, STATUS_INVALID, "'%s' is no rate above zero", text);
    return error_hint(err, "write it exactly, as 7.853 or as 7853/1000");
}

/* The digits at *at, behind those that *value has; their count. */
static size_t take_rate_digits(const char **at, int64_t *value, bool *is_too_large)
{
    size_t count = 0;
    for (; is_digit(**at); (*at)++, count++) {
        *is_too_large = *is_too_large || __builtin_mul_overflow(*value, 10, value) ||
                        __builtin_add_overflow(*value, **at - '0', value);
    }
    return count;
}

enum status rate_parse(const char *text, struct rate *out, struct error *err)
{
    struct rate rate = {0, 1};
    const char *at = text;
    bool is_too_large = false;
    size_t digits = take_rate_digits(&at, &rate.numerator, &is_too_large);
    if (digits > 0 && *at == '.') {
        at++;
        digits = take_rate_digits(&at, &rate.numerator, &is_too_large);
        for (size_t i = 0; i < digits; i++) {
            is_too_large =
                is_too_large || __builtin_mul_overflow(rate.denominator, 10, &rate.denominator);
        }
    } else if (digits > 0 && *at == '/') {
        at++;
        rate.denominator = 0;
        digits = take_rate_digits(&at, &rate.denominator, &is_too_large);
    }
    if (digits == 0 || *at != '\0') {
        return not_a_rate(text, err);
    }
    if (is_too_large) {
        return error_set(err, STATUS_LIMIT, "rate does not fit into 64 bits: '%s'", text);
    }
    if (rate.numerator == 0 || rate.denominator == 0) {
        return not_a_rate(text, err);
    }
    int64_t common = (int64_t)common_divisor(rate.numerator, rate.denominator);
    *out = (struct rate){rate.numerator / common, rate.denominator / common};
    return STATUS_OK;
}

char *rate_format(struct rate rate, char *buffer)
{
    if (rate.denominator == 1) {
        (void)snprintf(buffer, RATE_TEXT_BYTES, "%lld", (long long)rate.numerator);
    } else {
        (void)snprintf(buffer, RATE_TEXT_BYTES, "%lld/%lld", (long long)rate.numerator,
                       (long long)rate.denominator);
    }
    return buffer;
}

enum status money_convert(struct money amount, struct rate rate, const char *currency,
                          enum rounding rounding, struct money *out, struct error *err)
{
    static const __int128 most = (__int128)(((unsigned __int128)-1) >> 1);
    int from = currency_exponent(amount.currency);
    assert(from >= 0 && rate.numerator > 0 && rate.denominator > 0);
    enum status status = money_make(0, currency, out, err);
    if (status != STATUS_OK) {
        return status;
    }
    int to = currency_exponent(currency);
    __int128 numerator = (__int128)rate.numerator * powers_of_ten[to > from ? to - from : 0];
    __int128 denominator = (__int128)rate.denominator * powers_of_ten[from > to ? from - to : 0];
    __int128 common = common_divisor(numerator, denominator);
    numerator /= common;
    denominator /= common;
    __int128 size = amount.minor < 0 ? -(__int128)amount.minor : amount.minor;
    if (size > most / numerator) {
        return too_large(err);
    }
    return divide((__int128)amount.minor * numerator, denominator, rounding, &out->minor, err);
}
