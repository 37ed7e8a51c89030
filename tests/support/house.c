#include "tests/support/house.h"

#include "model/freeze_time.h"
#include "model/mem.h"
#include "model/objection.h"
#include "model/operator.h"
#include "model/payout.h"
#include "model/sweep.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

static struct book *hire(struct pool *pool, const char *login, unsigned roles)
{
    struct book *book;
    struct operator_terms terms = {login, roles, NULL};
    pool_must(pool, operator_put(pool->book, &terms, pool_run(pool), &pool->err));
    pool_must(pool,
              book_open(pool, pool->store, login, clock_fixed(&pool->now_us), &book, &pool->err));
    return book;
}

struct house house_new(const char *name, const char *policy)
{
    struct pool *pool = pool_new_under(name, policy);
    return (struct house){pool, pool->book, hire(pool, "bob", ROLE_OPERATIONS),
                          hire(pool, "carol", ROLE_SUPPORT), hire(pool, "dan", ROLE_OPERATIONS)};
}

struct freeze house_terms(struct house *house, const char *scope, int64_t minor, int64_t days)
{
    return (struct freeze){.party = "S-1",
                           .scope = scope,
                           .amount = cny(minor),
                           .ground = "fraud",
                           .facts = "two buyers report blocked accounts",
                           .until_us = house->pool->now_us + days * DAY};
}

enum status house_put(struct house *house, struct book *by, const struct freeze *freeze)
{
    return freeze_put(by, freeze, pool_run(house->pool), &house->pool->err);
}

enum status house_confirm(struct house *house, struct book *by, int64_t id)
{
    struct freeze_confirmation confirmation = {id};
    return freeze_confirm(by, &confirmation, pool_run(house->pool), &house->pool->err);
}

enum status house_extend(struct house *house, struct book *by, int64_t id, int64_t days,
                         const char *reason)
{
    struct freeze_extension extension = {id, house->pool->now_us + days * DAY, reason};
    return freeze_extend(by, &extension, pool_run(house->pool), &house->pool->err);
}

enum status house_object(struct house *house, int64_t id)
{
    struct objection objection = {id, "the accounts were blocked by the bank, not by us"};
    return objection_file(house->carol, &objection, pool_run(house->pool), &house->pool->err);
}

enum status house_review(struct house *house, struct book *by, int64_t id, bool is_granted)
{
    struct objection_review decision = {id, is_granted, "the bank has confirmed it"};
    return objection_review(by, &decision, pool_run(house->pool), &house->pool->err);
}

enum status house_lift(struct house *house, struct book *by, int64_t id)
{
    struct unfreeze unfreeze = {id, "it has been cleared up"};
    return freeze_lift(by, &unfreeze, pool_run(house->pool), &house->pool->err);
}

enum status house_pay_out(struct house *house, int64_t minor)
{
    struct payout payout = {.party = "S-1", .amount = cny(minor)};
    return payout_request(house->ann, &payout, pool_run(house->pool), &house->pool->err);
}

void house_sweep(struct house *house)
{
    struct sweep_result result;
    pool_must(house->pool, sweep_run(house->ann, NULL, NULL, &result, &house->pool->err));
}

int64_t house_count(struct house *house, const char *sql)
{
    return pool_int(house->pool, sql, NULL);
}

void house_told(struct house *house, const char *words)
{
    char *sql = mem_printf(NULL,
                           "SELECT count(*) FROM notice WHERE party = 'S-1' AND text LIKE"
                           " '%%%s%%'",
                           words);
    if (house_count(house, sql) == 0) {
        fail_msg("S-1 was not told: %s", words);
    }
    mem_free(sql);
}
