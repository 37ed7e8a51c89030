#include "tests/support/cod.h"

#include "model/courier.h"
#include "model/mem.h"
#include "model/party.h"

#include <stdio.h>

enum status cod_order(struct pool *pool, const char *id, const char *mode)
{
    struct deal deal = {.id = id,
                        .mode = mode,
                        .buyer = "B-1",
                        .seller = "S-1",
                        .category = "goods",
                        .price = cny(COD_PRICE),
                        .fee = cny(COD_PRICE / 20),
                        .period_us = 5 * TIME_US_PER_DAY};
    return deal_order(pool->book, &deal, pool_run(pool), &pool->err);
}

enum status cod_carry(struct pool *pool, const char *deal, const char *courier, int64_t fee)
{
    struct carriage carriage = {deal, courier, cny(fee)};
    return courier_carry(pool->book, &carriage, pool_run(pool), &pool->err);
}

enum status cod_step(struct pool *pool, const char *deal, int64_t minor,
                     enum status (*verb)(struct book *, const struct deal_step *, struct run *,
                                         struct error *))
{
    struct deal_step terms = {deal, cny(minor), minor > 0};
    return verb(pool->book, &terms, pool_run(pool), &pool->err);
}

enum status cod_refuse(struct pool *pool, const char *deal)
{
    return courier_refuse(pool->book, &deal, pool_run(pool), &pool->err);
}

enum status cod_remit(struct pool *pool, const char *id, int64_t gross, int64_t fee,
                      const char *const *deals)
{
    struct remit terms = {id, "fast", cny(gross), cny(fee), cny(gross - fee), deals};
    return remit_put(pool->book, &terms, pool_run(pool), &pool->err);
}

enum status cod_draw(struct pool *pool, const char *deal, int64_t minor)
{
    struct courier_draw terms = {deal, cny(minor), minor > 0, "it does not answer"};
    return courier_draw(pool->book, &terms, pool_run(pool), &pool->err);
}

/* As importing posts a line that bears the batch. */
void cod_pay(struct pool *pool, const char *batch, int64_t net)
{
    struct item item = {.kind = ITEM_BATCH, .amount = cny(net)};
    (void)snprintf(item.id, sizeof item.id, "%s", batch);
    (void)pool_line(pool, net, &item);
}

struct pool *cod_pool(const char *name)
{
    static const struct party COURIERS[] = {
        {"fast", "courier", "Fast Parcels", "CN", NULL, NULL, NULL, NULL},
        {"slow", "courier", "Slow Parcels", "CN", NULL, NULL, NULL, NULL},
    };
    struct pool *pool = pool_new(name);
    for (size_t i = 0; i < 2; i++) {
        pool_must(pool, party_put(pool->book, &COURIERS[i], pool_run(pool), &pool->err));
    }
    return pool;
}

void cod_deliver(struct pool *pool, const char *id)
{
    pool_must(pool, cod_order(pool, id, "cod"));
    pool_must(pool, cod_carry(pool, id, "fast", COD_FEE));
    pool_must(pool, cod_step(pool, id, 0, deal_ship));
    pool_must(pool, cod_step(pool, id, 0, deal_deliver));
}

/* Delivered, and its cash has come. */
void cod_deliver_and_remit(struct pool *pool, const char *id, const char *batch)
{
    const char *const deals[] = {id, NULL};
    cod_deliver(pool, id);
    pool_must(pool, cod_remit(pool, batch, COD_PRICE, COD_FEE, deals));
    cod_pay(pool, batch, COD_NET);
}

int64_t cod_owed_by(struct pool *pool, const char *courier)
{
    return pool_int(pool,
                    "SELECT coalesce(sum(-balance_minor), 0) FROM account WHERE kind = 'transit'"
                    " AND name = $1",
                    courier);
}

struct sweep_result cod_sweep(struct pool *pool)
{
    struct sweep_result result;
    pool_must(pool, sweep_run(pool->book, NULL, NULL, &result, &pool->err));
    return result;
}
