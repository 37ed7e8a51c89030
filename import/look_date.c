#include "import/look_date.h"

#include "model/mem.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

/* The strictest of forms that are alike first. */
static const char *const days[] = {
    "%Y-%m-%d",       "%Y/%m/%d",   "%Y.%m.%d",   "%Y.%m.%d.",  "%Y%m%d",     "%d.%m.%Y",
    "%d/%m/%Y",       "%d-%m-%Y",   "%m/%d/%Y",   "%m-%d-%Y",   "%d.%m.%y",   "%d/%m/%y",
    "%d-%m-%y",       "%m/%d/%y",   "%d %b %Y",   "%d %b %y",   "%d-%b-%Y",   "%d-%b-%y",
    "%b %d, %Y",      "%Y-%-m-%-d", "%Y/%-m/%-d", "%-d.%-m.%Y", "%-d/%-m/%Y", "%-d-%-m-%Y",
    "%-m/%-d/%Y",     "%-m-%-d-%Y", "%-d.%-m.%y", "%-d/%-m/%y", "%-m/%-d/%y", "%-d %b %Y",
    "%Y年%-m月%-d日", "%m/%d",      "%d/%m",      "%d.%m.",
};
static const char *const clocks[] = {"",          " %H:%M:%S",  " %H:%M", " %H:%M:%S %z",
                                     "T%H:%M:%S", "T%H:%M:%S%z"};
static const char *const times[] = {"%H:%M:%S", "%H:%M", "%H%M%S"};

#define DAYS (sizeof days / sizeof days[0])
#define CLOCKS (sizeof clocks / sizeof clocks[0])
#define FORMS (DAYS * CLOCKS)
#define DATE_BYTES_MIN 5
#define DATE_BYTES_MAX 40
#define ANY_YEAR ((struct date_year){.year = 2000, .last_month = 12}) /* for forms without one */

struct date_look {
    struct dateform forms[FORMS];
    const char *texts[FORMS];
};

struct date_look *date_look_new(void *mem)
{
    struct date_look *look = MEM_NEW(mem, struct date_look);
    for (size_t i = 0; i < FORMS; i++) {
        struct error err;
        look->texts[i] = mem_printf(look, "%s%s", days[i / CLOCKS], clocks[i % CLOCKS]);
        enum status status = dateform_compile(look->texts[i], &look->forms[i], &err);
        assert(status == STATUS_OK);
        (void)status;
    }
    return look;
}

static bool reads(const struct dateform *form, const char *text, int32_t *day)
{
    struct error ignored;
    struct date_read read;
    if (dateform_read(form, ANY_YEAR, text, &read, &ignored) != STATUS_OK) {
        return false;
    }
    *day = read.days;
    return true;
}

bool date_look_is_date(const struct date_look *look, const char *text)
{
    int32_t day = 0;
    size_t bytes = strlen(text);
    if (bytes < DATE_BYTES_MIN || bytes > DATE_BYTES_MAX || strpbrk(text, "0123456789") == NULL) {
        return false;
    }
    for (size_t i = 0; i < FORMS; i++) {
        if (reads(&look->forms[i], text, &day)) {
            return true;
        }
    }
    return false;
}

/* How many cells from the first on the form reads; empty ones do no harm. */
static size_t reach(const struct dateform *form, const char *const *cells, size_t count)
{
    int32_t day = 0;
    for (size_t i = 0; i < count; i++) {
        if (cells[i][0] != '\0' && !reads(form, cells[i], &day)) {
            return i;
        }
    }
    return count;
}

/* Whether both read all cells as the same days. */
static bool agree(const struct dateform *a, const struct dateform *b, const char *const *cells,
                  size_t count)
{
    for (size_t i = 0; i < count; i++) {
        int32_t first = 0;
        int32_t second = 0;
        if (cells[i][0] != '\0' && reads(a, cells[i], &first) && reads(b, cells[i], &second) &&
            first != second) {
            return false;
        }
    }
    return true;
}

/* What was left out and would have meant other days: the one that came furthest. */
static void note_refused(const struct date_look *look, const struct dateform *form,
                         const char *const *cells, size_t count, struct date_reading *reading)
{
    size_t furthest = 0;
    for (size_t i = 0; i < FORMS; i++) {
        size_t read = reach(&look->forms[i], cells, count);
        if (read < count && read > furthest && !agree(form, &look->forms[i], cells, read)) {
            furthest = read;
            reading->refused = look->texts[i];
            reading->refused_cell = read;
        }
    }
}

size_t date_look_readings(const struct date_look *look, const char *const *cells, size_t count,
                          struct date_reading readings[LOOK_DATE_READINGS_MAX])
{
    size_t forms[LOOK_DATE_READINGS_MAX];
    size_t found = 0;
    for (size_t i = 0; i < FORMS && found < LOOK_DATE_READINGS_MAX; i++) {
        if (reach(&look->forms[i], cells, count) < count) {
            continue;
        }
        bool is_new = true;
        for (size_t k = 0; k < found; k++) {
            is_new = is_new && !agree(&look->forms[i], &look->forms[forms[k]], cells, count);
        }
        if (is_new) {
            readings[found] = (struct date_reading){.form = look->texts[i]};
            note_refused(look, &look->forms[i], cells, count, &readings[found]);
            forms[found++] = i;
        }
    }
    return found;
}

const char *date_look_time(const char *const *cells, size_t count)
{
    for (size_t i = 0; i < sizeof times / sizeof times[0]; i++) {
        struct error ignored;
        struct dateform form;
        struct date_read read;
        size_t filled = 0;
        size_t good = 0;
        enum status status = dateform_compile(times[i], &form, &ignored);
        for (size_t c = 0; c < count && status == STATUS_OK; c++) {
            filled += cells[c][0] != '\0';
            good += cells[c][0] != '\0' &&
                    dateform_read(&form, ANY_YEAR, cells[c], &read, &ignored) == STATUS_OK;
        }
        if (filled > 0 && good == filled) {
            return times[i];
        }
    }
    return NULL;
}
