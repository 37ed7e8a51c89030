/* suggest.h - what a bank line may be: open items ranked, each with what speaks for it and what
 * against, for a person to choose from. Nothing here matches anything.
 *
 * Candidates are the items that the line's texts name, or a rule reads out of them (rule.h), the
 * payouts to its counterparty's account, and the latest open items of the same amount. Reading
 * alone; whoever may not see the line's words learns none of them here. */
#ifndef MODEL_SUGGEST_H
#define MODEL_SUGGEST_H

#include "model/book.h"
#include "model/money.h"

#define SUGGESTIONS_MAX 16    /* for one line */
#define SUGGEST_SCORE_MAX 100 /* a key, the amount, and nothing against it */
#define SUGGEST_REASONS_MAX 8 /* each way */

struct suggestion {
    const char *item; /* "deal:O-1", "charge", as match takes it */
    struct money
        left;  /* what it has left to match, above zero; 0 where it is closed or unbounded */
    int score; /* 0 to SUGGEST_SCORE_MAX */
    /* Ended by NULL, in words: "bears O-1", "the same amount", "3 others are of the same amount".
     */
    const char *speaks_for[SUGGEST_REASONS_MAX + 1];
    const char *speaks_against[SUGGEST_REASONS_MAX + 1];
};

/* Best first; owned by mem. None for a line of which nothing is left. STATUS_NOT_FOUND: there is no
 * such line. Inside a transaction or in a snapshot of its own. */
enum status suggest_for_line(struct book *book, void *mem, int64_t line, struct suggestion **out,
                             size_t *count, struct error *err) CHECKED;

#endif
