/* patience.h - how long to go on trying what another writer or a lost connection has stopped.
 *
 *     struct patience patience = patience_begin(&waiting, limit_ms);
 *     status = try();
 *     while (is_passing(status) && patience_pause(&patience)) {
 *         status = try();
 *     }
 *
 * Pauses grow twofold from PATIENCE_FIRST_MS to PATIENCE_LAST_MS, and each is scattered between
 * half of itself and the whole, so that two who met once do not meet again and again. What the
 * tries themselves take counts too: after limit_ms no other one is begun. */
#ifndef MODEL_PATIENCE_H
#define MODEL_PATIENCE_H

#include <stdbool.h>
#include <stdint.h>

#define PATIENCE_FIRST_MS 20
#define PATIENCE_LAST_MS 1000
#define PATIENCE_TRIES_MAX 100

/* Where time, sleep and chance come from. */
struct waiting {
    int64_t (*now_ms)(void *state);              /* never goes back */
    bool (*pause)(void *state, int64_t time_ms); /* false: stop trying */
    uint64_t (*chance)(void *state);
    void *state;
};

/* The machine's own. */
struct waiting waiting_system(void);

struct patience {
    const struct waiting *waiting; /* borrowed */
    int64_t until_ms;
    int64_t pause_ms;
    int tries;
};

/* limit_ms 0: no second try. */
struct patience patience_begin(const struct waiting *waiting, int64_t limit_ms);
/* Wait before the next try; false when there is to be none. */
bool patience_pause(struct patience *patience);

#endif
