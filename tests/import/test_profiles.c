/* Every built-in profile on a file written for it: recognised, read, and proved. */
#include "import/detect.h"
#include "tests/import/reading.h"

#define FIXTURES "tests/import/fixtures"

static const struct {
    const char *name;
    size_t rows;
    int64_t income_minor, outgo_minor;
    size_t balances;
    size_t uncounted;
} profiles[] = {
    {"alipay-old", 2, 10000, 3000, 0, 1},
    {"alipay-merchant", 2, 10000, 3000, 2, 0},
    {"alipay-merchant-half", 2, 10000, 3000, 2, 0},
    {"wechat-personal", 2, 10000, 3000, 0, 1},
    {"wechat-merchant-funds", 2, 10000, 3000, 2, 0},
    {"wechat-merchant-funds-full", 2, 10000, 3000, 2, 0},
    {"wechat-merchant-trades", 2, 10000, 3000, 0, 0},
    {"icbc-debit-v2", 2, 10000, 3000, 2, 0},
    {"icbc-credit", 2, 10000, 3000, 2, 0},
    {"boc-credit", 3, 10000, 3500, 0, 0},
    {"boc-corporate", 2, 10000, 3000, 0, 0},
    {"abc-debit", 2, 10000, 3000, 2, 0},
    {"cmb-debit", 2, 10000, 3000, 2, 0},
    {"cmb-credit", 2, 10000, 3000, 0, 0},
    {"bocom-debit", 2, 10000, 3000, 2, 0},
    {"bocom-credit", 2, 10000, 3000, 0, 0},
    {"cgb-credit", 2, 10000, 3000, 0, 0},
    {"hsbc-hk-credit", 2, 10000, 3000, 0, 0},
    {"jd-wallet", 2, 10000, 3000, 0, 1},
    {"meituan-wallet", 2, 10000, 3000, 0, 0},
    {"raiffeisen-elba", 2, 10000, 3000, 0, 0},
    {"raiffeisen-rcm", 2, 10000, 3000, 0, 0},
    {"direction-letter", 2, 10000, 3000, 0, 0},
    {"bnp-fortis", 2, 10000, 3000, 0, 1},
    {"kbc", 2, 10000, 3000, 2, 0},
    {"ubs-2022", 2, 10000, 3000, 2, 0},
    {"postfinance", 3, 110000, 103000, 2, 0},
    {"credit-suisse-it", 2, 10000, 3000, 2, 0},
    {"ceska-sporitelna", 2, 10000, 3000, 0, 0},
    {"raiffeisen-cz", 2, 10000, 3000, 0, 0},
    {"dkb-giro-2016", 2, 10000, 3000, 1, 0},
    {"dkb-giro-2023", 2, 10000, 3000, 1, 1},
    {"sparkasse-card", 2, 10000, 3000, 0, 0},
    {"deutsche-bank", 2, 10000, 3000, 2, 0},
    {"postbank", 2, 10000, 3000, 2, 0},
    {"fiducia", 2, 10000, 3000, 2, 0},
    {"sparkasse-umsatz", 2, 10000, 3000, 0, 0},
    {"commerzbank", 2, 10000, 3000, 0, 0},
    {"n26-de", 2, 10000, 3000, 0, 0},
    {"bunq", 2, 10000, 3000, 0, 0},
    {"ing-nl", 2, 10000, 3000, 2, 0},
    {"ing-nl-semicolon", 2, 10000, 3000, 2, 0},
    {"ing-nl-2015", 2, 10000, 3000, 0, 0},
    {"triodos", 2, 10000, 3000, 2, 0},
    {"knab", 2, 10000, 3000, 0, 0},
    {"aib", 2, 10000, 3000, 2, 0},
    {"bank-of-ireland", 2, 10000, 3000, 2, 0},
    {"barclaycard", 2, 10000, 3000, 0, 0},
    {"first-direct", 2, 10000, 3000, 2, 0},
    {"monzo", 2, 10000, 3000, 0, 0},
    {"john-lewis", 2, 10000, 3000, 0, 1},
    {"erste-hu", 2, 10000, 3000, 2, 0},
    {"mbank", 2, 10000, 3000, 2, 0},
    {"ing-pl", 2, 10000, 3000, 2, 0},
    {"swedbank-se", 2, 10000, 3000, 2, 0},
    {"nordea-fi", 2, 10000, 3000, 2, 1},
    {"nordea-se", 2, 110000, 3000, 2, 1},
    {"posb", 2, 10000, 3000, 0, 0},
    {"tatra", 2, 10000, 3000, 0, 0},
    {"vub", 2, 10000, 3000, 0, 0},
    {"bofa-checking", 2, 10000, 3000, 2, 0},
    {"chase-checking", 2, 10000, 3000, 2, 0},
    {"schwab-bank", 2, 110000, 3000, 2, 1},
    {"bmo-debit", 2, 10000, 3000, 0, 0},
    {"bmo-credit", 2, 10000, 3000, 0, 0},
    {"td-canada", 2, 10000, 3000, 2, 0},
    {"paypal-activity-dmy", 2, 10000, 3000, 2, 0},
    {"paypal-activity-mdy", 2, 10000, 3000, 2, 0},
    {"paypal-statement-es", 2, 10000, 3000, 2, 0},
    {"adyen-settlement", 3, 10000, 10000, 0, 0},
    {"stripe-balance", 2, 10000, 3000, 0, 0},
    {"csb43", 2, 10000, 3000, 2, 0},
};
#define PROFILES (sizeof profiles / sizeof profiles[0])

static void *mem;
static struct profile_set *set;

static struct source *fixture(const char *name)
{
    struct error err;
    struct source *source = NULL;
    const char *path = mem_printf(mem, FIXTURES "/%s.csv", name);
    if (source_load(mem, path, &source, &err) != STATUS_OK) {
        fail_msg("%s (%s)", err.message, err.detail);
    }
    return source;
}

static struct bank_file *read_fixture(const char *name)
{
    struct error err;
    struct bank_file *file = NULL;
    const struct profile *profile = NULL;
    assert_int_equal(profile_set_find(set, name, &profile, &err), STATUS_OK);
    if (read_bank_file(mem, profile, "CHF", fixture(name), &file, &err) != STATUS_OK) {
        fail_msg("%s: %s (%s)", name, err.message, err.detail);
    }
    return file;
}

static void every_format_is_read_to_the_cent(void **state)
{
    (void)state;
    for (size_t i = 0; i < PROFILES; i++) {
        struct bank_file *file = read_fixture(profiles[i].name);
        int64_t income = 0;
        int64_t outgo = 0;
        size_t balances = 0;
        for (size_t row = 0; row < file->row_count; row++) {
            int64_t amount = file->rows[row].amount_minor;
            income += amount > 0 ? amount : 0;
            outgo -= amount < 0 ? amount : 0;
            balances += file->rows[row].balance_minor != BANK_NO_BALANCE;
            assert_string_not_equal(bank_text(file, file->rows[row].text), "");
        }
        if (file->rejects.count > 0) {
            fail_msg("%s line %u: %s", profiles[i].name, file->rejects.items[0].line,
                     bank_text(file, file->rejects.items[0].reason));
        }
        if (file->row_count != profiles[i].rows || income != profiles[i].income_minor ||
            outgo != profiles[i].outgo_minor || balances != profiles[i].balances ||
            file->uncounted.count != profiles[i].uncounted) {
            fail_msg("%s: %zu rows, in %lld, out %lld, %zu balances, %zu uncounted",
                     profiles[i].name, file->row_count, (long long)income, (long long)outgo,
                     balances, file->uncounted.count);
        }
    }
}

static void what_a_format_says_of_its_rows_holds(void **state)
{
    (void)state;
    for (size_t i = 0; i < PROFILES; i++) {
        struct bank_file *file = read_fixture(profiles[i].name);
        struct proof *proof = prove(mem, file);
        char text[PROOF_TEXT_BYTES];
        if (proof->failure_count > 0) {
            fail_msg("%s: %s", profiles[i].name, proof_failure_text(&proof->failures[0], text));
        }
        if (proof->state != (profiles[i].balances > 0 ? PROOF_CLOSED : PROOF_NONE)) {
            fail_msg("%s: the proof is %s", profiles[i].name, proof_state_name(proof->state));
        }
        for (int kind = 0; kind < CONTROL_KINDS; kind++) {
            size_t found = 0;
            for (size_t c = 0; c < file->control_count; c++) {
                found += file->controls[c].kind == (enum control_kind)kind;
            }
            if (file->profile->controls[kind] != NULL && found == 0) {
                fail_msg("%s: its file does not say control %d", profiles[i].name, kind);
            }
        }
    }
}

static void what_says_the_account_s_number_is_found(void **state)
{
    (void)state;
    size_t found = 0;
    for (size_t i = 0; i < PROFILES; i++) {
        struct bank_file *file = read_fixture(profiles[i].name);
        bool says = file->profile->number != NULL || file->profile->roles[COLUMN_NUMBER] != NULL;
        if (says != (file->number != 0)) {
            fail_msg("%s: %s", profiles[i].name, bank_text(file, file->number));
        }
        found += says;
    }
    assert_int_equal(found, 23);
}

static void remove_line(const struct source *source, size_t line, struct source *out)
{
    char *bytes = mem_strndup(mem, source->bytes, source->size);
    size_t at = 0;
    for (size_t n = 1; n < line; n++) {
        at += strcspn(bytes + at, "\n") + 1;
    }
    size_t length = strcspn(bytes + at, "\n") + 1;
    memmove(bytes + at, bytes + at + length, source->size - at - length);
    *out = (struct source){"test.csv", bytes, source->size - length};
}

/* A file with at least two balances and a row of one line between or beside them. */
static void a_row_that_is_taken_out_is_noticed_where_the_file_can_tell(void **state)
{
    (void)state;
    static const char *const provable[] = {
        "jd-wallet",       "wechat-merchant-funds", "deutsche-bank",  "bofa-checking",  "csb43",
        "alipay-merchant", "credit-suisse-it",      "meituan-wallet", "wechat-personal"};
    for (size_t i = 0; i < sizeof provable / sizeof provable[0]; i++) {
        struct error err;
        struct source less;
        struct bank_file *whole = read_fixture(provable[i]);
        struct bank_file *file = NULL;
        remove_line(fixture(provable[i]), whole->rows[whole->row_count - 1].line, &less);
        assert_int_equal(read_bank_file(mem, whole->profile, "CHF", &less, &file, &err), STATUS_OK);
        assert_int_equal(file->row_count, whole->row_count - 1);
        if (prove(mem, file)->state != PROOF_BROKEN) {
            fail_msg("%s: a row is missing and nobody notices", provable[i]);
        }
    }
}

/* Those whose columns are known by place alone are named by hand, and so are dates of either order.
 */
static bool is_recognised(const struct profile *profile)
{
    return profile->has_header || profile->signature != NULL;
}

static void every_format_is_recognised_and_taken_for_no_other(void **state)
{
    (void)state;
    for (size_t i = 0; i < PROFILES; i++) {
        struct error err;
        const struct profile *profile = NULL;
        const struct profile *found = NULL;
        assert_int_equal(profile_set_find(set, profiles[i].name, &profile, &err), STATUS_OK);
        struct source *source = fixture(profiles[i].name);
        enum status status = detect_one(set, source, &found, &err);
        if (strncmp(profiles[i].name, "paypal-activity", 15) == 0) {
            assert_int_equal(status, STATUS_CONFLICT);
            assert_string_equal(err.message,
                                mem_printf(mem,
                                           "%s.csv: several profiles fit: paypal-activity-dmy, "
                                           "paypal-activity-mdy",
                                           profiles[i].name));
        } else if (!is_recognised(profile)) {
            assert_int_equal(status, STATUS_NOT_FOUND);
        } else if (status != STATUS_OK || found != profile) {
            fail_msg("%s: %s", profiles[i].name,
                     status == STATUS_OK ? found->name
                                         : mem_printf(mem, "%s %s", err.message, err.hint));
        }
    }
}

/* Facts that nobody has are no profile: each says where it is from, and has its file. */
static void every_profile_has_its_fixture(void **state)
{
    (void)state;
    static const char *const elsewhere[] = {
        "alipay-personal", "boc-debit", "generic",       "hsbc-hk-debit",
        "icbc-debit",      "ocbc",      "rabobank-2018", "camt053",
        "mt940",           "ofx"};
    size_t known = sizeof elsewhere / sizeof elsewhere[0];
    assert_int_equal(set->count, PROFILES + known);
}

static int start(void **state)
{
    (void)state;
    struct error err;
    mem = mem_context(NULL, "test");
    return profile_set_load(mem, NULL, &set, &err) == STATUS_OK ? 0 : -1;
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
        cmocka_unit_test(every_format_is_read_to_the_cent),
        cmocka_unit_test(what_a_format_says_of_its_rows_holds),
        cmocka_unit_test(what_says_the_account_s_number_is_found),
        cmocka_unit_test(a_row_that_is_taken_out_is_noticed_where_the_file_can_tell),
        cmocka_unit_test(every_format_is_recognised_and_taken_for_no_other),
        cmocka_unit_test(every_profile_has_its_fixture),
    };
    return cmocka_run_group_tests(tests, start, finish);
}
