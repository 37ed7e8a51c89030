#include "tests/support/buys.h"

#include "model/mem.h"

enum status buys_launch(struct pool *pool, const struct campaign *campaign)
{
    return campaign_open(pool->book, campaign, pool_run(pool), &pool->err);
}

struct campaign buys_terms(const char *id, int64_t count)
{
    return (struct campaign){.id = id,
                             .seller = "S-1",
                             .currency = "CNY",
                             .target_count = count,
                             .ends_us = ENDS_US,
                             .closes_early = true};
}

void buys_open_of(struct pool *pool, const char *id, int64_t count)
{
    struct campaign campaign = buys_terms(id, count);
    pool_must(pool, buys_launch(pool, &campaign));
}

struct deal buys_order_of(const char *id, const char *campaign)
{
    return (struct deal){.id = id,
                         .mode = "escrow",
                         .buyer = "B-1",
                         .seller = "S-1",
                         .category = "goods",
                         .campaign = campaign,
                         .price = cny(PRICE),
                         .fee = cny(PRICE / 20),
                         .period_us = PERIOD};
}

enum status buys_order(struct pool *pool, const struct deal *deal)
{
    return deal_order(pool->book, deal, pool_run(pool), &pool->err);
}

enum status buys_pay(struct pool *pool, const char *id, int64_t minor)
{
    struct deal_capture capture = {id, "alipay", cny(minor)};
    return deal_capture(pool->book, &capture, pool_run(pool), &pool->err);
}

void buys_join(struct pool *pool, const char *id, const char *campaign, int64_t minor)
{
    struct deal deal = buys_order_of(id, campaign);
    pool_must(pool, buys_order(pool, &deal));
    if (minor > 0) {
        pool_must(pool, buys_pay(pool, id, minor));
    }
}

enum status buys_shut(struct pool *pool, const char *id)
{
    struct campaign_step step = {.campaign = id};
    return campaign_close(pool->book, &step, pool_run(pool), &pool->err);
}

enum status buys_call_off(struct pool *pool, const char *id)
{
    struct campaign_step step = {id, "no stock"};
    return campaign_cancel(pool->book, &step, pool_run(pool), &pool->err);
}

enum status buys_leave(struct pool *pool, const char *deal)
{
    struct campaign_leave step = {.deal = deal};
    return campaign_leave(pool->book, &step, pool_run(pool), &pool->err);
}

enum status buys_step(struct pool *pool, const char *deal,
                      enum status (*verb)(struct book *book, const struct deal_step *step,
                                          struct run *run, struct error *err))
{
    struct deal_step of = {.deal = deal};
    return verb(pool->book, &of, pool_run(pool), &pool->err);
}

struct sweep_result buys_sweep(struct pool *pool)
{
    struct sweep_result result;
    pool_must(pool, sweep_run(pool->book, NULL, NULL, &result, &pool->err));
    return result;
}

int64_t buys_events(struct pool *pool)
{
    return pool_int(pool, "SELECT count(*) FROM event", NULL);
}

int64_t buys_waiting(struct pool *pool, const char *door, int64_t due_us)
{
    char *sql = mem_printf(pool->mem,
                           "SELECT count(*) FROM account WHERE purpose = 'group' AND"
                           " balance_minor > 0 AND door = $1 AND due_us = %lld",
                           (long long)due_us);
    return pool_int(pool, sql, door);
}
