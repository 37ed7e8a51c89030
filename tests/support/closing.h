/* closing.h - bank lines on days of a pool's account, and the close of these days by two. */
#ifndef TESTS_SUPPORT_CLOSING_H
#define TESTS_SUPPORT_CLOSING_H

#include "tests/support/pool.h"

#define CLOSING_DAY ((int32_t)(POOL_NOW_US / TIME_US_PER_DAY))

/* A pool, and the finance operator who checks. */
struct closing {
    struct pool *pool;
    struct book *bob;
    int64_t balance_minor; /* what the bank has said last */
};

/* name: what the store is called. The clock stands a day after CLOSING_DAY. */
struct closing closing_new(const char *name);
/* The same in a pool that is there. */
struct closing closing_in(struct pool *pool);
/* A line of a statement of its own, with the bank's balance after it; in suspense. Returns its
 * number. A late one stands before all that came of later days, as the bank would have it. */
int64_t closing_line(struct closing *closing, int32_t day, int64_t minor);
/* What its maker is told; "proposal:ID" on success. */
enum status closing_propose(struct closing *closing, int32_t day);
/* Proposed and approved by bob. */
enum status closing_close(struct closing *closing, int32_t day);
/* The number that a query answers. */
int64_t closing_count(struct closing *closing, const char *sql);

#endif
