#include "model/error.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

static void an_error_is_set_in_one_step(void **state)
{
    (void)state;
    struct error err = {.detail = "old", .hint = "old"};
    assert_int_equal(error_set(&err, STATUS_REFUSED, "hold %d is closed", 42), STATUS_REFUSED);
    assert_int_equal(err.status, STATUS_REFUSED);
    assert_string_equal(err.message, "hold 42 is closed");
    assert_string_equal(err.detail, "");
    assert_string_equal(err.hint, "");
}

static void detail_and_hint_keep_the_status(void **state)
{
    (void)state;
    struct error err;
    (void)error_set(&err, STATUS_IO, "cannot read x");
    assert_int_equal(error_detail(&err, "errno %d", 5), STATUS_IO);
    assert_int_equal(error_hint(&err, "look after the disk"), STATUS_IO);
    assert_string_equal(err.message, "cannot read x");
    assert_string_equal(err.detail, "errno 5");
    assert_string_equal(err.hint, "look after the disk");
}

static void an_error_may_quote_itself(void **state)
{
    (void)state;
    struct error err;
    (void)error_set(&err, STATUS_INVALID, "inner");
    (void)error_set(&err, STATUS_CONFLICT, "outer: %s", err.message);
    assert_string_equal(err.message, "outer: inner");
}

static void a_long_text_is_cut_between_characters(void **state)
{
    (void)state;
    static const char *const characters[] = {"x", "\u00e9", "\u4e2d", "\U0001F600"};
    for (size_t shift = 0; shift < 4; shift++) {
        for (size_t i = 0; i < 4; i++) {
            char text[2 * ERROR_TEXT_BYTES] = "";
            size_t bytes = strlen(characters[i]);
            memset(text, 'a', shift);
            for (size_t at = shift; at + bytes < sizeof text; at += bytes) {
                memcpy(text + at, characters[i], bytes);
            }
            struct error err;
            (void)error_set(&err, STATUS_INVALID, "%s", text);
            size_t kept = strlen(err.message);
            assert_true(kept > ERROR_TEXT_BYTES - 5);
            assert_int_equal((kept - shift) % bytes, 0);
            assert_memory_equal(err.message, text, kept);
        }
    }
}

static void every_status_has_its_own_name(void **state)
{
    (void)state;
    for (enum status a = STATUS_OK; a <= STATUS_CANCELLED; a++) {
        assert_string_not_equal(status_name(a), "unknown");
        for (enum status b = STATUS_OK; b < a; b++) {
            assert_string_not_equal(status_name(a), status_name(b));
        }
    }
    assert_string_equal(status_name(STATUS_REFUSED), "refused");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_error_is_set_in_one_step),
        cmocka_unit_test(detail_and_hint_keep_the_status),
        cmocka_unit_test(an_error_may_quote_itself),
        cmocka_unit_test(a_long_text_is_cut_between_characters),
        cmocka_unit_test(every_status_has_its_own_name),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
