#include "model/verify_sum.h"

#include "model/mem.h"

#include <string.h>

#define FIRST_ROOM 4

static struct verify_sum *obtain(void *mem, struct verify_sums *sums, int64_t book,
                                 const char *currency)
{
    for (size_t i = 0; i < sums->count; i++) {
        struct verify_sum *sum = &sums->items[i];
        if (sum->book == book && strncmp(sum->currency, currency, sizeof sum->currency - 1) == 0) {
            return sum;
        }
    }
    if (sums->count == sums->room) {
        sums->room = 2 * sums->room + FIRST_ROOM;
        sums->items = MEM_GROW(mem, sums->items, struct verify_sum, sums->room);
    }
    struct verify_sum *sum = &sums->items[sums->count++];
    *sum = (struct verify_sum){.book = book};
    memcpy(sum->currency, currency, strnlen(currency, sizeof sum->currency - 1));
    return sum;
}

void verify_sums_add(void *mem, struct verify_sums *sums, int64_t book, const char *currency,
                     int64_t minor)
{
    struct verify_sum *sum = obtain(mem, sums, book, currency);
    if (__builtin_add_overflow(sum->minor, minor, &sum->minor)) {
        sum->is_beyond = true;
    }
}
