/* What finance tells by hand about bank lines, and takes back; what is matched never exceeds either
 * side. */
#include "model/match.h"

#include "model/deal.h"
#include "model/expect.h"
#include "model/hold.h"
#include "model/mem.h"
#include "model/payout.h"
#include "model/reference.h"
#include "model/statement.h"
#include "model/sweep.h"
#include "tests/support/pool.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#define POOL_DAY ((int32_t)(POOL_NOW_US / TIME_US_PER_DAY))

/* A line as importing posts it, of what item says; returns its number. */
static enum status post(struct pool *pool, int64_t minor, const char *text, const struct item *item,
                        int64_t *out)
{
    int64_t id = 0;
    struct statement statement = {.account = "ICBC-001",
                                  .file_name = "day.csv",
                                  .file_hash = "f",
                                  .profile = "generic",
                                  .plan_hash = "p",
                                  .lines = 1,
                                  .new_lines = 1,
                                  .proof = "none"};
    struct run *run = pool_run(pool);
    pool_must(pool, statement_post(pool->book, &statement, run, &pool->err));
    pool_must(pool, statement_next_line(pool->book, &id, &pool->err));
    struct statement_line row = {
        .statement = pool_int(pool, "SELECT max(id) FROM statement", NULL),
        .line = id,
        .account = "ICBC-001",
        .file_line = 1,
        .day = POOL_DAY,
        .second = STATEMENT_NO_TIME,
        .position = id,
        .amount = cny(minor),
        .balance_minor = STATEMENT_NO_BALANCE,
        .reference = "",
        .text = text,
        .ground = item ? "bears its reference" : "bears no reference that is known",
        .item = item,
    };
    *out = id;
    return line_post(pool->book, &row, pool_run(pool), &pool->err);
}

/* A line of unknown money. */
static int64_t line(struct pool *pool, int64_t minor, const char *text)
{
    int64_t id;
    pool_must(pool, post(pool, minor, text, NULL, &id));
    return id;
}

static enum status match(struct pool *pool, int64_t line, const char *item, int64_t minor)
{
    char label[32];
    (void)snprintf(label, sizeof label, "line:%lld", (long long)line);
    struct match_terms terms = {
        .line = label, .item = item, .amount = cny(minor), .has_amount = minor != 0};
    return match_make(pool->book, &terms, pool_run(pool), &pool->err);
}

static enum status undo(struct pool *pool, int64_t match)
{
    char label[32];
    (void)snprintf(label, sizeof label, "match:%lld", (long long)match);
    struct match_undo_terms terms = {label, "it was another customer's"};
    return match_undo(pool->book, &terms, pool_run(pool), &pool->err);
}

static bool is_matched(struct pool *pool, int64_t line)
{
    char id[32];
    (void)snprintf(id, sizeof id, "%lld", (long long)line);
    return pool_int(pool,
                    "SELECT count(*) FROM line WHERE state = 'matched' AND id = CAST($1 AS"
                    " INTEGER)",
                    id) == 1;
}

/* What is said before anything but the line, or the match, is known. */
static void assert_check(struct pool *pool, int64_t line, int64_t match, const char *message)
{
    char label[32];
    struct match_terms terms = {.line = label};
    struct match_undo_terms undo = {.match = label};
    struct run *run = pool_run(pool);
    run->is_check = true;
    (void)snprintf(label, sizeof label, "%s:%lld", line ? "line" : "match",
                   (long long)(line ? line : match));
    enum status status = line ? match_make(pool->book, &terms, run, &pool->err)
                              : match_undo(pool->book, &undo, run, &pool->err);
    assert_int_equal(status, message ? STATUS_REFUSED : STATUS_OK);
    if (message) {
        assert_string_equal(pool->err.message, message);
    }
}

static int64_t unexplained(struct pool *pool)
{
    return pool_int(pool,
                    "SELECT coalesce(sum(-balance_minor), 0) FROM account WHERE kind = 'transit'"
                    " AND name = 'unexplained'",
                    NULL);
}

static int64_t last_match(struct pool *pool)
{
    return pool_int(pool, "SELECT max(id) FROM match", NULL);
}

static void a_receipt_pays_a_deal_by_hand(void **state)
{
    (void)state;
    struct pool *pool = pool_new("deal.db");
    pool_deal(pool, "O-1", 10000, false);
    int64_t id = line(pool, 12000, "网转 张*");
    assert_false(is_matched(pool, id));
    assert_check(pool, id, 0, NULL);
    pool_refuses(pool, match(pool, id, "deal:O-1", 10001));
    assert_string_equal(pool->err.message, "deal:O-1 has only CNY 100.00 left to match");
    pool_must(pool, match(pool, id, "deal:O-1", 0));
    assert_int_equal(pool_held(pool, "sale"), 10000);
    assert_int_equal(pool_held(pool, "suspense"), 2000);
    assert_false(is_matched(pool, id));
    pool_refuses(pool, match(pool, id, "available:B-1", 2001));
    assert_string_equal(pool->err.message, "line:1 has only CNY 20.00 left to match");
    pool_must(pool, match(pool, id, "available:B-1", 0));
    assert_true(is_matched(pool, id));
    assert_int_equal(pool_available(pool, "B-1"), 2000);
    pool_refuses(pool, match(pool, id, "available:B-1", 0));
    assert_string_equal(
        pool->err.message,
        "line:1 is matched already, to available:B-1 by ann at 2026-09-01T00:00:00Z");
    assert_check(pool, id, 0,
                 "line:1 is matched already, to available:B-1 by ann at 2026-09-01T00:00:00Z");
    pool_verify(pool);
    pool_free(pool);
}

static void a_match_is_taken_back_only_as_far_as_its_money_is_there(void **state)
{
    (void)state;
    struct pool *pool = pool_new("undo-deal.db");
    pool_deal(pool, "O-1", 10000, false);
    int64_t id = line(pool, 10000, "O-1?");
    pool_must(pool, match(pool, id, "deal:O-1", 0));
    assert_check(pool, 0, last_match(pool), NULL);
    pool_must(pool, undo(pool, last_match(pool)));
    assert_check(pool, 0, last_match(pool),
                 "match:1 was taken back by ann at 2026-09-01T00:00:00Z");
    assert_false(is_matched(pool, id));
    assert_int_equal(pool_held(pool, "suspense"), 10000);
    assert_int_equal(pool_int(pool, "SELECT funded_minor FROM deal WHERE id = 'O-1'", NULL), 0);
    assert_int_equal(
        pool_int(pool, "SELECT count(*) FROM deal WHERE funded_us IS NULL AND id = 'O-1'", NULL),
        1);
    pool_refuses(pool, undo(pool, last_match(pool)));
    assert_string_equal(pool->err.message, "match:1 was taken back by ann at 2026-09-01T00:00:00Z");
    pool_verify(pool);

    pool_must(pool, match(pool, id, "deal:O-1", 0));
    struct deal_step step = {"O-1", cny(6000), true};
    pool_must(pool, deal_confirm(pool->book, &step, pool_run(pool), &pool->err));
    pool_refuses(pool, undo(pool, last_match(pool)));
    assert_non_null(strstr(pool->err.message, "has CNY 40.00, and 100.00 is needed"));
    assert_non_null(strstr(pool->err.hint, "deal:O-1"));
    pool_verify(pool);
    pool_free(pool);
}

static void a_returned_payout_goes_back_to_its_party(void **state)
{
    (void)state;
    struct pool *pool = pool_new("payout.db");
    struct payout payout = {.id = "P-1", .party = "S-1", .amount = cny(20000)};
    pool_earn(pool, "S-1", 30000);
    pool_must(pool, payout_request(pool->book, &payout, pool_run(pool), &pool->err));
    int64_t back = line(pool, 20000, "退汇 P-1 账号有误");
    pool_refuses(pool, match(pool, back, "payout:P-1", 0)); /* it has not left yet */
    int64_t out = line(pool, -20000, "without its reference");
    assert_int_equal(unexplained(pool), 20000);
    pool_must(pool, match(pool, out, "payout:P-1", 0));
    assert_int_equal(unexplained(pool), 0);
    assert_int_equal(pool_held(pool, "payout"), 0);
    assert_int_equal(pool_int(pool, "SELECT count(*) FROM payout WHERE state = 'paid'", NULL), 1);
    pool_must(pool, match(pool, back, "payout:P-1", 0));
    assert_int_equal(pool_available(pool, "S-1"), 30000);
    assert_int_equal(pool_int(pool, "SELECT count(*) FROM payout WHERE state = 'returned'", NULL),
                     1);
    pool_verify(pool);
    pool_must(pool, undo(pool, 2));
    assert_int_equal(pool_available(pool, "S-1"), 10000);
    pool_must(pool, undo(pool, 1));
    assert_int_equal(pool_held(pool, "payout"), 20000);
    assert_int_equal(unexplained(pool), 20000);
    assert_int_equal(pool_int(pool, "SELECT count(*) FROM payout WHERE state = 'under way'", NULL),
                     1);
    pool_verify(pool);
    pool_free(pool);
}

static void what_the_bank_took_is_borne_by_the_house(void **state)
{
    (void)state;
    struct pool *pool = pool_new("charge.db");
    pool_earn(pool, "S-1", 5000);
    int64_t receipt = line(pool, 3000, "结息");
    int64_t charge = line(pool, -1500, "账户管理费");
    pool_must(pool, match(pool, receipt, "available:PLATFORM", 0));
    pool_refuses(pool, match(pool, charge, "available:S-1", 0));
    pool_must(pool, match(pool, charge, "available:PLATFORM", 0));
    assert_int_equal(pool_available(pool, "PLATFORM"), 1500);
    assert_true(is_matched(pool, charge));
    pool_refuses(pool, undo(pool, 1)); /* the interest has paid the charge */
    pool_must(pool, undo(pool, 2));
    pool_must(pool, undo(pool, 1));
    assert_int_equal(unexplained(pool), 1500);
    assert_int_equal(pool_held(pool, "suspense"), 3000);
    pool_verify(pool);
    pool_free(pool);
}

static void two_lines_may_be_one_transfer(void **state)
{
    (void)state;
    struct pool *pool = pool_new("pair.db");
    int64_t in = line(pool, 7000, "to our other account");
    int64_t out = line(pool, -5000, "from our other account");
    int64_t other_in = line(pool, 100, "x");
    pool_refuses(pool, match(pool, in, "line:3", 0));
    assert_string_equal(pool->err.message, "line:1 and line:3 both are money in");
    pool_must(pool, match(pool, out, "line:1", 0));
    assert_true(is_matched(pool, out));
    assert_false(is_matched(pool, in));
    assert_int_equal(pool_held(pool, "suspense"), 2100);
    assert_int_equal(unexplained(pool), 0);
    assert_int_equal(last_match(pool), 2);
    pool_verify(pool);
    pool_must(pool, undo(pool, 2)); /* either side of the pair takes back both */
    assert_false(is_matched(pool, out));
    assert_int_equal(pool_held(pool, "suspense"), 7100);
    assert_int_equal(unexplained(pool), 5000);
    pool_refuses(pool, undo(pool, 1));
    pool_must(pool, match(pool, in, "line:2", 0));
    assert_int_equal(unexplained(pool), 0);
    assert_true(other_in > 0);
    pool_verify(pool);
    pool_free(pool);
}

static void expected_money_and_batches_are_matched_and_taken_back(void **state)
{
    (void)state;
    struct pool *pool = pool_new("expect.db");
    struct expect bond = {"BOND-1", "S-1", "bond", cny(50000)};
    struct expect topup = {"T-1", "PLATFORM", "available", cny(10000)};
    struct batch batch = {"ALP1", "alipay", cny(10000), cny(60), cny(9940), NULL, cny(0)};
    pool_deal(pool, "O-1", 10000, true);
    pool_must(pool, expect_put(pool->book, &bond, pool_run(pool), &pool->err));
    pool_must(pool, expect_put(pool->book, &topup, pool_run(pool), &pool->err));
    pool_must(pool, batch_put(pool->book, &batch, pool_run(pool), &pool->err));
    int64_t one = line(pool, 60000, "BOND");
    int64_t two = line(pool, 9940, "ALP");
    pool_must(pool, match(pool, one, "expect:BOND-1", 30000));
    pool_must(pool, match(pool, one, "expect:BOND-1", 0));
    assert_int_equal(pool_held(pool, "bond"), 50000);
    pool_refuses(pool, match(pool, one, "expect:BOND-1", 0));
    pool_must(pool, match(pool, one, "expect:T-1", 0));
    assert_true(is_matched(pool, one));
    pool_refuses(pool, match(pool, two, "batch:ALP1", 9939));
    pool_must(pool, match(pool, two, "batch:ALP1", 0));
    assert_int_equal(pool_available(pool, "PLATFORM"), 10000 - 60);
    pool_verify(pool);
    pool_must(pool, undo(pool, 4));
    assert_int_equal(pool_available(pool, "PLATFORM"), 10000);
    assert_int_equal(pool_int(pool, "SELECT is_settled FROM batch", NULL), 0);
    pool_must(pool, undo(pool, 3));
    pool_must(pool, undo(pool, 2));
    pool_must(pool, undo(pool, 1));
    assert_int_equal(pool_held(pool, "bond"), 0);
    assert_int_equal(pool_held(pool, "suspense"), 69940);
    pool_verify(pool);
    pool_free(pool);
}

/* A batch whose fee the platform lacked left a lien, which goes with the match. */
static void a_fee_that_was_not_there_is_forgotten_with_its_batch(void **state)
{
    (void)state;
    struct pool *pool = pool_new("fee.db");
    struct batch batch = {"ALP1", "alipay", cny(10000), cny(60), cny(9940), NULL, cny(0)};
    pool_deal(pool, "O-1", 10000, true);
    pool_must(pool, batch_put(pool->book, &batch, pool_run(pool), &pool->err));
    int64_t id = line(pool, 9940, "ALP");
    static const char open_liens[] =
        "SELECT count(*) FROM lien WHERE is_closed = 0 AND reference = 'batch:ALP1'";
    pool_must(pool, match(pool, id, "batch:ALP1", 0));
    assert_int_equal(pool_int(pool, open_liens, NULL), 1);
    pool_must(pool, undo(pool, 1));
    assert_int_equal(pool_int(pool, open_liens, NULL), 0);
    pool_must(pool, match(pool, id, "batch:ALP1", 0));
    struct deal_step step = {.deal = "O-1"};
    pool_must(pool, deal_confirm(pool->book, &step, pool_run(pool), &pool->err));
    pool_refuses(pool, undo(pool, 2));
    assert_string_equal(pool->err.message, "the provider's fee of batch ALP1 has been taken since");
    pool_verify(pool);
    pool_free(pool);
}

static void no_more_is_received_than_was_expected(void **state)
{
    (void)state;
    struct pool *pool = pool_new("expected.db");
    struct expect topup = {"T-1", "PLATFORM", "available", cny(10000)};
    struct item item = {.kind = ITEM_EXPECT, .id = "T-1"};
    int64_t id;
    pool_must(pool, expect_put(pool->book, &topup, pool_run(pool), &pool->err));
    pool_must(pool, post(pool, 6000, "T-1", &item, &id));
    pool_refuses(pool, post(pool, 4001, "T-1", &item, &id));
    assert_string_equal(pool->err.message, "expected receipt T-1 expects less than that");
    pool_must(pool, post(pool, 4000, "T-1", &item, &id));
    pool_refuses(pool, post(pool, 1, "T-1", &item, &id));
    assert_string_equal(pool->err.message, "expected receipt T-1 has been received already");
    assert_int_equal(pool_available(pool, "PLATFORM"), 10000);
    pool_verify(pool);
    pool_free(pool);
}

static void a_batch_is_gross_less_fee(void **state)
{
    (void)state;
    struct pool *pool = pool_new("gross.db");
    static const struct {
        int64_t gross, fee, net, kept;
    } BAD[] = {{10000, 60, 9939, 0},  {10000, 60, 9941, 0}, {10000, -60, 10060, 0},
               {60, 60, 0, 0},        {10000, 60, 9940, 1}, {10000, 60, 9939, 2},
               {10000, 60, 9941, -1}, {10000, 60, 0, 9940}};
    for (size_t i = 0; i < sizeof BAD / sizeof BAD[0]; i++) {
        struct batch batch = {"ALP1",          "alipay", cny(BAD[i].gross), cny(BAD[i].fee),
                              cny(BAD[i].net), NULL,     cny(BAD[i].kept)};
        pool_must_be(pool, batch_put(pool->book, &batch, pool_run(pool), &pool->err),
                     STATUS_INVALID, "a batch that does not add up");
    }
    pool_free(pool);
}

/* The hold of the only payout. */
static char *payout_hold(struct pool *pool)
{
    int64_t id = pool_int(pool, "SELECT id FROM account WHERE purpose = 'payout'", NULL);
    return mem_printf(pool->mem, "hold:%lld", (long long)id);
}

/* 2026-09-01 and three days: due on the 4th, whose statement alone does not say that it failed. */
static void a_payout_is_given_up_when_statements_beyond_its_due_day_lack_it(void **state)
{
    (void)state;
    struct pool *pool = pool_new("given-up.db");
    struct payout payout = {.id = "P-1", .party = "S-1", .amount = cny(20000)};
    pool_earn(pool, "S-1", 20000);
    pool_must(pool, payout_request(pool->book, &payout, pool_run(pool), &pool->err));
    const struct hold_step step = {.hold = payout_hold(pool)};
    pool->now_us += 30 * TIME_US_PER_DAY;
    pool_prove(pool, POOL_DAY + 3, 0);
    pool_refuses(pool, payout_expire(pool->book, &step, pool_run(pool), &pool->err));
    pool_prove(pool, POOL_DAY + 4, 0);
    pool_must(pool, payout_expire(pool->book, &step, pool_run(pool), &pool->err));
    assert_int_equal(pool_available(pool, "S-1"), 20000);
    pool_verify(pool);
    pool_free(pool);
}

static void a_payout_is_not_given_up_before_it_is_due(void **state)
{
    (void)state;
    struct pool *pool = pool_new("not-yet.db");
    struct payout payout = {.id = "P-1", .party = "S-1", .amount = cny(20000)};
    pool_earn(pool, "S-1", 20000);
    pool_must(pool, payout_request(pool->book, &payout, pool_run(pool), &pool->err));
    const struct hold_step step = {.hold = payout_hold(pool)};
    pool_prove(pool, POOL_DAY + 4, 0); /* whatever a file says */
    pool->now_us += 3 * TIME_US_PER_DAY - 1;
    pool_refuses(pool, payout_expire(pool->book, &step, pool_run(pool), &pool->err));
    pool->now_us += 1;
    pool_must(pool, payout_expire(pool->book, &step, pool_run(pool), &pool->err));
    pool_free(pool);
}

static void unknown_money_waits_for_a_person(void **state)
{
    (void)state;
    struct pool *pool = pool_new("unknown.db");
    struct sweep_result result;
    (void)line(pool, 100, "x");
    assert_int_equal(pool_int(pool,
                              "SELECT count(*) FROM account WHERE purpose = 'suspense' AND door ="
                              " 'escalate'",
                              NULL),
                     1);
    pool->now_us += 10 * TIME_US_PER_DAY - 1;
    pool_must(pool, sweep_run(pool->book, NULL, NULL, &result, &pool->err));
    assert_int_equal(result.overdue, 0);
    pool->now_us += 1;
    pool_must(pool, sweep_run(pool->book, NULL, NULL, &result, &pool->err));
    assert_int_equal(result.overdue, 1);
    assert_int_equal(result.holds, 0);
    assert_int_equal(pool_held(pool, "suspense"), 100);
    pool_free(pool);
}

static void a_batch_is_settled_once(void **state)
{
    (void)state;
    struct pool *pool = pool_new("settled.db");
    struct batch batch = {"ALP1", "alipay", cny(10000), cny(0), cny(10000), NULL, cny(0)};
    struct item item = {.kind = ITEM_BATCH, .id = "ALP1"};
    int64_t id;
    pool_deal(pool, "O-1", 30000, true); /* the provider would owe it twice */
    pool_must(pool, batch_put(pool->book, &batch, pool_run(pool), &pool->err));
    pool_must(pool, post(pool, 10000, "ALP1", &item, &id));
    pool_refuses(pool, post(pool, 10000, "ALP1", &item, &id));
    assert_string_equal(pool->err.message, "batch ALP1 has been received already");
    pool_verify(pool);
    pool_free(pool);
}

static void taking_a_match_back_needs_a_reason(void **state)
{
    (void)state;
    struct pool *pool = pool_new("reason.db");
    struct match_undo_terms terms = {.match = "match:1", .reason = ""};
    pool_must(pool, match(pool, line(pool, 100, "x"), "available:B-1", 0));
    pool_must_be(pool, match_undo(pool->book, &terms, pool_run(pool), &pool->err), STATUS_INVALID,
                 "no reason");
    terms.reason = NULL;
    pool_must_be(pool, match_undo(pool->book, &terms, pool_run(pool), &pool->err), STATUS_INVALID,
                 "no reason");
    assert_int_equal(pool_available(pool, "B-1"), 100);
    pool_free(pool);
}

static void a_match_of_nothing_is_refused(void **state)
{
    (void)state;
    struct pool *pool = pool_new("zero.db");
    (void)line(pool, 100, "x");
    struct match_terms terms = {.line = "line:1", .item = "available:B-1", .has_amount = true};
    for (terms.amount = cny(-1); terms.amount.minor <= 0; terms.amount.minor++) {
        pool_must_be(pool, match_make(pool->book, &terms, pool_run(pool), &pool->err),
                     STATUS_INVALID, "a match of nothing");
    }
    pool_free(pool);
}

static void nonsense_is_refused_with_what_there_is(void **state)
{
    (void)state;
    struct pool *pool = pool_new("nonsense.db");
    int64_t in = line(pool, 100, "x");
    int64_t out = line(pool, -100, "y");
    static const char *const nothing[] = {"O-1", "order:O-1", "deal:", ":", ""};
    for (size_t i = 0; i < sizeof nothing / sizeof nothing[0]; i++) {
        pool_must_be(pool, match(pool, in, nothing[i], 0), STATUS_INVALID, nothing[i]);
    }
    pool_must_be(pool, match(pool, in, "deal:O-1", 0), STATUS_NOT_FOUND, "deal");
    pool_must_be(pool, match(pool, in, "available:NOBODY", 0), STATUS_NOT_FOUND, "party");
    pool_must_be(pool, match(pool, in, "line:99", 0), STATUS_NOT_FOUND, "line");
    pool_must_be(pool, match(pool, 99, "available:S-1", 0), STATUS_NOT_FOUND, "line");
    pool_refuses(pool, match(pool, out, "deal:O-1", 0));
    pool_must_be(pool, undo(pool, 9), STATUS_NOT_FOUND, "match");
    assert_int_equal(pool_held(pool, "suspense"), 100);
    pool_verify(pool);
    pool_free(pool);
}

static void a_preview_of_a_match_is_what_is_executed(void **state)
{
    (void)state;
    struct pool *pool = pool_new("preview.db");
    char digest[POSTING_DIGEST_BYTES];
    pool_deal(pool, "O-1", 10000, false);
    (void)line(pool, 10000, "x");
    struct match_terms terms = {.line = "1", .item = "deal:O-1"};
    struct run *run = pool_run(pool);
    run->is_preview = true;
    pool_must(pool, match_make(pool->book, &terms, run, &pool->err));
    assert_int_equal(run->posting->leg_count, 2);
    run->expected_digest = posting_digest(run->posting, digest);
    run->is_preview = false;
    struct deal_capture capture = {"O-1", "alipay", cny(4000)};
    pool_must(pool, deal_capture(pool->book, &capture, pool_run(pool), &pool->err));
    pool_must_be(pool, match_make(pool->book, &terms, run, &pool->err), STATUS_STALE, "match");
    pool_verify(pool);
    pool_free(pool);
}

static void assert_references(const char *text, const char *expected)
{
    char all[512] = "";
    char reference[REFERENCE_BYTES_MAX + 1];
    while (reference_next(&text, reference)) {
        (void)snprintf(all + strlen(all), sizeof all - strlen(all), "%s%s",
                       all[0] != '\0' ? " " : "", reference);
    }
    assert_string_equal(all, expected);
}

static void references_are_maximal_words_of_ascii(void **state)
{
    (void)state;
    assert_references("订单O-100455货款", "O-100455");
    assert_references("ORDER-NO O-100602/alipay", "ORDER-NO O-100602 alipay");
    assert_references("网上支付 订单号：O-1", "O-1");
    assert_references("-O-1. _a.b-c_ -", "O-1 a.b-c");
    assert_references("(O-1),O-2;O-3", "O-1 O-2 O-3");
    assert_references("O--1", "O--1");
    assert_references("", "");
    assert_references("…—·", "");
    char text[200];
    memset(text, 'x', sizeof text);
    memcpy(text + 150, " O-1", 5);
    assert_references(text, "O-1");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_receipt_pays_a_deal_by_hand),
        cmocka_unit_test(a_match_is_taken_back_only_as_far_as_its_money_is_there),
        cmocka_unit_test(a_returned_payout_goes_back_to_its_party),
        cmocka_unit_test(what_the_bank_took_is_borne_by_the_house),
        cmocka_unit_test(two_lines_may_be_one_transfer),
        cmocka_unit_test(expected_money_and_batches_are_matched_and_taken_back),
        cmocka_unit_test(a_fee_that_was_not_there_is_forgotten_with_its_batch),
        cmocka_unit_test(no_more_is_received_than_was_expected),
        cmocka_unit_test(a_batch_is_gross_less_fee),
        cmocka_unit_test(a_payout_is_given_up_when_statements_beyond_its_due_day_lack_it),
        cmocka_unit_test(a_payout_is_not_given_up_before_it_is_due),
        cmocka_unit_test(unknown_money_waits_for_a_person),
        cmocka_unit_test(a_batch_is_settled_once),
        cmocka_unit_test(taking_a_match_back_needs_a_reason),
        cmocka_unit_test(a_match_of_nothing_is_refused),
        cmocka_unit_test(nonsense_is_refused_with_what_there_is),
        cmocka_unit_test(a_preview_of_a_match_is_what_is_executed),
        cmocka_unit_test(references_are_maximal_words_of_ascii),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
