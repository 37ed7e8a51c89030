/* `profiles new`: a bank that no profile fits, from a script. */
#include "model/mem.h"
#include "tests/support/program.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

static const char nowhere[] = "Bank of Nowhere\n"
                              "Day,What,Moved\n"
                              "01/02/2026,it's,100.00\n"
                              "05/02/2026,Pens,-30.00\n";

static void a_format_is_learnt_once_all_is_answered(void **state)
{
    struct world *world = *state;
    world_file(world, "nowhere.csv", nowhere, strlen(nowhere));
    struct result asked = program_run(world, "profiles", "new", "nowhere.csv", NULL);
    assert_int_equal(asked.exit_code, 1);
    assert_non_null(strstr(asked.out, "no date of 'Day' tells the day from the month"));
    assert_non_null(strstr(asked.out, "--answers 'date_form=%m/%d/%Y'"));
    assert_non_null(strstr(asked.err, "the file leaves "));
    assert_non_null(strstr(asked.err, "nothing is written"));
    assert_int_equal(program_run(world, "profiles", "show", "nowhere", NULL).exit_code, 1);
    struct result done =
        program_must(world, "profiles", "new", "nowhere.csv", "--answers", "date_form=%m/%d/%Y",
                     "--answers", "sign=normal", "--answers", "status=", NULL);
    assert_non_null(strstr(done.out, "2026-01-02"));
    assert_non_null(strstr(done.out, "2 rows, 0 that do not count, 0 rejects"));
    struct result shown = program_must(world, "profiles", "show", "nowhere", NULL);
    assert_non_null(strstr(shown.out, "%m/%d/%Y"));
    assert_non_null(
        strstr(program_must(world, "profiles", "detect", "nowhere.csv", NULL).out, "nowhere"));
    /* It is there now, and is never written over, nor beside itself. */
    struct result again = program_run(world, "profiles", "new", "nowhere.csv", NULL);
    assert_int_equal(again.exit_code, 1);
    assert_non_null(strstr(again.err, "there is a profile nowhere already"));
    again = program_run(world, "profiles", "new", "nowhere.csv", "--name", "other", NULL);
    assert_int_equal(again.exit_code, 1);
    assert_non_null(strstr(again.err, "profile nowhere fits nowhere.csv already"));
}

static void a_learnt_format_goes_where_it_is_told_and_nowhere_else(void **state)
{
    struct world *world = *state;
    world_file(world, "nowhere.csv", nowhere, strlen(nowhere));
    world_file(world, "there.ini", "kept", 4);
#define ANSWERED                                                                                   \
    "--answers", "date_form=%m/%d/%Y", "--answers", "sign=normal", "--answers", "status="
    struct result there =
        program_run(world, "profiles", "new", "nowhere.csv", ANSWERED, "--out", "there.ini", NULL);
    assert_int_equal(there.exit_code, 1);
    assert_non_null(strstr(there.err, "there.ini cannot be written"));
    (void)program_must(world, "profiles", "new", "nowhere.csv", ANSWERED, "--out", "new.ini", NULL);
    assert_int_equal(access(world_path(world, "new.ini"), R_OK), 0);
    assert_int_equal(program_run(world, "profiles", "show", "nowhere", NULL).exit_code, 1);
    struct result wrong =
        program_run(world, "profiles", "new", "nowhere.csv", "--answers", "datum=Day", NULL);
    assert_int_equal(wrong.exit_code, 1);
    assert_non_null(strstr(wrong.err, "there is no key datum"));
    wrong = program_run(world, "profiles", "new", "nowhere.csv", ANSWERED, "--answers",
                        "amount=Betrag", NULL);
    assert_int_equal(wrong.exit_code, 1);
    assert_non_null(strstr(wrong.err, "amount names no column of [header] columns"));
}

static int set_up(void **state)
{
    *state = world_with_store(NULL);
    return 0;
}

static int tear_down(void **state)
{
    mem_free(*state);
    return 0;
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_format_is_learnt_once_all_is_answered),
        TEST(a_learnt_format_goes_where_it_is_told_and_nowhere_else),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
