/* profile.h - how one bank writes its files: the values of a profile, checked and made ready.
 *
 * The keys stand in profile_key.c, the files are read by profile_set.h. Errors name file, line and
 * key. All that a profile points to lives as long as the profile. */
#ifndef IMPORT_PROFILE_H
#define IMPORT_PROFILE_H

#include "import/csv.h"
#include "import/dateform.h"
#include "import/profile_key.h"
#include "model/error.h"
#include "model/money.h"
#include "model/pattern.h"

#include <stdbool.h>
#include <stddef.h>

#define PROFILE_LIST_MAX 64
#define PROFILE_TEXT_COLUMNS_MAX 8

/* What a column is for; a profile names at most one column for each. */
enum column_role {
    COLUMN_DATE,
    COLUMN_TIME,
    COLUMN_AMOUNT,
    COLUMN_INCOME,
    COLUMN_OUTGO,
    COLUMN_DIRECTION,
    COLUMN_CURRENCY,
    COLUMN_BALANCE,
    COLUMN_REFERENCE,
    COLUMN_COUNTERPARTY,
    COLUMN_COUNTERPARTY_ACCOUNT,
    COLUMN_STATUS,
    COLUMN_COUNT,
};

/* csv is read by the profile's keys; the others say themselves what is what. */
enum profile_format { PROFILE_CSV, PROFILE_MT940, PROFILE_CAMT053, PROFILE_OFX };

enum outgo_sign { OUTGO_POSITIVE, OUTGO_NEGATIVE, OUTGO_ANY };
enum row_order { ORDER_AUTO, ORDER_OLDEST_FIRST, ORDER_NEWEST_FIRST };

struct profile_list {
    const char **items;
    size_t count;
};

struct profile_column {
    const char *name;
    bool is_optional;
};

struct currency_word {
    const char *word;
    char currency[4];
};

struct profile {
    const char *name;
    const char *path;              /* NULL for a built-in one */
    const char *values[KEY_COUNT]; /* as they hold, inherited ones too; NULL where nothing does */

    const char *title;
    enum profile_format format;
    const char *encoding;
    struct csv_format csv;
    struct profile_list strip; /* each one character */
    struct pattern *empty;     /* NULL for none, as all patterns here */

    bool has_header;
    bool allows_extra;
    struct profile_column *columns;
    size_t column_count;
    struct profile_list preamble;
    int skip_lines;

    const char *roles[COLUMN_COUNT]; /* column names; NULL for none */
    struct profile_list text;        /* columns of the memo */
    struct dateform date_form;
    struct dateform time_form;

    struct money_style style;
    bool is_reversed;
    enum outgo_sign outgo_sign;
    struct profile_list words_in, words_out, words_neutral;
    const char *currency; /* a code, or NULL for the account's */
    struct currency_word *currency_words;
    size_t currency_word_count;
    enum row_order order;

    struct profile_list status_ignored;
    struct pattern *ignore;
    bool has_continuation;
    bool allows_short;
};

/* A profile with its values, and where each was said: what compiling starts from. */
struct profile_origin {
    const char *file;
    int line; /* 0 where no file says it */
};

struct profile_draft {
    struct profile *profile; /* with its values */
    struct profile_origin origins[KEY_COUNT];
};

/* Check the values and fill in the rest of the profile. */
enum status profile_compile(const struct profile_draft *draft, struct error *err) CHECKED;

#endif
