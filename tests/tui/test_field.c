/* The fields of a form: what they take, what they give, and what they say about it. */
#include "model/mem.h"
#include "model/time.h"
#include "tui/field.h"

#include <locale.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

static void *mem;
static struct entry entry;

static int before(void **state)
{
    (void)state;
    setlocale(LC_CTYPE, "C.UTF-8");
    mem = mem_context(NULL, "test");
    return 0;
}

static int after(void **state)
{
    (void)state;
    mem_free(mem);
    return 0;
}

static void make(enum field_kind kind, const char *choices, const char *text)
{
    struct field *field = MEM_NEW(mem, struct field);
    *field = (struct field){.name = "x", .title = "Thing", .kind = kind, .choices = choices};
    field->is_required = true;
    field_init(&entry, mem, field, text);
}

static bool press(int key)
{
    struct input_event event = {.key = key};
    return field_key(&entry, &event);
}

static enum status check(const char *text, struct error *err)
{
    return field_check(&entry, text, 0, err);
}

static void a_choice_is_none_until_one_is_made(void **state)
{
    (void)state;
    make(FIELD_CHOICE, "dismiss,refund,award", NULL);
    assert_null(field_text(&entry, mem));
    press(INPUT_RIGHT);
    assert_string_equal(field_text(&entry, mem), "dismiss");
    press(INPUT_RIGHT);
    assert_string_equal(field_text(&entry, mem), "refund");
    press('a');
    assert_string_equal(field_text(&entry, mem), "award");
    assert_false(press('z'));
    assert_string_equal(field_text(&entry, mem), "award");
    make(FIELD_CHOICE, "dismiss,refund,award", "refund");
    assert_string_equal(field_text(&entry, mem), "refund");
}

static void space_keeps_the_choice_that_is_made(void **state)
{
    (void)state;
    make(FIELD_CHOICE, "dismiss,refund,award", NULL);
    assert_true(press(' '));
    assert_string_equal(field_text(&entry, mem), "dismiss");
    press(INPUT_RIGHT);
    assert_true(press(' '));
    assert_string_equal(field_text(&entry, mem), "refund");
}

static void a_letter_goes_on_to_the_next_choice_that_begins_with_it(void **state)
{
    (void)state;
    make(FIELD_CHOICE, "counterfeit,complaints,fraud,court", NULL);
    static const char *const chosen[] = {"counterfeit", "complaints", "court", "counterfeit"};
    for (size_t i = 0; i < 4; i++) {
        press('c');
        assert_string_equal(field_text(&entry, mem), chosen[i]);
    }
    assert_true(press('f'));
    assert_true(press('F'));
    assert_string_equal(field_text(&entry, mem), "fraud");
}

static void a_set_is_given_in_the_order_of_its_choices(void **state)
{
    (void)state;
    make(FIELD_SET, "payout,advance,listing", NULL);
    assert_null(field_text(&entry, mem));
    press('l');
    press('p');
    assert_string_equal(field_text(&entry, mem), "payout,listing");
    press('p');
    assert_string_equal(field_text(&entry, mem), "listing");
    press(INPUT_LEFT);
    press(' ');
    assert_null(field_text(&entry, mem)); /* the last one was switched off */
}

static void a_flag_is_there_or_not(void **state)
{
    (void)state;
    make(FIELD_FLAG, NULL, NULL);
    assert_null(field_text(&entry, mem));
    press(' ');
    assert_non_null(field_text(&entry, mem));
    press(' ');
    assert_null(field_text(&entry, mem));
}

static void what_is_needed_is_asked_for_by_name(void **state)
{
    (void)state;
    struct error err;
    make(FIELD_TEXT, NULL, NULL);
    assert_int_equal(check(field_text(&entry, mem), &err), STATUS_INVALID);
    assert_non_null(strstr(err.message, "Thing"));
    make(FIELD_TEXT, NULL, "given");
    assert_int_equal(check(field_text(&entry, mem), &err), STATUS_OK);
}

static void an_amount_is_digits_with_a_point(void **state)
{
    (void)state;
    static const char *const good[] = {"1", "1.5", "1200.50", "CNY 12.00", "0.001"};
    static const char *const bad[] = {"",    ".5",  "1.",   "1,5",    "-1",
                                      "1e3", "abc", "CN 1", "12 CNY", "1.2.3"};
    struct error err;
    make(FIELD_AMOUNT, NULL, NULL);
    for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++) {
        assert_int_equal(check(good[i], &err), STATUS_OK);
    }
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
        assert_int_equal(check(bad[i], &err), STATUS_INVALID);
    }
}

static void a_deadline_is_read_as_the_command_line_reads_it(void **state)
{
    (void)state;
    struct error err;
    make(FIELD_TIME, NULL, NULL);
    assert_int_equal(check("30d", &err), STATUS_OK);
    assert_int_equal(check("2026-10-01", &err), STATUS_OK);
    assert_int_equal(check("2026-02-30", &err), STATUS_INVALID);
    assert_int_equal(check("soon", &err), STATUS_INVALID);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_choice_is_none_until_one_is_made, before, after),
        cmocka_unit_test_setup_teardown(space_keeps_the_choice_that_is_made, before, after),
        cmocka_unit_test_setup_teardown(a_letter_goes_on_to_the_next_choice_that_begins_with_it,
                                        before, after),
        cmocka_unit_test_setup_teardown(a_set_is_given_in_the_order_of_its_choices, before, after),
        cmocka_unit_test_setup_teardown(a_flag_is_there_or_not, before, after),
        cmocka_unit_test_setup_teardown(what_is_needed_is_asked_for_by_name, before, after),
        cmocka_unit_test_setup_teardown(an_amount_is_digits_with_a_point, before, after),
        cmocka_unit_test_setup_teardown(a_deadline_is_read_as_the_command_line_reads_it, before,
                                        after),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
