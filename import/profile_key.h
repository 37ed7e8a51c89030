/* profile_key.h - every key that a profile may have, with its meaning: the one place.
 *
 * The same table reads profiles, is printed by `profiles show`, and answers an unknown key. */
#ifndef IMPORT_PROFILE_KEY_H
#define IMPORT_PROFILE_KEY_H

enum profile_key_id {
    KEY_TITLE,
    KEY_INHERIT,
    KEY_FORMAT,
    KEY_ENCODING,
    KEY_DELIMITER,
    KEY_QUOTING,
    KEY_MULTILINE,
    KEY_STRIP,
    KEY_EMPTY,
    KEY_HEADER,
    KEY_COLUMNS,
    KEY_EXTRA,
    KEY_PREAMBLE,
    KEY_SKIP,
    KEY_SIGNATURE,
    KEY_NUMBER,
    KEY_NUMBER_COLUMN,
    KEY_DATE,
    KEY_DATE_FORM,
    KEY_YEAR,
    KEY_TIME,
    KEY_TIME_FORM,
    KEY_AMOUNT,
    KEY_AMOUNT_PART,
    KEY_UNIT,
    KEY_INCOME,
    KEY_OUTGO,
    KEY_OUTGO_SIGN,
    KEY_DIRECTION,
    KEY_DIRECTION_PART,
    KEY_WORDS_IN,
    KEY_WORDS_OUT,
    KEY_WORDS_NEUTRAL,
    KEY_WORDS_NONE,
    KEY_SIGN,
    KEY_DECIMAL,
    KEY_THOUSANDS,
    KEY_CURRENCY,
    KEY_CURRENCY_COLUMN,
    KEY_CURRENCY_WORDS,
    KEY_BALANCE,
    KEY_ORDER,
    KEY_OPENING,
    KEY_CLOSING,
    KEY_COUNT_ALL,
    KEY_COUNT_IN,
    KEY_COUNT_OUT,
    KEY_SUM_IN,
    KEY_SUM_OUT,
    KEY_IN_ROWS,
    KEY_REFERENCE,
    KEY_TEXT,
    KEY_COUNTERPARTY,
    KEY_COUNTERPARTY_ACCOUNT,
    KEY_STATUS,
    KEY_STATUS_IGNORED,
    KEY_STATUS_COUNTED,
    KEY_IGNORE,
    KEY_CONTINUATION,
    KEY_SHORT,
    KEY_COUNT,
};

struct profile_key {
    const char *section;
    const char *key;
    const char *fallback; /* what holds where no profile says it; NULL for nothing */
    const char *values;   /* what may stand there */
    const char *meaning;
};

/* Indexed by enum profile_key_id. */
extern const struct profile_key profile_keys[KEY_COUNT];

#endif
