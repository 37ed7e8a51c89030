/* OFX in SGML and XML: rows, what LEDGERBAL proves, and what a bad file is told. */
#include "tests/import/reading.h"

static void *mem;

static const struct profile *ofx(void)
{
    return builtin_profile(mem, "ofx");
}

#define HEAD                                                                                       \
    "OFXHEADER:100\n<OFX>\n<STMTRS><CURDEF>CNY\n"                                                  \
    "<BANKACCTFROM><ACCTID>1\n</BANKACCTFROM>\n<BANKTRANLIST><DTEND>20260903\n"
#define TAIL "</BANKTRANLIST>\n<LEDGERBAL><BALAMT>9.00<DTASOF>%s</LEDGERBAL>\n</STMTRS>\n</OFX>\n"
#define ENTRY(day, amount)                                                                         \
    "<STMTTRN><DTPOSTED>" day "<TRNAMT>" amount "<FITID>f<NAME>n<MEMO>m</STMTTRN>\n"

static void sgml_without_closing_tags_is_read_oldest_first(void **state)
{
    (void)state;
    struct bank_file *file = read_file(mem, ofx(), "statements/sgml.ofx");
    assert_int_equal(file->row_count, 3);
    assert_row(file, 0, "38 2026-09-01 - 50 USD -|F-1||Bank|");
    assert_row(file, 1,
               "29 2026-09-02 - 100010 USD -|F-2|REF O-100455 café|Buyer of order O-100455|99-8");
    assert_row(file, 2, "20 2026-09-03 12:00:00 -1250 USD 198810|F-3|1007 Paper & ink||");
    assert_string_equal(file->encoding.name, "CP1252");
    assert_int_equal(prove(mem, file)->chains[0].opening_minor, 100000);
}

static void
xml_with_entities_and_cdata_is_read_and_another_days_balance_proves_nothing(void **state)
{
    (void)state;
    struct bank_file *file = read_file(mem, ofx(), "statements/xml.ofx");
    assert_int_equal(file->row_count, 2);
    assert_row(file, 0, "3 2026-09-01 - -725 EUR -|C-1|5 < 6 & more|Café Test|");
    assert_row(file, 1, "3 2026-09-02 - -100 EUR -|C-1|||");
    assert_int_equal(prove(mem, file)->state, PROOF_NONE);
}

static void a_balance_closes_only_rows_that_are_not_after_it(void **state)
{
    (void)state;
    const char *const days[] = {"20260901", "20260902", "20260903", "20260904"};
    const bool proves[] = {false, true, true, false};
    for (size_t i = 0; i < 4; i++) {
        char *text = mem_printf(mem, HEAD ENTRY("20260902", "1.00") TAIL, days[i]);
        struct bank_file *file = read_text(mem, ofx(), text);
        assert_int_equal(file->rows[0].balance_minor, proves[i] ? 900 : BANK_NO_BALANCE);
    }
}

static void what_an_entry_lacks_makes_it_a_reject_that_names_the_element(void **state)
{
    (void)state;
    char *text =
        mem_printf(mem,
                   HEAD ENTRY("20260230", "1.00")
                       ENTRY("20260901",
                             "1,000.00") "<STMTTRN><DTPOSTED>20260901<TRNAMT>1<CURRENCY><CURSYM>USD"
                                         "</CURRENCY></STMTTRN>\n" ENTRY("2026", "1") TAIL,
                   "20260903");
    struct bank_file *file = read_text(mem, ofx(), text);
    assert_int_equal(file->row_count, 0);
    assert_aside(file, &file->rejects, 0,
                 "7 STMTRS[1]/STMTTRN[1]/DTPOSTED 20260230: no such date: 2026-02-30");
    assert_aside(file, &file->rejects, 1,
                 "8 STMTRS[1]/STMTTRN[2]/TRNAMT 1,000.00: amount is not a plain number: "
                 "'1,000.00'");
    assert_aside(file, &file->rejects, 2,
                 "9 STMTRS[1]/STMTTRN[3]/CURRENCY USD: its amount is not in the currency of the "
                 "account");
    assert_aside(file, &file->rejects, 3, "10 STMTRS[1]/STMTTRN[4]/DTPOSTED 2026: this is no date");
}

static void assert_refused(const char *text, const char *message)
{
    struct error err = refuse_text(mem, ofx(), text);
    assert_string_equal(err.message, message);
    assert_true(err.hint[0] != '\0');
}

static void a_file_that_was_cut_or_is_of_securities_is_refused_with_its_line(void **state)
{
    (void)state;
    assert_refused(HEAD ENTRY("20260901", "1"), "line 7: the file ends in the middle");
    assert_refused(HEAD "<STMTTRN><TRNAMT>1\n</BANKTRANLIST></STMTRS></OFX>",
                   "line 8: an entry (STMTTRN) is never closed");
    assert_refused("<OFX><INVSTMTRS></INVSTMTRS></OFX>",
                   "line 1: this is a statement of securities");
    assert_refused("<OFX></OFX>", "line 1: the file has no statement (STMTRS, CCSTMTRS)");
    assert_refused("<OFX>\n<STMTRS><CURDEF>CNY</STMTRS></OFX>",
                   "line 2: the statement names no account (ACCTID)");
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
        cmocka_unit_test(sgml_without_closing_tags_is_read_oldest_first),
        cmocka_unit_test(
            xml_with_entities_and_cdata_is_read_and_another_days_balance_proves_nothing),
        cmocka_unit_test(a_balance_closes_only_rows_that_are_not_after_it),
        cmocka_unit_test(what_an_entry_lacks_makes_it_a_reject_that_names_the_element),
        cmocka_unit_test(a_file_that_was_cut_or_is_of_securities_is_refused_with_its_line),
    };
    return cmocka_run_group_tests_name("ofx", tests, set_up, tear_down);
}
