/* What users of other programs complain about, and what may not happen here. */
#include "import/detect.h"
#include "import/rejects.h"
#include "tests/import/reading.h"

#include <stdlib.h>

static void *mem;

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
