#include "model/policy.h"

#include "model/mem.h"
#include "model/rights.h"
#include "model/time.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

/* The text of the built-in policy, with one thing said otherwise. */
static char *pack_with(void *mem, const char *key, const char *line)
{
    static const char *const LINES[] = {"hold.sale.ship_by = 30d",
                                        "hold.sale.max_extend = 30d",
                                        "dispute.max = 60d",
                                        "dispute.default = payer",
                                        "appeal.window = 30d",
                                        "award.multiple_bp = 30000",
                                        "award.multiple_includes_price = no",
                                        "award.minimum = CNY 500.00",
                                        "payout.bank_days = 3d",
                                        "suspense.escalate_after = 10d",
                                        "bond.review = 365d",
                                        "freeze.max = 90d"};
    char *text = mem_strdup(mem, "");
    for (size_t i = 0; i < sizeof(LINES) / sizeof(LINES[0]); i++) {
        bool is_it = key && strncmp(LINES[i], key, strlen(key)) == 0;
        if (!is_it) {
            text = mem_append(text, "%s | house rule | 2026-09-01\n", LINES[i]);
        } else if (line) {
            text = mem_append(text, "%s\n", line);
        }
    }
    return text;
}

static void default_policy_has_the_values_of_the_market_example(void **state)
{
    const struct policy *policy;
    struct error err;
    void *mem = mem_context(NULL, "test");
    (void)state;
    assert_int_equal(policy_load(mem, "default", &policy, &err), STATUS_OK);
    assert_int_equal(policy->ship_by_us, 30 * TIME_US_PER_DAY);
    assert_false(policy->dispute_to_payee);
    assert_int_equal(policy->award_multiple, 30000);
    assert_false(policy->award_has_price);
    assert_int_equal(policy->award_minimum.minor, 50000);
    assert_string_equal(policy->award_minimum.currency, "CNY");
    assert_int_equal(policy_load(mem, "atlantis", &policy, &err), STATUS_NOT_FOUND);
    mem_free(mem);
}

static void every_value_shows_its_citation_and_review_date(void **state)
{
    const struct policy *policy;
    struct error err;
    void *mem = mem_context(NULL, "test");
    unsigned count = 0;
    (void)state;
    assert_int_equal(policy_load(mem, "default", &policy, &err), STATUS_OK);
    for (const struct policy_value *v; (v = policy_value_at(policy, count)) != NULL; count++) {
        assert_true(v->key[0] && v->value[0] && v->citation[0]);
        assert_int_equal(strlen(v->reviewed_on), 10);
    }
    assert_int_equal(count, 12);
    mem_free(mem);
}

static void bad_pack_is_refused_naming_file_line_and_key(void **state)
{
    static const struct {
        const char *key, *line, *says;
    } CASES[] = {
        {"dispute.max", NULL, "dispute.max is missing"},
        {"dispute.max", "dispute.max = 60d | | 2026-09-01", "dispute.max has no citation"},
        {"dispute.max", "dispute.max = 60d | rule", "dispute.max has no review date"},
        {"dispute.max", "dispute.max = 60d | rule | 2026-02-30", "dispute.max has no review date"},
        {"dispute.max", "dispute.max = soon | rule | 2026-09-01", "line 3: dispute.max"},
        {"dispute.max", "dispute.maxx = 60d | rule | 2026-09-01", "unknown key dispute.maxx"},
        {"dispute.default", "dispute.default = bank | rule | 2026-09-01",
         "neither payee nor payer"},
        {"award.minimum", "award.minimum = 500 | rule | 2026-09-01", "award.minimum"},
        {"award.minimum", "award.minimum = CNY 5.001 | rule | 2026-09-01", "award.minimum"},
        {"award.multiple_bp", "award.multiple_bp = 3x | rule | 2026-09-01", "basis points"},
    };
    struct error err;
    const struct policy *policy;
    void *mem = mem_context(NULL, "test");
    (void)state;
    assert_int_equal(policy_parse(mem, "x.ini", pack_with(mem, NULL, NULL), &policy, &err),
                     STATUS_OK);
    for (size_t i = 0; i < sizeof(CASES) / sizeof(CASES[0]); i++) {
        char *text = pack_with(mem, CASES[i].key, CASES[i].line);
        assert_int_equal(policy_parse(mem, "x.ini", text, &policy, &err), STATUS_INVALID);
        assert_non_null(strstr(err.message, "x.ini"));
        if (!strstr(err.message, CASES[i].says)) {
            fail_msg("'%s' does not say '%s'", err.message, CASES[i].says);
        }
    }
    mem_free(mem);
}

static void rights_say_which_role_is_needed(void **state)
{
    struct error err;
    (void)state;
    assert_int_equal(rights_check("freeze", ROLE_OPERATIONS, &err), STATUS_OK);
    assert_int_equal(rights_check("freeze", ROLE_SUPPORT | ROLE_FINANCE, &err), STATUS_DENIED);
    assert_string_equal(err.message, "freeze needs role operations");
    assert_int_equal(rights_check("complaint decide", ROLE_SUPPORT, &err), STATUS_OK);
    assert_int_equal(rights_check("match", ROLE_OPERATIONS, &err), STATUS_DENIED);
}

static void roles_are_read_and_written_by_name(void **state)
{
    struct error err;
    unsigned roles;
    char text[64];
    (void)state;
    assert_int_equal(roles_parse("support,finance", &roles, &err), STATUS_OK);
    assert_int_equal(roles, ROLE_SUPPORT | ROLE_FINANCE);
    assert_string_equal(roles_format(roles, text), "support,finance");
    assert_string_equal(roles_format(ROLE_ALL, text), "operations,support,finance,auditor,admin");
    assert_int_equal(roles_parse("support,king", &roles, &err), STATUS_INVALID);
    assert_non_null(strstr(err.message, "king"));
    assert_int_equal(roles_parse("", &roles, &err), STATUS_INVALID);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(default_policy_has_the_values_of_the_market_example),
        cmocka_unit_test(every_value_shows_its_citation_and_review_date),
        cmocka_unit_test(bad_pack_is_refused_naming_file_line_and_key),
        cmocka_unit_test(rights_say_which_role_is_needed),
        cmocka_unit_test(roles_are_read_and_written_by_name),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
