/* plan.h - what importing a bank's file would do: the frozen step between parse and apply.
 *
 *     read the file (read.h); plan_make; show it; plan_apply, or throw it away
 *
 * Making a plan writes nothing. A plan is frozen under a hash: applied later, it does exactly what
 * it said, or is STATUS_STALE because the books changed in a way that matters.
 *
 * Invariants:
 * 1. A row is known, and skipped, when a stored line of the account has the same day, time,
 *    reference, amount, text and counterparty, as often as it occurs; where there are balances,
 * they tell identical twins apart and late rows from known ones.
 * 2. Known rows prove nothing new: the proof is over ties that touch a new row, inside the file and
 *    with the account's stored lines.
 * 3. A line is matched only by a key, the exact amount, and no second item that fits. A key is a
 *    reference that it bears, what a rule that is on reads out of it, or, where it has neither, the
 *    account that a payout goes to. All else is suspense, and its ground says why.
 * 4. A file without a new row changes nothing at all. */
#ifndef IMPORT_PLAN_H
#define IMPORT_PLAN_H

#include "import/plan_rows.h"
#include "import/proof.h"
#include "import/read.h"
#include "model/book.h"
#include "model/digest.h"

#define PLAN_GROUND_BYTES 512

struct plan_terms {
    const char *account;        /* a bank account of the pool */
    const char *profile;        /* NULL: the one that fits the file */
    const char *profile_folder; /* of the user's, or NULL */
    const char *number; /* the bank's, where the file has several accounts, or NULL (format.h) */
    const char *accept_broken; /* why a broken proof is accepted, or NULL */
    const char *accept_number; /* why a file of another account number is, or NULL */
    bool good_rows;            /* apply although rows were rejected */
};

struct plan_counts {
    int64_t lines;     /* rows of the file that count */
    int64_t new_lines; /* of them */
    int64_t duplicate;
    int64_t rejected;
    int64_t uncounted;
    int64_t matched;
    int64_t suspense; /* all that is new and not matched */
    int64_t suggested;
    int64_t ambiguous;
};

struct plan_chain {
    char currency[4];
    enum proof_state proof;
    bool has_balances;
    int64_t opening_minor, closing_minor; /* of the file */
    int64_t
        to_post_minor; /* an account's first statement: what it opens with, posted as suspense */
    int64_t new_lines;
};

struct plan {
    const char *account;
    const char *file_name;
    const struct bank_file *file;
    struct plan_counts counts;
    enum proof_state proof;
    const struct plan_chain *chains; /* one for each currency in the file */
    size_t chain_count;
    const struct plan_gap *gaps; /* the first PLAN_GAPS_MAX of them */
    size_t gap_count;
    char hash[DIGEST_HEX_BYTES];
    char file_hash[DIGEST_HEX_BYTES];
    const char *others;        /* accounts of the file that are not this one, or NULL */
    const char *accept_broken; /* as the terms said */
    const char *accept_number;
    bool is_other_number; /* than that of the account's last statement */
    bool good_rows;
    int64_t statement;         /* once applied; 0 where nothing was new */
    const struct proof *chain; /* of the file by itself */
    struct plan_inside *inside;
};

/* One row of the file as planned, oldest first. */
struct plan_line {
    const struct bank_row *row;
    enum plan_fate fate;
    const char *item; /* "deal:O-1" that it is or might be; "" for none */
    char ground[PLAN_GROUND_BYTES];
};

/* Read the file and plan. A file whose account number is not that of the account's last statement
 * is STATUS_REFUSED, unless it is accepted with a reason. A plan is made for files with rejects or
 * a broken proof too, so that they can be shown. Errors are of the file as a whole, or of an
 * unknown account. */
enum status plan_make(void *mem, struct book *book, const char *path,
                      const struct plan_terms *terms, struct plan **out, struct error *err) CHECKED;

/* The same from bytes that were read already. */
enum status plan_make_source(void *mem, struct book *book, const struct source *source,
                             const struct plan_terms *terms, struct plan **out,
                             struct error *err) CHECKED;

/* Rows of the plan: file->row_count of them. */
void plan_line_at(const struct plan *plan, size_t index, struct plan_line *out);

/* STATUS_REFUSED for rejects without good_rows, and for a broken proof without a reason; the hint
 * says how to go on. Whether plan_apply would post it. */
enum status plan_check(const struct plan *plan, struct error *err) CHECKED;

/* Post everything in one transaction, or nothing. progress (may be NULL) is told how many lines are
 * posted; false stops, with nothing kept and STATUS_CANCELLED. */
enum status plan_apply(struct book *book, struct plan *plan,
                       bool (*progress)(void *state, int64_t done, int64_t all), void *state,
                       struct error *err) CHECKED;

#endif
