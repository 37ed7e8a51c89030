#include "tests/support/house.h"

#include "model/operator.h"
#include "model/payout.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

struct book *house_enter(struct pool *pool, const char *login)
{
    struct book *book;
    pool_must(pool,
              book_open(pool, pool->store, login, clock_fixed(&pool->now_us), &book, &pool->err));
    return book;
}

void house_let_in(struct pool *pool, const char *login, unsigned roles, const char *entity)
{
    struct operator_terms terms = {login, roles, entity};
    pool_must(pool, operator_put(pool->book, &terms, pool_run(pool), &pool->err));
}

struct house house_new(void)
{
    struct house house = {.pool = pool_new_under("proposal.db", "cn")};
    struct pool *pool = house.pool;
    pool_earn(pool, "S-1", ENOUGH);
    house_let_in(pool, "ann", ROLE_ALL, "PLATFORM");
    house_let_in(pool, "cyd", ROLE_ALL & ~(unsigned)ROLE_ADMIN, "PLATFORM");
    house_let_in(pool, "eve", ROLE_SUPPORT, "CUSTODIAN");
    house_let_in(pool, "bob", ROLE_ALL, "CUSTODIAN");
    house.bob = house_enter(pool, "bob");
    house.cyd = house_enter(pool, "cyd");
    house.eve = house_enter(pool, "eve");
    return house;
}

void house_free(struct house *house)
{
    pool_verify(house->pool);
    pool_free(house->pool);
}

enum status house_pay(struct pool *pool, struct book *book, int64_t minor, struct run *run)
{
    struct payout payout = {.party = "S-1", .amount = cny(minor)};
    return payout_request(book, &payout, run, &pool->err);
}

enum status house_step(struct pool *pool, struct book *book, const char *id,
                       enum status (*step)(struct book *book, const struct proposal_step *step,
                                           struct run *run, struct error *err))
{
    struct proposal_step request = {.proposal = id, .reason = "because"};
    return step(book, &request, pool_run(pool), &pool->err);
}

enum status house_approve(struct pool *pool, struct book *book, const char *id)
{
    return house_step(pool, book, id, proposal_approve);
}

void house_must_be(struct pool *pool, enum status status, enum status expected, const char *words)
{
    pool_must_be(pool, status, expected, words);
    if (strstr(pool->err.message, words) == NULL) {
        fail_msg("'%s' does not say '%s'", pool->err.message, words);
    }
}

int64_t house_payouts(struct pool *pool)
{
    return pool_int(pool, "SELECT count(*) FROM payout", NULL);
}

/* ann proposes a payout above the threshold. */
void house_propose(struct house *house, int64_t minor)
{
    struct run *run = pool_run(house->pool);
    pool_must(house->pool, house_pay(house->pool, house->pool->book, minor, run));
    assert_non_null(run->posting->proposal);
    assert_int_equal(run->posting->leg_count, 0);
}
