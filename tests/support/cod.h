/* cod.h - deals that are paid at the door, of one price and one courier's fee, in a pool that has
 * two couriers, fast and slow. */
#ifndef TESTS_SUPPORT_COD_H
#define TESTS_SUPPORT_COD_H

#include "model/deal.h"
#include "model/sweep.h"
#include "tests/support/pool.h"

#define COD_PRICE 10000
#define COD_FEE 300 /* the courier's; the platform has a twentieth */
#define COD_NET (COD_PRICE - COD_FEE)
#define COD_REMIT_BY (7 * TIME_US_PER_DAY) /* as the default policy has it */

struct pool *cod_pool(const char *name);

/* By B-1 of S-1. */
enum status cod_order(struct pool *pool, const char *id, const char *mode);
enum status cod_carry(struct pool *pool, const char *deal, const char *courier, int64_t fee);
/* minor 0: all of it. */
enum status cod_step(struct pool *pool, const char *deal, int64_t minor,
                     enum status (*verb)(struct book *, const struct deal_step *, struct run *,
                                         struct error *));
enum status cod_refuse(struct pool *pool, const char *deal);
/* By fast; deals are ended by NULL. */
enum status cod_remit(struct pool *pool, const char *id, int64_t gross, int64_t fee,
                      const char *const *deals);
enum status cod_draw(struct pool *pool, const char *deal, int64_t minor);

/* As importing posts a line that bears the batch. */
void cod_pay(struct pool *pool, const char *batch, int64_t net);
/* Ordered, carried by fast, shipped and delivered; and then remitted by a batch of its own. */
void cod_deliver(struct pool *pool, const char *id);
void cod_deliver_and_remit(struct pool *pool, const char *id, const char *batch);

/* What the courier's account says. */
int64_t cod_owed_by(struct pool *pool, const char *courier);
struct sweep_result cod_sweep(struct pool *pool);

#endif
