/* What users of other programs complain about once lines are stored, and what may not happen here.
 * The whole list stands in test_complaints.c. */
#include "model/match.h"
#include "model/rights.h"
#include "tests/import/planning.h"

#define DAYS_OF_INTEREST 7

/* Interest of one amount came in every day, and was taken for the day before's. */
static void interest_of_one_amount_is_kept_every_day(void **state)
{
    (void)state;
    struct pool *pool = pool_new("interest.db");
    char *before = mem_strdup(pool->mem, "");
    for (int day = 1; day <= DAYS_OF_INTEREST; day++) {
        char *row = mem_printf(pool->mem, "2026-09-%02d,Interest,0.12\n", day);
        struct plan *plan =
            import(pool, mem_printf(pool->mem, "Date,Text,Amount\n%s%s", before, row));
        assert_new(plan, 1, day > 1 ? 1 : 0);
        before = row;
    }
    assert_int_equal(lines(pool), DAYS_OF_INTEREST);
    assert_int_equal(mirror(pool), 12 * DAYS_OF_INTEREST);
    pool_verify(pool);
    pool_free(pool);
}

static int64_t stored_as(struct pool *pool, const char *state)
{
    return pool_int(
        pool, "SELECT count(*) FROM line WHERE file_line > 0 AND statement_id > 1 AND state = $1",
        state);
}

/* The preview said "new", and the row was merged into another. */
static void what_the_preview_says_is_what_the_store_has_afterwards(void **state)
{
    (void)state;
    struct pool *pool = pool_new("preview.db");
    pool_deal(pool, "O-1", 500, false);
    (void)import(pool, HEADER "2026-09-01,,,a,5.00,105.00\n");
    struct plan *plan = plan_text(pool, HEADER "2026-09-01,,,a,5.00,105.00\n"
                                               "2026-09-02,,,a,5.00,110.00\n"
                                               "2026-09-02,,,O-1,5.00,115.00\n"
                                               "2026-09-02,,,O-1,6.00,121.00\n");
    assert_new(plan, 3, 1);
    assert_int_equal(plan->counts.matched, 1);
    assert_int_equal(plan->counts.suggested, 1);
    apply(pool, plan);
    assert_int_equal(lines(pool), 1 + plan->counts.new_lines);
    assert_int_equal(stored_as(pool, "matched"), plan->counts.matched);
    assert_int_equal(stored_as(pool, "suspense"), plan->counts.suspense);
    pool_verify(pool);
    pool_free(pool);
}

/* Data were changed before anybody was asked. */
static void looking_at_a_plan_changes_nothing(void **state)
{
    (void)state;
    struct pool *pool = pool_new("looking.db");
    pool_deal(pool, "O-1", 500, false);
    int64_t before = events(pool);
    struct plan *plan = plan_text(pool, HEADER "2026-09-01,,,O-1,5.00,5.00\n");
    assert_int_equal(plan->counts.matched, 1);
    mem_free(plan);
    assert_int_equal(events(pool), before);
    assert_int_equal(lines(pool), 0);
    assert_int_equal(pool_int(pool, "SELECT funded_minor FROM deal WHERE id = 'O-1'", NULL), 0);
    pool_free(pool);
}

#define OFX(entries, closing)                                                                      \
    "<OFX><STMTRS><CURDEF>CNY<BANKACCTFROM><ACCTID>1</BANKACCTFROM><BANKTRANLIST>\n" entries       \
    "</BANKTRANLIST><LEDGERBAL><BALAMT>" closing "<DTASOF>20260902</LEDGERBAL></STMTRS></OFX>\n"
#define ENTRY(amount, id)                                                                          \
    "<STMTTRN><DTPOSTED>20260901<TRNAMT>" amount "<FITID>" id "<NAME>Shop</STMTTRN>\n"

/* A bank that gives every entry one id lost all but one; the preview had shown them all. */
static void an_id_that_the_bank_uses_again_hides_no_row(void **state)
{
    (void)state;
    struct pool *pool = pool_new("fitid.db");
    struct plan_terms ofx = {.account = "ICBC-001", .profile = "ofx"};
    static const char three[] = OFX(ENTRY("1.00", "X") ENTRY("2.00", "X") ENTRY("2.00", "X"), "5");
    struct plan *plan = plan_with(pool, three, &ofx);
    assert_new(plan, 3, 0);
    apply(pool, plan);
    assert_int_equal(lines(pool), 3);
    assert_new(plan_with(pool, three, &ofx), 0, 3);
    /* Another id of the same entry is another row, and the balance says that it cannot be. */
    plan =
        plan_with(pool, OFX(ENTRY("1.00", "Y") ENTRY("2.00", "X") ENTRY("2.00", "X"), "5"), &ofx);
    assert_new(plan, 1, 2);
    assert_int_equal(plan->proof, PROOF_BROKEN);
    pool_refuses(pool, plan_apply(pool->book, plan, NULL, NULL, &pool->err));
    assert_int_equal(mirror(pool), 500);
    pool_verify(pool);
    pool_free(pool);
}

/* Rows that were left out as known broke the statement's opening balance. */
static void known_rows_leave_the_balances_of_a_statement_as_the_bank_says_them(void **state)
{
    (void)state;
    struct pool *pool = pool_new("known-rows.db");
    (void)import(pool, HEADER "2026-09-01,,,a,5.00,105.00\n2026-09-02,,,b,5.00,110.00\n");
    struct plan *plan = import(pool, HEADER "2026-09-01,,,a,5.00,105.00\n"
                                            "2026-09-02,,,b,5.00,110.00\n"
                                            "2026-09-03,,,c,1.00,111.00\n");
    assert_new(plan, 1, 2);
    assert_int_equal(plan->proof, PROOF_CLOSED);
    assert_int_equal(plan->chains[0].opening_minor, 10000);
    assert_int_equal(plan->chains[0].closing_minor, 11100);
    static const char *const sql = "SELECT closing_minor - opening_minor - 1100"
                                   " FROM statement_balance WHERE statement_id = 2";
    assert_int_equal(pool_int(pool, sql, NULL), 0);
    assert_int_equal(pool_int(pool, "SELECT count(*) FROM line WHERE file_line = 0", NULL), 1);
    assert_int_equal(mirror(pool), 11100);
    pool_verify(pool);
    pool_free(pool);
}

/* How many questions the store is asked by a day's file of ten lines. */
static int64_t questions_of_day(struct pool *pool, int day)
{
    char *text = mem_strdup(pool->mem, "Date,Text,Amount\n");
    for (int i = 0; i < 10; i++) {
        text = mem_append(text, "2026-09-%02d,line %d,1.00\n", day, i);
    }
    int64_t before = store_questions(pool->store);
    assert_new(import(pool, text), 10, 0);
    return store_questions(pool->store) - before;
}

/* Imports became slower and slower as the history grew. */
static void a_file_asks_no_more_of_a_long_history_than_of_a_short_one(void **state)
{
    (void)state;
    struct pool *pool = pool_new("growing.db");
    (void)questions_of_day(pool, 1);
    int64_t early = questions_of_day(pool, 2);
    char *text = mem_strdup(pool->mem, "Date,Text,Amount\n");
    for (int i = 0; i < 3000; i++) {
        text = mem_append(text, "2026-09-%02d,old %d,1.00\n", 3 + i % 20, i);
    }
    (void)import(pool, text);
    assert_int_equal(questions_of_day(pool, 25), early);
    pool_free(pool);
}

/* Nobody could say who had matched, and who had taken it back; anybody could. */
static void who_matched_and_who_took_it_back_is_on_record(void **state)
{
    (void)state;
    struct pool *pool = pool_new("record.db");
    struct match_terms made = {.line = "line:1", .item = "deal:O-1"};
    struct match_undo_terms undone = {"match:1", "wrong order"};
    pool_deal(pool, "O-1", 500, false);
    (void)import(pool, "Date,Text,Amount\n2026-09-01,a,5.00\n");
    pool_must(pool, match_make(pool->book, &made, pool_run(pool), &pool->err));
    pool_must(pool, match_undo(pool->book, &undone, pool_run(pool), &pool->err));
    static const char *const sql =
        "SELECT count(*) FROM event WHERE verb = $1 AND operator <> '' AND at_us > 0";
    assert_int_equal(pool_int(pool, sql, "match"), 1);
    assert_int_equal(pool_int(pool, sql, "unmatch"), 1);
    assert_int_equal(rights_check("unmatch", ROLE_FINANCE, &pool->err), STATUS_OK);
    assert_int_not_equal(rights_check("unmatch", ROLE_SUPPORT, &pool->err), STATUS_OK);
    assert_int_not_equal(rights_check("unmatch", ROLE_AUDITOR, &pool->err), STATUS_OK);
    pool_verify(pool);
    pool_free(pool);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(interest_of_one_amount_is_kept_every_day),
        cmocka_unit_test(what_the_preview_says_is_what_the_store_has_afterwards),
        cmocka_unit_test(looking_at_a_plan_changes_nothing),
        cmocka_unit_test(an_id_that_the_bank_uses_again_hides_no_row),
        cmocka_unit_test(known_rows_leave_the_balances_of_a_statement_as_the_bank_says_them),
        cmocka_unit_test(a_file_asks_no_more_of_a_long_history_than_of_a_short_one),
        cmocka_unit_test(who_matched_and_who_took_it_back_is_on_record),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
