/* The second pair of eyes: what one proposes another approves, and every way around it. */
#include "model/deal.h"
#include "model/freeze.h"
#include "model/interest_declare.h"
#include "model/maker.h"
#include "model/match.h"
#include "model/mem.h"
#include "model/operator.h"
#include "model/party.h"
#include "model/payout.h"
#include "model/sweep.h"
#include "tests/support/house.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

static void a_payout_above_the_threshold_waits_for_a_second_operator(void **state)
{
    struct house house = house_new();
    struct pool *pool = house.pool;
    (void)state;
    pool_must(pool, house_pay(pool, pool->book, SMALL, pool_run(pool)));
    assert_int_equal(house_payouts(pool), 1);
    house_propose(&house, LARGE);
    assert_int_equal(house_payouts(pool), 1);
    assert_int_equal(pool_available(pool, "S-1"), ENOUGH - SMALL);
    pool_must(pool, house_approve(pool, house.bob, "1"));
    assert_int_equal(house_payouts(pool), 2);
    assert_int_equal(pool_available(pool, "S-1"), ENOUGH - SMALL - LARGE);
    assert_int_equal(
        pool_int(pool,
                 "SELECT count(*) FROM event WHERE verb = 'payout' AND operator = 'bob'"
                 " AND body LIKE '%\"checker\":\"bob\"%\"maker\":\"ann\"%"
                 "\"proposal\":1%' AND number = (SELECT ended_event FROM proposal)",
                 NULL),
        1);
    house_free(&house);
}

/* Whoever writes the chain anew can leave out who approved. */
static void what_takes_two_and_nobody_approved_is_named(void **state)
{
    struct house house = house_new();
    struct pool *pool = house.pool;
    (void)state;
    pool_must(pool, house_pay(pool, pool->book, SMALL, pool_run(pool)));
    pool_verify(pool);
    pool_unguard(pool);
    pool_finds(pool, 7,
               "UPDATE event SET body = replace(body, '\"minor\":5000000}', '\"minor\":5000001}')"
               " WHERE verb = 'payout'",
               "UPDATE event SET body = replace(body, '\"minor\":5000001}', '\"minor\":5000000}')"
               " WHERE verb = 'payout'",
               "takes two, and nobody approved it");
    house_free(&house);
}

static void the_preview_says_that_it_will_be_proposed_and_shows_its_legs(void **state)
{
    struct house house = house_new();
    struct pool *pool = house.pool;
    struct run run = {.mem = pool->mem, .is_preview = true};
    (void)state;
    pool_must(pool, house_pay(pool, pool->book, LARGE, &run));
    assert_int_equal(run.posting->leg_count, 2);
    assert_int_equal(run.posting->needs, EYES_SECOND);
    assert_non_null(strstr(run.posting->eyes, "expires at 2026-09-04"));
    assert_string_equal(run.posting->basis[0].key, "approve.payout_above");
    house_free(&house);
}

static void nobody_approves_what_is_their_own(void **state)
{
    struct house house = house_new();
    struct pool *pool = house.pool;
    (void)state;
    house_propose(&house, LARGE);
    house_must_be(pool, house_approve(pool, pool->book, "1"), STATUS_DENIED, "was proposed by ann");
    house_must_be(pool, house_step(pool, pool->book, "1", proposal_reject), STATUS_DENIED, "ann");
    house_must_be(pool, house_step(pool, house.bob, "1", proposal_withdraw), STATUS_DENIED,
                  "ann's");
    assert_int_equal(pool_int(pool, "SELECT count(*) FROM proposal WHERE state = 'open'", NULL), 1);
    pool_must(pool, house_step(pool, pool->book, "1", proposal_withdraw));
    house_must_be(pool, house_approve(pool, house.bob, "1"), STATUS_REFUSED,
                  "was withdrawn by ann");
    assert_int_equal(house_payouts(pool), 0);
    house_free(&house);
}

static void who_may_not_do_it_may_not_approve_it(void **state)
{
    struct house house = house_new();
    struct pool *pool = house.pool;
    (void)state;
    house_propose(&house, LARGE);
    house_must_be(pool, house_approve(pool, house.eve, "1"), STATUS_DENIED, "payout needs");
    house_must_be(pool, house_step(pool, house.eve, "1", proposal_reject), STATUS_DENIED,
                  "payout needs");
    assert_int_equal(house_payouts(pool), 0);
    house_free(&house);
}

static void above_the_upper_threshold_the_second_is_of_another_legal_entity(void **state)
{
    struct house house = house_new();
    struct pool *pool = house.pool;
    (void)state;
    house_propose(&house, HUGE);
    house_must_be(pool, house_approve(pool, house.cyd, "1"), STATUS_DENIED, "another legal entity");
    assert_int_equal(house_payouts(pool), 0);
    pool_must(pool, house_approve(pool, house.bob, "1"));
    assert_int_equal(house_payouts(pool), 1);
    house_free(&house);
}

/* Nor below a figure that is in another currency. */
static void a_currency_without_a_figure_is_above_every_threshold(void **state)
{
    struct pool *pool = pool_new_under("other.db", "us");
    struct run run = {.mem = pool->mem, .is_preview = true};
    (void)state;
    pool_earn(pool, "S-1", ENOUGH);
    pool_must(pool, house_pay(pool, pool->book, 1, &run));
    assert_int_equal(run.posting->needs, EYES_ENTITY);
    pool_free(pool);
}

static void what_has_changed_is_approved_by_its_new_hash_alone(void **state)
{
    struct house house = house_new();
    struct pool *pool = house.pool;
    struct proposal_step step = {.proposal = "1"};
    struct run preview = {.mem = pool->mem, .is_preview = true};
    (void)state;
    house_propose(&house, LARGE);
    pool_earn(pool, "S-1", 1);
    house_must_be(pool, house_approve(pool, house.bob, "1"), STATUS_STALE, "has changed since");
    pool_must(pool, proposal_approve(house.bob, &step, &preview, &pool->err));
    step.hash = mem_strdup(pool->mem, preview.posting->hash);
    pool_earn(pool, "S-1", 1);
    house_must_be(pool, proposal_approve(house.bob, &step, pool_run(pool), &pool->err),
                  STATUS_STALE, "was seen");
    step.hash = NULL;
    pool_must(pool, proposal_approve(house.bob, &step, &preview, &pool->err));
    step.hash = preview.posting->hash;
    pool_must(pool, proposal_approve(house.bob, &step, pool_run(pool), &pool->err));
    assert_int_equal(house_payouts(pool), 1);
    house_free(&house);
}

/* The same balance by another way is not the same state, nor is another bank account of the party.
 */
static void a_state_that_comes_back_is_another_state(void **state)
{
    struct house house = house_new();
    struct pool *pool = house.pool;
    struct party moved = {"S-1", "seller", "Łódź Trade", "EU", "G1", NULL, "elsewhere", NULL};
    (void)state;
    house_propose(&house, LARGE);
    house_propose(&house, 700);
    pool_must(pool, house_approve(pool, house.bob, "2"));
    pool_earn(pool, "S-1", 700);
    assert_int_equal(pool_available(pool, "S-1"), ENOUGH);
    house_must_be(pool, house_approve(pool, house.bob, "1"), STATUS_STALE, "has changed");
    house_propose(&house, LARGE);
    pool_must(pool, party_put(house.cyd, &moved, pool_run(pool), &pool->err));
    house_must_be(pool, house_approve(pool, house.bob, "3"), STATUS_STALE, "has changed");
    house_free(&house);
}

static void a_preview_that_is_confirmed_stands_for_its_hash(void **state)
{
    struct house house = house_new();
    struct pool *pool = house.pool;
    struct proposal_step step = {.proposal = "1"};
    struct run preview = {.mem = pool->mem, .is_preview = true};
    char digest[POSTING_DIGEST_BYTES];
    (void)state;
    house_propose(&house, LARGE);
    pool_earn(pool, "S-1", 1);
    pool_must(pool, proposal_approve(house.bob, &step, &preview, &pool->err));
    assert_non_null(strstr(preview.posting->eyes, "has changed since"));
    posting_digest(preview.posting, digest);
    struct run run = {.mem = pool->mem, .expected_digest = digest};
    pool_earn(pool, "S-1", 1);
    house_must_be(pool, proposal_approve(house.bob, &step, &run, &pool->err), STATUS_STALE,
                  "preview");
    pool_must(pool, proposal_approve(house.bob, &step, &preview, &pool->err));
    posting_digest(preview.posting, digest);
    pool_must(pool, proposal_approve(house.bob, &step, &run, &pool->err));
    house_free(&house);
}

static void what_nobody_approves_expires(void **state)
{
    struct house house = house_new();
    struct pool *pool = house.pool;
    struct sweep_result swept;
    (void)state;
    house_propose(&house, LARGE);
    pool_refuses(pool, house_step(pool, house.bob, "1", proposal_expire));
    pool->now_us += 3 * TIME_US_PER_DAY;
    house_must_be(pool, house_approve(pool, house.bob, "1"), STATUS_REFUSED, "has expired");
    pool_must(pool, sweep_run(pool->book, NULL, NULL, &swept, &pool->err));
    assert_int_equal(swept.proposals, 1);
    pool_must(pool, sweep_run(pool->book, NULL, NULL, &swept, &pool->err));
    assert_int_equal(swept.proposals, 0);
    house_must_be(pool, house_approve(pool, house.bob, "1"), STATUS_REFUSED,
                  "was ended by its clock");
    assert_int_equal(house_payouts(pool), 0);
    house_free(&house);
}

static void on_the_word_of_whose_role_is_gone_nothing_is_done(void **state)
{
    struct house house = house_new();
    struct pool *pool = house.pool;
    struct payout payout = {.party = "S-1", .amount = cny(LARGE)};
    const char *login = "cyd";
    (void)state;
    pool_must(pool, payout_request(house.cyd, &payout, pool_run(pool), &pool->err));
    pool_must(pool, operator_revoke(pool->book, &login, pool_run(pool), &pool->err));
    pool_must(pool, house_approve(pool, house.bob, "2"));
    house_must_be(pool, house_approve(pool, house.bob, "1"), STATUS_DENIED,
                  "may not do it any more");
    house_must_be(pool, house_approve(pool, house.cyd, "1"), STATUS_DENIED, "cyd");
    assert_int_equal(house_payouts(pool), 0);
    house_free(&house);
}

static void who_has_an_interest_neither_makes_nor_approves(void **state)
{
    struct house house = house_new();
    struct pool *pool = house.pool;
    struct interest_terms own = {.login = "bob", .party = "S-1"};
    struct run check = {.mem = pool->mem, .is_check = true, .about = "seller:S-1"};
    (void)state;
    house_propose(&house, LARGE);
    pool_must(pool, interest_declare(house.bob, &own, pool_run(pool), &pool->err));
    house_must_be(pool, house_approve(pool, house.bob, "1"), STATUS_DENIED,
                  "you declared an interest in S-1");
    house_must_be(pool, house_step(pool, house.bob, "1", proposal_reject), STATUS_DENIED,
                  "interest");
    house_must_be(pool, house_pay(pool, house.bob, SMALL, pool_run(pool)), STATUS_DENIED,
                  "interest in S-1");
    house_must_be(pool, house_pay(pool, house.bob, SMALL, &check), STATUS_DENIED,
                  "interest in S-1");
    own.login = "ann";
    pool_must(pool, interest_declare(pool->book, &own, pool_run(pool), &pool->err));
    house_must_be(pool, house_approve(pool, house.cyd, "1"), STATUS_DENIED,
                  "ann declared an interest");
    pool_must(pool, house_step(pool, pool->book, "1", proposal_withdraw));
    assert_int_equal(house_payouts(pool), 0);
    house_free(&house);
}

static void an_interest_reaches_the_whole_control_group_and_its_deals(void **state)
{
    struct house house = house_new();
    struct pool *pool = house.pool;
    struct interest_terms terms = {.login = "cyd", .party = "B-2"}; /* of G2, as S-2 */
    struct payout payout = {.party = "S-2", .amount = cny(100)};
    struct deal_step step = {.deal = "O-1"};
    (void)state;
    pool_deal(pool, "O-1", 10000, true);
    pool_earn(pool, "S-2", 1000);
    pool_must(pool, interest_declare(pool->book, &terms, pool_run(pool), &pool->err));
    house_must_be(pool, payout_request(house.cyd, &payout, pool_run(pool), &pool->err),
                  STATUS_DENIED, "the group of B-2, which has S-2");
    pool_must(pool, deal_ship(house.cyd, &step, pool_run(pool), &pool->err));
    terms.party = "B-1";
    pool_must(pool, interest_declare(pool->book, &terms, pool_run(pool), &pool->err));
    house_must_be(pool, deal_confirm(house.cyd, &step, pool_run(pool), &pool->err), STATUS_DENIED,
                  "interest in B-1");
    house_free(&house);
}

static void the_clocks_run_whoever_runs_them(void **state)
{
    struct house house = house_new();
    struct pool *pool = house.pool;
    struct interest_terms terms = {.login = "cyd", .party = "S-1"};
    struct deal_step step = {.deal = "O-1"};
    struct sweep_result swept;
    (void)state;
    pool_deal(pool, "O-1", 10000, true);
    pool_must(pool, deal_ship(pool->book, &step, pool_run(pool), &pool->err));
    pool_must(pool, interest_declare(pool->book, &terms, pool_run(pool), &pool->err));
    pool->now_us += 20 * TIME_US_PER_DAY;
    pool_must(pool, sweep_run(house.cyd, NULL, NULL, &swept, &pool->err));
    assert_int_equal(swept.holds, 1);
    house_free(&house);
}

static void an_interest_is_ended_by_two_others(void **state)
{
    struct house house = house_new();
    struct pool *pool = house.pool;
    struct interest_terms terms = {.login = "bob", .party = "S-1", .reason = "sold"};
    (void)state;
    pool_must(pool, interest_declare(house.bob, &terms, pool_run(pool), &pool->err));
    house_must_be(pool, interest_declare(house.bob, &terms, pool_run(pool), &pool->err),
                  STATUS_CONFLICT, "declared already");
    house_must_be(pool, interest_declare(house.cyd, &terms, pool_run(pool), &pool->err),
                  STATUS_DENIED, "operator needs role admin");
    house_must_be(pool, interest_end(house.bob, &terms, pool_run(pool), &pool->err), STATUS_DENIED,
                  "another operator");
    pool_must(pool, interest_end(pool->book, &terms, pool_run(pool), &pool->err));
    house_must_be(pool, house_approve(pool, house.bob, "1"), STATUS_DENIED, "another operator");
    house_must_be(pool, house_approve(pool, house.cyd, "1"), STATUS_DENIED,
                  "operator needs role admin");
    house_must_be(pool, house_pay(pool, house.bob, SMALL, pool_run(pool)), STATUS_DENIED,
                  "interest");
    house_free(&house);
}

/* A store begins with one administrator, who lets the second in alone; from then on it takes two.
 */
static void the_first_administrators_come_in_without_a_second(void **state)
{
    struct pool *pool = pool_new_under("alone.db", "cn");
    struct operator_terms terms = {"eve", ROLE_SUPPORT, NULL};
    const char *login = "bob";
    (void)state;
    house_let_in(pool, "bob", ROLE_ADMIN, NULL);
    assert_int_equal(pool_int(pool, "SELECT count(*) FROM operator", NULL), 2);
    pool_must(pool, operator_put(pool->book, &terms, pool_run(pool), &pool->err));
    assert_int_equal(pool_int(pool, "SELECT count(*) FROM operator", NULL), 2);
    pool_must(pool, house_approve(pool, house_enter(pool, "bob"), "1"));
    assert_int_equal(pool_int(pool, "SELECT count(*) FROM operator", NULL), 3);
    pool_must(pool, operator_revoke(pool->book, &login, pool_run(pool), &pool->err));
    assert_int_equal(pool_int(pool, "SELECT count(*) FROM operator WHERE is_revoked = 0", NULL), 3);
    pool_verify(pool);
    pool_free(pool);
}

static void an_operator_acts_for_a_party_that_there_is(void **state)
{
    struct pool *pool = pool_new_under("entity.db", "cn");
    struct operator_terms terms = {"eve", ROLE_SUPPORT, "NOBODY"};
    (void)state;
    house_must_be(pool, operator_put(pool->book, &terms, pool_run(pool), &pool->err),
                  STATUS_NOT_FOUND, "NOBODY");
    pool_free(pool);
}

static void a_match_is_taken_back_by_two(void **state)
{
    struct house house = house_new();
    struct pool *pool = house.pool;
    struct match_terms make = {.item = "available:S-1"};
    struct match_undo_terms undo = {.match = "1", .reason = "another seller's"};
    (void)state;
    int64_t line = pool_line(pool, 900, NULL);
    make.line = mem_printf(pool->mem, "%lld", (long long)line);
    pool_must(pool, match_make(pool->book, &make, pool_run(pool), &pool->err));
    pool_must(pool, match_undo(pool->book, &undo, pool_run(pool), &pool->err));
    assert_int_equal(pool_available(pool, "S-1"), ENOUGH + 900);
    pool_must(pool, house_approve(pool, house.bob, "1"));
    assert_int_equal(pool_available(pool, "S-1"), ENOUGH);
    house_free(&house);
}

/* ---- what is split ---- */

/* By cyd, who is as alone as ann. */
static enum status pay_to(struct house *house, const char *party, const char *to, int64_t minor,
                          bool *is_proposed)
{
    struct pool *pool = house->pool;
    struct payout payout = {.party = party, .to = to, .amount = cny(minor)};
    struct run *run = pool_run(pool);
    enum status status = payout_request(house->cyd, &payout, run, &pool->err);
    *is_proposed = status == STATUS_OK && run->posting->proposal != NULL;
    return status;
}

static void must_pay(struct house *house, const char *party, const char *to, int64_t minor,
                     bool is_proposed)
{
    bool was_proposed = false;
    pool_must(house->pool, pay_to(house, party, to, minor, &was_proposed));
    assert_int_equal(was_proposed, is_proposed);
}

static void payouts_split_into_small_ones_are_counted_together_over_the_window(void **state)
{
    struct house house = house_new();
    struct pool *pool = house.pool;
    (void)state;
    must_pay(&house, "S-1", NULL, SMALL - 100, false);
    pool->now_us += 3 * TIME_US_PER_DAY;
    must_pay(&house, "S-1", "XX1", 100, false);
    must_pay(&house, "S-1", "XX2", 1, true); /* above by a cent, three days later */
    pool->now_us += 4 * TIME_US_PER_DAY;     /* the first was seven days ago, and counts no more */
    must_pay(&house, "S-1", NULL, SMALL - 100, false);
    must_pay(&house, "S-1", NULL, 1, true);
    house_free(&house);
}

static void what_is_proposed_counts_until_it_is_ended(void **state)
{
    struct house house = house_new();
    struct pool *pool = house.pool;
    (void)state;
    must_pay(&house, "S-1", NULL, LARGE, true);
    must_pay(&house, "S-1", NULL, 1, true);
    pool_must(pool, house_step(pool, house.bob, "1", proposal_reject));
    must_pay(&house, "S-1", NULL, SMALL - 1, false);
    must_pay(&house, "S-1", NULL, 1, true); /* the other still waits */
    pool->now_us += 3 * TIME_US_PER_DAY;    /* nobody has swept yet, and both have expired */
    must_pay(&house, "S-1", NULL, 1, false);
    house_free(&house);
}

static void the_preview_says_what_counts_with_it(void **state)
{
    struct house house = house_new();
    struct pool *pool = house.pool;
    struct run run = {.mem = pool->mem, .is_preview = true};
    (void)state;
    must_pay(&house, "S-1", NULL, SMALL, false);
    pool_must(pool, house_pay(pool, pool->book, 100, &run));
    assert_int_equal(run.posting->needs, EYES_SECOND);
    assert_non_null(strstr(run.posting->eyes, "within 7d or is proposed it is CNY 50,001.00"));
    assert_string_equal(run.posting->basis[0].key, "approve.payout_above");
    assert_string_equal(run.posting->basis[1].key, "approve.payout_window");
    assert_int_equal(run.posting->measured.minor, 100);
    house_free(&house);
}

static void two_parties_who_pay_out_to_one_account_are_one_payee(void **state)
{
    struct house house = house_new();
    struct pool *pool = house.pool;
    (void)state;
    pool_earn(pool, "S-2", SMALL);
    must_pay(&house, "S-1", "XX1", SMALL, false);
    must_pay(&house, "S-2", "XX2", 100, false);
    must_pay(&house, "S-2", "XX1", 100, true);
    house_free(&house);
}

/* Its own amount counts once when it is approved, and what came back not at all. */
static void what_is_approved_is_counted_once_and_what_came_back_not(void **state)
{
    struct house house = house_new();
    struct pool *pool = house.pool;
    (void)state;
    house_propose(&house, 30000000); /* twice that would take another legal entity than cyd's */
    pool_must(pool, house_approve(pool, house.cyd, "1"));
    assert_int_equal(house_payouts(pool), 1);
    must_pay(&house, "S-1", NULL, 100, true);
    pool_must(pool, house_step(pool, house.bob, "2", proposal_reject));
    pool_must(pool, store_execute(pool->store, "UPDATE payout SET state = 'returned'", &pool->err));
    must_pay(&house, "S-1", NULL, 100, false);
    house_free(&house);
}

/* A feed is a door as any other: what it tells is proposed, once. */
static void a_feed_proposes_too_and_tells_it_once(void **state)
{
    struct house house = house_new();
    struct pool *pool = house.pool;
    struct run run = {.mem = pool->mem, .source = "shop", .key = "f-1", .body = "{\"id\":\"f-1\"}"};
    struct run other = {.mem = pool->mem, .source = "shop", .key = "f-1", .body = "{\"id\":\"x\"}"};
    (void)state;
    pool_must(pool, house_pay(pool, pool->book, LARGE, &run));
    assert_non_null(run.posting->proposal);
    pool_must(pool, house_pay(pool, pool->book, LARGE, &run));
    assert_true(run.is_repeat);
    house_must_be(pool, house_pay(pool, pool->book, LARGE, &other), STATUS_CONFLICT,
                  "another body");
    assert_int_equal(pool_int(pool, "SELECT count(*) FROM proposal", NULL), 1);
    pool_must(pool, house_approve(pool, house.bob, "1"));
    pool_must(pool, house_pay(pool, pool->book, LARGE, &run));
    assert_true(run.is_repeat);
    assert_int_equal(house_payouts(pool), 1);
    house_free(&house);
}

static void of_two_who_approve_at_once_one_does_it(void **state)
{
    struct house house = house_new();
    struct pool *pool = house.pool;
    struct proposal_step step = {.proposal = "1"};
    struct run bobs = {.mem = pool->mem, .is_preview = true}, cyds = bobs;
    char digest[POSTING_DIGEST_BYTES];
    (void)state;
    house_propose(&house, LARGE);
    pool_must(pool, proposal_approve(house.bob, &step, &bobs, &pool->err));
    pool_must(pool, proposal_approve(house.cyd, &step, &cyds, &pool->err));
    pool_must(pool, house_approve(pool, house.bob, "1"));
    posting_digest(cyds.posting, digest);
    struct run late = {.mem = pool->mem, .expected_digest = digest};
    house_must_be(pool, proposal_approve(house.cyd, &step, &late, &pool->err), STATUS_REFUSED,
                  "was approved by bob");
    assert_int_equal(house_payouts(pool), 1);
    house_free(&house);
}

static void a_freeze_of_much_is_proposed_and_one_of_capabilities_is_not(void **state)
{
    struct house house = house_new();
    struct pool *pool = house.pool;
    struct freeze freeze = {.party = "S-1",
                            .scope = "payout",
                            .ground = "fraud",
                            .facts = "the same card",
                            .until_us = pool->now_us + 10 * TIME_US_PER_DAY};
    (void)state;
    pool_must(pool, freeze_put(pool->book, &freeze, pool_run(pool), &pool->err));
    freeze.amount = cny(LARGE);
    pool_must(pool, freeze_put(pool->book, &freeze, pool_run(pool), &pool->err));
    assert_int_equal(pool_held(pool, "freeze"), 0);
    pool_must(pool, house_approve(pool, house.bob, "1"));
    assert_int_equal(pool_held(pool, "freeze"), LARGE);
    assert_int_equal(pool_int(pool,
                              "SELECT count(*) FROM \"freeze\" WHERE scope = 'payout' AND ground ="
                              " 'fraud' AND facts = 'the same card'",
                              NULL),
                     2);
    house_free(&house);
}

/* Three times the price is above CNY 20,000; the refund that goes with it is not counted. */
static void a_large_award_is_proposed_and_its_two_deciders_do_not_review_it(void **state)
{
    struct house house = house_new();
    struct pool *pool = house.pool;
    (void)state;
    pool_deal(pool, "O-1", 600000, true);
    pool_deal(pool, "O-2", 700000, true);
    pool_complain(pool, "C-1", "O-1", 0);
    pool_complain(pool, "C-2", "O-2", 0);
    pool_must(pool, pool_decide(pool, "C-1", OUTCOME_AWARD));
    pool_must(pool, pool_decide(pool, "C-2", OUTCOME_AWARD));
    const char *decided = "SELECT count(*) FROM complaint WHERE state = 'awarded'";
    assert_int_equal(pool_int(pool, decided, NULL), 1);
    pool_must(pool, house_approve(pool, house.bob, "1"));
    assert_int_equal(pool_int(pool, decided, NULL), 2);
    int64_t event = pool_int(pool, "SELECT ended_event FROM proposal", NULL);
    struct book *deciders[] = {pool->book, house.bob};
    for (size_t i = 0; i < 2; i++) {
        house_must_be(pool, maker_is_not_reviewer(deciders[i], event, "it was decided", &pool->err),
                      STATUS_DENIED, "another operator");
    }
    pool_must(pool, maker_is_not_reviewer(house.cyd, event, "it was decided", &pool->err));
    house_free(&house);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_payout_above_the_threshold_waits_for_a_second_operator),
        cmocka_unit_test(what_takes_two_and_nobody_approved_is_named),
        cmocka_unit_test(the_preview_says_that_it_will_be_proposed_and_shows_its_legs),
        cmocka_unit_test(nobody_approves_what_is_their_own),
        cmocka_unit_test(who_may_not_do_it_may_not_approve_it),
        cmocka_unit_test(above_the_upper_threshold_the_second_is_of_another_legal_entity),
        cmocka_unit_test(a_currency_without_a_figure_is_above_every_threshold),
        cmocka_unit_test(what_has_changed_is_approved_by_its_new_hash_alone),
        cmocka_unit_test(a_state_that_comes_back_is_another_state),
        cmocka_unit_test(a_preview_that_is_confirmed_stands_for_its_hash),
        cmocka_unit_test(what_nobody_approves_expires),
        cmocka_unit_test(on_the_word_of_whose_role_is_gone_nothing_is_done),
        cmocka_unit_test(who_has_an_interest_neither_makes_nor_approves),
        cmocka_unit_test(an_interest_reaches_the_whole_control_group_and_its_deals),
        cmocka_unit_test(the_clocks_run_whoever_runs_them),
        cmocka_unit_test(an_interest_is_ended_by_two_others),
        cmocka_unit_test(the_first_administrators_come_in_without_a_second),
        cmocka_unit_test(an_operator_acts_for_a_party_that_there_is),
        cmocka_unit_test(a_match_is_taken_back_by_two),
        cmocka_unit_test(payouts_split_into_small_ones_are_counted_together_over_the_window),
        cmocka_unit_test(what_is_proposed_counts_until_it_is_ended),
        cmocka_unit_test(the_preview_says_what_counts_with_it),
        cmocka_unit_test(two_parties_who_pay_out_to_one_account_are_one_payee),
        cmocka_unit_test(what_is_approved_is_counted_once_and_what_came_back_not),
        cmocka_unit_test(a_feed_proposes_too_and_tells_it_once),
        cmocka_unit_test(of_two_who_approve_at_once_one_does_it),
        cmocka_unit_test(a_freeze_of_much_is_proposed_and_one_of_capabilities_is_not),
        cmocka_unit_test(a_large_award_is_proposed_and_its_two_deciders_do_not_review_it),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
