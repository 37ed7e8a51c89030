/* guess_part.h - what the parts of guessing share: the table of the file, and the ways to set a key
 * or to ask for it. The parts, in their order: guess_file, guess_table, guess_date, guess_amount
 * (with guess_chain), guess_direction, guess_besides. */
#ifndef IMPORT_GUESS_PART_H
#define IMPORT_GUESS_PART_H

#include "import/guess_result.h"
#include "import/look_amount.h"
#include "import/look_date.h"
#include "import/profile_set.h"
#include "import/source.h"
#include "import/specimen.h"
#include "model/money.h"

#define LOOK_NONE SIZE_MAX
#define LOOK_NUMBER_BYTES 64
#define LOOK_WORDS_MAX 12 /* of a column; beyond, it is free text */

enum look_kind {
    LOOK_EMPTY,
    LOOK_DATE,
    LOOK_TIME,
    LOOK_AMOUNT,   /* all cells are amounts, fillers or empty */
    LOOK_NUMBER,   /* an identifier rather: digits alone, many or after a 0 */
    LOOK_MIXED,    /* some cells are amounts, and some have more */
    LOOK_CURRENCY, /* codes, or words that profiles have for them */
    LOOK_TEXT,
};

struct look_column {
    const char *name; /* as the profile names it; NULL where no profile could */
    enum look_kind kind;
    size_t filled;
    bool is_negative;                  /* an amount has a minus */
    bool is_whole;                     /* no cell has a sign, or one between digits */
    const char *words[LOOK_WORDS_MAX]; /* that differ */
    size_t word_count;                 /* LOOK_WORDS_MAX + 1 for more */
    bool is_unique;                    /* no two cells are the same */
    bool is_taken;                     /* has a role */
};

struct look {
    void *mem; /* of the guess */
    struct guess *guess;
    const struct profile_set *known;
    const struct source *source;
    const char *const *answers;
    struct csv_format csv;
    struct profile_list strip;
    char *text;
    struct specimen *specimen;
    struct date_look *dates;
    size_t *rows; /* records with a date where the rows have theirs */
    size_t row_count;
    size_t header; /* a record, or LOOK_NONE */
    struct look_column *columns;
    size_t column_count;
    struct money_style style;
    struct pattern *amount_part;
    bool is_proved;                                   /* the balances close on every row */
    size_t amount, income, outgo, balance, direction; /* columns */
};

/* Set a key, with its reason. A key is set once. */
void guess_say(struct look *look, enum profile_key_id key, const char *value, const char *format,
               ...) __attribute__((format(printf, 4, 5)));
/* Whether the key was answered; it is set then. */
bool guess_was_answered(struct look *look, enum profile_key_id key);
struct guess_question *guess_ask(struct look *look, enum profile_key_id key, const char *format,
                                 ...) __attribute__((format(printf, 3, 4)));
void guess_offer(struct look *look, struct guess_question *question, const char *value,
                 const char *format, ...) __attribute__((format(printf, 4, 5)));

const char *look_cell(const struct look *look, size_t row, size_t column);
uint32_t look_line(const struct look *look, size_t row);
/* All cells of a column, one for each row, owned by the look. */
const char **look_cells(const struct look *look, size_t column);
/* The column that a key was set to; LOOK_NONE for none. */
size_t look_column_of(const struct look *look, const char *name);
/* Set a key to a column, by its answer or by its title, if exactly one column of the kinds (bits)
 * is titled so in a known profile. Where that profile had to choose among columns, the file's other
 * dates or amounts have to be among its columns too: a title may mean another thing beside them.
 * The column, or LOOK_NONE. */
size_t guess_by_title(struct look *look, enum profile_key_id key, unsigned kinds);
void guess_offer_columns(struct look *look, struct guess_question *question, unsigned kinds);
/* Set a key to a column for a reason. */
void guess_take(struct look *look, enum profile_key_id key, size_t column, const char *format, ...)
    __attribute__((format(printf, 4, 5)));
#define LOOK_BIT(kind) (1U << (kind))
#define LOOK_ANY (~0U)

/* The number in a cell, without what stands beside it; false where there is none, or its sign is
 * not with it. */
bool look_number(const char *cell, char number[LOOK_NUMBER_BYTES]);
/* The amount of a cell in ten-thousandths, by the style; false where there is none. */
bool look_amount(const struct look *look, size_t row, size_t column, int64_t *out);

#endif
