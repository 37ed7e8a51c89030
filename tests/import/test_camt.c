/* CAMT.053: entries, batches, reversals, what is not booked, counts, and what a bad file is told.
 */
#include "tests/import/reading.h"

static void *mem;

static const struct profile *camt(void)
{
    return builtin_profile(mem, "camt053");
}

#define OPEN(version)                                                                              \
    "<Document xmlns=\"urn:iso:std:iso:20022:tech:xsd:camt.053.001." version                       \
    "\"><BkToCstmrStmt><Stmt><Acct><Id><IBAN>DE02500100600000012345</IBAN></Id></Acct>\n"
#define CLOSE "</Stmt></BkToCstmrStmt></Document>\n"
#define BAL(code, sign, amount)                                                                    \
    "<Bal><Tp><CdOrPrtry><Cd>" code "</Cd></CdOrPrtry></Tp><Amt Ccy=\"EUR\">" amount               \
    "</Amt><CdtDbtInd>" sign "</CdtDbtInd><Dt><Dt>2026-09-01</Dt></Dt></Bal>\n"
#define ENTRY(sign, amount, rest)                                                                  \
    "<Ntry><Amt Ccy=\"EUR\">" amount "</Amt><CdtDbtInd>" sign                                      \
    "</CdtDbtInd><Sts>BOOK</Sts><BookgDt><Dt>2026-09-01</Dt></BookgDt>" rest "</Ntry>\n"

static void a_batch_whose_parts_are_its_entry_is_a_row_for_each(void **state)
{
    (void)state;
    struct bank_file *file = read_file(mem, camt(), "statements/batch.camt.xml");
    assert_int_equal(file->row_count, 4);
    assert_row(file, 0,
               "35 2026-09-01 - 18800 EUR -|BANK-1|O-100455 Order of August|Beispiel Handel GmbH|"
               "FR0020041010050500013M02606");
    assert_row(file, 1, "35 2026-09-01 - 11200 EUR -|BANK-1|RF18539007547034|Muster & Co|");
    assert_row(file, 2,
               "70 2026-09-01 17:30:05 5550 EUR -|BANK-2|PO-7 account closed|Seller S-0001|12-345");
    assert_row(file, 3, "88 2026-09-01 - -6500 EUR 129050||Fees of August||");
    assert_aside(file, &file->uncounted, 0,
                 "64 Stmt[1]/Ntry[2] PDNG: it is not booked: its state is PDNG");
    struct proof *proof = prove(mem, file);
    assert_int_equal(proof->state, PROOF_CLOSED);
    assert_int_equal(proof->chains[0].opening_minor, 100000);
}

static void an_old_version_with_prefixes_and_latin_1_reads_alike(void **state)
{
    (void)state;
    struct bank_file *file = read_file(mem, camt(), "statements/old.camt.xml");
    assert_row(file, 0, "2 2026-09-01 - 10001 JPY 1|||Müller|");
    assert_string_equal(file->encoding.name, "ISO-8859-1");
    assert_int_equal(prove(mem, file)->state, PROOF_CLOSED);
    assert_int_equal(prove(mem, file)->chains[0].opening_minor, -10000);
}

#define PARTS                                                                                      \
    "<NtryDtls><TxDtls><AmtDtls><TxAmt><Amt Ccy=\"EUR\">%s</Amt></TxAmt></AmtDtls></TxDtls>"       \
    "<TxDtls><AmtDtls><TxAmt><Amt Ccy=\"EUR\">2.00</Amt></TxAmt></AmtDtls></TxDtls></NtryDtls>"

static void a_batch_whose_parts_are_not_its_entry_is_one_row(void **state)
{
    (void)state;
    const char *const firsts[] = {"1.00", "1.01", "x"};
    const size_t rows[] = {2, 1, 1};
    for (size_t i = 0; i < 3; i++) {
        char *text = mem_printf(
            mem, OPEN("02") BAL("OPBD", "CRDT", "0") ENTRY("DBIT", "3.00", PARTS) CLOSE, firsts[i]);
        struct bank_file *file = read_text(mem, camt(), text);
        assert_int_equal(file->row_count, rows[i]);
        assert_int_equal(sum_of(file, "EUR"), -300);
    }
}

#define PAYER(name, account)                                                                       \
    "<TxDtls><RltdPties><Dbtr><Nm>" name "</Nm></Dbtr><DbtrAcct><Id><IBAN>" account                \
    "</IBAN></Id></DbtrAcct></RltdPties></TxDtls>"

static void a_batch_that_is_one_row_has_none_of_its_payers(void **state)
{
    (void)state;
    struct bank_file *file = read_text(
        mem, camt(),
        OPEN("02") BAL("OPBD", "CRDT", "0")
            ENTRY("CRDT", "3.00", "<NtryDtls>" PAYER("A", "1") PAYER("B", "2") "</NtryDtls>")
                ENTRY("CRDT", "4.00", "<NtryDtls>" PAYER("A", "1") "</NtryDtls>") CLOSE);
    assert_row(file, 0, "3 2026-09-01 - 300 EUR -||||");
    assert_row(file, 1, "4 2026-09-01 - 400 EUR -|||A|1");
}

static void the_direction_of_a_reversal_is_that_of_the_entry(void **state)
{
    (void)state;
    struct bank_file *file =
        read_text(mem, camt(),
                  OPEN("08") BAL("OPBD", "CRDT", "0")
                      ENTRY("DBIT", "5",
                            "<RvslInd>true</RvslInd><NtryDtls><TxDtls><RltdPties>"
                            "<Dbtr><Nm>Payer</Nm></Dbtr><Cdtr><Nm>We</Nm></Cdtr>"
                            "</RltdPties></TxDtls></NtryDtls>") BAL("CLBD", "DBIT", "5") CLOSE);
    assert_row(file, 0, "3 2026-09-01 - -500 EUR -|||Payer|");
}

static void interim_balances_tie_the_pages_of_a_statement(void **state)
{
    (void)state;
    struct bank_file *file = read_text(mem, camt(),
                                       OPEN("04") BAL("ITBD", "CRDT", "7") BAL("ITBD", "CRDT", "9")
                                           ENTRY("CRDT", "2", "") CLOSE);
    struct proof *proof = prove(mem, file);
    assert_int_equal(proof->chains[0].opening_minor, 700);
    assert_int_equal(proof->chains[0].closing_minor, 900);
    assert_int_equal(proof->state, PROOF_CLOSED);
}

static void what_an_entry_lacks_makes_it_a_reject_that_names_the_element(void **state)
{
    (void)state;
    struct bank_file *file = read_text(
        mem, camt(),
        OPEN("08") BAL("OPBD", "CRDT", "0") ENTRY("CRDT", "1.005", "") ENTRY("BOTH", "1", "")
            ENTRY("CRDT", "-1",
                  "") "<Ntry><Amt Ccy=\"USD\">1</Amt><CdtDbtInd>CRDT</CdtDbtInd><Sts>BOOK</Sts>"
                      "<BookgDt><Dt>2026-09-01</Dt></BookgDt></Ntry>\n"
                      "<Ntry><Amt Ccy=\"EUR\">1</Amt><CdtDbtInd>CRDT</CdtDbtInd><Sts>BOOK</Sts>"
                      "<ValDt><Dt>2026-02-30</Dt></ValDt></Ntry>\n" CLOSE);
    assert_int_equal(file->row_count, 0);
    assert_aside(file, &file->rejects, 0,
                 "3 Stmt[1]/Ntry[1]/Amt 1.005: amount has too many decimals: '1.005'");
    assert_aside(file, &file->rejects, 1,
                 "4 Stmt[1]/Ntry[2]/CdtDbtInd BOTH: it is neither CRDT nor DBIT");
    assert_aside(file, &file->rejects, 2,
                 "5 Stmt[1]/Ntry[3]/Amt -1: the amount has a sign beside its CdtDbtInd");
    assert_aside(file, &file->rejects, 3,
                 "6 Stmt[1]/Ntry[4]/Amt 1: it is in USD, and its account in EUR");
    assert_int_equal(file->rejects.count, 5);
}

static void assert_refused(const char *text, const char *message)
{
    struct error err = refuse_text(mem, camt(), text);
    assert_string_equal(err.message, message);
    assert_true(err.hint[0] != '\0');
}

static void a_summary_that_counts_other_entries_is_refused(void **state)
{
    (void)state;
    assert_refused(
        OPEN("08") BAL("OPBD", "CRDT", "0") "<TxsSummry><TtlNtries><NbOfNtries>2</NbOfNtries></"
                                            "TtlNtries></TxsSummry>\n" ENTRY("CRDT", "1", "") CLOSE,
        "line 1: the summary of the statement says the number of entries is 2, and its "
        "entries make 1");
    assert_refused(OPEN("08") BAL("OPBD", "CRDT",
                                  "0") "<TxsSummry><TtlCdtNtries><Sum>1.01</Sum></TtlCdtNtries></"
                                       "TxsSummry>\n" ENTRY("CRDT", "1", "") CLOSE,
                   "line 1: the summary of the statement says the sum of credits (in minor units) "
                   "is 101, and its entries make 100");
}

static void other_messages_versions_and_damaged_files_are_named(void **state)
{
    (void)state;
    assert_refused("<?xml version=\"1.0\"?><Document "
                   "xmlns=\"urn:iso:std:iso:20022:tech:xsd:camt.054.001.08\"/>",
                   "line 1: the file is a camt.054.001.08, not a statement");
    assert_refused(OPEN("14") CLOSE, "line 1: version 14 of camt.053 is not known");
    assert_refused(OPEN("08") BAL("OPBD", "CRDT", "0") ENTRY("CRDT", "1", ""),
                   "line 3: this is no well-formed XML");
    assert_refused(OPEN("08") BAL("OPBD", "CRDT", "0.0.0") CLOSE,
                   "line 2: this balance cannot be read");
}

static void a_document_type_and_its_entities_are_refused_unread(void **state)
{
    (void)state;
    assert_refused("<?xml version=\"1.0\"?>\n<!DOCTYPE d [<!ENTITY a SYSTEM \"/etc/passwd\">"
                   "<!ENTITY b \"&#97;&#97;\">]>\n" OPEN("08") CLOSE,
                   "the file declares a document type or entities");
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
        cmocka_unit_test(a_batch_whose_parts_are_its_entry_is_a_row_for_each),
        cmocka_unit_test(an_old_version_with_prefixes_and_latin_1_reads_alike),
        cmocka_unit_test(a_batch_whose_parts_are_not_its_entry_is_one_row),
        cmocka_unit_test(a_batch_that_is_one_row_has_none_of_its_payers),
        cmocka_unit_test(the_direction_of_a_reversal_is_that_of_the_entry),
        cmocka_unit_test(interim_balances_tie_the_pages_of_a_statement),
        cmocka_unit_test(what_an_entry_lacks_makes_it_a_reject_that_names_the_element),
        cmocka_unit_test(a_summary_that_counts_other_entries_is_refused),
        cmocka_unit_test(other_messages_versions_and_damaged_files_are_named),
        cmocka_unit_test(a_document_type_and_its_entities_are_refused_unread),
    };
    return cmocka_run_group_tests_name("camt", tests, set_up, tear_down);
}
