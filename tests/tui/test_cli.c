/* The program from outside: its door, its exit statuses, its lists. */
#include "model/mem.h"
#include "tests/support/place.h"
#include "tests/support/program.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

/* A platform, a seller with money, a buyer, an order under way. */
static const char feed[] =
    "{\"id\":\"1\",\"type\":\"party\",\"at\":\"2026-09-01T08:00:00Z\",\"party\":\"PLATFORM\","
    "\"kind\":\"platform\",\"name\":\"Platform\",\"jurisdiction\":\"CN\"}\n"
    "{\"id\":\"2\",\"type\":\"party\",\"at\":\"2026-09-01T08:00:00Z\",\"party\":\"CUSTODIAN\","
    "\"kind\":\"custodian\",\"name\":\"Custody\",\"jurisdiction\":\"CN\"}\n"
    "{\"id\":\"3\",\"type\":\"bank\",\"at\":\"2026-09-01T08:00:00Z\",\"account\":\"ICBC-001\","
    "\"party\":\"CUSTODIAN\",\"currency\":\"CNY\"}\n"
    "{\"id\":\"4\",\"type\":\"party\",\"at\":\"2026-09-01T08:00:00Z\",\"party\":\"alipay\","
    "\"kind\":\"psp\",\"name\":\"支付宝\",\"jurisdiction\":\"CN\"}\n"
    "{\"id\":\"5\",\"type\":\"party\",\"at\":\"2026-09-01T08:00:00Z\",\"party\":\"S-1\","
    "\"kind\":\"seller\",\"name\":\"青山\\u001b[2J茶业\\u202e\",\"jurisdiction\":\"CN\"}\n"
    "{\"id\":\"6\",\"type\":\"party\",\"at\":\"2026-09-01T08:00:00Z\",\"party\":\"B-1\","
    "\"kind\":\"buyer\",\"name\":\"=B\",\"jurisdiction\":\"CN\"}\n"
    "{\"id\":\"7\",\"type\":\"deal\",\"at\":\"2026-09-01T08:00:00Z\",\"deal\":\"O-1\","
    "\"mode\":\"escrow\",\"buyer\":\"B-1\",\"seller\":\"S-1\",\"amount\":\"100.00\","
    "\"fee\":\"5.00\",\"currency\":\"CNY\",\"category\":\"tea\",\"period_days\":10}\n"
    "{\"id\":\"8\",\"type\":\"capture\",\"at\":\"2026-09-01T08:00:00Z\",\"deal\":\"O-1\","
    "\"via\":\"alipay\",\"amount\":\"100.00\",\"currency\":\"CNY\"}\n"
    "{\"id\":\"9\",\"type\":\"confirm\",\"at\":\"2026-09-01T08:00:00Z\",\"deal\":\"O-1\","
    "\"amount\":\"40.00\"}\n";

static struct world *make_fed(void *parent)
{
    struct world *world = world_with_store(parent);
    world_file(world, "feed", feed, strlen(feed));
    program_must(world, "feed", "feed", NULL);
    return world;
}

static int set_up(void **state)
{
    *state = world_like(NULL, make_fed, NULL);
    return 0;
}

static int tear_down(void **state)
{
    mem_free(*state);
    return 0;
}

static size_t lines_in(const char *text)
{
    size_t lines = 0;
    for (; *text != '\0'; text++) {
        lines += *text == '\n' ? 1 : 0;
    }
    return lines;
}

/* Fails with this status, says this on one line of the error stream, and nothing else. */
static void check_failure(const struct result *result, int exit_code, const char *words)
{
    if (result->exit_code != exit_code || lines_in(result->err) != 1 ||
        strncmp(result->err, "holdfast: ", 10) != 0 || strstr(result->err, words) == NULL) {
        fail_msg("status %d, not %d: %s", result->exit_code, exit_code, result->err);
    }
}

static void wrong_usage_ends_with_2_and_one_line(void **state)
{
    static const struct {
        const char *args[6];
        const char *words;
    } cases[] = {
        {{"frob"}, "no command 'frob'"},
        {{"--frob"}, "no option --frob"},
        {{"accounts", "--frob"}, "no option --frob"},
        {{"accounts", "one"}, "one argument too many"},
        {{"accounts", "--limit"}, "--limit needs a value"},
        {{"accounts", "--limit", "-1"}, "no number"},
        {{"accounts", "--limit", "1", "--limit=2"}, "limit is given twice"},
        {{"accounts", "--reverse=yes"}, "takes no value"},
        {{"accounts", "--format", "xml"}, "format: 'xml' is not possible"},
        {{"accounts", "--sort", "bal"}, "no column 'bal'"},
        {{"accounts", "--filter", "("}, "not a regular expression"},
        {{"accounts", "--filter", "\xff"}, "filter is not UTF-8"},
        {{"complaint"}, "needs one of: open, admit, refuse, notice, answer, evidence, decide"},
        {{"complaint", "frob"}, "needs one of"},
        {{"freeze"}, "seller is missing"},
        {{"freeze", "S-1", "--scope", "no"}, "scope: 'no' is not possible"},
        {{"show", "x"}, "what kind of thing"},
        {{"show"}, "id is missing"},
        {{"report", "x"}, "no report 'x'"},
        {{"export"}, "program is missing"},
        {{"profiles", "show"}, "needs a profile's name"},
        {{"show", "a\nb\x1b[2J"}, "holdfast: id"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct call call = {.args = cases[i].args};
        struct result result = program_call(*state, &call);
        check_failure(&result, 2, cases[i].words);
        assert_string_equal(result.out, "");
        assert_null(strchr(result.err, '\x1b'));
    }
    struct world *world = *state;
    world->now = "yesterday";
    struct result result = program_run(world, "accounts", NULL);
    check_failure(&result, 2, "yesterday");
}

static void a_refusal_ends_with_1_and_says_why(void **state)
{
    static const struct {
        const char *args[12];
        const char *words;
    } cases[] = {
        {{"show", "hold:99"}, "hold:99"},
        {{"show", "available:nobody"}, "available:nobody"},
        {{"payout", "S-1", "100"}, "CNY"},
        {{"payout", "S-1", "1.001"}, "too many decimals"},
        {{"payout", "nobody", "1"}, "nobody"},
        {{"freeze", "S-1", "--scope", "payout", "--until", "never", "--ground", "fraud", "--facts",
          "x"},
         "never"},
        {{"unfreeze", "freeze:7", "--reason", "x"}, "freeze:7"},
        {{"hold", "release", "hold:x"}, "hold:42"},
        {{"feed", "missing"}, "missing"},
        {{"profiles", "show", "nobank"}, "nobank"},
        {{"init", "--sandbox"}, "exists already"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct call call = {.args = cases[i].args};
        struct result result = program_call(*state, &call);
        check_failure(&result, 1, cases[i].words);
    }
}

static void help_and_version_need_no_store(void **state)
{
    struct world *world = *state;
    world->db = "/nowhere/at/all";
    world->now = NULL;
    assert_non_null(strstr(program_must(world, "--help", NULL).out, "complaint decide"));
    assert_non_null(strstr(program_must(world, "freeze", "--help", NULL).out, "--until TIME"));
    assert_non_null(strstr(program_must(world, "hold", "carve", "--help", NULL).out, "HOLD"));
    assert_memory_equal(program_must(world, "--version", NULL).out, "holdfast ", 9);
}

static void lists_filter_sort_reverse_and_stop(void **state)
{
    struct world *world = *state;
    assert_int_equal(json_array_size(program_rows(world, "parties", NULL)), 5);
    json_t *rows = program_rows(world, "parties", "--filter", "^(S-1|buyer)$", "--sort", "party",
                                "--reverse", NULL);
    assert_int_equal(json_array_size(rows), 2);
    assert_string_equal(json_string_value(json_object_get(json_array_get(rows, 0), "party")),
                        "S-1");
    rows = program_rows(world, "events", "--limit", "3", NULL);
    assert_int_equal(json_array_size(rows), 3);
    assert_int_equal(json_array_size(program_rows(world, "events", "--limit", "0", NULL)), 0);
    /* Options of the program may stand behind the command as well. */
    struct result result = program_run(world, "accounts", "--operator", "mallory", NULL);
    check_failure(&result, 1, "mallory");
}

static void accounts_have_all_four_kinds_and_empty_ones(void **state)
{
    json_t *rows = program_rows(*state, "accounts", NULL);
    static const struct {
        const char *account;
        int64_t minor;
    } expected[] = {{"bank:ICBC-001", 0},
                    {"transit:alipay", -10000},
                    {"available:S-1", 3800},
                    {"available:PLATFORM", 200}};
    for (size_t i = 0; i < sizeof expected / sizeof *expected; i++) {
        bool is_there = false;
        for (size_t j = 0; j < json_array_size(rows); j++) {
            json_t *row = json_array_get(rows, j);
            const char *account = json_string_value(json_object_get(row, "account"));
            json_t *balance = json_object_get(row, "balance");
            is_there = is_there ||
                       (strcmp(account, expected[i].account) == 0 &&
                        json_integer_value(json_object_get(balance, "minor")) == expected[i].minor);
        }
        assert_true(is_there);
    }
}

static void no_format_lets_a_name_drive_the_terminal(void **state)
{
    struct world *world = *state;
    struct result text = program_must(world, "sellers", NULL);
    struct result json = program_must(world, "sellers", "--format", "json", NULL);
    struct result shown = program_must(world, "show", "seller:S-1", NULL);
    assert_non_null(strstr(text.out, "青山␛[2J茶业\uFFFD"));
    assert_null(strchr(text.out, '\x1b'));
    assert_null(strchr(json.out, '\x1b'));
    assert_null(strchr(shown.out, '\x1b'));
    struct result csv = program_must(world, "parties", "--format", "csv", NULL);
    assert_non_null(strstr(csv.out, "B-1,buyer,'=B,CN"));
}

static void show_has_the_thing_and_what_happened_to_it(void **state)
{
    struct world *world = *state;
    json_t *rows = program_rows(world, "show", "deal:O-1", NULL);
    assert_int_equal(json_array_size(rows), 1);
    json_t *deal = json_array_get(rows, 0);
    assert_string_equal(json_string_value(json_object_get(deal, "state")), "funded");
    assert_int_equal(json_array_size(json_object_get(deal, "timeline")), 3);
    assert_int_equal(json_array_size(json_object_get(deal, "holds")), 1);
    static const char *const others[] = {
        "available:S-1", "available:S-1/CNY", "transit:alipay", "bank:ICBC-001",
        "hold:2",        "seller:S-1",        "party:B-1",      "event:9"};
    for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
        if (strcmp(others[i], "hold:2") != 0) {
            program_must(world, "show", others[i], NULL);
            assert_int_equal(json_array_size(program_rows(world, "show", others[i], NULL)), 1);
        }
    }
    json_t *account = json_array_get(program_rows(world, "show", "available:S-1", NULL), 0);
    json_t *entry = json_array_get(json_object_get(account, "entries"), 0);
    assert_string_equal(json_string_value(json_object_get(entry, "verb")), "confirm");
}

static void a_full_device_and_a_reader_that_left_are_errors(void **state)
{
    struct world *world = *state;
    static const char *const commands[] = {
        "accounts",      "report position", "export ledger",       "verify",
        "show deal:O-1", "completion bash", "events --format json"};
    for (size_t i = 0; i < sizeof commands / sizeof *commands; i++) {
        char *command = mem_printf(world, "%s --operator tester --db %s %s >/dev/full 2>%s/err",
                                   program_path(), world->db, commands[i], world->folder);
        int status = system(command);
        assert_int_equal(WEXITSTATUS(status), 1);
        size_t count = 0;
        char *err = file_read(world, world_path(world, "err"), &count);
        assert_string_equal(err, "holdfast: cannot write the output: No space left on device\n");
    }
    char *command = mem_printf(
        world, "sh -c '%s --operator tester --db %s accounts; echo $? >%s/rc' 2>/dev/null >&-",
        program_path(), world->db, world->folder);
    (void)system(command);
    size_t count = 0;
    assert_string_equal(file_read(world, world_path(world, "rc"), &count), "1\n");
}

static void now_is_only_for_a_sandbox(void **state)
{
    struct world *world = *state;
    const char *now = world->now;
    world->db = world_path(world, "real.db");
    struct result result = program_run(world, "init", NULL);
    check_failure(&result, 1, "no sandbox");
    world->now = NULL;
    program_must(world, "init", NULL);
    world->now = now;
    result = program_run(world, "accounts", NULL);
    check_failure(&result, 1, "this store is no sandbox");
}

static void a_sandbox_made_today_works_at_any_time(void **state)
{
    struct world *world = *state;
    const char *event_line =
        "{\"id\":\"1\",\"type\":\"party\",\"at\":\"2020-01-01T08:00:00Z\","
        "\"party\":\"S-1\",\"kind\":\"seller\",\"name\":\"Tea\",\"jurisdiction\":\"CN\"}";
    world->db = world_path(world, "today.db");
    world->now = NULL;
    program_must(world, "init", "--sandbox", NULL);
    world->now = "2020-01-02T08:00:00Z";
    program_must(world, "feed", world_file(world, "feed", event_line, strlen(event_line)), NULL);
    json_t *event = json_array_get(program_rows(world, "events", NULL), 0);
    assert_string_equal(json_string_value(json_object_get(event, "at")), world->now);
    program_must(world, "verify", NULL);
}

static void an_unknown_operator_is_refused(void **state)
{
    struct result result = program_run(*state, "--operator", "mallory", "accounts", NULL);
    check_failure(&result, 1, "mallory");
    result = program_run(*state, "--operator", "a\x1b[2J", "accounts", NULL);
    check_failure(&result, 1, "operator");
}

static void operators_are_let_in_and_out(void **state)
{
    struct world *world = *state;
    program_must(world, "operator", "add", "ann", "--roles", "finance,auditor", NULL);
    struct result result =
        program_run(world, "--operator", "ann", "operator", "add", "bob", "--roles", "admin", NULL);
    check_failure(&result, 1, "needs role admin");
    program_must(world, "--operator", "ann", "accounts", NULL);
    program_must(world, "operator", "grant", "ann", "--roles", "support", NULL);
    json_t *rows = program_rows(world, "operator", "list", NULL);
    assert_int_equal(json_array_size(rows), 2);
    program_must(world, "operator", "revoke", "ann", NULL);
    result = program_run(world, "--operator", "ann", "accounts", NULL);
    check_failure(&result, 1, "ann");
}

static void the_environment_gives_defaults(void **state)
{
    struct world *world = *state;
    const char *program = program_path();
    assert_int_equal(system(mem_printf(world,
                                       "HOLDFAST_OPERATOR=tester HOLDFAST_DB=%s %s accounts"
                                       " >/dev/null",
                                       world->db, program)),
                     0);
    assert_int_not_equal(system(mem_printf(world,
                                           "HOLDFAST_OPERATOR=mallory HOLDFAST_DB=%s %s accounts"
                                           " 2>/dev/null",
                                           world->db, program)),
                         0);
    /* Without any of it: the home folder's store, and the Unix user. */
    const char *bare =
        mem_printf(world, "env -u HOLDFAST_OPERATOR -u HOLDFAST_DB XDG_DATA_HOME=%s %s",
                   world->folder, program);
    assert_int_equal(system(mem_printf(world, "%s init >/dev/null", bare)), 0);
    assert_int_equal(system(mem_printf(world, "test -f %s/holdfast/holdfast.db", world->folder)),
                     0);
    assert_int_equal(
        system(mem_printf(world, "%s operators --format csv | grep -q \"^$(id -un),\"", bare)), 0);
}

static void a_backup_is_a_store(void **state)
{
    struct world *world = *state;
    char *before = program_dump(world);
    program_must(world, "backup", "copy.db", NULL);
    struct result again = program_run(world, "backup", "copy.db", NULL);
    check_failure(&again, 1, "copy.db");
    world->db = world_path(world, "copy.db");
    assert_string_equal(program_dump(world), before);
    program_must(world, "verify", NULL);
}

static void bash_completes_commands_options_and_choices(void **state)
{
    struct world *world = *state;
    struct result script = program_must(world, "completion", "bash", NULL);
    char *path = world_file(world, "completion", script.out, script.out_bytes);
    static const struct {
        const char *words, *expected;
        int at;
    } cases[] = {
        {"holdfast acc", "accounts", 1},
        {"holdfast --db x acc", "accounts", 3},
        {"holdfast complaint d", "decide", 2},
        {"holdfast complaint decide C-1 --rea", "--reasons", 4},
        {"holdfast accounts --format j", "json", 3},
        {"holdfast freeze S-1 --scope li", "listing", 4},
        {"holdfast export l", "ledger", 2},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char *command = mem_printf(world,
                                   "bash -c 'source %s; COMP_WORDS=(%s); COMP_CWORD=%d; _holdfast;"
                                   " printf \"%%s\\n\" \"${COMPREPLY[@]}\"' >%s/reply",
                                   path, cases[i].words, cases[i].at, world->folder);
        assert_int_equal(system(command), 0);
        size_t count = 0;
        char *reply = file_read(world, world_path(world, "reply"), &count);
        assert_string_equal(reply, mem_printf(world, "%s\n", cases[i].expected));
    }
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        TEST(wrong_usage_ends_with_2_and_one_line),
        TEST(a_refusal_ends_with_1_and_says_why),
        TEST(help_and_version_need_no_store),
        TEST(lists_filter_sort_reverse_and_stop),
        TEST(accounts_have_all_four_kinds_and_empty_ones),
        TEST(no_format_lets_a_name_drive_the_terminal),
        TEST(show_has_the_thing_and_what_happened_to_it),
        TEST(a_full_device_and_a_reader_that_left_are_errors),
        TEST(now_is_only_for_a_sandbox),
        TEST(a_sandbox_made_today_works_at_any_time),
        TEST(an_unknown_operator_is_refused),
        TEST(operators_are_let_in_and_out),
        TEST(the_environment_gives_defaults),
        TEST(bash_completes_commands_options_and_choices),
    };
    const struct CMUnitTest of_files[] = {
        TEST(a_backup_is_a_store),
    };
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    return failed + (place_is_sqlite() ? cmocka_run_group_tests(of_files, NULL, NULL) : 0);
}
