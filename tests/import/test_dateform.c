/* Dates and times are read strictly by the form that the profile names. */
#include "import/dateform.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

static const struct date_year UNKNOWN = {0, 12};

static enum status read_in(const char *form, struct date_year year, const char *text,
                           struct date_read *out)
{
    struct dateform compiled;
    struct error err;
    assert_int_equal(dateform_compile(form, &compiled, &err), STATUS_OK);
    return dateform_read(&compiled, year, text, out, &err);
}

static enum status read(const char *form, const char *text, struct date_read *out)
{
    return read_in(form, UNKNOWN, text, out);
}

static void assert_read(const char *form, const char *text, int days, int seconds)
{
    struct date_read out = {0, 0};
    if (read(form, text, &out) != STATUS_OK) {
        fail_msg("'%s' is not read as %s", text, form);
    }
    assert_int_equal(out.days, days);
    assert_int_equal(out.seconds, seconds);
}

static void assert_not_read(const char *form, const char *text)
{
    struct date_read out;
    if (read(form, text, &out) == STATUS_OK) {
        fail_msg("'%s' is read as %s", text, form);
    }
}

static void dates_are_read_in_the_order_of_the_form(void **state)
{
    (void)state;
    assert_read("%Y-%m-%d", "1970-01-02", 1, -1);
    assert_read("%d/%m/%Y", "02/01/1970", 1, -1);
    assert_read("%m/%d/%Y", "01/02/1970", 1, -1);
    assert_read("%Y%m%d", "20000301", 11017, -1);
    assert_read("%d.%m.%y", "20.02.18", 17582, -1);
    assert_read("%d.%m.%y", "31.12.99", 10956, -1);
    assert_read("%Y.%m.%d.", "2019.04.19.", 18005, -1);
    assert_read("%d-%b-%Y", "12-Dec-2019", 18242, -1);
    assert_read("%-d/%-m/%Y", "2/1/1970", 1, -1);
    assert_read("%-d/%-m/%Y", "02/01/1970", 1, -1);
}

static void times_are_read_with_a_date_or_alone(void **state)
{
    (void)state;
    assert_read("%Y-%m-%d %H:%M:%S", "1970-01-01 23:59:59", 0, 86399);
    assert_read("%Y-%m-%d %H:%M:%S", "1970-01-01   00:00:60", 0, 59);
    assert_read("%H:%M", "08:30", 0, 30600);
    assert_read("%H%M%S", "123456", 0, 45296);
    assert_not_read("%H:%M:%S", "24:00:00");
    assert_not_read("%H:%M:%S", "23:60:00");
    assert_not_read("%H:%M:%S", "23:59:61");
}

static void days_that_do_not_exist_are_refused(void **state)
{
    (void)state;
    assert_not_read("%Y-%m-%d", "2026-02-31");
    assert_not_read("%Y-%m-%d", "2026-02-29");
    assert_not_read("%Y-%m-%d", "2026-13-01");
    assert_not_read("%Y-%m-%d", "2026-00-01");
    assert_not_read("%Y-%m-%d", "2026-01-00");
    assert_not_read("%d/%m/%Y", "02/28/2026");
}

static void nothing_near_a_form_is_read_as_it(void **state)
{
    (void)state;
    assert_not_read("%Y-%m-%d", "2026-1-02");
    assert_not_read("%Y-%m-%d", "2026-01-2");
    assert_not_read("%Y-%m-%d", "2026-01-02 ");
    assert_not_read("%Y-%m-%d", "2026-01-02 08:00");
    assert_not_read("%Y-%m-%d", " 2026-01-02");
    assert_not_read("%Y-%m-%d", "2026/01/02");
    assert_not_read("%Y-%m-%d", "");
    assert_not_read("%Y-%m-%d", "Pending");
    assert_not_read("%Y%m%d", "2026010");
    assert_not_read("%d-%b-%Y", "12-Dez-2019");
    assert_not_read("%d-%m-%Y", "12\xE2\x80\x90"
                                "01-2026");
}

static void forms_without_a_whole_date_or_a_time_are_refused(void **state)
{
    (void)state;
    static const char *const bad[] = {"",   "%Y",         "%Y-%m", "%d",  "%S",
                                      "%q", "%Y-%m-%d %", "%-Y",   "abc", "%H"};
    struct dateform form;
    struct error err;
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        assert_int_equal(dateform_compile(bad[i], &form, &err), STATUS_INVALID);
    }
    char text[3 * DATEFORM_STEPS_MAX];
    memset(text, 'x', sizeof text);
    text[sizeof text - 1] = '\0';
    assert_int_equal(dateform_compile(text, &form, &err), STATUS_LIMIT);
}

static void a_year_that_is_not_written_comes_from_elsewhere_or_not_at_all(void **state)
{
    (void)state;
    struct date_read out = {0, 0};
    assert_int_equal(read_in("%m/%d", (struct date_year){2024, 1}, "01/02", &out), STATUS_OK);
    assert_int_equal(out.days, 19724);
    assert_int_equal(read_in("%m/%d", (struct date_year){2024, 1}, "12/29", &out), STATUS_OK);
    assert_int_equal(out.days, 19720); /* in December of the year before */
    assert_int_equal(read_in("%m/%d", (struct date_year){2024, 12}, "12/29", &out), STATUS_OK);
    assert_int_equal(out.days, 20086);
    assert_int_equal(read_in("%m/%d", (struct date_year){2023, 12}, "02/29", &out), STATUS_INVALID);
    assert_not_read("%m/%d", "01/02");
}

static void offsets_are_read_and_not_applied(void **state)
{
    (void)state;
    assert_read("%Y-%m-%d %H:%M:%S %z", "1970-01-01 12:34:56 +0000", 0, 45296);
    assert_read("%Y-%m-%d %H:%M:%S%z", "1970-01-01 12:34:56-07:00", 0, 45296);
    assert_read("%Y-%m-%dT%H:%M:%S%z", "1970-01-01T12:34:56Z", 0, 45296);
    assert_not_read("%H:%M %z", "12:34 0000");
    assert_not_read("%H:%M %z", "12:34 +000");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(dates_are_read_in_the_order_of_the_form),
        cmocka_unit_test(times_are_read_with_a_date_or_alone),
        cmocka_unit_test(days_that_do_not_exist_are_refused),
        cmocka_unit_test(nothing_near_a_form_is_read_as_it),
        cmocka_unit_test(a_year_that_is_not_written_comes_from_elsewhere_or_not_at_all),
        cmocka_unit_test(offsets_are_read_and_not_applied),
        cmocka_unit_test(forms_without_a_whole_date_or_a_time_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
