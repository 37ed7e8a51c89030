/* A second pair of eyes as commands, and several of them at the same moment. */
#include "model/mem.h"
#include "tests/support/feed_lines.h"
#include "tests/support/program.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define AT_ONCE 4

static const char FEED[] = PARTIES LINE(
    "d1", "deal",
    "\"deal\":\"O-1\",\"mode\":\"escrow\",\"buyer\":\"B-1\",\"seller\":\"S-1\","
    "\"amount\":\"300000.00\",\"fee\":\"0.00\",\"currency\":\"CNY\",\"category\":\"goods\","
    "\"period_days\":10") CAPTURE("d2", "O-1", "300000.00") STEP("d3", "confirm", "O-1");
static const char MORE[] =
    LINE("d4", "deal",
         "\"deal\":\"O-2\",\"mode\":\"escrow\",\"buyer\":\"B-1\",\"seller\":\"S-1\","
         "\"amount\":\"1.00\",\"fee\":\"0.00\",\"currency\":\"CNY\",\"category\":\"goods\","
         "\"period_days\":10") CAPTURE("d5", "O-2", "1.00") STEP("d6", "confirm", "O-2");
static const char PAY[] = PAYOUT("y1", "P-1", "60000.00");

/* The founder acts for the platform, bob for the custodian. */
static struct world *make(void *parent)
{
    struct world *world = world_new(parent);
    program_must(world, "init", "--sandbox", "--policy", "cn", NULL);
    world_file(world, "shop.jsonl", FEED, strlen(FEED));
    world_file(world, "pay.jsonl", PAY, strlen(PAY));
    world_file(world, "more.jsonl", MORE, strlen(MORE));
    program_must(world, "feed", "shop.jsonl", NULL);
    program_must(world, "operator", "add", "bob", "--roles", "operations,finance", "--entity",
                 "CUSTODIAN", NULL);
    return world;
}

static json_t *proposal(struct world *world, size_t index)
{
    json_t *rows = program_rows(world, "proposals", "--sort", "proposal", NULL);
    assert_true(json_array_size(rows) > index);
    return json_array_get(rows, index);
}

static const char *text_of(json_t *object, const char *name)
{
    const char *text = json_string_value(json_object_get(object, name));
    return text == NULL ? "" : text;
}

static size_t payouts(struct world *world)
{
    return json_array_size(program_rows(world, "payouts", NULL));
}

/* Refused, with these words. */
static void must_refuse(struct result result, const char *words)
{
    assert_int_equal(result.exit_code, 1);
    if (strstr(result.err, words) == NULL) {
        fail_msg("'%s' does not say '%s'", result.err, words);
    }
}

static void what_is_stale_is_approved_by_the_hash_that_a_dry_run_shows(void **state)
{
    struct world *world = world_like(NULL, make, NULL);
    (void)state;
    program_must(world, "payout", "S-1", "60000.00", NULL);
    assert_int_equal(payouts(world), 0);
    assert_string_equal(text_of(proposal(world, 0), "about"), "party:S-1");
    must_refuse(program_run(world, "approve", "1", NULL), "another operator decides");
    program_must(world, "feed", "more.jsonl", NULL);
    must_refuse(program_run(world, "--operator", "bob", "approve", "1", NULL), "--dry-run");
    json_t *shown = program_rows(world, "--operator", "bob", "approve", "1", "--dry-run", NULL);
    const char *hash = text_of(json_array_get(shown, 0), "hash");
    assert_int_equal(strlen(hash), 64);
    assert_non_null(strstr(text_of(json_array_get(shown, 0), "eyes"), "has changed since"));
    must_refuse(program_run(world, "--operator", "bob", "approve", "1", "--hash", "x", NULL),
                "has changed");
    program_must(world, "--operator", "bob", "approve", "1", "--hash", hash, NULL);
    assert_int_equal(payouts(world), 1);
    assert_string_equal(text_of(proposal(world, 0), "checker"), "bob");
    program_must(world, "verify", NULL);
    mem_free(world);
}

static void a_feed_is_held_too_and_so_is_who_has_an_interest(void **state)
{
    struct world *world = world_like(NULL, make, NULL);
    (void)state;
    struct result fed = program_must(world, "feed", "pay.jsonl", NULL);
    assert_string_equal(fed.out, "1 lines: 0 applied, 0 known, 0 refused, 1 proposed\n");
    assert_int_equal(payouts(world), 0);
    must_refuse(program_run(world, "--operator", "bob", "withdraw", "1", NULL), "to withdraw");
    program_must(world, "operator", "interest", "bob", "S-1", "--reason", "a cousin's", NULL);
    must_refuse(program_run(world, "--operator", "bob", "approve", "1", NULL),
                "you declared an interest in S-1");
    must_refuse(program_run(world, "--operator", "bob", "payout", "S-1", "1.00", NULL),
                "you declared an interest in S-1");
    must_refuse(program_run(world, "--operator", "bob", "operator", "interest", "bob", "S-1",
                            "--end", "--reason", "none any more", NULL),
                "operator needs role admin");
    program_must(world, "operator", "interest", "bob", "S-1", "--end", "--reason", "sold", NULL);
    program_must(world, "--operator", "bob", "reject", "1", "--reason", "twice", NULL);
    assert_string_equal(text_of(proposal(world, 0), "state"), "rejected");
    program_must(world, "feed", "pay.jsonl", NULL);
    assert_int_equal(json_array_size(program_rows(world, "proposals", NULL)), 1);
    program_must(world, "verify", NULL);
    mem_free(world);
}

static void of_all_who_decide_at_once_one_does(void **state)
{
    static const char *const approve[] = {"--operator", "bob", "approve", "1", NULL};
    static const char *const reject[] = {"--operator", "bob",      "reject", "1",
                                         "--reason",   "too much", NULL};
    static const char *const withdraw[] = {"withdraw", "1", NULL};
    const char *const *const decisions[AT_ONCE] = {approve, approve, reject, withdraw};
    struct world *world = world_like(NULL, make, NULL);
    pid_t pids[AT_ONCE];
    int done = 0;
    (void)state;
    program_must(world, "payout", "S-1", "60000.00", NULL);
    for (size_t i = 0; i < AT_ONCE; i++) {
        pids[i] = program_start(world, decisions[i]);
    }
    for (size_t i = 0; i < AT_ONCE; i++) {
        done += program_end(pids[i]) == 0;
    }
    assert_int_equal(done, 1);
    bool is_approved = strcmp(text_of(proposal(world, 0), "state"), "approved") == 0;
    assert_int_equal(payouts(world), is_approved);
    program_must(world, "verify", NULL);
    mem_free(world);
}

/* Each is below the threshold, and so are two of them. */
static void of_parts_that_are_paid_out_at_once_as_many_pass_as_one_may(void **state)
{
    static const char *const part[] = {"payout", "S-1", "20000.00", NULL};
    struct world *world = world_like(NULL, make, NULL);
    pid_t pids[AT_ONCE];
    (void)state;
    for (size_t i = 0; i < AT_ONCE; i++) {
        pids[i] = program_start(world, part);
    }
    for (size_t i = 0; i < AT_ONCE; i++) {
        assert_int_equal(program_end(pids[i]), 0);
    }
    assert_int_equal(payouts(world), 2);
    assert_int_equal(json_array_size(program_rows(world, "proposals", NULL)), AT_ONCE - 2);
    program_must(world, "verify", NULL);
    mem_free(world);
}

static void a_proposal_outlives_its_copy_into_another_store(void **state)
{
    struct world *world = world_like(NULL, make, NULL);
    const char *copy = world_path(world, "copy.db");
    (void)state;
    program_must(world, "payout", "S-1", "60000.00", NULL);
    program_must(world, "operator", "interest", "bob", "B-1", NULL);
    program_must(world, "copy", "--to", copy, NULL);
    program_must(world, "--operator", "bob", "reject", "1", "--reason", "later", NULL);
    program_must(world, "copy", "--to", copy, NULL);
    world->db = copy;
    assert_string_equal(text_of(proposal(world, 0), "state"), "rejected");
    program_must(world, "verify", NULL);
    mem_free(world);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_stale_is_approved_by_the_hash_that_a_dry_run_shows),
        cmocka_unit_test(a_feed_is_held_too_and_so_is_who_has_an_interest),
        cmocka_unit_test(of_all_who_decide_at_once_one_does),
        cmocka_unit_test(of_parts_that_are_paid_out_at_once_as_many_pass_as_one_may),
        cmocka_unit_test(a_proposal_outlives_its_copy_into_another_store),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
