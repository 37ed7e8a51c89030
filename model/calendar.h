/* calendar.h - which days are business days, and how long so many of them take.
 *
 * A calendar is a flat ini file: the zone in which its days begin, the hour after which the day is
 * over for business, the days of the weekend, and the days that are free although they are none, or
 * worked although they are:
 *
 *     zone        = +08:00
 *     cutoff      = 17:00
 *     weekend     = sat sun
 *     known_until = 2026-12-31
 *     holiday.2026-10-01 = National Day
 *     workday.2026-10-10 = worked for National Day
 *     source      = where its days are from
 *
 * After known_until only the weekends are known. The zone is a fixed one: where a summer time puts
 * the cut-off an hour off, it moves no day but for what comes within that hour. */
#ifndef MODEL_CALENDAR_H
#define MODEL_CALENDAR_H

#include "model/error.h"

#include <stdbool.h>
#include <stdint.h>

#define CALENDAR_DAYS_MAX 3650 /* of one wait */

struct calendar;

/* One that the program has, "cn"; STATUS_NOT_FOUND names those there are. Owned by mem, as is: */
enum status calendar_find(void *mem, const char *name, const struct calendar **out,
                          struct error *err) CHECKED;
/* From the text of a file, which file names in messages. */
enum status calendar_parse(void *mem, const char *file, const char *text,
                           const struct calendar **out, struct error *err) CHECKED;

const char *calendar_source(const struct calendar *calendar);
/* The last day of which more is known than the weekends. */
int32_t calendar_known_until(const struct calendar *calendar);

bool calendar_is_business_day(const struct calendar *calendar, int32_t day);
/* When so many business days, at least one, are over: at the cut-off hour of the last of them. The
 * day of from_us is none of them; what comes after its cut-off, or on a free day, came on the next
 * business day. STATUS_LIMIT beyond CALENDAR_DAYS_MAX or what a time can be. */
enum status calendar_after(const struct calendar *calendar, int64_t from_us, int64_t days,
                           int64_t *out_us, struct error *err) CHECKED;

/* The same of a pack without a calendar, NULL: each day is a business day, begins at midnight UTC
 * and is over at the next. */

/* On which day a time falls. */
int32_t calendar_day(const struct calendar *calendar, int64_t at_us);
/* When a day is over for business. */
int64_t calendar_cutoff_us(const struct calendar *calendar, int32_t day);
/* The first business day after it. */
int32_t calendar_next(const struct calendar *calendar, int32_t day);
/* How many business days came after the one, the other among them; 0 where it is no later, and
 * CALENDAR_DAYS_MAX at most. */
int32_t calendar_age(const struct calendar *calendar, int32_t from_day, int32_t to_day);
/* The first day of which that age is so much or less. */
int32_t calendar_aged(const struct calendar *calendar, int32_t age, int32_t to_day);

#endif
