/* verify_row.h - what verify found, a row for each thing that it proves.
 *
 * Several passes may have a part in one row: the first breach that any of them finds is kept. */
#ifndef MODEL_VERIFY_ROW_H
#define MODEL_VERIFY_ROW_H

#include <stdbool.h>
#include <stdint.h>

#define VERIFY_BREACH_BYTES 256

struct verify_row {
    int number; /* as in the design */
    const char *name;
    bool holds;
    int64_t checked;                        /* things looked at */
    char first_breach[VERIFY_BREACH_BYTES]; /* "" when it holds */
};

/* The rows, in their order. */
enum verify_index {
    VERIFY_SUMS,
    VERIFY_SIDES,
    VERIFY_BOOK,
    VERIFY_DOORS,
    VERIFY_ADVANCES,
    VERIFY_CHARGEBACKS,
    VERIFY_CLOCKS,
    VERIFY_CAMPAIGNS,
    VERIFY_CHAIN,
    VERIFY_PERSONAL,
    VERIFY_POLICIES,
    VERIFY_TAKINGS,
    VERIFY_CAUTIONS,
    VERIFY_DAYS,
    VERIFY_RECORDS,
    VERIFY_EVIDENCE,
    VERIFY_TOGETHER,
    VERIFY_BALANCES,
    VERIFY_EYES,
    VERIFY_KEYS,
    VERIFY_REVIEWS,
    VERIFY_APPEALS,
    VERIFY_FREEZES,
    VERIFY_DEALS,
    VERIFY_CASH,
    VERIFY_REPLAY,
    VERIFY_DEFAULTS,
    VERIFY_LADDER,
    VERIFY_MATCHES,
    VERIFY_ROWS
};

void verify_breach(struct verify_row *row, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

#endif
