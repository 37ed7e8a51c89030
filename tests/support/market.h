/* market.h - days of a marketplace for tests: what the shops say, what the bank says, and what must
 * come of it.
 *
 * market_make plays a market by a seed: orders paid through a provider or straight to the bank,
 * parcels, confirmations, returns, payouts and those that the bank sends back; memos with the
 * reference as people and banks write it, none, a cut one, or the right one with a wrong amount.
 * While it plays it keeps its own small book, which knows nothing of the program's. A day is: feed,
 * then import. */
#ifndef TESTS_SUPPORT_MARKET_H
#define TESTS_SUPPORT_MARKET_H

#include "tests/support/program.h"

#include <stdint.h>

#include <jansson.h>

#define MARKET_DAYS_MAX 60
#define MARKET_FIRST_DAY_US INT64_C(1788220800000000) /* 2026-09-01T00:00:00Z */
#define MARKET_BANK "ICBC-001"

struct market_options {
    uint64_t seed;
    int days;
    int sellers;
    int buyers;
    int deals_a_day;
};

struct market {
    int days;
    const char *feeds[MARKET_DAYS_MAX]; /* paths */
    const char *banks[MARKET_DAYS_MAX];
    /* {"lines": {reference: state}, "available": {party: minor}, "live_deal_holds": n,
     *  "position": {"bank_minor", "transit_minor", "available_minor", "holds_minor",
     * "suspense_minor"}} */
    json_t *expected;
};

/* Files in the world's folder; owned by the world. */
struct market *market_make(struct world *world, const struct market_options *options);

#endif
