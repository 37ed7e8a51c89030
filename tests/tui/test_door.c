/* The door for text: nothing hostile passes, and the cells are counted as the terminal counts them.
 */
#include "tui/door.h"

#include "model/mem.h"

#include <locale.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>

static struct door_text door;

static const wchar_t *cut(const char *text, int cols)
{
    door_cut(&door, text, strlen(text), cols);
    return door.wide;
}

static int at_start(void **state)
{
    (void)state;
    return setlocale(LC_CTYPE, "C.UTF-8") ? 0 : 1;
}

static void controls_become_visible_pictures(void **state)
{
    (void)state;
    assert_int_equal(wcscmp(cut("a\tb\r\nc\x1b[2J\x7f", 40), L"a␉b␍␊c␛[2J␡"), 0);
    assert_int_equal(wcscmp(cut("\xc2\x9b"
                                "2J",
                                40),
                            L"\xfffd"
                            L"2J"),
                     0);
    assert_int_equal(wcscmp(cut("1.00\b\b\b9", 40), L"1.00␈␈␈9"), 0);
}

static void what_is_not_utf8_is_replaced_byte_by_byte(void **state)
{
    (void)state;
    assert_int_equal(
        wcscmp(cut("a\xff\xc3(\xed\xa0\x80z", 40), L"a\xfffd\xfffd(\xfffd\xfffd\xfffdz"), 0);
}

static void direction_and_zero_width_do_not_pass(void **state)
{
    (void)state;
    assert_int_equal(wcscmp(cut("a\xe2\x80\xae"
                                "b\xe2\x80\x8b"
                                "c\xe2\x81\xa6"
                                "d\xef\xbb\xbf",
                                40),
                            L"a\xfffd"
                            L"b\xfffd"
                            L"c\xfffd"
                            L"d\xfffd"),
                     0);
}

static void two_marks_stay_and_more_are_left_out(void **state)
{
    (void)state;
    cut("e\xcc\x81\xcc\x82\xcc\x83\xcc\x84x", 40);
    assert_int_equal(door.cols, 2);
    assert_int_equal(wcscmp(door.wide, L"e\x301\x302x"), 0);
    cut("\xcc\x81x", 40);
    assert_int_equal(wcscmp(door.wide, L"\xfffdx"), 0);
}

static void wide_characters_are_cut_whole(void **state)
{
    (void)state;
    cut("上海贸易有限公司", 16);
    assert_int_equal(door.cols, 16);
    assert_false(door.is_cut);
    cut("上海贸易有限公司", 15);
    assert_true(door.is_cut);
    assert_int_equal(wcscmp(door.wide, L"上海贸易有限公…"), 0);
    assert_int_equal(door.cols, 15);
    cut("上海贸易有限公司", 14);
    assert_int_equal(wcscmp(door.wide, L"上海贸易有限…"), 0);
    assert_int_equal(door.cols, 13);
    cut("上海", 1);
    assert_int_equal(wcscmp(door.wide, L"…"), 0);
    cut("上海", 0);
    assert_int_equal(door.cols, 0);
}

static void a_prefix_ends_between_characters(void **state)
{
    (void)state;
    int cols;
    assert_int_equal(door_prefix("上海x", 7, 3, &cols), 3);
    assert_int_equal(cols, 2);
    assert_int_equal(door_prefix("e\xcc\x81x", 4, 1, &cols), 3);
    assert_int_equal(door_prefix("上", 3, 1, &cols), 3); /* one at least */
}

static void long_text_is_wrapped_at_spaces_and_line_breaks(void **state)
{
    (void)state;
    size_t skip;
    assert_int_equal(door_wrap("the quick fox", 13, 9, &skip), 9);
    assert_int_equal(skip, 1);
    assert_int_equal(door_wrap("the quick fox", 13, 6, &skip), 3);
    assert_int_equal(skip, 1);
    assert_int_equal(door_wrap("unbreakable", 11, 4, &skip), 4);
    assert_int_equal(skip, 0);
    assert_int_equal(door_wrap("a\nb", 3, 9, &skip), 1);
    assert_int_equal(skip, 1);
    assert_int_equal(door_wrap("\n\nb", 3, 9, &skip), 0);
    assert_int_equal(skip, 1);
}

/* Whatever the bytes, the cells are what wcwidth says of what came out, and never too many. */
static void any_bytes_give_cells_that_can_be_trusted(void **state)
{
    (void)state;
    unsigned seed = (unsigned)time(NULL);
    printf("seed %u\n", seed);
    srand(seed);
    for (int round = 0; round < 20000; round++) {
        char bytes[64];
        size_t count = (size_t)rand() % sizeof(bytes);
        for (size_t i = 0; i < count; i++) {
            bytes[i] = (char)(rand() % 4 ? rand() : "\xe4\xe2\xcc\x80\xb8"[rand() % 5]);
        }
        int cols = rand() % 20;
        door_cut(&door, bytes, count, cols);
        assert_true(door.cols <= cols);
        int sum = 0;
        for (size_t i = 0; i < door.length; i++) {
            int width = wcwidth(door.wide[i]);
            assert_true(width >= 0);
            sum += width;
        }
        assert_int_equal(sum, door.cols);
    }
}

static void what_cells_replace_is_spelt_in_full_in_the_detail(void **state)
{
    (void)state;
    void *mem = mem_context(NULL, "test");
    assert_string_equal(door_spell(mem, "Zażółć 青山 plain"), "Zażółć 青山 plain");
    assert_string_equal(door_spell(mem, "a\u200db"), "a<U+200D>b");
    assert_string_equal(door_spell(mem, "\u202egnp.exe"), "<U+202E>gnp.exe");
    assert_string_equal(door_spell(mem, "\U0001f44d\U0001f3fd"), "\U0001f44d<U+1F3FD>");
    assert_string_equal(door_spell(mem, "x\xff"), "x\xff"); /* what is no UTF-8 is the cells' */
    assert_string_equal(door_spell(mem, ""), "");
    mem_free(mem);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(controls_become_visible_pictures),
        cmocka_unit_test(what_is_not_utf8_is_replaced_byte_by_byte),
        cmocka_unit_test(direction_and_zero_width_do_not_pass),
        cmocka_unit_test(two_marks_stay_and_more_are_left_out),
        cmocka_unit_test(wide_characters_are_cut_whole),
        cmocka_unit_test(a_prefix_ends_between_characters),
        cmocka_unit_test(long_text_is_wrapped_at_spaces_and_line_breaks),
        cmocka_unit_test(any_bytes_give_cells_that_can_be_trusted),
        cmocka_unit_test(what_cells_replace_is_spelt_in_full_in_the_detail),
    };
    return cmocka_run_group_tests(tests, at_start, NULL);
}
