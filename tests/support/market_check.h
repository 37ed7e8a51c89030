/* market_check.h - a market run through the command line, and what came of it beside what must. */
#ifndef TESTS_SUPPORT_MARKET_CHECK_H
#define TESTS_SUPPORT_MARKET_CHECK_H

#include "tests/support/market.h"

/* feed-NN.jsonl, bank-NN.csv and expected.json of a folder; NULL when there is none. */
struct market *market_read(struct world *world, const char *folder);

/* Feed and import one day (from 0), with the clock on that day's evening. */
void market_run_day(struct world *world, const struct market *market, int day);
/* Compare lines, balances, live deal holds and the position with what must be. */
void market_check(struct world *world, const struct market *market);

#endif
