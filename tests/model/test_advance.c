/* Advances: a lender pays a seller ahead from its own money, and is repaid once, to the cent, out
 * of the deal's hold or, when that is gone, out of what comes in for the seller. Nothing that is
 * held in custody for others can be lent, whoever tries and however. */
#include "model/advance.h"

#include "model/closure.h"
#include "model/deal.h"
#include "model/freeze.h"
#include "model/hold.h"
#include "model/mem.h"
#include "model/party.h"
#include "model/payout.h"
#include "model/sweep.h"
#include "tests/support/pool.h"
#include "tests/support/random.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#define LENT 8000
#define OWED 8200
#define HISTORIES 30

static enum status advance(struct pool *pool, const char *id, const char *lender, int64_t minor,
                           int64_t repay_minor)
{
    struct advance advance = {id, "O-1", lender, cny(minor), cny(repay_minor)};
    return advance_make(pool->book, &advance, pool_run(pool), &pool->err);
}

/* Deal O-1 of 100.00 with a fee of 5.00, of which the lender L-1, who has 100.00, has advanced
 * 80.00 for 82.00. */
static struct pool *make_advance(const char *name)
{
    struct pool *pool = pool_new(name);
    pool_lender(pool, "L-1", 10000);
    pool_deal(pool, "O-1", 10000, true);
    pool_must(pool, advance(pool, "A-1", "L-1", LENT, OWED));
    return pool;
}

static void give(struct pool *pool, int64_t minor)
{
    struct deal_step step = {"O-1", cny(minor), minor > 0};
    pool_must(pool, deal_confirm(pool->book, &step, pool_run(pool), &pool->err));
}

static void take_back(struct pool *pool, int64_t minor)
{
    struct deal_step step = {"O-1", cny(minor), minor > 0};
    pool_must(pool, deal_return(pool->book, &step, pool_run(pool), &pool->err));
}

static void expect_repaid(struct pool *pool, int64_t minor)
{
    assert_int_equal(pool_available(pool, "L-1"), 10000 - LENT + minor);
}

static int64_t open_liens_on(struct pool *pool, const char *kind)
{
    return pool_int(pool,
                    "SELECT count(*) FROM lien n JOIN account a ON a.id = n.account_id"
                    " WHERE n.rank = 50 AND n.is_closed = 0 AND a.kind = $1",
                    kind);
}

static void the_lender_is_repaid_first_out_of_what_the_deal_brings(void **state)
{
    struct pool *pool = make_advance("first.db");
    struct payout payout = {.party = "S-1", .amount = cny(LENT)};
    (void)state;
    assert_int_equal(pool_available(pool, "S-1"), LENT);
    expect_repaid(pool, 0);
    pool_must(pool, payout_request(pool->book, &payout, pool_run(pool), &pool->err));
    give(pool, 0);
    assert_int_equal(pool_available(pool, "PLATFORM"), 500);
    expect_repaid(pool, OWED);
    assert_int_equal(pool_available(pool, "S-1"), 10000 - 500 - OWED);
    assert_int_equal(open_liens_on(pool, "hold") + open_liens_on(pool, "available"), 0);
    pool_earn(pool, "S-1", 1000);
    expect_repaid(pool, OWED);
    pool_verify(pool);
    pool_free(pool);
}

static void a_refund_moves_the_lien_to_the_sellers_next_money(void **state)
{
    struct pool *pool = make_advance("refund.db");
    (void)state;
    take_back(pool, 0);
    assert_int_equal(pool_available(pool, "B-1"), 10000);
    assert_int_equal(pool_available(pool, "S-1"), LENT); /* what it has stays its own */
    assert_int_equal(open_liens_on(pool, "hold"), 0);
    assert_int_equal(open_liens_on(pool, "available"), 1);
    assert_int_equal(pool_int(pool, "SELECT count(*) FROM notice WHERE party = 'L-1'", NULL), 1);
    pool_verify(pool);
    pool_earn(pool, "S-1", 5000);
    expect_repaid(pool, 5000);
    pool_verify(pool);
    pool_earn(pool, "S-1", 5000);
    expect_repaid(pool, OWED);
    assert_int_equal(pool_available(pool, "S-1"), LENT + 10000 - OWED);
    pool_earn(pool, "S-1", 5000);
    expect_repaid(pool, OWED);
    pool_verify(pool);
    pool_free(pool);
}

static void while_something_is_held_the_lien_stays_on_it(void **state)
{
    struct pool *pool = make_advance("parts.db");
    (void)state;
    take_back(pool, 6000);
    assert_int_equal(open_liens_on(pool, "hold"), 1);
    assert_int_equal(open_liens_on(pool, "available"), 0);
    pool_earn(pool, "S-1", 1000);
    expect_repaid(pool, 0);
    give(pool, 4000); /* 38.00 after the fee; then nothing is held */
    expect_repaid(pool, 3800);
    assert_int_equal(open_liens_on(pool, "hold"), 0);
    pool_earn(pool, "S-1", 9000);
    expect_repaid(pool, OWED);
    pool_verify(pool);
    pool_free(pool);
}

static void a_dispute_may_be_what_a_deals_holds_end_with(void **state)
{
    struct pool *pool = make_advance("dispute.db");
    (void)state;
    pool_complain(pool, "C-1", "O-1", 4000);
    give(pool, 0);
    expect_repaid(pool, 5700);
    assert_int_equal(open_liens_on(pool, "hold"), 1);
    pool_must(pool, pool_decide(pool, "C-1", OUTCOME_REFUND));
    assert_int_equal(open_liens_on(pool, "hold"), 0);
    pool_earn(pool, "S-1", 9000);
    expect_repaid(pool, OWED);
    pool_verify(pool);
    pool_free(pool);
}

/* The lender's lien moves in the event that awards, and is no part of the award. */
static void an_award_counts_only_what_is_awarded(void **state)
{
    struct pool *pool = make_advance("award.db");
    (void)state;
    pool_complain(pool, "C-1", "O-1", 0);
    pool_must(pool, pool_decide(pool, "C-1", OUTCOME_AWARD));
    assert_int_equal(pool_int(pool, "SELECT award_minor FROM complaint", NULL), 50000);
    assert_int_equal(open_liens_on(pool, "available"), 1);
    pool_earn(pool, "S-1", 10000); /* the lender's rank is before the award's */
    expect_repaid(pool, OWED);
    assert_int_equal(pool_held(pool, "award"), 10000 - OWED);
    pool_verify(pool);
    pool_free(pool);
}

static void a_default_to_the_buyer_moves_it_as_well(void **state)
{
    struct pool *pool = make_advance("default.db");
    struct sweep_result result;
    (void)state;
    pool->now_us += 30 * TIME_US_PER_DAY;
    pool_must(pool, sweep_run(pool->book, NULL, NULL, &result, &pool->err));
    assert_int_equal(pool_available(pool, "B-1"), 10000);
    assert_int_equal(open_liens_on(pool, "available"), 1);
    pool_verify(pool);
    pool_free(pool);
}

static void the_sellers_own_liens_are_served_by_what_is_advanced(void **state)
{
    struct pool *pool = pool_new("served.db");
    struct freeze freeze = {.party = "S-1",
                            .amount = cny(3000),
                            .until_us = pool->now_us + TIME_US_PER_DAY,
                            .ground = "fraud",
                            .facts = "three reports"};
    (void)state;
    pool_lender(pool, "L-1", 10000);
    pool_deal(pool, "O-1", 10000, true);
    pool_must(pool, freeze_put(pool->book, &freeze, pool_run(pool), &pool->err));
    pool_must(pool, advance(pool, "A-1", "L-1", LENT, OWED));
    assert_int_equal(pool_held(pool, "freeze"), 3000);
    assert_int_equal(pool_available(pool, "S-1"), LENT - 3000);
    pool_verify(pool);
    pool_free(pool);
}

static void the_policy_bounds_what_is_lent_on_a_hold_and_the_charge(void **state)
{
    struct pool *pool = pool_new("bounds.db");
    (void)state;
    pool_lender(pool, "L-1", 20000);
    pool_lender(pool, "L-2", 20000);
    pool_deal(pool, "O-1", 10000, true); /* leaves 95.00, nine tenths of which are 85.50 */
    pool_refuses(pool, advance(pool, "A-1", "L-1", 8551, 8551));
    assert_non_null(strstr(pool->err.message, "at most CNY 85.50 more"));
    pool_refuses(pool, advance(pool, "A-1", "L-1", 8000, 8401)); /* a twentieth is 4.00 */
    assert_non_null(strstr(pool->err.message, "a charge of CNY 4.01 is more than CNY 4.00"));
    pool_must_be(pool, advance(pool, "A-1", "L-1", 8000, 7999), STATUS_INVALID, "less");
    pool_must_be(pool, advance(pool, "A-1", "L-1", 0, 0), STATUS_INVALID, "nothing");
    pool_must(pool, advance(pool, "A-1", "L-1", 5000, 5000));
    pool_refuses(pool, advance(pool, "A-2", "L-2", 3551, 3551));
    pool_must(pool, advance(pool, "A-2", "L-2", 3550, 3550));
    pool_refuses(pool, advance(pool, "A-3", "L-2", 1, 1));
    give(pool, 6000); /* 57.00: the elder first */
    assert_int_equal(pool_available(pool, "L-1"), 20000);
    assert_int_equal(pool_available(pool, "L-2"), 20000 - 3550 + 700);
    give(pool, 0);
    assert_int_equal(pool_available(pool, "L-2"), 20000);
    pool_verify(pool);
    pool_free(pool);
}

static void a_hold_secures_no_more_advances_than_can_move_at_once(void **state)
{
    struct pool *pool = pool_new("many.db");
    (void)state;
    pool_lender(pool, "L-1", 10000);
    pool_deal(pool, "O-1", 10000, true);
    for (int i = 0; i < 64; i++) {
        pool_must(pool, advance(pool, NULL, "L-1", 10, 10));
    }
    pool_must_be(pool, advance(pool, NULL, "L-1", 10, 10), STATUS_LIMIT, "one more");
    take_back(pool, 0);
    assert_int_equal(open_liens_on(pool, "available"), 64);
    pool_verify(pool);
    pool_earn(pool, "S-1", 1000);
    assert_int_equal(pool_available(pool, "L-1"), 10000);
    pool_verify(pool);
    pool_free(pool);
}

static void deal_of(struct pool *pool, const char *mode, const char *buyer)
{
    struct deal deal = {.id = "O-1",
                        .mode = mode,
                        .buyer = buyer,
                        .seller = "S-1",
                        .category = "goods",
                        .price = cny(10000),
                        .fee = cny(0),
                        .period_us = 10 * TIME_US_PER_DAY};
    struct deal_capture capture = {"O-1", "alipay", cny(10000)};
    pool_must(pool, deal_order(pool->book, &deal, pool_run(pool), &pool->err));
    pool_must(pool, deal_capture(pool->book, &capture, pool_run(pool), &pool->err));
}

static void only_a_sale_whose_money_is_held_and_undisputed_secures_anything(void **state)
{
    static const char *const MODES[] = {"chain", "prepaid"};
    (void)state;
    for (size_t i = 0; i < 2; i++) {
        struct pool *pool = pool_new("modes.db");
        pool_lender(pool, "L-1", 10000);
        deal_of(pool, MODES[i], "B-1");
        pool_refuses(pool, advance(pool, "A-1", "L-1", 1000, 1000));
        assert_non_null(strstr(pool->err.message, i == 0 ? "between its two" : "prepaid"));
        pool_verify(pool);
        pool_free(pool);
    }
    struct pool *pool = pool_new("security.db");
    struct deal_capture capture = {"O-1", "alipay", cny(10000)};
    pool_lender(pool, "L-1", 10000);
    pool_must_be(pool, advance(pool, "A-1", "L-1", 100, 100), STATUS_NOT_FOUND, "no deal");
    pool_deal(pool, "O-1", 10000, false);
    pool_refuses(pool, advance(pool, "A-1", "L-1", 100, 100));
    pool_must(pool, deal_capture(pool->book, &capture, pool_run(pool), &pool->err));
    pool_complain(pool, "C-1", "O-1", 9000);
    pool_refuses(pool, advance(pool, "A-1", "L-1", 900, 900)); /* 9.50 is not in dispute */
    pool_must(pool, advance(pool, "A-1", "L-1", 850, 855));
    pool_must_be(pool, advance(pool, "A-1", "L-1", 1, 1), STATUS_CONFLICT, "twice");
    give(pool, 0);
    pool_refuses(pool, advance(pool, "A-2", "L-1", 1, 1)); /* the dispute alone is left */
    struct advance dollars = {"A-2", "O-1", "L-1", {100, "USD"}, {100, "USD"}};
    pool_refuses(pool, advance_make(pool->book, &dollars, pool_run(pool), &pool->err));
    pool_verify(pool);
    pool_free(pool);
}

static void freeze(struct pool *pool, const char *party, const char *scope)
{
    struct freeze freeze = {.party = party,
                            .scope = scope,
                            .until_us = pool->now_us + TIME_US_PER_DAY,
                            .ground = "fraud",
                            .facts = "three reports"};
    pool_must(pool, freeze_put(pool->book, &freeze, pool_run(pool), &pool->err));
}

static void a_frozen_a_closed_or_an_owing_seller_gets_no_advance(void **state)
{
    struct closure closure = {"S-1", "insolvent"};
    struct pool *pool = make_advance("seller.db");
    (void)state;
    freeze(pool, "S-1", "payout,listing");
    pool_must(pool, advance(pool, "A-2", "L-1", 100, 100));
    freeze(pool, "S-1", "advance");
    pool_refuses(pool, advance(pool, "A-3", "L-1", 100, 100));
    assert_non_null(strstr(pool->err.message, "advance of S-1 is frozen"));
    pool->now_us += 2 * TIME_US_PER_DAY;
    pool_must(pool, advance(pool, "A-3", "L-1", 100, 100));
    take_back(pool, 0);
    pool_deal(pool, "O-2", 10000, true);
    struct advance next = {"A-4", "O-2", "L-1", cny(10), cny(10)};
    pool_refuses(pool, advance_make(pool->book, &next, pool_run(pool), &pool->err));
    assert_non_null(strstr(pool->err.message, "still owes L-1"));
    pool_earn(pool, "S-1", 10000);
    pool_must(pool, advance_make(pool->book, &next, pool_run(pool), &pool->err));
    pool_must(pool, closure_close(pool->book, &closure, pool_run(pool), &pool->err));
    next.id = "A-5";
    pool_refuses(pool, advance_make(pool->book, &next, pool_run(pool), &pool->err));
    pool_verify(pool);
    pool_free(pool);
}

/* The float: what is in custody for others, however much of it there is. */
static void no_party_but_a_lender_lends_and_it_lends_its_own(void **state)
{
    static const char *const OTHERS[] = {"PLATFORM", "CUSTODIAN", "B-1", "S-1", "S-2", "alipay"};
    struct pool *pool = pool_new("float.db");
    (void)state;
    pool_lender(pool, "L-1", 0);
    pool_lender(pool, "L-2", 7999);
    pool_deal(pool, "O-1", 10000, true);
    for (int i = 0; i < 5; i++) {
        pool_earn(pool, i < 3 ? "S-2" : "S-1", 100000);
    }
    pool_deal(pool, "O-2", 100000, true);
    struct deal_step step = {.deal = "O-2"};
    pool_must(pool, deal_return(pool->book, &step, pool_run(pool), &pool->err)); /* B-1 has money */
    int64_t events = pool_int(pool, "SELECT count(*) FROM event", NULL);
    for (size_t i = 0; i < sizeof(OTHERS) / sizeof(OTHERS[0]); i++) {
        pool_refuses(pool, advance(pool, "A-1", OTHERS[i], LENT, OWED));
        assert_non_null(strstr(pool->err.message, "a lender is needed"));
    }
    pool_refuses(pool, advance(pool, "A-1", "L-1", 1, 1));
    assert_non_null(strstr(pool->err.message, "L-1 has CNY 0.00 available"));
    pool_refuses(pool, advance(pool, "A-1", "L-2", LENT, OWED));
    assert_int_equal(pool_int(pool, "SELECT count(*) FROM event", NULL), events);
    struct party lender = {"PLATFORM", "lender", "Market Platform", "CN", NULL, NULL, NULL, NULL};
    pool_refuses(pool, party_put(pool->book, &lender, pool_run(pool), &pool->err));
    pool_verify(pool);
    pool_free(pool);
    pool = pool_new("buyer.db");
    pool_lender(pool, "L-1", 10000);
    deal_of(pool, "escrow", "L-1");
    pool_refuses(pool, advance(pool, "A-1", "L-1", 100, 100));
    pool_free(pool);
}

/* Refused by the database itself when the transaction ends, if not before. */
static void attack(struct pool *pool, const char *sql)
{
    pool_must(pool, store_begin(pool->store, STORE_WRITER, 1, &pool->err));
    enum status status = store_execute(pool->store, sql, &pool->err);
    if (status == STATUS_OK) {
        status = store_commit(pool->store, &pool->err);
    }
    if (status != STATUS_OK) {
        store_rollback(pool->store);
        return;
    }
    fail_msg("this was possible: %s", sql);
}

#define ADVANCE(lender, more)                                                                      \
    "INSERT INTO advance (id, deal, lender, seller, currency, amount_minor, repay_minor, hold_id," \
    " lien_id, event" more ") SELECT 'A-9', deal, " lender ", seller, currency, amount_minor,"     \
    " repay_minor, hold_id, lien_id, event + 1"

static void no_statement_makes_another_a_lender_or_changes_an_advance(void **state)
{
    static const char *const ATTACKS[] = {
        ADVANCE("'PLATFORM'", "") " FROM advance",
        ADVANCE("'CUSTODIAN'", "") " FROM advance",
        ADVANCE("'B-1'", ", lender_kind") ", 'buyer' FROM advance",
        ADVANCE("'B-1'", ", lender_kind") ", 'lender' FROM advance",
        "UPDATE advance SET lender = 'PLATFORM'",
        "UPDATE advance SET repay_minor = 9000",
        "DELETE FROM advance",
        "UPDATE party SET kind = 'platform' WHERE id = 'L-1'",
    };
    struct pool *pool = make_advance("statements.db");
    (void)state;
    for (size_t i = 0; i < sizeof(ATTACKS) / sizeof(ATTACKS[0]); i++) {
        attack(pool, ATTACKS[i]);
    }
    pool_verify(pool);
    pool_free(pool);
}

#define OF_PLATFORM "(SELECT id FROM account WHERE kind = 'available' AND name = 'PLATFORM')"
#define OF_LENDER "(SELECT id FROM account WHERE kind = 'available' AND name = 'L-1')"
#define OF_SELLER "(SELECT id FROM account WHERE kind = 'available' AND name = 'S-1')"
#define OF_OTHER "(SELECT id FROM account WHERE kind = 'available' AND name = 'S-2')"
#define LENDING "(SELECT event FROM advance)"

static void verify_finds_money_that_was_lent_otherwise(void **state)
{
    static const struct {
        const char *damage, *mend, *said;
    } CASES[] = {
        {"UPDATE leg SET account_id = " OF_PLATFORM " WHERE event = " LENDING
         " AND account_id = " OF_LENDER,
         "UPDATE leg SET account_id = " OF_LENDER " WHERE event = " LENDING
         " AND account_id = " OF_PLATFORM,
         "pays available:S-1, a third party"},
        {"UPDATE leg SET account_id = " OF_OTHER " WHERE event = " LENDING
         " AND account_id = " OF_SELLER,
         "UPDATE leg SET account_id = " OF_SELLER " WHERE event = " LENDING
         " AND account_id = " OF_OTHER,
         "pays available:S-2, a third party"},
        {"UPDATE event SET verb = 'payout' WHERE verb = 'advance'",
         "UPDATE event SET verb = 'advance' WHERE verb = 'payout'",
         "pays available:S-1, a third party"},
        {"UPDATE advance SET event = event + 1000", "UPDATE advance SET event = event - 1000",
         "pays available:S-1, a third party"},
        {"UPDATE party SET kind = 'platform' WHERE id = 'L-1'",
         "UPDATE party SET kind = 'lender' WHERE id = 'L-1'", "is not lent by a lender"},
        {"UPDATE advance SET seller = 'S-2'", "UPDATE advance SET seller = 'S-1'",
         "is not lent by a lender"},
        {"UPDATE advance SET amount_minor = 8100", "UPDATE advance SET amount_minor = 8000",
         "is not what its lender paid"},
        {"UPDATE lien SET cap_minor = 9000 WHERE rank = 50",
         "UPDATE lien SET cap_minor = 8200 WHERE rank = 50", "do not add up"},
        {"UPDATE lien SET is_closed = 1 WHERE rank = 50",
         "UPDATE lien SET is_closed = 0 WHERE rank = 50", "do not add up"},
        {"UPDATE lien SET beneficiary_id = " OF_PLATFORM " WHERE rank = 50",
         "UPDATE lien SET beneficiary_id = " OF_LENDER " WHERE rank = 50", "do not add up"},
        {"UPDATE lien SET rank = 50 WHERE rank = 40",
         "UPDATE lien SET rank = 40 WHERE ground = 'platform fee'", "and of no advance"},
    };
    struct pool *pool = make_advance("verify.db");
    (void)state;
    pool_earn(pool, "S-2", 20000);
    pool_unguard(pool);
    for (size_t i = 0; i < sizeof(CASES) / sizeof(CASES[0]); i++) {
        pool_finds(pool, 4, CASES[i].damage, CASES[i].mend, CASES[i].said);
    }
    pool_verify(pool);
    pool_free(pool);
}

/* However a deal ends, the lender gets what was agreed once the seller has earned enough, and never
 * a cent more. */
static void whatever_becomes_of_the_deal_the_lender_is_repaid_once(void **state)
{
    struct random random = random_start("advances", 20261122);
    (void)state;
    for (int i = 0; i < random_histories(HISTORIES); i++) {
        struct pool *pool = make_advance("random.db");
        int complaints = 0;
        for (int64_t left = 10000; left > 0;) {
            int64_t part = random_chance(&random, 20) ? left : random_between(&random, 1, left);
            int what = (int)random_below(&random, 3);
            if (what == 0) {
                give(pool, part);
            } else if (what == 1) {
                take_back(pool, part);
            } else {
                pool_complain(pool, mem_printf(pool->mem, "C-%d", complaints++), "O-1", part);
            }
            left -= part;
        }
        while (complaints > 0) {
            char *id = mem_printf(pool->mem, "C-%d", --complaints);
            bool is_refund = random_chance(&random, 50);
            pool_must(pool, pool_decide(pool, id, is_refund ? OUTCOME_REFUND : OUTCOME_DISMISS));
        }
        assert_int_equal(open_liens_on(pool, "hold"), 0);
        pool_earn(pool, "S-1", 20000);
        expect_repaid(pool, OWED);
        assert_int_equal(open_liens_on(pool, "available"), 0);
        pool_verify(pool);
        pool_free(pool);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_lender_is_repaid_first_out_of_what_the_deal_brings),
        cmocka_unit_test(a_refund_moves_the_lien_to_the_sellers_next_money),
        cmocka_unit_test(while_something_is_held_the_lien_stays_on_it),
        cmocka_unit_test(a_dispute_may_be_what_a_deals_holds_end_with),
        cmocka_unit_test(an_award_counts_only_what_is_awarded),
        cmocka_unit_test(a_default_to_the_buyer_moves_it_as_well),
        cmocka_unit_test(the_sellers_own_liens_are_served_by_what_is_advanced),
        cmocka_unit_test(the_policy_bounds_what_is_lent_on_a_hold_and_the_charge),
        cmocka_unit_test(a_hold_secures_no_more_advances_than_can_move_at_once),
        cmocka_unit_test(only_a_sale_whose_money_is_held_and_undisputed_secures_anything),
        cmocka_unit_test(a_frozen_a_closed_or_an_owing_seller_gets_no_advance),
        cmocka_unit_test(no_party_but_a_lender_lends_and_it_lends_its_own),
        cmocka_unit_test(no_statement_makes_another_a_lender_or_changes_an_advance),
        cmocka_unit_test(verify_finds_money_that_was_lent_otherwise),
        cmocka_unit_test(whatever_becomes_of_the_deal_the_lender_is_repaid_once),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
