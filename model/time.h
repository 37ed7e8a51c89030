/* time.h - instants as UTC microseconds since 1970, from a clock that is handed in.
 *
 * Nothing in model/, import/ or reports/ reads the system's clock; local time exists only in tui/.
 * Source of the text form: RFC 3339. */
#ifndef MODEL_TIME_H
#define MODEL_TIME_H

#include "model/error.h"

#include <stdint.h>

#define TIME_US_PER_SECOND INT64_C(1000000)
#define TIME_US_PER_DAY (INT64_C(86400) * TIME_US_PER_SECOND)
#define TIME_NONE INT64_MAX /* no such time: never due */
#define TIME_TEXT_BYTES 40

/* Where the time comes from. now_us(state) must not go back. */
struct clock {
    int64_t (*now_us)(void *state);
    void *state;
};

int64_t clock_now_us(const struct clock *clock);
/* The system's clock, for main() alone; and one that stands still at *instant_us. */
struct clock clock_system(void);
struct clock clock_fixed(int64_t *instant_us);
/* Microseconds since some moment, whatever the clock is set to: how long one waits, nothing else.
 */
int64_t clock_steady_us(void);

/* "2026-09-01T08:00:37Z", with fraction and numeric offset accepted. Dates and times that do not
 * exist are STATUS_INVALID; second 60 is read as 59. Years 1970 to 9999. */
enum status time_parse(const char *text, int64_t *out_us, struct error *err) CHECKED;
/* RFC 3339 in UTC; the fraction only where there is one; "never" for TIME_NONE. buffer has
 * TIME_TEXT_BYTES. */
char *time_format(int64_t instant_us, char *buffer);
/* "2026-09-01". */
char *time_format_date(int64_t instant_us, char *buffer);

/* A calendar date as days since 1970; STATUS_INVALID for one that does not exist. */
enum status date_from_civil(int year, int month, int day, int32_t *out_days,
                            struct error *err) CHECKED;
void date_to_civil(int32_t days, int *year, int *month, int *day);
enum status date_parse(const char *text, int32_t *out_days, struct error *err) CHECKED; /* Y-m-d */
char *date_format(int32_t days, char *buffer);

/* A deadline that people read ends on a whole second: that one or the next. */
int64_t time_whole_second(int64_t at_us);
/* What an operator writes for a deadline: RFC 3339, a date (its last second, UTC), or a span from
 * now such as "90m", "72h", "30d", "2w". */
enum status time_parse_deadline(const char *text, int64_t now_us, int64_t *out_us,
                                struct error *err) CHECKED;
/* A span alone: "72h" -> microseconds. */
enum status span_parse(const char *text, int64_t *out_us, struct error *err) CHECKED;
/* "3d 4h", "45m", "now", "2d ago": the two largest units. buffer has TIME_TEXT_BYTES. */
char *span_format(int64_t span_us, char *buffer);

#endif
