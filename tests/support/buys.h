/* buys.h - group buys in a pool (pool.h), for tests of them: campaigns of S-1 that end in ten days,
 * orders of B-1, and what is done with both. What returns a status leaves it to the test. */
#ifndef TESTS_SUPPORT_BUYS_H
#define TESTS_SUPPORT_BUYS_H

#include "model/campaign.h"
#include "model/sweep.h"
#include "tests/support/pool.h"

#define DAY TIME_US_PER_DAY
#define HOUR (TIME_US_PER_DAY / 24)
#define PRICE 10000
#define ENDS_US (POOL_NOW_US + 10 * DAY)
#define PERIOD (7 * DAY)

enum status buys_launch(struct pool *pool, const struct campaign *campaign);
/* By S-1, ending in ten days, of so many members. */
struct campaign buys_terms(const char *id, int64_t count);
void buys_open_of(struct pool *pool, const char *id, int64_t count);
struct deal buys_order_of(const char *id, const char *campaign);
enum status buys_order(struct pool *pool, const struct deal *deal);
enum status buys_pay(struct pool *pool, const char *id, int64_t minor);
void buys_join(struct pool *pool, const char *id, const char *campaign, int64_t minor);
enum status buys_shut(struct pool *pool, const char *id);
enum status buys_call_off(struct pool *pool, const char *id);
enum status buys_leave(struct pool *pool, const char *deal);
enum status buys_step(struct pool *pool, const char *deal,
                      enum status (*verb)(struct book *book, const struct deal_step *step,
                                          struct run *run, struct error *err));
struct sweep_result buys_sweep(struct pool *pool);
int64_t buys_events(struct pool *pool);
/* Live holds of group buys behind a door ("payer") that are due then. */
int64_t buys_waiting(struct pool *pool, const char *door, int64_t due_us);

#endif
