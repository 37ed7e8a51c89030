#include "model/time.h"

#include <assert.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#define US_PER_MINUTE (60 * TIME_US_PER_SECOND)
#define US_PER_HOUR (60 * US_PER_MINUTE)
#define YEAR_MAX 9999
#define LAST_US (INT64_C(253402300800) * TIME_US_PER_SECOND - 1) /* the end of the year 9999 */
#define FRACTION_DIGITS 6
#define DAYS_PER_ERA 146097  /* 400 years */
#define DAYS_TO_EPOCH 719468 /* from 0000-03-01 to 1970-01-01 */

int64_t clock_now_us(const struct clock *clock)
{
    return clock->now_us(clock->state);
}

static int64_t system_now_us(void *state)
{
    (void)state;
    struct timespec now;
    int failed = clock_gettime(CLOCK_REALTIME, &now);
    assert(failed == 0);
    return (int64_t)now.tv_sec * TIME_US_PER_SECOND + now.tv_nsec / 1000;
}

struct clock clock_system(void)
{
    return (struct clock){.now_us = system_now_us, .state = NULL};
}

int64_t clock_steady_us(void)
{
    struct timespec now;
    int failed = clock_gettime(CLOCK_MONOTONIC, &now);
    assert(failed == 0);
    return (int64_t)now.tv_sec * TIME_US_PER_SECOND + now.tv_nsec / 1000;
}

static int64_t fixed_now_us(void *state)
{
    return *(const int64_t *)state;
}

struct clock clock_fixed(int64_t *instant_us)
{
    return (struct clock){.now_us = fixed_now_us, .state = instant_us};
}

static char *say(char *buffer, const char *text)
{
    (void)snprintf(buffer, TIME_TEXT_BYTES, "%s", text);
    return buffer;
}

static int days_in_month(int year, int month)
{
    static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    bool is_leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    return month == 2 && is_leap ? 29 : days[month - 1];
}

/* The two civil conversions follow Howard Hinnant, "chrono-compatible low-level date algorithms": a
 * year that begins in March has its leap day at its end. */
static int32_t days_of(int year, int month, int day)
{
    int y = month <= 2 ? year - 1 : year;
    int era = y / 400;
    int year_of_era = y - era * 400;
    int day_of_year = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1;
    int day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    return era * DAYS_PER_ERA + day_of_era - DAYS_TO_EPOCH;
}

void date_to_civil(int32_t days, int *year, int *month, int *day)
{
    int64_t z = (int64_t)days + DAYS_TO_EPOCH;
    int64_t era = (z >= 0 ? z : z - (DAYS_PER_ERA - 1)) / DAYS_PER_ERA;
    int day_of_era = (int)(z - era * DAYS_PER_ERA);
    int year_of_era =
        (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
    int day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    int shifted = (5 * day_of_year + 2) / 153;
    *day = day_of_year - (153 * shifted + 2) / 5 + 1;
    *month = shifted < 10 ? shifted + 3 : shifted - 9;
    *year = (int)(year_of_era + era * 400) + (*month <= 2 ? 1 : 0);
}

enum status date_from_civil(int year, int month, int day, int32_t *out_days, struct error *err)
{
    if (year < 1 || year > YEAR_MAX || month < 1 || month > 12 || day < 1 ||
        day > days_in_month(year, month)) {
        return error_set(err, STATUS_INVALID, "no such date: %04d-%02d-%02d", year, month, day);
    }
    *out_days = days_of(year, month, day);
    return STATUS_OK;
}

/* Exactly count digits at *at, which moves past them. */
static bool take_number(const char **at, int count, int *out)
{
    int value = 0;
    for (int i = 0; i < count; i++, (*at)++) {
        if (**at < '0' || **at > '9') {
            return false;
        }
        value = value * 10 + (**at - '0');
    }
    *out = value;
    return true;
}

static bool take_char(const char **at, char wanted)
{
    if (**at != wanted) {
        return false;
    }
    (*at)++;
    return true;
}

struct civil {
    int year, month, day, hour, minute, second, micro, offset_minutes;
};

static bool take_date(const char **at, struct civil *c)
{
    return take_number(at, 4, &c->year) && take_char(at, '-') && take_number(at, 2, &c->month) &&
           take_char(at, '-') && take_number(at, 2, &c->day);
}

static bool take_time(const char **at, struct civil *c)
{
    if (!take_number(at, 2, &c->hour) || !take_char(at, ':') || !take_number(at, 2, &c->minute) ||
        !take_char(at, ':') || !take_number(at, 2, &c->second)) {
        return false;
    }
    if (!take_char(at, '.')) {
        return true;
    }
    int digits = 0;
    for (; **at >= '0' && **at <= '9'; (*at)++, digits++) {
        c->micro = digits < FRACTION_DIGITS ? c->micro * 10 + (**at - '0') : c->micro;
    }
    for (int i = digits; i < FRACTION_DIGITS; i++) {
        c->micro *= 10;
    }
    return digits > 0;
}

static bool take_offset(const char **at, struct civil *c)
{
    if (take_char(at, 'Z') || take_char(at, 'z')) {
        return true;
    }
    int sign = **at == '-' ? -1 : 1;
    int hours = 0;
    int minutes = 0;
    if ((!take_char(at, '+') && !take_char(at, '-')) || !take_number(at, 2, &hours) ||
        !take_char(at, ':') || !take_number(at, 2, &minutes)) {
        return false;
    }
    c->offset_minutes = sign * (hours * 60 + minutes);
    return hours <= 23 && minutes <= 59;
}

static bool take_instant(const char **at, struct civil *c)
{
    return take_date(at, c) && (take_char(at, 'T') || take_char(at, 't') || take_char(at, ' ')) &&
           take_time(at, c) && take_offset(at, c) && **at == '\0';
}

enum status time_parse(const char *text, int64_t *out_us, struct error *err)
{
    struct civil c = {0};
    const char *at = text;
    if (!take_instant(&at, &c)) {
        (void)error_set(err, STATUS_INVALID, "not a time: '%s'", text);
        return error_hint(err, "write it as 2026-09-01T08:00:37Z");
    }
    int32_t days = 0;
    enum status status = date_from_civil(c.year, c.month, c.day, &days, err);
    if (status != STATUS_OK) {
        return status;
    }
    if (c.hour > 23 || c.minute > 59 || c.second > 60) {
        return error_set(err, STATUS_INVALID, "no such time of day: '%s'", text);
    }
    int64_t seconds = (c.hour * 60 + c.minute - c.offset_minutes) * INT64_C(60) +
                      (c.second == 60 ? 59 : c.second);
    int64_t instant = days * TIME_US_PER_DAY + seconds * TIME_US_PER_SECOND + c.micro;
    if (instant < 0 || instant > LAST_US) {
        return error_set(err, STATUS_INVALID, "time outside the years 1970 to 9999: '%s'", text);
    }
    *out_us = instant;
    return STATUS_OK;
}

/* Whole days before an instant, and the rest of it within that day. */
static int32_t split_days(int64_t instant_us, int64_t *within_us)
{
    int64_t days = instant_us / TIME_US_PER_DAY;
    *within_us = instant_us % TIME_US_PER_DAY;
    if (*within_us < 0) {
        days--;
        *within_us += TIME_US_PER_DAY;
    }
    return (int32_t)days;
}

char *time_format(int64_t instant_us, char *buffer)
{
    if (instant_us == TIME_NONE) {
        return say(buffer, "never");
    }
    int64_t within_us = 0;
    (void)date_format(split_days(instant_us, &within_us), buffer);
    size_t used = strlen(buffer);
    int second = (int)(within_us / TIME_US_PER_SECOND);
    int micro = (int)(within_us % TIME_US_PER_SECOND);
    char fraction[16] = "";
    if (micro != 0) {
        (void)snprintf(fraction, sizeof fraction, ".%06d", micro);
    }
    (void)snprintf(buffer + used, TIME_TEXT_BYTES - used, "T%02d:%02d:%02d%sZ", second / 3600,
                   second / 60 % 60, second % 60, fraction);
    return buffer;
}

char *time_format_date(int64_t instant_us, char *buffer)
{
    if (instant_us == TIME_NONE) {
        return say(buffer, "never");
    }
    int64_t within_us = 0;
    return date_format(split_days(instant_us, &within_us), buffer);
}

enum status date_parse(const char *text, int32_t *out_days, struct error *err)
{
    struct civil c = {0};
    const char *at = text;
    if (!take_date(&at, &c) || *at != '\0') {
        (void)error_set(err, STATUS_INVALID, "not a date: '%s'", text);
        return error_hint(err, "write it as 2026-09-01");
    }
    return date_from_civil(c.year, c.month, c.day, out_days, err);
}

static char *put_pair(char *at, int number)
{
    at[0] = (char)('0' + number / 10);
    at[1] = (char)('0' + number % 10);
    return at + 2;
}

/* Every line of a statement asks for its day, and printf takes many times as long. */
char *date_format(int32_t days, char *buffer)
{
    int year = 0;
    int month = 0;
    int day = 0;
    date_to_civil(days, &year, &month, &day);
    if (year >= 0 && year <= YEAR_MAX) {
        char *at = put_pair(put_pair(buffer, year / 100), year % 100);
        *at = '-';
        at = put_pair(at + 1, month);
        *at = '-';
        at = put_pair(at + 1, day);
        *at = '\0';
        return buffer;
    }
    (void)snprintf(buffer, TIME_TEXT_BYTES, "%04d-%02d-%02d", year, month, day);
    return buffer;
}

static int64_t unit_us(char unit)
{
    switch (unit) {
    case 's':
        return TIME_US_PER_SECOND;
    case 'm':
        return US_PER_MINUTE;
    case 'h':
        return US_PER_HOUR;
    case 'd':
        return TIME_US_PER_DAY;
    case 'w':
        return 7 * TIME_US_PER_DAY;
    default:
        return 0;
    }
}

enum status span_parse(const char *text, int64_t *out_us, struct error *err)
{
    const char *at = text;
    int64_t count = 0;
    bool is_too_long = false;
    for (; *at >= '0' && *at <= '9'; at++) {
        is_too_long = is_too_long || __builtin_mul_overflow(count, 10, &count) ||
                      __builtin_add_overflow(count, *at - '0', &count);
    }
    int64_t unit = at == text ? 0 : unit_us(*at);
    if (unit == 0 || at[1] != '\0') {
        (void)error_set(err, STATUS_INVALID, "not a span of time: '%s'", text);
        return error_hint(err, "write it as 90m, 72h, 30d or 2w");
    }
    int64_t span = 0;
    if (is_too_long || __builtin_mul_overflow(count, unit, &span) ||
        span > YEAR_MAX * 366 * TIME_US_PER_DAY) {
        return error_set(err, STATUS_LIMIT, "a span that is longer than the calendar: '%s'", text);
    }
    *out_us = span;
    return STATUS_OK;
}

int64_t time_whole_second(int64_t at_us)
{
    int64_t end_us = at_us + TIME_US_PER_SECOND - 1;
    return end_us - end_us % TIME_US_PER_SECOND;
}

enum status time_parse_deadline(const char *text, int64_t now_us, int64_t *out_us,
                                struct error *err)
{
    int64_t span_us = 0;
    enum status is_span = span_parse(text, &span_us, err);
    if (is_span == STATUS_OK && now_us > LAST_US - span_us) {
        return error_set(err, STATUS_LIMIT, "a deadline beyond the year 9999: '%s'", text);
    }
    if (is_span == STATUS_OK) {
        *out_us = time_whole_second(now_us + span_us);
        return STATUS_OK;
    }
    if (is_span == STATUS_LIMIT) {
        return is_span;
    }
    if (strlen(text) == strlen("2026-09-01")) {
        int32_t days = 0;
        enum status status = date_parse(text, &days, err);
        if (status == STATUS_OK) {
            *out_us = (days + 1) * TIME_US_PER_DAY - TIME_US_PER_SECOND;
        }
        return status;
    }
    if (time_parse(text, out_us, err) != STATUS_OK) {
        return error_hint(err,
                          "write 2026-09-30, 2026-09-30T17:00:00Z or a span such as 72h or 30d");
    }
    return STATUS_OK;
}

char *span_format(int64_t span_us, char *buffer)
{
    if (span_us == TIME_NONE) {
        return say(buffer, "never");
    }
    uint64_t rest = span_us < 0 ? 0 - (uint64_t)span_us : (uint64_t)span_us;
    rest /= (uint64_t)US_PER_MINUTE;
    uint64_t minutes = rest % 60;
    uint64_t hours = rest / 60 % 24;
    uint64_t days = rest / 60 / 24;
    struct {
        uint64_t count;
        char name;
    } units[] = {{days, 'd'}, {hours, 'h'}, {minutes, 'm'}};
    size_t used = 0;
    size_t first = days > 0 ? 0 : hours > 0 ? 1 : 2;
    for (size_t i = first; i < 3 && i < first + 2; i++) {
        if (units[i].count > 0) {
            used += (size_t)snprintf(buffer + used, TIME_TEXT_BYTES - used, "%s%llu%c",
                                     used > 0 ? " " : "", (unsigned long long)units[i].count,
                                     units[i].name);
        }
    }
    if (used == 0) {
        return say(buffer, "now");
    }
    if (span_us < 0) {
        (void)snprintf(buffer + used, TIME_TEXT_BYTES - used, " ago");
    }
    return buffer;
}
