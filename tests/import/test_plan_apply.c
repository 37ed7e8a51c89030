/* What the lines of a statement become, all or nothing: matched by their reference, or suspense
 * with a ground; and what stops an import. */
#include "import/rejects.h"
#include "model/chargeback.h"
#include "model/deal.h"
#include "model/erase_lines.h"
#include "model/expect.h"
#include "model/match.h"
#include "model/party.h"
#include "model/payout.h"
#include "tests/import/planning.h"
#include "tests/support/program.h"
#include "tests/support/scratch.h"

#include <unistd.h>

static const char *fate(const struct plan *plan, size_t index)
{
    static const char *const names[] = {"known", "matched", "suspense", "suggested", "ambiguous"};
    struct plan_line line;
    plan_line_at(plan, index, &line);
    return names[line.fate];
}

static void assert_ground(const struct plan *plan, size_t index, const char *ground)
{
    struct plan_line line;
    plan_line_at(plan, index, &line);
    assert_string_equal(line.ground, ground);
}

static void a_line_is_matched_only_by_reference_and_exact_amount(void **state)
{
    (void)state;
    struct pool *pool = pool_new("match.db");
    pool_deal(pool, "O-1", 10000, false);
    pool_deal(pool, "O-2", 20000, false);
    pool_deal(pool, "O-3", 30000, true);
    struct plan *plan = import(pool, HEADER "2026-09-01,,,订单O-1货款,100.00,100.00\n"
                                            "2026-09-01,,,order O-2 thanks,200.01,300.01\n"
                                            "2026-09-01,,,O-3,300.00,600.01\n"
                                            "2026-09-01,,,100.00 for an order,100.00,700.01\n"
                                            "2026-09-01,,,(O-2),-200.00,500.01\n"
                                            "2026-09-01,,,O-1.,100.00,600.01\n"
                                            "2026-09-01,,,O-22 XO-2 O-2X,200.00,800.01\n");
    assert_string_equal(fate(plan, 0), "matched");
    assert_string_equal(fate(plan, 1), "suggested");
    assert_ground(plan, 1, "bears deal:O-2, which is of CNY 200.00");
    assert_ground(plan, 2, "bears deal:O-3, which is paid already");
    assert_string_equal(fate(plan, 3), "suspense");
    assert_ground(plan, 4, "bears deal:O-2, but is money out");
    assert_ground(plan, 5, "bears deal:O-1, which an earlier line of this file pays already");
    assert_string_equal(fate(plan, 6), "suspense");
    assert_int_equal(plan->counts.matched, 1);
    assert_int_equal(plan->counts.suspense, 6);
    assert_int_equal(plan->counts.suggested, 4);
    assert_int_equal(pool_int(pool, "SELECT funded_minor FROM deal WHERE id = 'O-1'", NULL), 10000);
    assert_int_equal(pool_int(pool, "SELECT funded_minor FROM deal WHERE id = 'O-2'", NULL), 0);
    pool_verify(pool);
    pool_free(pool);
}

static void two_items_that_fit_are_ambiguous(void **state)
{
    (void)state;
    struct pool *pool = pool_new("ambiguous.db");
    struct expect expect = {"O-1", "S-1", "available", cny(10000)};
    pool_deal(pool, "O-1", 10000, false);
    pool_deal(pool, "O-2", 10000, false);
    struct plan *plan = plan_text(pool, HEADER "2026-09-01,,,O-1 O-2,100.00,100.00\n");
    assert_string_equal(fate(plan, 0), "ambiguous");
    assert_ground(plan, 0, "deal:O-1 and deal:O-2 fit alike");
    pool_must(pool, expect_put(pool->book, &expect, pool_run(pool), &pool->err));
    plan = import(pool, HEADER "2026-09-01,,,O-1,100.00,100.00\n");
    assert_ground(plan, 0, "deal:O-1 and expect:O-1 fit alike");
    assert_int_equal(plan->counts.ambiguous, 1);
    assert_int_equal(pool_held(pool, "suspense"), 10000);
    pool_verify(pool);
    pool_free(pool);
}

static void debits_match_only_payouts_and_credits_never_do(void **state)
{
    (void)state;
    struct pool *pool = pool_new("payouts.db");
    pool_earn(pool, "S-1", 50000);
    struct payout payout = {.id = "P-1", .party = "S-1", .amount = cny(20000)};
    struct payout other = {.id = "P-2", .party = "S-1", .amount = cny(10000)};
    pool_must(pool, payout_request(pool->book, &payout, pool_run(pool), &pool->err));
    pool_must(pool, payout_request(pool->book, &other, pool_run(pool), &pool->err));
    struct plan *plan = import(pool, HEADER "2026-09-01,,,代付 P-1 结算款,-200.00,1800.00\n"
                                            "2026-09-02,,,退汇 P-1 账号有误,200.00,2000.00\n"
                                            "2026-09-02,,,P-2,-100.01,1899.99\n"
                                            "2026-09-02,,,P-2,100.00,1999.99\n");
    assert_string_equal(fate(plan, 0), "matched");
    assert_ground(plan, 1, "bears payout:P-1, but is money in: a payout that came back?");
    assert_ground(plan, 2, "bears payout:P-2, which is of CNY -100.00");
    assert_string_equal(fate(plan, 3), "suggested");
    assert_int_equal(
        pool_int(pool, "SELECT count(*) FROM payout WHERE state = 'paid' AND id = 'P-1'", NULL), 1);
    assert_int_equal(pool_held(pool, "payout"), 10000);
    pool_verify(pool);
    pool_free(pool);
}

/* What its lines said was erased in its time: they are known by what stays of them. */
static void a_file_whose_words_were_erased_is_still_known(void **state)
{
    (void)state;
    struct pool *pool = pool_new("erased.db");
    const struct line_erasure erasure = {1, "asked for"};
    const char *text = HEADER "2026-09-01,,R-1,O-1 thanks,100.00,100.00\n"
                              "2026-09-01,,,O-2,200.00,300.00\n"
                              "2026-09-01,,,O-3,200.00,500.00\n";
    pool_deal(pool, "O-1", 10000, false);
    pool_deal(pool, "O-2", 20000, false);
    pool_deal(pool, "O-3", 20000, false);
    assert_int_equal(import(pool, text)->counts.matched, 3);
    pool->now_us += 1827 * TIME_US_PER_DAY;
    pool_must(pool, erase_lines(pool->book, &erasure, pool_run(pool), &pool->err));
    assert_int_equal(pool_int(pool, "SELECT count(*) FROM line WHERE text <> ''", NULL), 0);
    assert_new(plan_text(pool, text), 0, 3);
    assert_new(plan_text(pool, HEADER "2026-09-01,,R-1,O-1 thanks,100.00,100.00\n"
                                      "2026-09-01,,,O-2,200.00,300.00\n"
                                      "2026-09-01,,,O-3,200.00,500.00\n"
                                      "2026-09-01,,,O-4,200.00,700.00\n"),
               1, 3);
    pool_verify(pool);
    pool_free(pool);
}

/* How many questions a file makes with so many lines for each kind of item. */
static int64_t questions_of(int lines)
{
    struct pool *pool = pool_new("questions.db");
    char *text = mem_strdup(pool->mem, HEADER);
    int64_t balance = 0;
    pool_earn(pool, "S-1", 100000);
    for (int i = 0; i < lines; i++) {
        const char *payout_id = mem_printf(pool->mem, "P-%d", i);
        const char *deal = mem_printf(pool->mem, "O-%d", i);
        struct expect expect = {mem_printf(pool->mem, "X-%d", i), "S-2", "available", cny(300)};
        struct payout payout = {.id = payout_id, .party = "S-1", .amount = cny(200)};
        pool_deal(pool, deal, 1000, false);
        pool_must(pool, expect_put(pool->book, &expect, pool_run(pool), &pool->err));
        pool_must(pool, payout_request(pool->book, &payout, pool_run(pool), &pool->err));
        balance += 11; /* 10.00 and 3.00 in, 2.00 out */
        text = mem_append(text,
                          "2026-09-01,,,%s,10.00,%lld.00\n2026-09-01,,,%s,3.00,%lld.00\n"
                          "2026-09-01,,,%s,-2.00,%lld.00\n",
                          deal, (long long)balance - 1, expect.ref, (long long)balance + 2,
                          payout_id, (long long)balance);
    }
    int64_t before = store_questions(pool->store);
    struct plan *plan = import(pool, text);
    int64_t asked = store_questions(pool->store) - before;
    assert_int_equal(plan->counts.matched, 3 * lines);
    pool_verify(pool);
    pool_free(pool);
    return asked;
}

static void the_lines_of_a_file_are_asked_for_together(void **state)
{
    (void)state;
    assert_int_equal(questions_of(30), questions_of(10));
}

static void what_was_matched_by_itself_is_taken_back_into_a_hold_of_its_own(void **state)
{
    (void)state;
    struct pool *pool = pool_new("taken-back.db");
    struct payout payout = {.id = "P-1", .party = "S-1", .amount = cny(20000)};
    struct match_undo_terms first = {"match:1", "wrong order"};
    struct match_undo_terms second = {"match:2", "the bank has not paid"};
    pool_deal(pool, "O-1", 10000, false);
    pool_earn(pool, "S-1", 50000);
    pool_must(pool, payout_request(pool->book, &payout, pool_run(pool), &pool->err));
    struct plan *plan = import(pool, HEADER "2026-09-01,,,O-1,100.00,100.00\n"
                                            "2026-09-01,,,P-1,-200.00,-100.00\n");
    assert_int_equal(plan->counts.matched, 2);
    pool_must(pool, match_undo(pool->book, &first, pool_run(pool), &pool->err));
    pool_must(pool, match_undo(pool->book, &second, pool_run(pool), &pool->err));
    assert_int_equal(pool_held(pool, "suspense"), 10000);
    assert_int_equal(pool_held(pool, "payout"), 20000);
    assert_int_equal(mirror(pool), -10000);
    assert_int_equal(pool_int(pool, "SELECT count(*) FROM line WHERE state = 'suspense'", NULL), 2);
    struct match_terms again = {.line = "line:1", .item = "deal:O-1"};
    pool_must(pool, match_make(pool->book, &again, pool_run(pool), &pool->err));
    assert_int_equal(pool_held(pool, "suspense"), 0);
    pool_verify(pool);
    pool_free(pool);
}

static void expected_money_and_batches_are_matched(void **state)
{
    (void)state;
    struct pool *pool = pool_new("expect.db");
    struct expect bond = {"BOND-1", "S-1", "bond", cny(500000)};
    struct expect topup = {"T-1", "PLATFORM", "available", cny(100000)};
    struct batch batch = {"ALP1", "alipay", cny(10000), cny(60), cny(9940), NULL, cny(0)};
    struct batch unowed = {"ALP2", "alipay", cny(10000), cny(60), cny(9940), NULL, cny(0)};
    pool_deal(pool, "O-1", 10000, true); /* alipay owes 100.00 */
    pool_must(pool, expect_put(pool->book, &bond, pool_run(pool), &pool->err));
    pool_must(pool, expect_put(pool->book, &topup, pool_run(pool), &pool->err));
    pool_must(pool, batch_put(pool->book, &batch, pool_run(pool), &pool->err));
    pool_must(pool, batch_put(pool->book, &unowed, pool_run(pool), &pool->err));
    struct plan *plan = import(pool, HEADER "2026-09-01,,,保证金 BOND-1,5000.00,5000.00\n"
                                            "2026-09-01,,,平台备付 T-1,1000.00,6000.00\n"
                                            "2026-09-01,,ALP1,支付宝结算 238笔,99.40,6099.40\n"
                                            "2026-09-01,,ALP2,支付宝结算 1笔,99.40,6198.80\n");
    assert_int_equal(plan->counts.matched, 3);
    assert_ground(plan, 3, "bears batch:ALP2, but its provider owes less than that");
    assert_int_equal(pool_held(pool, "bond"), 500000);
    assert_int_equal(pool_available(pool, "PLATFORM"), 100000 - 60);
    assert_int_equal(pool_int(pool, "SELECT is_settled FROM batch WHERE id = 'ALP1'", NULL), 1);
    pool_verify(pool);
    pool_free(pool);
}

/* Two batches of one file keep what was taken back once. */
static void a_batch_keeps_for_chargebacks_what_its_provider_has_taken_back(void **state)
{
    (void)state;
    struct pool *pool = pool_new("kept.db");
    struct chargeback taken = {"CB-1", "O-1", "alipay", cny(3000), "fraud"};
    struct batch first = {"ALP1", "alipay", cny(6000), cny(0), cny(3500), NULL, cny(2500)};
    struct batch second = {"ALP2", "alipay", cny(4000), cny(0), cny(3000), NULL, cny(1000)};
    pool_deal(pool, "O-1", 10000, true);
    pool_must(pool, chargeback_take(pool->book, &taken, pool_run(pool), &pool->err));
    pool_must(pool, batch_put(pool->book, &first, pool_run(pool), &pool->err));
    pool_must(pool, batch_put(pool->book, &second, pool_run(pool), &pool->err));
    struct plan *plan = import(pool, HEADER "2026-09-01,,ALP1,支付宝结算,35.00,35.00\n"
                                            "2026-09-01,,ALP2,支付宝结算,30.00,65.00\n");
    assert_int_equal(plan->counts.matched, 1);
    assert_ground(plan, 1, "bears batch:ALP2, but its provider has taken less back than it keeps");
    assert_int_equal(pool_available(pool, "alipay"), 500);
    pool_verify(pool);
    pool_free(pool);
}

static void rejects_stop_everything_unless_the_good_rows_are_wanted(void **state)
{
    (void)state;
    struct pool *pool = pool_new("rejects.db");
    int64_t before = events(pool);
    static const char text[] = "Date,Text,Amount\n2026-09-01,a,1.00\n2026-02-30,b,1.00\n";
    struct plan *plan = plan_text(pool, text);
    assert_int_equal(plan->counts.rejected, 1);
    pool_refuses(pool, plan_apply(pool->book, plan, NULL, NULL, &pool->err));
    assert_non_null(strstr(pool->err.detail, "line 3, Date: "));
    assert_int_equal(events(pool), before);
    struct plan_terms good = terms();
    good.good_rows = true;
    apply(pool, plan_with(pool, text, &good));
    assert_int_equal(lines(pool), 1);
    assert_int_equal(pool_int(pool,
                              "SELECT count(*) FROM event WHERE verb = 'statement'"
                              " AND body LIKE '%\"rejected_left_out\":1%'",
                              NULL),
                     1);
    pool_free(pool);
}

static void rejects_are_written_with_their_place_and_their_columns(void **state)
{
    (void)state;
    struct pool *pool = pool_new("written.db");
    char path[SCRATCH_PATH_BYTES];
    char text[1024] = "";
    struct plan *plan = plan_text(pool, "Date,Text,Amount\n2026-09-01,\"=1+1, \"\"x\"\"\",1.005\n"
                                        "2026-09-01,y\n-5,-z,\n");
    pool_must(pool,
              rejects_write(plan->file, "bank.csv", scratch_path("rejects.csv", path), &pool->err));
    FILE *in = fopen(path, "r");
    assert_non_null(in);
    assert_true(fread(text, 1, sizeof text - 1, in) > 0);
    assert_int_equal(fclose(in), 0);
    assert_string_equal(
        text, "line,column,reason,bytes,\"Date\",\"Text\",\"Amount\"\r\n"
              "2,\"Amount\",\"amount has too many decimals: '1.005'\",\"312e303035\","
              "\"2026-09-01\",\"'=1+1, \"\"x\"\"\",\"1.005\"\r\n"
              "3,\"\",\"the row ends after 2 of 3 cells\",\"\",\"2026-09-01\",\"y\"\r\n"
              "4,\"Date\",\"not of the profile's form\",\"2d35\",\"-5\",\"'-z\",\"\"\r\n");
    pool_must_be(pool, rejects_write(plan->file, "bank.csv", "/nowhere/rejects.csv", &pool->err),
                 STATUS_IO, "rejects_write");
    pool_free(pool);
}

static void a_formula_in_the_rejects_stays_text_however_long(void **state)
{
    (void)state;
    struct pool *pool = pool_new("formula.db");
    char path[SCRATCH_PATH_BYTES];
    size_t count = 0;
    struct plan *plan =
        plan_text(pool, mem_printf(pool->mem, "Date,Text,Amount\n2026-09-01,=%0600d,1.005\n", 1));
    pool_must(pool,
              rejects_write(plan->file, "bank.csv", scratch_path("formula.csv", path), &pool->err));
    const char *text = file_read(pool->mem, path, &count);
    assert_non_null(text);
    assert_non_null(strstr(text, "\"'=0000"));
    pool_free(pool);
}

static void rejects_never_go_over_the_statement_itself(void **state)
{
    (void)state;
    struct pool *pool = pool_new("itself.db");
    char path[SCRATCH_PATH_BYTES];
    char other[SCRATCH_PATH_BYTES];
    size_t count = 0;
    const char *text = "Date,Text,Amount\n2026-09-01,y\n";
    struct plan *plan = plan_text(pool, text);
    FILE *out = fopen(scratch_path("itself.csv", path), "w");
    assert_non_null(out);
    assert_true(fputs(text, out) >= 0);
    assert_int_equal(fclose(out), 0);
    (void)unlink(scratch_path("link.csv", other));
    assert_int_equal(link(path, other), 0);
    pool_must_be(pool, rejects_write(plan->file, path, path, &pool->err), STATUS_INVALID,
                 "the same name");
    pool_must_be(pool, rejects_write(plan->file, path, other, &pool->err), STATUS_INVALID,
                 "another name");
    assert_string_equal(file_read(pool->mem, path, &count), text);
    pool_free(pool);
}

static void a_plan_is_stale_only_when_the_books_changed_what_it_would_do(void **state)
{
    (void)state;
    struct pool *pool = pool_new("stale.db");
    static const char text[] = HEADER "2026-09-01,,,O-1,100.00,100.00\n";
    struct plan *before = plan_text(pool, text);
    struct plan *same = plan_text(pool, text);
    assert_string_equal(before->hash, same->hash);
    pool_deal(pool, "O-9", 5000, false); /* does not matter */
    pool_deal(pool, "O-1", 10000, false);
    pool_must_be(pool, plan_apply(pool->book, before, NULL, NULL, &pool->err), STATUS_STALE,
                 "plan_apply");
    assert_int_equal(lines(pool), 0);
    struct plan *after = plan_text(pool, text);
    assert_string_not_equal(after->hash, before->hash);
    pool_deal(pool, "O-8", 5000, false);
    apply(pool, after);
    assert_int_equal(lines(pool), 1);
    pool_must_be(pool, plan_apply(pool->book, after, NULL, NULL, &pool->err), STATUS_STALE,
                 "plan_apply twice");
    assert_int_equal(lines(pool), 1);
    pool_verify(pool);
    pool_free(pool);
}

static bool stop_at_once(void *state, int64_t done, int64_t all)
{
    (void)state;
    assert_true(done <= all);
    return false;
}

static void a_stopped_import_keeps_nothing(void **state)
{
    (void)state;
    struct pool *pool = pool_new("stopped.db");
    int64_t before = events(pool);
    char *text = mem_strdup(pool->mem, "Date,Text,Amount\n");
    for (int i = 0; i < 1500; i++) {
        text = mem_append(text, "2026-09-01,%d,1.00\n", i);
    }
    struct plan *plan = plan_text(pool, text);
    pool_must_be(pool, plan_apply(pool->book, plan, stop_at_once, NULL, &pool->err),
                 STATUS_CANCELLED, "plan_apply");
    assert_int_equal(events(pool), before);
    assert_int_equal(lines(pool), 0);
    apply(pool, plan);
    assert_int_equal(lines(pool), 1500);
    pool_free(pool);
}

static void currencies_keep_to_their_accounts(void **state)
{
    (void)state;
    struct pool *pool = pool_new("currencies.db");
    static const char text[] =
        "Date,Description,Billing amount,Billing currency,Balance,Balance currency\n"
        "02/09/2026,b,-1.00,HKD,9.00,HKD\n02/09/2026,y,5.00,CNY,5.00,CNY\n"
        "01/09/2026,a,10.00,HKD,10.00,HKD\n";
    struct plan_terms hsbc = {.account = "ICBC-001"};
    struct source source = {.name = "hk.csv", .bytes = text, .size = sizeof text - 1};
    struct plan *plan = NULL;
    struct bank_account bank = {"ICBC-001", "CUSTODIAN", "HKD"};
    pool_must_be(pool, plan_make_source(pool->mem, pool->book, &source, &hsbc, &plan, &pool->err),
                 STATUS_NOT_FOUND, "plan_make_source");
    assert_string_equal(pool->err.message, "line 2 is in HKD, and bank account ICBC-001 has none");
    pool_must(pool, bank_put(pool->book, &bank, pool_run(pool), &pool->err));
    plan = plan_with(pool, text, &hsbc);
    apply(pool, plan);
    assert_int_equal(plan->chain_count, 2);
    assert_int_equal(plan->proof, PROOF_CLOSED);
    assert_int_equal(mirror(pool), 500);
    assert_new(plan_with(pool, text, &hsbc), 0, 3);
    pool_verify(pool);
    pool_free(pool);
}

static void an_unknown_account_is_answered_with_those_that_there_are(void **state)
{
    (void)state;
    struct pool *pool = pool_new("unknown.db");
    struct plan_terms nowhere = {.account = "ICBC-002", .profile = "generic"};
    struct source source = {.name = "day.csv", .bytes = HEADER, .size = sizeof HEADER - 1};
    struct plan *plan = NULL;
    pool_must_be(pool,
                 plan_make_source(pool->mem, pool->book, &source, &nowhere, &plan, &pool->err),
                 STATUS_NOT_FOUND, "plan_make_source");
    assert_string_equal(pool->err.message, "there is no bank account ICBC-002");
    assert_string_equal(pool->err.hint, "there are: ICBC-001");
    pool_free(pool);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_line_is_matched_only_by_reference_and_exact_amount),
        cmocka_unit_test(two_items_that_fit_are_ambiguous),
        cmocka_unit_test(debits_match_only_payouts_and_credits_never_do),
        cmocka_unit_test(a_file_whose_words_were_erased_is_still_known),
        cmocka_unit_test(the_lines_of_a_file_are_asked_for_together),
        cmocka_unit_test(what_was_matched_by_itself_is_taken_back_into_a_hold_of_its_own),
        cmocka_unit_test(expected_money_and_batches_are_matched),
        cmocka_unit_test(a_batch_keeps_for_chargebacks_what_its_provider_has_taken_back),
        cmocka_unit_test(rejects_stop_everything_unless_the_good_rows_are_wanted),
        cmocka_unit_test(rejects_are_written_with_their_place_and_their_columns),
        cmocka_unit_test(a_formula_in_the_rejects_stays_text_however_long),
        cmocka_unit_test(rejects_never_go_over_the_statement_itself),
        cmocka_unit_test(a_plan_is_stale_only_when_the_books_changed_what_it_would_do),
        cmocka_unit_test(a_stopped_import_keeps_nothing),
        cmocka_unit_test(currencies_keep_to_their_accounts),
        cmocka_unit_test(an_unknown_account_is_answered_with_those_that_there_are),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
