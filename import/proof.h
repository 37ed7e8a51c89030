/* proof.h - the running balance: the free proof that a file is whole.
 *
 * Per currency. A balance ties a row to the one before it (or, where only some rows have one, to
 * the last that has); a tie that does not close is a gap, named by the line after it and by the
 * amount that is missing. Balances that the file states between rows (struct bank_anchor) are tied
 * alike. The same ties tell which end of the file is the older. Counts, sums and balances that
 * stand besides the rows are checked against them. */
#ifndef IMPORT_PROOF_H
#define IMPORT_PROOF_H

#include "import/bank.h"

#define PROOF_TEXT_BYTES 256
#define PROOF_GAPS_MAX 100 /* kept of each currency; all are counted */

enum proof_state { PROOF_NONE, PROOF_CLOSED, PROOF_BROKEN };

struct proof_gap {
    uint32_t line;         /* of the row, in time, after the gap */
    int64_t missing_minor; /* what rows that are not here would sum to */
};

struct proof_chain {
    char currency[4];
    enum proof_state state;
    size_t rows;
    size_t balances;       /* rows that have one */
    int64_t opening_minor; /* before the oldest row; like closing only where there is a balance */
    int64_t closing_minor; /* after the newest */
    int64_t sum_minor;     /* of the amounts */
    size_t gap_count;
    struct proof_gap *gaps; /* the first of them, oldest first */
};

/* What a line besides the rows says of them, and is not so. */
struct proof_failure {
    struct bank_control control;
    int64_t found; /* rows, or minor units */
};

struct proof {
    enum proof_state state;     /* the worst of its chains; none where no chain has a balance */
    enum row_order order;       /* never ORDER_AUTO */
    struct proof_chain *chains; /* in the order in which the currencies appear */
    size_t chain_count;
    struct proof_failure *failures;
    size_t failure_count;
};

/* STATUS_LIMIT for sums beyond 64 bits. */
enum status proof_make(void *mem, const struct bank_file *file, struct proof **out,
                       struct error *err) CHECKED;

/* NULL for a currency that the file does not have. */
const struct proof_chain *proof_chain_of(const struct proof *proof, const char *currency);

/* "line 7 says 26 rows in all, and there are 25" into buffer of PROOF_TEXT_BYTES; returns it. */
char *proof_failure_text(const struct proof_failure *failure, char *buffer);

/* "closed", "broken", "none". */
const char *proof_state_name(enum proof_state state);

#endif
