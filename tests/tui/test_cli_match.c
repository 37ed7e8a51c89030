/* Finance matches several bank lines and items at once: all of it or nothing, never a cent beyond
 * either side, whoever else is at it. */
#include "model/mem.h"
#include "tests/support/feed_lines.h"
#include "tests/support/program.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

static const char FEED[] = PARTIES LINE(
    "b1", "bank", "\"account\":\"ICBC-001\",\"party\":\"CUSTODIAN\",\"currency\":\"CNY\"")
    DEAL("d1", "O-1", "60.00") DEAL("d2", "O-2", "40.00") DEAL("d3", "O-3", "90.00");
static const char BANK[] = "Date,Time,Bank reference,Text,Amount,Balance\n"
                           "2026-09-01,10:00:00,1,both of them,100.00,100.00\n"
                           "2026-09-01,10:00:01,2,the first half,50.00,150.00\n"
                           "2026-09-01,10:00:02,3,the second half,50.00,200.00\n"
                           "2026-09-01,10:00:03,4,a fee,-1.00,199.00\n";

static struct world *make(void *parent)
{
    struct world *world = world_with_store(parent);
    world_file(world, "feed", FEED, strlen(FEED));
    world_file(world, "bank.csv", BANK, strlen(BANK));
    program_must(world, "feed", "feed", NULL);
    program_must(world, "import", "bank.csv", "--account", "ICBC-001", "--profile", "generic",
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

/* What the deal was funded with, in minor units. */
static int64_t funded(struct world *world, const char *deal)
{
    json_t *row = json_array_get(program_rows(world, "deals", "--filter", deal, NULL), 0);
    return json_integer_value(json_object_get(json_object_get(row, "funded"), "minor"));
}

static size_t unexplained(struct world *world)
{
    return json_array_size(program_rows(world, "suspense", NULL));
}

static void must_refuse(struct result result, const char *said)
{
    assert_int_equal(result.exit_code, 1);
    if (strstr(result.err, said) == NULL) {
        fail_msg("%s", result.err);
    }
}

static void a_receipt_pays_two_orders_and_is_shown_before(void **state)
{
    struct world *world = *state;
    struct result plan =
        program_must(world, "match", "line:1", "deal:O-1,deal:O-2", "--dry-run", NULL);
    assert_non_null(strstr(plan.out, "line:1 deal:O-1: CNY 60.00 to hold:"));
    assert_non_null(strstr(plan.out, "line:1 deal:O-2: CNY 40.00 to hold:"));
    assert_int_equal(unexplained(world), 4);
    struct result done = program_must(world, "match", "line:1", "deal:O-1,deal:O-2", NULL);
    assert_non_null(strstr(done.out, "match done, 2 times"));
    assert_int_equal(unexplained(world), 3);
    assert_int_equal(funded(world, "O-1"), 6000);
    assert_int_equal(funded(world, "O-2"), 4000);
}

static void two_receipts_pay_one_order_and_what_is_over_has_to_be_named(void **state)
{
    struct world *world = *state;
    must_refuse(program_run(world, "match", "2,3", "deal:O-3", NULL),
                "the lines come to CNY 100.00, the items to 90.00: 10.00 is over");
    assert_int_equal(unexplained(world), 4);
    program_must(world, "match", "line:2,line:3=40.00", "deal:O-3", NULL);
    assert_int_equal(funded(world, "O-3"), 9000);
    assert_int_equal(unexplained(world), 3); /* 10.00 of line:3 */
}

static void many_and_many_go_by_named_parts_alone(void **state)
{
    struct world *world = *state;
    must_refuse(program_run(world, "match", "line:2,line:3", "deal:O-1,deal:O-2", NULL),
                "which part of which line is which item is not known");
    must_refuse(program_run(world, "match", "2=50,3=50", "deal:O-1=60,deal:O-2=30", NULL),
                "the items to 90.00: 10.00 is over");
    program_must(world, "match", "2=50,3=50", "deal:O-1=60,deal:O-2=40", NULL);
    assert_int_equal(funded(world, "O-1"), 6000);
    assert_int_equal(funded(world, "O-2"), 4000);
    assert_int_equal(unexplained(world), 2);
}

static void where_one_part_is_refused_none_is_done(void **state)
{
    struct world *world = *state;
    must_refuse(program_run(world, "match", "line:1", "deal:O-2,deal:O-1=61", NULL),
                "the lines come to CNY 100.00, the items to 101.00: 1.00 is over");
    must_refuse(program_run(world, "match", "line:2=45", "deal:O-2=45", NULL),
                "deal:O-2 has only CNY 40.00 left to match");
    must_refuse(
        program_run(world, "match", "line:1", "available:B-1=1,deal:O-2=45", "--dry-run", NULL),
        "nothing was done, since of line:1 deal:O-2: deal:O-2 has only");
    must_refuse(program_run(world, "match", "line:1=46", "available:B-1=1,deal:O-2=45", NULL),
                "nothing was done, since of line:1 deal:O-2: deal:O-2 has only CNY 40.00 left");
    assert_int_equal(unexplained(world), 4);
    assert_int_equal(funded(world, "O-2"), 0);
}

static void what_cannot_go_together_is_said(void **state)
{
    struct world *world = *state;
    must_refuse(program_run(world, "match", "1,1", "deal:O-1", NULL), "1 is named twice");
    must_refuse(program_run(world, "match", "1,line:4", "deal:O-1", NULL),
                "line:4 is money out, and 1 money in");
    must_refuse(program_run(world, "match", "1", "available:B-1,available:S-1", NULL),
                "how much of the items that take any amount is meant?");
    must_refuse(program_run(world, "match", "1=0", "deal:O-1", NULL),
                "the amount must be above zero");
    must_refuse(program_run(world, "match", "1,2", "deal:O-1", "--amount", "5", NULL),
                "one amount is not for several things");
    program_must(world, "match", "1", "deal:O-1,available:B-1=40", NULL);
    must_refuse(program_run(world, "match", "1,2", "deal:O-2", NULL),
                "1 has nothing left to match");
}

/* Two operators who both want the same line, and the same order: one of them is refused. */
static void of_two_at_once_one_is_refused_and_nothing_is_used_twice(void **state)
{
    struct world *world = *state;
    const char *const rivals[][4] = {{"match", "line:2", "deal:O-3", NULL},
                                     {"match", "line:2,line:3=40", "deal:O-3", NULL}};
    pid_t one = program_start(world, rivals[0]);
    pid_t other = program_start(world, rivals[1]);
    assert_int_equal(program_end(one) + program_end(other), 1);
    assert_true(funded(world, "O-3") == 5000 || funded(world, "O-3") == 9000);
    assert_int_equal(unexplained(world), 3);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        TEST(a_receipt_pays_two_orders_and_is_shown_before),
        TEST(two_receipts_pay_one_order_and_what_is_over_has_to_be_named),
        TEST(many_and_many_go_by_named_parts_alone),
        TEST(where_one_part_is_refused_none_is_done),
        TEST(what_cannot_go_together_is_said),
        TEST(of_two_at_once_one_is_refused_and_nothing_is_used_twice),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
