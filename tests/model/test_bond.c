/* Bonds: what the tariff asks, the demand for what is missing and its clocks, and the exit of a
 * seller, whose bond goes back when its tail is over. */
#include "model/bond.h"

#include "model/deal.h"
#include "model/exit.h"
#include "model/freeze.h"
#include "model/hold.h"
#include "model/mask.h"
#include "model/mem.h"
#include "model/sweep.h"
#include "model/topup.h"
#include "model/verify.h"
#include "tests/support/pool.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#define GOODS 100000 /* the tariffs of cn */
#define FOOD 500000
#define TOPUP (15 * TIME_US_PER_DAY)
#define STOPPED (30 * TIME_US_PER_DAY)
#define TAIL (90 * TIME_US_PER_DAY)

static enum status order_of(struct pool *pool, const char *id, const char *seller,
                            const char *category)
{
    struct deal deal = {.id = id,
                        .mode = "escrow",
                        .buyer = "B-1",
                        .seller = seller,
                        .category = category,
                        .price = cny(10000),
                        .fee = cny(0),
                        .period_us = 10 * TIME_US_PER_DAY};
    return deal_order(pool->book, &deal, pool_run(pool), &pool->err);
}

static enum status order(struct pool *pool, const char *id, const char *category)
{
    return order_of(pool, id, "S-1", category);
}

/* An order that is paid. */
static void sale(struct pool *pool, const char *id, const char *category)
{
    struct deal_capture capture = {id, "alipay", cny(10000)};
    pool_must(pool, order(pool, id, category));
    pool_must(pool, deal_capture(pool->book, &capture, pool_run(pool), &pool->err));
}

static struct sweep_result sweep(struct pool *pool)
{
    struct sweep_result result;
    pool_must(pool, sweep_run(pool->book, NULL, NULL, &result, &pool->err));
    return result;
}

static enum status leave(struct pool *pool, const char *seller)
{
    struct exit_request exit = {seller, "sells its stock elsewhere"};
    return exit_begin(pool->book, &exit, pool_run(pool), &pool->err);
}

static int64_t missing(struct pool *pool)
{
    return pool_int(pool,
                    "SELECT coalesce(sum(l.cap_minor - l.taken_minor), 0) FROM demand d"
                    " JOIN lien l ON l.id = d.lien_id WHERE d.ended_us IS NULL AND l.is_closed = 0",
                    NULL);
}

static int64_t stops(struct pool *pool)
{
    return pool_int(pool,
                    "SELECT count(*) FROM \"freeze\" WHERE ground = 'bond' AND scope = 'listing'"
                    " AND is_ended = 0",
                    NULL);
}

static enum status may_list(struct pool *pool)
{
    pool_must(pool, book_begin(pool->book, &pool->err));
    enum status status = mask_check(pool->book, "S-1", "listing", &pool->err);
    book_rollback(pool->book);
    return status;
}

static void the_highest_tariff_of_what_a_seller_sells_is_asked_for(void **state)
{
    struct pool *pool = pool_new_under("tariff.db", "cn");
    (void)state;
    pool_must(pool, order(pool, "O-1", "goods"));
    assert_int_equal(sweep(pool).demands, 1);
    assert_int_equal(missing(pool), GOODS);
    assert_int_equal(sweep(pool).demands, 0); /* it is asked for already */
    pool_must(pool, order(pool, "O-2", "food"));
    pool_must(pool, order(pool, "O-3", "goods"));
    assert_int_equal(sweep(pool).demands, 1);
    assert_int_equal(missing(pool), FOOD);
    assert_int_equal(pool_int(pool,
                              "SELECT count(*) FROM lien l JOIN account a ON a.id = l.account_id"
                              " JOIN account b ON b.id = l.beneficiary_id WHERE l.rank = 80"
                              " AND a.kind = 'available' AND a.name = 'S-1' AND b.purpose = 'bond'",
                              NULL),
                     2);
    assert_int_equal(pool_int(pool, "SELECT count(DISTINCT hold_id) FROM demand", NULL), 1);
    assert_int_equal(pool_int(pool, "SELECT count(*) FROM notice WHERE party = 'S-1'", NULL), 2);
    pool_verify(pool);
    pool_free(pool);
}

static void nothing_is_asked_where_the_policy_has_no_tariff(void **state)
{
    struct pool *pool = pool_new("off.db");
    (void)state;
    pool_bond(pool, "S-1", 50000);
    sale(pool, "O-1", "food");
    pool_complain(pool, "C-1", "O-1", 0);
    pool_must(pool, pool_decide(pool, "C-1", OUTCOME_AWARD));
    assert_int_equal(pool_held(pool, "bond"), 0);
    assert_int_equal(sweep(pool).demands, 0);
    assert_int_equal(pool_int(pool, "SELECT count(*) FROM demand", NULL), 0);
    assert_int_equal(pool_int(pool, "SELECT count(*) FROM bond_required", NULL), 0);
    pool_free(pool);
}

static void an_award_asks_for_what_it_took_below_the_tariff_in_its_own_event(void **state)
{
    struct pool *pool = pool_new_under("took.db", "cn");
    (void)state;
    pool_bond(pool, "S-1", GOODS + 20000); /* more than is asked */
    sale(pool, "O-1", "goods");
    assert_int_equal(sweep(pool).demands, 0);
    pool_complain(pool, "C-1", "O-1", 0);
    int64_t events = pool_int(pool, "SELECT count(*) FROM event", NULL);
    pool_must(pool, pool_decide(pool, "C-1", OUTCOME_AWARD)); /* 500.00, the minimum */
    assert_int_equal(pool_int(pool, "SELECT count(*) FROM event", NULL), events + 1);
    assert_int_equal(pool_held(pool, "bond"), 70000);
    assert_int_equal(missing(pool), 30000);
    assert_int_equal(pool_int(pool, "SELECT award_minor FROM complaint", NULL), 50000);
    assert_int_equal(sweep(pool).demands, 0);
    pool_verify(pool);
    pool_free(pool);
}

static void what_comes_in_for_the_seller_and_by_the_bank_meets_a_demand(void **state)
{
    struct pool *pool = pool_new_under("met.db", "cn");
    (void)state;
    pool_must(pool, order(pool, "O-1", "goods"));
    assert_int_equal(sweep(pool).demands, 1);
    pool_earn(pool, "S-1", 30000);
    assert_int_equal(pool_available(pool, "S-1"), 0);
    assert_int_equal(pool_held(pool, "bond"), 30000);
    assert_int_equal(missing(pool), 70000);
    pool_bond(pool, "S-1", 50000);
    assert_int_equal(missing(pool), 20000);
    assert_int_equal(sweep(pool).demands, 0);
    pool_earn(pool, "S-1", 25000);
    assert_int_equal(pool_available(pool, "S-1"), 5000);
    assert_int_equal(pool_held(pool, "bond"), GOODS);
    assert_int_equal(pool_int(pool, "SELECT count(*) FROM account WHERE purpose = 'bond'", NULL),
                     1);
    assert_int_equal(sweep(pool).demands, 1);
    assert_int_equal(pool_int(pool, "SELECT count(*) FROM demand WHERE state = 'met'", NULL), 1);
    pool->now_us += TOPUP;
    assert_int_equal(sweep(pool).demands, 0);
    pool_verify(pool);
    pool_free(pool);
}

static void listing_stops_when_the_clock_ends_and_goes_on_when_the_bond_is_there(void **state)
{
    struct pool *pool = pool_new_under("stop.db", "cn");
    int64_t first = 1;
    (void)state;
    pool_must(pool, order(pool, "O-1", "goods"));
    (void)sweep(pool);
    pool->now_us += TOPUP - 1;
    assert_int_equal(sweep(pool).demands, 0);
    pool_refuses(pool, topup_default(pool->book, &first, pool_run(pool), &pool->err));
    pool_refuses(pool, topup_end(pool->book, &first, pool_run(pool), &pool->err));
    pool_must(pool, may_list(pool));
    pool->now_us += 1;
    assert_int_equal(sweep(pool).demands, 1);
    assert_int_equal(stops(pool), 1);
    pool_refuses(pool, may_list(pool));
    assert_int_equal(pool_int(pool,
                              "SELECT count(*) FROM notice WHERE subject = 'freeze:1'"
                              " AND party = 'S-1'",
                              NULL),
                     1);
    pool_must(pool, order(pool, "O-2", "goods")); /* what is listed is still sold */
    pool_bond(pool, "S-1", GOODS);
    assert_int_equal(sweep(pool).demands, 1);
    assert_int_equal(stops(pool), 0);
    pool_must(pool, may_list(pool));
    pool_refuses(pool, topup_end(pool->book, &first, pool_run(pool), &pool->err));
    pool->now_us += STOPPED;
    (void)sweep(pool);
    pool_must(pool, order(pool, "O-3", "goods"));
    pool_verify(pool);
    pool_free(pool);
}

static void a_person_may_let_listing_go_on_before_the_demand_is_met(void **state)
{
    struct pool *pool = pool_new_under("lifted.db", "cn");
    struct unfreeze unfreeze = {1, "the money is on its way"};
    (void)state;
    pool_must(pool, order(pool, "O-1", "goods"));
    (void)sweep(pool);
    pool->now_us += TOPUP;
    (void)sweep(pool);
    pool_must(pool, freeze_lift(pool->book, &unfreeze, pool_run(pool), &pool->err));
    pool_must(pool, may_list(pool));
    pool_bond(pool, "S-1", GOODS);
    assert_int_equal(sweep(pool).demands, 1);
    assert_int_equal(pool_int(pool,
                              "SELECT count(*) FROM \"freeze\" WHERE lift_reason = 'the money is"
                              " on its way'",
                              NULL),
                     1);
    pool_verify(pool);
    pool_free(pool);
}

static void a_demand_that_nobody_meets_ends_in_the_exit(void **state)
{
    struct pool *pool = pool_new_under("exit.db", "cn");
    (void)state;
    pool_must(pool, order(pool, "O-1", "goods"));
    pool_bond(pool, "S-1", 40000);
    (void)sweep(pool);
    assert_int_equal(missing(pool), 60000);
    pool->now_us += TOPUP;
    (void)sweep(pool);
    pool->now_us += STOPPED - 1;
    assert_int_equal(sweep(pool).demands, 0);
    pool->now_us += 1;
    assert_int_equal(sweep(pool).demands, 1);
    assert_int_equal(stops(pool), 0);
    pool_refuses(pool, order(pool, "O-2", "goods"));
    assert_non_null(strstr(pool->err.message, "S-1 has left"));
    assert_int_equal(missing(pool), 0);
    assert_int_equal(pool_int(pool, "SELECT count(*) FROM demand WHERE state = 'exited'", NULL), 1);
    assert_int_equal(sweep(pool).demands, 0); /* nothing more is asked of it */
    pool->now_us += TAIL;
    assert_int_equal(sweep(pool).holds, 1);
    assert_int_equal(pool_available(pool, "S-1"), 40000);
    pool_verify(pool);
    pool_free(pool);
}

static void the_bond_of_who_leaves_goes_back_when_its_tail_is_over(void **state)
{
    struct pool *pool = pool_new("tail.db");
    (void)state;
    sale(pool, "O-1", "goods");
    pool_bond(pool, "S-1", 70000);
    pool_must(pool, leave(pool, "S-1"));
    pool_refuses(pool, leave(pool, "S-1"));
    pool_refuses(pool, leave(pool, "B-1"));
    pool_must_be(pool, leave(pool, "nobody"), STATUS_NOT_FOUND, "leave");
    pool_refuses(pool, order(pool, "O-2", "goods"));
    pool->now_us += TAIL - TIME_US_PER_DAY;
    pool_bond(pool, "S-1", 5000); /* late: it does not put the clock off */
    (void)sweep(pool);
    assert_int_equal(pool_held(pool, "bond"), 75000);
    pool->now_us += TIME_US_PER_DAY - 1;
    assert_int_equal(sweep(pool).holds, 0);
    pool->now_us += 1;
    assert_int_equal(sweep(pool).holds, 1);
    assert_int_equal(pool_held(pool, "bond"), 0);
    assert_int_equal(pool_available(pool, "S-1"), 75000);
    pool_verify(pool);
    pool_free(pool);
}

static enum status keep(struct pool *pool, int64_t due_us, const char *reason)
{
    int64_t id = pool_int(pool, "SELECT id FROM account WHERE purpose = 'bond'", NULL);
    struct hold_step step = {.hold = mem_printf(pool->mem, "hold:%lld", (long long)id),
                             .due_us = due_us,
                             .reason = reason};
    return hold_extend_by(pool->book, &step, pool_run(pool), &pool->err);
}

static void a_bond_is_kept_beyond_its_review_with_reasons_until_its_seller_leaves(void **state)
{
    struct pool *pool = pool_new("kept.db");
    const int64_t review_us = 365 * TIME_US_PER_DAY;
    (void)state;
    pool_bond(pool, "S-1", 5000);
    pool->now_us += 10 * TIME_US_PER_DAY;
    pool_must_be(pool, keep(pool, pool->now_us + review_us, ""), STATUS_INVALID, "keep");
    pool_refuses(pool, keep(pool, pool->now_us + review_us + 1, "it sells on"));
    pool_must(pool, keep(pool, pool->now_us + review_us, "it sells on"));
    assert_int_equal(pool_int(pool, "SELECT count(*) FROM notice WHERE party = 'S-1'", NULL), 1);
    pool->now_us += review_us - 1;
    assert_int_equal(sweep(pool).holds, 0);
    pool_must(pool, leave(pool, "S-1"));
    pool_refuses(pool, keep(pool, pool->now_us + review_us, "we like it"));
    pool->now_us += TAIL;
    assert_int_equal(sweep(pool).holds, 1);
    assert_int_equal(pool_available(pool, "S-1"), 5000);
    pool_verify(pool);
    pool_free(pool);
}

static void an_exit_needs_a_reason(void **state)
{
    struct pool *pool = pool_new("reason.db");
    struct exit_request exit = {"S-1", ""};
    (void)state;
    pool_must_be(pool, exit_begin(pool->book, &exit, pool_run(pool), &pool->err), STATUS_INVALID,
                 "exit");
    pool_must(pool, order(pool, "O-1", "goods"));
    pool_free(pool);
}

/* A bond of 600.00, and of 500.00 of it an open complaint may take; then the seller leaves. */
static struct pool *pool_leaving(const char *name)
{
    struct pool *pool = pool_new_under(name, "cn");
    sale(pool, "O-1", "goods");
    pool_bond(pool, "S-1", 60000);
    pool_complain(pool, "C-1", "O-1", 0);
    pool_must(pool, leave(pool, "S-1"));
    return pool;
}

static int64_t set_apart(struct pool *pool, const char *deal)
{
    return pool_int(pool,
                    "SELECT coalesce(sum(balance_minor), 0) FROM account WHERE purpose = 'bond'"
                    " AND parent IS NOT NULL AND deal = $1",
                    deal);
}

static void an_exit_sets_apart_what_an_open_complaint_may_take(void **state)
{
    struct pool *pool = pool_leaving("apart.db");
    (void)state;
    assert_int_equal(set_apart(pool, "O-1"), 50000);
    assert_int_equal(pool_held(pool, "bond"), 60000);
    assert_int_equal(pool_int(pool,
                              "SELECT a.due_us - c.due_us FROM account a JOIN complaint c"
                              " ON c.deal = a.deal WHERE a.purpose = 'bond'",
                              NULL),
                     0);
    pool_must(pool, pool_decide(pool, "C-1", OUTCOME_AWARD));
    assert_int_equal(set_apart(pool, "O-1"), 0);
    assert_int_equal(pool_held(pool, "award"), 50000);
    assert_int_equal(pool_held(pool, "bond"), 10000);
    assert_int_equal(pool_int(pool, "SELECT count(*) FROM demand", NULL), 0);
    pool_verify(pool);
    pool->now_us += TAIL;
    (void)sweep(pool);
    assert_int_equal(pool_available(pool, "S-1"), 10000);
    assert_int_equal(pool_available(pool, "B-1"), 10000 + 50000);
    pool_verify(pool);
    pool_free(pool);
}

static void a_dismissed_complaint_gives_its_part_back_into_the_bond(void **state)
{
    struct pool *pool = pool_leaving("back.db");
    (void)state;
    pool_must(pool, pool_decide(pool, "C-1", OUTCOME_DISMISS));
    assert_int_equal(set_apart(pool, "O-1"), 0);
    assert_int_equal(pool_held(pool, "bond"), 60000);
    pool_verify(pool);
    pool->now_us += TAIL - 1;
    (void)sweep(pool);
    assert_int_equal(pool_held(pool, "bond"), 60000);
    pool->now_us += 1;
    (void)sweep(pool);
    assert_int_equal(pool_held(pool, "bond"), 0);
    pool_verify(pool);
    pool_free(pool);
}

static void a_complaint_that_outlives_the_tail_keeps_its_part_only(void **state)
{
    struct pool *pool = pool_new_under("outlives.db", "cn");
    (void)state;
    sale(pool, "O-1", "goods");
    sale(pool, "O-2", "goods");
    pool_bond(pool, "S-1", 60000);
    pool_must(pool, leave(pool, "S-1"));
    pool->now_us += TAIL - TIME_US_PER_DAY;
    pool_complain(pool, "C-1", "O-1", 0);
    pool_complain(pool, "C-2", "O-2", 0);
    assert_int_equal(set_apart(pool, "O-1"), 50000);
    assert_int_equal(set_apart(pool, "O-2"), 10000); /* what is left */
    pool->now_us += TIME_US_PER_DAY;
    (void)sweep(pool);
    assert_int_equal(pool_held(pool, "bond"), 60000);
    pool_must(pool, pool_decide(pool, "C-2", OUTCOME_REFUND));
    (void)sweep(pool);
    assert_int_equal(pool_held(pool, "bond"), 50000);
    pool->now_us += 60 * TIME_US_PER_DAY;
    (void)sweep(pool); /* nobody decided C-1 */
    assert_int_equal(pool_held(pool, "bond"), 0);
    assert_int_equal(pool_available(pool, "S-1"), 60000);
    pool_verify(pool);
    pool_free(pool);
}

static void two_complaints_about_a_deal_share_a_part_until_the_last_is_closed(void **state)
{
    struct pool *pool = pool_new_under("share.db", "cn");
    (void)state;
    sale(pool, "O-1", "goods");
    pool_bond(pool, "S-1", 200000);
    pool_complain(pool, "C-1", "O-1", 3000);
    pool->now_us += TIME_US_PER_DAY;
    pool_complain(pool, "C-2", "O-1", 3000);
    pool_must(pool, leave(pool, "S-1"));
    assert_int_equal(set_apart(pool, "O-1"), 50000);
    pool_complain(pool, "C-3", "O-1", 0);
    assert_int_equal(set_apart(pool, "O-1"), 50000);
    pool_must(pool, pool_decide(pool, "C-1", OUTCOME_DISMISS));
    pool_must(pool, pool_decide(pool, "C-3", OUTCOME_DISMISS));
    assert_int_equal(set_apart(pool, "O-1"), 50000);
    pool_must(pool, pool_decide(pool, "C-2", OUTCOME_DISMISS));
    assert_int_equal(set_apart(pool, "O-1"), 0);
    assert_int_equal(pool_held(pool, "bond"), 200000);
    pool_verify(pool);
    pool_free(pool);
}

/* The first invariant of this number that does not hold, told. */
static void breaks(struct pool *pool, int number, const char *attack, const char *told)
{
    struct verify_row *rows;
    size_t count, i = 0;
    pool_must(pool, store_execute(pool->store, attack, &pool->err));
    pool_must(pool, verify_run(pool->book, pool->mem, &rows, &count, &pool->err));
    while (i < count && (rows[i].number != number || rows[i].holds)) {
        i++;
    }
    assert_true(i < count);
    assert_non_null(strstr(rows[i].first_breach, told));
}

static void
verify_finds_a_part_that_went_to_another_bond_and_a_demand_without_its_lien(void **state)
{
    struct pool *pool = pool_leaving("verify.db");
    (void)state;
    pool_must(pool, pool_decide(pool, "C-1", OUTCOME_DISMISS));
    pool_must(pool, order_of(pool, "O-2", "S-2", "goods"));
    (void)sweep(pool);
    pool_verify(pool);
    pool_unguard(pool);
    breaks(pool, 5, "UPDATE demand SET hold_id = 1", "has no lien into its bond");
    breaks(pool, 4, "UPDATE account SET parent = 1 WHERE parent IS NOT NULL", "a third party");
    pool_free(pool);
}

static void no_other_award_takes_what_is_set_apart(void **state)
{
    struct pool *pool = pool_new_under("other.db", "cn");
    (void)state;
    sale(pool, "O-1", "goods");
    sale(pool, "O-2", "goods");
    sale(pool, "O-3", "goods");
    pool_bond(pool, "S-1", 60000);
    pool_complain(pool, "C-1", "O-1", 0);
    pool_must(pool, leave(pool, "S-1"));
    pool_complain(pool, "C-2", "O-2", 0);
    pool_must(pool, pool_decide(pool, "C-2", OUTCOME_AWARD));
    assert_int_equal(set_apart(pool, "O-1"), 50000);
    assert_int_equal(pool_held(pool, "award"), 10000);
    pool_complain(pool, "C-3", "O-3", 0); /* there is nothing left for it */
    pool_must(pool, pool_decide(pool, "C-3", OUTCOME_AWARD));
    assert_int_equal(set_apart(pool, "O-1"), 50000);
    assert_int_equal(pool_held(pool, "award"), 10000);
    pool_must(pool, pool_decide(pool, "C-1", OUTCOME_AWARD));
    assert_int_equal(pool_held(pool, "award"), 60000);
    pool_verify(pool);
    pool_free(pool);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_highest_tariff_of_what_a_seller_sells_is_asked_for),
        cmocka_unit_test(nothing_is_asked_where_the_policy_has_no_tariff),
        cmocka_unit_test(an_award_asks_for_what_it_took_below_the_tariff_in_its_own_event),
        cmocka_unit_test(what_comes_in_for_the_seller_and_by_the_bank_meets_a_demand),
        cmocka_unit_test(listing_stops_when_the_clock_ends_and_goes_on_when_the_bond_is_there),
        cmocka_unit_test(a_person_may_let_listing_go_on_before_the_demand_is_met),
        cmocka_unit_test(a_demand_that_nobody_meets_ends_in_the_exit),
        cmocka_unit_test(the_bond_of_who_leaves_goes_back_when_its_tail_is_over),
        cmocka_unit_test(a_bond_is_kept_beyond_its_review_with_reasons_until_its_seller_leaves),
        cmocka_unit_test(an_exit_needs_a_reason),
        cmocka_unit_test(an_exit_sets_apart_what_an_open_complaint_may_take),
        cmocka_unit_test(a_dismissed_complaint_gives_its_part_back_into_the_bond),
        cmocka_unit_test(a_complaint_that_outlives_the_tail_keeps_its_part_only),
        cmocka_unit_test(two_complaints_about_a_deal_share_a_part_until_the_last_is_closed),
        cmocka_unit_test(
            verify_finds_a_part_that_went_to_another_bond_and_a_demand_without_its_lien),
        cmocka_unit_test(no_other_award_takes_what_is_set_apart),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
