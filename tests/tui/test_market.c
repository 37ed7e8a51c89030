/* test_market.c - whole days of a marketplace through the command line: every line's state, every
 * balance, the position, and the same books by another program. */
#include "model/mem.h"
#include "tests/support/market_check.h"
#include "tests/support/random.h"

#include <inttypes.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#define SHARED_MARKET "../shared/data/market"
#define LEDGER "/usr/bin/ledger"
#define BALANCE_BYTES 64

static void run_and_check(struct world *world, const struct market *market)
{
    for (int day = 0; day < market->days; day++) {
        market_run_day(world, market, day);
    }
    market_check(world, market);
}

static void a_second_time_adds_nothing(struct world *world, const struct market *market)
{
    const char *before = program_dump(world);
    for (int day = 0; day < market->days; day++) {
        program_must(world, "feed", market->feeds[day], NULL);
        json_t *rows =
            program_rows(world, "import", market->banks[day], "--account", MARKET_BANK, NULL);
        json_t *row = json_array_get(rows, 0);
        assert_int_equal(json_array_size(rows), 1);
        assert_int_equal(json_integer_value(json_object_get(row, "new")), 0);
        assert_int_equal(json_integer_value(json_object_get(row, "duplicate")),
                         json_integer_value(json_object_get(row, "lines")));
    }
    const char *after = program_dump(world);
    assert_string_equal(before, after);
}

/* "Assets:Bank:ICBC-001" and the like: what the journal calls an account is its own business; what
 * counts is that each of our balances is among ledger's, and none else. */
static char *ledger_balances(struct world *world, const char *journal)
{
    char *command = mem_printf(
        world->mem,
        LEDGER " --no-pager --args-only -f %s balance --flat --no-total --empty "
               "--balance-format '%%(account)\\n%%(quantity(scrub(display_total)))\\n' 2>&1",
        journal);
    FILE *pipe = popen(command, "r");
    assert_non_null(pipe);
    char *text = mem_strdup(world->mem, "");
    char line[1024];
    while (fgets(line, sizeof line, pipe)) {
        text = mem_append(text, "%s", line);
    }
    if (pclose(pipe) != 0) {
        fail_msg("ledger does not read the journal: %s", text);
    }
    return text;
}

static int by_text(const void *a, const void *b)
{
    return strcmp(a, b);
}

/* Every non-zero balance of the accounts, as ledger prints amounts, sorted. */
static size_t our_balances(struct world *world, char (**out)[BALANCE_BYTES])
{
    json_t *rows = program_rows(world, "accounts", NULL);
    *out = mem_zeroed(world->mem, (json_array_size(rows) + 1) * BALANCE_BYTES, "balances");
    size_t count = 0;
    size_t i;
    json_t *row;
    json_array_foreach(rows, i, row)
    {
        json_int_t minor =
            json_integer_value(json_object_get(json_object_get(row, "balance"), "minor"));
        if (minor != 0) {
            /* Credits are positive with us and negative there. */
            (void)snprintf((*out)[count++], BALANCE_BYTES, "%" PRId64, (int64_t)-minor);
        }
    }
    qsort(*out, count, BALANCE_BYTES, by_text);
    return count;
}

/* "-123.4" in minor units; no float comes near an amount, not even here. */
static int64_t minor_of_text(const char *text)
{
    const char *point = strchr(text, '.');
    int64_t whole = strtoll(text, NULL, 10);
    int64_t cents = 0;
    for (size_t i = 1; point && i <= 2; i++) {
        bool has_digit = i < strlen(point) && point[i] >= '0' && point[i] <= '9';
        cents = cents * 10 + (has_digit ? point[i] - '0' : 0);
    }
    return whole * 100 + (text[0] == '-' ? -cents : cents);
}

static void ledger_finds_the_same_balances(struct world *world)
{
    if (access(LEDGER, X_OK) != 0) {
        printf("SKIP: the ledger program is not installed\n");
        return;
    }
    struct result export = program_must(world, "export", "ledger", NULL);
    char *journal = world_file(world, "books.ledger", export.out, export.out_bytes);
    char *text = ledger_balances(world, journal);
    char(*ours)[BALANCE_BYTES];
    size_t count = our_balances(world, &ours);
    char(*theirs)[BALANCE_BYTES] = mem_zeroed(world->mem, (count + 1) * BALANCE_BYTES, "theirs");
    size_t found = 0;
    char *rest = NULL;
    for (char *name = strtok_r(text, "\n", &rest); name; name = strtok_r(NULL, "\n", &rest)) {
        char *amount = strtok_r(NULL, "\n", &rest);
        assert_non_null(amount);
        if (minor_of_text(amount) != 0) {
            assert_true(found < count);
            (void)snprintf(theirs[found++], BALANCE_BYTES, "%" PRId64, minor_of_text(amount));
        }
    }
    assert_int_equal(found, count);
    qsort(theirs, found, BALANCE_BYTES, by_text);
    for (size_t i = 0; i < count; i++) {
        assert_string_equal(theirs[i], ours[i]);
    }
}

static void the_shared_market_comes_out_exactly(void **state)
{
    (void)state;
    void *mem = mem_context(NULL, "shared");
    struct world *world = world_with_store(mem);
    char *folder = realpath(SHARED_MARKET, NULL);
    struct market *market = folder ? market_read(world, folder) : NULL;
    free(folder);
    if (!market) {
        printf("SKIP: %s is not here\n", SHARED_MARKET);
        mem_free(mem);
        skip();
    }
    assert_int_equal(market->days, 5);
    run_and_check(world, market);
    ledger_finds_the_same_balances(world);
    a_second_time_adds_nothing(world, market);
    mem_free(mem);
}

static void played_market(uint64_t seed, const struct market_options *size)
{
    void *mem = mem_context(NULL, "played");
    struct world *world = world_with_store(mem);
    struct market_options options = *size;
    options.seed = seed;
    struct market *market = market_make(world, &options);
    run_and_check(world, market);
    ledger_finds_the_same_balances(world);
    a_second_time_adds_nothing(world, market);
    mem_free(mem);
}

static void played_markets_of_many_seeds_come_out_exactly(void **state)
{
    (void)state;
    static const struct market_options small = {
        .days = 3, .sellers = 8, .buyers = 30, .deals_a_day = 40};
    struct random random = random_start("market", 20260901);
    for (int i = 0; i < 3; i++) {
        uint64_t seed = random_next(&random);
        printf("# market of seed %" PRIu64 "\n", seed);
        played_market(seed, &small);
    }
}

static void a_long_market_comes_out_exactly(void **state)
{
    (void)state;
    static const struct market_options options = {
        .days = 12, .sellers = 12, .buyers = 60, .deals_a_day = 30};
    played_market(97, &options);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_shared_market_comes_out_exactly),
        cmocka_unit_test(played_markets_of_many_seeds_come_out_exactly),
        cmocka_unit_test(a_long_market_comes_out_exactly),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
