/* Which columns stand where: what matters is in sight, and no amount is ever cut. */
#include "model/mem.h"
#include "model/time.h"
#include "model/view.h"
#include "tui/grid.h"

#include <locale.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

static const struct column columns[] = {
    {.name = "id", .title = "Id", .kind = CELL_TEXT, .width_cols = 10},
    {.name = "name", .title = "Name", .kind = CELL_TEXT, .width_cols = 24},
    {.name = "balance", .title = "Balance", .kind = CELL_MONEY, .width_cols = 16},
    {.name = "note", .title = "Note", .kind = CELL_TEXT, .width_cols = 30},
    {.name = "secret", .title = "Secret", .kind = CELL_TEXT, .width_cols = 8, .is_hidden = true},
    {.name = "outcome", .title = "If nobody acts", .kind = CELL_OUTCOME, .width_cols = 40},
};
#define COUNT (sizeof(columns) / sizeof(columns[0]))

static struct grid grid;
static struct grid_place places[VIEW_COLUMNS_MAX];
static size_t count;
static bool is_more;

static void lay_out(int cols)
{
    count = grid_layout(&grid, cols, places, &is_more);
}

static const struct grid_place *place_of(const char *name)
{
    for (size_t i = 0; i < count; i++) {
        if (strcmp(columns[places[i].column].name, name) == 0) {
            return &places[i];
        }
    }
    return NULL;
}

static int before(void **state)
{
    (void)state;
    setlocale(LC_CTYPE, "C.UTF-8");
    grid_init(&grid, columns, COUNT);
    return 0;
}

static void places_follow_each_other_and_end_within_the_screen(void **state)
{
    (void)state;
    for (int cols = 40; cols < 250; cols++) {
        lay_out(cols);
        int next = 1;
        for (size_t i = 0; i < count; i++) {
            assert_int_equal(places[i].col, next);
            next += places[i].width + 1;
        }
        assert_true(next - 1 <= cols);
    }
}

static void what_happens_if_nobody_acts_is_always_in_sight(void **state)
{
    (void)state;
    lay_out(60);
    assert_non_null(place_of("id"));
    assert_non_null(place_of("outcome"));
    assert_true(is_more);
    grid_scroll(&grid, 1, 60);
    lay_out(60);
    assert_non_null(place_of("id"));
    assert_non_null(place_of("outcome"));
}

static void a_wide_screen_has_all_that_is_not_hidden(void **state)
{
    (void)state;
    lay_out(200);
    assert_int_equal(count, COUNT - 1);
    assert_false(is_more);
    assert_null(place_of("secret"));
    grid_toggle(&grid, 4);
    lay_out(200);
    assert_non_null(place_of("secret"));
}

static void a_preferred_column_comes_before_others(void **state)
{
    (void)state;
    lay_out(66);
    assert_null(place_of("balance"));
    grid.preferred = "balance";
    lay_out(66);
    assert_non_null(place_of("balance"));
    assert_int_equal(place_of("balance")->width, 16);
}

static void scrolling_brings_later_columns_and_stops_at_the_last(void **state)
{
    (void)state;
    lay_out(90);
    assert_null(place_of("note"));
    int steps = 0;
    while (grid_scroll(&grid, 1, 90)) {
        steps++;
        assert_true(steps < (int)COUNT);
    }
    lay_out(90);
    assert_non_null(place_of("note"));
    while (grid_scroll(&grid, -1, 90)) {
        steps--;
    }
    assert_int_equal(steps, 0);
}

static void hidden_columns_are_remembered_by_name(void **state)
{
    (void)state;
    grid_toggle(&grid, 2);
    char *names = grid_hidden(&grid, NULL);
    assert_string_equal(names, "balance,secret");
    struct grid other;
    grid_init(&other, columns, COUNT);
    grid_set_hidden(&other, names);
    assert_true(other.is_hidden[2]);
    assert_true(other.is_hidden[4]);
    assert_false(other.is_hidden[1]);
    grid_set_hidden(&other, "id,nonsense");
    assert_false(other.is_hidden[0]); /* the first column stays */
    grid_toggle(&other, 0);
    assert_false(other.is_hidden[0]);
    mem_free(names);
}

static void red_is_what_ends_within_a_day_or_is_below_zero(void **state)
{
    (void)state;
    struct cell soon = {.kind = CELL_OUTCOME, .left_us = TIME_US_PER_DAY - 1};
    struct cell late = {.kind = CELL_OUTCOME, .left_us = TIME_US_PER_DAY};
    struct cell minus = {.kind = CELL_MONEY, .number = -1};
    assert_int_equal(grid_cell_role(&soon), THEME_DANGER);
    assert_int_equal(grid_cell_role(&late), THEME_TEXT);
    assert_int_equal(grid_cell_role(&minus), THEME_NEGATIVE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(places_follow_each_other_and_end_within_the_screen, before),
        cmocka_unit_test_setup(what_happens_if_nobody_acts_is_always_in_sight, before),
        cmocka_unit_test_setup(a_wide_screen_has_all_that_is_not_hidden, before),
        cmocka_unit_test_setup(a_preferred_column_comes_before_others, before),
        cmocka_unit_test_setup(scrolling_brings_later_columns_and_stops_at_the_last, before),
        cmocka_unit_test_setup(hidden_columns_are_remembered_by_name, before),
        cmocka_unit_test_setup(red_is_what_ends_within_a_day_or_is_below_zero, before),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
