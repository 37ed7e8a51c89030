/* What a measure may be: on which ground, of which scope and amount, at whose order, and a shop's
 * end. */
#include "model/freeze_terms.h"

#include "model/campaign.h"
#include "model/exit.h"
#include "model/hold.h"
#include "model/mem.h"
#include "model/party.h"
#include "tests/support/crew.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

static enum status put_order(struct crew *crew, int64_t minor, const char *content)
{
    const struct freeze_order order = {"COURT", "17/2026", {"order.txt", content, strlen(content)}};
    struct freeze freeze = crew_terms(crew, NULL, minor, 200);
    freeze.ground = "court";
    freeze.order = &order;
    return crew_put(crew, crew->ann, &freeze);
}

static void order_of_an_authority_ranks_above_a_freeze_and_keeps_its_document(void **state)
{
    struct crew crew = crew_new("order.db", "default");
    struct pool *pool = crew.pool;
    struct party court = {"COURT", "authority", "Court of First Instance", "CN", NULL, NULL,
                          NULL,    NULL};
    struct freeze freeze = crew_terms(&crew, EVERYTHING, 50000, 30);
    struct document document;
    (void)state;
    pool_must(pool, crew_put(&crew, crew.ann, &freeze));
    pool_must_be(pool, put_order(&crew, 30000, "pay nothing"), STATUS_NOT_FOUND, "no authority");
    pool_must(pool, party_put(pool->book, &court, pool_run(pool), &pool->err));
    pool_must_be(pool, put_order(&crew, 30000, ""), STATUS_INVALID, "an empty document");
    pool_must(pool, put_order(&crew, 30000, "pay nothing")); /* the freeze does not stop it */
    pool_earn(pool, "S-1", 40000);
    assert_int_equal(crew_count(&crew, "SELECT a.balance_minor FROM \"freeze\" f JOIN account a"
                                       " ON a.id = f.hold_id WHERE f.authority = 'COURT'"),
                     30000);
    assert_int_equal(pool_held(pool, "freeze"), 40000); /* the freeze has the rest, though older */
    struct stmt *q;
    bool has_row;
    pool_must(pool, store_prepare(pool->store, "SELECT document FROM \"freeze\" WHERE id = 2", &q,
                                  &pool->err));
    pool_must(pool, stmt_step(q, &has_row, &pool->err));
    char *hash = mem_strdup(pool, stmt_text(q, 0));
    stmt_reset(q);
    pool_must(pool, document_read(pool->book, pool, hash, &document, &pool->err));
    assert_int_equal(document.count, strlen("pay nothing"));
    assert_memory_equal(document.bytes, "pay nothing", document.count);
    pool_refuses(pool, crew_object(&crew, 2)); /* the seller objects to the court */
    pool->now_us += 200 * DAY;
    crew_sweep(&crew);
    assert_int_equal(pool_available(pool, "S-1"), 40000);
    pool_verify(pool);
    pool_free(pool);
}

static void what_an_authority_orders_to_be_paid_goes_to_it_and_the_rest_comes_back(void **state)
{
    struct crew crew = crew_new("paid.db", "default");
    struct pool *pool = crew.pool;
    struct party court = {"COURT", "authority", "Court of First Instance", "CN", NULL, NULL,
                          NULL,    NULL};
    struct freeze freeze = crew_terms(&crew, EVERYTHING, 5000, 30);
    (void)state;
    pool_must(pool, party_put(pool->book, &court, pool_run(pool), &pool->err));
    pool_earn(pool, "S-1", 40000);
    pool_must(pool, put_order(&crew, 30000, "pay half of it"));
    pool_must(pool, crew_put(&crew, crew.ann, &freeze));
    int64_t ordered = crew_count(&crew, "SELECT hold_id FROM \"freeze\" WHERE id = 1");
    int64_t own = crew_count(&crew, "SELECT hold_id FROM \"freeze\" WHERE id = 2");
    struct hold_step pay = {.hold = mem_printf(pool, "hold:%lld", (long long)ordered),
                            .amount_minor = 15000,
                            .reason = "the order says so"};
    pool_must(pool, hold_release_by(pool->book, &pay, pool_run(pool), &pool->err));
    assert_int_equal(pool_available(pool, "COURT"), 15000);
    pool_refuses(pool, hold_return_by(pool->book, &pay, pool_run(pool), &pool->err));
    pool_refuses(pool, hold_carve_by(pool->book, &pay, pool_run(pool), &pool->err));
    pay.hold = mem_printf(pool, "hold:%lld", (long long)own);
    pool_refuses(pool, hold_release_by(pool->book, &pay, pool_run(pool), &pool->err));
    pool->now_us += 200 * DAY;
    crew_sweep(&crew);
    assert_int_equal(pool_available(pool, "S-1"), 25000);
    pool_verify(pool);
    pool_free(pool);
}

static void document_beyond_the_limit_is_refused(void **state)
{
    struct crew crew = crew_new("document.db", "default");
    struct pool *pool = crew.pool;
    char *large = mem_zeroed(pool, DOCUMENT_BYTES_MAX + 2, "large");
    (void)state;
    memset(large, 'x', DOCUMENT_BYTES_MAX + 1);
    pool_must_be(pool, put_order(&crew, 1, large), STATUS_LIMIT, "one byte too many");
    assert_int_equal(crew_count(&crew, "SELECT count(*) FROM document"), 0);
    pool_free(pool);
}

static void termination_is_told_a_month_before_and_carried_out_by_its_clock(void **state)
{
    struct crew crew = crew_new("terminate.db", "eu");
    struct pool *pool = crew.pool;
    struct freeze freeze = crew_terms(&crew, "terminate", 0, 0);
    freeze.until_us = 0;
    (void)state;
    freeze.from_us = pool->now_us + 29 * DAY;
    pool_refuses(pool, crew_put(&crew, crew.ann, &freeze));
    freeze.from_us = 0;
    pool_must(pool, crew_put(&crew, crew.ann, &freeze));
    pool_must(pool, crew_put(&crew, crew.ann, &freeze));
    crew_told(&crew, "On 2026-10-01T00:00:00Z your shop leaves the marketplace");
    pool_must(pool, crew_lift(&crew, crew.bob, 2)); /* one of them is called off */
    pool->now_us += 20 * DAY;
    pool_must(pool, crew_object(&crew, 1));
    pool->now_us += 10 * DAY;
    crew_sweep(&crew); /* it waits for the objection */
    assert_int_equal(crew_count(&crew, "SELECT count(*) FROM party WHERE exited_us IS NOT NULL"),
                     0);
    pool_must(pool, crew_review(&crew, crew.bob, 1, false));
    crew_sweep(&crew);
    assert_int_equal(crew_count(&crew, "SELECT count(*) FROM party WHERE exited_us IS NOT NULL"),
                     1);
    crew_sweep(&crew);
    assert_int_equal(crew_count(&crew, "SELECT count(*) FROM event WHERE verb = 'freeze begin'"),
                     1);
    pool_verify(pool);
    pool_free(pool);
}

static void termination_of_who_has_left_meanwhile_is_just_over(void **state)
{
    struct crew crew = crew_new("left.db", "default");
    struct pool *pool = crew.pool;
    struct freeze freeze = crew_terms(&crew, "terminate", 0, 0);
    struct exit_request exit = {"S-1", "it moves to another marketplace"};
    freeze.until_us = 0;
    (void)state;
    pool_must(pool, crew_put(&crew, crew.ann, &freeze));
    pool_must(pool, exit_begin(pool->book, &exit, pool_run(pool), &pool->err));
    pool->now_us += 30 * DAY;
    crew_sweep(&crew);
    assert_int_equal(crew_count(&crew, "SELECT is_ended FROM \"freeze\""), 1);
    pool_verify(pool);
    pool_free(pool);
}

static void narrowest_measure_on_a_complaint_is_what_it_is_about(void **state)
{
    struct crew crew = crew_new("narrow.db", "default");
    struct pool *pool = crew.pool;
    struct freeze freeze = {.complaint = "C-1",
                            .ground = "counterfeit",
                            .facts = "the seal is printed",
                            .until_us = pool->now_us + DAY};
    (void)state;
    pool_earn(pool, "S-1", 40000);
    pool_deal(pool, "O-1", 10000, true);
    pool_complain(pool, "C-1", "O-1", 3000);
    pool_must(pool, crew_put(&crew, crew.ann, &freeze));
    assert_int_equal(pool_held(pool, "freeze"), 3000);
    pool_must(pool, crew_pay_out(&crew, 37000)); /* payouts go on */
    crew_told(&crew, "It rests on complaint C-1");
    freeze.party = "S-2";
    pool_refuses(pool, crew_put(&crew, crew.ann, &freeze));
    freeze.party = NULL;
    freeze.complaint = "C-2";
    pool_must_be(pool, crew_put(&crew, crew.ann, &freeze), STATUS_NOT_FOUND, "no such complaint");
    pool_verify(pool);
    pool_free(pool);
}

static void grounds_are_those_of_the_policy(void **state)
{
    struct crew crew = crew_new("grounds.db", "eu");
    struct pool *pool = crew.pool;
    struct freeze freeze = crew_terms(&crew, "payout", 0, 10);
    (void)state;
    freeze.ground = "identity";
    pool_must(pool, crew_put(&crew, crew.ann, &freeze));
    crew_told(&crew, "DSA 2022/2065 art 30(3)");
    freeze.ground = "court";
    pool_must_be(pool, crew_put(&crew, crew.ann, &freeze), STATUS_INVALID, "an order without one");
    freeze.ground = "dislike";
    pool_must_be(pool, crew_put(&crew, crew.ann, &freeze), STATUS_INVALID, "no ground");
    assert_non_null(strstr(pool->err.hint, "counterfeit,complaints,fraud"));
    pool_free(pool);
}

static void listing_that_is_frozen_stops_new_offers_alone(void **state)
{
    struct crew crew = crew_new("listing.db", "default");
    struct pool *pool = crew.pool;
    struct freeze freeze = crew_terms(&crew, "listing", 0, 30);
    struct campaign campaign = {.id = "G-1",
                                .seller = "S-1",
                                .currency = "CNY",
                                .target_count = 2,
                                .ends_us = pool->now_us + DAY};
    (void)state;
    pool_must(pool, crew_put(&crew, crew.ann, &freeze));
    pool_refuses(pool, campaign_open(pool->book, &campaign, pool_run(pool), &pool->err));
    pool_deal(pool, "O-1", 10000, true); /* what is listed is still sold */
    pool_must(pool, crew_lift(&crew, crew.bob, 1));
    pool_must(pool, campaign_open(pool->book, &campaign, pool_run(pool), &pool->err));
    pool_free(pool);
}

static void bond_goes_back_at_its_end_whatever_is_frozen(void **state)
{
    struct crew crew = crew_new("bond.db", "default");
    struct pool *pool = crew.pool;
    struct exit_request exit = {"S-1", "it closes"};
    (void)state;
    pool_bond(pool, "S-1", 100000);
    pool_must(pool, exit_begin(pool->book, &exit, pool_run(pool), &pool->err));
    pool->now_us += 80 * DAY;
    struct freeze freeze = crew_terms(&crew, EVERYTHING, 0, 90);
    pool_must(pool, crew_put(&crew, crew.ann, &freeze));
    pool->now_us += 20 * DAY;
    crew_sweep(&crew);
    assert_int_equal(pool_held(pool, "bond"), 0);
    assert_int_equal(pool_available(pool, "S-1"), 100000);
    pool_refuses(pool, crew_pay_out(&crew, 1)); /* it is there, and stays there for the time */
    pool_verify(pool);
    pool_free(pool);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(order_of_an_authority_ranks_above_a_freeze_and_keeps_its_document),
        cmocka_unit_test(what_an_authority_orders_to_be_paid_goes_to_it_and_the_rest_comes_back),
        cmocka_unit_test(document_beyond_the_limit_is_refused),
        cmocka_unit_test(termination_is_told_a_month_before_and_carried_out_by_its_clock),
        cmocka_unit_test(termination_of_who_has_left_meanwhile_is_just_over),
        cmocka_unit_test(narrowest_measure_on_a_complaint_is_what_it_is_about),
        cmocka_unit_test(grounds_are_those_of_the_policy),
        cmocka_unit_test(listing_that_is_frozen_stops_new_offers_alone),
        cmocka_unit_test(bond_goes_back_at_its_end_whatever_is_frozen),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
