#include "model/deal.h"

#include "model/hold.h"
#include "model/mem.h"
#include "model/party.h"
#include "model/payout.h"
#include "model/sweep.h"
#include "tests/support/pool.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

static void step(struct pool *pool,
                 enum status (*verb)(struct book *, const struct deal_step *, struct run *,
                                     struct error *),
                 const char *deal, int64_t minor)
{
    struct deal_step step = {deal, cny(minor), minor != 0};
    pool_must(pool, verb(pool->book, &step, pool_run(pool), &pool->err));
}

static int64_t hold_of(struct pool *pool, const char *deal)
{
    return pool_int(pool,
                    "SELECT a.balance_minor FROM deal d JOIN account a ON a.id = d.hold_id"
                    " WHERE d.id = $1",
                    deal);
}

static struct sweep_result sweep(struct pool *pool)
{
    struct sweep_result result;
    pool_must(pool, sweep_run(pool->book, NULL, NULL, &result, &pool->err));
    return result;
}

static void confirm_pays_seller_less_the_platforms_fee(void **state)
{
    struct pool *pool = pool_new("confirm.db");
    (void)state;
    pool_deal(pool, "O-1", 10000, true);
    assert_int_equal(hold_of(pool, "O-1"), 10000);
    step(pool, deal_confirm, "O-1", 0);
    assert_int_equal(hold_of(pool, "O-1"), 0);
    assert_int_equal(pool_available(pool, "S-1"), 9500);
    assert_int_equal(pool_available(pool, "PLATFORM"), 500);
    pool_verify(pool);
    pool_free(pool);
}

static void fee_of_parts_adds_up_to_the_fee_of_the_whole(void **state)
{
    struct pool *pool = pool_new("parts.db");
    (void)state;
    pool_deal(pool, "O-1", 9999, true); /* fee 499 */
    for (int i = 0; i < 9; i++) {
        step(pool, deal_confirm, "O-1", 1111);
    }
    assert_int_equal(pool_available(pool, "PLATFORM"), 499);
    assert_int_equal(pool_available(pool, "S-1"), 9500);
    pool_verify(pool);
    pool_free(pool);
}

static void partial_release_takes_the_floor_of_its_share(void **state)
{
    struct pool *pool = pool_new("floor.db");
    (void)state;
    pool_deal(pool, "O-1", 9999, true);
    step(pool, deal_confirm, "O-1", 100); /* 499 * 100 / 9999 = 4.99 */
    assert_int_equal(pool_available(pool, "PLATFORM"), 4);
    step(pool, deal_return, "O-1", 9899); /* no fee on what goes back */
    assert_int_equal(pool_available(pool, "PLATFORM"), 4);
    assert_int_equal(pool_available(pool, "B-1"), 9899);
    pool_verify(pool);
    pool_free(pool);
}

static void a_deal_keeps_apart_what_was_released_and_what_was_returned(void **state)
{
    struct pool *pool = pool_new("apart.db");
    (void)state;
    pool_deal(pool, "O-1", 10000, true);
    step(pool, deal_confirm, "O-1", 3000);
    step(pool, deal_return, "O-1", 6000);
    assert_int_equal(pool_int(pool, "SELECT released_minor FROM deal", NULL), 3000);
    assert_int_equal(pool_int(pool, "SELECT returned_minor FROM deal", NULL), 6000);
    pool_free(pool);
}

static void an_order_needs_a_price_a_fee_within_it_and_two_parties(void **state)
{
    struct pool *pool = pool_new("terms.db");
    const struct deal good = {.id = "O-1",
                              .mode = "escrow",
                              .buyer = "B-1",
                              .seller = "S-1",
                              .category = "goods",
                              .price = cny(10000),
                              .fee = cny(10000)};
    struct deal bad[5] = {good, good, good, good, good};
    (void)state;
    bad[0].price = cny(0);
    bad[0].fee = cny(0);
    bad[1].price = cny(-1);
    bad[2].fee = cny(10001);
    bad[3].fee = cny(-1);
    bad[4].period_us = -1;
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        pool_must_be(pool, deal_order(pool->book, &bad[i], pool_run(pool), &pool->err),
                     STATUS_INVALID, "an order with bad terms");
    }
    bad[0] = good;
    bad[0].buyer = "S-1";
    pool_refuses(pool, deal_order(pool->book, &bad[0], pool_run(pool), &pool->err));
    assert_string_equal(pool->err.message, "deal O-1: buyer and seller are one");
    pool_must(pool, deal_order(pool->book, &good, pool_run(pool), &pool->err));
    pool_free(pool);
}

static void a_deal_is_ordered_and_shipped_once(void **state)
{
    struct pool *pool = pool_new("once.db");
    const struct deal again = {.id = "O-1",
                               .mode = "escrow",
                               .buyer = "B-2",
                               .seller = "S-2",
                               .category = "goods",
                               .price = cny(1),
                               .fee = cny(0)};
    const struct deal_step ship = {.deal = "O-1"};
    (void)state;
    pool_deal(pool, "O-1", 10000, true);
    pool_must_be(pool, deal_order(pool->book, &again, pool_run(pool), &pool->err), STATUS_CONFLICT,
                 "a second order");
    assert_string_equal(pool->err.message, "deal O-1 exists already");
    step(pool, deal_ship, "O-1", 0);
    pool->now_us += 9 * TIME_US_PER_DAY;
    pool_refuses(pool, deal_ship(pool->book, &ship, pool_run(pool), &pool->err));
    assert_string_equal(pool->err.message, "deal O-1 is shipped already");
    pool->now_us += TIME_US_PER_DAY; /* ten days after the first parcel */
    assert_int_equal(sweep(pool).holds, 1);
    pool_verify(pool);
    pool_free(pool);
}

static void amounts_of_nothing_and_less_are_refused(void **state)
{
    struct pool *pool = pool_new("nothing.db");
    (void)state;
    pool_deal(pool, "O-1", 10000, true);
    pool_deal(pool, "O-2", 10000, false);
    int64_t events = pool_int(pool, "SELECT count(*) FROM event", NULL);
    for (int64_t minor = -1; minor <= 0; minor++) {
        const struct deal_step step = {"O-1", cny(minor), true};
        const struct deal_capture capture = {"O-2", "alipay", cny(minor)};
        pool_must_be(pool, deal_confirm(pool->book, &step, pool_run(pool), &pool->err),
                     STATUS_INVALID, "confirm");
        pool_must_be(pool, deal_return(pool->book, &step, pool_run(pool), &pool->err),
                     STATUS_INVALID, "return");
        pool_must_be(pool, deal_capture(pool->book, &capture, pool_run(pool), &pool->err),
                     STATUS_INVALID, "capture");
    }
    assert_int_equal(pool_int(pool, "SELECT count(*) FROM event", NULL), events);
    pool_free(pool);
}

static void a_step_is_in_the_currency_of_its_deal(void **state)
{
    struct pool *pool = pool_new("currency.db");
    const struct deal_step step = {"O-1", {100, "EUR"}, true};
    (void)state;
    pool_deal(pool, "O-1", 10000, true);
    pool_refuses(pool, deal_confirm(pool->book, &step, pool_run(pool), &pool->err));
    assert_string_equal(pool->err.message, "deal O-1 is in CNY, not in EUR");
    pool_refuses(pool, deal_return(pool->book, &step, pool_run(pool), &pool->err));
    assert_int_equal(hold_of(pool, "O-1"), 10000);
    pool_free(pool);
}

static void release_refuses_more_than_the_hold_has(void **state)
{
    struct pool *pool = pool_new("more.db");
    struct deal_step more = {"O-1", cny(10001), true};
    (void)state;
    pool_deal(pool, "O-1", 10000, true);
    int64_t events = pool_int(pool, "SELECT count(*) FROM event", NULL);
    pool_refuses(pool, deal_confirm(pool->book, &more, pool_run(pool), &pool->err));
    assert_non_null(strstr(pool->err.message, "100.01"));
    assert_int_equal(pool_int(pool, "SELECT count(*) FROM event", NULL), events);
    assert_int_equal(hold_of(pool, "O-1"), 10000);
    pool_free(pool);
}

static void unshipped_deal_goes_back_to_the_payer_by_its_clock(void **state)
{
    struct pool *pool = pool_new("unshipped.db");
    (void)state;
    pool_deal(pool, "O-1", 10000, true);
    pool->now_us += 30 * TIME_US_PER_DAY - 1;
    assert_int_equal(sweep(pool).holds, 0);
    pool->now_us += 1;
    assert_int_equal(sweep(pool).holds, 1);
    assert_int_equal(pool_available(pool, "B-1"), 10000);
    assert_int_equal(sweep(pool).holds, 0); /* once */
    pool_verify(pool);
    pool_free(pool);
}

static void shipped_deal_goes_to_the_payee_when_its_period_ends(void **state)
{
    struct pool *pool = pool_new("shipped.db");
    (void)state;
    pool_deal(pool, "O-1", 10000, true);
    pool->now_us += TIME_US_PER_DAY;
    step(pool, deal_ship, "O-1", 0);
    pool->now_us += 10 * TIME_US_PER_DAY;
    assert_int_equal(sweep(pool).holds, 1);
    assert_int_equal(pool_available(pool, "S-1"), 9500);
    pool_verify(pool);
    pool_free(pool);
}

/* A sale between two parties of its own. */
static const char *paid_deal(struct pool *pool, const char *id)
{
    struct party buyer = {.kind = "buyer", .name = "Buyer", .jurisdiction = "CN"};
    struct party seller = {.kind = "seller", .name = "Seller", .jurisdiction = "CN"};
    struct deal deal = {.id = id,
                        .mode = "escrow",
                        .category = "goods",
                        .price = cny(10000),
                        .fee = cny(500),
                        .period_us = 10 * TIME_US_PER_DAY};
    struct deal_capture capture = {id, "alipay", cny(10000)};
    deal.buyer = buyer.id = mem_printf(pool->mem, "B-%s", id);
    deal.seller = seller.id = mem_printf(pool->mem, "S-%s", id);
    pool_must(pool, party_put(pool->book, &buyer, pool_run(pool), &pool->err));
    pool_must(pool, party_put(pool->book, &seller, pool_run(pool), &pool->err));
    pool_must(pool, deal_order(pool->book, &deal, pool_run(pool), &pool->err));
    pool_must(pool, deal_capture(pool->book, &capture, pool_run(pool), &pool->err));
    return id;
}

/* How many questions a sweep asks over so many shipped sales, unshipped sales and payouts. */
static int64_t questions_of_sweep(int count)
{
    struct pool *pool = pool_new("sweep.db");
    pool_earn(pool, "S-2", 100000);
    for (int i = 0; i < count; i++) {
        struct payout payout = {
            .id = mem_printf(pool->mem, "P-%d", i), .party = "S-2", .amount = cny(100)};
        (void)paid_deal(pool, mem_printf(pool->mem, "U-%d", i));
        step(pool, deal_ship, paid_deal(pool, mem_printf(pool->mem, "O-%d", i)), 0);
        pool_must(pool, payout_request(pool->book, &payout, pool_run(pool), &pool->err));
    }
    pool->now_us += 100 * TIME_US_PER_DAY;
    int64_t before = store_questions(pool->store);
    struct sweep_result result = sweep(pool);
    int64_t asked = store_questions(pool->store) - before;
    assert_int_equal(result.holds, 2 * count);
    assert_int_equal(result.overdue, count); /* payouts wait for the bank's word */
    pool_verify(pool);
    pool_free(pool);
    return asked;
}

static void what_is_due_together_is_asked_for_together(void **state)
{
    (void)state;
    assert_int_equal(questions_of_sweep(15), questions_of_sweep(5));
}

static void cancel_is_for_orders_that_were_never_paid(void **state)
{
    struct pool *pool = pool_new("cancel.db");
    struct deal_step paid = {.deal = "O-1"};
    struct deal_capture late = {"O-2", "alipay", {10000, "CNY"}};
    (void)state;
    pool_deal(pool, "O-1", 10000, true);
    pool_deal(pool, "O-2", 10000, false);
    pool_refuses(pool, deal_cancel(pool->book, &paid, pool_run(pool), &pool->err));
    assert_string_equal(pool->err.message, "deal O-1 was paid: it cannot be cancelled");
    step(pool, deal_cancel, "O-2", 0);
    pool_refuses(pool, deal_capture(pool->book, &late, pool_run(pool), &pool->err));
    pool_verify(pool);
    pool_free(pool);
}

static void capture_beyond_the_price_is_refused(void **state)
{
    struct pool *pool = pool_new("twice.db");
    struct deal_capture again = {"O-1", "alipay", {1, "CNY"}};
    struct deal_capture foreign = {"O-2", "alipay", {10000, "EUR"}};
    (void)state;
    pool_deal(pool, "O-1", 10000, true);
    pool_deal(pool, "O-2", 10000, false);
    pool_refuses(pool, deal_capture(pool->book, &again, pool_run(pool), &pool->err));
    assert_string_equal(pool->err.message, "deal O-1 has only CNY 0.00 left to pay");
    pool_refuses(pool, deal_capture(pool->book, &foreign, pool_run(pool), &pool->err));
    pool_free(pool);
}

static void same_key_does_nothing_and_another_body_is_a_conflict(void **state)
{
    struct pool *pool = pool_new("key.db");
    struct deal_step step = {.deal = "O-1"};
    struct run *run = pool_run(pool);
    (void)state;
    pool_deal(pool, "O-1", 10000, true);
    run->source = "shop";
    run->key = "e-1";
    run->body = "{\"deal\":\"O-1\"}";
    pool_must(pool, deal_ship(pool->book, &step, run, &pool->err));
    assert_false(run->is_repeat);
    pool_must(pool, deal_ship(pool->book, &step, run, &pool->err));
    assert_true(run->is_repeat);
    run->body = "{\"deal\":\"O-2\"}";
    pool_must_be(pool, deal_ship(pool->book, &step, run, &pool->err), STATUS_CONFLICT, "conflict");
    pool_verify(pool);
    pool_free(pool);
}

static void what_is_previewed_is_executed_or_refused_as_stale(void **state)
{
    struct pool *pool = pool_new("stale.db");
    struct deal_step all = {.deal = "O-1"};
    struct run *preview = pool_run(pool), *confirmed = pool_run(pool);
    char digest[POSTING_DIGEST_BYTES];
    (void)state;
    pool_deal(pool, "O-1", 10000, true);
    preview->is_preview = true;
    pool_must(pool, deal_confirm(pool->book, &all, preview, &pool->err));
    assert_int_equal(preview->posting->leg_count, 3);
    assert_int_equal(hold_of(pool, "O-1"), 10000);
    posting_digest(preview->posting, digest);
    step(pool, deal_confirm, "O-1", 100); /* somebody else was faster */
    confirmed->expected_digest = digest;
    pool_must_be(pool, deal_confirm(pool->book, &all, confirmed, &pool->err), STATUS_STALE,
                 "stale");
    assert_int_equal(hold_of(pool, "O-1"), 9900);
    preview = pool_run(pool);
    preview->is_preview = true;
    pool_must(pool, deal_confirm(pool->book, &all, preview, &pool->err));
    confirmed->expected_digest = posting_digest(preview->posting, digest);
    pool_must(pool, deal_confirm(pool->book, &all, confirmed, &pool->err));
    assert_int_equal(hold_of(pool, "O-1"), 0);
    pool_free(pool);
}

static void a_confirmation_is_of_the_very_request_that_was_previewed(void **state)
{
    struct pool *pool = pool_new("letter.db");
    struct payout payout = {.id = "P-1", .party = "S-1", .amount = cny(100), .to = "6222 0001"};
    struct run *preview = pool_run(pool), *confirmed = pool_run(pool);
    char digest[POSTING_DIGEST_BYTES];
    (void)state;
    pool_earn(pool, "S-1", 10000);
    preview->is_preview = true;
    pool_must(pool, payout_request(pool->book, &payout, preview, &pool->err));
    confirmed->expected_digest = posting_digest(preview->posting, digest);
    payout.to = "6222 0002";
    pool_must_be(pool, payout_request(pool->book, &payout, confirmed, &pool->err), STATUS_STALE,
                 "to another account");
    payout.to = "6222 0001";
    payout.id = "P-2";
    pool_must_be(pool, payout_request(pool->book, &payout, confirmed, &pool->err), STATUS_STALE,
                 "under another name");
    payout.id = "P-1";
    pool_must(pool, payout_request(pool->book, &payout, confirmed, &pool->err));
    pool_free(pool);
}

static void extension_is_bounded_and_carved_part_has_its_own_clock(void **state)
{
    struct pool *pool = pool_new("extend.db");
    (void)state;
    pool_deal(pool, "O-1", 10000, true);
    int64_t hold = pool_int(pool, "SELECT hold_id FROM deal", NULL);
    char id[32];
    (void)snprintf(id, sizeof id, "hold:%lld", (long long)hold);
    struct hold_step far = {.hold = id, .due_us = POOL_NOW_US + 61 * TIME_US_PER_DAY};
    struct hold_step near = {.hold = id, .due_us = POOL_NOW_US + 60 * TIME_US_PER_DAY};
    struct hold_step carve = {.hold = id, .amount_minor = 3000};
    pool_refuses(pool, hold_extend_by(pool->book, &far, pool_run(pool), &pool->err));
    pool_must(pool, hold_extend_by(pool->book, &near, pool_run(pool), &pool->err));
    pool_must(pool, hold_carve_by(pool->book, &carve, pool_run(pool), &pool->err));
    assert_int_equal(hold_of(pool, "O-1"), 7000);
    assert_int_equal(pool_held(pool, "dispute"), 3000);
    pool->now_us += 60 * TIME_US_PER_DAY;
    assert_int_equal(sweep(pool).holds, 2);
    assert_int_equal(pool_available(pool, "B-1"), 10000);
    pool_verify(pool);
    pool_free(pool);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(confirm_pays_seller_less_the_platforms_fee),
        cmocka_unit_test(fee_of_parts_adds_up_to_the_fee_of_the_whole),
        cmocka_unit_test(partial_release_takes_the_floor_of_its_share),
        cmocka_unit_test(a_deal_keeps_apart_what_was_released_and_what_was_returned),
        cmocka_unit_test(an_order_needs_a_price_a_fee_within_it_and_two_parties),
        cmocka_unit_test(a_deal_is_ordered_and_shipped_once),
        cmocka_unit_test(amounts_of_nothing_and_less_are_refused),
        cmocka_unit_test(a_step_is_in_the_currency_of_its_deal),
        cmocka_unit_test(release_refuses_more_than_the_hold_has),
        cmocka_unit_test(unshipped_deal_goes_back_to_the_payer_by_its_clock),
        cmocka_unit_test(shipped_deal_goes_to_the_payee_when_its_period_ends),
        cmocka_unit_test(what_is_due_together_is_asked_for_together),
        cmocka_unit_test(cancel_is_for_orders_that_were_never_paid),
        cmocka_unit_test(capture_beyond_the_price_is_refused),
        cmocka_unit_test(same_key_does_nothing_and_another_body_is_a_conflict),
        cmocka_unit_test(what_is_previewed_is_executed_or_refused_as_stale),
        cmocka_unit_test(a_confirmation_is_of_the_very_request_that_was_previewed),
        cmocka_unit_test(extension_is_bounded_and_carved_part_has_its_own_clock),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
