/* The shapes that banks give their files, one by one, and what each must never become. */
#include "import/detect.h"
#include "tests/import/reading.h"

static void *mem;

#define SIGNED_COLUMNS                                                                             \
    "[header]\ncolumns = Date | Text | Amount\n[date]\ntime =\n[balance]\nbalance =\n[text]\n"     \
    "reference =\n"

static struct bank_file *read_shape(const char *keys, const char *text)
{
    return read_text(mem, profile_with(mem, mem_printf(mem, SIGNED_COLUMNS "%s", keys)), text);
}

static void assert_failure(const struct proof *proof, size_t index, const char *expected)
{
    char text[PROOF_TEXT_BYTES];
    assert_true(index < proof->failure_count);
    assert_string_equal(proof_failure_text(&proof->failures[index], text), expected);
}

static const char BALANCES[] = "opening = ^Opening,(?<value>[^,]*),(?:C|(?<minus>D))$\n"
                               "closing = ^Closing,(?<value>[^,]*),(?:C|(?<minus>D))$\n";

static struct bank_file *read_balances(const char *text)
{
    return read_shape(mem_printf(mem, "[rows]\nshort = yes\n[balance]\n%s", BALANCES), text);
}

static void balances_above_and_below_the_rows_prove_them(void **state)
{
    (void)state;
    struct bank_file *file = read_balances("Opening,10.00,D\nDate,Text,Amount\n"
                                           "2026-09-01,x,100.00\n2026-09-02,y,-30.00\n"
                                           "Closing,60.00,C\n");
    struct proof *proof = prove(mem, file);
    assert_int_equal(file->row_count, 2);
    assert_int_equal(file->rejects.count, 0);
    assert_int_equal(proof->state, PROOF_CLOSED);
    assert_int_equal(proof->chains[0].opening_minor, -1000);
    assert_int_equal(proof->chains[0].closing_minor, 6000);
    assert_int_equal(file->rows[1].balance_minor, 6000);
}

static void a_row_that_is_missing_between_them_is_noticed(void **state)
{
    (void)state;
    struct proof *proof =
        prove(mem, read_balances("Opening,10.00,C\nDate,Text,Amount\n2026-09-01,x,100.00\n"
                                 "2026-09-03,z,1.00\nClosing,80.00,C\n"));
    assert_int_equal(proof->state, PROOF_BROKEN);
    assert_int_equal(proof->chains[0].gaps[0].missing_minor, -3100);
    proof = prove(mem, read_balances("Opening,10.00,C\nDate,Text,Amount\n2026-09-01,x,100.00\n"
                                     "Closing,80.00,C\n"));
    assert_int_equal(proof->state, PROOF_BROKEN);
    assert_failure(proof, 0,
                   "line 1 says that the opening balance is CNY 10.00, and the rows make "
                   "it -20.00");
}

static void a_balance_that_is_no_amount_is_told_with_its_line(void **state)
{
    (void)state;
    const struct profile *profile =
        profile_with(mem, mem_printf(mem, SIGNED_COLUMNS "[balance]\n%s", BALANCES));
    struct error err =
        refuse_text(mem, profile, "Opening,ten,C\nDate,Text,Amount\n2026-09-01,x,100.00\n");
    assert_non_null(strstr(err.message, "line 1: "));
}

static void newest_first_files_take_them_at_the_other_end(void **state)
{
    (void)state;
    struct bank_file *file =
        read_balances("Date,Text,Amount\n2026-09-02,y,-30.00\n"
                      "2026-09-01,x,100.00\nClosing,60.00,C\nOpening,10.00,D\n");
    assert_int_equal(file->rows[0].balance_minor, 6000);
    assert_int_equal(file->rows[1].balance_minor, 9000);
    assert_int_equal(prove(mem, file)->state, PROOF_CLOSED);
}

static const char CONTROLS[] =
    "[control]\ncount = ^Rows (?<value>\\d+)$\n"
    "count_in = ^In (?<value>\\d+) of\ncount_out = ^Out (?<value>\\d+) of\n"
    "sum_in = ^In \\d+ of (?<value>.*)$\nsum_out = ^Out \\d+ of "
    "(?<value>.*)$\n";

static void counts_and_sums_besides_the_rows_are_checked(void **state)
{
    (void)state;
    static const char good[] = "Rows 3\nIn 1 of 100.00\nDate,Text,Amount\n2026-09-01,x,100.00\n"
                               "2026-09-02,y,-30.00\n2026-09-02,none,0.00\nOut 1 of 30.00\n";
    static const char bad[] = "Rows 3\nIn 1 of 100.00\nDate,Text,Amount\n2026-09-01,x,100.00\n"
                              "2026-09-02,y,-30.00\nOut 2 of 30.10\n";
    struct bank_file *file = read_shape(CONTROLS, good);
    assert_int_equal(file->control_count, 5);
    assert_int_equal(prove(mem, file)->failure_count, 0);
    struct proof *proof = prove(mem, read_shape(CONTROLS, bad));
    assert_int_equal(proof->state, PROOF_BROKEN);
    assert_int_equal(proof->failure_count, 3);
    assert_failure(proof, 0, "line 1 says 3 rows in all, and there are 2");
    assert_failure(proof, 1, "line 6 says 2 rows of money out, and there are 1");
    assert_failure(proof, 2,
                   "line 6 says that the money out is CNY 30.10, and the rows make it 30.00");
}

static void what_every_row_repeats_is_checked_and_the_rows_stay(void **state)
{
    (void)state;
    const struct profile *profile =
        profile_with(mem, "[header]\ncolumns = Date | Text | Amount | All\n[date]\ntime =\n"
                          "[balance]\nbalance =\n[text]\nreference =\n[control]\nin_rows = yes\n"
                          "count = ,(?<value>\\d+)$\n");
    struct bank_file *file =
        read_text(mem, profile, "Date,Text,Amount,All\n2026-09-01,x,1.00,2\n2026-09-02,y,2.00,2\n");
    assert_int_equal(file->row_count, 2);
    assert_int_equal(file->control_count, 1);
    assert_int_equal(prove(mem, file)->failure_count, 0);
    file =
        read_text(mem, profile, "Date,Text,Amount,All\n2026-09-01,x,1.00,2\n2026-09-02,y,2.00,3\n");
    assert_int_equal(prove(mem, file)->failure_count, 1);
}

/* Newest first, with a balance on the first row of each day alone. */
static void day_anchors_prove_every_row_between_them(void **state)
{
    (void)state;
    static const char good[] = "Date,Text,Amount,Balance\n2026-09-02,d,4.00,110.00\n"
                               "2026-09-02,c,3.00,\n2026-09-01,b,2.00,103.00\n2026-09-01,a,1.00,\n";
    static const char bad[] = "Date,Text,Amount,Balance\n2026-09-02,d,4.00,110.00\n"
                              "2026-09-01,b,2.00,103.00\n2026-09-01,a,1.00,\n";
    const struct profile *generic = builtin_profile(mem, "generic");
    struct proof *proof = prove(mem, read_text(mem, generic, good));
    assert_int_equal(proof->state, PROOF_CLOSED);
    assert_int_equal(proof->order, ORDER_NEWEST_FIRST);
    assert_int_equal(proof->chains[0].opening_minor, 10000);
    proof = prove(mem, read_text(mem, generic, bad));
    assert_int_equal(proof->state, PROOF_BROKEN);
    assert_int_equal(proof->chains[0].gaps[0].missing_minor, 300);
}

static void the_year_comes_from_the_line_above(void **state)
{
    (void)state;
    static const char keys[] = "[date]\ndate_form = %m/%d\n"
                               "year = (?<year>\\d{4})-(?<month>\\d\\d)\n";
    struct bank_file *file =
        read_shape(keys, "Statement 2024-01\nDate,Text,Amount\n12/29,x,1.00\n01/02,y,1.00\n");
    assert_row(file, 0, "3 2023-12-29 - 100 CNY -||x||");
    assert_row(file, 1, "4 2024-01-02 - 100 CNY -||y||");
    file = read_shape(keys, "Statement\nDate,Text,Amount\n12/29,x,1.00\n");
    assert_aside(file, &file->rejects, 0, "3 Date 12/29: no line above says which year it is");
}

static void a_refund_inside_the_amount_is_taken_off(void **state)
{
    (void)state;
    struct bank_file *file = read_shape(
        "[amount]\namount_part = ^(?<amount>[-\\d.]+)(?:\\(refunded (?<refund>.*)\\))?$\n",
        "Date,Text,Amount\n2026-09-01,x,-235.61(refunded 235.50)\n2026-09-01,y,9.80\n"
        "2026-09-01,z,1.00(refunded 2.00)\n2026-09-01,w,1.00(gone)\n");
    assert_int_equal(file->row_count, 2);
    assert_int_equal(file->rows[0].amount_minor, -11);
    assert_int_equal(file->rows[1].amount_minor, 980);
    assert_aside(file, &file->rejects, 0,
                 "4 Amount 1.00(refunded 2.00): the refund is more than the amount");
    assert_aside(file, &file->rejects, 1,
                 "5 Amount 1.00(gone): this is not what `amount_part` says: '1.00(gone)'");
}

static void a_currency_beside_the_amount_is_that_of_the_row(void **state)
{
    (void)state;
    struct bank_file *file = read_shape(
        "[amount]\namount_part = ^(?:(?<currency>[A-Z]{3}) ?)?(?<amount>.*)$\n",
        "Date,Text,Amount\n2026-09-01,x,JPY 1000\n2026-09-01,y,EUR1.50\n2026-09-01,z,2.00\n"
        "2026-09-01,w,XQZ 1\n");
    assert_row(file, 0, "2 2026-09-01 - 1000 JPY -||x||");
    assert_row(file, 1, "3 2026-09-01 - 150 EUR -||y||");
    assert_row(file, 2, "4 2026-09-01 - 200 CNY -||z||");
    assert_aside(file, &file->rejects, 0,
                 "5 Amount XQZ 1: this is no currency that the profile knows");
}

/* 100.00 dollars and 10000 yen are written alike: the exponent is the currency's. */
static void minor_units_are_those_of_the_currency(void **state)
{
    (void)state;
    const struct profile *profile =
        profile_with(mem, "[header]\ncolumns = Date | Text | Amount | Way | Currency\n[date]\n"
                          "time =\n[balance]\nbalance =\n[text]\nreference =\n[amount]\n"
                          "unit = minor\ndirection = Way\nwords_in = CR\nwords_out = DR\n"
                          "currency_column = Currency\n");
    struct bank_file *file = read_text(mem, profile,
                                       "Date,Text,Amount,Way,Currency\n2026-09-01,x,10000,CR,USD\n"
                                       "2026-09-01,y,10000,DR,JPY\n2026-09-01,z,100.00,CR,USD\n");
    assert_row(file, 0, "2 2026-09-01 - 10000 USD -||x||");
    assert_row(file, 1, "3 2026-09-01 - -10000 JPY -||y||");
    assert_aside(file, &file->rejects, 0,
                 "4 Amount 100.00: '100.00' is no whole number of minor units");
}

static void guards_against_spreadsheets_come_off_every_cell(void **state)
{
    (void)state;
    struct bank_file *file = read_shape("[file]\nstrip = backtick apostrophe\n",
                                        "Date,Text,Amount\n`2026-09-01,`'4711'\t,`1.00\t\n");
    assert_row(file, 0, "2 2026-09-01 - 100 CNY -||4711||");
}

static void states_decide_before_anything_else_is_read(void **state)
{
    (void)state;
    const struct profile *profile =
        profile_with(mem, "[header]\ncolumns = Date | Text | Amount | State\n[date]\ntime =\n"
                          "[balance]\nbalance =\n[text]\nreference =\n[rows]\nstatus = State\n"
                          "status_counted = booked\nstatus_ignored = pending\n");
    struct bank_file *file = read_text(mem, profile,
                                       "Date,Text,Amount,State\n2026-09-01,x,1.00,booked\n"
                                       "soon,y,1.00,pending\n2026-09-01,z,1.00,Booked\n");
    assert_int_equal(file->row_count, 1);
    assert_aside(file, &file->uncounted, 0, "3 State pending: its state says that no money moved");
    assert_aside(file, &file->rejects, 0,
                 "4 State Booked: this is no state that the profile knows");
}

static void a_column_without_a_name_is_known_by_its_place(void **state)
{
    (void)state;
    const struct profile *profile =
        profile_with(mem, "[header]\ncolumns = Date | Text | Amount | #4\n[date]\ntime =\n"
                          "[balance]\nbalance =\n[text]\nreference =\n[amount]\ndirection = #4\n"
                          "words_in = CR\nwords_none = out\n[rows]\nshort = yes\n");
    struct bank_file *file = read_text(mem, profile,
                                       "Date,Text,Amount,\n2026-09-01,x,1.00,CR\n"
                                       "2026-09-01,y,2.00,\n2026-09-01,z,3.00,DR\n");
    assert_int_equal(file->rows[0].amount_minor, 100);
    assert_int_equal(file->rows[1].amount_minor, -200);
    assert_aside(file, &file->rejects, 0,
                 "4 #4 DR: this is no word for in or out that the profile knows");
    struct error err = refuse_text(mem, profile, "Date,Text,Amount,Sign\n");
    assert_non_null(strstr(err.detail, "#4 is missing; new: Sign"));
}

static void a_file_without_a_header_is_known_by_its_first_row(void **state)
{
    (void)state;
    struct error err;
    struct profile *profile = NULL;
    const struct profile *found = NULL;
    assert_int_equal(
        profile_parse(mem, "bare",
                      "[header]\nheader = no\nskip = 1\ncolumns = Date | Text | Amount\n"
                      "signature = ^\\d{4}-\\d\\d-\\d\\d,[^,]*,-?\\d+\\.\\d\\d$\n"
                      "preamble = Account\n[date]\ndate = Date\n[amount]\namount = Amount\n",
                      &profile, &err),
        STATUS_OK);
    const struct profile *one[] = {profile};
    struct profile_set set = {one, 1};
    struct source source = source_of("Account 1\n2026-09-01,x,1.00\n", 28);
    assert_int_equal(detect_one(&set, &source, &found, &err), STATUS_OK);
    source = source_of("Account 1\n2026-09-01,x,1\n", 25);
    assert_int_equal(detect_one(&set, &source, &found, &err), STATUS_NOT_FOUND);
    source = source_of("Balance 1\n2026-09-01,x,1.00\n", 28);
    assert_int_equal(detect_one(&set, &source, &found, &err), STATUS_NOT_FOUND);
}

static void bytes_that_are_no_text_make_the_row_a_reject(void **state)
{
    (void)state;
    const struct profile *profile = profile_with(mem, "[file]\nencoding = GB18030\n");
    static const char text[] = "Date,Text,Amount\n2026-09-01,\xBD\xF0,1.00\n"
                               "2026-09-02,\xBD\xF0\xFF,2.00\n2026-09-03,\xBD\xF0,3.00\n";
    struct bank_file *file = read_bytes(mem, profile, text, sizeof text - 1);
    assert_int_equal(file->row_count, 2);
    assert_row(file, 1, "4 2026-09-03 - 300 CNY -||金||");
    assert_aside(file, &file->rejects, 0, "3 Text 金\\FF: bytes ff are no GB18030");
    assert_string_equal(bank_text(file, file->rejects.items[0].bytes), "ff");
    assert_int_equal(file->rejects.items[0].cell_count, 3);
}

static void what_was_lost_before_is_a_reject_too(void **state)
{
    (void)state;
    struct bank_file *file =
        read_text(mem, builtin_profile(mem, "generic"),
                  "Date,Text,Amount\n2026-09-01,Caf\uFFFD,1.00\n2026-09-01,Tea,1.00\n");
    assert_int_equal(file->row_count, 1);
    assert_aside(file, &file->rejects, 0,
                 "2 Text Caf\uFFFD: U+FFFD stands for letters that were lost before the file came "
                 "here");
    assert_string_equal(bank_text(file, file->rejects.items[0].bytes), "efbfbd");
}

static int start(void **state)
{
    (void)state;
    mem = mem_context(NULL, "test");
    return 0;
}

static int finish(void **state)
{
    (void)state;
    mem_free(mem);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(balances_above_and_below_the_rows_prove_them),
        cmocka_unit_test(a_row_that_is_missing_between_them_is_noticed),
        cmocka_unit_test(a_balance_that_is_no_amount_is_told_with_its_line),
        cmocka_unit_test(newest_first_files_take_them_at_the_other_end),
        cmocka_unit_test(counts_and_sums_besides_the_rows_are_checked),
        cmocka_unit_test(what_every_row_repeats_is_checked_and_the_rows_stay),
        cmocka_unit_test(day_anchors_prove_every_row_between_them),
        cmocka_unit_test(the_year_comes_from_the_line_above),
        cmocka_unit_test(a_refund_inside_the_amount_is_taken_off),
        cmocka_unit_test(a_currency_beside_the_amount_is_that_of_the_row),
        cmocka_unit_test(minor_units_are_those_of_the_currency),
        cmocka_unit_test(guards_against_spreadsheets_come_off_every_cell),
        cmocka_unit_test(states_decide_before_anything_else_is_read),
        cmocka_unit_test(a_column_without_a_name_is_known_by_its_place),
        cmocka_unit_test(a_file_without_a_header_is_known_by_its_first_row),
        cmocka_unit_test(bytes_that_are_no_text_make_the_row_a_reject),
        cmocka_unit_test(what_was_lost_before_is_a_reject_too),
    };
    return cmocka_run_group_tests(tests, start, finish);
}
