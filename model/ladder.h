/* ladder.h - the maturity ladder: what we owe, by when it falls due. Live holds stand on the rung
 * of their clock; what is available to its owner has no date: it may be asked for at any time.
 *
 * Days are UTC days, counted from the one that it is now. The rungs of a currency sum to what the
 * position says is owed in it (invariant 14). */
#ifndef MODEL_LADDER_H
#define MODEL_LADDER_H

#include "model/book.h"

#include <stddef.h>
#include <stdint.h>

enum rung {
    RUNG_OVERDUE,
    RUNG_TODAY,
    RUNG_TOMORROW,
    RUNG_WEEK,  /* after tomorrow, within 7 days, today being the first */
    RUNG_MONTH, /* after these, within 30 days */
    RUNG_LATER,
    RUNG_NO_DATE, /* available */
    RUNG_COUNT,
};

/* "overdue", "today", "tomorrow", "within 7 days", "within 30 days", "later", "no date". */
const char *rung_name(enum rung rung);
/* When a rung ends: now for what is overdue, TIME_NONE for the last two. What is due then stands on
 * the next one, but for what is due right now. */
int64_t rung_until_us(enum rung rung, int64_t now_us);

struct ladder {
    char currency[4];
    int64_t minor[RUNG_COUNT];
    int64_t count[RUNG_COUNT]; /* of accounts */
    int64_t owed_minor;        /* the sum of the rungs */
};
/* One for each currency in which something is owed, by its code. Owned by mem. It reads every live
 * hold and every party's account, so it may take a while on a large store. */
enum status ladder_read(struct book *book, void *mem, struct ladder **rows, size_t *count,
                        struct error *err) CHECKED;

#endif
