#include "tests/support/market_check.h"

#include "model/mem.h"
#include "model/time.h"

#include <inttypes.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define EVENING_US (20 * 3600 * TIME_US_PER_SECOND)

static void forget(void *object)
{
    json_decref(((struct market *)object)->expected);
}

struct market *market_read(struct world *world, const char *folder)
{
    json_t *expected = json_load_file(mem_printf(world->mem, "%s/expected.json", folder), 0, NULL);
    if (!expected) {
        return NULL;
    }
    struct market *market = MEM_NEW(world->mem, struct market);
    market->expected = expected;
    mem_on_free(market, forget);
    for (int i = 0; i < MARKET_DAYS_MAX; i++) {
        size_t count = 0;
        market->feeds[i] = mem_printf(market, "%s/feed-%02d.jsonl", folder, i + 1);
        market->banks[i] = mem_printf(market, "%s/bank-%02d.csv", folder, i + 1);
        if (!file_read(market, market->feeds[i], &count)) {
            break;
        }
        market->days++;
    }
    return market;
}

/* Running and comparing */

void market_run_day(struct world *world, const struct market *market, int day)
{
    char now[TIME_TEXT_BYTES];
    time_format(MARKET_FIRST_DAY_US + day * TIME_US_PER_DAY + EVENING_US, now);
    world->now = mem_strdup(world->mem, now);
    program_must(world, "feed", market->feeds[day], NULL);
    program_must(world, "import", market->banks[day], "--account", MARKET_BANK, NULL);
}

static const char *text_of(json_t *row, const char *name)
{
    json_t *value = json_object_get(row, name);
    return json_is_string(value) ? json_string_value(value) : "";
}

static int64_t minor_of(json_t *row, const char *name)
{
    return json_integer_value(json_object_get(json_object_get(row, name), "minor"));
}

static void check_lines(struct world *world, const struct market *market)
{
    json_t *states = json_object_get(market->expected, "lines");
    json_t *rows = program_rows(world, "lines", NULL);
    size_t i;
    json_t *row;
    json_array_foreach(rows, i, row)
    {
        const char *reference = text_of(row, "bank_reference");
        const char *state = text_of(row, "state");
        const char *expected = text_of(states, reference);
        if (strcmp(state, expected) != 0) {
            fail_msg("line %s (%s) is %s, not %s", reference, text_of(row, "text"), state,
                     expected);
        }
    }
    assert_int_equal(json_array_size(rows), json_object_size(states));
}

static void check_available(struct world *world, const struct market *market)
{
    json_t *available = json_object_get(market->expected, "available");
    json_t *rows = program_rows(world, "accounts", NULL);
    size_t found = 0;
    size_t i;
    json_t *row;
    json_array_foreach(rows, i, row)
    {
        if (strcmp(text_of(row, "kind"), "available") != 0) {
            continue;
        }
        const char *party = text_of(row, "party");
        int64_t expected = json_integer_value(json_object_get(available, party));
        if (minor_of(row, "balance") != expected) {
            fail_msg("available of %s is %" PRId64 ", not %" PRId64, party,
                     minor_of(row, "balance"), expected);
        }
        found += expected != 0;
    }
    size_t wanted = 0;
    const char *party;
    json_t *value;
    json_object_foreach(available, party, value)
    {
        wanted += json_integer_value(value) != 0;
    }
    assert_int_equal(found, wanted);
}

static void check_deal_holds(struct world *world, const struct market *market)
{
    json_t *rows = program_rows(world, "holds", NULL);
    int64_t live = 0;
    size_t i;
    json_t *row;
    json_array_foreach(rows, i, row)
    {
        live += strcmp(text_of(row, "purpose"), "sale") == 0 && minor_of(row, "balance") > 0;
    }
    assert_int_equal(live,
                     json_integer_value(json_object_get(market->expected, "live_deal_holds")));
}

static void check_position(struct world *world, const struct market *market)
{
    json_t *rows = program_rows(world, "report", "position", NULL);
    assert_int_equal(json_array_size(rows), 1);
    json_t *row = json_array_get(rows, 0);
    assert_string_equal(text_of(row, "currency"), "CNY");
    const char *name;
    json_t *value;
    json_object_foreach(json_object_get(market->expected, "position"), name, value)
    {
        int64_t expected = llabs(json_integer_value(value));
        int64_t found = json_integer_value(json_object_get(row, name));
        if (found != expected) {
            fail_msg("%s is %" PRId64 ", not %" PRId64, name, found, expected);
        }
    }
    assert_int_equal(json_integer_value(json_object_get(row, "difference_minor")), 0);
}

void market_check(struct world *world, const struct market *market)
{
    check_lines(world, market);
    check_available(world, market);
    check_deal_holds(world, market);
    check_position(world, market);
    program_must(world, "verify", NULL);
}
