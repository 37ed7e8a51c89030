#include "import/dateform.h"

#include "model/time.h"

#include <string.h>
#include <strings.h>

/* Codes of one or two digits; other codes are their letter. */
#define CODE_SHORT_MONTH 'o'
#define CODE_SHORT_DAY 'e'
#define TWO_DIGIT_YEAR_PIVOT 70

struct civil {
    int year, month, day, hour, minute, second;
};

static const char months[12][4] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                   "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};

static unsigned char code_of(const char **at)
{
    char letter = **at;
    (*at)++;
    if (letter != '-') {
        return letter != '\0' && strchr("YymdbHMSz%", letter) != NULL ? (unsigned char)letter : 0;
    }
    letter = **at;
    if (letter != 'm' && letter != 'd') {
        return 0;
    }
    (*at)++;
    return letter == 'm' ? CODE_SHORT_MONTH : CODE_SHORT_DAY;
}

static bool has_code(const struct dateform *form, const char *codes)
{
    for (unsigned i = 0; i < form->count; i++) {
        if (!form->is_literal[i] && strchr(codes, form->steps[i]) != NULL) {
            return true;
        }
    }
    return false;
}

enum status dateform_compile(const char *text, struct dateform *out, struct error *err)
{
    struct dateform form = {0};
    while (*text != '\0') {
        if (form.count == DATEFORM_STEPS_MAX) {
            return error_set(err, STATUS_LIMIT, "a date's form has more than %d parts",
                             DATEFORM_STEPS_MAX);
        }
        bool is_literal = *text != '%';
        unsigned char step = (unsigned char)*text++;
        if (!is_literal) {
            step = code_of(&text);
            if (step == 0) {
                return error_set(
                    err, STATUS_INVALID,
                    "a date's form knows %%Y %%y %%m %%-m %%b %%d %%-d %%H %%M %%S %%z");
            }
            is_literal = step == '%';
        }
        form.is_literal[form.count] = is_literal;
        form.steps[form.count++] = step;
    }
    form.has_year = has_code(&form, "Yy");
    form.has_date = has_code(&form, "mbo") && has_code(&form, "de");
    form.has_time = has_code(&form, "H") && has_code(&form, "M");
    bool has_part = has_code(&form, "Yymbode");
    if ((!form.has_date && !form.has_time) || (has_part && !form.has_date)) {
        return error_set(err, STATUS_INVALID,
                         "a date's form needs month and day, or hour and minute");
    }
    *out = form;
    return STATUS_OK;
}

static bool read_digits(const char **at, int least, int most, int *out)
{
    int value = 0;
    int count = 0;
    while (count < most && **at >= '0' && **at <= '9') {
        value = value * 10 + (**at - '0');
        (*at)++;
        count++;
    }
    *out = value;
    return count >= least;
}

static bool read_month_name(const char **at, int *out)
{
    for (int i = 0; i < 12; i++) {
        if (strncasecmp(*at, months[i], 3) == 0) {
            *at += 3;
            *out = i + 1;
            return true;
        }
    }
    return false;
}

static bool read_offset(const char **at)
{
    int ignored = 0;
    if (**at == 'Z') {
        (*at)++;
        return true;
    }
    if (**at != '+' && **at != '-') {
        return false;
    }
    (*at)++;
    if (!read_digits(at, 2, 2, &ignored)) {
        return false;
    }
    *at += **at == ':';
    return read_digits(at, 2, 2, &ignored);
}

static bool read_step(unsigned char code, const char **at, struct civil *out)
{
    bool is_read;
    switch (code) {
    case 'Y':
        return read_digits(at, 4, 4, &out->year);
    case 'y':
        is_read = read_digits(at, 2, 2, &out->year);
        out->year += out->year < TWO_DIGIT_YEAR_PIVOT ? 2000 : 1900;
        return is_read;
    case 'm':
        return read_digits(at, 2, 2, &out->month);
    case CODE_SHORT_MONTH:
        return read_digits(at, 1, 2, &out->month);
    case 'b':
        return read_month_name(at, &out->month);
    case 'd':
        return read_digits(at, 2, 2, &out->day);
    case CODE_SHORT_DAY:
        return read_digits(at, 1, 2, &out->day);
    case 'H':
        return read_digits(at, 2, 2, &out->hour);
    case 'M':
        return read_digits(at, 2, 2, &out->minute);
    case 'z':
        return read_offset(at);
    default:
        return read_digits(at, 2, 2, &out->second);
    }
}

static bool read_literal(unsigned char literal, const char **at)
{
    if ((unsigned char)**at != literal) {
        return false;
    }
    do {
        (*at)++;
    } while (literal == ' ' && **at == ' ');
    return true;
}

/* The year that is not written. */
static enum status lend_year(struct date_year year, struct civil *read, struct error *err)
{
    if (year.year == 0) {
        return error_set(err, STATUS_INVALID, "no line above says which year it is");
    }
    read->year = year.year - (read->month > year.last_month);
    return STATUS_OK;
}

enum status dateform_read(const struct dateform *form, struct date_year year, const char *text,
                          struct date_read *out, struct error *err)
{
    struct civil read = {0};
    const char *at = text;
    for (unsigned i = 0; i < form->count; i++) {
        bool is_read = form->is_literal[i] ? read_literal(form->steps[i], &at)
                                           : read_step(form->steps[i], &at, &read);
        if (!is_read) {
            return error_set(err, STATUS_INVALID, "not of the profile's form");
        }
    }
    if (*at != '\0') {
        return error_set(err, STATUS_INVALID, "more text than the profile's form has");
    }
    if (form->has_date) {
        enum status status = form->has_year ? STATUS_OK : lend_year(year, &read, err);
        if (status != STATUS_OK) {
            return status;
        }
        status = date_from_civil(read.year, read.month, read.day, &out->days, err);
        if (status != STATUS_OK) {
            return status;
        }
    }
    out->seconds = -1;
    if (!form->has_time) {
        return STATUS_OK;
    }
    if (read.hour > 23 || read.minute > 59 || read.second > 60) {
        return error_set(err, STATUS_INVALID, "there is no such time of day");
    }
    int second = read.second == 60 ? 59 : read.second; /* a leap second has no place of its own */
    out->seconds = (read.hour * 60 + read.minute) * 60 + second;
    return STATUS_OK;
}
