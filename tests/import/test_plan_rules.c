/* Lines of a statement that rules read: matched only by a key and the exact amount, and by one item
 * alone. */
#include "model/payout.h"
#include "model/rule_change.h"
#include "tests/import/planning.h"
#include "tests/support/scratch.h"

#include <sys/stat.h>

#define DAY "2026-09-01,,,"

static struct plan_line first_of(const struct plan *plan)
{
    struct plan_line line;
    plan_line_at(plan, 0, &line);
    return line;
}

static void assert_first(struct pool *pool, const char *row, enum plan_fate fate, const char *item,
                         const char *ground)
{
    char *text = mem_printf(pool->mem, "%s%s\n", HEADER, row);
    struct plan_line line = first_of(plan_text(pool, text));
    if (line.fate != fate || strcmp(line.item, item) != 0 || strcmp(line.ground, ground) != 0) {
        fail_msg("%s: %d %s '%s'", row, (int)line.fate, line.item, line.ground);
    }
}

static void our_reference_in_any_spelling_confirms_with_the_exact_amount(void **state)
{
    static const char *const SPELLED[] = {
        "o-100455",       "O 100455",         "o100455",          "O 100 455",      "Ord.Nr 100455",
        "订单100455货款", "Ｏ－１００４５５", "ORDER NO. 100455", "O_100455/alipay"};
    (void)state;
    struct pool *pool = pool_new("spelled.db");
    pool_deal(pool, "O-100455", 10000, false);
    for (size_t i = 0; i < sizeof SPELLED / sizeof *SPELLED; i++) {
        char *row = mem_printf(pool->mem, HEADER DAY "%s,100.00,100.00\n", SPELLED[i]);
        struct plan_line line = first_of(plan_text(pool, row));
        if (line.fate != PLAN_MATCHED || strcmp(line.item, "deal:O-100455") != 0) {
            fail_msg("%s: %d %s", SPELLED[i], (int)line.fate, line.ground);
        }
    }
    assert_first(pool, DAY "o 100455,100.00,100.00", PLAN_MATCHED, "deal:O-100455",
                 "rule order-spelled and the exact amount");
    assert_first(pool, DAY "o 100455,99.99,99.99", PLAN_SUGGESTED, "deal:O-100455",
                 "rule order-spelled deal:O-100455, which is of CNY 100.00");
    assert_first(pool, DAY "O-100455,100.00,100.00", PLAN_MATCHED, "deal:O-100455",
                 "its reference and the exact amount");
    assert_first(pool, DAY "100455,100.00,100.00", PLAN_SUSPENSE, "",
                 "bears no reference that is known");
    (void)import(pool, HEADER DAY "o 100455,100.00,100.00\n");
    assert_int_equal(pool_held(pool, "sale"), 10000);
    pool_verify(pool);
    pool_free(pool);
}

static void two_that_rules_read_are_one_too_many(void **state)
{
    (void)state;
    struct pool *pool = pool_new("two.db");
    pool_deal(pool, "O-100455", 10000, false);
    pool_deal(pool, "O-100456", 10000, false);
    assert_first(pool, DAY "o 100455 and o 100456,100.00,100.00", PLAN_AMBIGUOUS, "deal:O-100455",
                 "deal:O-100455 and deal:O-100456 fit alike");
    assert_first(pool, DAY "O-100456 not o 100455,100.00,100.00", PLAN_AMBIGUOUS, "deal:O-100456",
                 "deal:O-100456 and deal:O-100455 fit alike");
    assert_first(pool, DAY "o 100455 = O-100455,100.00,100.00", PLAN_MATCHED, "deal:O-100455",
                 "its reference and the exact amount");
    pool_free(pool);
}

static void a_rule_reads_items_of_its_own_kind_alone(void **state)
{
    (void)state;
    struct pool *pool = pool_new("kind.db");
    pool_earn(pool, "S-1", 30000);
    struct payout payout = {.id = "O-200017", .party = "S-1", .to = "x", .amount = cny(5000)};
    pool_must(pool, payout_request(pool->book, &payout, pool_run(pool), &pool->err));
    assert_first(pool, DAY "o 200017,-50.00,50.00", PLAN_SUSPENSE, "",
                 "bears no reference that is known");
    assert_first(pool, DAY "O-200017,-50.00,50.00", PLAN_MATCHED, "payout:O-200017",
                 "its reference and the exact amount");
    pool_free(pool);
}

/* A format that has the counterparty's account; returns the folder where it is. */
static const char *account_format(struct pool *pool)
{
    char folder[SCRATCH_PATH_BYTES];
    (void)scratch_path("payee.profiles", folder);
    (void)mkdir(folder, 0700);
    FILE *out = fopen(mem_printf(pool->mem, "%s/ours.ini", folder), "w");
    assert_non_null(out);
    (void)fputs("[profile]\ntitle = with accounts\n[file]\nencoding = UTF-8\n[header]\n"
                "columns = Date | Amount | To | Text\n[date]\ndate = Date\n"
                "date_form = %Y-%m-%d\n[amount]\namount = Amount\n[text]\ntext = Text\n"
                "counterparty_account = To\n",
                out);
    assert_int_equal(fclose(out), 0);
    return mem_strdup(pool->mem, folder);
}

static struct plan_line paid_to(struct pool *pool, const char *account, const char *amount,
                                const char *text)
{
    struct plan_terms terms = {
        .account = "ICBC-001", .profile = "ours", .profile_folder = account_format(pool)};
    char *file =
        mem_printf(pool->mem, "Date,Amount,To,Text\n2026-09-01,%s,%s,%s\n", amount, account, text);
    return first_of(plan_with(pool, file, &terms));
}

static void the_account_that_one_payout_goes_to_is_its_key(void **state)
{
    (void)state;
    struct pool *pool = pool_new("payee.db");
    struct payout payouts[] = {
        {.id = "P-1", .party = "S-1", .to = "DE12", .amount = cny(5000)},
        {.id = "P-2", .party = "S-1", .to = "DE12", .amount = cny(7000)},
        {.id = "P-3", .party = "S-1", .to = "DE12", .amount = cny(7000)},
    };
    pool_earn(pool, "S-1", 30000);
    for (size_t i = 0; i < sizeof payouts / sizeof *payouts; i++) {
        pool_must(pool, payout_request(pool->book, &payouts[i], pool_run(pool), &pool->err));
    }
    struct plan_line line = paid_to(pool, "DE12", "-50.00", "transfer");
    assert_int_equal(line.fate, PLAN_MATCHED);
    assert_string_equal(line.item, "payout:P-1");
    assert_string_equal(line.ground, "rule payout-account and the exact amount");
    line = paid_to(pool, "DE12", "-70.00", "transfer");
    assert_int_equal(line.fate, PLAN_AMBIGUOUS);
    assert_int_equal(paid_to(pool, "DE12", "-50.01", "transfer").fate, PLAN_SUSPENSE);
    assert_int_equal(paid_to(pool, "DE13", "-50.00", "transfer").fate, PLAN_SUSPENSE);
    assert_int_equal(paid_to(pool, "DE12", "50.00", "transfer").fate, PLAN_SUSPENSE);
    /* A reference that says otherwise comes first. */
    assert_int_equal(paid_to(pool, "DE12", "-50.00", "P-2").fate, PLAN_SUGGESTED);
    pool_free(pool);
}

static void a_house_rule_only_ever_says_what_it_may_be(void **state)
{
    (void)state;
    struct pool *pool = pool_new("house.db");
    pool_deal(pool, "O-1", 10000, false);
    assert_first(pool, DAY "BANK CHARGES SEPTEMBER,-12.00,0.00", PLAN_SUSPENSE, "",
                 "rule bank-charge says charge");
    assert_first(pool, DAY "bank charges refunded,12.00,12.00", PLAN_SUSPENSE, "",
                 "bears no reference that is known");
    assert_first(pool, DAY "活期结息,12.00,12.00", PLAN_SUSPENSE, "",
                 "rule bank-interest says interest");
    pool_free(pool);
}

static void what_a_rule_reads_counts_only_while_it_is_on(void **state)
{
    (void)state;
    struct pool *pool = pool_new("switched.db");
    struct rule_switching off = {"order-spelled", false};
    pool_deal(pool, "O-100455", 10000, false);
    struct plan *plan = plan_text(pool, HEADER DAY "o 100455,100.00,100.00\n");
    assert_int_equal(first_of(plan).fate, PLAN_MATCHED);
    pool_must(pool, rule_switch(pool->book, &off, pool_run(pool), &pool->err));
    assert_int_equal(plan_apply(pool->book, plan, NULL, NULL, &pool->err), STATUS_STALE);
    assert_first(pool, DAY "o 100455,100.00,100.00", PLAN_SUSPENSE, "",
                 "bears no reference that is known");
    pool_free(pool);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(our_reference_in_any_spelling_confirms_with_the_exact_amount),
        cmocka_unit_test(two_that_rules_read_are_one_too_many),
        cmocka_unit_test(a_rule_reads_items_of_its_own_kind_alone),
        cmocka_unit_test(the_account_that_one_payout_goes_to_is_its_key),
        cmocka_unit_test(a_house_rule_only_ever_says_what_it_may_be),
        cmocka_unit_test(what_a_rule_reads_counts_only_while_it_is_on),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
