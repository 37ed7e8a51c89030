/* What importing a statement adds: only what is new, proved, matched by its reference, all or
 * nothing. */
#include "import/plan.h"
#include "model/deal.h"
#include "model/expect.h"
#include "model/mem.h"
#include "model/party.h"
#include "model/payout.h"
#include "tests/support/pool.h"
#include "tests/support/scratch.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include <cmocka.h>

#define HEADER "Date,Time,Bank reference,Text,Amount,Balance\n"

static struct plan_terms terms(void)
{
    return (struct plan_terms){.account = "ICBC-001", .profile = "generic"};
}

static struct plan *plan_with(struct pool *pool, const char *text, const struct plan_terms *terms)
{
    struct plan *plan = NULL;
    struct source source = {.name = "day.csv", .bytes = text, .size = strlen(text)};
    pool_must(pool, plan_make_source(pool->mem, pool->book, &source, terms, &plan, &pool->err));
    return plan;
}

static struct plan *plan_text(struct pool *pool, const char *text)
{
    struct plan_terms plain = terms();
    return plan_with(pool, text, &plain);
}

static void apply(struct pool *pool, struct plan *plan)
{
    pool_must(pool, plan_apply(pool->book, plan, NULL, NULL, &pool->err));
}

/* Plan and apply; the plan, to look at. */
static struct plan *import(struct pool *pool, const char *text)
{
    struct plan *plan = plan_text(pool, text);
    apply(pool, plan);
    return plan;
}

static void assert_new(const struct plan *plan, int new_lines, int duplicates)
{
    assert_int_equal(plan->counts.new_lines, new_lines);
    assert_int_equal(plan->counts.duplicate, duplicates);
}

static int64_t lines(struct pool *pool)
{
    return pool_int(pool, "SELECT count(*) FROM line WHERE file_line > 0", NULL);
}

static int64_t events(struct pool *pool)
{
    return pool_int(pool, "SELECT count(*) FROM event", NULL);
}

/* What the books say that the bank has. */
static int64_t mirror(struct pool *pool)
{
    return -pool_int(
        pool, "SELECT balance_minor FROM account WHERE kind = 'bank' AND currency = 'CNY'", NULL);
}

/* The stored balances in the order of the chain: "100 150 170". */
static const char *chain(struct pool *pool)
{
    struct stmt *q;
    bool has_row = true;
    char *text = mem_strdup(pool->mem, "");
    pool_must(pool, store_prepare(pool->store,
                                  "SELECT balance_minor / 100 FROM line WHERE file_line > 0"
                                  " ORDER BY day, position",
                                  &q, &pool->err));
    while (stmt_step(q, &has_row, &pool->err) == STATUS_OK && has_row) {
        text = mem_append(text, "%s%lld", text[0] != '\0' ? " " : "", (long long)stmt_int(q, 0));
    }
    stmt_reset(q);
    return text;
}

static void the_same_file_again_adds_nothing_at_all(void **state)
{
    (void)state;
    struct pool *pool = pool_new("again.db");
    static const char text[] = HEADER "2026-09-01,08:00:00,1,a,5.00,5.00\n"
                                      "2026-09-01,08:00:01,2,b,-1.00,4.00\n";
    int64_t before = events(pool);
    struct plan *plan = import(pool, text);
    assert_new(plan, 2, 0);
    assert_int_equal(plan->proof, PROOF_CLOSED);
    assert_int_equal(events(pool), before + 3); /* the statement and two lines */
    assert_int_equal(mirror(pool), 400);
    plan = import(pool, text);
    assert_new(plan, 0, 2);
    assert_int_equal(plan->statement, 0);
    assert_int_equal(events(pool), before + 3);
    assert_int_equal(pool_int(pool, "SELECT count(*) FROM statement", NULL), 1);
    plan = import(pool, HEADER "2026-09-01,08:00:00,1,a,5.00,5.00\r\n\r\n"
                               "2026-09-01,08:00:01,2,b,-1.00,4.00");
    assert_new(plan, 0, 2);
    assert_int_equal(events(pool), before + 3);
    pool_verify(pool);
    pool_free(pool);
}

static void the_same_file_read_otherwise_adds_nothing_either(void **state)
{
    (void)state;
    struct pool *pool = pool_new("otherwise.db");
    static const char text[] =
        "Transaction date,Value date,Description,Withdrawals (SGD),Deposits (SGD)\n"
        "01/09/2026,02/09/2026,x,1.00,\n";
    struct bank_account bank = {"OCBC", "CUSTODIAN", "SGD"};
    struct plan_terms ocbc = {.account = "OCBC", .profile = "ocbc"};
    pool_must(pool, bank_put(pool->book, &bank, pool_run(pool), &pool->err));
    apply(pool, plan_with(pool, text, &ocbc));
    char folder[SCRATCH_PATH_BYTES];
    char path[SCRATCH_PATH_BYTES + 16];
    (void)scratch_path("otherwise.profiles", folder);
    (void)mkdir(folder, 0700);
    (void)snprintf(path, sizeof path, "%s/ours.ini", folder);
    FILE *out = fopen(path, "w");
    assert_non_null(out);
    (void)fputs("[profile]\ninherit = ocbc\n[date]\ndate = Value date\n", out);
    assert_int_equal(fclose(out), 0);
    ocbc.profile_folder = folder;
    ocbc.profile = "ours";
    struct plan *plan = plan_with(pool, text, &ocbc);
    assert_new(plan, 0, 1);
    assert_int_equal(plan->file->rows[0].date_days, 20698);
    pool_free(pool);
}

static void an_overlapping_file_adds_what_is_new(void **state)
{
    (void)state;
    struct pool *pool = pool_new("overlap.db");
    (void)import(pool, HEADER "2026-09-01,,,a,5.00,105.00\n2026-09-02,,,b,5.00,110.00\n");
    struct plan *plan = import(pool, HEADER "2026-09-03,,,c,1.00,111.00\n"
                                            "2026-09-02,,,b,5.00,110.00\n");
    assert_new(plan, 1, 1);
    assert_int_equal(plan->proof, PROOF_CLOSED);
    assert_string_equal(chain(pool), "105 110 111");
    assert_int_equal(mirror(pool), 11100);
    pool_verify(pool);
    pool_free(pool);
}

static void late_rows_between_known_ones_are_found_and_a_third_file_adds_nothing(void **state)
{
    (void)state;
    struct pool *pool = pool_new("late.db");
    static const char late[] = HEADER "2026-09-01,,,a,100.00,100.00\n"
                                      "2026-09-01,,,late,20.00,120.00\n"
                                      "2026-09-02,,,b,50.00,170.00\n"
                                      "2026-09-02,,,c,50.00,220.00\n";
    (void)import(pool, HEADER "2026-09-01,,,a,100.00,100.00\n2026-09-02,,,b,50.00,150.00\n"
                              "2026-09-02,,,c,50.00,200.00\n2026-09-03,,,d,1.00,201.00\n");
    struct plan *plan = import(pool, late);
    assert_new(plan, 1, 3);
    assert_int_equal(plan->proof, PROOF_CLOSED);
    /* d, which the second file does not have, has moved too */
    assert_string_equal(chain(pool), "100 120 170 220 221");
    assert_int_equal(mirror(pool), 22100);
    assert_new(import(pool, late), 0, 4);
    plan = import(pool, HEADER "2026-09-02,,,c,50.00,220.00\n2026-09-03,,,d,1.00,221.00\n"
                               "2026-09-03,,,e,1.00,222.00\n");
    assert_new(plan, 1, 2);
    assert_int_equal(plan->proof, PROOF_CLOSED);
    pool_verify(pool);
    pool_free(pool);
}

static void identical_twins_are_kept_apart_by_their_balances(void **state)
{
    (void)state;
    struct pool *pool = pool_new("twins.db");
    (void)import(pool, HEADER "2026-09-01,,,fee,10.00,10.00\n2026-09-01,,,fee,10.00,20.00\n");
    assert_int_equal(lines(pool), 2);
    struct plan *plan = import(pool, HEADER "2026-09-01,,,fee,10.00,30.00\n");
    assert_new(plan, 1, 0);
    assert_int_equal(plan->proof, PROOF_CLOSED);
    plan = import(pool, HEADER "2026-09-01,,,fee,10.00,10.00\n2026-09-01,,,fee,10.00,20.00\n"
                               "2026-09-01,,,fee,10.00,30.00\n2026-09-01,,,fee,10.00,40.00\n");
    assert_new(plan, 1, 3);
    assert_string_equal(chain(pool), "10 20 30 40");
    pool_verify(pool);
    pool_free(pool);
}

static void a_late_row_as_large_as_the_twins_beside_it_is_told_from_them(void **state)
{
    (void)state;
    struct pool *pool = pool_new("late-twin.db");
    (void)import(pool, HEADER "2026-09-01,,,a,100.00,100.00\n2026-09-01,,,b,50.00,150.00\n"
                              "2026-09-01,,,b,50.00,200.00\n");
    struct plan *plan =
        import(pool, HEADER "2026-09-01,,,a,100.00,100.00\n2026-09-01,,,late,50.00,150.00\n"
                            "2026-09-01,,,b,50.00,200.00\n2026-09-01,,,b,50.00,250.00\n");
    assert_new(plan, 1, 3);
    assert_string_equal(chain(pool), "100 150 200 250");
    assert_int_equal(mirror(pool), 25000);
    pool_verify(pool);
    pool_free(pool);
}

static void without_balances_the_count_of_twins_decides(void **state)
{
    (void)state;
    struct pool *pool = pool_new("count.db");
    static const char two[] = "Date,Text,Amount\n2026-09-01,fee,-1\n2026-09-01,fee,-1\n";
    struct plan *plan = import(pool, two);
    assert_new(plan, 2, 0);
    assert_int_equal(plan->proof, PROOF_NONE);
    assert_new(import(pool, two), 0, 2);
    plan = import(pool, "Date,Text,Amount\n2026-09-01,fee,-1\n2026-09-01,fee,-1\n"
                        "2026-09-01,fee,-1\n2026-09-02,fee,-1\n");
    assert_new(plan, 2, 2);
    assert_int_equal(lines(pool), 4);
    pool_verify(pool);
    pool_free(pool);
}

static void any_field_but_the_balance_makes_a_row_another(void **state)
{
    (void)state;
    static const char *const others[] = {
        "2026-09-02,08:00:00,1,a,-5.00,\n", "2026-09-01,08:00:01,1,a,-5.00,\n",
        "2026-09-01,,1,a,-5.00,\n",         "2026-09-01,08:00:00,2,a,-5.00,\n",
        "2026-09-01,08:00:00,1,b,-5.00,\n", "2026-09-01,08:00:00,1,a,-5.01,\n",
    };
    struct pool *pool = pool_new("fields.db");
    (void)import(pool, HEADER "2026-09-01,08:00:00,1,a,-5.00,\n");
    assert_new(plan_text(pool, HEADER "2026-09-01,08:00:00,1,a,-5.00,\n"), 0, 1);
    for (size_t i = 0; i < sizeof others / sizeof others[0]; i++) {
        assert_new(plan_text(pool, mem_printf(pool->mem, HEADER "%s", others[i])), 1, 0);
    }
    pool_free(pool);
}

static void a_gap_refuses_until_somebody_says_why(void **state)
{
    (void)state;
    struct pool *pool = pool_new("gap.db");
    int64_t before = events(pool);
    static const char text[] = HEADER "2026-09-01,,,a,5.00,105.00\n2026-09-02,,,c,1.00,99.00\n";
    struct plan *plan = plan_text(pool, text);
    assert_int_equal(plan->proof, PROOF_BROKEN);
    assert_int_equal(plan->gap_count, 1);
    assert_int_equal(plan->gaps[0].line, 3);
    assert_int_equal(plan->gaps[0].missing_minor, -700);
    pool_refuses(pool, plan_apply(pool->book, plan, NULL, NULL, &pool->err));
    assert_string_equal(pool->err.detail, "CNY -7.00 is missing before line 3");
    assert_int_equal(events(pool), before);

    struct plan_terms because = terms();
    because.accept_broken = "the bank left out a cheque";
    plan = plan_with(pool, text, &because);
    apply(pool, plan);
    assert_int_equal(pool_int(pool,
                              "SELECT count(*) FROM statement WHERE proof = 'broken'"
                              " AND broken_reason = $1",
                              because.accept_broken),
                     1);
    assert_int_equal(pool_int(pool,
                              "SELECT count(*) FROM event WHERE verb = 'statement'"
                              " AND body LIKE '%left out a cheque%'",
                              NULL),
                     1);
    /* What was accepted is old news for the next file; the missing row fills the gap. */
    assert_int_equal(
        import(pool, HEADER "2026-09-02,,,c,1.00,99.00\n2026-09-03,,,d,1.00,100.00\n")->proof,
        PROOF_CLOSED);
    plan = import(pool, HEADER "2026-09-01,,,a,5.00,105.00\n2026-09-01,,,cheque,-7.00,98.00\n"
                               "2026-09-02,,,c,1.00,99.00\n");
    assert_new(plan, 1, 2);
    assert_int_equal(plan->proof, PROOF_CLOSED);
    assert_string_equal(chain(pool), "105 98 99 100");
    assert_int_equal(mirror(pool), 10000);
    pool_verify(pool);
    pool_free(pool);
}

static void new_lines_must_go_on_from_where_the_account_stands(void **state)
{
    (void)state;
    struct pool *pool = pool_new("continuity.db");
    (void)import(pool, HEADER "2026-09-01,,,a,5.00,105.00\n");
    struct plan *plan = plan_text(pool, HEADER "2026-09-03,,,c,1.00,111.00\n");
    assert_int_equal(plan->proof, PROOF_BROKEN);
    assert_int_equal(plan->gaps[0].missing_minor, 500);
    assert_true(plan->gaps[0].stored_line > 0);
    pool_refuses(pool, plan_apply(pool->book, plan, NULL, NULL, &pool->err));
    assert_string_equal(pool->err.detail,
                        "CNY 5.00 is missing before line 2, after what is stored");
    /* Known lines prove nothing new: the known row closes with the account, the new one does not.
     */
    plan = plan_text(pool, HEADER "2026-09-01,,,a,5.00,105.00\n2026-09-03,,,c,1.00,111.00\n");
    assert_int_equal(plan->proof, PROOF_BROKEN);
    assert_int_equal(import(pool, HEADER "2026-09-02,,,b,5.00,110.00\n")->proof, PROOF_CLOSED);
    assert_int_equal(import(pool, HEADER "2026-09-03,,,c,1.00,111.00\n")->proof, PROOF_CLOSED);
    pool_verify(pool);
    pool_free(pool);
}

static void a_stored_line_that_the_file_lacks_breaks_the_proof(void **state)
{
    (void)state;
    struct pool *pool = pool_new("lacks.db");
    (void)import(pool, HEADER "2026-09-01,,,a,100.00,100.00\n2026-09-02,,,pending,50.00,150.00\n"
                              "2026-09-03,,,c,10.00,160.00\n");
    struct plan *plan =
        plan_text(pool, HEADER "2026-09-01,,,a,100.00,100.00\n2026-09-02,,,booked,50.00,150.00\n"
                               "2026-09-03,,,c,10.00,160.00\n");
    assert_new(plan, 1, 2);
    assert_int_equal(plan->proof, PROOF_BROKEN);
    assert_int_equal(plan->gaps[0].missing_minor, -5000);
    plan = plan_text(pool, HEADER "2026-09-01,,,a,100.00,100.00\n2026-09-03,,,c,10.00,110.00\n"
                                  "2026-09-04,,,d,10.00,120.00\n");
    assert_new(plan, 1, 2);
    assert_int_equal(plan->proof, PROOF_BROKEN);
    pool_free(pool);
}

static void the_opening_balance_is_posted_once_and_waits_for_its_owner(void **state)
{
    (void)state;
    struct pool *pool = pool_new("opening.db");
    struct plan *plan = import(pool, HEADER "2026-09-05,,,a,5.00,505.00\n");
    assert_int_equal(plan->chains[0].opening_minor, 50000);
    assert_int_equal(plan->chains[0].closing_minor, 50500);
    assert_int_equal(mirror(pool), 50500);
    assert_int_equal(pool_held(pool, "suspense"), 50500);
    assert_int_equal(pool_int(pool, "SELECT amount_minor FROM line WHERE file_line = 0", NULL),
                     50000);
    (void)import(pool, HEADER "2026-09-06,,,b,5.00,510.00\n");
    assert_int_equal(mirror(pool), 51000);
    /* Statements from before the opening: their lines were in it. */
    plan = plan_text(pool, HEADER "2026-09-01,,,older,100.00,400.00\n");
    assert_int_equal(plan->proof, PROOF_BROKEN);
    plan = import(pool, HEADER "2026-09-01,,,older,100.00,500.00\n");
    assert_int_equal(plan->proof, PROOF_CLOSED);
    assert_int_equal(mirror(pool), 51000);
    assert_string_equal(chain(pool), "500 505 510");
    /* The same of a file without balances. */
    plan = import(pool, "Date,Text,Amount\n2026-08-01,oldest,7.00\n");
    assert_int_equal(plan->proof, PROOF_NONE);
    assert_int_equal(mirror(pool), 51000);
    pool_verify(pool);
    pool_free(pool);
}

static void an_overdraft_at_the_bank_is_a_fact(void **state)
{
    (void)state;
    struct pool *pool = pool_new("overdraft.db");
    (void)import(pool, HEADER "2026-09-05,,,a,-5.00,-25.00\n");
    assert_int_equal(mirror(pool), -2500);
    assert_int_equal(pool_int(pool,
                              "SELECT balance_minor FROM account WHERE kind = 'transit'"
                              " AND name = 'unexplained'",
                              NULL),
                     -2500);
    pool_verify(pool);
    pool_free(pool);
}

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
    assert_ground(plan, 5, "bears deal:O-1, which an earlier line of this file is already");
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

static void expected_money_and_batches_are_matched(void **state)
{
    (void)state;
    struct pool *pool = pool_new("expect.db");
    struct expect bond = {"BOND-1", "S-1", "bond", cny(500000)};
    struct expect topup = {"T-1", "PLATFORM", "available", cny(100000)};
    struct batch batch = {"ALP1", "alipay", cny(10000), cny(60), cny(9940), NULL};
    struct batch unowed = {"ALP2", "alipay", cny(10000), cny(60), cny(9940), NULL};
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
        cmocka_unit_test(the_same_file_again_adds_nothing_at_all),
        cmocka_unit_test(the_same_file_read_otherwise_adds_nothing_either),
        cmocka_unit_test(an_overlapping_file_adds_what_is_new),
        cmocka_unit_test(late_rows_between_known_ones_are_found_and_a_third_file_adds_nothing),
        cmocka_unit_test(identical_twins_are_kept_apart_by_their_balances),
        cmocka_unit_test(a_late_row_as_large_as_the_twins_beside_it_is_told_from_them),
        cmocka_unit_test(without_balances_the_count_of_twins_decides),
        cmocka_unit_test(any_field_but_the_balance_makes_a_row_another),
        cmocka_unit_test(a_gap_refuses_until_somebody_says_why),
        cmocka_unit_test(new_lines_must_go_on_from_where_the_account_stands),
        cmocka_unit_test(a_stored_line_that_the_file_lacks_breaks_the_proof),
        cmocka_unit_test(the_opening_balance_is_posted_once_and_waits_for_its_owner),
        cmocka_unit_test(an_overdraft_at_the_bank_is_a_fact),
        cmocka_unit_test(a_line_is_matched_only_by_reference_and_exact_amount),
        cmocka_unit_test(two_items_that_fit_are_ambiguous),
        cmocka_unit_test(debits_match_only_payouts_and_credits_never_do),
        cmocka_unit_test(expected_money_and_batches_are_matched),
        cmocka_unit_test(rejects_stop_everything_unless_the_good_rows_are_wanted),
        cmocka_unit_test(a_plan_is_stale_only_when_the_books_changed_what_it_would_do),
        cmocka_unit_test(a_stopped_import_keeps_nothing),
        cmocka_unit_test(currencies_keep_to_their_accounts),
        cmocka_unit_test(an_unknown_account_is_answered_with_those_that_there_are),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
