/* Profiles are recognised by what stands in the file. */
#include "import/detect.h"
#include "tests/import/reading.h"

static void *mem;

static enum status detect(const char *text, const struct profile **out, struct error *err)
{
    struct profile_set *set = NULL;
    struct source source = source_of(text, strlen(text));
    assert_int_equal(profile_set_load(mem, NULL, &set, err), STATUS_OK);
    return detect_one(set, &source, out, err);
}

static void assert_detected(const char *text, const char *name)
{
    struct error err;
    const struct profile *profile = NULL;
    if (detect(text, &profile, &err) != STATUS_OK) {
        fail_msg("%s (%s)", err.message, err.detail);
    }
    assert_string_equal(profile->name, name);
}

static void the_header_tells_the_profile(void **state)
{
    (void)state;
    assert_detected("Date,Text,Amount\n", "generic");
    assert_detected("Balance,Date,Amount,Text\n2026-09-01\n", "generic");
    assert_detected("Date,Description,Billing amount,Billing currency,Balance,Balance currency\n",
                    "hsbc-hk-debit");
    assert_detected("Account details for:,x\n\nTransaction History\n"
                    "Transaction date,Value date,Description,Withdrawals (SGD),Deposits (SGD)\n",
                    "ocbc");
}

static void a_bank_that_changed_its_columns_is_named_with_what_differs(void **state)
{
    (void)state;
    struct error err;
    const struct profile *profile = NULL;
    assert_int_equal(detect("Date,Description,Billing amount,Currency,Balance,Balance currency\n",
                            &profile, &err),
                     STATUS_NOT_FOUND);
    assert_string_equal(err.message, "test.csv: the columns of hsbc-hk-debit changed: "
                                     "Billing currency is missing; new: Currency");
    assert_string_equal(err.detail, "line 1 names 5 of them; nothing is imported");
    assert_int_equal(
        detect("Transaction date,Value date,Description,Withdrawals (SGD),Deposits (SGD)\n",
               &profile, &err),
        STATUS_NOT_FOUND);
    assert_string_equal(err.message, "test.csv: the columns of ocbc changed: the text above the "
                                     "header is not what it was");
}

static void what_fits_nothing_is_told_so(void **state)
{
    (void)state;
    struct error err;
    const struct profile *profile = NULL;
    assert_int_equal(detect("a letter\n\nDear sir,\n", &profile, &err), STATUS_NOT_FOUND);
    assert_string_equal(err.message, "test.csv: no profile fits this file");
    assert_int_equal(detect("PK\003\004 and so on", &profile, &err), STATUS_INVALID);
    assert_int_equal(detect("Date,Text,\"Amount\nx", &profile, &err), STATUS_NOT_FOUND);
    assert_int_equal(detect("", &profile, &err), STATUS_NOT_FOUND);
}

static void several_that_fit_are_all_named(void **state)
{
    (void)state;
    struct error err;
    struct profile_set *set = NULL;
    struct profile *twin = NULL;
    const struct profile *found = NULL;
    struct source source = source_of("Date,Text,Amount\n", 17);
    assert_int_equal(profile_set_load(mem, NULL, &set, &err), STATUS_OK);
    assert_int_equal(profile_parse(mem, "village",
                                   "[profile]\ninherit = generic\n[amount]\n"
                                   "currency = EUR\n",
                                   &twin, &err),
                     STATUS_OK);
    const struct profile *both[] = {builtin_profile(mem, "generic"), twin};
    struct profile_set two = {both, 2};
    assert_int_equal(detect_one(&two, &source, &found, &err), STATUS_CONFLICT);
    assert_string_equal(err.message, "test.csv: several profiles fit: generic, village");
}

/* The line that is no CSV lies far below the header. */
static void only_the_first_lines_are_looked_at(void **state)
{
    (void)state;
    assert_detected("Date,Text,Amount\n2026-09-01,x,1\n\"", "generic");
    struct error err;
    const struct profile *profile = NULL;
    char *text = mem_strdup(mem, "");
    for (int i = 0; i < 120; i++) {
        text = mem_append(text, "preamble %d\n", i);
    }
    text = mem_append(text, "Date,Text,Amount\n");
    assert_int_equal(detect(text, &profile, &err), STATUS_NOT_FOUND);
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
        cmocka_unit_test(the_header_tells_the_profile),
        cmocka_unit_test(a_bank_that_changed_its_columns_is_named_with_what_differs),
        cmocka_unit_test(what_fits_nothing_is_told_so),
        cmocka_unit_test(several_that_fit_are_all_named),
        cmocka_unit_test(only_the_first_lines_are_looked_at),
    };
    return cmocka_run_group_tests(tests, start, finish);
}
