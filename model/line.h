/* line.h - the stored lines of a bank account, read in the order of the chain.
 *
 * Opening balances are left out: they are no lines of the bank's. */
#ifndef MODEL_LINE_H
#define MODEL_LINE_H

#include "model/book.h"
#include "model/personal.h"

#define LINE_NO_BALANCE INT64_MIN
#define LINE_NO_TIME (-1)
/* Of most lines of a bank, so it is not stored: the ground of such a line is empty. */
#define LINE_NO_REFERENCE "bears no reference that is known"
/* SQL expression of a line's ground over table line l, for views. */
#define LINE_GROUND "CASE l.ground WHEN '' THEN '" LINE_NO_REFERENCE "' ELSE l.ground END"
/* What the bank says of the other side: stands in this table alone, and is masked but for whoever
 * may see a line of this state (rights.h, "see line"). The event has its seal under this key; one
 * of before there were seals has the words. An opening balance, of no line in a file, is ours. */
#define LINE_SEAL "seal"
#define LINE_SEEN "see line"
#define LINE_WORDS 3
#define LINE_TEXT_MASKED "CASE WHEN l.file_line = 0 OR l.text = '' THEN l.text ELSE '****' END"
#define LINE_COUNTERPARTY_MASKED "CASE WHEN l.counterparty IS NOT NULL THEN '****' END"
#define LINE_ACCOUNT_MASKED                                                                        \
    "CASE WHEN l.counterparty_account IS NOT NULL THEN " PERSONAL_MASK(                            \
        "l.counterparty_account") " END"
/* For whoever has the right, the words themselves while the line is unexplained. */
#define LINE_SHOWN(words, masked)                                                                  \
    "CASE WHEN l.state = 'suspense' THEN " words " ELSE " masked " END"
#define LINE_CURRENCIES_MAX 16 /* of one bank account */

struct line {
    int64_t id;
    int32_t day, second; /* LINE_NO_TIME */
    int64_t position;    /* among the lines of its day */
    int64_t amount_minor;
    int64_t balance_minor; /* LINE_NO_BALANCE */
    /* "" for none; borrowed until the next line is read, NULL from line_before and line_after */
    const char *reference, *text, *counterparty, *counterparty_account;
};

/* Lines of these days, given to take one by one; what take returns other than OK ends the walk. */
enum status line_walk(struct book *book, int64_t account, int32_t first_day, int32_t last_day,
                      enum status (*take)(void *state, const struct line *line, struct error *err),
                      void *state, struct error *err) CHECKED;

/* Whether the words of lines of these days were erased. */
enum status line_any_erased(struct book *book, int64_t account, int32_t first_day, int32_t last_day,
                            bool *out, struct error *err) CHECKED;

/* The last line before a day, and the first after it. */
enum status line_before(struct book *book, int64_t account, int32_t day, bool *has,
                        struct line *out, struct error *err) CHECKED;
enum status line_after(struct book *book, int64_t account, int32_t day, bool *has, struct line *out,
                       struct error *err) CHECKED;

/* Whether a statement of the account was made from a file of these very bytes, with as many lines.
 */
enum status line_file_known(struct book *book, const char *account, const char *file_hash,
                            int64_t lines, bool *out, struct error *err) CHECKED;

/* A bank account of the pool in one currency. */
struct line_account {
    int64_t id;
    char currency[4];
    int64_t mirror_minor; /* what the books say that the bank has */
};
/* Those of this name, at most LINE_CURRENCIES_MAX; STATUS_NOT_FOUND names the accounts there are.
 */
enum status line_accounts(struct book *book, const char *name, struct line_account *out,
                          size_t *count, struct error *err) CHECKED;

#endif
