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
    assert_int_equal(chart_percent(1500, 1000), 150);
    assert_int_equal(chart_percent(INT64_MAX, 1), 999);
    assert_int_equal(chart_percent(0, 0), 100);
}

static void a_span_has_zero_in_it(void **state)
{
    static const int64_t above[] = {300, 500, 400};
    static const int64_t below[] = {-300, -500};
    static const int64_t both[] = {100, -100};
    (void)state;
    assert_int_equal(chart_span(above, 3).low, 0);
    assert_int_equal(chart_span(above, 3).high, 500);
    assert_int_equal(chart_span(below, 2).low, -500);
    assert_int_equal(chart_span(below, 2).high, 0);
    assert_int_equal(chart_span(both, 2).low, -100);
    assert_int_equal(chart_span(both, 2).high, 100);
    assert_int_equal(chart_span(NULL, 0).high, 0);
}

static void a_column_rises_from_the_lowest_level(void **state)
{
    const struct chart_span above = {0, 500};
    const struct chart_span both = {-100, 300};
    const struct chart_span widest = {INT64_MIN, INT64_MAX};
    (void)state;
    assert_int_equal(chart_height(above, 0, 5), 0);
    assert_int_equal(chart_height(above, 1, 5), 1);
    assert_int_equal(chart_height(above, 250, 5), 20);
    assert_int_equal(chart_height(above, 499, 5), 39);
    assert_int_equal(chart_height(above, 500, 5), 40);
    assert_int_equal(chart_height(both, -100, 4), 0);
    assert_int_equal(chart_height(both, 0, 4), 8);
    assert_int_equal(chart_height(both, 300, 4), 32);
    assert_int_equal(chart_height(widest, INT64_MAX, 5), 40);
    assert_int_equal(chart_height(widest, 0, 5), 20);
    assert_int_equal(chart_height((struct chart_span){0, 0}, 0, 5), 0);
}

static void zero_lies_in_the_row_of_its_level(void **state)
{
    (void)state;
    assert_int_equal(chart_zero_row((struct chart_span){0, 500}, 5), 4);
    assert_int_equal(chart_zero_row((struct chart_span){-100, 300}, 4), 3);
    assert_int_equal(chart_zero_row((struct chart_span){-200, 200}, 4), 2);
    assert_int_equal(chart_zero_row((struct chart_span){-500, 0}, 5), 0);
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

static void upright_cells_fill_from_below(void **state)
{
    static const wchar_t eighths[] = L" ▁▂▃▄▅▆▇█";
    static const wchar_t halves[] = L" ▄▄▄▄▄▄██";
    static const wchar_t ascii[] = L" ...::::#";
    (void)state;
    for (int i = 0; i <= 8; i++) {
        assert_int_equal(chart_upright(CHART_EIGHTHS, i), eighths[i]);
        assert_int_equal(chart_upright(CHART_HALVES, i), halves[i]);
        assert_int_equal(chart_upright(CHART_ASCII, i), ascii[i]);
    }
    assert_int_equal(chart_upright(CHART_EIGHTHS, -3), L' ');
    assert_int_equal(chart_upright(CHART_EIGHTHS, 100), L'█');
    assert_int_equal(chart_lying(CHART_ASCII, 100), L'#');
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_bar_is_exact_to_an_eighth_of_a_cell),
        cmocka_unit_test(little_is_seen_and_nearly_all_is_not_all),
        cmocka_unit_test(percents_are_rounded_down),
        cmocka_unit_test(a_span_has_zero_in_it),
        cmocka_unit_test(a_column_rises_from_the_lowest_level),
        cmocka_unit_test(zero_lies_in_the_row_of_its_level),
        cmocka_unit_test(columns_show_the_last_step_that_falls_into_them),
        cmocka_unit_test(upright_cells_fill_from_below),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
