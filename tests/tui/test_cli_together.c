/* One command on several things: one preview for all, and all of it is done or nothing. */
#include "model/mem.h"
#include "tests/support/feed_lines.h"
#include "tests/support/program.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#define ORDER(n)                                                                                   \
    LINE("d" n, "deal",                                                                            \
         "\"deal\":\"O-" n "\",\"mode\":\"escrow\",\"buyer\":\"B-1\",\"seller\":\"S-1\","          \
         "\"amount\":\"100.00\",\"fee\":\"0.00\",\"currency\":\"CNY\",\"category\":\"goods\","     \
         "\"period_days\":10")                                                                     \
    CAPTURE("c" n, "O-" n, "100.00")

static const char FEED[] = PARTIES ORDER("1") ORDER("2") ORDER("3");

/* Three complaints; bob and cat are of support. */
static struct world *make(void *parent)
{
    struct world *world = world_with_store(parent);
    world_file(world, "shop.jsonl", FEED, strlen(FEED));
    program_must(world, "feed", "shop.jsonl", NULL);
    program_must(world, "operator", "add", "bob", "--roles", "support", NULL);
    program_must(world, "operator", "add", "cat", "--roles", "support", NULL);
    program_must(world, "complaint", "open", "O-1", "--id", "C-1", NULL);
    program_must(world, "complaint", "open", "O-2", "--id", "C-2", NULL);
    program_must(world, "complaint", "open", "O-3", "--id", "C-3", NULL);
    return world;
}

static const char *text_of(const json_t *row, const char *name)
{
    const char *text = json_string_value(json_object_get(row, name));
    return text == NULL ? "" : text;
}

/* How many complaints have this in a column. */
static size_t how_many(struct world *world, const char *column, const char *text)
{
    json_t *rows = program_rows(world, "complaints", NULL);
    size_t count = 0;
    for (size_t i = 0; i < json_array_size(rows); i++) {
        count += strcmp(text_of(json_array_get(rows, i), column), text) == 0;
    }
    return count;
}

static int64_t events(struct world *world)
{
    json_t *rows = program_rows(world, "events", "--limit", "1", NULL);
    return json_integer_value(json_object_get(json_array_get(rows, 0), "event"));
}

static void must_say(const char *text, const char *words)
{
    if (strstr(text, words) == NULL) {
        fail_msg("'%s' does not say '%s'", text, words);
    }
}

static void several_are_taken_handed_over_and_refused(void **state)
{
    struct world *world = world_like(NULL, make, NULL);
    (void)state;
    struct result result =
        program_must(world, "--operator", "bob", "complaint", "take", "C-1", "complaint:C-2", NULL);
    must_say(result.out, "complaint take done, 2 times");
    assert_int_equal(how_many(world, "holder", "bob"), 2);
    program_must(world, "--operator", "bob", "complaint", "hand", "C-1", "C-2", "--to", "cat",
                 "--reason", "she knows the maker", NULL);
    assert_int_equal(how_many(world, "holder", "cat"), 2);
    program_must(world, "--operator", "cat", "complaint", "refuse", "C-1", "C-2", "C-3",
                 "--reasons", "the same photo three times", NULL);
    assert_int_equal(how_many(world, "state", "refused"), 3);
    program_must(world, "verify", NULL);
    mem_free(world);
}

static void the_last_words_are_those_of_all(void **state)
{
    struct world *world = world_like(NULL, make, NULL);
    (void)state;
    program_must(world, "complaint", "notice", "C-1", "C-2", "C-3", NULL);
    program_must(world, "complaint", "decide", "C-1", "C-2", "C-3", "dismiss", "--reasons", "x",
                 NULL);
    assert_int_equal(how_many(world, "state", "dismissed"), 3);
    struct result many =
        program_run(world, "complaint", "review", "C-1", "C-2", "uphold", "--reasons", "x", NULL);
    assert_int_equal(many.exit_code, 2); /* that takes one */
    mem_free(world);
}

static void nothing_is_done_where_one_of_them_cannot_be(void **state)
{
    struct world *world = world_like(NULL, make, NULL);
    (void)state;
    program_must(world, "--operator", "bob", "complaint", "take", "C-2", NULL);
    int64_t before = events(world);
    struct result result = program_run(world, "--operator", "cat", "complaint", "refuse", "C-1",
                                       "C-2", "C-3", "--reasons", "x", NULL);
    assert_int_equal(result.exit_code, 1);
    must_say(result.err, "nothing was done, since of C-2: complaint:C-2 was taken by bob at");
    assert_int_equal(events(world), before);
    assert_int_equal(how_many(world, "state", "open"), 3);
    program_must(world, "verify", NULL);
    mem_free(world);
}

static void one_preview_says_what_becomes_of_each_and_what_cannot_be_done(void **state)
{
    struct world *world = world_like(NULL, make, NULL);
    (void)state;
    program_must(world, "complaint", "refuse", "C-2", "--reasons", "x", NULL);
    int64_t before = events(world);
    struct result shown = program_must(world, "complaint", "refuse", "C-1", "C-2", "C-3",
                                       "--reasons", "y", "--dry-run", NULL);
    must_say(shown.out, "C-1: CNY 100.00 to hold:1; B-1 is told");
    must_say(shown.out, "C-2: not possible: complaint:C-2 was decided by");
    must_say(shown.out, "C-3: CNY 100.00 to hold:4; B-1 is told");
    must_say(shown.out, "would do: complaint refuse complaint:C-3");
    json_t *rows = program_rows(world, "complaint", "refuse", "C-1", "C-2", "C-3", "--reasons", "y",
                                "--dry-run", NULL);
    assert_int_equal(json_array_size(rows), 3);
    assert_int_equal(events(world), before);
    assert_int_equal(how_many(world, "state", "refused"), 1);
    mem_free(world);
}

/* The second award finds in the bond what the first has left of it. */
static void each_is_previewed_as_if_those_before_it_were_done(void **state)
{
    struct world *world = world_like(NULL, make, NULL);
    (void)state;
    program_must(world, "complaint", "notice", "C-1", "C-2", NULL);
    struct result shown = program_must(world, "complaint", "refuse", "C-1", "C-1", "--reasons", "y",
                                       "--dry-run", NULL);
    must_say(shown.out, "not possible");
    json_t *planned = program_rows(world, "complaint", "decide", "C-1", "C-2", "refund",
                                   "--reasons", "y", "--dry-run", NULL);
    json_t *done =
        program_rows(world, "complaint", "decide", "C-1", "C-2", "refund", "--reasons", "y", NULL);
    assert_int_equal(json_array_size(done), 2);
    for (size_t i = 0; i < 2; i++) {
        const json_t *plan = json_array_get(planned, i);
        const json_t *act = json_array_get(done, i);
        assert_true(json_equal(json_object_get(plan, "legs"), json_object_get(act, "legs")));
        assert_string_equal(text_of(plan, "digest"), text_of(act, "digest"));
    }
    mem_free(world);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(several_are_taken_handed_over_and_refused),
        cmocka_unit_test(the_last_words_are_those_of_all),
        cmocka_unit_test(nothing_is_done_where_one_of_them_cannot_be),
        cmocka_unit_test(one_preview_says_what_becomes_of_each_and_what_cannot_be_done),
        cmocka_unit_test(each_is_previewed_as_if_those_before_it_were_done),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
