/* Chargebacks: a provider takes back what it captured, once, from what the deal's policy names and
 * in that order; the buyer is not refunded twice; what nobody has is owed; and what was won comes
 * back. */
#include "model/chargeback.h"

#include "model/advance.h"
#include "model/deal.h"
#include "model/hold.h"
#include "model/mem.h"
#include "model/party.h"
#include "model/payout.h"
#include "model/sweep.h"
#include "tests/support/house.h"
#include "tests/support/pool.h"
#include "tests/support/random.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#define PRICE 10000
#define HISTORIES 30

static enum status charge(struct pool *pool, const char *id, const char *deal, int64_t minor)
{
    struct chargeback chargeback = {id, deal, "alipay", cny(minor), "10.4 fraud"};
    return chargeback_take(pool->book, &chargeback, pool_run(pool), &pool->err);
}

static enum status reverse(struct pool *pool, const char *id)
{
    struct chargeback_reversal reversal = {id, "won"};
    return chargeback_reverse(pool->book, &reversal, pool_run(pool), &pool->err);
}

static void give(struct pool *pool, int64_t minor)
{
    struct deal_step step = {"O-1", cny(minor), minor > 0};
    pool_must(pool, deal_confirm(pool->book, &step, pool_run(pool), &pool->err));
}

static void pay_out(struct pool *pool, const char *party, int64_t minor)
{
    struct payout payout = {.party = party, .amount = cny(minor)};
    pool_must(pool, payout_request(pool->book, &payout, pool_run(pool), &pool->err));
}

/* Where the policy has no figure for the currency, it takes two. */
static void pay_out_by_two(struct pool *pool, const char *party, int64_t minor)
{
    struct payout payout = {.party = party, .amount = cny(minor)};
    struct run *run = pool_run(pool);
    house_let_in(pool, "ann", ROLE_ALL, "PLATFORM");
    house_let_in(pool, "bob", ROLE_ALL, "CUSTODIAN");
    pool_must(pool, payout_request(pool->book, &payout, run, &pool->err));
    pool_must(pool, house_approve(pool, house_enter(pool, "bob"), run->posting->result));
}

static int64_t returned(struct pool *pool)
{
    return pool_int(pool, "SELECT returned_minor FROM deal WHERE id = 'O-1'", NULL);
}

static int64_t owed(struct pool *pool)
{
    return pool_int(pool,
                    "SELECT coalesce(sum(cap_minor - taken_minor), 0) FROM lien"
                    " WHERE rank = 20 AND is_closed = 0",
                    NULL);
}

static void what_is_held_pays_first_and_the_rest_runs_on(void **state)
{
    struct pool *pool = pool_new("held.db");
    (void)state;
    pool_deal(pool, "O-1", PRICE, true);
    pool_earn(pool, "S-1", 5000);
    pool_must(pool, charge(pool, "CB-1", "O-1", 6000));
    assert_int_equal(pool_held(pool, "sale"), 4000);
    assert_int_equal(pool_available(pool, "alipay"), 6000);
    assert_int_equal(pool_available(pool, "S-1"), 5000);
    assert_int_equal(returned(pool), 6000);
    assert_int_equal(pool_int(pool, "SELECT count(*) FROM notice WHERE party = 'S-1'", NULL), 1);
    pool_verify(pool);
    give(pool, 0);
    assert_int_equal(pool_available(pool, "S-1"), 5000 + 3800);
    pool_verify(pool);
    pool_free(pool);
}

static void each_source_pays_as_far_as_it_goes_and_the_rest_is_owed(void **state)
{
    struct pool *pool = pool_new_under("order.db", "sea"); /* a tenth is kept back */
    (void)state;
    pool_deal(pool, "O-1", PRICE, true);
    give(pool, 5000); /* fee 2.50, reserve 4.75, seller 42.75 */
    pay_out_by_two(pool, "S-1", 4000);
    pool_bond(pool, "S-1", 1000);
    pool_must(pool, charge(pool, "CB-1", "O-1", 8000));
    assert_int_equal(pool_held(pool, "sale"), 0);
    assert_int_equal(pool_held(pool, "reserve"), 0);
    assert_int_equal(pool_available(pool, "S-1"), 0);
    assert_int_equal(pool_held(pool, "bond"), 0);
    assert_int_equal(pool_available(pool, "alipay"), 5000 + 475 + 275 + 1000);
    assert_int_equal(owed(pool), 8000 - 6750);
    assert_int_equal(returned(pool), 5000);
    pool_verify(pool);
    pool_earn(pool, "S-1", 2000); /* less the reserve of it */
    assert_int_equal(pool_available(pool, "alipay"), 8000);
    assert_int_equal(owed(pool), 0);
    pool_verify(pool);
    pool_free(pool);
}

static void a_source_pays_before_the_next_one_is_touched(void **state)
{
    struct pool *pool = pool_new_under("before.db", "sea");
    (void)state;
    pool_bond(pool, "S-1", 1000);
    pool_deal(pool, "O-1", PRICE, true);
    give(pool, 9000); /* fee 4.50, reserve 8.55, seller 76.95, held 10.00 */
    pool_must(pool, charge(pool, "CB-1", "O-1", 1000));
    assert_int_equal(pool_held(pool, "sale"), 0);
    assert_int_equal(pool_held(pool, "reserve"), 855);
    pool_must(pool, charge(pool, "CB-2", "O-1", 855));
    assert_int_equal(pool_held(pool, "reserve"), 0);
    assert_int_equal(pool_available(pool, "S-1"), 7695);
    pool_must(pool, charge(pool, "CB-3", "O-1", 7695));
    assert_int_equal(pool_available(pool, "S-1"), 0);
    assert_int_equal(pool_held(pool, "bond"), 1000);
    pool_must(pool, charge(pool, "CB-4", "O-1", 450));
    assert_int_equal(pool_held(pool, "bond"), 550);
    pool_refuses(pool, charge(pool, "CB-5", "O-1", 1)); /* all of it */
    pool_verify(pool);
    pool_free(pool);
}

static void no_more_is_taken_back_than_this_provider_captured(void **state)
{
    struct pool *pool = pool_new("bounds.db");
    struct party other = {"wechat", "psp", "Other", "CN", NULL, NULL, NULL, NULL};
    struct deal_capture capture = {"O-1", "wechat", cny(3000)};
    struct chargeback through = {"CB-9", "O-1", "wechat", cny(3001), "fraud"};
    struct chargeback dollars = {"CB-8", "O-1", "alipay", {100, "USD"}, "fraud"};
    struct chargeback silent = {"CB-8", "O-1", "alipay", cny(100), ""};
    (void)state;
    pool_must(pool, party_put(pool->book, &other, pool_run(pool), &pool->err));
    pool_deal(pool, "O-1", PRICE, false);
    pool_refuses(pool, charge(pool, "CB-1", "O-1", 1));
    assert_non_null(strstr(pool->err.hint, "bank transfer"));
    pool_must(pool, deal_capture(pool->book, &capture, pool_run(pool), &pool->err));
    capture = (struct deal_capture){"O-1", "alipay", cny(7000)};
    pool_must(pool, deal_capture(pool->book, &capture, pool_run(pool), &pool->err));
    pool_refuses(pool, charge(pool, "CB-1", "O-1", 7001));
    pool_refuses(pool, chargeback_take(pool->book, &through, pool_run(pool), &pool->err));
    through.amount = cny(3000);
    pool_must(pool, charge(pool, "CB-1", "O-1", 4000));
    pool_must_be(pool, charge(pool, "CB-1", "O-1", 1), STATUS_CONFLICT, "twice");
    pool_refuses(pool, charge(pool, "CB-2", "O-1", 3001));
    pool_must(pool, chargeback_take(pool->book, &through, pool_run(pool), &pool->err));
    pool_must(pool, charge(pool, "CB-2", "O-1", 3000));
    pool_refuses(pool, charge(pool, "CB-3", "O-1", 1));
    pool_refuses(pool, chargeback_take(pool->book, &dollars, pool_run(pool), &pool->err));
    pool_must_be(pool, chargeback_take(pool->book, &silent, pool_run(pool), &pool->err),
                 STATUS_INVALID, "no reason");
    pool_must_be(pool, charge(pool, "CB-3", "O-1", 0), STATUS_INVALID, "nothing");
    pool_must_be(pool, charge(pool, "CB-3", "O-7", 1), STATUS_NOT_FOUND, "no deal");
    through = (struct chargeback){"CB-7", "O-1", "S-1", cny(1), "fraud"};
    pool_refuses(pool, chargeback_take(pool->book, &through, pool_run(pool), &pool->err));
    pool_verify(pool);
    pool_free(pool);
}

static void what_is_between_two_parties_is_not_charged_back(void **state)
{
    struct pool *pool = pool_new("chain.db");
    struct deal deal = {.id = "O-1",
                        .mode = "chain",
                        .buyer = "B-1",
                        .seller = "S-1",
                        .category = "commitment",
                        .price = cny(PRICE),
                        .fee = cny(0),
                        .period_us = TIME_US_PER_DAY};
    struct deal_capture capture = {"O-1", "alipay", cny(PRICE)};
    (void)state;
    pool_must(pool, deal_order(pool->book, &deal, pool_run(pool), &pool->err));
    pool_must(pool, deal_capture(pool->book, &capture, pool_run(pool), &pool->err));
    pool_refuses(pool, charge(pool, "CB-1", "O-1", 1));
    assert_non_null(strstr(pool->err.message, "between its two parties"));
    pool_verify(pool);
    pool_free(pool);
}

/* What is in dispute pays before the rest of the sale, and its complaint is over with it. */
static void a_complaint_and_a_chargeback_refund_the_buyer_once(void **state)
{
    struct pool *pool = pool_new("complaint.db");
    (void)state;
    pool_deal(pool, "O-1", PRICE, true);
    pool_complain(pool, "C-1", "O-1", 4000);
    pool_must(pool, charge(pool, "CB-1", "O-1", 1000));
    assert_int_equal(pool_held(pool, "sale"), 6000);
    assert_int_equal(pool_held(pool, "dispute"), 3000);
    assert_int_equal(
        pool_int(pool, "SELECT amount_minor - " CHARGEBACK_OF_COMPLAINT_SQL " FROM complaint c",
                 NULL),
        3000);
    pool_verify(pool);
    pool_must(pool, charge(pool, "CB-2", "O-1", 5000));
    assert_int_equal(pool_held(pool, "dispute"), 0);
    assert_int_equal(pool_held(pool, "sale"), 4000);
    assert_int_equal(
        pool_int(pool, "SELECT count(*) FROM complaint WHERE state = 'refunded'", NULL), 1);
    pool_refuses(pool, pool_decide(pool, "C-1", OUTCOME_REFUND));
    assert_non_null(strstr(pool->err.message, "all of it was charged back"));
    assert_int_equal(pool_available(pool, "B-1"), 0);
    assert_int_equal(returned(pool), 6000);
    pool_verify(pool);
    pool_free(pool);
}

static void what_was_refunded_here_is_taken_back_from_the_buyer_first(void **state)
{
    struct pool *pool = pool_new("refunded.db");
    struct deal_step step = {"O-1", cny(7000), true};
    (void)state;
    pool_deal(pool, "O-1", PRICE, true);
    pool_deal(pool, "O-2", 5000, true);
    pool_must(pool, deal_return(pool->book, &step, pool_run(pool), &pool->err));
    step = (struct deal_step){.deal = "O-2"};
    pool_must(pool, deal_return(pool->book, &step, pool_run(pool), &pool->err));
    pool_must(pool, charge(pool, "CB-1", "O-1", 9000));
    assert_int_equal(pool_available(pool, "B-1"), 5000); /* of the other deal */
    assert_int_equal(pool_held(pool, "sale"), 1000);
    assert_int_equal(returned(pool), 9000);
    pool_must(pool, charge(pool, "CB-2", "O-1", 1000));
    assert_int_equal(pool_available(pool, "B-1"), 5000);
    assert_int_equal(owed(pool), 0);
    pool_verify(pool);
    pool_free(pool);
}

static void a_refund_that_is_gone_is_the_sellers_loss(void **state)
{
    struct pool *pool = pool_new("gone.db");
    struct deal_step step = {.deal = "O-1"};
    (void)state;
    pool_deal(pool, "O-1", PRICE, true);
    pool_must(pool, deal_return(pool->book, &step, pool_run(pool), &pool->err));
    pay_out(pool, "B-1", 9000);
    pool_must(pool, charge(pool, "CB-1", "O-1", PRICE));
    assert_int_equal(pool_available(pool, "B-1"), 0);
    assert_int_equal(owed(pool), 9000);
    pool_verify(pool);
    pool_free(pool);
}

static void a_lender_comes_after_the_provider(void **state)
{
    struct pool *pool = pool_new("lender.db");
    struct advance advance = {"A-1", "O-1", "L-1", cny(8000), cny(8200)};
    (void)state;
    pool_lender(pool, "L-1", 8000);
    pool_deal(pool, "O-1", PRICE, true);
    pool_must(pool, advance_make(pool->book, &advance, pool_run(pool), &pool->err));
    pay_out(pool, "S-1", 8000);
    give(pool, 3000); /* the lender has 28.50 */
    pool_must(pool, charge(pool, "CB-1", "O-1", PRICE));
    assert_int_equal(owed(pool), 3000);
    pool_verify(pool);
    pool_earn(pool, "S-1", 4000);
    assert_int_equal(pool_available(pool, "alipay"), PRICE);
    assert_int_equal(pool_available(pool, "L-1"), 2850 + 1000);
    pool_earn(pool, "S-1", 9000);
    assert_int_equal(pool_available(pool, "L-1"), 8200);
    pool_verify(pool);
    pool_free(pool);
}

static void a_chargeback_that_was_won_comes_back_to_where_it_was(void **state)
{
    struct pool *pool = pool_new("won.db");
    struct deal_step step = {"O-1", cny(2000), true};
    struct sweep_result result;
    (void)state;
    pool_deal(pool, "O-1", PRICE, true);
    pool_must(pool, deal_return(pool->book, &step, pool_run(pool), &pool->err));
    give(pool, 3000);
    pay_out(pool, "S-1", 1850);                          /* of 28.50 */
    pool_must(pool, charge(pool, "CB-1", "O-1", PRICE)); /* 20 buyer, 50 held, 10 seller, 20 owed */
    assert_int_equal(owed(pool), 2000);
    pool_earn(pool, "S-1", 500);
    int64_t transit =
        pool_int(pool, "SELECT balance_minor FROM account WHERE kind = 'transit'", NULL);
    pool_must(pool, reverse(pool, "CB-1"));
    assert_int_equal(pool_available(pool, "B-1"), 2000);
    assert_int_equal(pool_held(pool, "sale"), 5000);
    assert_int_equal(pool_available(pool, "S-1"), 1000 + 500);
    assert_int_equal(owed(pool), 0);
    assert_int_equal(returned(pool), 2000);
    assert_int_equal(
        pool_int(pool, "SELECT balance_minor FROM account WHERE kind = 'transit'", NULL),
        transit - 8500);
    pool_verify(pool);
    pool_refuses(pool, reverse(pool, "CB-1"));
    assert_non_null(strstr(pool->err.message, "reversed already"));
    pool_must_be(pool, reverse(pool, "CB-2"), STATUS_NOT_FOUND, "unknown");
    pool_must(pool, charge(pool, "CB-2", "O-1", PRICE)); /* the bank's second instance */
    pool_must(pool, reverse(pool, "CB-2"));
    pool->now_us += 31 * TIME_US_PER_DAY; /* never shipped */
    pool_must(pool, sweep_run(pool->book, NULL, NULL, &result, &pool->err));
    assert_int_equal(pool_available(pool, "B-1"), 7000);
    pool_verify(pool);
    pool_free(pool);
}

/* Whatever became of the deal before: what is taken and what is owed is what was charged back. */
static void what_is_taken_and_what_is_owed_is_what_was_charged_back(void **state)
{
    struct random random = random_start("chargebacks", 20261122);
    (void)state;
    for (int i = 0; i < random_histories(HISTORIES); i++) {
        struct pool *pool = pool_new_under("random.db", i % 2 ? "sea" : "default");
        int complaints = 0;
        pool_deal(pool, "O-1", PRICE, true);
        if (random_chance(&random, 50)) {
            pool_bond(pool, "S-1", random_between(&random, 1, 3000));
        }
        for (int64_t left = PRICE; left > 0 && random_chance(&random, 80);) {
            int64_t part = random_between(&random, 1, left);
            struct deal_step step = {"O-1", cny(part), true};
            int what = (int)random_below(&random, 3);
            if (what == 0) {
                give(pool, part);
            } else if (what == 1) {
                pool_must(pool, deal_return(pool->book, &step, pool_run(pool), &pool->err));
            } else {
                pool_complain(pool, mem_printf(pool->mem, "C-%d", complaints++), "O-1", part);
            }
            left -= part;
        }
        int64_t there = pool_available(pool, "S-1");
        if (there > 0 && random_chance(&random, 60)) {
            pay_out(pool, "S-1", random_between(&random, 1, there));
        }
        int64_t charged = 0;
        for (int n = 0; n < 3 && charged < PRICE; n++) {
            int64_t minor = random_between(&random, 1, PRICE - charged);
            pool_must(pool, charge(pool, mem_printf(pool->mem, "CB-%d", n), "O-1", minor));
            charged += minor;
            assert_int_equal(pool_available(pool, "alipay") + owed(pool), charged);
            pool_verify(pool);
        }
        pool_must(pool, reverse(pool, "CB-0"));
        pool_verify(pool);
        pool_free(pool);
    }
}

#define OF(party) "(SELECT id FROM account WHERE kind = 'available' AND name = '" party "')"
#define TAKING "(SELECT event FROM chargeback WHERE id = 'CB-1')"
#define HOLD(deal) "(SELECT hold_id FROM deal WHERE id = '" deal "')"
#define MOVE_LEG(from, to)                                                                         \
    "UPDATE leg SET account_id = " to " WHERE event = " TAKING " AND account_id = " from

/* What the database lets pass is found; each is undone by its inverse. */
static void verify_finds_money_that_was_taken_back_otherwise(void **state)
{
    static const struct {
        const char *damage, *mend, *said;
    } CASES[] = {
        {MOVE_LEG(OF("alipay"), OF("S-2")), MOVE_LEG(OF("S-2"), OF("alipay")),
         "pays available:S-2, a third party"},
        {MOVE_LEG(HOLD("O-1"), HOLD("EARN-0")), MOVE_LEG(HOLD("EARN-0"), HOLD("O-1")),
         "pays available:alipay, a third party"},
        {MOVE_LEG(HOLD("O-1"), OF("PLATFORM")), MOVE_LEG(OF("PLATFORM"), HOLD("O-1")),
         "pays available:alipay, a third party"},
        {"UPDATE event SET verb = 'hold release' WHERE number = " TAKING,
         "UPDATE event SET verb = 'chargeback' WHERE number = " TAKING,
         "pays available:alipay, a third party"},
        {"UPDATE chargeback SET deal = 'EARN-0'", "UPDATE chargeback SET deal = 'O-1'",
         "pays available:alipay, a third party"},
        {"UPDATE chargeback SET amount_minor = amount_minor + 1",
         "UPDATE chargeback SET amount_minor = amount_minor - 1", "do not add up"},
        {"UPDATE event SET verb = 'ship' WHERE verb = 'capture' AND subject = 'deal:O-1'",
         "UPDATE event SET verb = 'capture' WHERE verb = 'ship'",
         "is charged back beyond what was captured"},
    };
    struct pool *pool = pool_new("verify.db");
    (void)state;
    pool_earn(pool, "S-2", 100);
    pool_deal(pool, "O-1", PRICE, true);
    give(pool, 4000);
    pay_out(pool, "S-1", 3800);
    pool_must(pool, charge(pool, "CB-1", "O-1", 6000)); /* all that is held */
    pool_verify(pool);
    pool_unguard(pool);
    for (size_t i = 0; i < sizeof(CASES) / sizeof(CASES[0]); i++) {
        pool_finds(pool, 4, CASES[i].damage, CASES[i].mend, CASES[i].said);
    }
    pool_must(pool, charge(pool, "CB-2", "O-1", 4000)); /* owed */
    pool_finds(pool, 4, "UPDATE lien SET cap_minor = cap_minor + 1 WHERE rank = 20",
               "UPDATE lien SET cap_minor = cap_minor - 1 WHERE rank = 20", "do not add up");
    pool_verify(pool);
    pool_free(pool);
}

static void the_database_knows_who_may_take_back(void **state)
{
    static const char *const ATTACKS[] = {
        "DELETE FROM chargeback",
        "UPDATE chargeback SET psp = 'S-1'",
        "UPDATE chargeback SET psp = 'S-1', psp_kind = 'seller'",
        "UPDATE chargeback SET held_minor = amount_minor + 1",
        "UPDATE party SET kind = 'seller' WHERE id = 'alipay'",
    };
    struct pool *pool = pool_new("guards.db");
    (void)state;
    pool_deal(pool, "O-1", PRICE, true);
    pool_must(pool, charge(pool, "CB-1", "O-1", PRICE));
    for (size_t i = 0; i < sizeof(ATTACKS) / sizeof(ATTACKS[0]); i++) {
        pool_must(pool, store_begin(pool->store, STORE_WRITER, 1, &pool->err));
        enum status status = store_execute(pool->store, ATTACKS[i], &pool->err);
        if (status == STATUS_OK) {
            status = store_commit(pool->store, &pool->err);
        }
        if (status == STATUS_OK) {
            fail_msg("this was possible: %s", ATTACKS[i]);
        }
        store_rollback(pool->store);
    }
    pool_verify(pool);
    pool_free(pool);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_held_pays_first_and_the_rest_runs_on),
        cmocka_unit_test(each_source_pays_as_far_as_it_goes_and_the_rest_is_owed),
        cmocka_unit_test(a_source_pays_before_the_next_one_is_touched),
        cmocka_unit_test(no_more_is_taken_back_than_this_provider_captured),
        cmocka_unit_test(what_is_between_two_parties_is_not_charged_back),
        cmocka_unit_test(a_complaint_and_a_chargeback_refund_the_buyer_once),
        cmocka_unit_test(what_was_refunded_here_is_taken_back_from_the_buyer_first),
        cmocka_unit_test(a_refund_that_is_gone_is_the_sellers_loss),
        cmocka_unit_test(a_lender_comes_after_the_provider),
        cmocka_unit_test(a_chargeback_that_was_won_comes_back_to_where_it_was),
        cmocka_unit_test(what_is_taken_and_what_is_owed_is_what_was_charged_back),
        cmocka_unit_test(verify_finds_money_that_was_taken_back_otherwise),
        cmocka_unit_test(the_database_knows_who_may_take_back),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
