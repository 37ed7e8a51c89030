/* What of a statement is new, and whether it is proved. */
#include "model/party.h"
#include "tests/import/planning.h"
#include "tests/support/scratch.h"

#include <sys/stat.h>

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

static void another_version_of_a_stored_line_is_no_late_row(void **state)
{
    (void)state;
    struct pool *pool = pool_new("forked.db");
    (void)import(pool, HEADER "2026-09-01,08:00:00,1,a,5.00,5.00\n"
                              "2026-09-01,08:00:01,2,b,-1.00,4.00\n"
                              "2026-09-02,08:00:01,3,c,1.00,5.00\n");
    struct plan *forked = plan_text(pool, HEADER "2026-09-01,08:00:00,1,a,5.00,5.00\n"
                                                 "2026-09-01,08:00:01,2,b,-2.00,3.00\n");
    assert_int_equal(forked->proof, PROOF_BROKEN);
    struct plan *late = plan_text(pool, HEADER "2026-09-01,08:00:00,1,a,5.00,5.00\n"
                                               "2026-09-01,08:00:01,2,b,-1.00,4.00\n"
                                               "2026-09-01,09:00:00,4,late,-2.00,2.00\n");
    assert_new(late, 1, 2);
    assert_int_equal(late->proof, PROOF_CLOSED);
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
    assert_int_equal(pool_int(pool,
                              "SELECT closing_minor FROM statement_balance WHERE last_day ="
                              " (SELECT max(last_day) FROM statement_balance)",
                              NULL),
                     22100);
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
                        "CNY 5.00 is missing before line 2, after what is stored: day 2026-09-02");
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

/* Its lines of counts and sums say that a row is missing: refused, or taken with a reason. */
static void what_a_file_says_of_itself_is_part_of_the_proof(void **state)
{
    (void)state;
    struct pool *pool = pool_new("says.db");
    static const char text[] =
        "京东账号名：test\n共：2笔记录\n支出：2笔，15.00元\n\n"
        "交易时间,商户名称,交易说明,金额,收/付款方式,交易状态,收/"
        "支,交易分类,交易订单号,商家订单号,备注\n"
        "2026-09-02 10:00:00,店,文具,10.00,钱包,交易成功,支出,文具,1002,O-2,\n";
    struct plan_terms jd = terms();
    jd.profile = "jd-wallet";
    struct plan *plan = plan_with(pool, text, &jd);
    assert_int_equal(plan->proof, PROOF_BROKEN);
    assert_int_equal(plan_apply(pool->book, plan, NULL, NULL, &pool->err), STATUS_REFUSED);
    assert_string_equal(pool->err.message, "day.csv: it is not whole by what it says itself");
    assert_string_equal(pool->err.detail, "line 2 says 2 rows in all, and there are 1");
    assert_int_equal(lines(pool), 0);
    jd.accept_broken = "the bank has lost one";
    apply(pool, plan_with(pool, text, &jd));
    assert_int_equal(lines(pool), 1);
    pool_verify(pool);
    pool_free(pool);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_same_file_again_adds_nothing_at_all),
        cmocka_unit_test(another_version_of_a_stored_line_is_no_late_row),
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
        cmocka_unit_test(what_a_file_says_of_itself_is_part_of_the_proof),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
