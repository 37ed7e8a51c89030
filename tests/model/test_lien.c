/* Who is served first of what a party gets, and what serves nobody. */
#include "model/lien.h"

#include "model/deal.h"
#include "model/freeze.h"
#include "model/objection.h"
#include "model/sweep.h"
#include "tests/support/house.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

/* A claim on what the party gets from now on: it has nothing yet. */
static void freeze(struct pool *pool, const char *party, int64_t minor)
{
    struct freeze freeze = {.party = party,
                            .amount = cny(minor),
                            .ground = "fraud",
                            .facts = "two buyers report blocked accounts",
                            .until_us = pool->now_us + 90 * TIME_US_PER_DAY};
    pool_must(pool, freeze_put(pool->book, &freeze, pool_run(pool), &pool->err));
}

static void an_award_is_served_before_an_elder_freeze(void **state)
{
    struct pool *pool = pool_new("rank.db");
    (void)state;
    freeze(pool, "S-1", 60000);
    pool_deal(pool, "O-1", 10000, true);
    pool_complain(pool, "C-1", "O-1", 0);
    pool_must(pool, pool_decide(pool, "C-1", OUTCOME_AWARD)); /* 500.00, and there is no bond */
    pool_earn(pool, "S-1", 50001);
    assert_int_equal(pool_held(pool, "award"), 50000);
    assert_int_equal(pool_held(pool, "freeze"), 1);
    assert_int_equal(pool_available(pool, "S-1"), 0);
    pool_verify(pool);
    pool_free(pool);
}

static void of_one_rank_the_elder_lien_is_served_first(void **state)
{
    struct pool *pool = pool_new("age.db");
    const char *held = "SELECT a.balance_minor FROM \"freeze\" f JOIN account a ON a.id = f.hold_id"
                       " WHERE f.amount_minor = CAST($1 AS INTEGER)";
    (void)state;
    freeze(pool, "S-1", 10000);
    freeze(pool, "S-1", 20000);
    freeze(pool, "S-1", 30000);
    pool_earn(pool, "S-1", 15000);
    assert_int_equal(pool_int(pool, held, "10000"), 10000);
    assert_int_equal(pool_int(pool, held, "20000"), 5000);
    assert_int_equal(pool_int(pool, held, "30000"), 0);
    pool_earn(pool, "S-1", 16000);
    assert_int_equal(pool_int(pool, held, "20000"), 20000);
    assert_int_equal(pool_int(pool, held, "30000"), 1000);
    pool_verify(pool);
    pool_free(pool);
}

/* A seller may buy, too; what is claimed of its money waits for money that it earns. */
static void a_refund_and_an_award_serve_no_lien_on_their_buyer(void **state)
{
    struct pool *pool = pool_new("serves-none.db");
    struct deal deal = {.id = "O-1",
                        .mode = "escrow",
                        .buyer = "S-2",
                        .seller = "S-1",
                        .category = "goods",
                        .price = cny(10000),
                        .fee = cny(0),
                        .period_us = 10 * TIME_US_PER_DAY};
    struct deal_capture capture = {"O-1", "alipay", cny(10000)};
    struct sweep_result result;
    (void)state;
    pool_bond(pool, "S-1", 100000);
    freeze(pool, "S-2", 1000000);
    pool_must(pool, deal_order(pool->book, &deal, pool_run(pool), &pool->err));
    pool_must(pool, deal_capture(pool->book, &capture, pool_run(pool), &pool->err));
    pool_complain(pool, "C-1", "O-1", 0);
    pool_must(pool, pool_decide(pool, "C-1", OUTCOME_AWARD));
    assert_int_equal(pool_available(pool, "S-2"), 10000);
    pool->now_us += 30 * TIME_US_PER_DAY;
    pool_must(pool, sweep_run(pool->book, NULL, NULL, &result, &pool->err));
    assert_int_equal(pool_available(pool, "S-2"), 10000 + 50000);
    assert_int_equal(pool_held(pool, "freeze"), 0);
    pool_earn(pool, "S-2", 700);
    assert_int_equal(pool_held(pool, "freeze"), 700);
    pool_verify(pool);
    pool_free(pool);
}

/* A fee to the platform, of which a seller has interest to get, of whose money a part is frozen. */
static void what_a_lien_pays_goes_on_to_further_liens(void **state)
{
    struct pool *pool = pool_new("chain.db");
    struct objection objection = {1, "it was not us"};
    struct objection_review review = {1, true, "it was not"};
    struct deal_step arrived = {.deal = "O-1"};
    (void)state;
    house_let_in(pool, "bob", ROLE_OPERATIONS, NULL);
    pool_earn(pool, "S-2", 40000);
    freeze(pool, "S-2", 40000);
    pool->now_us += 10 * TIME_US_PER_DAY;
    pool_must(pool, objection_file(pool->book, &objection, pool_run(pool), &pool->err));
    pool_must(pool,
              objection_review(house_enter(pool, "bob"), &review, pool_run(pool), &pool->err));
    freeze(pool, "S-2", 100000);
    assert_int_equal(pool_held(pool, "freeze"), 40000);
    pool_deal(pool, "O-1", 10000, true);
    pool_must(pool, deal_confirm(pool->book, &arrived, pool_run(pool), &pool->err));
    assert_int_equal(pool_held(pool, "freeze"), 40000 + 60); /* 40000 x 11 / 365 x 0.05 */
    assert_int_equal(pool_available(pool, "PLATFORM"), 500 - 60);
    pool_verify(pool);
    pool_free(pool);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_award_is_served_before_an_elder_freeze),
        cmocka_unit_test(of_one_rank_the_elder_lien_is_served_first),
        cmocka_unit_test(a_refund_and_an_award_serve_no_lien_on_their_buyer),
        cmocka_unit_test(what_a_lien_pays_goes_on_to_further_liens),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
