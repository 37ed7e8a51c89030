/* A house's own rules: added as versions that never change, switched by those whom the policy asks
 * for, and each what its event says. */
#include "model/rule_change.h"

#include "model/mem.h"
#include "model/operator.h"
#include "model/proposal.h"
#include "model/rights.h"
#include "model/rule_set.h"
#include "tests/support/pool.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#define TEXT                                                                                       \
    "[rule]\nabout = a shop's own word\nbecause = our own choice\nkind = key\nitem = deal\n"       \
    "pattern = ware (?<n>\\d+)\nid = O-{n}\n[sees]\n1 = ware 7 -> O-7\n"

static enum status add(struct pool *pool, const char *name, const char *text)
{
    struct rule_addition addition = {name, text};
    return rule_add(pool->book, &addition, pool_run(pool), &pool->err);
}

static enum status turn(struct pool *pool, const char *rule, bool is_on)
{
    struct rule_switching switching = {rule, is_on};
    return rule_switch(pool->book, &switching, pool_run(pool), &pool->err);
}

/* The version of a name that is on; 0 for none. */
static int64_t version_on(struct pool *pool, const char *name)
{
    struct rule_set set;
    pool_must(pool, book_begin_snapshot(pool->book, &pool->err));
    pool_must(pool, rule_set_load(pool->book, pool->mem, &set, &pool->err));
    book_rollback(pool->book);
    const struct rule_known *known = rule_set_on(&set, name);
    return known != NULL ? known->rule->version : 0;
}

static void a_version_holds_from_its_switch_on_and_the_one_before_no_more(void **state)
{
    (void)state;
    struct pool *pool = pool_new("rules.db");
    pool_must(pool, add(pool, "ware", TEXT));
    assert_int_equal(version_on(pool, "ware"), 0);
    pool_must(pool, turn(pool, "ware", true));
    assert_int_equal(version_on(pool, "ware"), 1);
    pool_must(pool, add(pool, "ware", TEXT "2 = ware 8 -> O-8\n"));
    assert_int_equal(version_on(pool, "ware"), 1);
    pool_must(pool, turn(pool, "rule:ware:2", true));
    assert_int_equal(version_on(pool, "ware"), 2);
    pool_must(pool, turn(pool, "ware:1", true));
    assert_int_equal(version_on(pool, "ware"), 1);
    pool_must(pool, turn(pool, "ware", false)); /* the one that is on, not the newest */
    assert_int_equal(version_on(pool, "ware"), 0);
    pool_verify(pool);
    pool_free(pool);
}

static void a_rule_of_the_program_is_on_until_it_is_switched_off_or_replaced(void **state)
{
    (void)state;
    struct pool *pool = pool_new("builtin.db");
    assert_int_equal(version_on(pool, "order-spelled"), 1);
    pool_must(pool, turn(pool, "order-spelled", false));
    assert_int_equal(version_on(pool, "order-spelled"), 0);
    pool_must(pool, add(pool, "order-spelled", TEXT));
    pool_must(pool, turn(pool, "order-spelled", true));
    assert_int_equal(version_on(pool, "order-spelled"), 2);
    pool_verify(pool);
    pool_free(pool);
}

static void what_changes_nothing_or_is_no_rule_is_refused(void **state)
{
    (void)state;
    struct pool *pool = pool_new("refused.db");
    pool_must(pool, add(pool, "ware", TEXT));
    assert_int_equal(add(pool, "ware", TEXT), STATUS_CONFLICT);
    assert_string_equal(pool->err.message, "rule:ware:1 says just that");
    assert_int_equal(add(pool, "ware", TEXT "2 = goods 8 -> O-8\n"), STATUS_REFUSED);
    assert_string_equal(pool->err.message, "rule ware does not see 'goods 8'");
    assert_int_equal(add(pool, "ware", "[rule]\nabout = a\n"), STATUS_INVALID);
    pool_refuses(pool, turn(pool, "ware", false));
    assert_string_equal(pool->err.message, "rule:ware:1 is off already");
    assert_int_equal(turn(pool, "wares", true), STATUS_NOT_FOUND);
    assert_int_equal(turn(pool, "ware:2", true), STATUS_NOT_FOUND);
    assert_string_equal(pool->err.message, "there is no rule ware:2");
    pool_must(pool, turn(pool, "ware", true));
    pool_refuses(pool, turn(pool, "ware", true));
    assert_int_equal(pool_int(pool, "SELECT count(*) FROM rule", NULL), 1);
    assert_int_equal(pool_int(pool, "SELECT count(*) FROM rule_switch", NULL), 1);
    pool_free(pool);
}

static void where_the_policy_asks_for_two_a_rule_is_switched_by_two(void **state)
{
    (void)state;
    struct pool *pool = pool_new_under("eyes.db", "eu");
    struct operator_terms bob = {.login = "bob", .roles = ROLE_FINANCE | ROLE_ADMIN};
    struct proposal_step step = {.proposal = "1"};
    struct book *his;
    pool_must(pool, operator_put(pool->book, &bob, pool_run(pool), &pool->err));
    pool_must(pool, book_open(pool->mem, pool->store, "bob", clock_fixed(&pool->now_us), &his,
                              &pool->err));
    pool_must(pool, add(pool, "ware", TEXT));
    pool_must(pool, turn(pool, "ware", true));
    assert_int_equal(version_on(pool, "ware"), 0);
    assert_int_equal(proposal_approve(pool->book, &step, pool_run(pool), &pool->err),
                     STATUS_DENIED);
    pool_must(pool, proposal_approve(his, &step, pool_run(pool), &pool->err));
    assert_int_equal(version_on(pool, "ware"), 1);
    pool_verify(pool);
    pool_free(pool);
}

static void a_rule_stays_as_its_event_has_it(void **state)
{
    (void)state;
    struct pool *pool = pool_new("tampered.db");
    pool_must(pool, add(pool, "ware", TEXT));
    pool_must(pool, turn(pool, "ware", true));
    assert_int_not_equal(store_execute(pool->store, "UPDATE rule SET text = 'x'", &pool->err),
                         STATUS_OK);
    assert_int_not_equal(store_execute(pool->store, "DELETE FROM rule_switch", &pool->err),
                         STATUS_OK);
    pool_unguard(pool);
    pool_finds(pool, 6, "UPDATE rule SET text = replace(text, 'ware 7', 'ware 8')",
               "UPDATE rule SET text = replace(text, 'ware 8', 'ware 7')", "rule:ware:1");
    pool_finds(pool, 6, "UPDATE rule_switch SET version = 0", "UPDATE rule_switch SET version = 1",
               "the switch of rule:ware");
    pool_finds(pool, 6, "UPDATE rule_switch SET name = 'wares'",
               "UPDATE rule_switch SET name = 'ware'", "the switch of rule:wares");
    pool_free(pool);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_version_holds_from_its_switch_on_and_the_one_before_no_more),
        cmocka_unit_test(a_rule_of_the_program_is_on_until_it_is_switched_off_or_replaced),
        cmocka_unit_test(what_changes_nothing_or_is_no_rule_is_refused),
        cmocka_unit_test(where_the_policy_asks_for_two_a_rule_is_switched_by_two),
        cmocka_unit_test(a_rule_stays_as_its_event_has_it),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
