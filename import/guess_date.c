#include "import/guess_date.h"

#include "import/lexicon.h"
#include "model/mem.h"
#include "model/time.h"

#include <string.h>

static size_t count_kind(const struct look *look, enum look_kind kind, size_t *first)
{
    size_t count = 0;
    for (size_t i = look->column_count; i-- > 0;) {
        if (look->columns[i].kind == kind && look->columns[i].name != NULL) {
            *first = i;
            count++;
        }
    }
    return count;
}

static size_t pick_date(struct look *look)
{
    size_t first = LOOK_NONE;
    if (look->answers[KEY_DATE] == NULL && count_kind(look, LOOK_DATE, &first) == 1) {
        guess_take(look, KEY_DATE, first, "the only column of dates");
        return first;
    }
    size_t found = guess_by_title(look, KEY_DATE, LOOK_BIT(LOOK_DATE));
    if (found == LOOK_NONE && look->answers[KEY_DATE] == NULL) {
        struct guess_question *question = guess_ask(
            look, KEY_DATE, "several columns have dates: on which day did the bank book it?");
        guess_offer_columns(look, question, LOOK_BIT(LOOK_DATE));
    }
    return found;
}

/* How the first date that can be told apart would be read. */
static void ask_form(struct look *look, size_t column, const struct date_reading *readings,
                     size_t count)
{
    struct guess_question *question =
        guess_ask(look, KEY_DATE_FORM,
                  "no date of '%s' tells the day from the month: how are they written, as %s in "
                  "line %u?",
                  look->columns[column].name, look_cell(look, 0, column), look_line(look, 0));
    for (size_t i = 0; i < count; i++) {
        struct dateform form;
        struct date_read read = {0};
        struct error ignored;
        char day[TIME_TEXT_BYTES];
        if (dateform_compile(readings[i].form, &form, &ignored) == STATUS_OK &&
            dateform_read(&form, (struct date_year){2000, 12}, look_cell(look, 0, column), &read,
                          &ignored) == STATUS_OK) {
            guess_offer(look, question, readings[i].form, "line %u is %s", look_line(look, 0),
                        date_format(read.days, day));
        }
    }
}

static void pick_form(struct look *look, size_t column)
{
    struct date_reading readings[LOOK_DATE_READINGS_MAX];
    const char **cells = look_cells(look, column);
    size_t count = date_look_readings(look->dates, cells, look->row_count, readings);
    if (guess_was_answered(look, KEY_DATE_FORM)) {
        return;
    }
    if (count == 0) {
        (void)guess_ask(
            look, KEY_DATE_FORM,
            "no form of dates reads all of '%s', as %s in line %u: how are they written?",
            look->columns[column].name, cells[0], look_line(look, 0));
    } else if (count > 1) {
        ask_form(look, column, readings, count);
    } else if (readings[0].refused != NULL) {
        size_t row = readings[0].refused_cell;
        guess_say(look, KEY_DATE_FORM, readings[0].form, "line %u, %s, cannot be %s",
                  look_line(look, row), cells[row], readings[0].refused);
    } else {
        guess_say(look, KEY_DATE_FORM, readings[0].form, "all %zu dates are so", look->row_count);
    }
}

/* Dates that lack their year have it from a line above. */
static void pick_year(struct look *look)
{
    const char *form = look->guess->values[KEY_DATE_FORM];
    if (form == NULL || strstr(form, "%Y") != NULL || strstr(form, "%y") != NULL ||
        guess_was_answered(look, KEY_YEAR)) {
        return;
    }
    struct guess_question *question = guess_ask(
        look, KEY_YEAR, "the dates have no year: which line above the header says it, and where?");
    guess_offer(look, question, "(?<year>\\d{4})年(?<month>\\d{2})月",
                "a line with 2026年02月; later months are of the year before");
    guess_offer(look, question, "(?<year>(?:19|20)\\d{2})", "the first year that stands above");
}

/* A time of day; in six digits only where its title is known, or somebody says so. */
static void pick_time(struct look *look)
{
    size_t first = LOOK_NONE;
    const char *form = look->guess->values[KEY_DATE_FORM];
    if (form != NULL && strstr(form, "%H") != NULL && look->answers[KEY_TIME] == NULL) {
        return;
    }
    if (look->answers[KEY_TIME] == NULL && count_kind(look, LOOK_TIME, &first) == 1) {
        guess_take(look, KEY_TIME, first, "the only column of times");
    } else {
        first = guess_by_title(look, KEY_TIME,
                               LOOK_BIT(LOOK_TIME) | LOOK_BIT(LOOK_NUMBER) | LOOK_BIT(LOOK_AMOUNT));
    }
    const char *time =
        first != LOOK_NONE ? date_look_time(look_cells(look, first), look->row_count) : NULL;
    if (time != NULL && !guess_was_answered(look, KEY_TIME_FORM)) {
        guess_say(look, KEY_TIME_FORM, time, "all times are so");
    }
}

void guess_date(struct look *look)
{
    size_t column = pick_date(look);
    if (column != LOOK_NONE) {
        pick_form(look, column);
        pick_year(look);
    }
    pick_time(look);
}
