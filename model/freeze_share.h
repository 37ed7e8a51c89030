/* freeze_share.h - how much of what a party has a measure would take: what is set aside of its
 * available money, and all of it where payouts are suspended. */
#ifndef MODEL_FREEZE_SHARE_H
#define MODEL_FREEZE_SHARE_H

#include "model/posting.h"

struct freeze_share {
    struct money there, taken; /* available before; no longer free to be paid out after */
    int64_t later_minor;       /* of what comes in */
    int64_t bp;                /* rounded down; -1 where nothing is there */
};
/* amount.minor 0: none. */
enum status freeze_share_of(struct book *book, const char *party, struct money amount,
                            bool stops_payouts, struct freeze_share *out,
                            struct error *err) CHECKED;
/* "CNY 400.00 of 400.00 available (100.00 %), 20.00 of what comes in"; owned by mem. */
char *freeze_share_text(void *mem, const struct freeze_share *share);
/* "42.10 %" alone. */
char *freeze_share_percent(void *mem, const struct freeze_share *share);

#endif
