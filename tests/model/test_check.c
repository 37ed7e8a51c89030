/* Why an action is not possible, asked of its subject alone: the same words as the refusal of the
 * whole request, before anything else of it is known, and nothing written. */
#include "model/complaint.h"
#include "model/deal.h"
#include "model/freeze.h"
#include "model/hold.h"
#include "model/mem.h"
#include "model/operator.h"
#include "model/payout.h"
#include "tests/support/pool.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

static struct run *check(struct pool *pool)
{
    struct run *run = pool_run(pool);
    run->is_check = true;
    return run;
}

static void assert_message(struct pool *pool, const char *expected)
{
    assert_string_equal(pool->err.message, expected);
    pool->err = (struct error){.status = STATUS_OK};
}

static int64_t events(struct pool *pool)
{
    return pool_int(pool, "SELECT max(number) FROM event", NULL);
}

static void put_freeze(struct pool *pool, const char *seller, const char *scope)
{
    struct freeze freeze = {.party = seller,
                            .scope = scope,
                            .ground = "fraud",
                            .facts = "two accounts, one card",
                            .until_us = pool->now_us + 5 * TIME_US_PER_DAY};
    pool_must(pool, freeze_put(pool->book, &freeze, pool_run(pool), &pool->err));
}

static void a_freeze_that_does_not_run_says_who_lifted_it_or_when_it_ended(void **state)
{
    struct pool *pool = pool_new("check-freeze.db");
    struct unfreeze bare = {.freeze = 1};
    struct unfreeze whole = {1, "a mix-up"};
    (void)state;
    put_freeze(pool, "S-1", "payout");
    put_freeze(pool, "S-1", "payout");
    pool_must(pool, freeze_lift(pool->book, &bare, check(pool), &pool->err));
    pool_must(pool, freeze_lift(pool->book, &whole, pool_run(pool), &pool->err));
    pool_refuses(pool, freeze_lift(pool->book, &bare, check(pool), &pool->err));
    assert_message(pool, "freeze:1 was lifted by ann at 2026-09-01T00:00:00Z");
    pool_refuses(pool, freeze_lift(pool->book, &whole, pool_run(pool), &pool->err));
    assert_message(pool, "freeze:1 was lifted by ann at 2026-09-01T00:00:00Z");
    pool->now_us += 6 * TIME_US_PER_DAY;
    bare.freeze = 2;
    pool_refuses(pool, freeze_lift(pool->book, &bare, check(pool), &pool->err));
    assert_message(pool, "freeze:2 ended by itself at 2026-09-06T00:00:00Z");
    bare.freeze = 3;
    assert_int_equal(freeze_lift(pool->book, &bare, check(pool), &pool->err), STATUS_NOT_FOUND);
    pool_free(pool);
}

static void a_decided_complaint_says_what_was_decided_and_by_whom(void **state)
{
    struct pool *pool = pool_new("check-complaint.db");
    struct complaint complaint = {.id = "C-1", .deal = "O-1", .kind = "counterfeit"};
    struct complaint_decision bare = {.complaint = "C-1"};
    struct complaint_decision whole = {
        .complaint = "C-1", .outcome = OUTCOME_REFUND, .reasons = "no proof of origin came"};
    struct complaint_notice notice = {.complaint = "C-1"};
    (void)state;
    pool_deal(pool, "O-1", 10000, true);
    pool_must(pool, complaint_open(pool->book, &complaint, pool_run(pool), &pool->err));
    int64_t before = events(pool);
    pool_must(pool, complaint_decide(pool->book, &bare, check(pool), &pool->err));
    pool_must(pool, complaint_notice(pool->book, &notice, check(pool), &pool->err));
    assert_int_equal(events(pool), before);
    pool_must(pool, complaint_decide(pool->book, &whole, pool_run(pool), &pool->err));
    pool_refuses(pool, complaint_decide(pool->book, &bare, check(pool), &pool->err));
    assert_message(pool, "complaint:C-1 was decided by ann at 2026-09-01T00:00:00Z:"
                         " refunded CNY 100.00");
    pool_refuses(pool, complaint_notice(pool->book, &notice, check(pool), &pool->err));
    assert_message(pool, "complaint:C-1 was decided by ann at 2026-09-01T00:00:00Z:"
                         " refunded CNY 100.00");
    pool_free(pool);
}

static void whoever_decides_or_lifts_says_why(void **state)
{
    struct pool *pool = pool_new("check-why.db");
    const char *const nothing[] = {NULL, ""};
    (void)state;
    pool_deal(pool, "O-1", 10000, true);
    pool_complain(pool, "C-1", "O-1", 0);
    put_freeze(pool, "S-1", "payout");
    int64_t before = events(pool);
    for (size_t i = 0; i < 2; i++) {
        struct complaint_decision decision = {
            .complaint = "C-1", .outcome = OUTCOME_REFUND, .reasons = nothing[i]};
        struct unfreeze unfreeze = {1, nothing[i]};
        pool_must_be(pool, complaint_decide(pool->book, &decision, pool_run(pool), &pool->err),
                     STATUS_INVALID, "a decision");
        assert_message(pool, "a decision needs reasons");
        pool_must_be(pool, freeze_lift(pool->book, &unfreeze, pool_run(pool), &pool->err),
                     STATUS_INVALID, "lifting");
        assert_message(pool, "lifting a freeze needs a reason");
    }
    assert_int_equal(events(pool), before);
    pool_free(pool);
}

static void a_complaint_that_holds_nothing_is_not_refunded(void **state)
{
    struct pool *pool = pool_new("check-nothing.db");
    struct deal_step confirm = {.deal = "O-1"};
    (void)state;
    pool_deal(pool, "O-1", 10000, true);
    pool_must(pool, deal_confirm(pool->book, &confirm, pool_run(pool), &pool->err));
    pool_complain(pool, "C-1", "O-1", 0);
    pool_refuses(pool, pool_decide(pool, "C-1", OUTCOME_REFUND));
    assert_message(pool, "complaint C-1 holds no money: there is nothing to refund from");
    pool_must(pool, pool_decide(pool, "C-1", OUTCOME_DISMISS));
    pool_verify(pool);
    pool_free(pool);
}

static void a_complaint_is_in_the_currency_of_its_deal(void **state)
{
    struct pool *pool = pool_new("check-currency.db");
    struct complaint complaint = {
        .deal = "O-1", .kind = "counterfeit", .amount = {100, "EUR"}, .has_amount = true};
    (void)state;
    pool_deal(pool, "O-1", 10000, true);
    pool_refuses(pool, complaint_open(pool->book, &complaint, pool_run(pool), &pool->err));
    assert_message(pool, "deal O-1 is in CNY, not in EUR");
    assert_int_equal(pool_held(pool, "dispute"), 0);
    pool_free(pool);
}

static void an_unpaid_deal_has_nothing_to_complain_of(void **state)
{
    struct pool *pool = pool_new("check-unpaid.db");
    struct complaint complaint = {.deal = "O-1", .kind = "counterfeit"};
    (void)state;
    pool_deal(pool, "O-1", 10000, false);
    pool_refuses(pool, complaint_open(pool->book, &complaint, check(pool), &pool->err));
    assert_message(pool, "deal O-1 was never paid");
    pool_free(pool);
}

/* The number of the deal's hold, as "hold:7". */
static char *hold_of(struct pool *pool, const char *deal)
{
    return mem_printf(pool->mem, "hold:%lld",
                      (long long)pool_int(pool, "SELECT hold_id FROM deal WHERE id = $1", deal));
}

static void a_hold_says_that_it_is_empty_or_not_moved_by_hand(void **state)
{
    struct pool *pool = pool_new("check-hold.db");
    struct hold_step step = {.hold = "hold:0"};
    (void)state;
    pool_deal(pool, "O-1", 10000, false);
    step.hold = hold_of(pool, "O-1");
    pool_refuses(pool, hold_extend_by(pool->book, &step, check(pool), &pool->err));
    assert_message(pool, mem_printf(pool->mem, "%s holds nothing: it was never funded", step.hold));
    pool_deal(pool, "O-2", 10000, true);
    step.hold = hold_of(pool, "O-2");
    pool_must(pool, hold_extend_by(pool->book, &step, check(pool), &pool->err));
    pool_must(pool, hold_carve_by(pool->book, &step, check(pool), &pool->err));
    pool_must(pool, hold_return_by(pool->book, &step, check(pool), &pool->err));
    pool_must(pool, hold_release_by(pool->book, &step, pool_run(pool), &pool->err));
    pool_refuses(pool, hold_release_by(pool->book, &step, check(pool), &pool->err));
    assert_message(pool, mem_printf(pool->mem,
                                    "%s holds nothing: hold release by ann at 2026-09-01T00:00:00Z",
                                    step.hold));
    pool_bond(pool, "S-1", 5000);
    step.hold = mem_printf(
        pool->mem, "hold:%lld",
        (long long)pool_int(pool, "SELECT id FROM account WHERE purpose = 'bond'", NULL));
    pool_refuses(pool, hold_carve_by(pool->book, &step, check(pool), &pool->err));
    assert_message(
        pool, mem_printf(pool->mem, "%s is for bond: its clock or a decision moves it", step.hold));
    pool_free(pool);
}

static void a_payout_says_which_freeze_stops_it_and_that_nothing_is_there(void **state)
{
    struct pool *pool = pool_new("check-payout.db");
    struct payout bare = {.party = "S-1", .amount = cny(0)};
    struct payout unknown = {.party = "S-9", .amount = cny(0)};
    (void)state;
    pool_refuses(pool, payout_request(pool->book, &bare, check(pool), &pool->err));
    assert_message(pool, "S-1 has nothing available in CNY");
    pool_earn(pool, "S-1", 5000);
    pool_must(pool, payout_request(pool->book, &bare, check(pool), &pool->err));
    put_freeze(pool, "S-1", "payout");
    pool_refuses(pool, payout_request(pool->book, &bare, check(pool), &pool->err));
    assert_message(pool, "payout of S-1 is frozen until 2026-09-06T00:00:00Z by freeze:1 (fraud)");
    assert_int_equal(payout_request(pool->book, &unknown, check(pool), &pool->err),
                     STATUS_NOT_FOUND);
    pool_free(pool);
}

static void the_last_admin_stays(void **state)
{
    struct pool *pool = pool_new("check-admin.db");
    const char *ann = "ann";
    const char *bob = "bob";
    (void)state;
    pool_refuses(pool, operator_revoke(pool->book, &ann, check(pool), &pool->err));
    assert_message(pool, "ann is the last admin");
    assert_int_equal(operator_revoke(pool->book, &bob, check(pool), &pool->err), STATUS_NOT_FOUND);
    pool_free(pool);
}

static void the_right_is_asked_before_the_state(void **state)
{
    struct pool *pool = pool_new("check-right.db");
    struct operator_terms terms = {.login = "audit", .roles = ROLE_AUDITOR};
    struct unfreeze bare = {.freeze = 1};
    struct book *book;
    (void)state;
    pool_must(pool, operator_put(pool->book, &terms, pool_run(pool), &pool->err));
    pool_must(pool, book_open(pool->mem, pool->store, "audit", clock_fixed(&pool->now_us), &book,
                              &pool->err));
    assert_int_equal(freeze_lift(book, &bare, check(pool), &pool->err), STATUS_DENIED);
    assert_message(pool, "unfreeze needs role operations");
    pool_free(pool);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_freeze_that_does_not_run_says_who_lifted_it_or_when_it_ended),
        cmocka_unit_test(a_decided_complaint_says_what_was_decided_and_by_whom),
        cmocka_unit_test(whoever_decides_or_lifts_says_why),
        cmocka_unit_test(a_complaint_that_holds_nothing_is_not_refunded),
        cmocka_unit_test(a_complaint_is_in_the_currency_of_its_deal),
        cmocka_unit_test(an_unpaid_deal_has_nothing_to_complain_of),
        cmocka_unit_test(a_hold_says_that_it_is_empty_or_not_moved_by_hand),
        cmocka_unit_test(a_payout_says_which_freeze_stops_it_and_that_nothing_is_there),
        cmocka_unit_test(the_last_admin_stays),
        cmocka_unit_test(the_right_is_asked_before_the_state),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
