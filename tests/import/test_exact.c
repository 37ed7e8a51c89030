/* Amounts of formats other than CSV, to the minor unit. */
#include "import/exact.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

static int64_t exact(const char *text, const char *decimals, const char *currency)
{
    struct error err;
    int64_t minor = 0;
    if (exact_parse(text, strlen(text), decimals, currency, &minor, &err) != STATUS_OK) {
        fail_msg("%s: %s", text, err.message);
    }
    return minor;
}

static void assert_none(const char *text, const char *decimals, const char *currency)
{
    struct error err;
    int64_t minor = 0;
    assert_int_not_equal(exact_parse(text, strlen(text), decimals, currency, &minor, &err),
                         STATUS_OK);
    assert_true(err.message[0] != '\0');
}

static void decimals_may_be_short_absent_or_zeros_beyond_the_exponent(void **state)
{
    (void)state;
    assert_int_equal(exact("12,", ",", "EUR"), 1200);
    assert_int_equal(exact("26.2", ".", "EUR"), 2620);
    assert_int_equal(exact("40", ".", "EUR"), 4000);
    assert_int_equal(exact("10000,00", ",", "JPY"), 10000);
    assert_int_equal(exact("100.1000", ".,", "USD"), 10010);
    assert_int_equal(exact("-.5", ".", "USD"), -50);
    assert_int_equal(exact("1.234", ".", "KWD"), 1234);
    assert_true(exact("92233720368547758.07", ".", "CNY") == INT64_MAX);
}

static void what_is_no_plain_number_is_refused(void **state)
{
    (void)state;
    const char *const bad[] = {"",
                               ".",
                               "-",
                               "1.005",
                               "1,000.00",
                               "1.000,00",
                               "1e3",
                               "0x10",
                               " 1",
                               "1 ",
                               "--1",
                               "1.-2",
                               "1.2.3",
                               "\xEF\xBC\x91",
                               "92233720368547758.08",
                               "-92233720368547758.08"};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        assert_none(bad[i], ".,", "CNY");
    }
    assert_none("25,000", ".,", "EUR");
    assert_none("25.000", ".,", "EUR");
    assert_none("0.5", ".", "JPY");
    assert_none("1.00", ".", "XXZ");
    assert_none("1111111111111111111111111111111111111111111111111111111111111111111", ".", "CNY");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(decimals_may_be_short_absent_or_zeros_beyond_the_exponent),
        cmocka_unit_test(what_is_no_plain_number_is_refused),
    };
    return cmocka_run_group_tests_name("exact", tests, NULL, NULL);
}
