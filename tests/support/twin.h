/* twin.h - a store and its copy or backup: a market of two days of which one is fed, others beside
 * it in its folder, and whether a user can tell them apart. Whatever fails here fails the test. */
#ifndef TESTS_SUPPORT_TWIN_H
#define TESTS_SUPPORT_TWIN_H

#include "tests/support/program.h"

#include <stdint.h>

#define TWIN_NOW "2026-09-03T20:00:00Z"

/* A group's setup and teardown: *state is a world with the first day; the second lies in its folder
 * as tomorrow.jsonl. */
int twin_make_market(void **state);
int twin_drop_market(void **state);

/* Another store, in the same folder and at the same time. */
struct world *twin_beside(struct world *world, const char *url);
/* By lists, single things, the journal and the operators. */
void twin_must_look_alike(struct world *world, const char *to);
/* It ended with 1 and one line that has these words. */
void twin_check_failure(const struct result *result, const char *words);
/* Run the block of the README that begins so, with to for its NEW_DB; what it printed. */
char *twin_run_shown(struct world *world, const char *begins, const char *to);
/* The steady clock. */
int64_t twin_now_us(void);

#endif
