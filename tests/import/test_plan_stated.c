/* Statements that say their own balances, imported: known rows, the tie to the day before, and
 * references that match. */
#include "tests/import/planning.h"

static struct plan_terms detect(void)
{
    return (struct plan_terms){.account = "ICBC-001"};
}

static struct plan *plan_it(struct pool *pool, const char *text)
{
    struct plan_terms found = detect();
    return plan_with(pool, text, &found);
}

static void import_it(struct pool *pool, const char *text)
{
    apply(pool, plan_it(pool, text));
}

#define DAY(day, opening, entries, closing)                                                        \
    ":20:X\n:25:6222\n:60F:C" day "CNY" opening ",\n" entries ":62F:C" day "CNY" closing ",\n-\n"
#define ONE                                                                                        \
    DAY("260901", "1000", ":61:260901C188,NTRFO-1//B1\n:61:260901D8,NCHGNONREF//B2\n", "1180")
#define TWO                                                                                        \
    DAY("260902", "1180", ":61:260902C20,NTRFNONREF//B3\n:61:260902C20,NTRFNONREF//B3\n", "1220")
#define FOUR DAY("260904", "1230", ":61:260904C5,NTRFNONREF//B4\n", "1235")

static void the_next_statement_goes_on_from_the_last_one(void **state)
{
    (void)state;
    struct pool *pool = pool_new("the_next_statement_g.db");
    import_it(pool, ONE);
    struct plan *plan = plan_it(pool, TWO);
    assert_new(plan, 2, 0);
    assert_int_equal(plan->proof, PROOF_CLOSED);
    apply(pool, plan);
    assert_int_equal(mirror(pool), 122000);
    pool_verify(pool);
    pool_free(pool);
}

static void a_missing_statement_is_a_gap_that_names_what_is_stored(void **state)
{
    (void)state;
    struct pool *pool = pool_new("a_missing_statement.db");
    import_it(pool, ONE TWO);
    struct plan *plan = plan_it(pool, FOUR);
    assert_int_equal(plan->proof, PROOF_BROKEN);
    assert_int_equal(plan->gap_count, 1);
    assert_int_equal(plan->gaps[0].missing_minor, 1000);
    assert_true(plan->gaps[0].stored_line > 0);
    assert_int_equal(plan_check(plan, &pool->err), STATUS_REFUSED);
    /* And within one file too, although its first statements are known. */
    plan = plan_it(pool, ONE TWO FOUR);
    assert_new(plan, 1, 4);
    assert_int_equal(plan->proof, PROOF_BROKEN);
    assert_int_equal(plan->gaps[0].missing_minor, 1000);
    pool_verify(pool);
    pool_free(pool);
}

static void a_file_that_overlaps_adds_only_what_is_new_and_twins_stay_two(void **state)
{
    (void)state;
    struct pool *pool = pool_new("a_file_that_overlaps.db");
    import_it(pool, ONE);
    struct plan *plan = plan_it(pool, ONE TWO);
    assert_new(plan, 2, 2);
    assert_int_equal(plan->proof, PROOF_CLOSED);
    apply(pool, plan);
    assert_new(plan_it(pool, ONE TWO), 0, 4);
    assert_new(plan_it(pool, TWO), 0, 2);
    /* Another file with the same rows, in another order. */
    assert_new(
        plan_it(pool, DAY("260901", "1000",
                          ":61:260901D8,NCHGNONREF//B2\n:61:260901C188,NTRFO-1//B1\n", "1180")),
        0, 2);
    assert_int_equal(lines(pool), 4);
    pool_verify(pool);
    pool_free(pool);
}

static void an_ofx_goes_on_from_the_balance_before_it(void **state)
{
    (void)state;
    struct pool *pool = pool_new("an_ofx_goes_on_from.db");
    import_it(pool, ONE);
#define OFX(amount)                                                                                \
    "<OFX><STMTRS><CURDEF>CNY<BANKACCTFROM><ACCTID>6222</BANKACCTFROM>\n<BANKTRANLIST>\n"          \
    "<STMTTRN><DTPOSTED>20260902<TRNAMT>" amount "<FITID>f</STMTTRN></BANKTRANLIST>\n"             \
    "<LEDGERBAL><BALAMT>1220<DTASOF>20260902</LEDGERBAL></STMTRS></OFX>\n"
    assert_int_equal(plan_it(pool, OFX("40.00"))->proof, PROOF_CLOSED);
    struct plan *plan = plan_it(pool, OFX("39.00"));
    assert_int_equal(plan->proof, PROOF_BROKEN);
    assert_int_equal(plan->gaps[0].missing_minor, 100);
    pool_verify(pool);
    pool_free(pool);
}

static void a_reference_of_the_customer_matches_its_deal(void **state)
{
    (void)state;
    struct pool *pool = pool_new("a_reference_of_the_c.db");
    pool_deal(pool, "O-1", 18800, false);
    struct plan *plan = plan_it(pool, ONE);
    struct plan_line line;
    plan_line_at(plan, 0, &line);
    assert_int_equal(line.fate, PLAN_MATCHED);
    assert_string_equal(line.item, "deal:O-1");
    apply(pool, plan);
    assert_int_equal(pool_int(pool, "SELECT count(*) FROM line WHERE state = 'matched'", NULL), 1);
    pool_verify(pool);
    pool_free(pool);
}

static void a_currency_without_an_entry_is_shown_with_its_balances(void **state)
{
    (void)state;
    struct pool *pool = pool_new("a_currency_without_a.db");
    import_it(pool, ONE);
    struct plan *plan = plan_it(pool, DAY("260902", "1180", "", "1180"));
    assert_int_equal(plan->counts.lines, 0);
    assert_int_equal(plan->proof, PROOF_CLOSED);
    assert_int_equal(plan->chains[0].closing_minor, 118000);
    assert_int_equal(plan_it(pool, DAY("260902", "1180", "", "1181"))->proof, PROOF_BROKEN);
    pool_verify(pool);
    pool_free(pool);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_next_statement_goes_on_from_the_last_one),
        cmocka_unit_test(a_missing_statement_is_a_gap_that_names_what_is_stored),
        cmocka_unit_test(a_file_that_overlaps_adds_only_what_is_new_and_twins_stay_two),
        cmocka_unit_test(an_ofx_goes_on_from_the_balance_before_it),
        cmocka_unit_test(a_reference_of_the_customer_matches_its_deal),
        cmocka_unit_test(a_currency_without_an_entry_is_shown_with_its_balances),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
