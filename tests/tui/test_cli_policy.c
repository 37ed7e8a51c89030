/* Policy packs as commands: which there are, what they say, in what they differ, whether a file is
 * one, and what one would decide about a deal. */
#include "model/mem.h"
#include "tests/support/program.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#define AT "\"at\":\"2026-09-01T08:00:00Z\""

static const char feed[] =
    "{\"id\":\"1\",\"type\":\"party\"," AT ",\"party\":\"PLATFORM\",\"kind\":\"platform\","
    "\"name\":\"Platform\",\"jurisdiction\":\"CN\"}\n"
    "{\"id\":\"2\",\"type\":\"party\"," AT ",\"party\":\"alipay\",\"kind\":\"psp\","
    "\"name\":\"Alipay\",\"jurisdiction\":\"CN\"}\n"
    "{\"id\":\"3\",\"type\":\"party\"," AT ",\"party\":\"S-1\",\"kind\":\"seller\","
    "\"name\":\"Seller\",\"jurisdiction\":\"CN\"}\n"
    "{\"id\":\"4\",\"type\":\"party\"," AT ",\"party\":\"B-1\",\"kind\":\"buyer\","
    "\"name\":\"Buyer\",\"jurisdiction\":\"CN\"}\n"
    "{\"id\":\"5\",\"type\":\"deal\"," AT ",\"deal\":\"O-1\",\"mode\":\"escrow\","
    "\"buyer\":\"B-1\",\"seller\":\"S-1\",\"amount\":\"30.00\",\"fee\":\"1.00\","
    "\"currency\":\"CNY\",\"category\":\"food\",\"period_days\":10}\n"
    "{\"id\":\"6\",\"type\":\"capture\"," AT ",\"deal\":\"O-1\",\"via\":\"alipay\","
    "\"amount\":\"30.00\",\"currency\":\"CNY\"}\n";

/* A store under a policy, with a paid deal about food. */
static struct world *make_store(void *mem, const char *policy)
{
    struct world *world = world_new(mem);
    program_must(world, "init", "--sandbox", "--policy", policy, NULL);
    program_must(world, "feed", world_file(world, "feed", feed, strlen(feed)), NULL);
    return world;
}

static json_t *row_of(json_t *rows, const char *key, const char *value)
{
    for (size_t i = 0; i < json_array_size(rows); i++) {
        json_t *row = json_array_get(rows, i);
        if (strcmp(json_string_value(json_object_get(row, key)), value) == 0) {
            return row;
        }
    }
    fail_msg("no row has %s %s", key, value);
    return NULL;
}

static const char *text_in(json_t *row, const char *key)
{
    return json_string_value(json_object_get(row, key));
}

static int64_t minor_in(json_t *row)
{
    return json_integer_value(json_object_get(json_object_get(row, "amount"), "minor"));
}

static void packs_are_listed_and_shown_with_what_is_unreviewed(void **state)
{
    void *mem = mem_context(NULL, "policies");
    struct world *world = world_new(mem);
    (void)state;
    json_t *packs = program_rows(world, "policy", "list", NULL);
    assert_int_equal(json_array_size(packs), 6);
    json_t *cn = row_of(packs, "policy", "cn-1");
    assert_string_equal(text_in(cn, "effective_from"), "2026-01-01");
    json_t *values = program_rows(world, "policy", "show", "cn", NULL);
    assert_int_equal(json_array_size(values), json_integer_value(json_object_get(cn, "values")));
    assert_string_equal(text_in(row_of(values, "key", "award.minimum.food"), "value"),
                        "CNY 1000.00");
    assert_string_equal(text_in(row_of(values, "key", "freeze.max"), "reviewed_on"), "unreviewed");
    struct result unknown = program_run(world, "policy", "show", "atlantis", NULL);
    assert_int_equal(unknown.exit_code, 1);
    assert_non_null(strstr(unknown.err, "there is no policy atlantis"));
    mem_free(mem);
}

static void two_packs_differ_in_what_only_one_has_and_in_values(void **state)
{
    void *mem = mem_context(NULL, "policies");
    struct world *world = world_new(mem);
    (void)state;
    json_t *rows = program_rows(world, "policy", "diff", "default", "cn", NULL);
    assert_int_equal(json_array_size(rows), 30);
    json_t *food = row_of(rows, "key", "award.multiple_bp.food");
    assert_true(json_is_null(json_object_get(food, "first")));
    assert_string_equal(text_in(food, "second"), "100000");
    assert_string_equal(text_in(row_of(rows, "key", "freeze.max"), "first"), "90d");
    assert_int_equal(json_array_size(program_rows(world, "policy", "diff", "cn", "cn-1", NULL)), 0);
    mem_free(mem);
}

static void a_file_is_checked_as_a_pack(void **state)
{
    void *mem = mem_context(NULL, "policies");
    struct world *world = world_new(mem);
    const char *bad = "pack.id = x\npack.version = 1\nfreeze.max = long | rule | unreviewed\n";
    (void)state;
    char *path = world_file(world, "bad.ini", bad, strlen(bad));
    struct result wrong = program_run(world, "policy", "check", path, NULL);
    assert_int_equal(wrong.exit_code, 1);
    assert_non_null(strstr(wrong.err, "bad.ini line 3: freeze.max"));
    assert_int_equal(program_run(world, "policy", "check", "nowhere.ini", NULL).exit_code, 1);
    mem_free(mem);
}

static void a_policy_is_tried_on_a_deal_and_decides_what_it_said(void **state)
{
    void *mem = mem_context(NULL, "policies");
    struct world *world = make_store(mem, "cn");
    (void)state;
    json_t *rows = program_rows(world, "policy", "try", "O-1", NULL);
    assert_string_equal(text_in(row_of(rows, "question", "by policy"), "answer"),
                        "cn-1 (People's Republic of China)");
    json_t *award = row_of(rows, "question", "a fraud, award");
    assert_int_equal(minor_in(award), 100000);
    assert_string_equal(text_in(award, "key"), "award.minimum.food");
    assert_int_equal(minor_in(row_of(rows, "question", "a fraud, in all")), 103000);
    assert_int_equal(minor_in(row_of(rows, "question", "the rest of it")), 100000);
    rows = program_rows(world, "policy", "try", "O-1", "--policy", "eu", NULL);
    award = row_of(rows, "question", "a fraud, award");
    assert_string_equal(text_in(award, "answer"), "none: the refund only");
    assert_string_equal(text_in(award, "key"), "award.multiple_bp");
    program_must(world, "complaint", "open", "O-1", "--kind", "counterfeit", "--id", "C-1", NULL);
    program_must(world, "complaint", "admit", "C-1", NULL);
    program_must(world, "complaint", "notice", "C-1", NULL);
    program_must(world, "complaint", "answer", "C-1", "contest", NULL);
    struct result preview = program_must(world, "complaint", "decide", "C-1", "award", "--reasons",
                                         "the maker says so", "--dry-run", NULL);
    assert_non_null(strstr(preview.out, "rests on award.minimum.food = CNY 1000.00"));
    assert_string_equal(text_in(json_array_get(program_rows(world, "deals", NULL), 0), "policy"),
                        "cn-1");
    program_must(world, "verify", NULL);
    mem_free(mem);
}

static void a_store_under_a_policy_that_nobody_has_is_not_made(void **state)
{
    void *mem = mem_context(NULL, "policies");
    struct world *world = world_new(mem);
    (void)state;
    struct result result = program_run(world, "init", "--sandbox", "--policy", "atlantis", NULL);
    assert_int_equal(result.exit_code, 1);
    assert_non_null(strstr(result.err, "there is no policy atlantis"));
    program_must(world, "init", "--sandbox", NULL);
    mem_free(mem);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(packs_are_listed_and_shown_with_what_is_unreviewed),
        cmocka_unit_test(two_packs_differ_in_what_only_one_has_and_in_values),
        cmocka_unit_test(a_file_is_checked_as_a_pack),
        cmocka_unit_test(a_policy_is_tried_on_a_deal_and_decides_what_it_said),
        cmocka_unit_test(a_store_under_a_policy_that_nobody_has_is_not_made),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
