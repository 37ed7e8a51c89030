#include "model/policy_set.h"

#include "model/builtin.h"
#include "model/mem.h"
#include "model/rights.h"
#include "model/time.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

static const char *const LINES[] = {"hold.sale.ship_by = 30d",
                                    "hold.sale.max_extend = 30d",
                                    "hold.sale.consent_time = 5d",
                                    "hold.remind_before = 0d",
                                    "hold.sale.period = 0d",
                                    "complaint.admit_time = 0d",
                                    "complaint.notice_time = 0d",
                                    "complaint.answer_time = 0d",
                                    "complaint.counter_time = 14d",
                                    "complaint.repeat_window = 365d",
                                    "dispute.max = 60d",
                                    "dispute.default = payer",
                                    "appeal.window = 30d",
                                    "appeal.review_time = 30d",
                                    "appeal.default_stands = yes",
                                    "appeal.of_dismissal = no",
                                    "award.multiple_bp = 30000",
                                    "award.multiple_includes_price = no",
                                    "award.minimum = CNY 500.00",
                                    "award.when_unsettled = yes",
                                    "reserve.part_bp = 0",
                                    "reserve.time = 30d",
                                    "advance.max_bp = 9000",
                                    "advance.charge_max_bp = 500",
                                    "chargeback.sources = refund hold reserve available bond",
                                    "payout.bank_days = 3d",
                                    "suspense.escalate_after = 10d",
                                    "bond.tariff = none",
                                    "bond.review = 365d",
                                    "bond.topup_time = 15d",
                                    "bond.exit_after = 30d",
                                    "bond.tail = 90d",
                                    "claim.time = 30d",
                                    "freeze.max = 90d",
                                    "freeze.notice = 0d",
                                    "freeze.terminate_notice = 30d",
                                    "freeze.emergency = 3d",
                                    "freeze.extensions = 2",
                                    "freeze.objection = 14d",
                                    "freeze.objection_lifts = yes",
                                    "freeze.interest_bp = 500",
                                    "freeze.interest_by = platform",
                                    "freeze.order_max = 365d",
                                    "freeze.ground.fraud = signs of fraud",
                                    "cod.remit_by = 7d",
                                    "cod.confirm = none",
                                    "interest.to = custodian",
                                    "charge.by = platform",
                                    "match.tolerance = CNY 1.00",
                                    "write_off.by = platform",
                                    "correction.time = 7d",
                                    "campaign.max = 90d",
                                    "campaign.cancel_until = 48h",
                                    "campaign.min_open = 0d",
                                    "campaign.met_default = payee",
                                    "custody.own_group = disclosed",
                                    "approve.payout_above = none",
                                    "approve.payout_window = 0d",
                                    "approve.award_above = none",
                                    "approve.freeze_above = none",
                                    "approve.entity_above = none",
                                    "approve.unmatch = none",
                                    "approve.write_off = none",
                                    "approve.operator = none",
                                    "approve.policy = none",
                                    "approve.rule = none",
                                    "approve.close = second",
                                    "approve.time = 3d",
                                    "personal.keep = 1827d",
                                    "escalation.rungs = training warning restriction",
                                    "escalation.acknowledge_time = 14d",
                                    "escalation.counts_for = 180d",
                                    "escalation.needed = 1",
                                    "escalation.unacknowledged = counts",
                                    "escalation.skip_needs_reason = no",
                                    "break.escalate_after = 5d",
                                    "break.escalate_to = admin",
                                    "break.explain_after = 2"};

/* The text of a pack, with one thing said otherwise, or with one more. */
static char *pack_with(void *mem, const char *key, const char *line)
{
    static const char *const PACK[] = {
        "pack.id = x",        "pack.version = 2", "pack.effective_from = 2026-03-01",
        "pack.title = X",     "pack.law = of X",  "pack.forum = in X",
        "pack.language = en",
    };
    const size_t pack_lines = sizeof(PACK) / sizeof(PACK[0]);
    bool is_done = false;
    char *text = mem_strdup(mem, "");
    for (size_t i = 0; i < pack_lines + sizeof(LINES) / sizeof(LINES[0]); i++) {
        const char *usual = i < pack_lines ? PACK[i] : LINES[i - pack_lines];
        const char *source = i < pack_lines ? "" : " | house rule | 2026-09-01";
        if (!key || strncmp(usual, key, strlen(key)) != 0 || usual[strlen(key)] != ' ') {
            text = mem_append(text, "%s%s\n", usual, source);
        } else {
            is_done = true;
            text = line ? mem_append(text, "%s\n", line) : text;
        }
    }
    return line && !is_done ? mem_append(text, "%s\n", line) : text;
}

static const struct policy *parse(void *mem, const char *text)
{
    const struct policy *policy;
    struct error err;
    if (policy_parse(mem, "x.ini", text, &policy, &err) != STATUS_OK) {
        fail_msg("%s", err.message);
    }
    return policy;
}

static const struct policy *builtin(void *mem, const char *name)
{
    struct policy_set set;
    struct error err;
    assert_int_equal(policy_set_load(mem, NULL, &set, &err), STATUS_OK);
    const struct policy *policy = policy_set_find(&set, name);
    assert_non_null(policy);
    return policy;
}

static void default_policy_has_the_values_of_the_market_example(void **state)
{
    void *mem = mem_context(NULL, "test");
    (void)state;
    const struct policy *policy = builtin(mem, "default");
    assert_string_equal(policy->name, "default-1");
    assert_int_equal(policy->ship_by_us, 30 * TIME_US_PER_DAY);
    assert_false(policy->dispute_to_payee);
    assert_string_equal(policy_value_of(policy, "award.multiple_bp")->value, "30000");
    assert_false(policy->award_has_price);
    assert_true(policy->award_when_unsettled);
    assert_string_equal(policy_value_of(policy, "award.minimum")->value, "CNY 500.00");
    assert_int_equal(policy->unreviewed, 0);
    mem_free(mem);
}

static void every_pack_is_of_its_file_and_every_value_has_a_citation(void **state)
{
    void *mem = mem_context(NULL, "test");
    struct policy_set set;
    struct error err;
    (void)state;
    assert_int_equal(policy_set_load(mem, NULL, &set, &err), STATUS_OK);
    for (const struct builtin *file = builtin_policies; file->name; file++) {
        char *name = mem_printf(mem, "%s%s", file->name, strchr(file->name, '-') ? "" : "-1");
        const struct policy *policy = policy_set_find(&set, name);
        assert_non_null(policy);
        assert_string_equal(policy->name, name);
        size_t unreviewed = 0, count = 0;
        for (const struct policy_value *v; (v = policy_value_at(policy, count)) != NULL; count++) {
            assert_true(v->key[0] && v->value[0] && v->citation[0]);
            assert_true(strlen(v->reviewed_on) == 10 || v->reviewed_on[0] == '\0');
            unreviewed += v->reviewed_on[0] == '\0';
        }
        assert_true(count >= 15);
        assert_int_equal(policy->unreviewed, unreviewed);
    }
    assert_int_equal(policy_set_load(mem, "atlantis", &set, &err), STATUS_NOT_FOUND);
    assert_non_null(strstr(err.hint, "default"));
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
        {"dispute.max", "dispute.max = soon | rule | 2026-09-01", "line 18: dispute.max"},
        {"dispute.max", "dispute.maxx = 60d | rule | 2026-09-01", "unknown key dispute.maxx"},
        {"dispute.max", "dispute.max.counterfeit = 60d | rule | 2026-09-01",
         "dispute.max is missing"},
        {"bond.tail", "bond.tail.food = 60d | rule | 2026-09-01", "unknown key bond.tail.food"},
        {"dispute.default", "dispute.default = bank | rule | 2026-09-01",
         "neither payee nor payer"},
        {"award.minimum", "award.minimum = 500 | rule | 2026-09-01", "award.minimum"},
        {"award.minimum", "award.minimum = CNY 5.001 | rule | 2026-09-01", "award.minimum"},
        {"award.multiple_bp", "award.multiple_bp = 3x | rule | 2026-09-01", "no whole number"},
        {"award.multiple_bp", "award.multiple_bp = -1 | rule | 2026-09-01", "no whole number"},
        {"award.minimum.food", "award.minimum.food = much | rule | 2026-09-01",
         "award.minimum.food: 'much'"},
        {"award.minimum.food", "award.minimum. = none | rule | 2026-09-01",
         "unknown key award.minimum."},
        {"reserve.part_bp", "reserve.part_bp = 10001 | rule | 2026-09-01", "more than the whole"},
        {"interest.to", "interest.to = seller | rule | 2026-09-01",
         "neither platform nor custodian"},
        {"interest.to", "interest.to = owners | rule | 2026-09-01", "not possible yet"},
        {"charge.by", "charge.by = buyer | rule | 2026-09-01", "neither platform nor custodian"},
        {"pack.version", "pack.version = 0", "pack.version begins at 1"},
        {"pack.version", "pack.version = two", "line 2: pack.version"},
        {"pack.effective_from", "pack.effective_from = soon", "pack.effective_from"},
        {"pack.law", NULL, "pack.law is missing"},
        {"pack.size", "pack.size = 3", "unknown key pack.size"},
    };
    struct error err;
    const struct policy *policy;
    void *mem = mem_context(NULL, "test");
    (void)state;
    (void)parse(mem, pack_with(mem, NULL, NULL));
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

static void what_nobody_has_checked_is_marked(void **state)
{
    void *mem = mem_context(NULL, "test");
    (void)state;
    const struct policy *policy =
        parse(mem, pack_with(mem, "freeze.max", "freeze.max = 9d | hearsay | unreviewed"));
    assert_int_equal(policy->unreviewed, 1);
    assert_string_equal(policy_value_text(mem, policy_value_of(policy, "freeze.max")),
                        "freeze.max = 9d: hearsay (not reviewed yet)");
    assert_string_equal(policy_value_text(mem, policy_value_of(policy, "bond.review")),
                        "bond.review = 365d: house rule (reviewed 2026-09-01)");
    mem_free(mem);
}

/* The refund of the price and the award together, in minor units. */
static int64_t in_all(const struct policy *policy, const char *category, int64_t price_minor,
                      const char *currency)
{
    struct policy_award award;
    struct error err;
    struct money price = {.minor = price_minor};
    memcpy(price.currency, currency, 3);
    assert_int_equal(policy_award(policy, category, price, PRICE_HELD, &award, &err), STATUS_OK);
    assert_string_equal(award.amount.currency, currency);
    return price_minor + award.amount.minor;
}

static void awards_are_those_of_the_law(void **state)
{
    void *mem = mem_context(NULL, "test");
    (void)state;
    const struct policy *cn = builtin(mem, "cn");
    assert_int_equal(in_all(cn, "goods", 10000, "CNY"), 60000);
    assert_int_equal(in_all(cn, "goods", 100000, "CNY"), 400000);
    assert_int_equal(in_all(cn, "food", 10000, "CNY"), 110000);
    assert_int_equal(in_all(cn, "food", 3000, "CNY"), 103000);
    assert_int_equal(in_all(cn, "foods", 3000, "CNY"), 53000);  /* another category */
    assert_int_equal(in_all(cn, "goods", 10000, "EUR"), 40000); /* the minimum is in CNY */
    assert_int_equal(in_all(builtin(mem, "eu"), "goods", 10000, "EUR"), 10000);
    assert_int_equal(in_all(builtin(mem, "us"), "goods", 10000, "USD"), 10000);
    mem_free(mem);
}

static void a_multiple_that_ends_within_a_cent_is_rounded_half_up(void **state)
{
    void *mem = mem_context(NULL, "test");
    (void)state;
    const struct policy *policy = parse(
        mem, pack_with(mem, "award.multiple_bp", "award.multiple_bp = 12500 | rule | 2026-09-01"));
    assert_int_equal(in_all(policy, "goods", 101, "EUR"), 101 + 126); /* 126.25 */
    assert_int_equal(in_all(policy, "goods", 102, "EUR"), 102 + 128); /* 127.5 */
    assert_int_equal(in_all(policy, "goods", 103, "EUR"), 103 + 129); /* 128.75 */
    mem_free(mem);
}

static void a_multiple_may_contain_the_price(void **state)
{
    void *mem = mem_context(NULL, "test");
    (void)state;
    char *text =
        pack_with(mem, "award.multiple_bp", "award.multiple_bp = 20000 | rule | 2026-09-01");
    const struct policy *beside = parse(mem, text);
    text = mem_strdup(mem, text);
    char *no = strstr(text, "includes_price = no");
    memcpy(no, "includes_price =yes", strlen("includes_price = no"));
    const struct policy *within = parse(mem, text);
    assert_int_equal(in_all(beside, "goods", 10000, "EUR"), 30000);
    assert_int_equal(in_all(within, "goods", 10000, "EUR"), 20000);
    mem_free(mem);
}

static void where_a_refund_makes_whole_a_policy_may_award_nothing(void **state)
{
    void *mem = mem_context(NULL, "test");
    struct policy_award award;
    struct error err;
    struct money price = {10000, "CNY"};
    (void)state;
    const struct policy *policy = parse(
        mem, pack_with(mem, "award.when_unsettled", "award.when_unsettled = no | r | 2026-09-01"));
    assert_int_equal(policy_award(policy, "goods", price, PRICE_HELD, &award, &err), STATUS_OK);
    assert_int_equal(award.amount.minor, 0);
    assert_string_equal(award.refused_by->key, "award.when_unsettled");
    assert_int_equal(policy_award(policy, "goods", price, PRICE_RELEASED, &award, &err), STATUS_OK);
    assert_int_equal(award.amount.minor, 50000);
    assert_null(award.refused_by);
    mem_free(mem);
}

static void an_award_beyond_what_money_can_be_is_an_error(void **state)
{
    void *mem = mem_context(NULL, "test");
    struct policy_award award;
    struct error err;
    struct money price = {INT64_MAX / 2, "CNY"};
    (void)state;
    assert_int_not_equal(policy_award(builtin(mem, "cn"), "food", price, PRICE_HELD, &award, &err),
                         STATUS_OK);
    mem_free(mem);
}

static void a_version_holds_from_its_day_until_the_next_one(void **state)
{
    void *mem = mem_context(NULL, "test");
    (void)state;
    const struct policy *versions[2] = {
        parse(mem, pack_with(mem, "pack.version", "pack.version = 1")),
        parse(mem, pack_with(mem, "pack.effective_from", "pack.effective_from = 2026-09-01"))};
    struct policy_set set = {.policies = versions, .count = 2};
    int64_t day_us = versions[1]->effective_day * TIME_US_PER_DAY;
    assert_ptr_equal(policy_set_at(&set, day_us), versions[1]);
    assert_ptr_equal(policy_set_at(&set, day_us - 1), versions[0]);
    assert_ptr_equal(policy_set_at(&set, 0), versions[0]); /* before the first one's day */
    assert_ptr_equal(policy_set_find(&set, "x-1"), versions[0]);
    assert_ptr_equal(policy_set_find(&set, "x"), versions[1]);
    assert_null(policy_set_find(&set, "x-3"));
    mem_free(mem);
}

static void a_wait_may_be_of_business_days_of_the_packs_calendar(void **state)
{
    void *mem = mem_context(NULL, "test");
    const struct policy *policy = builtin(mem, "us");
    int64_t friday_us;
    struct error err;
    char text[TIME_TEXT_BYTES];
    (void)state;
    assert_int_equal(time_parse("2026-11-20T15:00:00Z", &friday_us, &err), STATUS_OK);
    int64_t until_us = policy_after(policy, policy->payout, friday_us);
    assert_string_equal(time_format(until_us, text), "2026-11-25T22:00:00Z");
    until_us = policy_after(policy, policy->suspense, friday_us);
    assert_int_equal(until_us, friday_us + 10 * TIME_US_PER_DAY);
    const struct policy *refused;
    char *pack = pack_with(mem, "payout.bank_days", "payout.bank_days = 3bd | rule | 2026-09-01");
    assert_int_equal(policy_parse(mem, "x.ini", pack, &refused, &err), STATUS_INVALID);
    assert_non_null(strstr(err.message, "pack.calendar is missing"));
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
        cmocka_unit_test(every_pack_is_of_its_file_and_every_value_has_a_citation),
        cmocka_unit_test(bad_pack_is_refused_naming_file_line_and_key),
        cmocka_unit_test(what_nobody_has_checked_is_marked),
        cmocka_unit_test(awards_are_those_of_the_law),
        cmocka_unit_test(a_multiple_that_ends_within_a_cent_is_rounded_half_up),
        cmocka_unit_test(a_multiple_may_contain_the_price),
        cmocka_unit_test(where_a_refund_makes_whole_a_policy_may_award_nothing),
        cmocka_unit_test(an_award_beyond_what_money_can_be_is_an_error),
        cmocka_unit_test(a_version_holds_from_its_day_until_the_next_one),
        cmocka_unit_test(a_wait_may_be_of_business_days_of_the_packs_calendar),
        cmocka_unit_test(rights_say_which_role_is_needed),
        cmocka_unit_test(roles_are_read_and_written_by_name),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
