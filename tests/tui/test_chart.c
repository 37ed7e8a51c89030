/* Figures are exact to an eighth of a cell, and their twins in ASCII say the same. */
#include "tui/chart.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>

#include <cmocka.h>

/* A bar as text: one character for each cell. */
static void assert_bar(enum chart_glyphs glyphs, int64_t part, int64_t whole, int cells,
                       const wchar_t *expected)
{
    int64_t eighths = chart_eighths(part, whole, cells);
    for (int i = 0; i < cells; i++) {
        assert_int_equal(chart_lying(glyphs, eighths - 8 * (int64_t)i), expected[i]);
    }
}

static void a_bar_is_exact_to_an_eighth_of_a_cell(void **state)
{
    (void)state;
    assert_bar(CHART_EIGHTHS, 0, 100, 4, L"    ");
    assert_bar(CHART_EIGHTHS, 50, 100, 4, L"██  ");
    assert_bar(CHART_EIGHTHS, 100, 100, 4, L"████");
    assert_bar(CHART_EIGHTHS, 1, 32, 4, L"▏   ");
    assert_bar(CHART_EIGHTHS, 7, 32, 4, L"▉   ");
    assert_bar(CHART_EIGHTHS, 13, 32, 4, L"█▋  ");
    assert_bar(CHART_ASCII, 13, 32, 4, L"#=  ");
    assert_bar(CHART_ASCII, 9, 32, 4, L"#-  ");
    assert_bar(CHART_HALVES, 13, 32, 4, L"█▌  ");
    assert_bar(CHART_HALVES, 15, 32, 4, L"██  ");
}

static void little_is_seen_and_nearly_all_is_not_all(void **state)
{
    (void)state;
    assert_int_equal(chart_eighths(1, 1000000, 10), 1);
    assert_int_equal(chart_eighths(999999, 1000000, 10), 79);
    assert_int_equal(chart_eighths(1000000, 1000000, 10), 80);
    assert_int_equal(chart_eighths(-5, 1000000, 10), 0);
    assert_int_equal(chart_eighths(2000000, 1000000, 10), 80);
    assert_int_equal(chart_eighths(INT64_MAX, INT64_MAX, 200), 1600);
    assert_int_equal(chart_eighths(INT64_MAX - 1, INT64_MAX, 200), 1599);
}

static void percents_are_rounded_down(void **state)
{
    (void)state;
    assert_int_equal(chart_percent(999, 1000), 99);
    assert_int_equal(chart_percent(1000, 1000), 100);
    assert_int_equal(chart_percent(1, 1000), 0);
    assert_int_equal(chart_percent(-1, 1000), 0);
    assert_int_equal(chart_percent(1500, 1000), 100);
    assert_int_equal(chart_percent(INT64_MAX, 1), 100);
    assert_int_equal(chart_percent(0, 0), 100);
}

static void columns_stand_on_the_line_of_zero(void **state)
{
    static const int64_t values[] = {300, 500, 0, 1, 499, 250};
    struct chart_scale scale = chart_scale(values, 6, 5);
    (void)state;
    assert_int_equal(scale.above, 5);
    assert_int_equal(scale.below, 0);
    assert_int_equal(chart_height(&scale, 0), 0);
    assert_int_equal(chart_height(&scale, 1), 1);
    assert_int_equal(chart_height(&scale, 250), 20);
    assert_int_equal(chart_height(&scale, 499), 39);
    assert_int_equal(chart_height(&scale, 500), 40);
    assert_int_equal(chart_row(&scale, 500), 0);
    assert_int_equal(chart_row(&scale, 250), 2);
    assert_int_equal(chart_row(&scale, 0), 4);
}

static void what_is_below_zero_hangs_from_it_by_the_same_measure(void **state)
{
    static const int64_t values[] = {600, -200, 300};
    struct chart_scale scale = chart_scale(values, 3, 5);
    (void)state;
    assert_int_equal(scale.above, 4);
    assert_int_equal(scale.below, 1);
    assert_int_equal(chart_height(&scale, 600), 24);
    assert_int_equal(chart_height(&scale, 300), 12);
    assert_int_equal(chart_height(&scale, -200), -8);
    assert_int_equal(chart_height(&scale, -1), -1);
    assert_int_equal(chart_row(&scale, 600), 1);
    assert_int_equal(chart_row(&scale, 0), 3);
    assert_int_equal(chart_row(&scale, -200), 4);
}

static void all_below_zero_hangs_from_the_top(void **state)
{
    static const int64_t values[] = {-100, -500};
    struct chart_scale scale = chart_scale(values, 2, 5);
    (void)state;
    assert_int_equal(scale.above, 0);
    assert_int_equal(scale.below, 5);
    assert_int_equal(chart_height(&scale, -500), -40);
    assert_int_equal(chart_height(&scale, -100), -8);
    assert_int_equal(chart_row(&scale, -500), 4);
    assert_int_equal(chart_row(&scale, -100), 0);
    assert_int_equal(chart_row(&scale, 0), 0);
}

static void no_value_leaves_its_side_of_the_line(void **state)
{
    static const int64_t cases[][2] = {
        {1, -1},    {INT64_MAX, -1}, {1, INT64_MIN}, {INT64_MAX, INT64_MIN},
        {7, -6000}, {6000, -7},      {100, -300}};
    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        for (int rows = 2; rows < 12; rows++) {
            struct chart_scale scale = chart_scale(cases[i], 2, rows);
            assert_int_equal(scale.above + scale.below, rows);
            assert_in_range(chart_height(&scale, cases[i][0]), scale.above > 0 ? 1 : 0,
                            scale.above > 0 ? 8 * scale.above : 1);
            assert_in_range(-chart_height(&scale, cases[i][1]), 1, 8 * scale.below);
        }
    }
    assert_int_equal(chart_scale(NULL, 0, 5).above, 5);
}

static void columns_show_the_last_step_that_falls_into_them(void **state)
{
    (void)state;
    for (int col = 0; col < 60; col++) {
        assert_int_equal(chart_step(col, 60, 60), col);
        assert_int_equal(chart_step(2 * col, 120, 60), col);
        assert_int_equal(chart_step(2 * col + 1, 120, 60), col);
    }
    assert_int_equal(chart_step(0, 30, 60), 1);
    assert_int_equal(chart_step(29, 30, 60), 59);
    for (int cols = 1; cols < 200; cols++) {
        assert_int_equal(chart_step(cols - 1, cols, 60), 59);
    }
}

static void upright_cells_fill_from_below_and_hanging_ones_from_above(void **state)
{
    static const wchar_t eighths[] = L" ▁▂▃▄▅▆▇█";
    static const wchar_t halves[] = L" ▄▄▄▄▄▄██";
    static const wchar_t ascii[] = L" ...::::#";
    static const wchar_t hanging[] = L" ▀▀▀▀████";
    (void)state;
    for (int i = 0; i <= 8; i++) {
        assert_int_equal(chart_upright(CHART_EIGHTHS, i), eighths[i]);
        assert_int_equal(chart_upright(CHART_HALVES, i), halves[i]);
        assert_int_equal(chart_upright(CHART_ASCII, i), ascii[i]);
        assert_int_equal(chart_hanging(CHART_HALVES, i), hanging[i]);
        assert_int_equal(chart_hanging(CHART_EIGHTHS, i), hanging[i]);
    }
    assert_int_equal(chart_upright(CHART_EIGHTHS, -3), L' ');
    assert_int_equal(chart_upright(CHART_EIGHTHS, 100), L'█');
    assert_int_equal(chart_lying(CHART_ASCII, 100), L'#');
    assert_int_equal(chart_hanging(CHART_ASCII, 2), L'\'');
    assert_int_equal(chart_hanging(CHART_ASCII, 6), L'#');
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_bar_is_exact_to_an_eighth_of_a_cell),
        cmocka_unit_test(little_is_seen_and_nearly_all_is_not_all),
        cmocka_unit_test(percents_are_rounded_down),
        cmocka_unit_test(columns_stand_on_the_line_of_zero),
        cmocka_unit_test(what_is_below_zero_hangs_from_it_by_the_same_measure),
        cmocka_unit_test(all_below_zero_hangs_from_the_top),
        cmocka_unit_test(no_value_leaves_its_side_of_the_line),
        cmocka_unit_test(columns_show_the_last_step_that_falls_into_them),
        cmocka_unit_test(upright_cells_fill_from_below_and_hanging_ones_from_above),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
