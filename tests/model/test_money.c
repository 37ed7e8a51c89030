#include "model/money.h"

#include "tests/support/random.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define ROUNDS 20000
#define PARTS_MAX 12

static struct money money(int64_t minor, const char *currency)
{
    struct error err;
    struct money amount = {.minor = 0};
    assert_int_equal(money_make(minor, currency, &amount, &err), STATUS_OK);
    return amount;
}

/* Any amount: as often a small one or one near the ends as one in between. */
static int64_t any_minor(struct random *random)
{
    switch (random_below(random, 4)) {
    case 0:
        return random_between(random, -2000, 2000);
    case 1:
        return INT64_MAX - random_below(random, 100);
    case 2:
        return INT64_MIN + random_below(random, 100);
    default:
        return (int64_t)random_next(random);
    }
}

static void exponents_are_those_of_iso_4217(void **state)
{
    (void)state;
    assert_int_equal(currency_exponent("CNY"), 2);
    assert_int_equal(currency_exponent("JPY"), 0);
    assert_int_equal(currency_exponent("KRW"), 0);
    assert_int_equal(currency_exponent("KWD"), 3);
    assert_int_equal(currency_exponent("CLF"), 4);
    assert_int_equal(currency_exponent("AED"), 2);
    assert_int_equal(currency_exponent("ZWG"), 2);
    static const char *const unknown[] = {"", "CN", "CNYX", "cny", "XAU", "AAA", "ZZZ", "RMB"};
    for (size_t i = 0; i < sizeof unknown / sizeof *unknown; i++) {
        struct error err;
        struct money amount;
        assert_int_equal(currency_exponent(unknown[i]), -1);
        assert_int_equal(money_make(1, unknown[i], &amount, &err), STATUS_INVALID);
    }
}

static void sums_refuse_overflow_and_mixed_currencies(void **state)
{
    (void)state;
    struct error err;
    struct money sum;
    assert_int_equal(money_add(money(1, "CNY"), money(2, "CNY"), &sum, &err), STATUS_OK);
    assert_true(sum.minor == 3);
    assert_string_equal(sum.currency, "CNY");
    assert_int_equal(money_subtract(money(1, "CNY"), money(2, "CNY"), &sum, &err), STATUS_OK);
    assert_true(sum.minor == -1);
    assert_int_equal(money_add(money(1, "CNY"), money(2, "USD"), &sum, &err), STATUS_INVALID);
    assert_int_equal(money_subtract(money(1, "CNY"), money(2, "USD"), &sum, &err), STATUS_INVALID);
    assert_int_equal(money_add(money(INT64_MAX, "CNY"), money(1, "CNY"), &sum, &err), STATUS_LIMIT);
    assert_int_equal(money_subtract(money(INT64_MIN, "CNY"), money(1, "CNY"), &sum, &err),
                     STATUS_LIMIT);
    int64_t minor = 7;
    assert_int_equal(minor_add(INT64_MIN, -1, &minor, &err), STATUS_LIMIT);
    assert_int_equal(minor_subtract(0, INT64_MIN, &minor, &err), STATUS_LIMIT);
    assert_true(minor == 7);
}

static void every_rounding_does_what_its_name_says(void **state)
{
    (void)state;
    static const struct {
        int64_t amount, floor, ceil, half_even, half_up;
    } halves[] = {
        {1, 0, 1, 0, 1},      {3, 1, 2, 2, 2}, {5, 2, 3, 2, 3},      {-1, -1, 0, 0, -1},
        {-3, -2, -1, -2, -2}, {4, 2, 2, 2, 2}, {-5, -3, -2, -2, -3}, {0, 0, 0, 0, 0},
    };
    for (size_t i = 0; i < sizeof halves / sizeof *halves; i++) {
        const int64_t wanted[] = {
            [ROUND_FLOOR] = halves[i].floor,
            [ROUND_CEIL] = halves[i].ceil,
            [ROUND_HALF_EVEN] = halves[i].half_even,
            [ROUND_HALF_UP] = halves[i].half_up,
        };
        for (enum rounding mode = ROUND_FLOOR; mode <= ROUND_HALF_UP; mode++) {
            struct error err;
            int64_t out = 99;
            assert_int_equal(minor_ratio(halves[i].amount, 1, 2, mode, &out, &err), STATUS_OK);
            assert_true(out == wanted[mode]);
        }
    }
}

static void a_ratio_goes_through_128_bits(void **state)
{
    (void)state;
    struct error err;
    int64_t out = 0;
    assert_int_equal(minor_ratio(INT64_MAX, INT64_MAX, INT64_MAX, ROUND_FLOOR, &out, &err),
                     STATUS_OK);
    assert_true(out == INT64_MAX);
    assert_int_equal(minor_ratio(INT64_MIN, INT64_MAX, INT64_MAX, ROUND_CEIL, &out, &err),
                     STATUS_OK);
    assert_true(out == INT64_MIN);
    assert_int_equal(minor_ratio(INT64_MAX, 2, 1, ROUND_FLOOR, &out, &err), STATUS_LIMIT);
    assert_int_equal(minor_ratio(INT64_MIN, -1, 1, ROUND_FLOOR, &out, &err), STATUS_LIMIT);
    assert_int_equal(minor_ratio(INT64_MIN, INT64_MIN, INT64_MAX, ROUND_FLOOR, &out, &err),
                     STATUS_LIMIT);
}

static void parts_sum_to_the_total_and_are_fair(void **state)
{
    (void)state;
    struct random random = random_start("parts_sum_to_the_total_and_are_fair", 0);
    for (int round = 0; round < ROUNDS; round++) {
        int64_t total = any_minor(&random);
        size_t count = (size_t)random_between(&random, 1, PARTS_MAX);
        int64_t weights[PARTS_MAX];
        int64_t parts[PARTS_MAX];
        unsigned __int128 weight_sum = 0;
        for (size_t i = 0; i < count; i++) {
            bool is_large = random_chance(&random, 20);
            weights[i] = is_large ? INT64_MAX - random_below(&random, 5) : random_below(&random, 9);
            weight_sum += (unsigned __int128)weights[i];
        }
        struct error err;
        enum status status = money_split(total, weights, count, parts, &err);
        assert_int_equal(status, weight_sum == 0 ? STATUS_INVALID : STATUS_OK);
        __int128 sum = 0;
        for (size_t i = 0; status == STATUS_OK && i < count; i++) {
            sum += parts[i];
            /* |part - total * weight / sum| < 1, on magnitudes. */
            unsigned __int128 size = (unsigned __int128)(total < 0 ? -(__int128)total : total);
            __int128 exact = (__int128)(size * (unsigned __int128)weights[i] / weight_sum);
            __int128 part = total < 0 ? -(__int128)parts[i] : parts[i];
            assert_true(part == exact || part == exact + 1);
            assert_true(weights[i] > 0 || parts[i] == 0);
        }
        assert_true(status != STATUS_OK || sum == total);
    }
}

static void the_odd_unit_goes_to_the_largest_remainder(void **state)
{
    (void)state;
    struct error err;
    int64_t parts[3];
    assert_int_equal(money_split(100, (int64_t[]){1, 1, 1}, 3, parts, &err), STATUS_OK);
    assert_memory_equal(parts, ((int64_t[]){34, 33, 33}), sizeof parts);
    assert_int_equal(money_split(-100, (int64_t[]){1, 1, 1}, 3, parts, &err), STATUS_OK);
    assert_memory_equal(parts, ((int64_t[]){-34, -33, -33}), sizeof parts);
    assert_int_equal(money_split(10, (int64_t[]){30, 35, 35}, 3, parts, &err), STATUS_OK);
    assert_memory_equal(parts, ((int64_t[]){3, 4, 3}), sizeof parts);
    assert_int_equal(money_split(5, (int64_t[]){0, 0, 0}, 3, parts, &err), STATUS_INVALID);
    assert_int_equal(money_split(5, NULL, 0, parts, &err), STATUS_INVALID);
}

static void an_amount_survives_its_text(void **state)
{
    (void)state;
    static const char *const currencies[] = {"CNY", "JPY", "KWD", "CLF"};
    struct random random = random_start("an_amount_survives_its_text", 0);
    struct money_style grouped = {.decimal = '.', .thousands = ','};
    for (int round = 0; round < ROUNDS; round++) {
        struct money amount = money(any_minor(&random), currencies[random_below(&random, 4)]);
        char text[MONEY_TEXT_BYTES];
        struct money back;
        struct error err;
        assert_int_equal(money_parse(money_format(amount, text), amount.currency, &back, &err),
                         STATUS_OK);
        assert_true(back.minor == amount.minor);
        assert_int_equal(money_parse_styled(money_format_grouped(amount, text), amount.currency,
                                            grouped, &back, &err),
                         STATUS_OK);
        assert_true(back.minor == amount.minor);
    }
}

static void amounts_are_written_in_their_own_exponent(void **state)
{
    (void)state;
    static const struct {
        int64_t minor;
        const char *currency, *plain, *grouped;
    } cases[] = {
        {0, "CNY", "0.00", "0.00"},
        {-5, "CNY", "-0.05", "-0.05"},
        {123450, "CNY", "1234.50", "1,234.50"},
        {-99999, "CNY", "-999.99", "-999.99"},
        {1234567, "JPY", "1234567", "1,234,567"},
        {100, "JPY", "100", "100"},
        {1234567, "KWD", "1234.567", "1,234.567"},
        {INT64_MIN, "CNY", "-92233720368547758.08", "-92,233,720,368,547,758.08"},
        {INT64_MAX, "JPY", "9223372036854775807", "9,223,372,036,854,775,807"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char text[MONEY_TEXT_BYTES];
        struct money amount = money(cases[i].minor, cases[i].currency);
        assert_string_equal(money_format(amount, text), cases[i].plain);
        assert_string_equal(money_format_grouped(amount, text), cases[i].grouped);
    }
}

static void a_plain_amount_is_read_strictly(void **state)
{
    (void)state;
    struct error err;
    struct money amount;
    assert_int_equal(money_parse("-12.5", "CNY", &amount, &err), STATUS_OK);
    assert_true(amount.minor == -1250);
    assert_int_equal(money_parse("007", "CNY", &amount, &err), STATUS_OK);
    assert_true(amount.minor == 700);
    static const char *const bad[] = {"",       "-",     "+1",  " 1",    "1 ",      "1.",
                                      ".5",     "1.-5",  "--1", "1,000", "1e3",     "0x10",
                                      "1.2.3",  "1.234", "NaN", "12-",   "\u00a51", "1\u00a0000",
                                      "\uff11", "inf",   "1.5 "};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        assert_int_equal(money_parse(bad[i], "CNY", &amount, &err), STATUS_INVALID);
    }
    assert_int_equal(money_parse("1.0", "JPY", &amount, &err), STATUS_INVALID);
    assert_int_equal(money_parse("1", "ZZZ", &amount, &err), STATUS_INVALID);
}

static void an_amount_beyond_64_bits_is_refused(void **state)
{
    (void)state;
    struct error err;
    struct money amount;
    assert_int_equal(money_parse("92233720368547758.07", "CNY", &amount, &err), STATUS_OK);
    assert_true(amount.minor == INT64_MAX);
    assert_int_equal(money_parse("-92233720368547758.08", "CNY", &amount, &err), STATUS_OK);
    assert_true(amount.minor == INT64_MIN);
    static const char *const large[] = {"92233720368547758.08", "-92233720368547758.09",
                                        "92233720368547759", "1000000000000000000000000000000"};
    for (size_t i = 0; i < sizeof large / sizeof *large; i++) {
        assert_int_equal(money_parse(large[i], "CNY", &amount, &err), STATUS_LIMIT);
    }
}

static void a_styled_amount_is_read_as_its_style_says(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        struct money_style style;
        int64_t minor;
    } good[] = {
        {"1.234,50", {',', '.'}, 123450},
        {"+12.345.678,01", {',', '.'}, 1234567801},
        {"-1,234", {'.', ','}, -123400},
        {"1234.5", {'.', ','}, 123450},
        {"1,5", {',', '.'}, 150},
        {"1 234,5", {',', ' '}, 123450},
        {"1\u00a0234\u202f567,89", {',', ' '}, 123456789},
        {"1'234.50", {'.', '\''}, 123450},
        {"42", {0, 0}, 4200},
    };
    struct error err;
    struct money amount;
    for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
        assert_int_equal(money_parse_styled(good[i].text, "EUR", good[i].style, &amount, &err),
                         STATUS_OK);
        assert_true(amount.minor == good[i].minor);
    }
    static const struct {
        const char *text;
        struct money_style style;
    } bad[] = {
        {"1,5", {'.', ','}},    {"1,23", {'.', ','}},    {"1234,567", {'.', ','}},
        {"1,2345", {'.', ','}}, {",123", {'.', ','}},    {"1,,234", {'.', ','}},
        {"1,234,", {'.', ','}}, {"1.5", {0, 0}},         {"1 2", {',', ' '}},
        {"-+1", {'.', ','}},    {"1.234.5", {',', '.'}}, {"1,234.567", {'.', ','}},
        {"", {'.', ','}},       {"+", {'.', ','}},       {" 1", {',', ' '}},
    };
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        assert_int_equal(money_parse_styled(bad[i].text, "EUR", bad[i].style, &amount, &err),
                         STATUS_INVALID);
    }
}

static void a_rate_is_an_exact_fraction_or_decimal(void **state)
{
    (void)state;
    static const struct {
        const char *text, *shown;
    } good[] = {{"7853/1000", "7853/1000"},
                {"7.853", "7853/1000"},
                {"7.50", "15/2"},
                {"10/5", "2"},
                {"0.000001", "1/1000000"},
                {"1", "1"},
                {"9223372036854775807", "9223372036854775807"}};
    struct error err;
    struct rate rate;
    char text[RATE_TEXT_BYTES];
    for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
        assert_int_equal(rate_parse(good[i].text, &rate, &err), STATUS_OK);
        assert_string_equal(rate_format(rate, text), good[i].shown);
    }
    static const char *const bad[] = {"",   "0",  "0.0", "0/5",   "5/0",   "-1",    "+1",
                                      "1.", ".5", "1/",  "/2",    "1.5/2", "1/2.5", "1e3",
                                      " 1", "1 ", "1,5", "1/2/3", "half"};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        assert_int_equal(rate_parse(bad[i], &rate, &err), STATUS_INVALID);
    }
    static const char *const large[] = {"9223372036854775808", "0.00000000000000000001",
                                        "1/9223372036854775808"};
    for (size_t i = 0; i < sizeof large / sizeof *large; i++) {
        assert_int_equal(rate_parse(large[i], &rate, &err), STATUS_LIMIT);
    }
}

static void a_conversion_goes_by_the_exponents_of_both_currencies(void **state)
{
    (void)state;
    static const struct {
        int64_t minor;
        const char *from, *rate, *to;
        enum rounding rounding;
        int64_t result;
    } cases[] = {
        {10000, "CNY", "0.1273", "EUR", ROUND_HALF_EVEN, 1273},
        {10000, "CNY", "20.5", "JPY", ROUND_FLOOR, 2050},     /* 100.00 are 2050 */
        {10050, "CNY", "20", "JPY", ROUND_HALF_EVEN, 2010},   /* two decimals go */
        {2050, "JPY", "2/41", "CNY", ROUND_HALF_EVEN, 10000}, /* and come */
        {1, "KWD", "3.25", "USD", ROUND_FLOOR, 0},            /* 0.00325 */
        {1, "KWD", "3.25", "USD", ROUND_CEIL, 1},
        {100, "JPY", "0.00205", "KWD", ROUND_HALF_EVEN, 205}, /* three decimals */
        {100, "USD", "1/8", "EUR", ROUND_HALF_EVEN, 12},      /* 12.5, to the even one */
        {300, "USD", "1/8", "EUR", ROUND_HALF_EVEN, 38},      /* 37.5 */
        {300, "USD", "1/8", "EUR", ROUND_FLOOR, 37},
        {301, "USD", "1/8", "EUR", ROUND_CEIL, 38},
        {INT64_MAX, "USD", "9223372036854775807/9223372036854775807", "EUR", ROUND_FLOOR,
         INT64_MAX},
        {INT64_MAX, "CLF", "1", "JPY", ROUND_FLOOR, INT64_MAX / 10000},
    };
    struct error err;
    struct money out;
    struct rate rate;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        assert_int_equal(rate_parse(cases[i].rate, &rate, &err), STATUS_OK);
        assert_int_equal(money_convert(money(cases[i].minor, cases[i].from), rate, cases[i].to,
                                       cases[i].rounding, &out, &err),
                         STATUS_OK);
        assert_true(out.minor == cases[i].result);
        assert_string_equal(out.currency, cases[i].to);
    }
}

static void a_conversion_refuses_what_does_not_fit_and_unknown_currencies(void **state)
{
    (void)state;
    struct error err;
    struct money out;
    enum rounding rounding = ROUND_FLOOR;
    struct rate huge = {INT64_MAX, 1}, ten = {10, 1};
    assert_int_equal(money_convert(money(INT64_MAX, "JPY"), huge, "CLF", ROUND_FLOOR, &out, &err),
                     STATUS_LIMIT); /* beyond 128 bits on its way */
    assert_int_equal(money_convert(money(INT64_MAX, "USD"), ten, "EUR", ROUND_FLOOR, &out, &err),
                     STATUS_LIMIT);
    assert_int_equal(money_convert(money(100, "USD"), ten, "RMB", ROUND_FLOOR, &out, &err),
                     STATUS_INVALID);
    assert_int_equal(rounding_parse("half-even", &rounding, &err), STATUS_OK);
    assert_int_equal(rounding, ROUND_HALF_EVEN);
    assert_int_equal(rounding_parse("up", &rounding, &err), STATUS_OK);
    assert_int_equal(rounding, ROUND_CEIL);
    assert_int_equal(rounding_parse("nearest", &rounding, &err), STATUS_INVALID);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(exponents_are_those_of_iso_4217),
        cmocka_unit_test(sums_refuse_overflow_and_mixed_currencies),
        cmocka_unit_test(every_rounding_does_what_its_name_says),
        cmocka_unit_test(a_ratio_goes_through_128_bits),
        cmocka_unit_test(parts_sum_to_the_total_and_are_fair),
        cmocka_unit_test(the_odd_unit_goes_to_the_largest_remainder),
        cmocka_unit_test(an_amount_survives_its_text),
        cmocka_unit_test(amounts_are_written_in_their_own_exponent),
        cmocka_unit_test(a_plain_amount_is_read_strictly),
        cmocka_unit_test(an_amount_beyond_64_bits_is_refused),
        cmocka_unit_test(a_styled_amount_is_read_as_its_style_says),
        cmocka_unit_test(a_rate_is_an_exact_fraction_or_decimal),
        cmocka_unit_test(a_conversion_goes_by_the_exponents_of_both_currencies),
        cmocka_unit_test(a_conversion_refuses_what_does_not_fit_and_unknown_currencies),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
