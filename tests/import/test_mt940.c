/* SWIFT MT940: entries, their signs and days, the text of :86:, and what a cut file is told. */
#include "tests/import/reading.h"

static void *mem;

static const struct profile *mt940(void)
{
    return builtin_profile(mem, "mt940");
}

#define HEAD ":20:X\r\n:25:DE02500100600000012345\r\n:28C:1/1\r\n:60F:C260901EUR100,\r\n"

/* The rows of a statement that has these entries and closes at some balance. */
static struct bank_file *read_entries(const char *entries)
{
    return read_text(mem, mt940(), mem_printf(mem, HEAD "%s:62F:C260930EUR100,\r\n-\r\n", entries));
}

static void statements_of_two_days_are_read_with_their_envelopes(void **state)
{
    (void)state;
    struct bank_file *file = read_file(mem, mt940(), "statements/two-days.mt940");
    assert_int_equal(file->row_count, 4);
    assert_row(file, 0,
               "6 2025-12-31 - 18850 EUR -|B-1001|ORDER O-100455 SEPA-GUTSCHRIFT EREF+O-100455 "
               "SVWZ+Bestellung vom 30.12.2025 mit Dank|BEISPIEL HANDEL GMBH UND PARTNER|"
               "DE02500100600000012345");
    assert_row(file, 1, "9 2026-01-01 - -1200 EUR 117650|B-1002|KONTO-1 ENTGELT Kontofuehrung||");
    assert_row(file, 2,
               "19 2026-01-02 - -10000 EUR -|B-1003|PO-7 Return of a credit that came yesterday, "
               "whose account is not known here any more||");
    assert_row(file, 3, "22 2026-01-02 - 50 EUR 107700||||");
    assert_int_equal(file->rejects.count + file->uncounted.count, 0);
    struct proof *proof = prove(mem, file);
    assert_int_equal(proof->state, PROOF_CLOSED);
    assert_int_equal(proof->chains[0].opening_minor, 100000);
    assert_int_equal(proof->chains[0].closing_minor, 107700);
}

static void a_reversed_credit_is_money_out_and_a_reversed_debit_money_in(void **state)
{
    (void)state;
    struct bank_file *file =
        read_entries(":61:260901C1,NTRFNONREF\r\n:61:260901D2,NTRFNONREF\r\n"
                     ":61:260901RC4,NTRFNONREF\r\n:61:260901RDR8,NTRFNONREF\r\n");
    assert_int_equal(file->rows[0].amount_minor, 100);
    assert_int_equal(file->rows[1].amount_minor, -200);
    assert_int_equal(file->rows[2].amount_minor, -400);
    assert_int_equal(file->rows[3].amount_minor, 800);
}

static void an_entry_date_has_the_year_that_is_nearest_to_the_value_date(void **state)
{
    (void)state;
    struct bank_file *file = read_entries(":61:2601021231C1,NTRFNONREF\r\n"
                                          ":61:2512310102C1,NTRFNONREF\r\n"
                                          ":61:2803010229C1,NTRFNONREF\r\n"
                                          ":61:260901C1,NTRFNONREF\r\n");
    char buffer[TIME_TEXT_BYTES];
    assert_string_equal(date_format(file->rows[0].date_days, buffer), "2025-12-31");
    assert_string_equal(date_format(file->rows[1].date_days, buffer), "2026-01-02");
    assert_string_equal(date_format(file->rows[2].date_days, buffer), "2026-09-01");
    assert_string_equal(date_format(file->rows[3].date_days, buffer), "2028-02-29");
}

static void full_lines_of_text_go_on_without_a_blank_and_short_ones_with_one(void **state)
{
    (void)state;
    struct bank_file *file = read_entries(
        ":61:260901C1,NTRFNONREF\r\n"
        ":86:Payment of an order whose number is too long for the line: O-1004\r\n"
        "55\r\nand more\r\n"
        ":61:260901C1,NTRFNONREF\r\n"
        ":86:166?20EREF+AAAABBBBCCCCDDDDEEEEFF?21SVWZ+short?22words?2312345678901234567890"
        "1234567?24OK?60end\r\n");
    assert_string_equal(
        bank_text(file, file->rows[0].text),
        "Payment of an order whose number is too long for the line: O-100455 and more");
    assert_string_equal(bank_text(file, file->rows[1].text),
                        "EREF+AAAABBBBCCCCDDDDEEEEFF SVWZ+short words 123456789012345678901234567OK"
                        " end");
}

static void an_entry_that_cannot_be_read_is_a_reject_that_names_its_field(void **state)
{
    (void)state;
    struct bank_file *file = read_entries(":61:260901C1,NTRFNONREF\r\n:61:260231C2,NTRFNONREF\r\n"
                                          ":61:260901X2,NTRFNONREF\r\n:61:260901C2.5NTRFNONREF\r\n"
                                          ":61:260901C2,005NTRFNONREF\r\n:61:260901C3,00\r\n"
                                          ":61:260901D1,NTRFNONREF\r\n");
    assert_int_equal(file->row_count, 2);
    assert_int_equal(file->rejects.count, 5);
    assert_aside(file, &file->rejects, 0, "6 :61: 260231C2,NTRFNONREF: no such date: 2026-02-31");
    assert_aside(file, &file->rejects, 1,
                 "7 :61: 260901X2,NTRFNONREF: it has none of C, D, RC and RD");
    assert_int_equal(prove(mem, file)->state, PROOF_CLOSED);
}

static void an_entry_of_nothing_does_not_count_and_an_unknown_field_is_named(void **state)
{
    (void)state;
    struct bank_file *file = read_entries(":61:260901C0,00NTRFNONREF\r\n:99A:what is this\r\n");
    assert_int_equal(file->row_count, 0);
    assert_aside(file, &file->uncounted, 0, "5  : it moves no money");
    assert_aside(file, &file->uncounted, 1, "6 99A : no field of a statement that is known");
}

static void a_statement_of_a_quiet_day_closes_as_it_opens_or_is_broken(void **state)
{
    (void)state;
    struct bank_file *file = read_text(mem, mt940(), HEAD ":62F:C260901EUR100,\r\n-\r\n");
    assert_int_equal(prove(mem, file)->state, PROOF_CLOSED);
    file = read_text(mem, mt940(), HEAD ":62F:D260901EUR100,\r\n-\r\n");
    struct proof *proof = prove(mem, file);
    assert_int_equal(proof->state, PROOF_BROKEN);
    assert_int_equal(proof->chains[0].gaps[0].line, 5);
    assert_int_equal(proof->chains[0].gaps[0].missing_minor, -20000);
}

static void a_missing_statement_between_two_is_a_gap_at_the_later_one(void **state)
{
    (void)state;
    struct bank_file *file =
        read_text(mem, mt940(),
                  HEAD ":61:260901C5,NTRFNONREF\r\n:62F:C260901EUR105,\r\n-\r\n"
                       ":20:Y\r\n:25:DE02500100600000012345\r\n:60F:C260903EUR125,\r\n"
                       ":61:260903C5,NTRFNONREF\r\n:62F:C260903EUR130,\r\n-\r\n");
    struct proof *proof = prove(mem, file);
    assert_int_equal(proof->chains[0].gap_count, 1);
    assert_int_equal(proof->chains[0].gaps[0].line, 10);
    assert_int_equal(proof->chains[0].gaps[0].missing_minor, 2000);
}

static void text_in_an_older_encoding_comes_in_as_its_letters(void **state)
{
    (void)state;
    struct bank_file *file = read_entries(":61:260901C1,NTRFNONREF\r\n:86:Geb\xFChr\r\n");
    assert_string_equal(bank_text(file, file->rows[0].text), "Gebühr");
    assert_string_equal(file->encoding.name, "CP1252");
}

static void assert_damaged(const char *text, const char *message)
{
    struct error err = refuse_text(mem, mt940(), text);
    assert_string_equal(err.message, message);
    assert_true(err.hint[0] != '\0');
}

static void a_file_that_was_cut_or_mixed_up_is_refused_with_its_line(void **state)
{
    (void)state;
    assert_damaged(HEAD ":61:260901C5,NTRFNONREF\r\n",
                   "line 6: the last statement has no closing balance (:62F:)");
    assert_damaged(HEAD ":20:Y\r\n",
                   "line 5: the statement before this one has no closing balance (:62F:)");
    assert_damaged(HEAD ":62F:C260901EUR100,\r\n:61:260901C5,NTRFNONREF\r\n",
                   "line 6: an entry outside of its opening and closing balances");
    assert_damaged(HEAD ":62F:C260901USD100,\r\n",
                   "line 5: the closing balance is in another currency");
    assert_damaged(HEAD ":62F:C260901EUR1.00\r\n", "line 5: this balance cannot be read");
    assert_damaged("Date,Text,Amount\n", "this is no file of profile mt940");
}

static int set_up(void **state)
{
    (void)state;
    mem = mem_context(NULL, "test");
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    mem_free(mem);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(statements_of_two_days_are_read_with_their_envelopes),
        cmocka_unit_test(a_reversed_credit_is_money_out_and_a_reversed_debit_money_in),
        cmocka_unit_test(an_entry_date_has_the_year_that_is_nearest_to_the_value_date),
        cmocka_unit_test(full_lines_of_text_go_on_without_a_blank_and_short_ones_with_one),
        cmocka_unit_test(an_entry_that_cannot_be_read_is_a_reject_that_names_its_field),
        cmocka_unit_test(an_entry_of_nothing_does_not_count_and_an_unknown_field_is_named),
        cmocka_unit_test(a_statement_of_a_quiet_day_closes_as_it_opens_or_is_broken),
        cmocka_unit_test(a_missing_statement_between_two_is_a_gap_at_the_later_one),
        cmocka_unit_test(text_in_an_older_encoding_comes_in_as_its_letters),
        cmocka_unit_test(a_file_that_was_cut_or_mixed_up_is_refused_with_its_line),
    };
    return cmocka_run_group_tests_name("mt940", tests, set_up, tear_down);
}
