#include "import/guess_table.h"

#include "import/header.h"
#include "import/lexicon.h"
#include "model/mem.h"

#include <stdlib.h>
#include <string.h>

#define NUMBER_DIGITS_MAX 7 /* of an amount that has no decimals */
#define NAME_BYTES 16

/* ---- rows ---- */

static bool has_amount_besides(const struct look *look, size_t record, size_t date)
{
    for (size_t c = 0; c < look->specimen->records[record].count; c++) {
        struct amount_place place;
        const char *cell = specimen_cell(look->specimen, record, c);
        if (c != date && amount_look(cell, &place) && !date_look_is_date(look->dates, cell)) {
            return true;
        }
    }
    return false;
}

static bool is_row(const struct look *look, size_t record, size_t date)
{
    return date_look_is_date(look->dates, specimen_cell(look->specimen, record, date)) &&
           has_amount_besides(look, record, date);
}

/* The place where most lines have a date, beside an amount; the first of several. */
static size_t find_date(const struct look *look)
{
    size_t best = 0;
    size_t best_count = 0;
    for (size_t c = 0; c < PROFILE_LIST_MAX; c++) {
        size_t count = 0;
        for (size_t r = 0; r < look->specimen->count; r++) {
            count += is_row(look, r, c);
        }
        if (count > best_count) {
            best = c;
            best_count = count;
        }
    }
    return best;
}

static void find_rows(struct look *look)
{
    size_t date = find_date(look);
    look->rows = MEM_ARRAY(look->mem, size_t, look->specimen->count + 1);
    for (size_t r = 0; r < look->specimen->count; r++) {
        if (is_row(look, r, date)) {
            look->rows[look->row_count++] = r;
            size_t width = look->specimen->records[r].count;
            look->column_count = width > look->column_count ? width : look->column_count;
        }
    }
    if (look->column_count > IMPORT_CELLS_MAX) {
        look->column_count = IMPORT_CELLS_MAX;
    }
}

/* ---- the line above them ---- */

static size_t width_of(const struct specimen *specimen, size_t record)
{
    size_t width = specimen->records[record].count;
    while (width > 0 && specimen->records[record].cells[width - 1].bytes == 0) {
        width--;
    }
    return width;
}

/* Titles are texts, and there is one for at least half of the columns. */
static bool may_be_header(const struct look *look, size_t record, size_t width)
{
    size_t titles = 0;
    for (size_t c = 0; c < width_of(look->specimen, record); c++) {
        struct amount_place place;
        const char *cell = specimen_cell(look->specimen, record, c);
        if (amount_look(cell, &place) || date_look_is_date(look->dates, cell)) {
            return false;
        }
        titles += cell[0] != '\0';
    }
    return titles >= 2 && 2 * titles >= width;
}

/* The last line above the rows that may be one. */
static void find_header(struct look *look)
{
    size_t width = 0;
    for (size_t row = 0; row < look->row_count; row++) {
        size_t own = width_of(look->specimen, look->rows[row]);
        width = own > width ? own : width;
    }
    for (size_t r = look->rows[0]; r-- > 0 && look->header == LOOK_NONE;) {
        if (may_be_header(look, r, width)) {
            look->header = r;
        }
    }
    uint32_t first = look_line(look, 0);
    if (guess_was_answered(look, KEY_HEADER)) {
        look->header = strcmp(look->answers[KEY_HEADER], "no") == 0 ? LOOK_NONE : look->header;
    } else if (look->header != LOOK_NONE) {
        guess_say(look, KEY_HEADER, "yes",
                  "line %u has words where the rows from line %u on have dates and amounts; what "
                  "stands above it is passed over",
                  look->specimen->records[look->header].line, first);
    } else {
        guess_say(look, KEY_HEADER, "no", "nothing above line %u names its columns", first);
    }
}

/* ---- columns ---- */

/* A name that the list of columns cannot hold is none. */
static bool is_nameable(const char *name)
{
    return strpbrk(name, "|\r\n\"") == NULL && name[strlen(name) - 1] != '?';
}

static const char *name_of(struct look *look, size_t column)
{
    const char *title =
        look->header != LOOK_NONE ? specimen_cell(look->specimen, look->header, column) : "";
    if (title[0] == '\0') {
        return mem_printf(look->mem, "#%zu", column + 1);
    }
    for (size_t before = 0; before < column; before++) {
        if (strcmp(specimen_cell(look->specimen, look->header, before), title) == 0) {
            return NULL;
        }
    }
    return is_nameable(title) ? title : NULL;
}

/* A number without a sign between its digits that is long, or begins with 0. */
static bool is_identifier(const char *cell)
{
    size_t digits = strspn(cell, "0123456789");
    return cell[digits] == '\0' && (digits > NUMBER_DIGITS_MAX || (digits > 1 && cell[0] == '0'));
}

static void note_word(struct look_column *column, const char *cell)
{
    for (size_t i = 0; i < column->word_count && i < LOOK_WORDS_MAX; i++) {
        if (strcmp(column->words[i], cell) == 0) {
            return;
        }
    }
    if (column->word_count < LOOK_WORDS_MAX) {
        column->words[column->word_count] = cell;
    }
    column->word_count += column->word_count <= LOOK_WORDS_MAX;
}

struct tally {
    size_t amounts, dates, currencies, identifiers, digits, fillers;
};

static void note_cell(struct look *look, struct look_column *column, const char *cell,
                      struct tally *tally)
{
    struct amount_place place;
    bool is_amount = !is_identifier(cell) && amount_look(cell, &place);
    column->filled++;
    note_word(column, cell);
    tally->amounts += is_amount;
    tally->dates += date_look_is_date(look->dates, cell);
    tally->identifiers += is_identifier(cell);
    tally->digits += cell[strspn(cell, "0123456789")] == '\0';
    tally->fillers += amount_look_is_filler(cell);
    column->is_whole = column->is_whole && strpbrk(cell, ".,'-") == NULL;
    tally->currencies += lexicon_currency(look->known, cell, (char[4]){0});
    column->is_negative = column->is_negative || (is_amount && cell[place.start] == '-');
}

static enum look_kind kind_of(struct look *look, size_t index, const struct tally *tally)
{
    const struct look_column *column = &look->columns[index];
    size_t told = column->filled - tally->fillers;
    if (told == 0) {
        return LOOK_EMPTY;
    }
    if (tally->dates >= told) {
        return LOOK_DATE;
    }
    const char *form = date_look_time(look_cells(look, index), look->row_count);
    if (form != NULL && strchr(form, ':') != NULL) {
        return LOOK_TIME;
    }
    if (tally->identifiers > 0 && tally->digits >= told) {
        return LOOK_NUMBER;
    }
    if (tally->amounts + tally->identifiers >= told) {
        return LOOK_AMOUNT;
    }
    if (tally->currencies >= told) {
        return LOOK_CURRENCY;
    }
    return 2 * tally->amounts >= told ? LOOK_MIXED : LOOK_TEXT;
}

static int by_text(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* No two cells are the same; empty ones do no harm. */
static bool all_differ(struct look *look, size_t column)
{
    const char **cells = look_cells(look, column);
    qsort(cells, look->row_count, sizeof *cells, by_text);
    bool differ = true;
    for (size_t row = 1; row < look->row_count && differ; row++) {
        differ = cells[row][0] == '\0' || strcmp(cells[row - 1], cells[row]) != 0;
    }
    mem_free(cells);
    return differ;
}

static void look_at_columns(struct look *look)
{
    look->columns = MEM_ARRAY(look->mem, struct look_column, look->column_count + 1);
    for (size_t c = 0; c < look->column_count; c++) {
        struct look_column *column = &look->columns[c];
        struct tally tally = {0};
        column->is_whole = true;
        for (size_t row = 0; row < look->row_count; row++) {
            const char *cell = look_cell(look, row, c);
            if (cell[0] != '\0') {
                note_cell(look, column, cell, &tally);
            }
        }
        column->is_unique = all_differ(look, c);
        column->name = name_of(look, c);
        column->kind = kind_of(look, c, &tally);
    }
}

/* ---- keys ---- */

/* A title for each column, and a number for those without that have cells. */
static void say_columns(struct look *look)
{
    size_t width = look->header != LOOK_NONE ? width_of(look->specimen, look->header) : 0;
    const char *names = "";
    bool is_whole = true;
    for (size_t c = 0; c < look->column_count; c++) {
        bool is_there = c < width || look->columns[c].filled > 0 || look->header == LOOK_NONE;
        if (look->columns[c].name == NULL) {
            is_whole = false;
        } else if (is_there && c < PROFILE_LIST_MAX) {
            names = mem_printf(look->mem, "%s%s%s", names, *names != '\0' ? " | " : "",
                               look->columns[c].name);
        }
    }
    guess_say(look, KEY_COLUMNS, names, "%s",
              look->header != LOOK_NONE ? "as that line has them" : "by their places");
    if (!is_whole || width > look->column_count) {
        guess_say(look, KEY_EXTRA, "yes", "a title stands there twice or cannot be written here");
    }
}

/* What a row looks like, for files of which no line names the columns. */
static void say_signature(struct look *look)
{
    static const char *const looks[] = {
        [LOOK_EMPTY] = "[^%c]*", [LOOK_DATE] = "[^%c]*\\d[^%c]*",
        [LOOK_TIME] = "[\\d:]*", [LOOK_AMOUNT] = "[^%c]*",
        [LOOK_NUMBER] = "\\d*",  [LOOK_CURRENCY] = "[^%c]*",
        [LOOK_TEXT] = ".*",      [LOOK_MIXED] = ".*",
    };
    char delimiter = look->csv.delimiter;
    char *pattern = mem_strdup(look->mem, "^");
    for (size_t c = 0; c < look->column_count; c++) {
        const char *shape = looks[look->columns[c].kind];
        if (c > 0) {
            pattern = mem_append(pattern, delimiter == '|' ? "\\%c" : "%c", delimiter);
        }
        for (; *shape != '\0'; shape++) {
            if (shape[0] == '%') {
                pattern = mem_append(pattern, "%c", delimiter);
                shape++;
            } else {
                pattern = mem_append(pattern, "%c", *shape);
            }
        }
    }
    guess_say(look, KEY_SIGNATURE, pattern, "what the rows look like, as no line names columns");
    guess_say(look, KEY_SKIP, mem_printf(look->mem, "%u", look_line(look, 0) - 1),
              "the first row is line %u", look_line(look, 0));
}

static void say_short(struct look *look)
{
    for (size_t row = 0; row < look->row_count; row++) {
        size_t own = look->specimen->records[look->rows[row]].count;
        if (own < look->column_count) {
            guess_say(look, KEY_SHORT, "yes", "line %u has %zu of %zu cells", look_line(look, row),
                      own, look->column_count);
            return;
        }
    }
}

enum status guess_table(struct look *look, struct error *err)
{
    find_rows(look);
    if (look->row_count == 0) {
        return error_set(err, STATUS_INVALID, "%s: no line has a date and an amount",
                         look->source->name);
    }
    find_header(look);
    look_at_columns(look);
    say_columns(look);
    if (look->header == LOOK_NONE) {
        say_signature(look);
    }
    if (!guess_was_answered(look, KEY_SHORT)) {
        say_short(look);
    }
    return STATUS_OK;
}
