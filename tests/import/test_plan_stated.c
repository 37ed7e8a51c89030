/* Statements that say their own balances, imported: known rows, the tie to the day before, and
 * references that match. */
#include "model/statement.h"
#include "tests/import/planning.h"
#include "tests/import/reading.h"

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

/* ---- whose file it is ---- */

#define OTHER(day, opening, entries, closing)                                                      \
    ":20:X\n:25:7333\n:60F:C" day "CNY" opening ",\n" entries ":62F:C" day "CNY" closing ",\n-\n"

static const char *stored_number(struct pool *pool)
{
    const char *number = NULL;
    pool_must(pool, statement_last_number(pool->book, pool->mem, "ICBC-001", &number, &pool->err));
    return number;
}

static void a_file_of_another_account_number_is_refused_with_both(void **state)
{
    (void)state;
    struct pool *pool = pool_new("another_number.db");
    struct plan_terms found = detect();
    struct plan *plan = NULL;
    const char *text = OTHER("260902", "1180", ":61:260902C20,NTRFNONREF//B3\n", "1200");
    struct source source = {.name = "day.sta", .bytes = text, .size = strlen(text)};
    import_it(pool, ONE);
    assert_string_equal(stored_number(pool), "6222");
    pool_refuses(pool, plan_make_source(pool->mem, pool->book, &source, &found, &plan, &pool->err));
    assert_string_equal(pool->err.message, "day.sta: the file is of account 7333, and the "
                                           "statements of ICBC-001 before it are of 6222");
    assert_int_equal(lines(pool), 2);
    /* The same number, written with blanks, is the same account. */
    assert_new(plan_it(pool, ":20:X\n:25:62 22\n:60F:C260902CNY1180,\n:62F:C260902CNY1180,\n-\n"),
               0, 0);
    pool_verify(pool);
    pool_free(pool);
}

static void another_number_is_taken_for_a_reason_that_is_kept(void **state)
{
    (void)state;
    struct pool *pool = pool_new("number_for_a_reason.db");
    struct plan_terms because = detect();
    because.accept_number = "the bank merged its branches";
    import_it(pool, ONE);
    apply(pool, plan_with(pool, OTHER("260902", "1180", ":61:260902C20,NTRFNONREF//B3\n", "1200"),
                          &because));
    assert_string_equal(stored_number(pool), "7333");
    assert_int_equal(pool_int(pool, "SELECT count(*) FROM statement WHERE number_reason = $1",
                              because.accept_number),
                     1);
    assert_int_equal(pool_int(pool,
                              "SELECT count(*) FROM event WHERE verb = 'statement' AND body"
                              " LIKE '%\"number_accepted\":\"the bank merged%'",
                              NULL),
                     1);
    /* From then on it is the account's, and a reason without another number is not kept. */
    apply(pool, plan_with(pool, OTHER("260903", "1200", ":61:260903C1,NTRFNONREF//B4\n", "1201"),
                          &because));
    assert_int_equal(pool_int(pool, "SELECT count(number_reason) FROM statement", NULL), 1);
    pool_verify(pool);
    pool_free(pool);
}

/* Two that were planned before either was posted, without balances that would tell. */
static void another_number_that_came_in_between_is_refused(void **state)
{
    (void)state;
    struct pool *pool = pool_new("number_in_between.db");
#define BARE(number, day, amount)                                                                  \
    "<OFX><STMTRS><CURDEF>CNY<BANKACCTFROM><ACCTID>" number "</BANKACCTFROM>\n<BANKTRANLIST>\n"    \
    "<STMTTRN><DTPOSTED>" day "<TRNAMT>" amount "<FITID>" day "</STMTTRN></BANKTRANLIST>\n"        \
    "</STMTRS></OFX>\n"
    struct plan *first = plan_it(pool, BARE("6222", "20260902", "5.00"));
    struct plan *second = plan_it(pool, BARE("7333", "20260903", "6.00"));
    apply(pool, first);
    assert_int_equal(plan_apply(pool->book, second, NULL, NULL, &pool->err), STATUS_REFUSED);
    assert_non_null(strstr(pool->err.message, "the file is of account 7333"));
    assert_int_equal(lines(pool), 1);
    pool_verify(pool);
    pool_free(pool);
}

#define NUMBERED                                                                                   \
    "[header]\ncolumns = Date | Text | Amount | Account\nnumber_column = Account\n"                \
    "[balance]\nbalance =\n[text]\nreference =\ntext = Text\n"

static void rows_of_a_table_are_of_one_account(void **state)
{
    (void)state;
    void *mem = mem_context(NULL, "test");
    struct bank_file *file = read_text(mem, profile_with(mem, NUMBERED "[date]\ntime =\n"),
                                       "Date,Text,Amount,Account\n2026-09-01,a,1.00,NL 12\n"
                                       "2026-09-01,b,1.00,NL12\n2026-09-01,c,1.00,NL13\n"
                                       "2026-09-01,d,1.00,\n");
    assert_string_equal(bank_text(file, file->number), "NL 12");
    assert_int_equal(file->row_count, 3);
    assert_aside(file, &file->rejects, 0,
                 "4 Account NL13: the row is of another account than those before, NL 12");
    mem_free(mem);
}

static void a_line_above_the_rows_says_the_number(void **state)
{
    (void)state;
    void *mem = mem_context(NULL, "test");
    struct bank_file *file =
        read_text(mem, profile_with(mem, "[header]\nnumber = ^Account: (?<value>.+)$\n"),
                  "Account: NL 12\nDate,Text,Amount\n2026-09-01,Account: 7,1.00\n");
    assert_string_equal(bank_text(file, file->number), "NL 12");
    mem_free(mem);
}

/* ---- downloads that overlap ---- */

static void missing_days_are_named(void **state)
{
    (void)state;
    struct pool *pool = pool_new("missing_days.db");
    import_it(pool, ONE TWO);
    struct plan *plan = plan_it(pool, FOUR);
    pool_refuses(pool, plan_check(plan, &pool->err));
    assert_string_equal(pool->err.detail,
                        "CNY 10.00 is missing before line 4, after what is stored: day 2026-09-03");
    plan = plan_it(pool, DAY("260906", "1230", ":61:260906C5,NTRFNONREF//B6\n", "1235"));
    pool_refuses(pool, plan_check(plan, &pool->err));
    assert_string_equal(pool->err.detail, "CNY 10.00 is missing before line 4, after what is "
                                          "stored: days 2026-09-03 to 2026-09-05");
    pool_free(pool);
}

/* A row of a day that is stored, which the bank shows later: it is new, and nothing else is. */
static void a_late_row_of_a_stored_day_is_kept(void **state)
{
    (void)state;
    struct pool *pool = pool_new("stated_late.db");
    import_it(pool, ONE);
    struct plan *plan = plan_it(pool, DAY("260901", "1000",
                                          ":61:260901C188,NTRFO-1//B1\n"
                                          ":61:260901D8,NCHGNONREF//B2\n"
                                          ":61:260901C7,NTRFNONREF//B9\n",
                                          "1187"));
    assert_new(plan, 1, 2);
    assert_int_equal(plan->proof, PROOF_CLOSED);
    apply(pool, plan);
    assert_int_equal(mirror(pool), 118700);
    pool_verify(pool);
    pool_free(pool);
}

/* Twins have the same day, amount and words; the bank's reference differs or is the same. */
static void a_third_download_adds_nothing(void **state)
{
    (void)state;
    struct pool *pool = pool_new("stated_third.db");
    static const char *const twins[] = {":61:260901C5,NTRFNONREF//SAME\n",
                                        ":61:260901C5,NTRFNONREF//SAME\n"};
    char *day = mem_printf(pool->mem, DAY("260901", "1000", "%s%s", "1010"), twins[0], twins[1]);
    import_it(pool, DAY("260901", "1000", ":61:260901C5,NTRFNONREF//SAME\n", "1005"));
    struct plan *plan = plan_it(pool, day);
    assert_new(plan, 1, 1);
    apply(pool, plan);
    assert_int_equal(lines(pool), 2);
    assert_new(plan_it(pool, day), 0, 2);
    plan = plan_it(pool, day);
    apply(pool, plan);
    assert_int_equal(plan->statement, 0);
    assert_int_equal(lines(pool), 2);
    assert_int_equal(mirror(pool), 101000);
    pool_verify(pool);
    pool_free(pool);
}

#define PENDING                                                                                    \
    "[header]\ncolumns = Date | Id | Text | Amount | State\n[date]\ntime =\n"                      \
    "[balance]\nbalance =\n[text]\nreference = Id\n[rows]\nstatus = State\n"                       \
    "status_ignored = pending\nstatus_counted = booked\n"

/* A row that is only pending has an id of its own, and another one and another day once it is
 * booked: it counts once, as the booked one. */
static void a_pending_row_that_is_booked_under_another_id_counts_once(void **state)
{
    (void)state;
    void *mem = mem_context(NULL, "test");
    const struct profile *profile = profile_with(mem, PENDING);
    struct bank_file *before = read_text(mem, profile,
                                         "Date,Id,Text,Amount,State\n"
                                         "2026-09-01,p-77,Pens,-3.00,pending\n"
                                         "2026-09-01,1,Buyer,5.00,booked\n");
    assert_int_equal(before->row_count, 1);
    assert_int_equal(before->uncounted.count, 1);
    struct bank_file *after = read_text(mem, profile,
                                        "Date,Id,Text,Amount,State\n"
                                        "2026-09-03,2,Pens,-3.00,booked\n"
                                        "2026-09-01,1,Buyer,5.00,booked\n");
    assert_int_equal(after->row_count, 2);
    assert_int_equal(sum_of(after, "CNY"), 200);
    mem_free(mem);
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
        cmocka_unit_test(a_file_of_another_account_number_is_refused_with_both),
        cmocka_unit_test(another_number_is_taken_for_a_reason_that_is_kept),
        cmocka_unit_test(another_number_that_came_in_between_is_refused),
        cmocka_unit_test(rows_of_a_table_are_of_one_account),
        cmocka_unit_test(a_line_above_the_rows_says_the_number),
        cmocka_unit_test(missing_days_are_named),
        cmocka_unit_test(a_late_row_of_a_stored_day_is_kept),
        cmocka_unit_test(a_third_download_adds_nothing),
        cmocka_unit_test(a_pending_row_that_is_booked_under_another_id_counts_once),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
