/* Text under the cursor: characters go in and out whole, whatever script they are of. */
#include "model/mem.h"
#include "model/text.h"
#include "tui/edit.h"

#include <locale.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>

static struct edit edit;
static void *mem;

static int before(void **state)
{
    (void)state;
    setlocale(LC_CTYPE, "C.UTF-8");
    mem = mem_context(NULL, "test");
    edit_init(&edit, mem, 64);
    return 0;
}

static int after(void **state)
{
    (void)state;
    mem_free(mem);
    return 0;
}

static bool press(int key)
{
    struct input_event event = {.key = key};
    return edit_key(&edit, &event);
}

static void typing_goes_in_at_the_cursor(void **state)
{
    (void)state;
    press('a');
    press('c');
    press(INPUT_LEFT);
    press('b');
    assert_string_equal(edit.text, "abc");
    press(INPUT_END);
    press(0x4e0a);
    assert_string_equal(edit.text, "abc上");
    press(INPUT_HOME);
    press(INPUT_DELETE);
    assert_string_equal(edit.text, "bc上");
}

static void a_character_and_its_marks_are_erased_together(void **state)
{
    (void)state;
    edit_set(&edit, "xe\xcc\x81");
    press(INPUT_BACKSPACE);
    assert_string_equal(edit.text, "x");
    edit_set(&edit, "e\xcc\x81y");
    press(INPUT_HOME);
    press(INPUT_RIGHT);
    assert_int_equal(edit.cursor, 3);
    press(INPUT_BACKSPACE);
    assert_string_equal(edit.text, "y");
    press(INPUT_BACKSPACE); /* nothing before it */
    assert_string_equal(edit.text, "y");
}

static void words_and_ends_can_be_erased(void **state)
{
    (void)state;
    edit_set(&edit, "one two three");
    press(INPUT_CTRL('W'));
    assert_string_equal(edit.text, "one two ");
    press(INPUT_CTRL('W'));
    assert_string_equal(edit.text, "one ");
    press(INPUT_CTRL('U'));
    assert_string_equal(edit.text, "");
    edit_set(&edit, "one two");
    press(INPUT_HOME);
    press(INPUT_RIGHT);
    press(INPUT_CTRL('K'));
    assert_string_equal(edit.text, "o");
}

static void a_paste_into_one_line_stays_one_line(void **state)
{
    (void)state;
    struct input_event paste = {.key = INPUT_PASTE, .text = "a\nb\tc\x1b[2Jd\xc2\x9b"};
    edit_key(&edit, &paste);
    assert_string_equal(edit.text, "a b c[2Jd");
    edit_set(&edit, "");
    edit.is_long = true;
    edit_key(&edit, &paste);
    assert_string_equal(edit.text, "a\nb c[2Jd");
}

static void what_has_no_room_is_left_out_whole(void **state)
{
    (void)state;
    for (int i = 0; i < 40; i++) {
        press(0x4e0a);
    }
    assert_int_equal(edit.bytes, 63);
    assert_int_equal(text_valid_prefix(edit.text, edit.bytes), edit.bytes);
}

static void keys_of_others_are_left_to_them(void **state)
{
    (void)state;
    assert_false(press(INPUT_ESCAPE));
    assert_false(press(INPUT_TAB));
    assert_false(press(INPUT_UP));
    assert_false(press(INPUT_ENTER));
    edit.is_long = true;
    assert_true(press(INPUT_ENTER));
    assert_string_equal(edit.text, "\n");
}

static void any_keys_leave_valid_text_and_a_cursor_between_characters(void **state)
{
    (void)state;
    static const int keys[] = {
        'a',        ' ',        0xe9,           0x301,           0x4e0a,
        0x1f600,    INPUT_LEFT, INPUT_RIGHT,    INPUT_BACKSPACE, INPUT_DELETE,
        INPUT_HOME, INPUT_END,  INPUT_CTRL('W')};
    unsigned seed = (unsigned)time(NULL);
    printf("seed %u\n", seed);
    srand(seed);
    for (int i = 0; i < 50000; i++) {
        press(keys[(size_t)rand() % (sizeof(keys) / sizeof(keys[0]))]);
        assert_int_equal(strlen(edit.text), edit.bytes);
        assert_true(edit.cursor <= edit.bytes);
        assert_int_equal(text_valid_prefix(edit.text, edit.bytes), edit.bytes);
        assert_true(((unsigned char)edit.text[edit.cursor] & 0xc0) != 0x80);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(typing_goes_in_at_the_cursor, before, after),
        cmocka_unit_test_setup_teardown(a_character_and_its_marks_are_erased_together, before,
                                        after),
        cmocka_unit_test_setup_teardown(words_and_ends_can_be_erased, before, after),
        cmocka_unit_test_setup_teardown(a_paste_into_one_line_stays_one_line, before, after),
        cmocka_unit_test_setup_teardown(what_has_no_room_is_left_out_whole, before, after),
        cmocka_unit_test_setup_teardown(keys_of_others_are_left_to_them, before, after),
        cmocka_unit_test_setup_teardown(any_keys_leave_valid_text_and_a_cursor_between_characters,
                                        before, after),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
