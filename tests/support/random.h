/* random.h - repeatable randomness for tests: splitmix64. The same seed gives the same run for
 * ever. */
#ifndef TESTS_SUPPORT_RANDOM_H
#define TESTS_SUPPORT_RANDOM_H

#include <stdbool.h>
#include <stdint.h>

struct random {
    uint64_t state;
};

/* HOLDFAST_SEED from the environment, or else this. Prints which, so that a failure can be
 * repeated. */
struct random random_start(const char *test, uint64_t seed);

/* How many histories to live where a quick run has so many: HOLDFAST_TIMES as many; a third of them
 * on a server, where what is tried is the statements, and these are all met in a few. */
int random_histories(int quick);

uint64_t random_next(struct random *random);
/* 0 <= result < bound. */
int64_t random_below(struct random *random, int64_t bound);
/* low <= result <= high. */
int64_t random_between(struct random *random, int64_t low, int64_t high);
/* True percent times in a hundred. */
bool random_chance(struct random *random, int percent);

#endif
