/* Where payouts go and what bank lines say, attacked from outside: no list, detail, report or
 * export has it in full but for finance, of what is in suspense; whoever knows a number may trace
 * it. */
#include "model/mem.h"
#include "tests/support/program.h"
#include "tui/command.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#define AT "\"at\":\"2026-09-01T08:00:00Z\""
#define IBAN "XX42 0001 0002 0003 4567"
#define PAYER "Tweede Kamer BV"
#define ACCOUNT "NL00 TEST 0123 4598 76"
#define OPEN_MEMO "huur van het blauwe huis"
#define AGAIN "nogmaals X-1 erbij"
#define MEMO "borg X-1 voor de winkel"

static const char feed[] =
    "{\"id\":\"1\",\"type\":\"party\"," AT ",\"party\":\"CUST\",\"kind\":\"custodian\","
    "\"name\":\"Custody\",\"jurisdiction\":\"NL\"}\n"
    "{\"id\":\"2\",\"type\":\"bank\"," AT ",\"account\":\"RABO-1\",\"party\":\"CUST\","
    "\"currency\":\"EUR\"}\n"
    "{\"id\":\"3\",\"type\":\"party\"," AT ",\"party\":\"S-1\",\"kind\":\"seller\","
    "\"name\":\"Tea\",\"jurisdiction\":\"NL\"}\n"
    "{\"id\":\"4\",\"type\":\"expect\"," AT ",\"ref\":\"X-1\",\"party\":\"S-1\","
    "\"purpose\":\"available\",\"amount\":\"100.00\",\"currency\":\"EUR\"}\n";
static const char pay[] =
    "{\"id\":\"5\",\"type\":\"payout\"," AT ",\"payout\":\"P-1\",\"seller\":\"S-1\","
    "\"amount\":\"40.00\",\"currency\":\"EUR\",\"to\":\"" IBAN "\"}\n";
static const char elsewhere[] =
    "{\"id\":\"5\",\"type\":\"payout\"," AT ",\"payout\":\"P-1\",\"seller\":\"S-1\","
    "\"amount\":\"40.00\",\"currency\":\"EUR\",\"to\":\"XX42 0001 0002 0003 4568\"}\n";

#define ROW(number, amount, balance, text)                                                         \
    "\"NL00 TEST 0000 0000 01\",\"EUR\",\"TESTNL00\",\"" number                                    \
    "\",\"2026-09-02\",\"2026-09-02\",\"" amount "\",\"" balance "\",\"" ACCOUNT "\",\"" PAYER     \
    "\",,,,\"cb\",,,,,,\"" text "\",,,,,,\n"
static const char bank[] =
    "\"IBAN/BBAN\",\"Munt\",\"BIC\",\"Volgnr\",\"Datum\",\"Rentedatum\",\"Bedrag\","
    "\"Saldo na trn\",\"Tegenrekening IBAN/BBAN\",\"Naam tegenpartij\",\"Naam uiteindelijke "
    "partij\","
    "\"Naam initi\xEBrende partij\",\"BIC tegenpartij\",\"Code\",\"Batch "
    "ID\",\"Transactiereferentie\","
    "\"Machtigingskenmerk\",\"Incassant "
    "ID\",\"Betalingskenmerk\",\"Omschrijving-1\",\"Omschrijving-2\","
    "\"Omschrijving-3\",\"Reden retour\",\"Oorspr bedrag\",\"Oorspr munt\",\"Koers\"\n" ROW(
        "000000000000000001", "+100,00", "+100,00", MEMO)
        ROW("000000000000000002", "+7,00", "+107,00", OPEN_MEMO)
            ROW("000000000000000003", "+3,00", "+110,00", AGAIN);

static struct world *make(void *parent)
{
    struct world *world = world_with_store(parent);
    world_file(world, "feed", feed, strlen(feed));
    world_file(world, "pay", pay, strlen(pay));
    world_file(world, "bank.csv", bank, strlen(bank));
    program_must(world, "feed", "feed", NULL);
    program_must(world, "import", "bank.csv", "--account", "RABO-1", "--profile", "rabobank-2018",
                 NULL);
    program_must(world, "feed", "pay", NULL);
    program_must(world, "operator", "add", "fin", "--roles", "finance", NULL);
    program_must(world, "operator", "add", "all", "--roles", "operations,support,auditor,admin",
                 NULL);
    return world;
}

static int set_up(void **state)
{
    *state = world_like(NULL, make, NULL);
    return 0;
}

static int tear_down(void **state)
{
    program_must(*state, "verify", NULL);
    mem_free(*state);
    return 0;
}

static const char *what_it_has(const char *text)
{
    static const char *const words[] = {IBAN, "0003 4567", PAYER,     ACCOUNT,  "0123 4598",
                                        MEMO, "winkel",    OPEN_MEMO, "blauwe", "nogmaals"};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        if (strstr(text, words[i]) != NULL) {
            return words[i];
        }
    }
    return NULL;
}

static void must_be_masked(struct world *world, const char *const *args)
{
    const char *all[8] = {"--operator", "all"};
    for (size_t i = 0; args[i] != NULL; i++) {
        all[2 + i] = args[i];
    }
    struct call call = {.args = all};
    struct result result = program_call(world, &call);
    const char *word = what_it_has(result.out);
    if (word != NULL || what_it_has(result.err) != NULL || result.exit_code != 0) {
        fail_msg("%s %s ended with %d and tells '%s':\n%s%s", args[0], args[1], result.exit_code,
                 word == NULL ? "" : word, result.out, result.err);
    }
}

static void no_list_detail_report_or_export_has_it(void **state)
{
    static const char *const things[] = {"payout:P-1", "line:1",        "line:2",     "statement:1",
                                         "seller:S-1", "available:S-1", "bank:RABO-1"};
    static const char *const formats[] = {"text", "csv", "json"};
    struct world *world = *state;
    json_t *reports = program_rows(world, "report", NULL);
    json_t *events = program_rows(world, "events", NULL);
    size_t at;
    json_t *row;
    for (const struct command *c = command_table(); c->name != NULL; c++) {
        for (size_t i = 0; c->kind == COMMAND_LIST && i < 3; i++) {
            must_be_masked(world, (const char *[]){c->name, "--format", formats[i], NULL});
        }
    }
    for (size_t i = 0; i < sizeof things / sizeof *things; i++) {
        must_be_masked(world, (const char *[]){"show", things[i], "--format", "json", NULL});
        must_be_masked(world, (const char *[]){"show", things[i], NULL});
    }
    json_array_foreach(events, at, row)
    {
        const char *id = mem_printf(world->mem, "event:%lld",
                                    (long long)json_integer_value(json_object_get(row, "event")));
        must_be_masked(world, (const char *[]){"show", id, "--format", "json", NULL});
    }
    json_array_foreach(reports, at, row)
    {
        const char *name = json_string_value(json_object_get(row, "report"));
        must_be_masked(world, (const char *[]){"report", name, "--format", "json", NULL});
    }
    must_be_masked(world, (const char *[]){"export", "hledger", NULL});
}

/* What is masked cannot be found by guessing at it, nor by the order of its rows. */
static void a_filter_and_an_order_look_at_the_mask_alone(void **state)
{
    struct world *world = *state;
    static const char *const guesses[] = {"blauwe", "Tweede", "0123"};
    for (size_t i = 0; i < 3; i++) {
        assert_int_equal(json_array_size(program_rows(world, "--operator", "all", "lines",
                                                      "--filter", guesses[i], NULL)),
                         0);
    }
    assert_int_equal(json_array_size(program_rows(world, "--operator", "fin", "lines", "--filter",
                                                  "blauwe", NULL)),
                     1);
    assert_int_equal(json_array_size(program_rows(world, "--operator", "fin", "lines", "--filter",
                                                  "winkel", NULL)),
                     0);
    json_t *rows = program_rows(world, "--operator", "all", "lines", "--sort", "text", NULL);
    const char *first = json_string_value(json_object_get(json_array_get(rows, 0), "text"));
    assert_string_equal(first, "****");
}

static const char *cell(json_t *rows, const char *name)
{
    return json_string_value(json_object_get(json_array_get(rows, 0), name));
}

static void
finance_sees_the_line_that_is_in_suspense_and_its_candidates_are_everybodys(void **state)
{
    struct world *world = *state;
    json_t *rows = program_rows(world, "--operator", "fin", "suspense", NULL);
    assert_int_equal(json_array_size(rows), 2);
    assert_non_null(strstr(cell(rows, "text"), OPEN_MEMO));
    assert_string_equal(cell(rows, "counterparty"), PAYER);
    assert_string_equal(cell(rows, "counterparty_account"), ACCOUNT);
    rows = program_rows(world, "--operator", "fin", "lines", "--filter", "^matched$", NULL);
    assert_int_equal(json_array_size(rows), 1);
    assert_string_equal(cell(rows, "text"), "****");
    assert_string_equal(cell(rows, "counterparty"), "****");
    assert_string_equal(cell(rows, "item"), "expect:X-1");
    rows = program_rows(world, "--operator", "all", "suspense", "--filter", "expect:X-1", NULL);
    assert_int_equal(json_array_size(rows), 1);
    assert_string_equal(cell(rows, "text"), "****");
    json_t *candidates = json_object_get(json_array_get(rows, 0), "candidates");
    assert_string_equal(json_string_value(json_array_get(candidates, 0)), "expect:X-1");
}

static void who_may_not_is_told_who_may_and_each_time_is_an_event(void **state)
{
    struct world *world = *state;
    struct result result =
        program_run(world, "--operator", "all", "reveal", "line", "2", "--reason", "why", NULL);
    assert_int_equal(result.exit_code, 1);
    assert_non_null(strstr(result.err, "reveal line needs role finance"));
    result = program_must(world, "--operator", "fin", "reveal", "line", "line:1", "--reason",
                          "whose bond", NULL);
    assert_non_null(strstr(result.out, MEMO));
    assert_non_null(strstr(result.out, PAYER " / " ACCOUNT));
    result = program_must(world, "--operator", "fin", "reveal", "payout", "P-1", "--reason",
                          "the bank asks", NULL);
    assert_non_null(strstr(result.out, IBAN));
    assert_int_equal(json_array_size(program_rows(world, "events", "--filter", "^reveal ", NULL)),
                     2);
    must_be_masked(world, (const char *[]){"events", "--format", "json", NULL});
}

static void a_number_is_traced_however_it_is_written_by_finance_alone(void **state)
{
    struct world *world = *state;
    struct result result = program_run(world, "--operator", "all", "trace", ACCOUNT, NULL);
    assert_int_equal(result.exit_code, 1);
    assert_non_null(strstr(result.err, "trace needs role finance"));
    json_t *rows = program_rows(world, "--operator", "fin", "trace", "nl00test-0123459876", NULL);
    assert_int_equal(json_array_size(rows), 3);
    rows = program_rows(world, "--operator", "fin", "trace", "XX420001000200034567", NULL);
    assert_int_equal(json_array_size(rows), 1);
    assert_string_equal(cell(rows, "thing"), "payout:P-1");
    assert_int_equal(
        json_array_size(program_rows(world, "--operator", "fin", "trace", "XX42", NULL)), 0);
}

static void a_payout_told_again_is_known_and_told_otherwise_it_is_not(void **state)
{
    struct world *world = *state;
    struct result result = program_must(world, "feed", "pay", NULL);
    assert_string_equal(result.out, "1 lines: 0 applied, 1 known, 0 refused\n");
    world_file(world, "elsewhere", elsewhere, strlen(elsewhere));
    result = program_run(world, "feed", "elsewhere", NULL);
    assert_int_equal(result.exit_code, 1);
    assert_non_null(strstr(result.err, "id 5 of shop is known with another body"));
}

static void an_auditor_has_neither_backup_nor_copy_of_it(void **state)
{
    struct world *world = *state;
    program_must(world, "operator", "add", "aud", "--roles", "auditor,finance", NULL);
    struct result result = program_run(world, "--operator", "aud", "backup", "b.db", NULL);
    assert_int_equal(result.exit_code, 1);
    assert_non_null(strstr(result.err, "ask an administrator"));
    result = program_run(world, "--operator", "aud", "copy", "--to", "c.db", NULL);
    assert_int_equal(result.exit_code, 1);
    assert_non_null(strstr(result.err, "ask an administrator"));
    program_must(world, "--operator", "aud", "export", "hledger", NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(no_list_detail_report_or_export_has_it, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_filter_and_an_order_look_at_the_mask_alone, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(
            finance_sees_the_line_that_is_in_suspense_and_its_candidates_are_everybodys, set_up,
            tear_down),
        cmocka_unit_test_setup_teardown(who_may_not_is_told_who_may_and_each_time_is_an_event,
                                        set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_number_is_traced_however_it_is_written_by_finance_alone,
                                        set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_payout_told_again_is_known_and_told_otherwise_it_is_not,
                                        set_up, tear_down),
        cmocka_unit_test_setup_teardown(an_auditor_has_neither_backup_nor_copy_of_it, set_up,
                                        tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
