/* Group buys: orders that go on together once the target is met, or go back. */
#include "model/closure.h"
#include "model/complaint.h"
#include "model/extension.h"
#include "model/freeze.h"
#include "model/hold.h"
#include "model/mem.h"
#include "model/operator.h"
#include "model/party.h"
#include "tests/support/buys.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

static void a_target_that_is_met_turns_every_member_in_one_event(void **state)
{
    struct pool *pool = pool_new("met.db");
    (void)state;
    buys_open_of(pool, "G-1", 3);
    for (int i = 0; i < 4; i++) {
        buys_join(pool, mem_printf(pool->mem, "O-%d", i), "G-1", PRICE);
    }
    buys_join(pool, "O-4", "G-1", 0);
    assert_int_equal(buys_waiting(pool, "payer", ENDS_US), 4);
    pool->now_us = ENDS_US - 1;
    assert_int_equal(buys_sweep(pool).campaigns, 0);
    pool->now_us = ENDS_US;
    int64_t before = buys_events(pool);
    struct sweep_result swept = buys_sweep(pool);
    assert_int_equal(swept.campaigns, 1);
    assert_int_equal(swept.holds, 0);
    assert_int_equal(buys_events(pool), before + 1);
    assert_int_equal(buys_waiting(pool, "payee", ENDS_US + 30 * DAY + PERIOD), 4);
    assert_int_equal(pool_int(pool, "SELECT members FROM campaign WHERE state = 'met'", NULL), 4);
    assert_int_equal(pool_int(pool, "SELECT paid_minor FROM campaign", NULL), 4 * PRICE);
    assert_int_equal(pool_int(pool, "SELECT count(*) FROM notice WHERE party = 'B-1'", NULL), 4);
    assert_int_equal(pool_int(pool, "SELECT count(*) FROM notice WHERE party = 'S-1'", NULL), 1);
    assert_int_equal(pool_int(pool, "SELECT count(*) FROM leg WHERE event = $1 + 0",
                              mem_printf(pool->mem, "%lld", (long long)before + 1)),
                     0);
    pool_verify(pool);
    pool_must(pool, buys_step(pool, "O-0", deal_ship));
    assert_int_equal(buys_waiting(pool, "payee", ENDS_US + PERIOD), 1);
    pool->now_us = ENDS_US + PERIOD;
    assert_int_equal(buys_sweep(pool).holds, 1);
    assert_int_equal(pool_available(pool, "S-1"), PRICE - PRICE / 20);
    assert_int_equal(pool_available(pool, "PLATFORM"), PRICE / 20);
    pool_complain(pool, "C-1", "O-1", 0);
    pool_must(pool, buys_step(pool, "O-2", deal_confirm));
    pool_verify(pool);
    pool_free(pool);
}

static void each_member_is_told_of_its_own_deal_in_its_own_language(void **state)
{
    struct pool *pool = pool_new("tongues.db");
    struct party other = {
        .id = "B-2", .kind = "buyer", .name = "二", .jurisdiction = "CN", .language = "zh"};
    (void)state;
    pool_must(pool, party_put(pool->book, &other, pool_run(pool), &pool->err));
    buys_open_of(pool, "G-1", 4);
    for (int i = 0; i < 3; i++) {
        buys_join(pool, mem_printf(pool->mem, "O-%d", i), "G-1", PRICE);
    }
    struct deal deal = buys_order_of("O-3", "G-1");
    deal.buyer = "B-2";
    pool_must(pool, buys_order(pool, &deal));
    pool_must(pool, buys_pay(pool, "O-3", PRICE));
    pool->now_us = ENDS_US;
    assert_int_equal(buys_sweep(pool).campaigns, 1);
    assert_int_equal(pool_int(pool,
                              "SELECT count(*) FROM notice n JOIN deal d ON d.buyer = n.party"
                              " WHERE n.language = 'en' AND n.party = 'B-1'"
                              " AND n.title LIKE 'The campaign of deal ' || d.id || ' has%' AND "
                              "n.text LIKE '%(deal ' || d.id || ')%'",
                              NULL),
                     3);
    assert_int_equal(pool_int(pool,
                              "SELECT count(*) FROM notice WHERE language = 'zh' AND party = 'B-2'"
                              " AND title = '订单 O-3 的团购已成团' AND text LIKE '%O-3%'",
                              NULL),
                     1);
    assert_int_equal(pool_int(pool, "SELECT max(id) - count(*) FROM notice", NULL), 0);
    pool_verify(pool);
    pool_free(pool);
}

static void it_ends_at_its_end_and_not_a_moment_before(void **state)
{
    struct pool *pool = pool_new("end.db");
    struct campaign_step end = {.campaign = "G-1"};
    (void)state;
    buys_open_of(pool, "G-1", 1);
    buys_join(pool, "O-1", "G-1", PRICE);
    pool->now_us = ENDS_US - 1;
    int64_t before = buys_events(pool);
    pool_refuses(pool, campaign_end(pool->book, &end, pool_run(pool), &pool->err));
    assert_non_null(strstr(pool->err.message, "does not end before"));
    assert_int_equal(buys_events(pool), before);
    pool->now_us = ENDS_US;
    pool_must(pool, campaign_end(pool->book, &end, pool_run(pool), &pool->err));
    assert_int_equal(buys_waiting(pool, "payee", ENDS_US + 30 * DAY + PERIOD), 1);
    pool_verify(pool);
    pool_free(pool);
}

static void without_its_target_every_payment_goes_back_by_its_own_clock(void **state)
{
    struct pool *pool = pool_new("failed.db");
    (void)state;
    buys_open_of(pool, "G-1", 3);
    buys_join(pool, "O-1", "G-1", PRICE);
    buys_join(pool, "O-2", "G-1", PRICE);
    buys_join(pool, "O-3", "G-1", PRICE - 1); /* in part: no member */
    pool->now_us = ENDS_US + DAY;
    struct sweep_result swept = buys_sweep(pool);
    assert_int_equal(swept.campaigns, 1);
    assert_int_equal(swept.holds, 3);
    assert_int_equal(pool_available(pool, "B-1"), 3 * PRICE - 1);
    assert_int_equal(pool_available(pool, "S-1"), 0);
    assert_int_equal(pool_int(pool, "SELECT members FROM campaign WHERE state = 'failed'", NULL),
                     2);
    assert_int_equal(pool_int(pool, "SELECT count(*) FROM notice", NULL), 1);
    assert_int_equal(pool_int(pool, "SELECT count(*) FROM notice WHERE party = 'S-1'", NULL), 1);
    assert_int_equal(buys_sweep(pool).campaigns, 0);
    pool_verify(pool);
    pool_free(pool);
}

static void before_the_target_is_met_no_member_pays_the_seller(void **state)
{
    struct pool *pool = pool_new("wait.db");
    struct complaint complaint = {.id = "C-1", .deal = "O-1", .kind = "counterfeit"};
    struct extension more = {.deal = "O-1", .by = "B-1", .by_us = DAY};
    char *name;
    (void)state;
    buys_open_of(pool, "G-1", 3);
    buys_join(pool, "O-1", "G-1", PRICE);
    name = mem_printf(pool->mem, "hold:%lld",
                      (long long)pool_int(pool, "SELECT hold_id FROM deal", NULL));
    struct hold_step hold = {.hold = name, .reason = "r", .due_us = ENDS_US + DAY};
    struct hold_step part = {.hold = name, .reason = "r", .amount_minor = 1};
    int64_t before = buys_events(pool);
    pool_refuses(pool, buys_step(pool, "O-1", deal_ship));
    pool_refuses(pool, buys_step(pool, "O-1", deal_deliver));
    pool_refuses(pool, buys_step(pool, "O-1", deal_confirm));
    pool_refuses(pool, hold_release_by(pool->book, &part, pool_run(pool), &pool->err));
    assert_non_null(strstr(pool->err.message, "whose target is not met"));
    pool_refuses(pool, hold_carve_by(pool->book, &part, pool_run(pool), &pool->err));
    pool_refuses(pool, hold_extend_by(pool->book, &hold, pool_run(pool), &pool->err));
    pool_refuses(pool, extension_ask(pool->book, &more, pool_run(pool), &pool->err));
    pool_refuses(pool, complaint_open(pool->book, &complaint, pool_run(pool), &pool->err));
    assert_non_null(strstr(pool->err.message, "whose target is not met"));
    pool->now_us = ENDS_US; /* and not by its clock either, before it is decided */
    pool_refuses(pool, hold_default(pool->book, &hold, pool_run(pool), &pool->err));
    assert_non_null(strstr(pool->err.message, "decision of campaign G-1"));
    assert_int_equal(buys_events(pool), before);
    pool_must_be(pool, store_execute(pool->store, "UPDATE deal SET released_minor = 1", &pool->err),
                 STATUS_REFUSED, "released");
    pool_verify(pool);
    pool_free(pool);
}

static void it_closes_early_where_its_terms_allow_it_and_the_target_is_met(void **state)
{
    struct pool *pool = pool_new("early.db");
    struct campaign late = buys_terms("G-2", 1);
    (void)state;
    late.closes_early = false;
    buys_open_of(pool, "G-1", 2);
    pool_must(pool, buys_launch(pool, &late));
    buys_join(pool, "O-1", "G-1", PRICE);
    buys_join(pool, "O-3", "G-2", PRICE);
    pool->now_us += DAY;
    pool_refuses(pool, buys_shut(pool, "G-1"));
    assert_non_null(strstr(pool->err.message, "1 member, CNY 100.00"));
    buys_join(pool, "O-2", "G-1", PRICE);
    buys_join(pool, "O-4", "G-1", PRICE / 2); /* stays behind */
    pool_must(pool, buys_shut(pool, "G-1"));
    assert_int_equal(buys_waiting(pool, "payee", pool->now_us + 30 * DAY + PERIOD), 2);
    assert_int_equal(buys_waiting(pool, "payer", ENDS_US), 2);
    pool_refuses(pool, buys_shut(pool, "G-1"));
    pool_refuses(pool, buys_call_off(pool, "G-1"));
    assert_non_null(strstr(pool->err.message, "decided already: met"));
    pool_refuses(pool, buys_shut(pool, "G-2"));
    assert_non_null(strstr(pool->err.message, "does not close early"));
    pool_refuses(pool, buys_step(pool, "O-4", deal_ship));
    assert_non_null(strstr(pool->err.message, "no member"));
    pool_verify(pool);
    pool->now_us = ENDS_US;
    pool_refuses(pool, buys_shut(pool, "G-2"));
    struct sweep_result swept = buys_sweep(pool);
    assert_int_equal(swept.campaigns, 1); /* G-2 */
    assert_int_equal(swept.holds, 1);     /* O-4 goes back */
    assert_int_equal(pool_available(pool, "B-1"), PRICE / 2);
    pool_verify(pool);
    pool_free(pool);
}

static void the_policy_says_how_long_it_stays_open_and_who_has_what_is_never_sent(void **state)
{
    struct pool *pool = pool_new_under("us.db", "us");
    struct campaign campaign = buys_terms("G-1", 1);
    (void)state;
    campaign.ends_us = POOL_NOW_US + 40 * DAY;
    pool_must(pool, buys_launch(pool, &campaign));
    buys_join(pool, "O-1", "G-1", PRICE);
    pool->now_us += 21 * DAY - 1;
    pool_refuses(pool, buys_shut(pool, "G-1"));
    assert_non_null(strstr(pool->err.message, "stays open until"));
    pool->now_us++;
    pool_must(pool, buys_shut(pool, "G-1"));
    assert_int_equal(buys_waiting(pool, "payer", pool->now_us + 30 * DAY), 1);
    pool_must(pool, buys_step(pool, "O-1", deal_ship));
    assert_int_equal(buys_waiting(pool, "payee", pool->now_us + PERIOD), 1);
    pool_verify(pool);
    pool_free(pool);
}

static void nobody_is_reminded_before_it_is_decided(void **state)
{
    struct pool *pool = pool_new_under("remind.db", "cn");
    (void)state;
    buys_open_of(pool, "G-1", 1);
    buys_join(pool, "O-1", "G-1", PRICE);
    pool->now_us = ENDS_US - DAY;
    assert_int_equal(buys_sweep(pool).reminders, 0);
    pool->now_us = ENDS_US;
    assert_int_equal(buys_sweep(pool).campaigns, 1);
    pool->now_us = ENDS_US + 29 * DAY;
    assert_int_equal(buys_sweep(pool).reminders, 1);
    pool_verify(pool);
    pool_free(pool);
}

static void an_amount_is_a_target_as_well(void **state)
{
    struct pool *pool = pool_new("amount.db");
    struct campaign campaign = buys_terms("G-1", 0);
    (void)state;
    campaign.target_amount = cny(2 * PRICE);
    pool_must(pool, buys_launch(pool, &campaign));
    buys_join(pool, "O-1", "G-1", PRICE);
    buys_join(pool, "O-2", "G-1", PRICE - 1);
    pool_refuses(pool, buys_shut(pool, "G-1"));
    pool_must(pool, buys_pay(pool, "O-2", 1));
    pool_must(pool, buys_shut(pool, "G-1"));
    campaign.id = "G-2";
    campaign.target_amount = cny(PRICE + 1); /* to the cent */
    pool_must(pool, buys_launch(pool, &campaign));
    buys_join(pool, "O-3", "G-2", PRICE);
    pool_refuses(pool, buys_shut(pool, "G-2"));
    assert_non_null(strstr(pool->err.message, "has not reached its target: 1 member, CNY 100.00"));
    pool_verify(pool);
    pool_free(pool);
}

static void a_member_may_leave_until_the_limit_and_then_counts_no_more(void **state)
{
    struct pool *pool = pool_new("leave.db");
    (void)state;
    buys_open_of(pool, "G-1", 2);
    buys_join(pool, "O-1", "G-1", PRICE);
    buys_join(pool, "O-2", "G-1", PRICE);
    buys_join(pool, "O-3", "G-1", 0);
    buys_join(pool, "O-4", "G-1", PRICE / 2);
    pool_deal(pool, "O-9", PRICE, true);
    pool_refuses(pool, buys_leave(pool, "O-9"));
    assert_non_null(strstr(pool->err.message, "of no campaign"));
    pool_refuses(pool, buys_leave(pool, "O-3"));
    pool_must(pool, buys_step(pool, "O-3", deal_cancel));
    pool->now_us = ENDS_US - 48 * HOUR; /* to the last moment */
    pool_must(pool, buys_leave(pool, "O-1"));
    pool_must(pool, buys_leave(pool, "O-4"));
    assert_int_equal(pool_available(pool, "B-1"), PRICE + PRICE / 2);
    pool_refuses(pool, buys_leave(pool, "O-1"));
    pool_refuses(pool, buys_pay(pool, "O-4", PRICE / 2)); /* nor comes back */
    assert_non_null(strstr(pool->err.message, "has left"));
    pool_refuses(pool, buys_shut(pool, "G-1"));
    pool->now_us++;
    pool_refuses(pool, buys_leave(pool, "O-2"));
    assert_non_null(strstr(pool->err.message, "could be left until"));
    pool_must(pool, buys_step(pool, "O-2", deal_return)); /* the seller may, always */
    pool_verify(pool);
    pool_free(pool);
}

static void a_member_cannot_leave_after_the_turn(void **state)
{
    struct pool *pool = pool_new("turned.db");
    (void)state;
    buys_open_of(pool, "G-1", 1);
    buys_join(pool, "O-1", "G-1", PRICE);
    pool_must(pool, buys_shut(pool, "G-1"));
    pool_refuses(pool, buys_leave(pool, "O-1"));
    assert_non_null(strstr(pool->err.message, "decided already"));
    pool_verify(pool);
    pool_free(pool);
}

static void one_that_is_called_off_gives_everything_back_at_once(void **state)
{
    struct pool *pool = pool_new("off.db");
    (void)state;
    buys_open_of(pool, "G-1", 1);
    buys_join(pool, "O-1", "G-1", PRICE);
    buys_join(pool, "O-2", "G-1", 1);
    buys_join(pool, "O-3", "G-1", 0);
    pool->now_us += DAY;
    pool_must(pool, buys_call_off(pool, "G-1"));
    pool_refuses(pool, buys_pay(pool, "O-3", PRICE));
    pool_refuses(pool, buys_shut(pool, "G-1"));
    pool_refuses(pool, buys_step(pool, "O-1", deal_confirm));
    pool_verify(pool);
    assert_int_equal(buys_sweep(pool).holds, 2);
    assert_int_equal(pool_available(pool, "B-1"), PRICE + 1);
    assert_int_equal(pool_int(pool, "SELECT count(*) FROM notice", NULL), 2);
    pool_verify(pool);
    pool_free(pool);
}

static void a_seller_that_closes_or_is_frozen_brings_no_campaign_to_its_target(void **state)
{
    struct pool *pool = pool_new("closed.db");
    struct closure closure = {"S-1", "insolvent"};
    struct freeze freeze = {.party = "S-1",
                            .scope = "campaign",
                            .ground = "fraud",
                            .facts = "f",
                            .until_us = POOL_NOW_US + DAY};
    (void)state;
    buys_open_of(pool, "G-1", 1);
    buys_join(pool, "O-1", "G-1", PRICE);
    pool_must(pool, freeze_put(pool->book, &freeze, pool_run(pool), &pool->err));
    pool_refuses(pool, buys_shut(pool, "G-1"));
    assert_non_null(strstr(pool->err.message, "is frozen until"));
    pool->now_us += 2 * DAY;
    pool_must(pool, closure_close(pool->book, &closure, pool_run(pool), &pool->err));
    pool_refuses(pool, buys_shut(pool, "G-1"));
    assert_non_null(strstr(pool->err.message, "its seller has closed"));
    pool->now_us = ENDS_US;
    assert_int_equal(buys_sweep(pool).holds, 1);
    assert_int_equal(pool_available(pool, "B-1"), PRICE);
    assert_int_equal(pool_int(pool, "SELECT count(*) FROM campaign WHERE state = 'failed'", NULL),
                     1);
    pool_verify(pool);
    pool_free(pool);
}

/* A second console on the same store. */
static struct book *second_book(struct pool *pool)
{
    struct store *store;
    struct book *book;
    pool_must(pool, store_open(pool->mem, pool->url, STORE_WRITE, &store, &pool->err));
    pool_must(pool,
              book_open(pool->mem, store, "ann", clock_fixed(&pool->now_us), &book, &pool->err));
    return book;
}

static void a_payment_between_preview_and_close_makes_the_preview_stale(void **state)
{
    struct pool *pool = pool_new("stale.db");
    struct campaign_step close = {.campaign = "G-1"};
    struct run preview = {.mem = pool->mem, .is_preview = true};
    char digest[POSTING_DIGEST_BYTES];
    (void)state;
    buys_open_of(pool, "G-1", 1);
    buys_join(pool, "O-1", "G-1", PRICE);
    buys_join(pool, "O-2", "G-1", 0);
    pool_must(pool, campaign_close(pool->book, &close, &preview, &pool->err));
    struct run run = {.mem = pool->mem, .expected_digest = posting_digest(preview.posting, digest)};
    pool_must(pool, buys_pay(pool, "O-2", PRICE));
    pool_must_be(pool, campaign_close(pool->book, &close, &run, &pool->err), STATUS_STALE, "close");
    pool_must(pool, buys_shut(pool, "G-1"));
    assert_int_equal(buys_waiting(pool, "payee", pool->now_us + 30 * DAY + PERIOD), 2);
    pool_free(pool);
}

static void what_comes_at_the_same_moment_from_two_consoles_happens_once(void **state)
{
    struct pool *pool = pool_new("two.db");
    struct campaign_step close = {.campaign = "G-1"};
    struct deal_capture late = {"O-2", "alipay", cny(PRICE)};
    struct sweep_result swept;
    (void)state;
    buys_open_of(pool, "G-1", 1);
    buys_open_of(pool, "G-2", 1);
    buys_join(pool, "O-1", "G-1", PRICE);
    buys_join(pool, "O-2", "G-1", 0);
    buys_join(pool, "O-3", "G-2", PRICE);
    struct book *other = second_book(pool);
    pool_must(pool, buys_shut(pool, "G-1"));
    pool_must_be(pool, campaign_close(other, &close, pool_run(pool), &pool->err), STATUS_REFUSED,
                 "a second close");
    pool_must_be(pool, deal_capture(other, &late, pool_run(pool), &pool->err), STATUS_REFUSED,
                 "a payment after the close");
    assert_non_null(strstr(pool->err.message, "has closed, its target met"));
    pool->now_us = ENDS_US;
    int64_t before = buys_events(pool);
    pool_must(pool, sweep_run(other, NULL, NULL, &swept, &pool->err));
    assert_int_equal(swept.campaigns + buys_sweep(pool).campaigns, 1);
    assert_int_equal(buys_events(pool), before + 1);
    pool_verify(pool);
    store_close(book_store(other));
    pool_free(pool);
}

static void in_one_transaction_what_was_read_before_the_turn_is_not_kept(void **state)
{
    struct pool *pool = pool_new("batch.db");
    (void)state;
    buys_open_of(pool, "G-1", 2);
    pool_must(pool, book_begin(pool->book, &pool->err));
    buys_join(pool, "O-1", "G-1", PRICE);
    buys_join(pool, "O-2", "G-1", PRICE);
    buys_join(pool, "O-3", "G-1", 1);
    buys_join(pool, "O-4", "G-1", PRICE);
    pool_must(pool, buys_shut(pool, "G-1"));
    pool_complain(pool, "C-1", "O-4", 1); /* writes the rest of its hold, not its clock */
    pool_must(pool, buys_step(pool, "O-1", deal_confirm));
    pool_must(pool, buys_step(pool, "O-2", deal_ship));
    pool_refuses(pool, buys_pay(pool, "O-3", 1));
    pool_must(pool, book_commit(pool->book, &pool->err));
    assert_int_equal(buys_waiting(pool, "payee", pool->now_us + PERIOD), 1);
    assert_int_equal(buys_waiting(pool, "payee", pool->now_us + 30 * DAY + PERIOD), 1);
    assert_int_equal(pool_available(pool, "S-1"), PRICE - PRICE / 20);
    pool_verify(pool);
    pool_free(pool);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_target_that_is_met_turns_every_member_in_one_event),
        cmocka_unit_test(each_member_is_told_of_its_own_deal_in_its_own_language),
        cmocka_unit_test(it_ends_at_its_end_and_not_a_moment_before),
        cmocka_unit_test(without_its_target_every_payment_goes_back_by_its_own_clock),
        cmocka_unit_test(before_the_target_is_met_no_member_pays_the_seller),
        cmocka_unit_test(it_closes_early_where_its_terms_allow_it_and_the_target_is_met),
        cmocka_unit_test(the_policy_says_how_long_it_stays_open_and_who_has_what_is_never_sent),
        cmocka_unit_test(nobody_is_reminded_before_it_is_decided),
        cmocka_unit_test(an_amount_is_a_target_as_well),
        cmocka_unit_test(a_member_may_leave_until_the_limit_and_then_counts_no_more),
        cmocka_unit_test(a_member_cannot_leave_after_the_turn),
        cmocka_unit_test(one_that_is_called_off_gives_everything_back_at_once),
        cmocka_unit_test(a_seller_that_closes_or_is_frozen_brings_no_campaign_to_its_target),
        cmocka_unit_test(a_payment_between_preview_and_close_makes_the_preview_stale),
        cmocka_unit_test(what_comes_at_the_same_moment_from_two_consoles_happens_once),
        cmocka_unit_test(in_one_transaction_what_was_read_before_the_turn_is_not_kept),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
