/* What a seller's open complaints may cost its bond: what deciding all of them for an award would
 * ask of it, no more and no less. */
#include "model/stake.h"

#include "tests/support/pool.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

static int64_t decide(struct pool *pool, const char *id, enum complaint_outcome outcome)
{
    int64_t before = pool_held(pool, "award");
    pool_must(pool, pool_decide(pool, id, outcome));
    return pool_held(pool, "award") - before;
}

static int64_t stake(struct pool *pool, const char *seller)
{
    int64_t minor = -1;
    pool_must(pool, stake_read(pool->book, seller, "CNY", &minor, &pool->err));
    return minor;
}

static void what_is_at_stake_is_what_the_awards_take(void **state)
{
    struct pool *pool = pool_new("stake.db");
    (void)state;
    pool_bond(pool, "S-1", 1000000);
    pool_deal(pool, "O-1", 30000, true);
    pool_deal(pool, "O-2", 1000, true);
    pool_deal(pool, "O-3", 50000, true);
    assert_int_equal(stake(pool, "S-1"), 0);
    pool_complain(pool, "C-1", "O-1", 0);
    pool_complain(pool, "C-2", "O-2", 0);
    assert_int_equal(stake(pool, "S-1"), 90000 + 50000); /* thrice the price; the minimum */
    pool_complain(pool, "C-3", "O-3", 0);
    assert_int_equal(stake(pool, "S-1"), 290000);
    assert_int_equal(decide(pool, "C-3", OUTCOME_DISMISS), 0);
    assert_int_equal(stake(pool, "S-1"), 140000);
    int64_t taken = decide(pool, "C-1", OUTCOME_AWARD) + decide(pool, "C-2", OUTCOME_AWARD);
    assert_int_equal(taken, 140000);
    assert_int_equal(stake(pool, "S-1"), 0);
    assert_int_equal(stake(pool, "S-2"), 0);
    pool_free(pool);
}

static void a_deal_brings_one_award_however_many_complain(void **state)
{
    struct pool *pool = pool_new("stake-once.db");
    (void)state;
    pool_bond(pool, "S-1", 1000000);
    pool_deal(pool, "O-1", 30000, true);
    pool_complain(pool, "C-1", "O-1", 10000);
    pool_complain(pool, "C-2", "O-1", 10000);
    assert_int_equal(stake(pool, "S-1"), 90000);
    assert_int_equal(decide(pool, "C-1", OUTCOME_AWARD), 90000);
    assert_int_equal(stake(pool, "S-1"), 0); /* C-2 is open still, and can only be refunded */
    pool_free(pool);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_at_stake_is_what_the_awards_take),
        cmocka_unit_test(a_deal_brings_one_award_however_many_complain),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
