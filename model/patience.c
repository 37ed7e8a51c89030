#include "model/patience.h"

#include "model/time.h"

#include <errno.h>
#include <stddef.h>
#include <time.h>
#include <unistd.h>

#define NS_PER_MS 1000000
#define US_PER_MS 1000
#define MS_PER_SECOND 1000

static int64_t now_ms(void *state)
{
    (void)state;
    return clock_steady_us() / US_PER_MS;
}

static bool sleep_ms(void *state, int64_t time_ms)
{
    (void)state;
    struct timespec left = {.tv_sec = time_ms / MS_PER_SECOND,
                            .tv_nsec = time_ms % MS_PER_SECOND * NS_PER_MS};
    while (nanosleep(&left, &left) != 0 && errno == EINTR) {
    }
    return true;
}

/* Enough to scatter processes that were stopped by one another: which one asks, and when. */
static uint64_t scatter(void *state)
{
    (void)state;
    uint64_t mixed = (uint64_t)clock_steady_us() ^ ((uint64_t)getpid() << 32);
    mixed = (mixed ^ (mixed >> 30)) * UINT64_C(0xBF58476D1CE4E5B9);
    mixed = (mixed ^ (mixed >> 27)) * UINT64_C(0x94D049BB133111EB);
    return mixed ^ (mixed >> 31);
}

struct waiting waiting_system(void)
{
    return (struct waiting){now_ms, sleep_ms, scatter, NULL};
}

struct patience patience_begin(const struct waiting *waiting, int64_t limit_ms)
{
    return (struct patience){.waiting = waiting,
                             .until_ms = waiting->now_ms(waiting->state) + limit_ms,
                             .pause_ms = PATIENCE_FIRST_MS,
                             .tries = 1};
}

bool patience_pause(struct patience *patience)
{
    const struct waiting *waiting = patience->waiting;
    int64_t half_ms = patience->pause_ms / 2;
    int64_t pause_ms =
        half_ms + (int64_t)(waiting->chance(waiting->state) % (uint64_t)(half_ms + 1));
    if (patience->tries++ >= PATIENCE_TRIES_MAX ||
        waiting->now_ms(waiting->state) + pause_ms >= patience->until_ms) {
        return false;
    }
    patience->pause_ms *= 2;
    if (patience->pause_ms > PATIENCE_LAST_MS) {
        patience->pause_ms = PATIENCE_LAST_MS;
    }
    return waiting->pause(waiting->state, pause_ms);
}
