/* Rows, rejects and rows that do not count: bad input never becomes a number. */
#include "tests/import/reading.h"

#include <stdlib.h>

static void *mem;

static const struct profile *generic(void)
{
    return builtin_profile(mem, "generic");
}

static void generic_reads_every_column(void **state)
{
    (void)state;
    struct bank_file *file = read_text(mem, generic(),
                                       "Date,Time,Bank reference,Text,Amount,Balance\n"
                                       "2026-09-01,16:40:01,0001,订单O-1,188.00,20188.00\n"
                                       "2026-09-02,,,\"fee, \"\"monthly\"\"\",-1.5,20186.5\n");
    assert_int_equal(file->row_count, 2);
    assert_row(file, 0, "2 2026-09-01 16:40:01 18800 CNY 2018800|0001|订单O-1||");
    assert_row(file, 1, "3 2026-09-02 - -150 CNY 2018650||fee, \"monthly\"||");
    assert_int_equal(file->header_cells, 6);
    assert_string_equal(bank_text(file, file->header), "Date");
    assert_string_equal(bank_next_cell(bank_text(file, file->header)), "Time");
}

static void optional_columns_may_be_missing_and_stand_in_any_order(void **state)
{
    (void)state;
    struct bank_file *file =
        read_text(mem, generic(), "Amount,Text,Date\r\n+7,x,2026-09-01\r\n-8,,2026-09-02\r\n");
    assert_row(file, 0, "2 2026-09-01 - 700 CNY -||x||");
    assert_row(file, 1, "3 2026-09-02 - -800 CNY -||||");
}

static void a_header_alone_is_no_error_and_has_no_row(void **state)
{
    (void)state;
    struct bank_file *file = read_text(mem, generic(), "Date,Text,Amount");
    assert_int_equal(file->row_count + file->rejects.count + file->uncounted.count, 0);
}

static void what_cannot_be_read_is_a_reject_with_its_place_and_bytes(void **state)
{
    (void)state;
    struct bank_file *file = read_text(mem, generic(),
                                       "Date,Text,Amount\n"
                                       "2026-02-31,x,1.00\n"
                                       "2026-09-01,x,1.005\n"
                                       "2026-09-01,x,92233720368547758.08\n"
                                       "2026-09-01,x,\"1,000.00\"\n"
                                       "2026-09-01,x,１２\n"
                                       "2026-09-01,x,\n"
                                       ",x,1.00\n"
                                       "2026-09-01,x,y,1.00\n"
                                       "2026-09-01,x\n"
                                       "2026-09-01,x,1e3\n"
                                       "2026-09-01,good,1.00\n");
    const struct bank_asides *rejects = &file->rejects;
    assert_int_equal(file->row_count, 1);
    assert_row(file, 0, "12 2026-09-01 - 100 CNY -||good||");
    assert_int_equal(rejects->count, 10);
    for (size_t i = 0; i < rejects->count; i++) {
        assert_int_equal(rejects->items[i].line, i + 2);
        assert_string_not_equal(bank_text(file, rejects->items[i].reason), "");
    }
    assert_string_equal(bank_text(file, rejects->items[0].column), "Date");
    assert_string_equal(bank_text(file, rejects->items[0].value), "2026-02-31");
    assert_string_equal(bank_text(file, rejects->items[0].bytes), "323032362d30322d3331");
    assert_aside(file, rejects, 1, "3 Amount 1.005: amount has too many decimals: '1.005'");
    assert_aside(file, rejects, 2,
                 "4 Amount 92233720368547758.08: amount does not fit into 64 bits: "
                 "'92233720368547758.08'");
    assert_string_equal(bank_text(file, rejects->items[4].bytes), "efbc91efbc92");
    assert_aside(file, rejects, 5, "7 Amount : the amount is missing");
    assert_aside(file, rejects, 6, "8 Date : the date is missing");
    assert_aside(file, rejects, 7, "9  : the row has 4 cells where the header has 3");
    assert_aside(file, rejects, 8, "10  : the row ends after 2 of 3 cells");
    assert_int_equal(rejects->items[7].cell_count, 4);
    const char *cell = bank_text(file, rejects->items[7].cells);
    assert_string_equal(cell, "2026-09-01");
    assert_string_equal(bank_next_cell(bank_next_cell(cell)), "y");
}

static void bytes_of_a_reject_are_those_of_the_file(void **state)
{
    (void)state;
    struct bank_file *file = read_bytes(mem, profile_with(mem, "[file]\nencoding = GB18030\n"),
                                        "Date,Text,Amount\n2026-09-01,\xBD\xF0,\xBD\xF0\n", 34);
    assert_string_equal(file->encoding.name, "GB18030");
    assert_string_equal(bank_text(file, file->rejects.items[0].value), "金");
    assert_string_equal(bank_text(file, file->rejects.items[0].bytes), "bdf0");
}

static void the_smallest_and_the_largest_amounts_are_exact(void **state)
{
    (void)state;
    struct bank_file *file = read_text(mem, generic(),
                                       "Date,Text,Amount\n2026-09-01,x,92233720368547758.07\n"
                                       "2026-09-01,x,-92233720368547758.07\n"
                                       "2026-09-01,x,-92233720368547758.08\n");
    assert_int_equal(file->row_count, 2);
    assert_true(file->rows[0].amount_minor == INT64_MAX);
    assert_true(file->rows[1].amount_minor == -INT64_MAX);
    assert_int_equal(file->rejects.count, 1);
}

static void a_masked_balance_is_no_balance(void **state)
{
    (void)state;
    struct bank_file *file =
        read_text(mem, generic(),
                  "Date,Text,Amount,Balance\n2026-09-01,x,1.00,\"xx,yyyy.zz\"\n"
                  "2026-09-01,x,1.00,\n2026-09-01,x,1.00,0.00\n");
    assert_row(file, 0, "2 2026-09-01 - 100 CNY -||x||");
    assert_row(file, 1, "3 2026-09-01 - 100 CNY -||x||");
    assert_row(file, 2, "4 2026-09-01 - 100 CNY 0||x||");
    assert_int_equal(file->masked_balances, 1);
    assert_int_equal(file->masked_line, 2);
}

static void a_row_that_moves_nothing_does_not_count(void **state)
{
    (void)state;
    struct bank_file *file = read_text(mem, generic(), "Date,Text,Amount\n2026-09-01,tax,0.00\n");
    assert_int_equal(file->row_count + file->rejects.count, 0);
    assert_aside(file, &file->uncounted, 0, "2  : it moves no money");
}

static void two_columns_take_one_amount(void **state)
{
    (void)state;
    static const char profile[] =
        "[header]\ncolumns = Date | In | Out\n[date]\ntime =\n[amount]\namount =\nincome = In\n"
        "outgo = Out\n[balance]\nbalance =\n[text]\nreference =\ntext =\n[file]\nempty = -\n";
    static const char text[] = "Date,In,Out\n"
                               "2026-09-01,5.00,\n"
                               "2026-09-01,-,6.00\n"
                               "2026-09-01,0.00,7.00\n"
                               "2026-09-01,-,-\n"
                               "2026-09-01,1.00,2.00\n"
                               "2026-09-01,,-8.00\n";
    struct bank_file *file = read_text(mem, profile_with(mem, profile), text);
    assert_int_equal(file->row_count, 4);
    assert_int_equal(file->rows[0].amount_minor, 500);
    assert_int_equal(file->rows[1].amount_minor, -600);
    assert_int_equal(file->rows[2].amount_minor, -700);
    assert_int_equal(file->rows[3].amount_minor, 800); /* a debit taken back */
    assert_aside(file, &file->rejects, 0, "5 In : there is no amount, neither in nor out");
    assert_aside(file, &file->rejects, 1, "6 Out 2.00: there are two amounts, one in and one out");

    file = read_text(
        mem,
        profile_with(mem, "[header]\ncolumns = Date | In | Out\n[date]\ntime =\n[amount]\n"
                          "amount =\nincome = In\noutgo = Out\noutgo_sign = any\n[balance]\n"
                          "balance =\n[text]\nreference =\ntext =\n"),
        "Date,In,Out\n2026-09-01,,-8.00\n2026-09-01,,8.00\n");
    assert_int_equal(file->rows[0].amount_minor, -800);
    assert_int_equal(file->rows[1].amount_minor, -800);
}

static void a_word_gives_the_direction(void **state)
{
    (void)state;
    const struct profile *profile =
        profile_with(mem, "[header]\ncolumns = Date | Way | Amount | State\n[date]\ntime =\n"
                          "[amount]\ndirection = Way\nwords_in = in | C\nwords_out = out | D\n"
                          "words_neutral = /\n[balance]\nbalance =\n[text]\nreference =\ntext =\n"
                          "[rows]\nstatus = State\nstatus_ignored = closed | pending\n");
    struct bank_file *file = read_text(mem, profile,
                                       "Date,Way,Amount,State\n"
                                       "2026-09-01,in,1.00,done\n"
                                       "2026-09-01,D,2.00,done\n"
                                       "2026-09-01,/,3.00,done\n"
                                       "2026-09-01,IN,4.00,done\n"
                                       "2026-09-01,out,-5.00,done\n"
                                       "2026-09-01,out,???,closed\n");
    assert_int_equal(file->row_count, 2);
    assert_int_equal(file->rows[0].amount_minor, 100);
    assert_int_equal(file->rows[1].amount_minor, -200);
    assert_aside(file, &file->uncounted, 0, "4 Way /: the bank calls it neither in nor out");
    assert_aside(file, &file->uncounted, 1, "7 State closed: its state says that no money moved");
    assert_aside(file, &file->rejects, 0,
                 "5 Way IN: this is no word for in or out that the profile knows");
    assert_aside(file, &file->rejects, 1,
                 "6 Amount -5.00: the amount has a sign beside a word for its direction");
}

static void signs_and_separators_are_as_the_profile_says(void **state)
{
    (void)state;
    struct bank_file *file = read_text(
        mem,
        profile_with(mem, "[file]\ndelimiter = semicolon\nstrip = € nbsp quote\n[amount]\n"
                          "decimal = comma\nthousands = dot\nsign = reversed\ncurrency = EUR\n"),
        "Date;Text;Amount\n2026-09-01;x;-1.234,56\u00A0€\n2026-09-01;x;+0,5\n"
        "2026-09-01;x;1.5\n2026-09-01;x;12.34,5\n");
    assert_row(file, 0, "2 2026-09-01 - 123456 EUR -||x||");
    assert_row(file, 1, "3 2026-09-01 - -50 EUR -||x||");
    assert_int_equal(file->rejects.count, 2); /* never 15 and never 1234.5 */
}

static void currencies_come_from_the_row_the_profile_or_the_account(void **state)
{
    (void)state;
    const struct profile *by_row =
        profile_with(mem, "[header]\ncolumns = Date | Text | Amount | Currency\n[date]\ntime =\n"
                          "[amount]\ncurrency_column = Currency\ncurrency_words = 人民币=CNY\n"
                          "[balance]\nbalance =\n[text]\nreference =\n");
    struct bank_file *file = read_text(mem, by_row,
                                       "Date,Text,Amount,Currency\n2026-09-01,x,1,人民币\n"
                                       "2026-09-01,x,1,JPY\n2026-09-01,x,1.5,JPY\n"
                                       "2026-09-01,x,1,RMB\n2026-09-01,x,1,\n");
    assert_row(file, 0, "2 2026-09-01 - 100 CNY -||x||");
    assert_row(file, 1, "3 2026-09-01 - 1 JPY -||x||");
    assert_aside(file, &file->rejects, 0, "4 Amount 1.5: amount has too many decimals: '1.5'");
    assert_aside(file, &file->rejects, 1,
                 "5 Currency RMB: this is no currency that the profile knows");
    assert_aside(file, &file->rejects, 2,
                 "6 Currency : this is no currency that the profile knows");

    struct error err;
    struct source source = source_of("Date,Text,Amount\n2026-09-01,x,1\n", 32);
    assert_int_equal(read_bank_file(mem, generic(), NULL, &source, &file, &err), STATUS_INVALID);
    assert_int_equal(read_bank_file(mem, generic(), "KWD", &source, &file, &err), STATUS_OK);
    assert_row(file, 0, "2 2026-09-01 - 1000 KWD -||x||");
}

static void a_row_without_a_date_continues_the_one_above(void **state)
{
    (void)state;
    const struct profile *profile = profile_with(mem, "[rows]\ncontinuation = yes\nshort = yes\n");
    struct bank_file *file = read_text(mem, profile,
                                       "Date,Text,Amount\n"
                                       ",orphan,\n"
                                       "2026-09-01,one,1.00\n,more,\n,and more\n"
                                       "2026-02-30,bad,1.00\n,of the bad one,\n"
                                       "2026-09-01,none,0\n,of the none,\n"
                                       "2026-09-02,two,2.00\n"
                                       ",three,3.00\n");
    assert_int_equal(file->row_count, 2);
    assert_row(file, 0, "3 2026-09-01 - 100 CNY -||one more and more||");
    assert_int_equal(file->rows[0].last_line, 5);
    assert_row(file, 1, "10 2026-09-02 - 200 CNY -||two||");
    assert_int_equal(file->rejects.count, 3);
    assert_int_equal(file->rejects.items[0].line, 2);
    assert_int_equal(file->rejects.items[1].line, 6);
    assert_aside(file, &file->rejects, 2, "11 Date : the date is missing");
    assert_int_equal(file->uncounted.count, 1);
}

static void totals_are_left_out_only_where_the_profile_knows_them(void **state)
{
    (void)state;
    static const char text[] = "Date,Text,Amount\n2026-09-01,x,1.00\n \nTotal,,1.00\n";
    struct bank_file *file = read_text(mem, profile_with(mem, "[rows]\nignore = ^Total,\n"), text);
    assert_int_equal(file->row_count, 1);
    assert_int_equal(file->ignored_lines, 1);
    assert_int_equal(file->rejects.count, 0);
    assert_int_equal(read_text(mem, generic(), text)->rejects.count, 1);
}

static void a_file_without_a_header_is_read_by_position(void **state)
{
    (void)state;
    const struct profile *profile =
        profile_with(mem, "[header]\nheader = no\nskip = 1\ncolumns = Date | Text | Amount\n"
                          "[date]\ntime =\n[balance]\nbalance =\n[text]\nreference =\n");
    struct bank_file *file = read_text(mem, profile, "K,1\n2026-09-01,x,1.00\n");
    assert_int_equal(file->header_line, 0);
    assert_row(file, 0, "2 2026-09-01 - 100 CNY -||x||");
}

static void memos_are_nfc_and_bounded(void **state)
{
    (void)state;
    struct bank_file *file =
        read_text(mem, generic(), "Date,Text,Amount\n2026-09-01,Cafe\u0301,1.00\n");
    assert_row(file, 0, "2 2026-09-01 - 100 CNY -||Caf\u00E9||");
    char *text = mem_printf(mem, "Date,Text,Amount\n2026-09-01,%0*d,1.00\n", 20000, 0);
    file = read_text(mem, generic(), text);
    assert_int_equal(file->row_count, 0);
    assert_non_null(strstr(bank_text(file, file->rejects.items[0].reason), "too long"));
}

static void files_that_are_not_what_they_claim_are_refused_whole(void **state)
{
    (void)state;
    struct error err = refuse_text(mem, generic(), "Date,Memo,Amount\n2026-09-01,x,1.00\n");
    assert_string_equal(err.message, "no line names the columns of profile generic");
    assert_string_equal(err.detail, "line 1 comes nearest: Text is missing; new: Memo");
    err = refuse_text(mem, generic(), "Date,Text,Amount,Debit/Credit\n2026-09-01,x,1.00,D\n");
    assert_string_equal(err.detail, "line 1 comes nearest: new: Debit/Credit");
    err = refuse_text(mem, generic(), "Date,Text,Amount,Amount\n");
    assert_string_equal(err.detail, "line 1 comes nearest: new: Amount");
    err = refuse_text(mem, generic(), "Date,Text,Amount\n2026-09-01,\"x,1.00\n2026-09-01,y,1\n");
    assert_string_equal(err.message, "line 2: a quote is opened and never closed");
    err = refuse_bytes(mem, generic(), "Date,Text,Amount\n2026-09-01,\0,1.00\n", 34);
    assert_string_equal(err.message, "line 2, byte offset 28: the file has NUL bytes");
    err = refuse_text(mem, generic(), "Date,Text,Amount\n2026-09-01,\xBD\xF0,1.00\n");
    assert_non_null(strstr(err.message, "line 2, byte offset 28: bytes bdf0"));
    err = refuse_text(mem, generic(), "\n\n\n");
    assert_string_equal(err.message, "no line names the columns of profile generic");
}

static void the_wrong_profile_ends_before_it_fills_the_memory(void **state)
{
    (void)state;
    static const char row[] = "1,2,3\n";
    size_t row_bytes = sizeof row - 1;
    char *text = mem_strdup(mem, "Date,Text,Amount\n");
    size_t used = strlen(text);
    text = MEM_GROW(mem, text, char, used + (IMPORT_REJECTS_MAX + 1) * row_bytes);
    for (int i = 0; i <= IMPORT_REJECTS_MAX; i++) {
        memcpy(text + used, row, row_bytes);
        used += row_bytes;
    }
    struct error err = refuse_bytes(mem, generic(), text, used);
    assert_int_equal(err.status, STATUS_LIMIT);
    assert_string_equal(err.message, "line 10002: more than 10000 rows cannot be read");
}

static void sources_are_regular_files_that_are_not_empty(void **state)
{
    (void)state;
    struct error err;
    struct source *source = NULL;
    assert_int_equal(source_load(mem, "/tmp", &source, &err), STATUS_INVALID);
    assert_string_equal(err.message, "/tmp is a folder, not a file");
    assert_int_equal(source_load(mem, "/dev/null", &source, &err), STATUS_INVALID);
    assert_int_equal(source_load(mem, "/tmp/no/such/file", &source, &err), STATUS_NOT_FOUND);
    char path[] = "/tmp/holdfast-source-XXXXXX";
    int file = mkstemp(path);
    assert_true(file >= 0);
    assert_int_equal(source_load(mem, path, &source, &err), STATUS_INVALID);
    assert_int_equal(write(file, "abc", 3), 3);
    assert_int_equal(source_load(mem, path, &source, &err), STATUS_OK);
    assert_int_equal(source->size, 3);
    assert_memory_equal(source->bytes, "abc", 3);
    assert_int_equal(close(file), 0);
    assert_int_equal(unlink(path), 0);
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
        cmocka_unit_test(generic_reads_every_column),
        cmocka_unit_test(optional_columns_may_be_missing_and_stand_in_any_order),
        cmocka_unit_test(a_header_alone_is_no_error_and_has_no_row),
        cmocka_unit_test(what_cannot_be_read_is_a_reject_with_its_place_and_bytes),
        cmocka_unit_test(bytes_of_a_reject_are_those_of_the_file),
        cmocka_unit_test(the_smallest_and_the_largest_amounts_are_exact),
        cmocka_unit_test(a_masked_balance_is_no_balance),
        cmocka_unit_test(a_row_that_moves_nothing_does_not_count),
        cmocka_unit_test(two_columns_take_one_amount),
        cmocka_unit_test(a_word_gives_the_direction),
        cmocka_unit_test(signs_and_separators_are_as_the_profile_says),
        cmocka_unit_test(currencies_come_from_the_row_the_profile_or_the_account),
        cmocka_unit_test(a_row_without_a_date_continues_the_one_above),
        cmocka_unit_test(totals_are_left_out_only_where_the_profile_knows_them),
        cmocka_unit_test(a_file_without_a_header_is_read_by_position),
        cmocka_unit_test(memos_are_nfc_and_bounded),
        cmocka_unit_test(files_that_are_not_what_they_claim_are_refused_whole),
        cmocka_unit_test(the_wrong_profile_ends_before_it_fills_the_memory),
        cmocka_unit_test(sources_are_regular_files_that_are_not_empty),
    };
    return cmocka_run_group_tests(tests, start, finish);
}
