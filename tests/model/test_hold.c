/* Holds moved by hand and by their clocks: what nobody may do to one, whoever asks. */
#include "model/hold.h"

#include "model/freeze.h"
#include "model/mem.h"
#include "model/party.h"
#include "model/payout.h"
#include "model/sweep.h"
#include "tests/support/pool.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

/* The only live hold of a purpose, as "hold:7". */
static char *hold_for(struct pool *pool, const char *purpose)
{
    int64_t id =
        pool_int(pool, "SELECT id FROM account WHERE purpose = $1 AND balance_minor > 0", purpose);
    return mem_printf(pool->mem, "hold:%lld", (long long)id);
}

static void put_freeze(struct pool *pool, const char *scope, int64_t minor)
{
    struct freeze freeze = {.party = "S-1",
                            .scope = scope,
                            .amount = cny(minor),
                            .ground = "fraud",
                            .facts = "two accounts, one card",
                            .until_us = pool->now_us + 5 * TIME_US_PER_DAY};
    pool_must(pool, freeze_put(pool->book, &freeze, pool_run(pool), &pool->err));
}

static void a_default_runs_once_and_never_before_its_time(void **state)
{
    struct pool *pool = pool_new("early.db");
    (void)state;
    pool_deal(pool, "O-1", 10000, true);
    struct hold_step step = {.hold = hold_for(pool, "sale")};
    pool->now_us += 30 * TIME_US_PER_DAY - 1;
    pool_refuses(pool, hold_default(pool->book, &step, pool_run(pool), &pool->err));
    assert_non_null(strstr(pool->err.message, "is not due before 2026-10-01T00:00:00Z"));
    pool->now_us += 1;
    pool_must(pool, hold_default(pool->book, &step, pool_run(pool), &pool->err));
    pool_refuses(pool, hold_default(pool->book, &step, pool_run(pool), &pool->err));
    assert_int_equal(pool_available(pool, "B-1"), 10000);
    pool_verify(pool);
    pool_free(pool);
}

static void a_bond_goes_back_at_its_review_and_not_before(void **state)
{
    struct pool *pool = pool_new("review.db");
    struct sweep_result result;
    (void)state;
    pool_bond(pool, "S-1", 100000);
    pool->now_us += 365 * TIME_US_PER_DAY - 1;
    pool_must(pool, sweep_run(pool->book, NULL, NULL, &result, &pool->err));
    assert_int_equal(pool_held(pool, "bond"), 100000);
    pool->now_us += 1;
    pool_must(pool, sweep_run(pool->book, NULL, NULL, &result, &pool->err));
    assert_int_equal(pool_held(pool, "bond"), 0);
    assert_int_equal(pool_available(pool, "S-1"), 100000);
    pool_free(pool);
}

static void an_extension_is_later_than_what_it_extends(void **state)
{
    struct pool *pool = pool_new("later.db");
    const int64_t due_us = POOL_NOW_US + 30 * TIME_US_PER_DAY;
    (void)state;
    pool_deal(pool, "O-1", 10000, true);
    struct hold_step same = {.hold = hold_for(pool, "sale"), .due_us = due_us};
    struct hold_step later = {.hold = same.hold, .due_us = due_us + 1};
    struct hold_step far = {.hold = same.hold, .due_us = due_us + 1 + 30 * TIME_US_PER_DAY + 1};
    pool_refuses(pool, hold_extend_by(pool->book, &same, pool_run(pool), &pool->err));
    pool_must(pool, hold_extend_by(pool->book, &later, pool_run(pool), &pool->err));
    pool_refuses(pool, hold_extend_by(pool->book, &far, pool_run(pool), &pool->err));
    far.due_us -= 1; /* as far as the policy says, to the microsecond */
    pool_must(pool, hold_extend_by(pool->book, &far, pool_run(pool), &pool->err));
    pool_free(pool);
}

static void a_carved_part_is_settled_after_now_and_within_the_policys_time(void **state)
{
    struct pool *pool = pool_new("carved.db");
    (void)state;
    pool_deal(pool, "O-1", 10000, true);
    struct hold_step step = {.hold = hold_for(pool, "sale"), .amount_minor = 3000};
    const int64_t wrong[] = {POOL_NOW_US - 1, POOL_NOW_US, POOL_NOW_US + 60 * TIME_US_PER_DAY + 1};
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        step.due_us = wrong[i];
        pool_refuses(pool, hold_carve_by(pool->book, &step, pool_run(pool), &pool->err));
    }
    assert_int_equal(pool_held(pool, "dispute"), 0);
    step.due_us = POOL_NOW_US + 60 * TIME_US_PER_DAY;
    pool_must(pool, hold_carve_by(pool->book, &step, pool_run(pool), &pool->err));
    step.due_us = POOL_NOW_US + 1;
    pool_must(pool, hold_carve_by(pool->book, &step, pool_run(pool), &pool->err));
    assert_int_equal(pool_held(pool, "dispute"), 6000);
    pool_free(pool);
}

static void only_what_two_sides_agreed_on_is_moved_by_hand(void **state)
{
    static const char *const PURPOSES[] = {"dispute", "award", "bond", "freeze", "payout"};
    struct pool *pool = pool_new("by-hand.db");
    struct payout payout = {.party = "S-1", .amount = cny(100)};
    (void)state;
    pool_bond(pool, "S-1", 100000);
    pool_deal(pool, "O-1", 10000, true);
    pool_complain(pool, "C-1", "O-1", 0);
    pool_must(pool, pool_decide(pool, "C-1", OUTCOME_AWARD));
    pool_earn(pool, "S-1", 5000);
    pool_must(pool, payout_request(pool->book, &payout, pool_run(pool), &pool->err));
    put_freeze(pool, NULL, 100);
    pool_deal(pool, "O-2", 10000, true);
    pool_complain(pool, "C-2", "O-2", 0);
    for (size_t i = 0; i < sizeof PURPOSES / sizeof PURPOSES[0]; i++) {
        struct hold_step step = {.hold = hold_for(pool, PURPOSES[i]),
                                 .due_us = pool->now_us + TIME_US_PER_DAY};
        pool_refuses(pool, hold_release_by(pool->book, &step, pool_run(pool), &pool->err));
        assert_non_null(strstr(pool->err.message, "its clock or a decision moves it"));
        pool_refuses(pool, hold_return_by(pool->book, &step, pool_run(pool), &pool->err));
        pool_refuses(pool, hold_carve_by(pool->book, &step, pool_run(pool), &pool->err));
        if (strcmp(PURPOSES[i], "bond") != 0) {
            pool_refuses(pool, hold_extend_by(pool->book, &step, pool_run(pool), &pool->err));
        }
    }
    pool_free(pool);
}

static void a_frozen_seller_moves_nothing_by_hand_between_linked_parties(void **state)
{
    struct pool *pool = pool_new("linked.db");
    struct party linked = {"B-1", "buyer", "First Buyer", "CN", "G1", NULL, NULL, NULL};
    (void)state;
    pool_deal(pool, "O-1", 10000, true);
    pool_must(pool, party_put(pool->book, &linked, pool_run(pool), &pool->err));
    struct hold_step step = {.hold = hold_for(pool, "sale"), .amount_minor = 100};
    put_freeze(pool, "release", 0);
    pool_refuses(pool, hold_release_by(pool->book, &step, pool_run(pool), &pool->err));
    assert_non_null(strstr(pool->err.message, "release of S-1 is frozen"));
    pool_must(pool, hold_return_by(pool->book, &step, pool_run(pool), &pool->err));
    put_freeze(pool, "return", 0);
    pool_refuses(pool, hold_return_by(pool->book, &step, pool_run(pool), &pool->err));
    assert_non_null(strstr(pool->err.message, "return of S-1 is frozen"));
    linked.group = "G9";
    pool_must(pool, party_put(pool->book, &linked, pool_run(pool), &pool->err));
    pool_must(pool, hold_release_by(pool->book, &step, pool_run(pool), &pool->err));
    pool_must(pool, hold_return_by(pool->book, &step, pool_run(pool), &pool->err));
    pool_free(pool);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_default_runs_once_and_never_before_its_time),
        cmocka_unit_test(a_bond_goes_back_at_its_review_and_not_before),
        cmocka_unit_test(an_extension_is_later_than_what_it_extends),
        cmocka_unit_test(a_carved_part_is_settled_after_now_and_within_the_policys_time),
        cmocka_unit_test(only_what_two_sides_agreed_on_is_moved_by_hand),
        cmocka_unit_test(a_frozen_seller_moves_nothing_by_hand_between_linked_parties),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
