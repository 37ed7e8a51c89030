/* A window of rows over a list: where it stands, what it holds, whose the selection is. */
#include "model/mem.h"
#include "tui/list.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>

#define ROWS_MAX 5000

/* Rows are numbers in rising order; the id is "n:NUMBER". */
struct numbers {
    long values[ROWS_MAX];
    size_t count;
    size_t fetches;
    bool is_broken;
};

static void make_row(void *mem, long value, struct view_row *out)
{
    *out = (struct view_row){.id = mem_printf(mem, "n:%ld", value)};
    out->cells = MEM_ARRAY(mem, struct cell, 1);
    out->cells[0] = (struct cell){.kind = CELL_TEXT, .text = mem_printf(mem, "number %ld", value)};
    out->key = (struct cell){.kind = CELL_INT, .number = value};
}

static enum status fetch(void *state, void *mem, const struct view_row *anchor,
                         enum view_direction direction, size_t limit, struct view_page *out,
                         struct error *err)
{
    struct numbers *numbers = state;
    numbers->fetches++;
    if (numbers->is_broken) {
        return error_set(err, STATUS_IO, "the line broke");
    }
    size_t from = direction == VIEW_FORWARD ? 0 : numbers->count;
    if (anchor && direction == VIEW_FORWARD) {
        while (from < numbers->count && numbers->values[from] <= anchor->key.number) {
            from++;
        }
    }
    if (anchor && direction == VIEW_BACKWARD) {
        while (from > 0 && numbers->values[from - 1] >= anchor->key.number) {
            from--;
        }
    }
    size_t there = direction == VIEW_FORWARD ? numbers->count - from : from;
    out->count = there < limit ? there : limit;
    out->is_end = out->count == there;
    if (direction == VIEW_BACKWARD) {
        from -= out->count;
    }
    out->rows = MEM_ARRAY(mem, struct view_row, out->count + 1);
    for (size_t i = 0; i < out->count; i++) {
        make_row(mem, numbers->values[from + i], &out->rows[i]);
    }
    return STATUS_OK;
}

static enum status find(void *state, void *mem, const char *id, struct view_row *out,
                        struct error *err)
{
    struct numbers *numbers = state;
    for (size_t i = 0; i < numbers->count; i++) {
        if (strtol(id + 2, NULL, 10) == numbers->values[i]) {
            make_row(mem, numbers->values[i], out);
            return STATUS_OK;
        }
    }
    return error_set(err, STATUS_NOT_FOUND, "there is no %s", id);
}

static struct numbers numbers;
static struct list *list;

/* count rows: 10, 20, 30, ... shown in a window of 10. */
static void show(size_t count)
{
    memset(&numbers, 0, sizeof(numbers));
    numbers.count = count;
    for (size_t i = 0; i < count; i++) {
        numbers.values[i] = 10 * (long)(i + 1);
    }
    mem_free(list);
    list = list_new(NULL);
    struct list_source source = {&numbers, 1, fetch, find};
    list_set_visible(list, 10);
    list_set_source(list, &source, false);
    list_fill(list);
}

static int after(void **state)
{
    (void)state;
    mem_free(list);
    list = NULL;
    return 0;
}

static void assert_at(long value, size_t line)
{
    assert_non_null(list_selected(list));
    assert_int_equal(list_selected(list)->key.number, value);
    assert_int_equal(list_selected_number(list), line);
}

static void one_moves_through_a_list_line_by_line(void **state)
{
    (void)state;
    show(100);
    assert_at(10, 0);
    list_move(list, 9);
    assert_at(100, 9);
    list_move(list, 1);
    assert_at(110, 9);
    assert_int_equal(list_visible(list, 0)->key.number, 20);
    list_move(list, -9);
    assert_at(20, 0);
    list_move(list, -5);
    assert_at(10, 0);
    list_move(list, 1000);
    assert_at(1000, 9);
    assert_int_equal(list_total(list), 100);
}

static void a_page_keeps_the_line(void **state)
{
    (void)state;
    show(100);
    list_move(list, 3);
    list_page(list, 1);
    assert_at(140, 3);
    list_page(list, -1);
    assert_at(40, 3);
    for (int i = 0; i < 20; i++) {
        list_page(list, 1);
    }
    assert_at(1000, 9);
    assert_int_equal(list_visible(list, 0)->key.number, 910);
    for (int i = 0; i < 20; i++) {
        list_page(list, -1);
    }
    assert_at(10, 0);
}

static void first_and_last_are_one_step_each(void **state)
{
    (void)state;
    show(ROWS_MAX);
    numbers.fetches = 0;
    list_last(list);
    assert_true(numbers.fetches <= 2);
    assert_at(10 * ROWS_MAX, 9);
    assert_int_equal(list_ordinal(list), -1); /* it was not counted */
    list_first(list);
    assert_at(10, 0);
    assert_int_equal(list_ordinal(list), 0);
}

static void a_reload_moves_neither_selection_nor_line(void **state)
{
    (void)state;
    show(1000);
    list_move(list, 500);
    list_move(list, -4);
    assert_at(4970, 5);
    memmove(numbers.values + 1, numbers.values, numbers.count * sizeof(long));
    numbers.values[0] = 5; /* a new row far before it */
    numbers.count++;
    list_reload(list);
    assert_at(4970, 5);
}

static void a_reload_at_the_start_shows_what_is_new_before_it(void **state)
{
    (void)state;
    show(100);
    list_move(list, 2);
    memmove(numbers.values + 1, numbers.values, numbers.count * sizeof(long));
    numbers.values[0] = 5;
    numbers.count++;
    list_reload(list);
    assert_at(30, 3);
    assert_int_equal(list_visible(list, 0)->key.number, 5);
}

static void the_place_of_a_row_that_went_is_taken_by_the_next(void **state)
{
    (void)state;
    show(1000);
    list_move(list, 500);
    long gone = list_selected(list)->key.number;
    size_t line = list_selected_number(list);
    memmove(numbers.values + 500, numbers.values + 501, 499 * sizeof(long));
    numbers.count--;
    list_reload(list);
    assert_at(gone + 10, line);
}

static void marks_belong_to_rows(void **state)
{
    (void)state;
    show(100);
    list_mark_toggle(list);
    list_move(list, 4);
    list_mark_toggle(list);
    assert_int_equal(pick_count(list_marks(list)), 2);
    assert_true(pick_has(list_marks(list), "n:10"));
    assert_true(pick_has(list_marks(list), "n:50"));
    list_reload(list);
    assert_true(pick_has(list_marks(list), "n:50"));
    list_mark_toggle(list);
    assert_false(pick_has(list_marks(list), "n:50"));
    assert_true(list_mark_all(list));
    assert_int_equal(pick_count(list_marks(list)), 100);
    list_mark_none(list);
    assert_int_equal(pick_count(list_marks(list)), 0);
}

static void an_empty_list_can_be_used(void **state)
{
    (void)state;
    show(0);
    assert_null(list_selected(list));
    list_move(list, 3);
    list_page(list, -1);
    list_last(list);
    list_first(list);
    list_reload(list);
    list_mark_toggle(list);
    assert_true(list_is_empty(list));
    assert_int_equal(list_total(list), 0);
}

static void a_failure_is_kept_and_the_next_reload_tries_again(void **state)
{
    (void)state;
    show(100);
    numbers.is_broken = true;
    list_move(list, 90);
    assert_non_null(list_error(list));
    numbers.is_broken = false;
    list_reload(list);
    assert_null(list_error(list));
    list_move(list, 1000);
    assert_at(1000, 9);
}

static void a_reload_that_fails_keeps_what_is_there(void **state)
{
    (void)state;
    show(2000);
    for (int i = 0; i < 3; i++) {
        list_move(list, 700); /* its first rows are not held any more in the end */
        char *id = mem_strdup(NULL, list_selected(list)->id);
        size_t line = list_selected_number(list);
        long total = list_total(list);
        numbers.is_broken = true;
        list_reload(list);
        assert_non_null(list_error(list));
        assert_string_equal(list_selected(list)->id, id);
        assert_int_equal(list_selected_number(list), line);
        assert_int_equal(list_total(list), total);
        list_first(list);
        assert_false(list_is_empty(list));
        numbers.is_broken = false;
        assert_true(list_select(list, id));
        list_reload(list);
        assert_null(list_error(list));
        assert_string_equal(list_selected(list)->id, id);
        mem_free(id);
    }
}

/* Whatever keys in whatever order: what is held is a gapless stretch of the list. */
static void any_keys_keep_the_window_whole(void **state)
{
    (void)state;
    unsigned seed = (unsigned)time(NULL);
    printf("seed %u\n", seed);
    srand(seed);
    for (int round = 0; round < 40; round++) {
        size_t count = (size_t)(rand() % (rand() % 2 ? 30 : ROWS_MAX));
        show(count);
        long place = 0; /* of the selected row */
        for (int step = 0; step < 200 && count > 0; step++) {
            switch (rand() % 7) {
            case 0:
                list_move(list, rand() % 400 - 200);
                break;
            case 1:
                list_page(list, 1);
                break;
            case 2:
                list_page(list, -1);
                break;
            case 3:
                rand() % 5 ? (void)0 : list_first(list);
                break;
            case 4:
                rand() % 5 ? (void)0 : list_last(list);
                break;
            case 5:
                list_reload(list);
                break;
            default:
                list_set_visible(list, (size_t)(rand() % 40 + 1));
                break;
            }
            list_fill(list);
            const struct view_row *selected = list_selected(list);
            assert_non_null(selected);
            place = selected->key.number / 10 - 1;
            if (list_ordinal(list) >= 0) {
                assert_int_equal(list_ordinal(list), place);
            }
            size_t line = list_selected_number(list);
            assert_ptr_equal(list_visible(list, line), selected);
            const struct view_row *row;
            for (size_t i = 0; (row = list_visible(list, i)); i++) {
                assert_int_equal(row->key.number,
                                 selected->key.number + 10 * ((long)i - (long)line));
            }
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_teardown(one_moves_through_a_list_line_by_line, after),
        cmocka_unit_test_teardown(a_page_keeps_the_line, after),
        cmocka_unit_test_teardown(first_and_last_are_one_step_each, after),
        cmocka_unit_test_teardown(a_reload_moves_neither_selection_nor_line, after),
        cmocka_unit_test_teardown(a_reload_at_the_start_shows_what_is_new_before_it, after),
        cmocka_unit_test_teardown(the_place_of_a_row_that_went_is_taken_by_the_next, after),
        cmocka_unit_test_teardown(marks_belong_to_rows, after),
        cmocka_unit_test_teardown(an_empty_list_can_be_used, after),
        cmocka_unit_test_teardown(a_failure_is_kept_and_the_next_reload_tries_again, after),
        cmocka_unit_test_teardown(a_reload_that_fails_keeps_what_is_there, after),
        cmocka_unit_test_teardown(any_keys_keep_the_window_whole, after),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
