/* dateform.h - how a bank writes dates and times: a small strict language.
 *
 *     %Y  year, four digits       %y  year, two digits (1970 to 2069)
 *     %m  month, two digits       %-m month, one or two digits      %b  Jan, Feb, ... in English
 *     %d  day, two digits         %-d day, one or two digits
 *     %H %M %S  two digits each   %%  a percent sign
 *     %z  an offset from UTC (+0100, -07:00, Z), read and not applied: times stay as the bank says
 *
 * A space stands for one or more; all else stands for itself. Text must match to its last byte, and
 * the order of day and month is never guessed. */
#ifndef IMPORT_DATEFORM_H
#define IMPORT_DATEFORM_H

#include "model/error.h"

#include <stdbool.h>
#include <stdint.h>

#define DATEFORM_STEPS_MAX 32

struct dateform {
    unsigned char steps[DATEFORM_STEPS_MAX]; /* a code of the language, or a literal byte */
    bool is_literal[DATEFORM_STEPS_MAX];
    unsigned count;
    bool has_date; /* month and day */
    bool has_year;
    bool has_time; /* at least hour and minute */
};

struct date_read {
    int32_t days;    /* since 1970; set where the form has a date */
    int32_t seconds; /* of the day; set where it has a time, else -1 */
};

/* The year of dates that do not say theirs. */
struct date_year {
    int year;       /* 0 where it is not known */
    int last_month; /* later months are of the year before; 12 for none */
};

/* STATUS_INVALID for a form that has neither a whole date nor a time. */
enum status dateform_compile(const char *form, struct dateform *out, struct error *err) CHECKED;

/* STATUS_INVALID says what is wrong: not of this form, or no such day. year counts where the form
 * has none. */
enum status dateform_read(const struct dateform *form, struct date_year year, const char *text,
                          struct date_read *out, struct error *err) CHECKED;

#endif
