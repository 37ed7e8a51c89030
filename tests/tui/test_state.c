/* What the console remembers: kept per operator, and no harm where it cannot be. */
#include "model/mem.h"
#include "tests/support/scratch.h"
#include "tui/state.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include <cmocka.h>

static void *mem;

static int before(void **state)
{
    char path[SCRATCH_PATH_BYTES];
    (void)state;
    mem = mem_context(NULL, "test");
    return setenv("XDG_STATE_HOME", scratch_path("state", path), 1);
}

static int after(void **state)
{
    (void)state;
    mem_free(mem);
    return 0;
}

static void what_was_set_is_there_the_next_time(void **state)
{
    (void)state;
    struct state *first = state_load(mem, "alice");
    state_set(first, "holds", "sort", "due");
    state_set(first, "holds", "filter", "上海|\"x\"");
    state_set(first, "holds", "gone", "x");
    state_set(first, "holds", "gone", NULL);
    state_save(first);
    struct state *second = state_load(mem, "alice");
    assert_string_equal(state_get(second, "holds", "sort"), "due");
    assert_string_equal(state_get(second, "holds", "filter"), "上海|\"x\"");
    assert_null(state_get(second, "holds", "gone"));
    assert_null(state_get(second, "deals", "sort"));
}

static void each_operator_has_a_memory_of_its_own(void **state)
{
    (void)state;
    struct state *alice = state_load(mem, "alice");
    state_set(alice, "console", "screen", "deals");
    state_save(alice);
    assert_null(state_get(state_load(mem, "bob"), "console", "screen"));
}

static void an_operators_name_never_leads_out_of_the_folder(void **state)
{
    char path[SCRATCH_PATH_BYTES];
    struct stat status;
    (void)state;
    struct state *odd = state_load(mem, "../../outside");
    state_set(odd, "a", "b", "c");
    state_save(odd);
    assert_string_equal(state_get(state_load(mem, "../../outside"), "a", "b"), "c");
    assert_int_not_equal(stat(scratch_path("outside.json", path), &status), 0);
}

static void a_spoilt_file_is_as_good_as_none(void **state)
{
    char path[SCRATCH_PATH_BYTES];
    (void)state;
    state_save(state_load(mem, "carol"));
    FILE *file = fopen(scratch_path("state/holdfast/console-carol.json", path), "w");
    assert_non_null(file);
    fputs("[1, {\"sort\": 3", file);
    fclose(file);
    struct state *spoilt = state_load(mem, "carol");
    assert_null(state_get(spoilt, "holds", "sort"));
    state_set(spoilt, "holds", "sort", "due");
    assert_string_equal(state_get(spoilt, "holds", "sort"), "due");
}

static void where_nothing_can_be_kept_nothing_breaks(void **state)
{
    (void)state;
    setenv("XDG_STATE_HOME", "/dev/null/nowhere", 1);
    struct state *lost = state_load(mem, "alice");
    state_set(lost, "a", "b", "c");
    state_save(lost);
    assert_string_equal(state_get(lost, "a", "b"), "c");
    char *long_value = mem_zeroed(mem, STATE_VALUE_BYTES_MAX + 2, "value");
    memset(long_value, 'x', STATE_VALUE_BYTES_MAX + 1);
    state_set(lost, "a", "long", long_value);
    assert_null(state_get(lost, "a", "long"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(what_was_set_is_there_the_next_time, before, after),
        cmocka_unit_test_setup_teardown(each_operator_has_a_memory_of_its_own, before, after),
        cmocka_unit_test_setup_teardown(an_operators_name_never_leads_out_of_the_folder, before,
                                        after),
        cmocka_unit_test_setup_teardown(a_spoilt_file_is_as_good_as_none, before, after),
        cmocka_unit_test_setup_teardown(where_nothing_can_be_kept_nothing_breaks, before, after),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
