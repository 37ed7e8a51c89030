/* position.h - whether what we owe is there: per currency, and per bank account.
 *
 *     owed  = available + holds + suspense
 *     there = the closing balances of the last proved statements + transit
 *
 * and their difference is 0 in sound books. Figures are magnitudes: money at the bank is positive
 * here, although its account mirrors it with a minus; an overdraft is negative. */
#ifndef MODEL_POSITION_H
#define MODEL_POSITION_H

#include "model/book.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct position {
    char currency[4];
    int64_t bank_minor, transit_minor, available_minor;
    int64_t holds_minor; /* without suspense */
    int64_t suspense_minor, owed_minor, there_minor;
    int64_t difference_minor; /* there less owed */
};
/* One row per currency, by its code. Owned by mem. */
enum status position_read(struct book *book, void *mem, struct position **rows, size_t *count,
                          struct error *err) CHECKED;

struct position_bank {
    const char *account;
    char currency[4];
    int64_t book_minor;       /* by our books */
    bool is_proved;           /* there is a proved statement: */
    int64_t proved_minor;     /* its closing balance, else 0 */
    int32_t proved_on;        /* its last day */
    int64_t difference_minor; /* proved less book */
};
/* One row per bank account and currency. Owned by mem. */
enum status position_banks(struct book *book, void *mem, struct position_bank **rows, size_t *count,
                           struct error *err) CHECKED;

#endif
