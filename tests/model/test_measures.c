#include "model/complaint.h"
#include "model/deal.h"
#include "model/expect.h"
#include "model/freeze.h"
#include "model/mem.h"
#include "model/operator.h"
#include "model/party.h"
#include "model/payout.h"
#include "model/sweep.h"
#include "tests/support/pool.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

static enum status pay_out(struct pool *pool, const char *party, int64_t minor)
{
    struct payout payout = {.party = party, .amount = cny(minor)};
    return payout_request(pool->book, &payout, pool_run(pool), &pool->err);
}

static enum status freeze(struct pool *pool, const char *scope, int64_t minor, int64_t days)
{
    struct freeze freeze = {.party = "S-1",
                            .scope = scope,
                            .amount = cny(minor),
                            .ground = "counterfeit",
                            .facts = "three buyers sent photographs of false seals",
                            .until_us = pool->now_us + days * TIME_US_PER_DAY};
    return freeze_put(pool->book, &freeze, pool_run(pool), &pool->err);
}

static enum status lift(struct pool *pool, int64_t id, const char *reason)
{
    struct unfreeze unfreeze = {id, reason};
    return freeze_lift(pool->book, &unfreeze, pool_run(pool), &pool->err);
}

static struct sweep_result sweep(struct pool *pool)
{
    struct sweep_result result;
    pool_must(pool, sweep_run(pool->book, NULL, NULL, &result, &pool->err));
    return result;
}

static void frozen_seller_is_refused_a_payout_with_the_reason(void **state)
{
    struct pool *pool = pool_new("frozen.db");
    (void)state;
    pool_earn(pool, "S-1", 40000);
    pool_must(pool, freeze(pool, "payout", 0, 10));
    pool_refuses(pool, pay_out(pool, "S-1", 100));
    assert_non_null(strstr(pool->err.message, "freeze:1"));
    assert_non_null(strstr(pool->err.message, "counterfeit"));
    assert_non_null(strstr(pool->err.message, "2026-09-11"));
    pool_must(pool, lift(pool, 1, "proof of origin came in"));
    pool_must(pool, pay_out(pool, "S-1", 100));
    pool_verify(pool);
    pool_free(pool);
}

static void freezes_stack_and_each_is_lifted_by_itself(void **state)
{
    struct pool *pool = pool_new("stack.db");
    (void)state;
    pool_earn(pool, "S-1", 40000);
    pool_must(pool, freeze(pool, "payout,listing", 0, 10));
    pool_must(pool, freeze(pool, "payout", 0, 20));
    pool_must(pool, lift(pool, 1, "mended"));
    pool_refuses(pool, pay_out(pool, "S-1", 100));
    assert_non_null(strstr(pool->err.message, "freeze:2"));
    pool_refuses(pool, lift(pool, 1, "again"));
    pool_must(pool, lift(pool, 2, "mended too"));
    pool_must(pool, pay_out(pool, "S-1", 100));
    pool_free(pool);
}

static void lifting_is_stale_once_the_freeze_has_taken_more(void **state)
{
    struct pool *pool = pool_new("stale.db");
    struct unfreeze unfreeze = {1, "cleared"};
    struct run *preview = pool_run(pool), *confirmed = pool_run(pool);
    char digest[POSTING_DIGEST_BYTES];
    (void)state;
    pool_earn(pool, "S-1", 40000);
    pool_must(pool, freeze(pool, NULL, 60000, 10));
    preview->is_preview = true;
    pool_must(pool, freeze_lift(pool->book, &unfreeze, preview, &pool->err));
    pool_earn(pool, "S-1", 1); /* which the freeze has claimed */
    confirmed->expected_digest = posting_digest(preview->posting, digest);
    pool_must_be(pool, freeze_lift(pool->book, &unfreeze, confirmed, &pool->err), STATUS_STALE,
                 "one cent more");
    pool_free(pool);
}

static void no_clock_runs_early_nor_twice_whoever_asks(void **state)
{
    struct pool *pool = pool_new("early.db");
    const int64_t first = 1;
    const char *complaint = "C-1";
    (void)state;
    pool_earn(pool, "S-1", 40000);
    pool_must(pool, freeze(pool, "payout", 30000, 60));
    pool_deal(pool, "O-1", 10000, true);
    pool_complain(pool, complaint, "O-1", 0);
    pool->now_us += 60 * TIME_US_PER_DAY - 1;
    pool_refuses(pool, freeze_end(pool->book, &first, pool_run(pool), &pool->err));
    pool_refuses(pool, complaint_default(pool->book, &complaint, pool_run(pool), &pool->err));
    assert_int_equal(pool_held(pool, "freeze"), 30000);
    assert_int_equal(pool_held(pool, "dispute"), 10000);
    pool->now_us += 1;
    pool_must(pool, freeze_end(pool->book, &first, pool_run(pool), &pool->err));
    pool_must(pool, complaint_default(pool->book, &complaint, pool_run(pool), &pool->err));
    pool_refuses(pool, freeze_end(pool->book, &first, pool_run(pool), &pool->err));
    pool_refuses(pool, complaint_default(pool->book, &complaint, pool_run(pool), &pool->err));
    assert_int_equal(pool_available(pool, "S-1"), 40000);
    assert_int_equal(pool_available(pool, "B-1"), 10000);
    pool_verify(pool);
    pool_free(pool);
}

static void freeze_ends_by_itself_without_anybody(void **state)
{
    struct pool *pool = pool_new("ends.db");
    (void)state;
    pool_earn(pool, "S-1", 40000);
    pool_must(pool, freeze(pool, "payout", 30000, 10));
    assert_int_equal(pool_available(pool, "S-1"), 10000);
    pool->now_us += 10 * TIME_US_PER_DAY;
    pool_must(pool, pay_out(pool, "S-1", 100)); /* before any sweep */
    assert_int_equal(sweep(pool).freezes, 1);
    assert_int_equal(pool_available(pool, "S-1"), 39900);
    assert_int_equal(sweep(pool).freezes, 0);
    pool_verify(pool);
    pool_free(pool);
}

static void amount_beyond_what_is_there_becomes_a_lien_on_what_comes(void **state)
{
    struct pool *pool = pool_new("lien.db");
    (void)state;
    pool_earn(pool, "S-1", 40000);
    pool_must(pool, freeze(pool, NULL, 60000, 10));
    assert_int_equal(pool_available(pool, "S-1"), 0);
    assert_int_equal(pool_held(pool, "freeze"), 40000);
    pool_earn(pool, "S-1", 15000);
    assert_int_equal(pool_available(pool, "S-1"), 0);
    assert_int_equal(pool_held(pool, "freeze"), 55000);
    pool_earn(pool, "S-1", 15000);
    assert_int_equal(pool_available(pool, "S-1"), 10000);
    assert_int_equal(pool_held(pool, "freeze"), 60000);
    pool_must(pool, lift(pool, 1, "cleared"));
    assert_int_equal(pool_available(pool, "S-1"), 70000);
    pool_verify(pool);
    pool_free(pool);
}

static void freeze_that_is_not_full_gives_back_all_it_has(void **state)
{
    struct pool *pool = pool_new("not-full.db");
    (void)state;
    pool_earn(pool, "S-1", 40000);
    pool_must(pool, freeze(pool, NULL, 60000, 10));
    pool_must(pool, lift(pool, 1, "cleared"));
    assert_int_equal(pool_available(pool, "S-1"), 40000);
    pool_must(pool, freeze(pool, NULL, 60000, 10));
    pool->now_us += 10 * TIME_US_PER_DAY;
    assert_int_equal(sweep(pool).freezes, 1);
    assert_int_equal(pool_available(pool, "S-1"), 40000);
    pool_must(pool, freeze(pool, NULL, 60000, 10));
    pool_must(pool, freeze(pool, NULL, 10000, 10));
    pool_must(pool, lift(pool, 3, "the other goes on"));
    assert_int_equal(pool_available(pool, "S-1"), 30000);
    assert_int_equal(pool_held(pool, "freeze"), 10000);
    pool_verify(pool);
    pool_free(pool);
}

static void lifted_freeze_gives_up_what_it_claimed_of_the_future(void **state)
{
    struct pool *pool = pool_new("given-up.db");
    (void)state;
    pool_must(pool, freeze(pool, NULL, 60000, 10));
    pool_must(pool, lift(pool, 1, "cleared"));
    pool_earn(pool, "S-1", 15000);
    assert_int_equal(pool_available(pool, "S-1"), 15000);
    pool_verify(pool);
    pool_free(pool);
}

static void freeze_without_reasons_end_or_known_ground_is_refused(void **state)
{
    struct pool *pool = pool_new("terms.db");
    struct freeze good = {.party = "S-1",
                          .scope = "payout",
                          .amount = cny(0),
                          .ground = "fraud",
                          .facts = "x",
                          .until_us = POOL_NOW_US + TIME_US_PER_DAY};
    struct freeze bad[7] = {good, good, good, good, good, good, good};
    (void)state;
    bad[0].facts = "";
    bad[1].ground = "dislike";
    bad[2].until_us = POOL_NOW_US;
    bad[3].scope = "";
    bad[4].scope = "payout,breathing";
    bad[5].scope = "payout,payout";
    bad[6].amount = cny(-1);
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        pool_must_be(pool, freeze_put(pool->book, &bad[i], pool_run(pool), &pool->err),
                     STATUS_INVALID, "a freeze with bad terms");
    }
    pool_refuses(pool, freeze(pool, "payout", 0, 91));
    good.party = "B-1";
    pool_refuses(pool, freeze_put(pool->book, &good, pool_run(pool), &pool->err));
    assert_int_equal(pool_int(pool, "SELECT count(*) FROM \"freeze\"", NULL), 0);
    pool_free(pool);
}

static void freeze_never_blocks_a_refund_or_an_award(void **state)
{
    struct pool *pool = pool_new("never.db");
    struct deal_step back = {.deal = "O-1"};
    (void)state;
    pool_bond(pool, "S-1", 500000);
    pool_deal(pool, "O-1", 10000, true);
    pool_deal(pool, "O-2", 10000, true);
    pool_must(pool, freeze(pool, "payout,advance,listing,campaign,return,release", 0, 90));
    pool_must(pool, deal_return(pool->book, &back, pool_run(pool), &pool->err));
    pool_complain(pool, "C-1", "O-2", 0);
    pool_must(pool, pool_decide(pool, "C-1", OUTCOME_AWARD));
    pool->now_us += 30 * TIME_US_PER_DAY;
    (void)sweep(pool);
    assert_int_equal(pool_available(pool, "B-1"), 10000 + 10000 + 50000);
    pool_verify(pool);
    pool_free(pool);
}

static void frozen_return_and_release_stop_linked_parties_only(void **state)
{
    struct pool *pool = pool_new("linked.db");
    struct deal_step step = {.deal = "O-1"};
    struct party linked = {"B-1", "buyer", "First Buyer", "CN", "G1", NULL, NULL, NULL};
    (void)state;
    pool_deal(pool, "O-1", 10000, true);
    pool_must(pool, party_put(pool->book, &linked, pool_run(pool), &pool->err));
    pool_must(pool, freeze(pool, "return,release", 0, 10));
    pool_refuses(pool, deal_confirm(pool->book, &step, pool_run(pool), &pool->err));
    pool_refuses(pool, deal_return(pool->book, &step, pool_run(pool), &pool->err));
    linked.group = "G9";
    pool_must(pool, party_put(pool->book, &linked, pool_run(pool), &pool->err));
    pool_must(pool, deal_confirm(pool->book, &step, pool_run(pool), &pool->err));
    pool_free(pool);
}

static void complaint_carves_the_disputed_part_and_the_rest_runs_on(void **state)
{
    struct pool *pool = pool_new("carve.db");
    struct deal_step step = {.deal = "O-1"};
    (void)state;
    pool_deal(pool, "O-1", 10000, true);
    pool_complain(pool, "C-1", "O-1", 3000);
    assert_int_equal(pool_held(pool, "dispute"), 3000);
    assert_int_equal(pool_held(pool, "sale"), 7000);
    pool_verify(pool); /* the complaint's clock and door are those of its hold */
    pool_must(pool, deal_confirm(pool->book, &step, pool_run(pool), &pool->err));
    assert_int_equal(pool_available(pool, "S-1"), 6650);
    assert_int_equal(pool_held(pool, "dispute"), 3000);
    pool_must(pool,
              pool_decide(pool, "C-1", OUTCOME_DISMISS)); /* the fee of the rest is taken now */
    assert_int_equal(pool_available(pool, "S-1"), 9500);
    assert_int_equal(pool_available(pool, "PLATFORM"), 500);
    pool_verify(pool);
    pool_free(pool);
}

static void complaint_that_nobody_decides_is_refunded_by_its_clock(void **state)
{
    struct pool *pool = pool_new("default.db");
    struct complaint_notice notice = {"C-1", NULL};
    (void)state;
    pool_deal(pool, "O-1", 10000, true);
    pool_complain(pool, "C-1", "O-1", 0);
    pool_must(pool, complaint_notice(pool->book, &notice, pool_run(pool), &pool->err));
    assert_int_equal(pool_int(pool, "SELECT count(*) FROM notice WHERE party = 'S-1'", NULL), 1);
    pool->now_us += 60 * TIME_US_PER_DAY - 1;
    assert_int_equal(sweep(pool).complaints, 0);
    pool->now_us += 1;
    assert_int_equal(sweep(pool).complaints, 1);
    assert_int_equal(pool_available(pool, "B-1"), 10000);
    pool_refuses(pool, pool_decide(pool, "C-1", OUTCOME_DISMISS));
    pool_verify(pool);
    pool_free(pool);
}

static void deal_has_one_award_however_many_complain(void **state)
{
    struct pool *pool = pool_new("one-award.db");
    (void)state;
    pool_bond(pool, "S-1", 1000000);
    pool_deal(pool, "O-1", 100000, true);
    pool_complain(pool, "C-1", "O-1", 30000);
    pool_complain(pool, "C-2", "O-1", 0);
    pool_must(pool, pool_decide(pool, "C-1", OUTCOME_AWARD));
    pool_refuses(pool, pool_decide(pool, "C-2", OUTCOME_AWARD));
    assert_non_null(strstr(pool->err.message, "C-1"));
    assert_int_equal(pool_held(pool, "award"), 300000);
    pool_must(pool, pool_decide(pool, "C-2", OUTCOME_REFUND));
    assert_int_equal(pool_available(pool, "B-1"), 100000);
    pool_verify(pool);
    pool_free(pool);
}

static void award_is_three_times_the_price_and_at_least_five_hundred(void **state)
{
    static const struct {
        int64_t price, award;
    } CASES[] = {{10000, 50000}, {16666, 50000}, {16667, 50001}, {100000, 300000}};
    (void)state;
    for (size_t i = 0; i < sizeof(CASES) / sizeof(CASES[0]); i++) {
        struct pool *pool = pool_new("award.db");
        pool_bond(pool, "S-1", 1000000);
        pool_deal(pool, "O-1", CASES[i].price, true);
        pool_complain(pool, "C-1", "O-1", 0);
        pool_must(pool, pool_decide(pool, "C-1", OUTCOME_AWARD));
        assert_int_equal(pool_available(pool, "B-1"), CASES[i].price); /* the refund at once */
        assert_int_equal(pool_held(pool, "award"), CASES[i].award);
        assert_int_equal(pool_held(pool, "bond"), 1000000 - CASES[i].award);
        pool->now_us += 30 * TIME_US_PER_DAY - 1;
        assert_int_equal(sweep(pool).holds, 0);
        pool->now_us += 1;
        assert_int_equal(sweep(pool).holds, 1);
        assert_int_equal(pool_available(pool, "B-1"), CASES[i].price + CASES[i].award);
        pool_verify(pool);
        pool_free(pool);
    }
}

static void what_the_bond_lacks_becomes_a_lien_on_the_sellers_money(void **state)
{
    struct pool *pool = pool_new("short.db");
    (void)state;
    pool_bond(pool, "S-1", 20000);
    pool_deal(pool, "O-1", 10000, true);
    pool_complain(pool, "C-1", "O-1", 0);
    pool_must(pool, pool_decide(pool, "C-1", OUTCOME_AWARD));
    assert_int_equal(pool_held(pool, "award"), 20000);
    pool_earn(pool, "S-1", 25000);
    assert_int_equal(pool_held(pool, "award"), 45000);
    assert_int_equal(pool_available(pool, "S-1"), 0);
    pool->now_us += 30 * TIME_US_PER_DAY;
    (void)sweep(pool);
    pool_earn(pool, "S-1", 25000); /* the last 50.00, though the award was paid before */
    assert_int_equal(pool_available(pool, "S-1"), 20000);
    (void)sweep(pool);
    assert_int_equal(pool_available(pool, "B-1"), 10000 + 50000);
    pool_verify(pool);
    pool_free(pool);
}

static void complaint_refuses_more_than_is_held_and_unpaid_deals(void **state)
{
    struct pool *pool = pool_new("bounds.db");
    struct complaint more = {
        .deal = "O-1", .kind = "counterfeit", .amount = cny(10001), .has_amount = true};
    struct complaint unpaid = {.deal = "O-2", .kind = "counterfeit"};
    struct complaint other = {.deal = "O-1", .kind = "late"};
    (void)state;
    pool_deal(pool, "O-1", 10000, true);
    pool_deal(pool, "O-2", 10000, false);
    pool_refuses(pool, complaint_open(pool->book, &more, pool_run(pool), &pool->err));
    for (more.amount = cny(-1); more.amount.minor <= 0; more.amount.minor++) {
        pool_must_be(pool, complaint_open(pool->book, &more, pool_run(pool), &pool->err),
                     STATUS_INVALID, "a complaint about nothing");
    }
    pool_refuses(pool, complaint_open(pool->book, &unpaid, pool_run(pool), &pool->err));
    pool_must_be(pool, complaint_open(pool->book, &other, pool_run(pool), &pool->err),
                 STATUS_UNSUPPORTED, "another kind");
    other.kind = "wrongful-freeze";
    pool_must_be(pool, complaint_open(pool->book, &other, pool_run(pool), &pool->err),
                 STATUS_UNSUPPORTED, "what is objected to");
    assert_non_null(strstr(pool->err.message, "wrongful freeze is objected to"));
    assert_non_null(strstr(pool->err.hint, "freeze object"));
    pool_free(pool);
}

static void bond_stays_while_a_complaint_against_its_seller_is_open(void **state)
{
    struct pool *pool = pool_new("bond.db");
    (void)state;
    pool_bond(pool, "S-1", 100000);
    pool->now_us += 360 * TIME_US_PER_DAY; /* five days before its review */
    pool_deal(pool, "O-1", 10000, true);
    pool_complain(pool, "C-1", "O-1", 0);
    pool->now_us += 59 * TIME_US_PER_DAY;
    (void)sweep(pool);
    assert_int_equal(pool_held(pool, "bond"), 100000);
    pool_must(pool, pool_decide(pool, "C-1", OUTCOME_AWARD));
    pool->now_us += 2 * TIME_US_PER_DAY;
    (void)sweep(pool);
    assert_int_equal(pool_held(pool, "bond"), 0);
    assert_int_equal(pool_available(pool, "S-1"), 50000);
    pool_verify(pool);
    pool_free(pool);
}

static void overdue_payout_waits_for_the_banks_word(void **state)
{
    struct pool *pool = pool_new("overdue.db");
    (void)state;
    pool_earn(pool, "S-1", 10000);
    pool_must(pool, pay_out(pool, "S-1", 10000));
    pool->now_us += 40 * TIME_US_PER_DAY;
    struct sweep_result result = sweep(pool);
    assert_int_equal(result.holds, 0);
    assert_int_equal(result.overdue, 1);
    assert_int_equal(pool_held(pool, "payout"), 10000);
    pool_free(pool);
}

static void payout_beyond_what_is_there_is_refused(void **state)
{
    struct pool *pool = pool_new("payout.db");
    (void)state;
    pool_earn(pool, "S-1", 10000);
    pool_refuses(pool, pay_out(pool, "S-1", 10001));
    pool_must_be(pool, pay_out(pool, "S-1", 0), STATUS_INVALID, "zero");
    pool_must_be(pool, pay_out(pool, "S-1", -1), STATUS_INVALID, "negative");
    pool_must(pool, pay_out(pool, "S-1", 10000));
    pool_verify(pool);
    pool_free(pool);
}

/* A settlement's line without the statement around it. */
static enum status plan_settlement(struct book *book, const void *request, struct posting *posting,
                                   struct error *err)
{
    struct account *bank;
    const struct batch *batch = request;
    posting_subject(posting, "batch:%s", batch->id);
    enum status status = account_find(book, ACCOUNT_BANK, "ICBC-001", "CNY", &bank, err);
    if (status != STATUS_OK) {
        return status;
    }
    return batch_plan_settle(book, batch->id, bank, batch->net.minor, posting, err);
}

static void providers_fee_beyond_the_platforms_money_is_its_first_lien(void **state)
{
    static const struct operation settle = {.verb = "match", .plan = plan_settlement};
    struct pool *pool = pool_new("provider.db");
    struct batch batch = {"ALP-1", "alipay", cny(10000), cny(700), cny(9300), NULL, cny(0)};
    struct deal_step confirm = {.deal = "O-1"};
    const char *transit = "SELECT -balance_minor FROM account WHERE name = 'alipay'";
    (void)state;
    pool_deal(pool, "O-1", 10000, true); /* fee 500 */
    pool_must(pool, batch_put(pool->book, &batch, pool_run(pool), &pool->err));
    pool_must(pool, operation_run(pool->book, &settle, &batch, pool_run(pool), &pool->err));
    assert_int_equal(pool_int(pool, transit, NULL), 700);
    pool_must(pool, deal_confirm(pool->book, &confirm, pool_run(pool), &pool->err));
    assert_int_equal(pool_int(pool, transit, NULL), 200); /* the fee of the deal went there */
    assert_int_equal(pool_available(pool, "PLATFORM"), 0);
    pool_deal(pool, "O-2", 10000, true);
    confirm.deal = "O-2";
    pool_must(pool, deal_confirm(pool->book, &confirm, pool_run(pool), &pool->err));
    assert_int_equal(pool_int(pool, transit, NULL), 10000); /* what O-2 alone still owes */
    assert_int_equal(pool_available(pool, "PLATFORM"), 300);
    pool_verify(pool);
    pool_free(pool);
}

static void provider_is_never_credited_with_more_than_it_owes(void **state)
{
    static const struct operation settle = {.verb = "match", .plan = plan_settlement};
    struct pool *pool = pool_new("owes.db");
    struct batch more = {"ALP-1", "alipay", cny(10001), cny(0), cny(10001), NULL, cny(0)};
    struct batch all = {"ALP-2", "alipay", cny(10000), cny(0), cny(10000), NULL, cny(0)};
    (void)state;
    pool_deal(pool, "O-1", 10000, true);
    pool_must(pool, batch_put(pool->book, &more, pool_run(pool), &pool->err));
    pool_must(pool, batch_put(pool->book, &all, pool_run(pool), &pool->err));
    pool_refuses(pool, operation_run(pool->book, &settle, &more, pool_run(pool), &pool->err));
    assert_string_equal(pool->err.message, "transit:alipay owes CNY 100.00, and not 100.01");
    pool_must(pool, operation_run(pool->book, &settle, &all, pool_run(pool), &pool->err));
    pool_free(pool);
}

static void clock_that_goes_back_does_not_turn_the_books_back(void **state)
{
    struct pool *pool = pool_new("back.db");
    (void)state;
    pool_earn(pool, "S-1", 40000);
    pool->now_us -= 40 * TIME_US_PER_DAY;
    struct freeze freeze = {.party = "S-1",
                            .scope = "payout",
                            .ground = "fraud",
                            .facts = "x",
                            .until_us = POOL_NOW_US - TIME_US_PER_DAY};
    pool_must_be(pool, freeze_put(pool->book, &freeze, pool_run(pool), &pool->err), STATUS_INVALID,
                 "an end before the last event");
    freeze.until_us = POOL_NOW_US + TIME_US_PER_DAY;
    pool_must(pool, freeze_put(pool->book, &freeze, pool_run(pool), &pool->err));
    pool_refuses(pool, pay_out(pool, "S-1", 100));
    pool_verify(pool);
    pool_free(pool);
}

static void auditor_reads_and_changes_nothing(void **state)
{
    struct pool *pool = pool_new("auditor.db");
    struct operator_terms auditor = {"eve", ROLE_AUDITOR, NULL};
    struct book *own = pool->book, *eve;
    const char *last = "ann";
    (void)state;
    pool_earn(pool, "S-1", 10000);
    pool_must(pool, operator_put(pool->book, &auditor, pool_run(pool), &pool->err));
    pool_must(pool,
              book_open(pool, pool->store, "eve", clock_fixed(&pool->now_us), &eve, &pool->err));
    pool->book = eve;
    pool_must_be(pool, pay_out(pool, "S-1", 100), STATUS_DENIED, "payout");
    pool_must_be(pool, freeze(pool, "payout", 0, 1), STATUS_DENIED, "freeze");
    pool_verify(pool);
    pool->book = own;
    pool_refuses(pool, operator_revoke(pool->book, &last, pool_run(pool), &pool->err));
    pool_must_be(
        pool, book_open(pool, pool->store, "mallory", clock_fixed(&pool->now_us), &eve, &pool->err),
        STATUS_DENIED, "stranger");
    pool_free(pool);
}

static void revoked_operator_is_stopped_in_the_middle(void **state)
{
    struct pool *pool = pool_new("revoked.db");
    struct operator_terms second = {"bob", ROLE_OPERATIONS, NULL};
    struct book *own = pool->book, *bob;
    const char *login = "bob";
    (void)state;
    pool_must(pool, operator_put(pool->book, &second, pool_run(pool), &pool->err));
    pool_must(pool,
              book_open(pool, pool->store, "bob", clock_fixed(&pool->now_us), &bob, &pool->err));
    pool->book = bob;
    pool_must(pool, freeze(pool, "payout", 0, 1));
    pool->book = own;
    pool_must(pool, operator_revoke(pool->book, &login, pool_run(pool), &pool->err));
    pool->book = bob;
    pool_must_be(pool, freeze(pool, "payout", 0, 1), STATUS_DENIED, "after revocation");
    pool->book = own;
    pool_free(pool);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(frozen_seller_is_refused_a_payout_with_the_reason),
        cmocka_unit_test(freezes_stack_and_each_is_lifted_by_itself),
        cmocka_unit_test(lifting_is_stale_once_the_freeze_has_taken_more),
        cmocka_unit_test(no_clock_runs_early_nor_twice_whoever_asks),
        cmocka_unit_test(freeze_ends_by_itself_without_anybody),
        cmocka_unit_test(amount_beyond_what_is_there_becomes_a_lien_on_what_comes),
        cmocka_unit_test(freeze_that_is_not_full_gives_back_all_it_has),
        cmocka_unit_test(lifted_freeze_gives_up_what_it_claimed_of_the_future),
        cmocka_unit_test(freeze_without_reasons_end_or_known_ground_is_refused),
        cmocka_unit_test(freeze_never_blocks_a_refund_or_an_award),
        cmocka_unit_test(frozen_return_and_release_stop_linked_parties_only),
        cmocka_unit_test(complaint_carves_the_disputed_part_and_the_rest_runs_on),
        cmocka_unit_test(complaint_that_nobody_decides_is_refunded_by_its_clock),
        cmocka_unit_test(deal_has_one_award_however_many_complain),
        cmocka_unit_test(award_is_three_times_the_price_and_at_least_five_hundred),
        cmocka_unit_test(what_the_bond_lacks_becomes_a_lien_on_the_sellers_money),
        cmocka_unit_test(complaint_refuses_more_than_is_held_and_unpaid_deals),
        cmocka_unit_test(bond_stays_while_a_complaint_against_its_seller_is_open),
        cmocka_unit_test(overdue_payout_waits_for_the_banks_word),
        cmocka_unit_test(payout_beyond_what_is_there_is_refused),
        cmocka_unit_test(providers_fee_beyond_the_platforms_money_is_its_first_lien),
        cmocka_unit_test(provider_is_never_credited_with_more_than_it_owes),
        cmocka_unit_test(clock_that_goes_back_does_not_turn_the_books_back),
        cmocka_unit_test(auditor_reads_and_changes_nothing),
        cmocka_unit_test(revoked_operator_is_stopped_in_the_middle),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
