/* stated.h - what readers of MT940, CAMT.053 and OFX build: the rows of statements that say their
 * own balances.
 *
 *     stated_begin; stated_opening; stated_row, ...; stated_closing; stated_end; the next one
 *
 * Invariants:
 * 1. Rows of a statement stand oldest first, those of a day as in the file, or the other way round
 *    where its days fall.
 * 2. Its opening balance is an anchor before them. Its closing balance is that of its last row, or
 *    an anchor where it has none: so the next file goes on from there. */
#ifndef IMPORT_STATED_H
#define IMPORT_STATED_H

#include "import/bank.h"
#include "import/memo.h"

struct stated {
    struct bank_file *file;
    bool has_closing;
    struct bank_anchor closing;
    struct memo memo; /* for the reader's row */
    struct memo name; /* and its counterparty */
};

/* What is not said is NULL. */
struct stated_row {
    uint32_t line, last_line;
    int32_t date_days, time_s; /* BANK_NO_TIME */
    int64_t amount_minor;
    char currency[4];
    const char *reference, *counterparty_account;
};

/* Where a reject stands in its file. */
struct stated_place {
    uint32_t line, last_line;
    const char *column; /* "Stmt[1]/Ntry[4]/Amt"; NULL for none */
    const char *value;  /* what stands there; NULL for none */
};

void stated_begin(struct stated *stated, const char *number);
/* line, date_days, balance_minor and currency of the anchor are the caller's to fill. */
void stated_opening(struct stated *stated, const struct bank_anchor *balance);
void stated_closing(struct stated *stated, const struct bank_anchor *balance);
void stated_end(struct stated *stated);

/* The row with the texts of memo and name. What cannot be kept of it is a reject; a row of no money
 * does not count. STATUS_LIMIT beyond IMPORT_ROWS_MAX and IMPORT_REJECTS_MAX. */
enum status stated_row(struct stated *stated, const struct stated_row *row,
                       struct error *err) CHECKED;
enum status stated_reject(struct stated *stated, const struct stated_place *place,
                          const char *reason, struct error *err) CHECKED;
void stated_aside(struct stated *stated, const struct stated_place *place, const char *reason);

#endif
