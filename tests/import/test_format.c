/* Statements that say their own balances: known by their bytes, one account of several, and every
 * entry that is missing, there twice or altered is noticed and named. */
#include "import/detect.h"
#include "import/format.h"
#include "tests/import/reading.h"
#include "tests/support/random.h"

#define ROWS_MAX 12
#define TRIES 300
#define OPENING 5000

static void *mem;

static struct bank_file *read_accounts(void)
{
    return read_file(mem, builtin_profile(mem, "mt940"), "statements/two-accounts.mt940");
}

static void the_statements_of_one_account_are_read_and_the_others_named(void **state)
{
    (void)state;
    struct error err;
    const char *others = NULL;
    struct bank_file *file = read_accounts();
    assert_int_equal(format_select(mem, file, "nl00 test 9999 9999 99-eur", "BANK", &others, &err),
                     STATUS_OK);
    assert_string_equal(others, "NL00TEST0123456789EUR (1 row)");
    assert_int_equal(file->row_count, 2);
    assert_row(file, 0, "13 2026-09-01 - -725 EUR -|Y1|/REMI/rent||");
    assert_row(file, 1, "15 2026-09-01 - 125 EUR -1100|Y2|||");
    assert_int_equal(prove(mem, file)->state, PROOF_CLOSED);
    file = read_accounts();
    assert_int_equal(format_select(mem, file, NULL, "NL00TEST0123456789EUR", &others, &err),
                     STATUS_OK);
    assert_int_equal(file->row_count, 1);
    assert_int_equal(prove(mem, file)->chains[0].closing_minor, 1000);
    assert_string_equal(others, "NL00TEST9999999999EUR (2 rows)");
}

static void several_accounts_without_a_word_which_are_not_guessed(void **state)
{
    (void)state;
    struct error err;
    const char *others = NULL;
    assert_int_equal(format_select(mem, read_accounts(), NULL, "BANK", &others, &err),
                     STATUS_CONFLICT);
    assert_string_equal(err.message, "the file has statements of 2 accounts");
    assert_string_equal(err.detail,
                        "NL00TEST0123456789EUR (1 row), NL00TEST9999999999EUR (2 rows)");
    assert_int_equal(format_select(mem, read_accounts(), "X", "BANK", &others, &err),
                     STATUS_NOT_FOUND);
}

static void assert_detected(const char *name, const char *profile)
{
    struct error err;
    struct source *source = NULL;
    const struct profile *found = NULL;
    struct profile_set *set = NULL;
    char *path = mem_printf(mem, "tests/import/statements/%s", name);
    assert_int_equal(source_load(mem, path, &source, &err), STATUS_OK);
    assert_int_equal(profile_set_load(mem, NULL, &set, &err), STATUS_OK);
    source->name = "statement.csv";
    if (detect_one(set, source, &found, &err) != STATUS_OK) {
        fail_msg("%s: %s", name, err.message);
    }
    assert_string_equal(found->name, profile);
}

static void each_format_is_known_by_its_bytes_whatever_its_name(void **state)
{
    (void)state;
    assert_detected("two-days.mt940", "mt940");
    assert_detected("two-accounts.mt940", "mt940");
    assert_detected("batch.camt.xml", "camt053");
    assert_detected("old.camt.xml", "camt053");
    assert_detected("sgml.ofx", "ofx");
    assert_detected("xml.ofx", "ofx");
}

/* The property. */

struct day {
    int64_t amounts[ROWS_MAX]; /* of its entries */
    size_t count;
    int64_t closing; /* as the bank says it */
};

static char *amount_text(int64_t minor, char decimal)
{
    int64_t size = minor < 0 ? -minor : minor;
    return mem_printf(mem, "%lld%c%02lld", (long long)size / 100, decimal, (long long)size % 100);
}

static char *as_mt940(const struct day *day)
{
    char *text = mem_strdup(mem, ":20:X\n:25:1\n:60F:C260901EUR50,00\n");
    for (size_t i = 0; i < day->count; i++) {
        text = mem_append(text, ":61:260901%c%sNTRFNONREF\n:86:e\n",
                          day->amounts[i] < 0 ? 'D' : 'C', amount_text(day->amounts[i], ','));
    }
    return mem_append(text, ":62F:%c260901EUR%s\n", day->closing < 0 ? 'D' : 'C',
                      amount_text(day->closing, ','));
}

static char *camt_amount_text(int64_t minor)
{
    return mem_printf(mem, "<Amt Ccy=\"EUR\">%s</Amt><CdtDbtInd>%s</CdtDbtInd>",
                      amount_text(minor, '.'), minor < 0 ? "DBIT" : "CRDT");
}

static char *camt_balance(const char *code, int64_t minor)
{
    return mem_printf(mem,
                      "<Bal><Tp><CdOrPrtry><Cd>%s</Cd></CdOrPrtry></Tp>%s<Dt><Dt>2026-09-01</Dt>"
                      "</Dt></Bal>\n",
                      code, camt_amount_text(minor));
}

static char *as_camt(const struct day *day)
{
    char *text = mem_printf(mem,
                            "<Document xmlns=\"urn:iso:std:iso:20022:tech:xsd:camt.053.001.02\">"
                            "<BkToCstmrStmt><Stmt><Acct><Id><IBAN>1</IBAN></Id></Acct>\n%s%s",
                            camt_balance("OPBD", OPENING), camt_balance("CLBD", day->closing));
    for (size_t i = 0; i < day->count; i++) {
        text = mem_append(text,
                          "<Ntry>%s<Sts>BOOK</Sts><BookgDt><Dt>2026-09-01</Dt></BookgDt></Ntry>\n",
                          camt_amount_text(day->amounts[i]));
    }
    return mem_append(text, "</Stmt></BkToCstmrStmt></Document>\n");
}

/* Without an opening balance; that of the file before is where it goes on from. */
static char *as_ofx(const struct day *day)
{
    char *text = mem_strdup(mem, "<OFX><STMTRS><CURDEF>EUR<BANKACCTFROM><ACCTID>1</BANKACCTFROM>\n"
                                 "<BANKTRANLIST>\n");
    for (size_t i = 0; i < day->count; i++) {
        text = mem_append(text, "<STMTTRN><DTPOSTED>20260901<TRNAMT>%s%s<FITID>f</STMTTRN>\n",
                          day->amounts[i] < 0 ? "-" : "", amount_text(day->amounts[i], '.'));
    }
    return mem_append(text,
                      "</BANKTRANLIST><LEDGERBAL><BALAMT>%s%s<DTASOF>20260901</LEDGERBAL>\n"
                      "</STMTRS></OFX>\n",
                      day->closing < 0 ? "-" : "", amount_text(day->closing, '.'));
}

static struct day random_day(struct random *random)
{
    struct day day = {.count = (size_t)random_between(random, 1, ROWS_MAX - 1), .closing = OPENING};
    for (size_t i = 0; i < day.count; i++) {
        int64_t amount = random_between(random, 1, 900);
        day.amounts[i] = random_chance(random, 50) ? amount : -amount;
        day.closing += day.amounts[i];
    }
    return day;
}

/* One entry goes, comes twice, or is of another amount; what the bank would miss. */
static int64_t break_one(struct random *random, struct day *day)
{
    size_t at = (size_t)random_below(random, (int64_t)day->count);
    int64_t amount = day->amounts[at];
    switch (random_below(random, 3)) {
    case 0:
        day->count--;
        memmove(day->amounts + at, day->amounts + at + 1, (day->count - at) * sizeof *day->amounts);
        return amount;
    case 1:
        day->amounts[day->count++] = amount;
        return -amount;
    default:
        day->amounts[at] += amount == -1 ? -1 : 1;
        return amount - day->amounts[at];
    }
}

static const struct {
    const char *profile;
    char *(*write)(const struct day *day);
    bool has_opening;
} writers[] = {{"mt940", as_mt940, true}, {"camt053", as_camt, true}, {"ofx", as_ofx, false}};

static void assert_proof(const struct day *day, size_t writer, int64_t missing)
{
    const struct profile *profile = builtin_profile(mem, writers[writer].profile);
    struct bank_file *file = read_text(mem, profile, writers[writer].write(day));
    struct proof *proof = prove(mem, file);
    assert_int_equal(file->row_count, day->count);
    assert_int_equal(file->rejects.count, 0);
    if (!writers[writer].has_opening) {
        /* A file without one shows it by where it would have begun. */
        assert_int_equal(proof->chains[0].opening_minor, OPENING + missing);
        return;
    }
    assert_int_equal(proof->state, missing == 0 ? PROOF_CLOSED : PROOF_BROKEN);
    assert_int_equal(proof->chains[0].gap_count, missing != 0);
    if (missing != 0) {
        const struct proof_gap *gap = &proof->chains[0].gaps[0];
        assert_int_equal(gap->missing_minor, missing);
        assert_true(gap->line >= (day->count > 0 ? file->rows[day->count - 1].line : 1));
    }
}

static void an_entry_removed_doubled_or_altered_is_noticed_and_named(void **state)
{
    (void)state;
    struct random random = random_start("format", 20260901);
    for (int i = 0; i < TRIES; i++) {
        void *all = mem;
        mem = mem_context(all, "try");
        struct day day = random_day(&random);
        size_t writer = (size_t)i % (sizeof writers / sizeof *writers);
        assert_proof(&day, writer, 0);
        int64_t missing = break_one(&random, &day);
        assert_proof(&day, writer, missing);
        mem_free(mem);
        mem = all;
    }
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
        cmocka_unit_test(the_statements_of_one_account_are_read_and_the_others_named),
        cmocka_unit_test(several_accounts_without_a_word_which_are_not_guessed),
        cmocka_unit_test(each_format_is_known_by_its_bytes_whatever_its_name),
        cmocka_unit_test(an_entry_removed_doubled_or_altered_is_noticed_and_named),
    };
    return cmocka_run_group_tests_name("format", tests, set_up, tear_down);
}
