/* beside.h - a pool (pool.h) and the naive model (naive.h) side by side, and what of both has to be
 * equal to the cent. */
#ifndef TESTS_SUPPORT_BESIDE_H
#define TESTS_SUPPORT_BESIDE_H

#include "tests/support/naive.h"
#include "tests/support/pool.h"

struct beside {
    struct pool *pool;
    struct naive *naive;
    void *mem;        /* of one step */
    const char *what; /* the step, for whoever reads why it failed */
};

extern const char *const BESIDE_PARTIES[PARTIES];

/* Both empty, with the same parties; free it with pool_free of its pool. */
struct beside beside_new(const char *policy, struct naive_terms terms);

struct money beside_money(int64_t minor, enum naive_coin coin);
/* "D-7" */
const char *beside_deal(const struct beside *beside, int deal);
/* What every party has, what providers and couriers owe, what is at the bank. */
void beside_compare_balances(struct beside *beside);
/* Every hold with its clock and door, every open complaint, every deal's sums. */
void beside_compare_holds(struct beside *beside);

#endif
