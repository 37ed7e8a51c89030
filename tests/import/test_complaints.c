/* What users of other programs complain about, and what may not happen here: where each complaint
 * is answered, and here those that end with the reading of a file. */
#include "import/detect.h"
#include "import/rejects.h"
#include "tests/import/reading.h"

#include <stdlib.h>

static void *mem;

/* ---- the list ---- */

#define COMPLAINTS 26

static const struct {
    int complaint;
    const char *file, *test; /* below tests/ */
} answers[] = {
    /* 1. Rows that the bank posts late, on or before the last day, are never imported. */
    {1, "import/test_plan.c",
     "late_rows_between_known_ones_are_found_and_a_third_file_adds_nothing"},
    {1, "import/test_plan_stated.c", "a_late_row_of_a_stored_day_is_kept"},
    /* 2. A row of the same day is skipped; overlaps and several files lose rows. */
    {2, "import/test_plan.c", "an_overlapping_file_adds_what_is_new"},
    {2, "import/test_plan_random.c", "every_line_is_stored_once_whatever_is_downloaded"},
    /* 3. A new row is merged into an old one of the same amount. */
    {3, "import/test_complaints_books.c", "interest_of_one_amount_is_kept_every_day"},
    {3, "import/test_plan.c", "any_field_but_the_balance_makes_a_row_another"},
    /* 4. The preview says "new", the import merges. */
    {4, "import/test_complaints_books.c", "what_the_preview_says_is_what_the_store_has_afterwards"},
    {4, "import/test_plan_apply.c", "a_plan_is_stale_only_when_the_books_changed_what_it_would_do"},
    /* 5. A second import makes phantom rows; duplicates in one file are not seen. */
    {5, "import/test_plan.c", "the_same_file_again_adds_nothing_at_all"},
    {5, "import/test_plan.c", "without_balances_the_count_of_twins_decides"},
    /* 6. Data are changed before anybody was asked, and matching cannot be taken back. */
    {6, "import/test_complaints_books.c", "looking_at_a_plan_changes_nothing"},
    {6, "import/test_plan_apply.c",
     "what_was_matched_by_itself_is_taken_back_into_a_hold_of_its_own"},
    /* 7. The bank's id is not unique, is used again, or differs: three rows shown, one stored. */
    {7, "import/test_complaints_books.c", "an_id_that_the_bank_uses_again_hides_no_row"},
    /* 8. Rows that are rightly identical are taken for duplicates. */
    {8, "import/test_plan.c", "identical_twins_are_kept_apart_by_their_balances"},
    {8, "import/test_plan_stated.c", "a_third_download_adds_nothing"},
    /* 9. A thousands separator is read as the decimal point. */
    {9, "import/test_complaints.c", "a_thousands_separator_is_never_a_decimal_point"},
    /* 10. A row with a currency sign is dropped; the case of a word decides the sign. */
    {10, "import/test_complaints.c", "a_row_with_a_currency_sign_is_a_row_or_a_named_reject"},
    {10, "import/test_complaints.c", "the_case_of_a_word_never_decides_the_sign"},
    /* 11. "Amount Debit" is taken for the amount. */
    {11, "import/test_complaints.c", "a_column_is_what_its_whole_name_says"},
    /* 12. Balances are not checked against the bank, and the missing row is not found. */
    {12, "import/test_proof.c", "a_gap_names_the_line_after_it_and_the_missing_amount"},
    {12, "import/test_every_line.c", "whatever_is_done_to_a_line_is_noticed_or_changes_no_money"},
    {12, "import/test_plan.c", "new_lines_must_go_on_from_where_the_account_stands"},
    /* 13. Skipped duplicates break the statement's opening balance. */
    {13, "import/test_complaints_books.c",
     "known_rows_leave_the_balances_of_a_statement_as_the_bank_says_them"},
    /* 14. An import that breaks off, or is done by two at once, is there several times. */
    {14, "tui/test_kill.c", "a_killed_import_ends_as_if_nothing_had_happened"},
    {14, "tui/test_bad_input.c", "two_programs_at_once_do_everything_once"},
    /* 15. What an import did cannot be undone: here each of its matches, and it says which cannot.
     */
    {15, "model/test_match.c", "a_match_is_taken_back_only_as_far_as_its_money_is_there"},
    /* 16. A failed import leaves rows behind, and does not say which failed, nor give them back. */
    {16, "import/test_faults.c", "statement_that_fails_anywhere_is_not_there_at_all"},
    {16, "import/test_plan_apply.c", "rejects_stop_everything_unless_the_good_rows_are_wanted"},
    {16, "import/test_complaints.c", "rejects_can_be_corrected_and_imported_again"},
    /* 17. One receipt is many payments less their fees. */
    {17, "import/test_settlement.c",
     "each_part_is_posted_to_its_account_and_one_bank_line_brings_the_net"},
    /* 18. Preambles, footers, a header further down or a byte order mark make no rows. */
    {18, "import/test_complaints.c", "preambles_and_marks_cost_no_row"},
    /* 19. Files in GBK cannot be read. */
    {19, "import/test_complaints.c", "a_file_in_gbk_reads_as_the_same_file_in_utf8"},
    /* 20. A file that a spreadsheet saved again fails. */
    {20, "import/test_complaints.c", "a_file_saved_by_a_spreadsheet_is_read_or_told_why_not"},
    /* 21. Imports become slower as the history grows. */
    {21, "import/test_complaints_books.c",
     "a_file_asks_no_more_of_a_long_history_than_of_a_short_one"},
    /* 22. A statement in another currency is matched by a rate of later. */
    {22, "model/test_conversion.c",
     "what_is_paid_in_another_currency_is_never_converted_by_itself"},
    {22, "import/test_plan_apply.c", "currencies_keep_to_their_accounts"},
    /* 23. The confirmation skips the check that the preview made. */
    {23, "import/test_plan.c", "a_gap_refuses_until_somebody_says_why"},
    {23, "model/test_match.c", "a_preview_of_a_match_is_what_is_executed"},
    /* 24. Who matched, who took it back, and who may, is not on record. */
    {24, "import/test_complaints_books.c", "who_matched_and_who_took_it_back_is_on_record"},
    /* 25. The bank changes its columns without a notice. */
    {25, "import/test_complaints.c", "changed_columns_are_named_before_anything_is_imported"},
    /* 26. A pending row that is booked later, under another id and day, is there twice. */
    {26, "import/test_plan_stated.c", "a_pending_row_that_is_booked_under_another_id_counts_once"},
    {26, "import/test_plan.c", "a_stored_line_that_the_file_lacks_breaks_the_proof"},
};
#define ANSWERS (sizeof answers / sizeof *answers)

static void every_complaint_has_a_test_that_is_run(void **state)
{
    (void)state;
    bool is_answered[COMPLAINTS + 1] = {false};
    for (size_t i = 0; i < ANSWERS; i++) {
        struct error err;
        struct source *source = NULL;
        const char *run = mem_printf(mem, "cmocka_unit_test(%s)", answers[i].test);
        assert_int_equal(
            source_load(mem, mem_printf(mem, "tests/%s", answers[i].file), &source, &err),
            STATUS_OK);
        if (strstr(mem_strndup(mem, source->bytes, source->size), run) == NULL) {
            fail_msg("complaint %d: %s does not run %s", answers[i].complaint, answers[i].file,
                     answers[i].test);
        }
        is_answered[answers[i].complaint] = true;
    }
    for (int complaint = 1; complaint <= COMPLAINTS; complaint++) {
        if (!is_answered[complaint]) {
            fail_msg("complaint %d has no test", complaint);
        }
    }
}

/* ---- what ends with the reading ---- */

static const char EUROPEAN[] = "[file]\ndelimiter = semicolon\n[amount]\ndecimal = comma\n"
                               "thousands = dot\ncurrency = EUR\n";

/* 25,000 was read as 25.00, -1.000 as -1, -110.7 as -1,107.00. */
static void a_thousands_separator_is_never_a_decimal_point(void **state)
{
    (void)state;
    struct bank_file *file =
        read_text(mem, profile_with(mem, EUROPEAN),
                  "Date;Text;Amount\n2026-09-01;x;25.000\n2026-09-01;x;-1.000\n"
                  "2026-09-01;x;-110.7\n2026-09-01;x;-110,7\n");
    assert_int_equal(file->rows[0].amount_minor, 2500000);
    assert_int_equal(file->rows[1].amount_minor, -100000);
    assert_int_equal(file->rows[2].amount_minor, -11070);
    assert_int_equal(file->rejects.count, 1);
    assert_int_equal(file->rejects.items[0].line, 4);
    file = read_text(mem, profile_with(mem, "[amount]\nthousands = comma\n"),
                     "Date,Text,Amount\n2026-09-01,x,\"25,000\"\n2026-09-01,x,\"25,00\"\n");
    assert_int_equal(file->rows[0].amount_minor, 2500000);
    assert_int_equal(file->rejects.count, 1);
}

/* A row with a currency sign was dropped without a word. */
static void a_row_with_a_currency_sign_is_a_row_or_a_named_reject(void **state)
{
    (void)state;
    static const char text[] = "Date,Text,Amount\n2026-09-01,x,$5.00\n2026-09-01,y,5.00\n";
    struct bank_file *file = read_text(mem, builtin_profile(mem, "generic"), text);
    assert_int_equal(file->row_count, 1);
    assert_int_equal(file->rejects.items[0].line, 2);
    file = read_text(mem, profile_with(mem, "[file]\nstrip = $\n"), text);
    assert_int_equal(file->row_count, 2);
}

/* The case of Debit and Credit decided the sign. */
static void the_case_of_a_word_never_decides_the_sign(void **state)
{
    (void)state;
    const struct profile *profile =
        profile_with(mem, "[header]\ncolumns = Date | Text | Amount | Way\n[date]\ntime =\n"
                          "[balance]\nbalance =\n[text]\nreference =\n[amount]\ndirection = Way\n"
                          "words_in = Credit\nwords_out = Debit\n");
    struct bank_file *file = read_text(mem, profile,
                                       "Date,Text,Amount,Way\n2026-09-01,x,5.00,Debit\n"
                                       "2026-09-01,y,5.00,debit\n");
    assert_int_equal(file->row_count, 1);
    assert_int_equal(file->rows[0].amount_minor, -500);
    assert_aside(file, &file->rejects, 0,
                 "3 Way debit: this is no word for in or out that the profile knows");
}

/* "Amount Debit" was taken for the amount: debits became credits. */
static void a_column_is_what_its_whole_name_says(void **state)
{
    (void)state;
    struct error err = refuse_text(mem, builtin_profile(mem, "generic"),
                                   "Date,Text,Amount Debit,Amount Credit\n2026-09-01,x,5.00,\n");
    assert_string_equal(
        err.detail, "line 1 comes nearest: Amount is missing; new: Amount Debit, Amount Credit");
}

/* A preamble, a header further down and a byte order mark made no rows. */
static void preambles_and_marks_cost_no_row(void **state)
{
    (void)state;
    static const char text[] =
        "\xEF\xBB\xBF\"Account\",\"1\"\n\n\"Period: all\"\nDate,Text,Amount\n"
        "2026-09-01,x,5.00\nTotal,,5.00\n";
    struct bank_file *file = read_text(mem, profile_with(mem, "[rows]\nignore = ^Total,\n"), text);
    assert_int_equal(file->header_line, 4);
    assert_row(file, 0, "5 2026-09-01 - 500 CNY -||x||");
    assert_int_equal(file->row_count + file->rejects.count, 1);
}

/* GBK, the default of Chinese spreadsheets, was unreadable; and so was UTF-8 for the same bank. */
static void a_file_in_gbk_reads_as_the_same_file_in_utf8(void **state)
{
    (void)state;
    const struct profile *profile = builtin_profile(mem, "bocom-debit");
    static const char utf8[] =
        "序号,交易日期,交易时间,交易类型,借贷,交易金额,余额,对方账号,对方户名,交易地点,摘要\n"
        "1,2026-09-01,10:00:00,转账,贷 Cr,5.00,5.00,1,甲,网络,货款\n";
    static const char gbk[] =
        "\xD0\xF2\xBA\xC5,\xBD\xBB\xD2\xD7\xC8\xD5\xC6\xDA,\xBD\xBB\xD2\xD7\xCA\xB1\xBC\xE4,"
        "\xBD\xBB\xD2\xD7\xC0\xE0\xD0\xCD,\xBD\xE8\xB4\xFB,\xBD\xBB\xD2\xD7\xBD\xF0\xB6\xEE,"
        "\xD3\xE0\xB6\xEE,\xB6\xD4\xB7\xBD\xD5\xCB\xBA\xC5,\xB6\xD4\xB7\xBD\xBB\xA7\xC3\xFB,"
        "\xBD\xBB\xD2\xD7\xB5\xD8\xB5\xE3,\xD5\xAA\xD2\xAA\n"
        "1,2026-09-01,10:00:00,\xD7\xAA\xD5\xCB,\xB4\xFB Cr,5.00,5.00,1,\xBC\xD7,\xCD\xF8\xC2\xE7,"
        "\xBB\xF5\xBF\xEE\n";
    static const char row[] = "2 2026-09-01 10:00:00 500 CNY 500||转账 货款 网络|甲|1";
    assert_row(read_text(mem, profile, utf8), 0, row);
    assert_row(read_text(mem, profile, gbk), 0, row);
}

/* A file that went through a spreadsheet came back with quotes and without seconds. */
static void a_file_saved_by_a_spreadsheet_is_read_or_told_why_not(void **state)
{
    (void)state;
    struct bank_file *file = read_text(mem, builtin_profile(mem, "generic"),
                                       "\"Date\",\"Time\",\"Text\",\"Amount\"\r\n"
                                       "\"2026-09-01\",\"10:00:00\",\"x\",\"5.00\"\r\n"
                                       "\"2026-09-01\",\"10:00\",\"y\",\"5.00\"\r\n");
    assert_row(file, 0, "2 2026-09-01 10:00:00 500 CNY -||x||");
    assert_aside(file, &file->rejects, 0, "3 Time 10:00: not of the profile's form");
}

/* A bank changed its format without a notice. */
static void changed_columns_are_named_before_anything_is_imported(void **state)
{
    (void)state;
    struct error err;
    struct profile_set *set = NULL;
    const struct profile *profile = NULL;
    static const char text[] = "序号,交易日期,交易时间,交易类型,借贷,交易金额,对方账号,对方户名,"
                               "交易地点,摘要\n";
    struct source source = source_of(text, sizeof text - 1);
    assert_int_equal(profile_set_load(mem, NULL, &set, &err), STATUS_OK);
    assert_int_equal(detect_one(set, &source, &profile, &err), STATUS_NOT_FOUND);
    assert_string_equal(err.message,
                        "test.csv: the columns of bocom-debit changed: 余额 is missing");
}

static struct source *write_rejects(const struct bank_file *file, const char *wrong,
                                    const char *right)
{
    struct error err;
    struct source *source = NULL;
    char path[] = "/tmp/holdfast-rejects-XXXXXX";
    int made = mkstemp(path);
    assert_true(made >= 0 && close(made) == 0);
    assert_int_equal(rejects_write(file, "/dev/null", path, &err), STATUS_OK);
    assert_int_equal(source_load(mem, path, &source, &err), STATUS_OK);
    assert_int_equal(unlink(path), 0);
    char *text = mem_strndup(mem, source->bytes, source->size);
    char *at = strstr(text, wrong);
    assert_non_null(at);
    *at = '\0';
    source->bytes = mem_printf(mem, "%s%s%s", text, right, at + strlen(wrong));
    source->size = strlen(source->bytes);
    return source;
}

/* Which rows failed, and give me a file of them that I can correct. */
static void rejects_can_be_corrected_and_imported_again(void **state)
{
    (void)state;
    struct error err;
    struct bank_file *again = NULL;
    const struct profile *profile =
        profile_with(mem, mem_printf(mem,
                                     "%s[header]\npreamble = Account\n[file]\nencoding = "
                                     "ISO-8859-1\n",
                                     EUROPEAN));
    struct bank_file *file =
        read_text(mem, profile,
                  "Account\nDate;Text;Amount\n2026-09-01;a;1,00\n2026-02-30;\xE9t\xE9 =b;-2,50\n"
                  "2026-09-03;=c;3,00\n2026-09-04;d\x81;4,00\n");
    assert_int_equal(file->row_count, 2);
    struct source *source = write_rejects(file, "\"2026-02-30\"", "\"2026-02-28\"");
    assert_int_equal(read_bank_file(mem, profile, "EUR", source, &again, &err), STATUS_OK);
    assert_int_equal(again->rejects.count, 0);
    assert_row(again, 0, "2 2026-02-28 - -250 EUR -||été =b||");
    assert_row(again, 1, "3 2026-09-04 - 400 EUR -||d\\81||");
    struct profile_set one = {&profile, 1};
    const struct profile *found = NULL;
    assert_int_equal(detect_one(&one, source, &found, &err), STATUS_OK);
}

static void rejects_that_are_not_corrected_are_rejects_again(void **state)
{
    (void)state;
    struct error err;
    struct bank_file *again = NULL;
    const struct profile *generic = builtin_profile(mem, "generic");
    struct bank_file *file =
        read_text(mem, generic, "Date,Text,Amount\n2026-02-30,=1+1,1.00\n2026-02-31,@x,2.00\n");
    struct source *source = write_rejects(file, "\"2026-02-31\"", "\"2026-02-28\"");
    assert_int_equal(read_bank_file(mem, generic, "CNY", source, &again, &err), STATUS_OK);
    assert_int_equal(again->rejects.count, 1);
    assert_row(again, 0, "3 2026-02-28 - 200 CNY -||@x||");
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
        cmocka_unit_test(every_complaint_has_a_test_that_is_run),
        cmocka_unit_test(a_thousands_separator_is_never_a_decimal_point),
        cmocka_unit_test(a_row_with_a_currency_sign_is_a_row_or_a_named_reject),
        cmocka_unit_test(the_case_of_a_word_never_decides_the_sign),
        cmocka_unit_test(a_column_is_what_its_whole_name_says),
        cmocka_unit_test(preambles_and_marks_cost_no_row),
        cmocka_unit_test(a_file_in_gbk_reads_as_the_same_file_in_utf8),
        cmocka_unit_test(a_file_saved_by_a_spreadsheet_is_read_or_told_why_not),
        cmocka_unit_test(changed_columns_are_named_before_anything_is_imported),
        cmocka_unit_test(rejects_can_be_corrected_and_imported_again),
        cmocka_unit_test(rejects_that_are_not_corrected_are_rejects_again),
    };
    return cmocka_run_group_tests(tests, start, finish);
}
