/* conversion.h - one currency of a party for another, through a dealer who has it, at an exact
 * rate.
 *
 * Each currency of a book is its own zero sum: what the party sells goes to the dealer, what the
 * dealer sells goes to the party, and nothing is made or lost in either. The rate, the rounding and
 * both amounts are kept; nothing else ever converts money. */
#ifndef MODEL_CONVERSION_H
#define MODEL_CONVERSION_H

#include "model/operation.h"
#include "model/query.h"

struct conversion {
    const char *id;             /* NULL: a number is made */
    const char *party, *dealer; /* dealer: a bank, provider, custodian or the platform */
    struct money sold;          /* by the party */
    const char *currency;       /* of what it gets */
    struct rate rate;
    const char *rounding;   /* a name that rounding_parse knows */
    int64_t valid_until_us; /* of the quote that the party agreed to; TIME_NONE or 0: open */
    struct money bought;    /* what the quote says it gets; minor 0: nothing is said */
};

/* STATUS_REFUSED: a quote that has expired or says another amount, a result of nothing, a dealer
 * that is none, is linked with the party or lacks the money, a freeze of payouts on either. */
enum status conversion_make(struct book *book, const struct conversion *conversion, struct run *run,
                            struct error *err) CHECKED;

extern const struct id_space conversion_ids;

#endif
