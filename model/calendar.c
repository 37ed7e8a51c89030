#include "model/calendar.h"

#include "model/builtin.h"
#include "model/ini.h"
#include "model/mem.h"
#include "model/text.h"
#include "model/time.h"

#include <stdio.h>
#include <string.h>

#define WEEK_DAYS 7
#define FIRST_DAY_OF_WEEK 4 /* 1970-01-01 was a Thursday; Sunday is 0 */
#define US_PER_MINUTE (TIME_US_PER_DAY / 1440)
/* From then on an end may be beyond what a time can be: a week has one business day at least. */
#define FROM_MAX_US (INT64_MAX - 2 * WEEK_DAYS * CALENDAR_DAYS_MAX * TIME_US_PER_DAY)
#define HOLIDAY "holiday."
#define WORKDAY "workday."

/* A day that is not what its place in the week says. */
struct exception {
    int32_t day;
    bool is_business;
};

struct calendar {
    const char *file, *source;
    int64_t zone_us, cutoff_us; /* of the day */
    int32_t known_until;
    bool is_free[WEEK_DAYS];
    struct exception *exceptions;
    size_t count;
};

/* Reading. */

/* "17:00" as minutes; the hour at most, as a zone may be negative elsewhere. */
static enum status read_minutes(const char *text, int64_t *out, struct error *err)
{
    int hours = 0;
    int minutes = 0;
    int used = 0;
    bool is_shaped = sscanf(text, "%2d:%2d%n", &hours, &minutes, &used) == 2 && used == 5 &&
                     text[used] == '\0' && hours >= 0 && hours < 24 && minutes >= 0 && minutes < 60;
    *out = hours * 60 + minutes;
    return is_shaped ? STATUS_OK
                     : error_set(err, STATUS_INVALID, "'%s' is no time such as 17:00", text);
}

static enum status read_zone(const char *text, int64_t *out_us, struct error *err)
{
    int64_t minutes = 0;
    if (text[0] != '+' && text[0] != '-') {
        return error_set(err, STATUS_INVALID, "'%s' is no zone such as +08:00", text);
    }
    enum status status = read_minutes(text + 1, &minutes, err);
    *out_us = (text[0] == '-' ? -minutes : minutes) * US_PER_MINUTE;
    return status;
}

static enum status read_weekend(const char *text, bool is_free[WEEK_DAYS], struct error *err)
{
    static const char *const days[WEEK_DAYS] = {"sun", "mon", "tue", "wed", "thu", "fri", "sat"};
    size_t free_count = 0;
    for (const char *at = text; *at != '\0'; at += strspn(at, " ")) {
        size_t bytes = strcspn(at, " ");
        size_t day = 0;
        while (day < WEEK_DAYS && (bytes != 3 || strncmp(days[day], at, bytes) != 0)) {
            day++;
        }
        if (day == WEEK_DAYS) {
            return error_set(err, STATUS_INVALID, "'%.*s' is no day such as sat", (int)bytes, at);
        }
        free_count += is_free[day] ? 0 : 1;
        is_free[day] = true;
        at += bytes;
    }
    return free_count < WEEK_DAYS ? STATUS_OK
                                  : error_set(err, STATUS_INVALID, "a week has no business day");
}

static enum status read_exception(struct calendar *calendar, const char *date, bool is_business,
                                  struct error *err)
{
    struct exception *exception = &calendar->exceptions[calendar->count++];
    exception->is_business = is_business;
    return date_parse(date, &exception->day, err);
}

static enum status read_entry(struct calendar *calendar, const struct ini_entry *entry,
                              struct error *err)
{
    const char *key = entry->key;
    int64_t minutes = 0;
    enum status status = STATUS_OK;
    if (strcmp(key, "zone") == 0) {
        return read_zone(entry->value, &calendar->zone_us, err);
    }
    if (strcmp(key, "cutoff") == 0) {
        status = read_minutes(entry->value, &minutes, err);
        calendar->cutoff_us = minutes * US_PER_MINUTE;
        return status;
    }
    if (strcmp(key, "weekend") == 0) {
        return read_weekend(entry->value, calendar->is_free, err);
    }
    if (strcmp(key, "known_until") == 0) {
        return date_parse(entry->value, &calendar->known_until, err);
    }
    if (strcmp(key, "source") == 0) {
        calendar->source = mem_strdup(calendar, entry->value);
        return STATUS_OK;
    }
    if (strncmp(key, HOLIDAY, strlen(HOLIDAY)) == 0) {
        return read_exception(calendar, key + strlen(HOLIDAY), false, err);
    }
    if (strncmp(key, WORKDAY, strlen(WORKDAY)) == 0) {
        return read_exception(calendar, key + strlen(WORKDAY), true, err);
    }
    return error_set(err, STATUS_INVALID, "unknown key");
}

static enum status read_all(struct calendar *calendar, const struct ini *ini, struct error *err)
{
    static const char *const needed[] = {"source", "zone", "cutoff", "weekend", "known_until"};
    struct error cause;
    calendar->exceptions = MEM_ARRAY(calendar, struct exception, ini->count);
    for (size_t i = 0; i < ini->count; i++) {
        const struct ini_entry *entry = &ini->entries[i];
        if (read_entry(calendar, entry, &cause) != STATUS_OK) {
            return error_set(err, STATUS_INVALID, "calendar %s line %d: %s: %s", calendar->file,
                             entry->line, entry->key, cause.message);
        }
    }
    for (size_t i = 0; i < sizeof needed / sizeof *needed; i++) {
        if (ini_find(ini, "", needed[i]) == NULL) {
            return error_set(err, STATUS_INVALID, "calendar %s: %s is missing", calendar->file,
                             needed[i]);
        }
    }
    return STATUS_OK;
}

enum status calendar_parse(void *mem, const char *file, const char *text,
                           const struct calendar **out, struct error *err)
{
    struct calendar *calendar = MEM_NEW(mem, struct calendar);
    struct ini *ini = NULL;
    calendar->file = mem_strdup(calendar, file);
    enum status status = ini_read_text(calendar, file, text, &ini, err);
    if (status == STATUS_OK) {
        status = read_all(calendar, ini, err);
    }
    if (status != STATUS_OK) {
        mem_free(calendar);
        return status;
    }
    *out = calendar;
    return STATUS_OK;
}

enum status calendar_find(void *mem, const char *name, const struct calendar **out,
                          struct error *err)
{
    char *names = mem_strdup(mem, "");
    for (const struct builtin *file = builtin_calendars; file->name != NULL; file++) {
        if (strcmp(file->name, name) == 0) {
            mem_free(names);
            return calendar_parse(mem, name, file->text, out, err);
        }
        names = mem_append(names, "%s%s", names[0] == '\0' ? "" : ", ", file->name);
    }
    (void)error_set(err, STATUS_NOT_FOUND, "there is no calendar '%s'", name);
    (void)error_hint(err, "there are %s", names);
    mem_free(names);
    return STATUS_NOT_FOUND;
}

const char *calendar_source(const struct calendar *calendar)
{
    return calendar->source;
}

int32_t calendar_known_until(const struct calendar *calendar)
{
    return calendar->known_until;
}

/* Counting. */

bool calendar_is_business_day(const struct calendar *calendar, int32_t day)
{
    for (size_t i = 0; i < calendar->count; i++) {
        if (calendar->exceptions[i].day == day) {
            return calendar->exceptions[i].is_business;
        }
    }
    int32_t place = (day % WEEK_DAYS + FIRST_DAY_OF_WEEK + WEEK_DAYS) % WEEK_DAYS;
    return !calendar->is_free[place];
}

int32_t calendar_day(const struct calendar *calendar, int64_t at_us)
{
    int64_t local_us = at_us + (calendar == NULL ? 0 : calendar->zone_us);
    bool is_before = local_us < 0; /* of 1970, in a zone behind */
    return (int32_t)(local_us / TIME_US_PER_DAY) - (is_before ? 1 : 0);
}

int64_t calendar_cutoff_us(const struct calendar *calendar, int32_t day)
{
    return calendar == NULL ? (day + 1) * TIME_US_PER_DAY
                            : day * TIME_US_PER_DAY + calendar->cutoff_us - calendar->zone_us;
}

static bool is_business(const struct calendar *calendar, int32_t day)
{
    return calendar == NULL || calendar_is_business_day(calendar, day);
}

int32_t calendar_next(const struct calendar *calendar, int32_t day)
{
    do {
        day++;
    } while (!is_business(calendar, day));
    return day;
}

int32_t calendar_age(const struct calendar *calendar, int32_t from_day, int32_t to_day)
{
    int32_t age = 0;
    for (int32_t day = from_day + 1; day <= to_day && age < CALENDAR_DAYS_MAX; day++) {
        age += is_business(calendar, day) ? 1 : 0;
    }
    return age;
}

int32_t calendar_aged(const struct calendar *calendar, int32_t age, int32_t to_day)
{
    int32_t day = to_day;
    for (int32_t passed = 0; day > 0; day--) {
        passed += is_business(calendar, day) ? 1 : 0;
        if (passed > age) {
            return day; /* of whose eve the age is one more */
        }
    }
    return day;
}

enum status calendar_after(const struct calendar *calendar, int64_t from_us, int64_t days,
                           int64_t *out_us, struct error *err)
{
    if (days < 1 || days > CALENDAR_DAYS_MAX || from_us < 0 || from_us > FROM_MAX_US) {
        return error_set(err, STATUS_LIMIT, "%lld business days are beyond what is counted",
                         (long long)days);
    }
    int32_t day = calendar_day(calendar, from_us);
    int64_t hour_us = from_us + calendar->zone_us - day * TIME_US_PER_DAY;
    bool is_late = hour_us > calendar->cutoff_us && calendar_is_business_day(calendar, day);
    int64_t left = days + (is_late ? 1 : 0);
    if (!calendar_is_business_day(calendar, day)) {
        left++; /* it came on the next one, which is none of them */
    }
    while (left > 0) {
        day++;
        left -= calendar_is_business_day(calendar, day) ? 1 : 0;
    }
    *out_us = calendar_cutoff_us(calendar, day);
    return STATUS_OK;
}
