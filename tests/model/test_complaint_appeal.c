/* An appeal: the money of a decision waits, somebody else reviews it, and nothing is taken back. */
#include "model/complaint.h"
#include "model/insurance.h"
#include "model/mem.h"
#include "model/operator.h"
#include "model/party.h"
#include "model/query.h"
#include "model/sweep.h"
#include "tests/support/pool.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#define PRICE 10000
#define AWARD 50000 /* the minimum, more than three times the price */

/* Two who decide; nothing but the review is bob's. */
struct desk {
    struct pool *pool;
    struct book *bob;
};

static struct desk desk_new(const char *name, const char *policy)
{
    struct desk desk = {pool_new_under(name, policy), NULL};
    struct pool *pool = desk.pool;
    struct operator_terms terms = {.login = "bob", .roles = ROLE_SUPPORT};
    pool_must(pool, operator_put(pool->book, &terms, pool_run(pool), &pool->err));
    pool_must(pool, book_open(pool->mem, pool->store, "bob", clock_fixed(&pool->now_us), &desk.bob,
                              &pool->err));
    pool_bond(pool, "S-1", 500000);
    pool_deal(pool, "O-1", PRICE, true);
    return desk;
}

static void sweep(struct pool *pool)
{
    struct sweep_result result;
    pool_must(pool, sweep_run(pool->book, NULL, NULL, &result, &pool->err));
}

/* Complained of, told, contested and decided by ann. */
static void decide_contested(struct desk *desk, enum complaint_outcome outcome)
{
    struct pool *pool = desk->pool;
    pool_file(pool, "C-1", "O-1", 0);
    pool_hear(pool, "C-1", true);
    pool_must(pool, pool_decide(pool, "C-1", outcome));
}

static enum status appeal(struct desk *desk, const char *by)
{
    struct complaint_appeal request = {.complaint = "C-1", .by = by, .text = "it is genuine"};
    return complaint_appeal(desk->pool->book, &request, pool_run(desk->pool), &desk->pool->err);
}

static enum status review(struct desk *desk, struct book *book, enum complaint_verdict verdict)
{
    struct complaint_review request = {
        .complaint = "C-1", .verdict = verdict, .reasons = "the maker was asked again"};
    return complaint_review(book, &request, pool_run(desk->pool), &desk->pool->err);
}

static enum status change(struct desk *desk, int64_t refund, int64_t award)
{
    struct complaint_review request = {.complaint = "C-1",
                                       .verdict = VERDICT_CHANGE,
                                       .reasons = "only the label was wrong",
                                       .refund = cny(refund),
                                       .award = cny(award),
                                       .has_refund = true,
                                       .has_award = true};
    return complaint_review(desk->bob, &request, pool_run(desk->pool), &desk->pool->err);
}

static void end(struct desk *desk)
{
    pool_verify(desk->pool);
    pool_free(desk->pool);
}

static void a_won_appeal_takes_nothing_back_from_anybody(void **state)
{
    struct desk desk = desk_new("won.db", "default");
    struct pool *pool = desk.pool;
    (void)state;
    decide_contested(&desk, OUTCOME_AWARD);
    assert_int_equal(pool_available(pool, "B-1"), 0);
    assert_int_equal(pool_held(pool, "dispute"), PRICE);
    assert_int_equal(pool_held(pool, "award"), AWARD);
    pool_must(pool, appeal(&desk, NULL));
    pool_must(pool, review(&desk, desk.bob, VERDICT_REVERSE));
    assert_int_equal(pool_available(pool, "B-1"), 0);
    assert_int_equal(pool_held(pool, "dispute") + pool_held(pool, "award"), 0);
    assert_int_equal(pool_available(pool, "S-1"), AWARD + PRICE - PRICE / 20);
    pool->now_us += 100 * TIME_US_PER_DAY;
    sweep(pool);
    assert_int_equal(pool_available(pool, "B-1"), 0);
    end(&desk);
}

static void the_money_waits_for_the_review_however_long_its_window_was(void **state)
{
    struct desk desk = desk_new("waits.db", "default");
    struct pool *pool = desk.pool;
    (void)state;
    decide_contested(&desk, OUTCOME_AWARD);
    pool->now_us += 30 * TIME_US_PER_DAY - 1;
    pool_must(pool, appeal(&desk, "S-1"));
    pool->now_us += 30 * TIME_US_PER_DAY - 1;
    sweep(pool);
    assert_int_equal(pool_held(pool, "dispute"), PRICE);
    assert_int_equal(pool_held(pool, "award"), AWARD);
    pool_must(pool, review(&desk, desk.bob, VERDICT_UPHOLD));
    assert_int_equal(pool_available(pool, "B-1"), PRICE + AWARD);
    end(&desk);
}

static void an_appeal_that_nobody_reviews_ends_by_its_clock(void **state)
{
    struct desk desk = desk_new("lapse.db", "default");
    struct pool *pool = desk.pool;
    const char *id = "C-1";
    (void)state;
    decide_contested(&desk, OUTCOME_AWARD);
    pool_must(pool, appeal(&desk, NULL));
    pool_refuses(pool, complaint_lapse(pool->book, &id, pool_run(pool), &pool->err));
    pool->now_us += 30 * TIME_US_PER_DAY;
    sweep(pool);
    assert_int_equal(pool_available(pool, "B-1"), PRICE + AWARD);
    assert_int_equal(pool_int(pool,
                              "SELECT count(*) FROM appeal WHERE outcome = 'upheld'"
                              " AND reviewed_by IS NULL",
                              NULL),
                     1);
    pool_refuses(pool, review(&desk, desk.bob, VERDICT_REVERSE));
    end(&desk);
}

static void who_decided_does_not_review(void **state)
{
    struct desk desk = desk_new("own.db", "default");
    struct pool *pool = desk.pool;
    struct complaint_review request = {.complaint = "C-1"};
    struct run check = {.mem = pool->mem, .is_check = true};
    (void)state;
    decide_contested(&desk, OUTCOME_AWARD);
    pool_must(pool, appeal(&desk, NULL));
    pool_must_be(pool, review(&desk, pool->book, VERDICT_UPHOLD), STATUS_DENIED, "review");
    assert_non_null(strstr(pool->err.message, "another operator"));
    pool_must_be(pool, complaint_review(pool->book, &request, &check, &pool->err), STATUS_DENIED,
                 "check");
    assert_int_not_equal(
        store_execute(pool->store,
                      "UPDATE appeal SET outcome = 'upheld', reviewed_us = 1, reviewed_by = 'ann'",
                      &pool->err),
        STATUS_OK);
    assert_int_not_equal(
        store_execute(pool->store, "UPDATE appeal SET decided_by = 'eve'", &pool->err), STATUS_OK);
    assert_int_not_equal(store_execute(pool->store, "DELETE FROM appeal", &pool->err), STATUS_OK);
    assert_int_not_equal(
        store_execute(pool->store, "UPDATE complaint SET state = 'dismissed'", &pool->err),
        STATUS_OK);
    pool_must(pool, review(&desk, desk.bob, VERDICT_UPHOLD));
    pool_refuses(pool, review(&desk, desk.bob, VERDICT_UPHOLD));
    assert_int_not_equal(
        store_execute(pool->store, "UPDATE appeal SET outcome = 'reversed'", &pool->err),
        STATUS_OK);
    end(&desk);
}

static void only_who_lost_appeals_once_and_in_time(void **state)
{
    struct desk desk = desk_new("once.db", "default");
    struct pool *pool = desk.pool;
    (void)state;
    pool_complain(pool, "C-1", "O-1", 0);
    pool_refuses(pool, appeal(&desk, NULL));
    assert_non_null(strstr(pool->err.message, "not decided yet"));
    pool_must(pool, pool_decide(pool, "C-1", OUTCOME_AWARD));
    pool_refuses(pool, appeal(&desk, "B-1"));
    pool_refuses(pool, review(&desk, desk.bob, VERDICT_UPHOLD));
    pool_must(pool, appeal(&desk, "S-1"));
    pool_refuses(pool, appeal(&desk, "S-1"));
    pool_must(pool, review(&desk, desk.bob, VERDICT_UPHOLD));
    pool_refuses(pool, appeal(&desk, "S-1"));
    end(&desk);
    desk = desk_new("late.db", "default");
    decide_contested(&desk, OUTCOME_REFUND);
    desk.pool->now_us += 30 * TIME_US_PER_DAY;
    pool_refuses(desk.pool, appeal(&desk, "S-1"));
    assert_non_null(strstr(desk.pool->err.message, "ended at"));
    end(&desk);
}

static void what_was_paid_at_once_is_final(void **state)
{
    struct desk desk = desk_new("final.db", "default");
    (void)state;
    pool_complain(desk.pool, "C-1", "O-1", 0);
    pool_must(desk.pool, pool_decide(desk.pool, "C-1", OUTCOME_REFUND));
    pool_refuses(desk.pool, appeal(&desk, "S-1"));
    assert_non_null(strstr(desk.pool->err.message, "no money"));
    end(&desk);
}

static void a_buyer_appeals_a_dismissal_where_the_pack_lets_it_wait(void **state)
{
    struct desk desk = desk_new("buyer.db", "cn");
    struct pool *pool = desk.pool;
    (void)state;
    decide_contested(&desk, OUTCOME_DISMISS);
    assert_int_equal(pool_available(pool, "S-1"), 0);
    assert_int_equal(pool_held(pool, "dispute"), PRICE);
    pool_refuses(pool, appeal(&desk, "S-1"));
    pool_must(pool, appeal(&desk, "B-1"));
    pool_must(pool, review(&desk, desk.bob, VERDICT_REVERSE));
    assert_int_equal(pool_available(pool, "B-1"), PRICE);
    end(&desk);
}

/* An insurer of a third, a bond that is short: what stands is borne by all in proportion. */
static void a_change_is_shared_by_all_who_bear_the_award(void **state)
{
    struct desk desk = {pool_new("change.db"), NULL};
    struct pool *pool = desk.pool;
    struct party insurer = {
        .id = "I-1", .kind = "insurer", .name = "Insurance", .jurisdiction = "CN"};
    struct cover cover = {.id = "K-1", .insurer = "I-1", .seller = "S-1", .part_bp = 2000};
    struct operator_terms terms = {.login = "bob", .roles = ROLE_SUPPORT};
    (void)state;
    pool_must(pool, operator_put(pool->book, &terms, pool_run(pool), &pool->err));
    pool_must(pool, book_open(pool->mem, pool->store, "bob", clock_fixed(&pool->now_us), &desk.bob,
                              &pool->err));
    pool_must(pool, party_put(pool->book, &insurer, pool_run(pool), &pool->err));
    cover.limit = cny(1000000);
    cover.until_us = pool->now_us + 400 * TIME_US_PER_DAY;
    pool_must(pool, insurance_put(pool->book, &cover, pool_run(pool), &pool->err));
    pool_receive(pool, "I-1", "available", 4000); /* of 10000 that it bears */
    pool_bond(pool, "S-1", 30000);                /* of 40000 that are left */
    pool_deal(pool, "O-1", PRICE, true);
    decide_contested(&desk, OUTCOME_AWARD);
    assert_int_equal(pool_held(pool, "claim"), 4000);
    assert_int_equal(pool_held(pool, "award"), 30000);
    pool_must(pool, appeal(&desk, NULL));
    pool_refuses(pool, change(&desk, PRICE + 1, AWARD));
    pool_refuses(pool, change(&desk, PRICE, AWARD + 1));
    pool_refuses(pool, change(&desk, PRICE, -1));
    pool_must(pool, change(&desk, 2500, 25000)); /* half of it stands: 5000 and 20000 */
    assert_int_equal(pool_available(pool, "B-1"), 2500 + 4000 + 20000);
    assert_int_equal(
        pool_held(pool, "claim") + pool_held(pool, "award") + pool_held(pool, "dispute"), 0);
    /* The insurer owes the buyer the other thousand still; nobody owes anything else for it. */
    assert_int_equal(pool_int(pool,
                              "SELECT sum(cap_minor - taken_minor) FROM lien WHERE"
                              " is_closed = 0 AND reference = 'complaint:C-1'",
                              NULL),
                     1000);
    end(&desk);
}

static void verify_finds_who_reviewed_what_it_decided(void **state)
{
    struct desk desk = desk_new("found.db", "default");
    struct pool *pool = desk.pool;
    (void)state;
    decide_contested(&desk, OUTCOME_AWARD);
    pool_must(pool, appeal(&desk, NULL));
    pool_finds(pool, 5, "UPDATE complaint SET step_us = NULL WHERE id = 'C-1'",
               "UPDATE complaint SET step_us = (SELECT due_us FROM account WHERE purpose = 'award')"
               " WHERE id = 'C-1'",
               "no clock");
    pool_must(pool, review(&desk, desk.bob, VERDICT_UPHOLD));
    pool_finds(pool, 7, "UPDATE appeal SET appealed_us = 9000000000000000",
               "UPDATE appeal SET appealed_us = (SELECT decided_us FROM complaint)",
               "after its time");
    end(&desk);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_won_appeal_takes_nothing_back_from_anybody),
        cmocka_unit_test(the_money_waits_for_the_review_however_long_its_window_was),
        cmocka_unit_test(an_appeal_that_nobody_reviews_ends_by_its_clock),
        cmocka_unit_test(who_decided_does_not_review),
        cmocka_unit_test(only_who_lost_appeals_once_and_in_time),
        cmocka_unit_test(what_was_paid_at_once_is_final),
        cmocka_unit_test(a_buyer_appeals_a_dismissal_where_the_pack_lets_it_wait),
        cmocka_unit_test(a_change_is_shared_by_all_who_bear_the_award),
        cmocka_unit_test(verify_finds_who_reviewed_what_it_decided),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
