/* history.h - an account's balance over time: as it stood at the end of each of a number of equal
 * steps, however many entries there are.
 *
 * The last entry of a step is found by halving the range of event numbers, whose times never
 * decrease, and then by key: a million entries are not read. Balances are the books' (a bank
 * account mirrors the bank with a minus). */
#ifndef MODEL_HISTORY_H
#define MODEL_HISTORY_H

#include "model/book.h"

#include <stddef.h>
#include <stdint.h>

#define HISTORY_STEPS 60

struct history {
    char currency[4];
    bool is_mirrored;       /* a bank's or a provider's: below zero in the books */
    int64_t first_us;       /* of its first entry */
    int64_t from_us, to_us; /* what the steps cover; to_us is now */
    size_t count;           /* of the steps: HISTORY_STEPS, or 0 without two events to compare */
    int64_t balance_minor[HISTORY_STEPS];
};

/* label as locate_account takes it. days: how far back, but no further than the first entry; 0 for
 * all of its life. STATUS_NOT_FOUND as locate_account. */
enum status history_read(struct book *book, const char *label, int days, struct history *out,
                         struct error *err) CHECKED;

#endif
