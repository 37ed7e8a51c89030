/* look_date.h - in which forms banks write dates, and which of them a column has.
 *
 * A form is a candidate where it reads every cell. Two candidates that read a cell as different
 * days cannot both be right, and nothing but a cell that one of them cannot read tells which. */
#ifndef IMPORT_LOOK_DATE_H
#define IMPORT_LOOK_DATE_H

#include "import/dateform.h"

#include <stddef.h>

#define LOOK_DATE_READINGS_MAX 8

struct date_look;

struct date_reading {
    const char *form;
    /* Another form that reads some cells and not this one; NULL where none was left out so. */
    const char *refused;
    size_t refused_cell;
};

/* All forms, made ready. */
struct date_look *date_look_new(void *mem);

/* Whether the text is a date in any form. */
bool date_look_is_date(const struct date_look *look, const char *text);

/* The readings of all these cells, which differ from each other in at least one day; how many, at
 * most LOOK_DATE_READINGS_MAX. Of forms that read alike the strictest stands for them. */
size_t date_look_readings(const struct date_look *look, const char *const *cells, size_t count,
                          struct date_reading readings[LOOK_DATE_READINGS_MAX]);

/* The form of a time of day that all cells that are not empty have; NULL for none. */
const char *date_look_time(const char *const *cells, size_t count);

#endif
