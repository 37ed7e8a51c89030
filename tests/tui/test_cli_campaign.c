/* Group buys as commands, feed lines and lists; late money; and two programs at the same moment. */
#include "model/mem.h"
#include "tests/support/feed_lines.h"
#include "tests/support/program.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define AT_ONCE 4
#define JOIN(id, deal, campaign)                                                                   \
    LINE(id, "deal",                                                                               \
         "\"deal\":\"" deal "\",\"mode\":\"escrow\",\"buyer\":\"B-1\",\"seller\":\"S-1\","         \
         "\"amount\":\"100.00\",\"fee\":\"5.00\",\"currency\":\"CNY\",\"category\":\"goods\","     \
         "\"period_days\":7,\"campaign\":\"" campaign "\"")
#define LAUNCH(id, campaign, target)                                                               \
    LINE(id, "campaign",                                                                           \
         "\"campaign\":\"" campaign "\",\"seller\":\"S-1\",\"currency\":\"CNY\","                  \
         "\"ends\":\"2026-09-21T08:00:00Z\",\"early_close\":true," target)

static const char FEED[] = PARTIES LINE(
    "b1", "bank", "\"account\":\"ICBC-001\",\"party\":\"CUSTODIAN\",\"currency\":\"CNY\"")
    LAUNCH("g1", "G-1", "\"target_count\":2") LAUNCH("g2", "G-2", "\"target_amount\":\"300.00\"")
        JOIN("d1", "O-100001", "G-1") JOIN("d2", "O-100002", "G-1") JOIN("d3", "O-100003", "G-1")
            JOIN("d4", "O-100004", "G-2") CAPTURE("c1", "O-100001", "100.00")
                CAPTURE("c2", "O-100002", "100.00") CAPTURE("c4", "O-100004", "100.00");

static const char *text_of(json_t *object, const char *name)
{
    const char *text = json_string_value(json_object_get(object, name));
    return text == NULL ? "" : text;
}

static int64_t int_of(json_t *object, const char *name)
{
    return json_integer_value(json_object_get(object, name));
}

static json_t *campaign(struct world *world, const char *id)
{
    json_t *rows = program_rows(world, "show", mem_printf(world, "campaign:%s", id), NULL);
    assert_int_equal(json_array_size(rows), 1);
    return json_array_get(rows, 0);
}

static struct world *make_fed(void *parent)
{
    struct world *world = world_with_store(parent);
    world_file(world, "feed.jsonl", FEED, strlen(FEED));
    program_must(world, "feed", "feed.jsonl", NULL);
    return world;
}

static int set_up(void **state)
{
    struct world *world = world_like(NULL, make_fed, NULL);
    world->now = "2026-09-12T08:00:00Z";
    *state = world;
    return 0;
}

static int tear_down(void **state)
{
    program_must(*state, "verify", NULL);
    mem_free(*state);
    return 0;
}

static struct result feed(struct world *world, const char *lines)
{
    world_file(world, "more.jsonl", lines, strlen(lines));
    return program_run(world, "feed", "more.jsonl", "--rejects", "rejects", NULL);
}

static void the_list_says_how_far_it_is_and_what_becomes_of_it(void **state)
{
    struct world *world = *state;
    json_t *rows = program_rows(world, "campaigns", NULL);
    assert_int_equal(json_array_size(rows), 2);
    json_t *first = json_array_get(rows, 0);
    assert_string_equal(text_of(first, "state"), "open");
    assert_int_equal(int_of(first, "members"), 2);
    assert_int_equal(int_of(first, "of"), 2);
    struct result text = program_must(world, "campaigns", NULL);
    assert_non_null(strstr(text.out, "met, on to S-1: 200.00 in 9d"));
    assert_non_null(strstr(text.out, "fails, back to members: 100.00 in 9d"));
    text = program_must(world, "holds", NULL);
    assert_non_null(strstr(text.out, "back unless met: 100.00 in 9d"));
    json_t *shown = campaign(world, "G-1");
    assert_int_equal(json_array_size(json_object_get(shown, "deals")), 3);
    rows = program_rows(world, "show", "deal:O-100001", NULL);
    assert_string_equal(text_of(json_array_get(rows, 0), "campaign"), "G-1");
    json_t *timeline = json_object_get(json_array_get(rows, 0), "timeline");
    assert_string_equal(text_of(json_array_get(timeline, 2), "verb"), "campaign open");
}

static void the_commands_show_what_they_will_do_and_do_it(void **state)
{
    struct world *world = *state;
    struct result preview = program_must(world, "campaign", "close", "G-1", "--dry-run", NULL);
    assert_non_null(strstr(preview.out, "members 2, CNY 200.00"));
    assert_non_null(strstr(preview.out, "campaign.met_default"));
    assert_string_equal(text_of(campaign(world, "G-1"), "state"), "open");
    program_must(world, "campaign", "close", "campaign:G-1", NULL);
    assert_string_equal(text_of(campaign(world, "G-1"), "state"), "met");
    struct result again = program_run(world, "campaign", "close", "G-1", NULL);
    assert_int_equal(again.exit_code, 1);
    assert_non_null(strstr(again.err, "decided already: met"));
    program_must(world, "campaign", "leave", "O-100004", "--reason", "changed my mind", NULL);
    program_must(world, "campaign", "cancel", "G-2", "--reason", "no stock", NULL);
    json_t *made = program_rows(world, "campaign", "open", "S-1", "--target-amount", "5.00",
                                "--ends", "5d", NULL);
    const char *id = text_of(json_array_get(made, 0), "result");
    assert_true(strncmp(id, "campaign:G-", 11) == 0);
    struct result wrong = program_run(world, "campaign", "open", "S-1", "--target-count", "many",
                                      "--ends", "5d", NULL);
    assert_int_equal(wrong.exit_code, 1);
    assert_non_null(strstr(wrong.err, "'many' is no number of members"));
}

static void feed_lines_do_the_same(void **state)
{
    static const char LINES[] = LINE("x1", "campaign-close", "\"campaign\":\"G-1\"")
        STEP("x2", "campaign-leave", "O-100004")
            LINE("x3", "campaign-cancel", "\"campaign\":\"G-2\",\"reason\":\"no stock\"");
    static const char LATE[] = CAPTURE("y1", "O-100003", "100.00") JOIN("y2", "O-100009", "G-1")
        STEP("y3", "campaign-leave", "O-100001") LAUNCH("y4", "G-9", "\"target_count\":0");
    struct world *world = *state;
    struct result done = feed(world, LINES);
    assert_int_equal(done.exit_code, 0);
    assert_string_equal(text_of(campaign(world, "G-1"), "state"), "met");
    assert_string_equal(text_of(campaign(world, "G-2"), "state"), "cancelled");
    struct result late = feed(world, LATE);
    assert_int_equal(late.exit_code, 1);
    assert_non_null(strstr(late.err, "target_count has to be above zero"));
    size_t count = 0;
    char *rejects = file_read(world, world_path(world, "rejects"), &count);
    assert_non_null(rejects);
    assert_non_null(strstr(rejects, "has closed, its target met"));
    assert_non_null(strstr(rejects, "is decided already"));
}

static void bank_money_that_comes_after_its_end_waits_in_suspense(void **state)
{
    static const char bank[] = "Date,Time,Bank reference,Text,Amount,Balance\n"
                               "2026-09-21,10:00:00,1,order O-100003,100.00,100.00\n";
    struct world *world = *state;
    world->now = "2026-09-21T12:00:00Z"; /* nobody has swept yet */
    world_file(world, "bank.csv", bank, strlen(bank));
    program_must(world, "import", "bank.csv", "--account", "ICBC-001", NULL);
    json_t *lines = program_rows(world, "suspense", NULL);
    assert_int_equal(json_array_size(lines), 1);
    struct result refused = program_run(world, "match", "line:1", "deal:O-100003", NULL);
    assert_int_equal(refused.exit_code, 1);
    json_t *swept = program_rows(world, "sweep", NULL);
    assert_int_equal(int_of(json_array_get(swept, 0), "campaigns"), 2);
    assert_int_equal(int_of(json_array_get(swept, 0), "holds"), 1); /* O-100004 */
    assert_string_equal(text_of(campaign(world, "G-2"), "state"), "failed");
    refused = program_run(world, "match", "line:1", "deal:O-100003", NULL);
    assert_int_equal(refused.exit_code, 1);
}

static void closes_and_a_payment_at_once_are_done_in_some_order_each_once(void **state)
{
    static const char late[] = CAPTURE("z1", "O-100003", "100.00");
    static const char *const close[] = {"campaign", "close", "G-1", NULL};
    static const char *const pay[] = {"feed", "late.jsonl", NULL};
    struct world *world = *state;
    pid_t closing[AT_ONCE];
    int done = 0;
    world_file(world, "late.jsonl", late, strlen(late));
    for (int i = 0; i < AT_ONCE; i++) {
        closing[i] = program_start(world, close);
    }
    pid_t paying = program_start(world, pay);
    for (int i = 0; i < AT_ONCE; i++) {
        done += program_end(closing[i]) == 0;
    }
    bool is_paid = program_end(paying) == 0;
    assert_int_equal(done, 1);
    assert_int_equal(int_of(campaign(world, "G-1"), "members"), is_paid ? 3 : 2);
    json_t *holds = program_rows(world, "holds", "--filter", "group", NULL);
    size_t turned = 0;
    for (size_t i = 0; i < json_array_size(holds); i++) {
        turned += strcmp(text_of(json_array_get(holds, i), "default"), "payee") == 0;
    }
    assert_int_equal(turned, is_paid ? 3 : 2);
    assert_int_equal(json_array_size(holds), turned + 1);
}

#define fed(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        fed(the_list_says_how_far_it_is_and_what_becomes_of_it),
        fed(the_commands_show_what_they_will_do_and_do_it),
        fed(feed_lines_do_the_same),
        fed(bank_money_that_comes_after_its_end_waits_in_suspense),
        fed(closes_and_a_payment_at_once_are_done_in_some_order_each_once),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
