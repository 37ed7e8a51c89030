#include "tests/support/crew.h"

#include "model/freeze_time.h"
#include "model/mem.h"
#include "model/objection.h"
#include "model/payout.h"
#include "model/sweep.h"
#include "tests/support/house.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

static struct book *hire(struct pool *pool, const char *login, unsigned roles)
{
    house_let_in(pool, login, roles, NULL);
    return house_enter(pool, login);
}

struct crew crew_new(const char *name, const char *policy)
{
    struct pool *pool = pool_new_under(name, policy);
    return (struct crew){pool, pool->book, hire(pool, "bob", ROLE_OPERATIONS),
                         hire(pool, "carol", ROLE_SUPPORT), hire(pool, "dan", ROLE_OPERATIONS)};
}

struct freeze crew_terms(struct crew *crew, const char *scope, int64_t minor, int64_t days)
{
    return (struct freeze){.party = "S-1",
                           .scope = scope,
                           .amount = cny(minor),
                           .ground = "fraud",
                           .facts = "two buyers report blocked accounts",
                           .skip_reason = "money is about to leave",
                           .until_us = crew->pool->now_us + days * DAY};
}

enum status crew_put(struct crew *crew, struct book *by, const struct freeze *freeze)
{
    return freeze_put(by, freeze, pool_run(crew->pool), &crew->pool->err);
}

enum status crew_confirm(struct crew *crew, struct book *by, int64_t id)
{
    struct freeze_confirmation confirmation = {id};
    return freeze_confirm(by, &confirmation, pool_run(crew->pool), &crew->pool->err);
}

enum status crew_extend(struct crew *crew, struct book *by, int64_t id, int64_t days,
                        const char *reason)
{
    struct freeze_extension extension = {id, crew->pool->now_us + days * DAY, reason};
    return freeze_extend(by, &extension, pool_run(crew->pool), &crew->pool->err);
}

enum status crew_object(struct crew *crew, int64_t id)
{
    struct objection objection = {id, "the accounts were blocked by the bank, not by us"};
    return objection_file(crew->carol, &objection, pool_run(crew->pool), &crew->pool->err);
}

enum status crew_review(struct crew *crew, struct book *by, int64_t id, bool is_granted)
{
    struct objection_review decision = {id, is_granted, "the bank has confirmed it"};
    return objection_review(by, &decision, pool_run(crew->pool), &crew->pool->err);
}

enum status crew_lift(struct crew *crew, struct book *by, int64_t id)
{
    struct unfreeze unfreeze = {id, "it has been cleared up"};
    return freeze_lift(by, &unfreeze, pool_run(crew->pool), &crew->pool->err);
}

enum status crew_pay_out(struct crew *crew, int64_t minor)
{
    struct payout payout = {.party = "S-1", .amount = cny(minor)};
    return payout_request(crew->ann, &payout, pool_run(crew->pool), &crew->pool->err);
}

void crew_sweep(struct crew *crew)
{
    struct sweep_result result;
    pool_must(crew->pool, sweep_run(crew->ann, NULL, NULL, &result, &crew->pool->err));
}

int64_t crew_count(struct crew *crew, const char *sql)
{
    return pool_int(crew->pool, sql, NULL);
}

void crew_told(struct crew *crew, const char *words)
{
    char *sql = mem_printf(NULL,
                           "SELECT count(*) FROM notice WHERE party = 'S-1' AND text LIKE"
                           " '%%%s%%'",
                           words);
    if (crew_count(crew, sql) == 0) {
        fail_msg("S-1 was not told: %s", words);
    }
    mem_free(sql);
}
