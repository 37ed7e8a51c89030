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
    COLUMN_NUMBER,
    COLUMN_COUNT,
};

/* csv is read by the profile's keys; the others say themselves what is what. */
enum profile_format { PROFILE_CSV, PROFILE_MT940, PROFILE_CAMT053, PROFILE_OFX };

enum outgo_sign { OUTGO_POSITIVE, OUTGO_NEGATIVE, OUTGO_ANY };
enum word_none { NONE_REJECT, NONE_IN, NONE_OUT, NONE_NEUTRAL };
enum row_order { ORDER_AUTO, ORDER_OLDEST_FIRST, ORDER_NEWEST_FIRST };

/* What a line besides the rows says of them all. */
enum control_kind {
    CONTROL_OPENING, /* balances */
    CONTROL_CLOSING,
    CONTROL_COUNT, /* of rows, whether they count or not */
    CONTROL_COUNT_IN,
    CONTROL_COUNT_OUT,
    CONTROL_SUM_IN,
    CONTROL_SUM_OUT,
    CONTROL_KINDS,
};

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
    struct pattern *signature;
    struct pattern *number;

    const char *roles[COLUMN_COUNT]; /* column names; NULL for none */
    struct profile_list text;        /* columns of the memo */
    struct dateform date_form;
    struct dateform time_form;
    struct pattern *year;

    struct money_style style;
    struct pattern *amount_part;
    bool is_minor; /* amounts are whole minor units */
    bool is_reversed;
    enum outgo_sign outgo_sign;
    struct profile_list words_in, words_out, words_neutral;
    struct pattern *direction_part;
    enum word_none words_none;
    const char *currency; /* a code, or NULL for the account's */
    struct currency_word *currency_words;
    size_t currency_word_count;
    enum row_order order;

    struct pattern *controls[CONTROL_KINDS];
    bool has_controls;         /* at least one */
    bool has_controls_in_rows; /* of which every row says them again */

    struct profile_list status_ignored, status_counted;
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

/* A column's name that is not all ASCII and must be there: it tells encodings apart. NULL for none.
 */
const char *profile_word(const struct profile *profile);

bool profile_list_has(const struct profile_list *list, const char *word);

/* Check the values and fill in the rest of the profile. */
enum status profile_compile(const struct profile_draft *draft, struct error *err) CHECKED;

#endif
