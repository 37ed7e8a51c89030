/* A profile for a file that no profile fits: what the file proves, what is asked, what comes out.
 */
#include "import/detect.h"
#include "tests/import/guessing.h"

#define FIXTURES "tests/import/fixtures"

/* Of the shipped profiles' files, those that come out the same with nothing but answers. */
#define FIXTURES_SAME 1

static void *mem;
static struct profile_set *set;

static void fixtures_lead_to_the_same_rows(void **state)
{
    (void)state;
    size_t same = 0;
    size_t all = 0;
    for (size_t i = 0; i < set->count; i++) {
        const struct profile *profile = set->profiles[i];
        const char *path = mem_printf(mem, FIXTURES "/%s.csv", profile->name);
        const char *currency = profile->currency != NULL ? profile->currency : "CHF";
        struct error err;
        struct source *source = NULL;
        struct bank_file *right = NULL;
        size_t asked = 0;
        if (access(path, R_OK) != 0) {
            continue;
        }
        assert_int_equal(source_load(mem, path, &source, &err), STATUS_OK);
        assert_int_equal(read_bank_file(mem, profile, currency, source, &right, &err), STATUS_OK);
        struct guess *guess = learn(mem, set, profile, source, currency, &asked);
        const char *other = difference(mem, right, guess);
        all++;
        same += other == NULL;
        if (other != NULL) {
            printf("%s (%zu asked): %s\n", profile->name, asked, other);
        }
    }
    printf("%zu of %zu fixtures come out the same\n", same, all);
    assert_true(same >= FIXTURES_SAME);
}

/* Files as banks write them, each with the shipped profile that reads it. */
static void real_files_lead_to_the_same_rows(void **state)
{
    (void)state;
    static const char *const names[] = {"abc-debit.csv",
                                        "alipay-personal.csv",
                                        "bank-of-ireland.csv",
                                        "boc-debit.csv",
                                        "bunq.csv",
                                        "ceska-sporitelna.csv",
                                        "cmb-debit.csv",
                                        "direction-flag.csv",
                                        "dkb-card-latin1.csv",
                                        "erste-hu.csv",
                                        "hsbc-hk-debit.csv",
                                        "icbc-debit.csv",
                                        "jd-wallet.csv",
                                        "john-lewis.csv",
                                        "kbc.csv",
                                        "ocbc.csv",
                                        "rabobank-2018.csv",
                                        "raiffeisen-rcm.dat",
                                        "wechat-personal.csv"};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        const char *path = mem_printf(mem, REAL_FILES "/%s", names[i]);
        const struct profile *profile = NULL;
        struct error err;
        struct source *source = NULL;
        struct bank_file *right = NULL;
        size_t asked = 0;
        if (access(path, R_OK) != 0) {
            printf("SKIP %s is not here\n", path);
            continue;
        }
        assert_int_equal(source_load(mem, path, &source, &err), STATUS_OK);
        assert_int_equal(detect_one(set, source, &profile, &err), STATUS_OK);
        const char *currency = profile->currency != NULL ? profile->currency : "EUR";
        assert_int_equal(read_bank_file(mem, profile, currency, source, &right, &err), STATUS_OK);
        const char *other =
            difference(mem, right, learn(mem, set, profile, source, currency, &asked));
        if (other != NULL) {
            printf("%s (%zu asked): %s\n", names[i], asked, other);
        }
    }
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
        cmocka_unit_test(fixtures_lead_to_the_same_rows),
        cmocka_unit_test(real_files_lead_to_the_same_rows),
    };
    return cmocka_run_group_tests(tests, start, finish);
}
