/* settlement_formats.h - how payment providers write their settlement files: the one table. */
#ifndef IMPORT_SETTLEMENT_FORMATS_H
#define IMPORT_SETTLEMENT_FORMATS_H

#include <stdbool.h>
#include <stddef.h>

#define SETTLEMENT_FEES_MAX 4
#define SETTLEMENT_WORDS_MAX 16

enum settlement_kind {
    SETTLE_GROSS,      /* captured for an order */
    SETTLE_FEE,        /* of its own, not of an order's row */
    SETTLE_REFUND,     /* to the order's buyer */
    SETTLE_CHARGEBACK, /* taken back by the buyer's bank */
    SETTLE_RESERVE,    /* kept back, or given free */
    SETTLE_PAYOUT,     /* to our bank */
    SETTLE_NOTHING,    /* moves no money of the provider's account */
    SETTLE_OTHER,      /* nothing that can be posted */
};

enum settlement_form {
    SETTLE_SIGNED,    /* gross is signed */
    SETTLE_PAIR,      /* gross is what comes in, out what goes out, of whichever sign */
    SETTLE_DIRECTION, /* gross is unsigned, out a word for its direction */
    SETTLE_MINOR,     /* the same, in minor units */
};

struct settlement_word {
    const char *word; /* the beginning of what the column for the kind says */
    enum settlement_kind kind;
};

/* Columns by their names, which in a file may go on with something in brackets; NULL for none. */
struct settlement_format {
    const char *name;
    const char *title;
    const char *encoding;
    const char *decimals; /* see exact.h; "" where thousands may be grouped too */
    enum settlement_form form;
    bool is_fee_cost; /* a positive fee is a cost */
    bool is_net;      /* gross and out hold what is left after the fees */
    const char *kind, *order, *reference;
    const char *batch;    /* of the payout that pays the row */
    const char *currency; /* a column; or one code, where fixed_currency is that */
    const char *fixed_currency;
    const char *gross, *out, *word_in;
    const char *fees[SETTLEMENT_FEES_MAX];
    const char *fee_word; /* the direction of fees, in SETTLE_MINOR */
    const char *net;      /* to be gross and fees together */
    const char *row_mark; /* what the first cell of a row is, where it is not the first column's */
    const char
        *totals; /* the first cell of the header of totals, whose first is the number of rows */
    struct settlement_word words[SETTLEMENT_WORDS_MAX];
};

extern const struct settlement_format settlement_formats[];
extern const size_t settlement_format_count;

const char *settlement_kind_name(enum settlement_kind kind);

#endif
