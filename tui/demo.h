/* demo.h - a believable marketplace in a sandbox store of its own, for trying everything on.
 *
 * Ten weeks are played through the operations that people and shops use, day by day on a clock of
 * its own: orders in every state, complaints at every stage, freezes, bonds, payouts, and each
 * day's bank statement imported as a bank's file is; at their end, one of every way of paying. The
 * same terms make the same store, to the byte of every event. */
#ifndef TUI_DEMO_H
#define TUI_DEMO_H

#include "model/error.h"

#include <stdint.h>

#define DEMO_SELLERS 24 /* where nothing else is asked for */
#define DEMO_SELLERS_MIN 12
#define DEMO_SELLERS_MAX 9999
#define DEMO_DEALS 400
#define DEMO_DEALS_MAX 1000000
#define DEMO_SEED 1
#define DEMO_END_US                                                                                \
    INT64_C(1790776800000000) /* 2026-09-30T14:00:00Z: what its clock says in the end */

struct demo_terms {
    int64_t sellers, deals; /* deals: beside those that the demonstration always has */
    uint64_t seed;
    int64_t end_us;     /* 0: DEMO_END_US, or later where the store was begun later */
    const char *folder; /* where to leave the next day's files (demo_data.h), or NULL */
};

/* Make the store at url, or fill one that `init --sandbox` has made and nobody used
 * (STATUS_CONFLICT for any other). What the clock of the store says then is in *now_us. */
enum status demo_make(void *mem, const char *url, const char *operator_login,
                      const struct demo_terms *terms, int64_t *now_us, struct error *err) CHECKED;

#endif
