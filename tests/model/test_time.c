#include "model/time.h"

#include "tests/support/random.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>

#define ROUNDS 20000
#define LAST_US (INT64_C(253402300800) * TIME_US_PER_SECOND - 1) /* 9999-12-31T23:59:59.999999Z */

static int64_t parsed(const char *text)
{
    struct error err;
    int64_t instant_us = -1;
    assert_int_equal(time_parse(text, &instant_us, &err), STATUS_OK);
    return instant_us;
}

static void a_clock_is_handed_in(void **state)
{
    (void)state;
    int64_t instant_us = 5;
    struct clock clock = clock_fixed(&instant_us);
    assert_true(clock_now_us(&clock) == 5);
    instant_us = 6;
    assert_true(clock_now_us(&clock) == 6);
    clock = clock_system();
    int64_t first = clock_now_us(&clock);
    assert_true(first / TIME_US_PER_SECOND - (int64_t)time(NULL) <= 1);
    assert_true(clock_now_us(&clock) >= first);
}

static void rfc_3339_is_read(void **state)
{
    (void)state;
    static const struct {
        const char *text, *utc;
    } cases[] = {
        {"1970-01-01T00:00:00Z", "1970-01-01T00:00:00Z"},
        {"2026-09-01T08:00:37Z", "2026-09-01T08:00:37Z"},
        {"2026-09-01t08:00:37z", "2026-09-01T08:00:37Z"},
        {"2026-09-01 08:00:37+08:00", "2026-09-01T00:00:37Z"},
        {"2026-09-01T00:00:00-00:30", "2026-09-01T00:30:00Z"},
        {"2026-09-01T08:00:37.5Z", "2026-09-01T08:00:37.500000Z"},
        {"2026-09-01T08:00:37.1234569Z", "2026-09-01T08:00:37.123456Z"},
        {"2024-02-29T23:59:59Z", "2024-02-29T23:59:59Z"},
        {"2016-12-31T23:59:60Z", "2016-12-31T23:59:59Z"},
        {"9999-12-31T23:59:59Z", "9999-12-31T23:59:59Z"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char text[TIME_TEXT_BYTES];
        assert_string_equal(time_format(parsed(cases[i].text), text), cases[i].utc);
    }
}

static void times_that_do_not_exist_are_refused(void **state)
{
    (void)state;
    static const char *const bad[] = {
        "",
        "2026-09-01",
        "2026-09-01T08:00Z",
        "2026-09-01T08:00:37",
        "2026-9-1T08:00:37Z",
        "2026-02-29T00:00:00Z",
        "2100-02-29T00:00:00Z",
        "2026-04-31T00:00:00Z",
        "2026-13-01T00:00:00Z",
        "2026-00-01T00:00:00Z",
        "2026-01-00T00:00:00Z",
        "2026-01-01T24:00:00Z",
        "2026-01-01T00:60:00Z",
        "2026-01-01T00:00:61Z",
        "2026-01-01T00:00:00.Z",
        "2026-01-01T00:00:00+24:00",
        "2026-01-01T00:00:00+08",
        "2026-01-01T00:00:00+0800",
        "2026-01-01T00:00:00Zx",
        "1969-12-31T23:59:59Z",
        "1970-01-01T00:00:00+00:01",
        "9999-12-31T23:59:59-00:01",
    };
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        struct error err;
        int64_t instant_us = 0;
        assert_int_equal(time_parse(bad[i], &instant_us, &err), STATUS_INVALID);
    }
}

static void an_instant_survives_its_text(void **state)
{
    (void)state;
    struct random random = random_start("an_instant_survives_its_text", 0);
    for (int i = 0; i < ROUNDS; i++) {
        int64_t instant_us = random_between(&random, 0, LAST_US);
        char text[TIME_TEXT_BYTES];
        assert_true(parsed(time_format(instant_us, text)) == instant_us);
        time_t seconds = (time_t)(instant_us / TIME_US_PER_SECOND);
        struct tm civil;
        char libc[TIME_TEXT_BYTES];
        assert_non_null(gmtime_r(&seconds, &civil));
        assert_int_not_equal(strftime(libc, sizeof libc, "%Y-%m-%dT%H:%M:%S", &civil), 0);
        assert_memory_equal(text, libc, strlen(libc));
    }
}

static void days_follow_one_another(void **state)
{
    (void)state;
    struct error err;
    int32_t days = 0;
    int32_t next = 0;
    assert_int_equal(date_from_civil(1, 1, 1, &next, &err), STATUS_OK);
    for (int year = 1; year <= 9999; year++) {
        for (int month = 1; month <= 12; month++) {
            int day = 1;
            for (; date_from_civil(year, month, day, &days, &err) == STATUS_OK; day++, next++) {
                int y = 0;
                int m = 0;
                int d = 0;
                date_to_civil(days, &y, &m, &d);
                assert_true(days == next && y == year && m == month && d == day);
            }
            assert_true(day >= 29 && day <= 32);
        }
    }
}

static void a_date_is_read_and_written(void **state)
{
    (void)state;
    struct error err;
    int32_t days = 0;
    char text[TIME_TEXT_BYTES];
    assert_int_equal(date_parse("2026-09-01", &days, &err), STATUS_OK);
    assert_int_equal(days, 20697);
    assert_string_equal(date_format(days, text), "2026-09-01");
    assert_string_equal(time_format_date(days * TIME_US_PER_DAY + 1, text), "2026-09-01");
    static const char *const bad[] = {"2026-02-30", "2026-9-1", "20260901", "2026-09-01 ", "x", ""};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        assert_int_equal(date_parse(bad[i], &days, &err), STATUS_INVALID);
    }
}

static void never_has_a_word(void **state)
{
    (void)state;
    char text[TIME_TEXT_BYTES];
    assert_string_equal(time_format(TIME_NONE, text), "never");
    assert_string_equal(time_format_date(TIME_NONE, text), "never");
    assert_string_equal(span_format(TIME_NONE, text), "never");
}

static void a_deadline_is_a_time_a_date_or_a_span(void **state)
{
    (void)state;
    static const struct {
        const char *text, *utc;
    } cases[] = {
        {"2026-09-30", "2026-09-30T23:59:59Z"}, {"2026-09-30T17:00:00Z", "2026-09-30T17:00:00Z"},
        {"90m", "2026-09-01T09:30:00Z"},        {"72h", "2026-09-04T08:00:00Z"},
        {"30d", "2026-10-01T08:00:00Z"},        {"2w", "2026-09-15T08:00:00Z"},
        {"45s", "2026-09-01T08:00:45Z"},
    };
    int64_t now_us = parsed("2026-09-01T08:00:00Z");
    struct error err;
    int64_t due_us = 0;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char text[TIME_TEXT_BYTES];
        assert_int_equal(time_parse_deadline(cases[i].text, now_us, &due_us, &err), STATUS_OK);
        assert_string_equal(time_format(due_us, text), cases[i].utc);
    }
    static const char *const bad[] = {"",     "tomorrow", "30",         "d",
                                      "1.5h", "-3d",      "2026-02-30", "3 d"};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        assert_int_equal(time_parse_deadline(bad[i], now_us, &due_us, &err), STATUS_INVALID);
        assert_string_not_equal(err.message, "");
    }
}

static void a_span_ends_where_the_calendar_does(void **state)
{
    (void)state;
    struct error err;
    int64_t span_us = 0;
    assert_int_equal(span_parse("0s", &span_us, &err), STATUS_OK);
    assert_true(span_us == 0);
    assert_int_equal(span_parse("3650000d", &span_us, &err), STATUS_OK);
    assert_int_equal(span_parse("3700000d", &span_us, &err), STATUS_LIMIT);
    assert_int_equal(span_parse("99999999999999999999d", &span_us, &err), STATUS_LIMIT);
    assert_int_equal(span_parse("9223372036854775807w", &span_us, &err), STATUS_LIMIT);
    int64_t due_us = 0;
    assert_int_equal(time_parse_deadline("3650000d", parsed("9999-01-01T00:00:00Z"), &due_us, &err),
                     STATUS_LIMIT);
}

static void a_span_is_told_in_its_two_largest_units(void **state)
{
    (void)state;
    static const struct {
        int64_t seconds;
        const char *text;
    } cases[] = {
        {0, "now"},    {59, "now"},       {-59, "now"},        {60, "1m"},
        {2700, "45m"}, {3600, "1h"},      {3660, "1h 1m"},     {86400, "1d"},
        {86460, "1d"}, {273600, "3d 4h"}, {-172800, "2d ago"}, {-5400, "1h 30m ago"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char text[TIME_TEXT_BYTES];
        assert_string_equal(span_format(cases[i].seconds * TIME_US_PER_SECOND, text),
                            cases[i].text);
    }
    char text[TIME_TEXT_BYTES];
    (void)span_format(INT64_MIN, text);
    assert_non_null(strstr(text, " ago"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_clock_is_handed_in),
        cmocka_unit_test(rfc_3339_is_read),
        cmocka_unit_test(times_that_do_not_exist_are_refused),
        cmocka_unit_test(an_instant_survives_its_text),
        cmocka_unit_test(days_follow_one_another),
        cmocka_unit_test(a_date_is_read_and_written),
        cmocka_unit_test(never_has_a_word),
        cmocka_unit_test(a_deadline_is_a_time_a_date_or_a_span),
        cmocka_unit_test(a_span_ends_where_the_calendar_does),
        cmocka_unit_test(a_span_is_told_in_its_two_largest_units),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
