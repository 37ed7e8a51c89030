#include "tests/support/random.h"

#include <assert.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define SERVER_SHARE 3

struct random random_start(const char *test, uint64_t seed)
{
    const char *given = getenv("HOLDFAST_SEED");
    if (given) {
        seed = strtoull(given, NULL, 10);
    }
    printf("# %s: HOLDFAST_SEED=%" PRIu64 "\n", test, seed);
    fflush(stdout);
    return (struct random){.state = seed};
}

int random_histories(int quick)
{
    const char *given = getenv("HOLDFAST_TIMES");
    const char *engine = getenv("HOLDFAST_TEST_ENGINE");
    bool is_server = engine != NULL && strcmp(engine, "sqlite") != 0;
    int times = given ? (int)strtol(given, NULL, 10) : 1;
    assert(times > 0);
    return (is_server ? (quick + SERVER_SHARE - 1) / SERVER_SHARE : quick) * times;
}

uint64_t random_next(struct random *random)
{
    uint64_t z = random->state += UINT64_C(0x9e3779b97f4a7c15);
    z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
    return z ^ (z >> 31);
}

int64_t random_below(struct random *random, int64_t bound)
{
    assert(bound > 0);
    return (int64_t)(random_next(random) % (uint64_t)bound);
}

int64_t random_between(struct random *random, int64_t low, int64_t high)
{
    return low + random_below(random, high - low + 1);
}

bool random_chance(struct random *random, int percent)
{
    return random_below(random, 100) < percent;
}
