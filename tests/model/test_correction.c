/* What was entered by mistake goes back the way it came: money, sums, liens and clocks; once, and
 * only where nobody relies on it. */
#include "model/correction.h"

#include "model/chargeback.h"
#include "model/closure.h"
#include "model/conversion.h"
#include "model/deal.h"
#include "model/expect.h"
#include "model/freeze.h"
#include "model/hold.h"
#include "model/match.h"
#include "model/mem.h"
#include "model/operator.h"
#include "model/party.h"
#include "model/payout.h"
#include "model/sweep.h"
#include "model/verify.h"
#include "tests/support/pool.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#define PRICE 10000
#define WEEK (7 * TIME_US_PER_DAY)

static int64_t last_event(struct pool *pool)
{
    return pool_int(pool, "SELECT max(number) FROM event", NULL);
}

static enum status correct(struct pool *pool, int64_t event)
{
    struct correction correction = {event, "another order was meant"};
    return correction_make(pool->book, &correction, pool_run(pool), &pool->err);
}

/* The last event, which a step has made, is corrected. */
static void correct_last(struct pool *pool)
{
    int64_t event = last_event(pool);
    pool_must(pool, correct(pool, event));
    assert_int_equal(pool_int(pool, "SELECT max(corrects) FROM correction", NULL), event);
    pool_verify(pool);
}

static void refuse_last(struct pool *pool, const char *words)
{
    int64_t event = last_event(pool);
    pool_refuses(pool, correct(pool, event));
    char *said = mem_printf(pool->mem, "%s (%s)", pool->err.message, pool->err.hint);
    if (strstr(said, words) == NULL) {
        fail_msg("%s does not say %s", said, words);
    }
    assert_int_equal(last_event(pool), event);
    pool_verify(pool);
}

static void confirm(struct pool *pool, const char *deal, int64_t minor)
{
    struct deal_step step = {deal, cny(minor), minor > 0};
    pool_must(pool, deal_confirm(pool->book, &step, pool_run(pool), &pool->err));
}

static void give_back(struct pool *pool, const char *deal, int64_t minor)
{
    struct deal_step step = {deal, cny(minor), minor > 0};
    pool_must(pool, deal_return(pool->book, &step, pool_run(pool), &pool->err));
}

static enum status pay_out(struct pool *pool, const char *party, int64_t minor)
{
    struct payout payout = {.party = party, .amount = cny(minor)};
    return payout_request(pool->book, &payout, pool_run(pool), &pool->err);
}

static int64_t of_deal(struct pool *pool, const char *column)
{
    return pool_int(pool, mem_printf(pool->mem, "SELECT %s FROM deal WHERE id = 'O-1'", column),
                    NULL);
}

static int64_t of_hold(struct pool *pool, const char *column)
{
    return pool_int(pool,
                    mem_printf(pool->mem,
                               "SELECT a.%s FROM account a JOIN deal d ON d.hold_id = a.id"
                               " WHERE d.id = 'O-1'",
                               column),
                    NULL);
}

static void a_release_goes_back_with_its_fee_and_is_done_anew(void **state)
{
    struct pool *pool = pool_new("release.db");
    (void)state;
    pool_deal(pool, "O-1", PRICE, true);
    confirm(pool, "O-1", 3333);
    int64_t first = last_event(pool);
    confirm(pool, "O-1", 6667);
    correct_last(pool); /* the second one */
    assert_int_equal(pool_available(pool, "PLATFORM"), 166);
    assert_int_equal(of_deal(pool, "released_minor"), 3333);
    pool_must(pool, correct(pool, first));
    assert_int_equal(pool_available(pool, "PLATFORM"), 0);
    assert_int_equal(pool_available(pool, "S-1"), 0);
    assert_int_equal(of_deal(pool, "released_minor"), 0);
    assert_int_equal(of_hold(pool, "balance_minor"), PRICE);
    assert_int_equal(pool_int(pool, "SELECT base_minor + taken_minor + is_closed FROM lien", NULL),
                     0);
    confirm(pool, "O-1", 0);
    assert_int_equal(pool_available(pool, "PLATFORM"), PRICE / 20);
    assert_int_equal(pool_available(pool, "S-1"), PRICE - PRICE / 20);
    pool_verify(pool);
    pool_free(pool);
}

static void a_share_counts_what_passed_though_it_was_too_little_for_it(void **state)
{
    struct pool *pool = pool_new("share.db");
    (void)state;
    pool_deal(pool, "O-1", PRICE, true);
    confirm(pool, "O-1", 19); /* a fee of 0.95 of a unit */
    assert_int_equal(pool_int(pool, "SELECT base_minor FROM lien", NULL), 19);
    correct_last(pool);
    assert_int_equal(pool_int(pool, "SELECT base_minor FROM lien", NULL), 0);
    pool_free(pool);
}

static void an_emptied_hold_has_a_clock_again_and_a_live_one_keeps_its_own(void **state)
{
    struct pool *pool = pool_new("clock.db");
    struct deal_step ship = {.deal = "O-1"};
    struct sweep_result swept;
    (void)state;
    pool_deal(pool, "O-1", PRICE, true);
    pool_must(pool, deal_ship(pool->book, &ship, pool_run(pool), &pool->err));
    int64_t due = of_hold(pool, "due_us"); /* in ten days, to the payee */
    confirm(pool, "O-1", 100);
    correct_last(pool);
    assert_int_equal(of_hold(pool, "due_us"), due);
    pool->now_us += 9 * TIME_US_PER_DAY;
    confirm(pool, "O-1", 0);
    correct_last(pool);
    assert_int_equal(of_hold(pool, "due_us"), pool->now_us + WEEK);
    pool->now_us += WEEK - 1;
    pool_must(pool, sweep_run(pool->book, NULL, NULL, &swept, &pool->err));
    assert_int_equal(swept.holds, 0);
    pool->now_us += 1;
    pool_must(pool, sweep_run(pool->book, NULL, NULL, &swept, &pool->err));
    assert_int_equal(swept.holds, 1);
    assert_int_equal(of_deal(pool, "released_minor"), PRICE);
    pool_verify(pool);
    pool_free(pool);
}

static void what_is_overdue_has_its_default_first(void **state)
{
    struct pool *pool = pool_new("overdue.db");
    struct sweep_result swept;
    (void)state;
    pool_deal(pool, "O-1", PRICE, true);
    confirm(pool, "O-1", 100);
    int64_t event = last_event(pool);
    pool->now_us += 31 * TIME_US_PER_DAY;
    refuse_last(pool, "overdue: its default comes first");
    pool_must(pool, sweep_run(pool->book, NULL, NULL, &swept, &pool->err));
    pool_must(pool, correct(pool, event));
    assert_int_equal(of_hold(pool, "balance_minor"), 100);
    assert_int_equal(of_hold(pool, "due_us"), pool->now_us + WEEK);
    pool_verify(pool);
    pool_free(pool);
}

static void a_return_goes_back_while_the_buyer_still_has_it(void **state)
{
    struct pool *pool = pool_new("return.db");
    (void)state;
    pool_deal(pool, "O-1", PRICE, true);
    give_back(pool, "O-1", 4000);
    correct_last(pool);
    assert_int_equal(of_deal(pool, "returned_minor"), 0);
    assert_int_equal(pool_available(pool, "B-1"), 0);
    give_back(pool, "O-1", 0);
    int64_t event = last_event(pool);
    pool_must(pool, pay_out(pool, "B-1", 1));
    pool_refuses(pool, correct(pool, event));
    assert_string_equal(pool->err.message, "available:B-1 has CNY 99.99, and 100.00 is needed");
    assert_non_null(strstr(pool->err.hint, "the last to take from available:B-1: payout by ann"));
    pool_verify(pool);
    pool_free(pool);
}

static void a_capture_goes_back_until_the_money_has_moved_on(void **state)
{
    struct pool *pool = pool_new("capture.db");
    struct deal_step cancel = {.deal = "O-1"};
    (void)state;
    pool_deal(pool, "O-1", PRICE, true);
    correct_last(pool);
    assert_int_equal(of_deal(pool, "funded_minor"), 0);
    assert_int_equal(pool_int(pool, "SELECT count(*) FROM deal WHERE funded_us IS NULL", NULL), 1);
    assert_int_equal(
        pool_int(pool, "SELECT balance_minor FROM account WHERE kind = 'transit'", NULL), 0);
    pool_must(pool, deal_cancel(pool->book, &cancel, pool_run(pool), &pool->err));
    pool_deal(pool, "O-2", PRICE, true);
    int64_t event = last_event(pool);
    confirm(pool, "O-2", 1);
    pool_refuses(pool, correct(pool, event));
    assert_non_null(strstr(pool->err.message, "has CNY 99.99, and 100.00 is needed"));
    assert_non_null(strstr(pool->err.hint, "confirm by ann"));
    pool_verify(pool);
    pool_free(pool);
}

/* What a line of the bank was found to be. */
static void receive(struct pool *pool, const char *item, int64_t minor)
{
    struct match_terms terms = {
        .line = mem_printf(pool->mem, "line:%lld", (long long)pool_line(pool, minor, NULL)),
        .item = item};
    refuse_last(pool, "unmatch");
    pool_must(pool, match_make(pool->book, &terms, pool_run(pool), &pool->err));
    refuse_last(pool, "unmatch");
}

static void settle(struct pool *pool, int64_t gross, int64_t fee)
{
    struct batch batch = {.id = "T-1",
                          .psp = "alipay",
                          .gross = cny(gross),
                          .fee = cny(fee),
                          .net = cny(gross - fee)};
    pool_must(pool, batch_put(pool->book, &batch, pool_run(pool), &pool->err));
    receive(pool, "batch:T-1", gross - fee);
}

static void a_capture_that_its_provider_has_paid_stays(void **state)
{
    struct pool *pool = pool_new("settled.db");
    (void)state;
    pool_deal(pool, "O-1", PRICE, true);
    int64_t event = last_event(pool);
    settle(pool, PRICE, 0);
    pool_refuses(pool, correct(pool, event));
    assert_non_null(strstr(pool->err.message, "transit:alipay owes CNY 0.00, and not 100.00"));
    pool_verify(pool);
    pool_free(pool);
}

static void what_liens_took_on_the_way_is_theirs_to_claim_again(void **state)
{
    struct pool *pool = pool_new("liens.db");
    struct freeze freeze = {.party = "S-1",
                            .amount = cny(5000),
                            .ground = "fraud",
                            .facts = "as reported",
                            .until_us = pool->now_us + 60 * TIME_US_PER_DAY};
    (void)state;
    pool_deal(pool, "O-1", PRICE, true);
    pool_must(pool, freeze_put(pool->book, &freeze, pool_run(pool), &pool->err));
    refuse_last(pool, "unfreeze lifts it");
    confirm(pool, "O-1", 0);
    assert_int_equal(pool_held(pool, "freeze"), 5000);
    assert_int_equal(pool_int(pool, "SELECT count(*) FROM lien WHERE is_closed = 1", NULL), 2);
    correct_last(pool);
    assert_int_equal(pool_held(pool, "freeze"), 0);
    assert_int_equal(pool_int(pool, "SELECT sum(is_closed + taken_minor) FROM lien", NULL), 0);
    confirm(pool, "O-1", 2000);
    assert_int_equal(pool_held(pool, "freeze"), 1900);
    pool_verify(pool);
    pool_free(pool);
}

static void what_cannot_be_told_apart_stays_where_it_went(void **state)
{
    struct pool *pool = pool_new("apart.db");
    (void)state;
    pool_deal(pool, "O-1", PRICE, true);
    settle(pool, PRICE, 700); /* which the platform has not: a lien on it */
    confirm(pool, "O-1", 0);  /* its fee goes on to the provider */
    refuse_last(pool, "cannot be told from other claims");
    pool_free(pool);
}

static void a_reserve_that_was_kept_back_goes_back_too(void **state)
{
    struct pool *pool = pool_new_under("reserve.db", "sea");
    (void)state;
    pool_deal(pool, "O-1", PRICE, true);
    confirm(pool, "O-1", 0);
    assert_true(pool_held(pool, "reserve") > 0);
    correct_last(pool);
    assert_int_equal(pool_held(pool, "reserve"), 0);
    assert_int_equal(pool_held(pool, "sale"), PRICE);
    pool_free(pool);
}

static void order(struct pool *pool, const char *mode, const char *seller, struct money price)
{
    struct deal deal = {.id = mode,
                        .mode = mode,
                        .buyer = "B-2",
                        .seller = seller,
                        .category = "course",
                        .price = price,
                        .fee = {0},
                        .period_us = TIME_US_PER_DAY};
    struct deal_capture capture = {mode, "alipay", price};
    memcpy(deal.fee.currency, price.currency, sizeof price.currency);
    pool_must(pool, deal_order(pool->book, &deal, pool_run(pool), &pool->err));
    pool_must(pool, deal_capture(pool->book, &capture, pool_run(pool), &pool->err));
}

static void what_was_drawn_goes_back_and_a_chain_keeps_what_it_moved(void **state)
{
    struct pool *pool = pool_new("ways.db");
    struct deal_step draw = {"prepaid", cny(400), true};
    (void)state;
    order(pool, "prepaid", "S-1", cny(PRICE));
    pool_must(pool, deal_draw(pool->book, &draw, pool_run(pool), &pool->err));
    correct_last(pool);
    assert_int_equal(pool_held(pool, "prepaid"), PRICE);
    order(pool, "chain", "S-2", cny(PRICE));
    refuse_last(pool, "between its two parties");
    confirm(pool, "chain", 100);
    refuse_last(pool, "between its two parties");
    give_back(pool, "chain", 100);
    refuse_last(pool, "between its two parties");
    pool_free(pool);
}

static void both_sides_of_a_conversion_go_back_or_none(void **state)
{
    static const struct party DEALER = {"FX-BANK", "bank", "Dealer", "DE", NULL, NULL, NULL, NULL};
    struct conversion one = {.party = "S-1",
                             .dealer = "FX-BANK",
                             .sold = cny(1000),
                             .currency = "EUR",
                             .rate = {1273, 10000},
                             .rounding = "down"};
    struct freeze freeze = {.party = "S-1",
                            .amount = {100, "EUR"},
                            .ground = "fraud",
                            .facts = "as reported",
                            .until_us = POOL_NOW_US + TIME_US_PER_DAY};
    struct payout payout = {.party = "FX-BANK", .amount = cny(1)};
    struct pool *pool = pool_new("fx.db");
    (void)state;
    pool_must(pool, party_put(pool->book, &DEALER, pool_run(pool), &pool->err));
    refuse_last(pool, "it moved no money");
    order(pool, "chain", "FX-BANK", (struct money){1000, "EUR"});
    confirm(pool, "chain", 0);
    pool_earn(pool, "S-1", 2000);
    pool_must(pool, freeze_put(pool->book, &freeze, pool_run(pool), &pool->err));
    pool_must(pool, conversion_make(pool->book, &one, pool_run(pool), &pool->err));
    assert_int_equal(pool_held(pool, "freeze"), 100);
    correct_last(pool);
    assert_int_equal(pool_held(pool, "freeze"), 0);
    assert_int_equal(pool_available(pool, "S-1"), 2000);
    assert_int_equal(pool_available(pool, "FX-BANK"), 1000);
    pool_must(pool, conversion_make(pool->book, &one, pool_run(pool), &pool->err));
    int64_t event = last_event(pool);
    pool_must(pool, payout_request(pool->book, &payout, pool_run(pool), &pool->err));
    pool_refuses(pool, correct(pool, event));
    assert_non_null(strstr(pool->err.message, "available:FX-BANK has CNY 9.99"));
    pool_verify(pool);
    pool_free(pool);
}

static void what_others_rely_on_has_a_way_of_its_own(void **state)
{
    struct pool *pool = pool_new("others.db");
    struct closure closure = {"S-2", "insolvent"};
    struct sweep_result swept;
    (void)state;
    pool_deal(pool, "O-1", PRICE, true);
    pool_deal(pool, "O-2", PRICE, true);
    pool_complain(pool, "C-1", "O-1", 4000);
    refuse_last(pool, "decide the complaint");
    pool_must(pool, pool_decide(pool, "C-1", OUTCOME_REFUND));
    refuse_last(pool, "stands until an appeal");
    pool_must(pool, pay_out(pool, "B-1", 100));
    refuse_last(pool, "comes back by the bank's line");
    pool_must(pool, closure_close(pool->book, &closure, pool_run(pool), &pool->err));
    refuse_last(pool, "it moved no money");
    pool->now_us += 31 * TIME_US_PER_DAY;
    pool_must(pool, sweep_run(pool->book, NULL, NULL, &swept, &pool->err));
    assert_true(swept.holds > 0);
    int64_t event = pool_int(pool, "SELECT max(number) FROM event WHERE verb = 'default'", NULL);
    pool_refuses(pool, correct(pool, event));
    assert_non_null(strstr(pool->err.hint, "by its clock"));
    pool_must_be(pool, correct(pool, 9999), STATUS_NOT_FOUND, "no event");
    pool_verify(pool);
    pool_free(pool);
}

static void a_refund_that_was_charged_back_stays(void **state)
{
    struct pool *pool = pool_new("charged.db");
    struct chargeback chargeback = {"K-1", "O-1", "alipay", cny(4000), "fraud"};
    struct chargeback_reversal won = {"K-1", "won"};
    (void)state;
    pool_deal(pool, "O-1", PRICE, true);
    give_back(pool, "O-1", 4000);
    int64_t event = last_event(pool);
    pool_must(pool, chargeback_take(pool->book, &chargeback, pool_run(pool), &pool->err));
    pool_deal(pool, "O-2", PRICE, true);
    give_back(pool, "O-2", 0);
    pool_refuses(pool, correct(pool, event));
    assert_string_equal(pool->err.message,
                        "what deal O-1 gave back was charged back from its buyer");
    pool_must(pool, chargeback_reverse(pool->book, &won, pool_run(pool), &pool->err));
    pool_must(pool, correct(pool, event));
    assert_int_equal(of_deal(pool, "returned_minor"), 0);
    pool_verify(pool);
    pool_free(pool);
}

static void an_event_is_corrected_once_and_a_correction_never(void **state)
{
    struct pool *pool = pool_new("once.db");
    struct correction silent = {.reason = ""};
    (void)state;
    pool_deal(pool, "O-1", PRICE, true);
    confirm(pool, "O-1", 0);
    int64_t event = silent.event = last_event(pool);
    pool_must_be(pool, correction_make(pool->book, &silent, pool_run(pool), &pool->err),
                 STATUS_INVALID, "no reason");
    correct_last(pool);
    int64_t correction = last_event(pool);
    assert_int_equal(
        pool_int(pool, "SELECT count(*) FROM notice WHERE text LIKE '%another order%'", NULL), 2);
    pool_refuses(pool, correct(pool, correction));
    assert_non_null(strstr(pool->err.hint, "a correction is not corrected"));
    pool_refuses(pool, correct(pool, event));
    assert_non_null(strstr(pool->err.message, "was corrected by ann at 2026-09-01T00:00:00Z"));
    /* and the database itself holds it */
    char *twice =
        mem_printf(pool->mem, "INSERT INTO correction VALUES (%lld, 99, 'x')", (long long)event);
    assert_int_not_equal(store_execute(pool->store, twice, &pool->err), STATUS_OK);
    char *of_one = mem_printf(pool->mem, "INSERT INTO correction VALUES (%lld, 99, 'x')",
                              (long long)correction);
    pool_must_be(pool, store_execute(pool->store, of_one, &pool->err), STATUS_REFUSED, of_one);
    pool_must_be(pool, store_execute(pool->store, "DELETE FROM correction", &pool->err),
                 STATUS_REFUSED, "delete");
    pool_verify(pool);
    pool_free(pool);
}

static void only_finance_corrects(void **state)
{
    struct pool *pool = pool_new("rights.db");
    struct operator_terms bob = {"bob", ROLE_OPERATIONS | ROLE_SUPPORT | ROLE_ADMIN, NULL};
    struct correction correction = {.reason = "a mistake"};
    struct book *book;
    (void)state;
    pool_deal(pool, "O-1", PRICE, true);
    correction.event = last_event(pool);
    pool_must(pool, operator_put(pool->book, &bob, pool_run(pool), &pool->err));
    pool_must(pool, book_open(pool->mem, pool->store, "bob", clock_fixed(&pool->now_us), &book,
                              &pool->err));
    pool_must_be(pool, correction_make(book, &correction, pool_run(pool), &pool->err),
                 STATUS_DENIED, "bob");
    pool_free(pool);
}

static void verify_finds_a_correction_that_is_none(void **state)
{
    static const struct {
        const char *sql, *said;
    } attacks[] = {
        {"DELETE FROM correction", "a third party"},
        {"UPDATE correction SET corrects = corrects - 1", ""},
        {"UPDATE correction SET event = event + 1", ""},
        {"UPDATE event SET verb = 'confirm' WHERE verb = 'correct'", "a third party"},
        {"UPDATE leg SET account_id = (SELECT id FROM account WHERE kind = 'available'"
         " AND name = 'S-2') WHERE event = (SELECT event FROM correction) AND account_id ="
         " (SELECT id FROM account WHERE kind = 'available' AND name = 'S-1')",
         "the other way round"},
        {"UPDATE leg SET account_id = (SELECT hold_id FROM deal WHERE id = 'O-2') WHERE event ="
         " (SELECT event FROM correction) AND amount_minor > 0",
         "a third party"},
        {"UPDATE leg SET amount_minor = amount_minor + 1 WHERE event ="
         " (SELECT event FROM correction) AND amount_minor > 0",
         ""},
        {"DELETE FROM leg WHERE event = (SELECT event FROM correction) AND account_id ="
         " (SELECT id FROM account WHERE kind = 'available' AND name = 'PLATFORM')",
         "the other way round"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof attacks / sizeof *attacks; i++) {
        struct verify_row *rows;
        size_t count;
        struct pool *pool = pool_new("forged.db");
        pool_earn(pool, "S-2", 500);
        pool_deal(pool, "O-1", PRICE, true);
        confirm(pool, "O-1", 0);
        correct_last(pool);
        pool_deal(pool, "O-2", PRICE, true);
        pool_unguard(pool);
        pool_must(pool, store_execute(pool->store, attacks[i].sql, &pool->err));
        pool_must(pool, verify_run(pool->book, pool->mem, &rows, &count, &pool->err));
        assert_false(rows[VERIFY_DOORS].holds);
        if (strstr(rows[VERIFY_DOORS].first_breach, attacks[i].said) == NULL) {
            fail_msg("%s: %s", attacks[i].sql, rows[VERIFY_DOORS].first_breach);
        }
        pool_free(pool);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_release_goes_back_with_its_fee_and_is_done_anew),
        cmocka_unit_test(a_share_counts_what_passed_though_it_was_too_little_for_it),
        cmocka_unit_test(an_emptied_hold_has_a_clock_again_and_a_live_one_keeps_its_own),
        cmocka_unit_test(what_is_overdue_has_its_default_first),
        cmocka_unit_test(a_return_goes_back_while_the_buyer_still_has_it),
        cmocka_unit_test(a_capture_goes_back_until_the_money_has_moved_on),
        cmocka_unit_test(a_capture_that_its_provider_has_paid_stays),
        cmocka_unit_test(what_liens_took_on_the_way_is_theirs_to_claim_again),
        cmocka_unit_test(what_cannot_be_told_apart_stays_where_it_went),
        cmocka_unit_test(a_reserve_that_was_kept_back_goes_back_too),
        cmocka_unit_test(what_was_drawn_goes_back_and_a_chain_keeps_what_it_moved),
        cmocka_unit_test(both_sides_of_a_conversion_go_back_or_none),
        cmocka_unit_test(what_others_rely_on_has_a_way_of_its_own),
        cmocka_unit_test(a_refund_that_was_charged_back_stays),
        cmocka_unit_test(an_event_is_corrected_once_and_a_correction_never),
        cmocka_unit_test(only_finance_corrects),
        cmocka_unit_test(verify_finds_a_correction_that_is_none),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
