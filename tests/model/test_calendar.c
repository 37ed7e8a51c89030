#include "model/calendar.h"

#include "model/builtin.h"
#include "model/mem.h"
#include "model/time.h"
#include "tests/support/random.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#define PLAIN                                                                                      \
    "source = s\nzone = +00:00\ncutoff = 17:00\nweekend = sat sun\nknown_until = 2026-12-31\n"

static int64_t at(const char *text)
{
    int64_t us;
    struct error err;
    assert_int_equal(time_parse(text, &us, &err), STATUS_OK);
    return us;
}

static void ends(void *mem, const char *calendar, const char *from, int64_t days, const char *until)
{
    const struct calendar *found;
    struct error err;
    char text[TIME_TEXT_BYTES];
    int64_t us;
    assert_int_equal(calendar_find(mem, calendar, &found, &err), STATUS_OK);
    assert_int_equal(calendar_after(found, at(from), days, &us, &err), STATUS_OK);
    assert_string_equal(time_format(us, text), until);
}

static void business_days_leave_out_weekends_and_holidays(void **state)
{
    void *mem = *state;
    ends(mem, "uk", "2026-11-18T09:00:00Z", 1, "2026-11-19T17:00:00Z"); /* a Wednesday */
    ends(mem, "uk", "2026-11-20T09:00:00Z", 1, "2026-11-23T17:00:00Z"); /* a Friday */
    ends(mem, "uk", "2026-11-20T09:00:00Z", 5, "2026-11-27T17:00:00Z");
    ends(mem, "uk", "2026-12-24T09:00:00Z", 1, "2026-12-29T17:00:00Z"); /* over Boxing Day */
    ends(mem, "eu", "2026-04-02T09:00:00Z", 1, "2026-04-07T16:00:00Z"); /* over Easter */
    ends(mem, "us", "2026-11-25T15:00:00Z", 1, "2026-11-27T22:00:00Z"); /* over Thanksgiving */
}

static void what_comes_late_or_on_a_free_day_came_on_the_next_business_day(void **state)
{
    void *mem = *state;
    ends(mem, "uk", "2026-11-18T17:00:00Z", 1, "2026-11-19T17:00:00Z");
    ends(mem, "uk", "2026-11-18T17:00:01Z", 1, "2026-11-20T17:00:00Z");
    ends(mem, "uk", "2026-11-20T18:00:00Z", 1, "2026-11-24T17:00:00Z");
    ends(mem, "uk", "2026-11-21T09:00:00Z", 1, "2026-11-24T17:00:00Z"); /* a Saturday */
}

static void a_day_begins_where_the_bank_is(void **state)
{
    void *mem = *state;
    /* 20:00 on the 17th in London is 04:00 on the 18th in Beijing. */
    ends(mem, "cn", "2026-11-17T20:00:00Z", 1, "2026-11-19T09:00:00Z");
    ends(mem, "us", "2026-11-19T03:00:00Z", 1, "2026-11-20T22:00:00Z"); /* the 18th, late */
}

static void a_weekend_may_be_worked_for_a_holiday(void **state)
{
    void *mem = *state;
    ends(mem, "cn", "2026-09-30T01:00:00Z", 1, "2026-10-08T09:00:00Z");
    ends(mem, "cn", "2026-10-09T01:00:00Z", 1, "2026-10-10T09:00:00Z"); /* a Saturday */
    ends(mem, "cn", "2026-10-10T01:00:00Z", 1, "2026-10-12T09:00:00Z");
}

static void every_calendar_of_the_program_can_be_read(void **state)
{
    for (const struct builtin *file = builtin_calendars; file->name != NULL; file++) {
        const struct calendar *calendar;
        struct error err;
        assert_int_equal(calendar_find(*state, file->name, &calendar, &err), STATUS_OK);
        assert_string_not_equal(calendar_source(calendar), "");
        assert_true(calendar_known_until(calendar) > 0);
    }
}

/* The slow way: the nth business day after the one on which it came. */
static int32_t nth_day(const struct calendar *calendar, int32_t day, bool is_late, int64_t days)
{
    if (is_late && calendar_is_business_day(calendar, day)) {
        day++;
    }
    while (!calendar_is_business_day(calendar, day)) {
        day++;
    }
    for (int64_t i = 0; i < days; i++) {
        do {
            day++;
        } while (!calendar_is_business_day(calendar, day));
    }
    return day;
}

static void any_count_from_any_moment_is_as_counted_day_by_day(void **state)
{
    const struct calendar *calendar;
    struct error err;
    struct random random = random_start("calendar", 20261122);
    assert_int_equal(
        calendar_parse(*state, "plain", PLAIN "holiday.2026-05-01 = May\n", &calendar, &err),
        STATUS_OK);
    for (int i = 0; i < 20000; i++) {
        int64_t from_us = random_below(&random, 30000 * TIME_US_PER_DAY);
        int64_t days = random_between(&random, 1, 30);
        int64_t us;
        bool is_late = from_us % TIME_US_PER_DAY > 17 * (TIME_US_PER_DAY / 24);
        int32_t last = nth_day(calendar, (int32_t)(from_us / TIME_US_PER_DAY), is_late, days);
        assert_int_equal(calendar_after(calendar, from_us, days, &us, &err), STATUS_OK);
        assert_int_equal(us, last * TIME_US_PER_DAY + 17 * (TIME_US_PER_DAY / 24));
        assert_true(us > from_us);
    }
}

static void what_cannot_be_counted_is_refused(void **state)
{
    const struct calendar *calendar;
    struct error err;
    int64_t us;
    assert_int_equal(calendar_find(*state, "uk", &calendar, &err), STATUS_OK);
    assert_int_equal(calendar_after(calendar, 0, 0, &us, &err), STATUS_LIMIT);
    assert_int_equal(calendar_after(calendar, 0, CALENDAR_DAYS_MAX + 1, &us, &err), STATUS_LIMIT);
    assert_int_equal(calendar_after(calendar, INT64_MAX, 1, &us, &err), STATUS_LIMIT);
    assert_int_equal(calendar_find(*state, "atlantis", &calendar, &err), STATUS_NOT_FOUND);
    assert_non_null(strstr(err.hint, "cn"));
}

static void a_bad_calendar_names_file_line_and_key(void **state)
{
    static const struct {
        const char *text, *message;
    } cases[] = {
        {PLAIN "moon = full\n", "line 6: moon"},
        {PLAIN "holiday.2026-02-30 = no\n", "line 6: holiday.2026-02-30"},
        {"zone = 8\n", "line 1: zone"},
        {"zone = +25:00\n", "line 1: zone"},
        {"cutoff = 5pm\n", "line 1: cutoff"},
        {"weekend = sat moonday\n", "line 1: weekend"},
        {"weekend = sun mon tue wed thu fri sat\n", "line 1: weekend"},
        {"source = s\nzone = +00:00\ncutoff = 17:00\nweekend = sat\n", "known_until is missing"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const struct calendar *calendar;
        struct error err;
        assert_int_equal(calendar_parse(*state, "bad", cases[i].text, &calendar, &err),
                         STATUS_INVALID);
        assert_non_null(strstr(err.message, "calendar bad"));
        assert_non_null(strstr(err.message, cases[i].message));
    }
}

static int set_up(void **state)
{
    *state = mem_context(NULL, "test");
    return 0;
}

static int tear_down(void **state)
{
    mem_free(*state);
    return 0;
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        TEST(business_days_leave_out_weekends_and_holidays),
        TEST(what_comes_late_or_on_a_free_day_came_on_the_next_business_day),
        TEST(a_day_begins_where_the_bank_is),
        TEST(a_weekend_may_be_worked_for_a_holiday),
        TEST(every_calendar_of_the_program_can_be_read),
        TEST(any_count_from_any_moment_is_as_counted_day_by_day),
        TEST(what_cannot_be_counted_is_refused),
        TEST(a_bad_calendar_names_file_line_and_key),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
