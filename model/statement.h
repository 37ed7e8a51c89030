/* statement.h - a bank's statement and its lines, as they are posted.
 *
 * A statement is one event; it posts the opening balance of an account that had no line before.
 * Each new line is one event: matched to its item, a credit into a suspense hold of its own, or a
 * debit into transit:unexplained. Lines keep the order of the bank's chain: by day, then by
 * position.
 *
 * Invariants:
 * 1. The mirror of a bank account is its opening balance and the sum of its lines.
 * 2. A line is stored once and its money is posted once; what it stands for may be learnt later
 *    (match.h). */
#ifndef MODEL_STATEMENT_H
#define MODEL_STATEMENT_H

#include "model/item.h"
#include "model/operation.h"

#define STATEMENT_NO_BALANCE INT64_MIN
#define STATEMENT_NO_TIME (-1)

/* Of one currency in a statement. */
struct statement_balance {
    char currency[4];
    const char *proof; /* "closed", "broken", "none" */
    bool has_balances;
    int64_t opening_minor, closing_minor;
    int32_t last_day;
    int32_t first_day;
    /* What the mirror lacks of the balance before the first line: all of it for an account's first
     * statement; for lines older than that, what they take back of it. */
    int64_t to_post_minor;
};

/* Lines after a place in the chain have another balance: late lines came before them. */
struct statement_shift {
    char currency[4];
    int32_t day; /* lines of later days, and of this day beyond position */
    int64_t position;
    int64_t by_minor;
};

/* Where a line that is stored already stands now, and its balance there. */
struct statement_revision {
    int64_t line;
    int64_t position;
    int64_t balance_minor; /* STATEMENT_NO_BALANCE */
};

struct statement {
    const char *account;
    const char *file_name, *file_hash, *profile, *plan_hash;
    int64_t lines, new_lines, rejected;
    int32_t first_day, last_day;
    const char *proof;
    const char *broken_reason; /* why a broken proof was accepted, or NULL */
    const char *number;        /* the bank's, of the account; NULL where the file does not say it */
    const char *number_reason; /* why it is another than before, or NULL */
    const struct statement_balance *balances;
    size_t balance_count;
    const struct statement_revision *revisions;
    size_t revision_count;
    const struct statement_shift *shifts;
    size_t shift_count;
};

/* What to_post_minor says becomes a line of its own (file_line 0), to be matched by hand.
 * run->posting->result is "statement:ID". */
enum status statement_post(struct book *book, const struct statement *statement, struct run *run,
                           struct error *err) CHECKED;

struct statement_line {
    int64_t statement; /* its id */
    int64_t line;      /* its own id, as statement_next_line gave it */
    const char *account;
    uint32_t file_line;
    int32_t day, second; /* STATEMENT_NO_TIME */
    int64_t position;
    struct money amount;                                                /* + is money in */
    int64_t balance_minor;                                              /* STATEMENT_NO_BALANCE */
    const char *reference, *text, *counterparty, *counterparty_account; /* may be "" */
    const char *ground;      /* why it is matched, or why it is not */
    const struct item *item; /* what it is or, where is_suggestion, might be; NULL for nothing */
    bool is_suggestion;
};

enum status line_post(struct book *book, const struct statement_line *line, struct run *run,
                      struct error *err) CHECKED;

/* The number that the account's last statement with one has, owned by mem; NULL where none has. */
enum status statement_last_number(struct book *book, void *mem, const char *account,
                                  const char **out, struct error *err) CHECKED;

/* The id that the next line gets. */
enum status statement_next_line(struct book *book, int64_t *out, struct error *err) CHECKED;

#endif
