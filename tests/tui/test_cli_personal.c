/* What a party can be reached by, attacked from outside: no list, detail, report or export has it
 * in full, for whichever role; one command has, by an event; and a feed told again is known. */
#include "model/mem.h"
#include "tests/support/program.h"
#include "tui/command.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define AT "\"at\":\"2026-09-01T08:00:00Z\""
#define MAIL "li.hua.1987@example.com"
#define PHONE "13912345678"

static const char feed[] =
    "{\"id\":\"1\",\"type\":\"party\"," AT ",\"party\":\"PLATFORM\",\"kind\":\"platform\","
    "\"name\":\"Platform\",\"jurisdiction\":\"CN\"}\n"
    "{\"id\":\"4\",\"type\":\"party\"," AT ",\"party\":\"alipay\",\"kind\":\"psp\","
    "\"name\":\"Provider\",\"jurisdiction\":\"CN\"}\n"
    "{\"id\":\"5\",\"type\":\"party\"," AT ",\"party\":\"S-1\",\"kind\":\"seller\","
    "\"name\":\"Tea\",\"jurisdiction\":\"CN\",\"contact\":\"" MAIL "\"}\n"
    "{\"id\":\"6\",\"type\":\"party\"," AT ",\"party\":\"B-1\",\"kind\":\"buyer\","
    "\"name\":\"Buyer\",\"jurisdiction\":\"CN\",\"contact\":{\"phone\":\"" PHONE "\"}}\n"
    "{\"id\":\"7\",\"type\":\"deal\"," AT ",\"deal\":\"O-1\",\"mode\":\"escrow\","
    "\"buyer\":\"B-1\",\"seller\":\"S-1\",\"amount\":\"100.00\",\"fee\":\"5.00\","
    "\"currency\":\"CNY\",\"category\":\"tea\",\"period_days\":10}\n"
    "{\"id\":\"8\",\"type\":\"capture\"," AT ",\"deal\":\"O-1\",\"via\":\"alipay\","
    "\"amount\":\"100.00\",\"currency\":\"CNY\"}\n";

static struct world *make_fed(void *parent)
{
    struct world *world = world_with_store(parent);
    world_file(world, "feed", feed, strlen(feed));
    program_must(world, "feed", "feed", NULL);
    program_must(world, "operator", "add", "aud", "--roles", "auditor", NULL);
    program_must(world, "operator", "add", "sue", "--roles", "support", NULL);
    return world;
}

static int set_up(void **state)
{
    *state = world_like(NULL, make_fed, NULL);
    return 0;
}

static int tear_down(void **state)
{
    program_must(*state, "verify", NULL);
    mem_free(*state);
    return 0;
}

static bool has_it(const char *text)
{
    return strstr(text, MAIL) != NULL || strstr(text, PHONE) != NULL ||
           strstr(text, "li.hua") != NULL || strstr(text, "1391234") != NULL;
}

static void must_not_have_it(struct world *world, const char *login, const char *const *args,
                             int exit_code)
{
    const char *all[12] = {"--operator", login};
    for (size_t i = 0; args[i] != NULL; i++) {
        all[2 + i] = args[i];
    }
    struct call call = {.args = all};
    struct result result = program_call(world, &call);
    if (has_it(result.out) || has_it(result.err) || result.exit_code != exit_code) {
        fail_msg("%s %s of %s ended with %d:\n%s%s", args[0], args[1], login, result.exit_code,
                 result.out, result.err);
    }
}

/* Every list and report that there is, things by their ids, and the exports. */
static void everything_is_masked(struct world *world, const char *login, const char *form)
{
    static const char *const things[] = {"party:S-1", "seller:S-1", "party:B-1",
                                         "deal:O-1",  "event:3",    "event:4"};
    static const char *const formats[] = {"hledger", "ledger", "beancount"};
    json_t *reports = program_rows(world, "report", NULL);
    size_t at;
    json_t *row;
    for (const struct command *c = command_table(); c->name != NULL; c++) {
        if (c->kind == COMMAND_LIST) {
            must_not_have_it(world, login, (const char *[]){c->name, "--format", form, NULL}, 0);
        }
    }
    for (size_t i = 0; i < sizeof things / sizeof *things; i++) {
        must_not_have_it(world, login,
                         (const char *[]){"show", things[i], "--format", "json", NULL}, 0);
    }
    json_array_foreach(reports, at, row)
    {
        const char *name = json_string_value(json_object_get(row, "report"));
        must_not_have_it(world, login, (const char *[]){"report", name, "--format", form, NULL}, 0);
    }
    for (size_t i = 0; i < sizeof formats / sizeof *formats; i++) {
        must_not_have_it(world, login, (const char *[]){"export", formats[i], NULL}, 0);
    }
    must_not_have_it(world, login, (const char *[]){"reveal", "S-1", "--reason", "why", NULL}, 1);
    must_not_have_it(world, login,
                     (const char *[]){"reveal", "S-1", "--reason", "why", "--dry-run", NULL}, 1);
}

static void no_list_detail_report_or_export_has_it_in_full(void **state)
{
    struct world *world = *state;
    everything_is_masked(world, "aud", "json");
    everything_is_masked(world, "sue", "csv");
}

/* What is masked cannot be found by guessing at it either. */
static void a_filter_looks_at_the_mask_alone(void **state)
{
    struct world *world = *state;
    assert_int_equal(json_array_size(program_rows(world, "parties", "--filter", "li.hua", NULL)),
                     0);
    assert_int_equal(
        json_array_size(program_rows(world, "parties", "--filter", "\\*\\*\\*\\*\\.com", NULL)), 1);
}

static size_t reveals(struct world *world)
{
    return json_array_size(program_rows(world, "events", "--filter", "^reveal$", NULL));
}

static void support_sees_it_while_a_complaint_is_open_and_an_auditor_never(void **state)
{
    struct world *world = *state;
    struct result result =
        program_run(world, "--operator", "sue", "reveal", "S-1", "--reason", "to ask", NULL);
    assert_int_equal(result.exit_code, 1);
    assert_non_null(strstr(result.err, "no case of S-1 is open"));
    program_must(world, "--operator", "sue", "complaint", "open", "O-1", NULL);
    result = program_must(world, "--operator", "sue", "reveal", "S-1", "--reason", "to ask", NULL);
    assert_non_null(strstr(result.out, MAIL));
    result = program_must(world, "--operator", "sue", "reveal", "seller:S-1", "--reason", "again",
                          "--format", "json", NULL);
    assert_non_null(strstr(result.out, "\"result\":\"" MAIL "\""));
    result = program_must(world, "--operator", "sue", "reveal", "B-1", "--reason", "both", NULL);
    assert_non_null(strstr(result.out, PHONE));
    assert_int_equal(reveals(world), 3);
    result = program_run(world, "--operator", "aud", "reveal", "S-1", "--reason", "why", NULL);
    assert_int_equal(result.exit_code, 1);
    assert_non_null(strstr(result.err, "reveal needs one of the roles"));
    result = program_run(world, "--operator", "sue", "erase", "S-1", "--reason", "why", NULL);
    assert_int_equal(result.exit_code, 1);
    assert_non_null(strstr(result.err, "erase needs one of the roles"));
    assert_int_equal(reveals(world), 3);
    program_must(world, "operator", "interest", "sue", "S-1", NULL);
    result = program_run(world, "--operator", "sue", "reveal", "S-1", "--reason", "to ask", NULL);
    assert_int_equal(result.exit_code, 1);
    assert_non_null(strstr(result.err, "interest"));
    assert_int_equal(reveals(world), 3);
    must_not_have_it(world, "sue", (const char *[]){"events", "--format", "json", NULL}, 0);
    must_not_have_it(world, "sue", (const char *[]){"show", "seller:S-1", NULL}, 0);
}

static void told_again_it_is_known_and_told_otherwise_it_is_not(void **state)
{
    struct world *world = *state;
    struct result result = program_must(world, "feed", "feed", NULL);
    assert_non_null(strstr(result.out, "6 lines: 0 applied, 6 known"));
    char *other = mem_strdup(world, feed);
    memcpy(strstr(other, MAIL), "LI", 2);
    world_file(world, "other", other, strlen(other));
    result = program_run(world, "feed", "other", NULL);
    assert_int_equal(result.exit_code, 1);
    assert_non_null(strstr(result.err, "id 5 of shop is known with another body"));
    assert_false(has_it(result.err));
}

static void a_line_that_is_refused_may_be_sent_again_as_it_was(void **state)
{
    static const char wrong[] =
        "{\"id\":\"9\",\"type\":\"party\"," AT ",\"party\":\"S-1\",\"kind\":\"buyer\","
        "\"name\":\"Tea\",\"jurisdiction\":\"CN\",\"contact\":\"" MAIL "\"}\n";
    struct world *world = *state;
    world_file(world, "wrong", wrong, strlen(wrong));
    struct result result = program_run(world, "feed", "wrong", "--rejects", "rest", NULL);
    assert_int_equal(result.exit_code, 1);
    assert_false(has_it(result.out) || has_it(result.err));
    size_t bytes;
    assert_non_null(strstr(file_read(world, world_path(world, "rest"), &bytes), MAIL));
}

static void what_is_erased_is_gone_and_the_same_feed_is_still_known(void **state)
{
    static const char alone[] =
        "{\"id\":\"9\",\"type\":\"party\"," AT ",\"party\":\"S-9\",\"kind\":\"seller\","
        "\"name\":\"Nine\",\"jurisdiction\":\"CN\",\"contact\":\"" MAIL "\"}\n";
    struct world *world = *state;
    world_file(world, "alone", alone, strlen(alone));
    program_must(world, "feed", "alone", NULL);
    struct result result = program_run(world, "erase", "S-1", "--reason", "asked for", NULL);
    assert_int_equal(result.exit_code, 1);
    assert_non_null(strstr(result.err, "still needed"));
    program_must(world, "erase", "S-9", "--reason", "asked for", NULL);
    result = program_must(world, "feed", "alone", NULL);
    assert_non_null(strstr(result.out, "1 lines: 0 applied, 1 known"));
    json_t *row = json_array_get(program_rows(world, "parties", "--filter", "^S-9$", NULL), 0);
    assert_string_equal(json_string_value(json_object_get(row, "contact")), "erased");
    program_must(world, "verify", NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(no_list_detail_report_or_export_has_it_in_full, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(a_filter_looks_at_the_mask_alone, set_up, tear_down),
        cmocka_unit_test_setup_teardown(
            support_sees_it_while_a_complaint_is_open_and_an_auditor_never, set_up, tear_down),
        cmocka_unit_test_setup_teardown(told_again_it_is_known_and_told_otherwise_it_is_not, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(a_line_that_is_refused_may_be_sent_again_as_it_was, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(what_is_erased_is_gone_and_the_same_feed_is_still_known,
                                        set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
