/* verify_sum.h - what amounts come to, by book and currency. */
#ifndef MODEL_VERIFY_SUM_H
#define MODEL_VERIFY_SUM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define VERIFY_CURRENCY_BYTES 8

struct verify_sum {
    int64_t book;
    char currency[VERIFY_CURRENCY_BYTES];
    int64_t minor;
    bool is_beyond; /* what can be counted: minor is no sum any more */
};

/* Zero is none. */
struct verify_sums {
    struct verify_sum *items;
    size_t count, room;
};

/* mem owns the items. */
void verify_sums_add(void *mem, struct verify_sums *sums, int64_t book, const char *currency,
                     int64_t minor);

#endif
