#include "model/text.h"

#include "model/mem.h"
#include "tests/support/random.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#define ROUNDS 20000
#define POINTS_MAX 24

static void *mem;

static int begin(void **state)
{
    (void)state;
    mem = mem_context(NULL, "test");
    return 0;
}

static int end(void **state)
{
    (void)state;
    mem_free(mem);
    return 0;
}

static void only_strict_utf8_is_text(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        size_t bytes, valid;
    } cases[] = {
        {"plain", 5, 5},
        {"\u00e9\u4e2d\U0001F600", 9, 9},
        {"a\xff", 2, 1},                /* never a byte of UTF-8 */
        {"ab\xc0\x80", 4, 2},           /* an overlong NUL */
        {"\xe0\x80\xaf", 3, 0},         /* an overlong slash */
        {"x\xed\xa0\x80", 4, 1},        /* a surrogate */
        {"\xf4\x90\x80\x80", 4, 0},     /* beyond U+10FFFF */
        {"ok\xe4\xb8", 4, 2},           /* cut short */
        {"a\0b", 3, 1},                 /* a NUL */
        {"\xf4\x8f\xbf\xbd\x80", 5, 4}, /* a continuation alone */
        {"", 0, 0},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        assert_int_equal(text_valid_prefix(cases[i].text, cases[i].bytes), cases[i].valid);
    }
}

static void accepted_text_is_in_nfc(void **state)
{
    (void)state;
    static const struct {
        const char *given, *kept;
    } cases[] = {
        {"e\u0301t\u00e9", "\u00e9t\u00e9"},
        {"\u1112\u1161\u11ab", "\ud55c"},
        {"\u212b", "\u00c5"},
        {"\u8ba2\u5355O-100455", "\u8ba2\u5355O-100455"},
        {"\uf900", "\u8c48"},
        {"a\u0323\u0307", "\u1ea1\u0307"},
        {"a\u0307\u0323", "\u1ea1\u0307"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct error err;
        char *kept = NULL;
        assert_int_equal(text_accept(mem, "memo", cases[i].given, strlen(cases[i].given),
                                     TEXT_BODY_BYTES_MAX, &kept, &err),
                         STATUS_OK);
        assert_string_equal(kept, cases[i].kept);
    }
}

static void a_bad_byte_is_named_with_its_offset(void **state)
{
    (void)state;
    struct error err;
    char *kept = NULL;
    assert_int_equal(text_accept(mem, "facts", "abc\xff", 4, 10, &kept, &err), STATUS_INVALID);
    assert_string_equal(err.message, "facts is not UTF-8 text: byte 0xff at offset 3");
    assert_null(kept);
}

static void text_beyond_its_limit_is_refused(void **state)
{
    (void)state;
    struct error err;
    char *kept = NULL;
    assert_int_equal(text_accept(mem, "name", "abcd", 4, 3, &kept, &err), STATUS_LIMIT);
    assert_int_equal(text_accept(mem, "name", "abc", 3, 3, &kept, &err), STATUS_OK);
    /* U+FB2C takes three bytes and becomes three characters of two. */
    assert_int_equal(text_accept(mem, "name", "\ufb2c", 3, 3, &kept, &err), STATUS_LIMIT);
}

static void nfc_of_nfc_is_itself(void **state)
{
    (void)state;
    struct random random = random_start("nfc_of_nfc_is_itself", 0);
    static const int64_t ranges[][2] = {{0x20, 0x7e},     {0xc0, 0x17f},    {0x300, 0x36f},
                                        {0x1100, 0x11ff}, {0xac00, 0xd7a3}, {0x4e00, 0x4e40},
                                        {0xf900, 0xfa20}, {0x5d0, 0x5ea},   {0x900, 0x97f}};
    for (int round = 0; round < ROUNDS; round++) {
        char text[4 * POINTS_MAX + 1];
        size_t bytes = 0;
        int64_t points = random_below(&random, POINTS_MAX);
        for (int64_t i = 0; i < points; i++) {
            const int64_t *range = ranges[random_below(&random, 9)];
            bytes +=
                text_encode((uint32_t)random_between(&random, range[0], range[1]), text + bytes);
        }
        struct error err;
        char *once = NULL;
        char *twice = NULL;
        assert_int_equal(text_accept(NULL, "x", text, bytes, 4096, &once, &err), STATUS_OK);
        assert_int_equal(text_accept(NULL, "x", once, strlen(once), 4096, &twice, &err), STATUS_OK);
        assert_string_equal(once, twice);
        char *folded = text_fold(once, once);
        assert_string_equal(folded, text_fold(once, folded));
        mem_free(once);
        mem_free(twice);
    }
}

static void decoding_undoes_encoding(void **state)
{
    (void)state;
    for (uint32_t point = 1; point <= 0x10FFFF; point++) {
        if (point >= 0xD800 && point <= 0xDFFF) {
            continue;
        }
        char bytes[4];
        uint32_t back = 0;
        size_t length = text_encode(point, bytes);
        assert_int_equal(text_decode(bytes, length, &back), length);
        assert_int_equal(back, point);
    }
}

static void an_identifier_has_no_controls_and_no_spaces_at_its_ends(void **state)
{
    (void)state;
    static const char *const bad[] = {"",          " a",       "a ",         "a\tb",
                                      "a\x1b[2Jb", "a\u202eb", "a\xc2\x85z", "\u3000a",
                                      "a\u2028b",  "a\u00a0",  "\x7f",       "a\xffz"};
    static const char *const good[] = {"S-0001", "a b", "\u8ba2\u5355-7", "\u00d8rsted"};
    struct error err;
    char *id = NULL;
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        assert_int_equal(text_accept_id(mem, "party", bad[i], &id, &err), STATUS_INVALID);
        assert_null(id);
    }
    for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
        assert_int_equal(text_accept_id(mem, "party", good[i], &id, &err), STATUS_OK);
        assert_string_equal(id, good[i]);
    }
    char longer[TEXT_ID_BYTES_MAX + 2];
    memset(longer, 'x', sizeof longer - 1);
    longer[sizeof longer - 1] = '\0';
    assert_int_equal(text_accept_id(mem, "party", longer, &id, &err), STATUS_LIMIT);
}

static void a_search_key_is_folded(void **state)
{
    (void)state;
    assert_string_equal(text_fold(mem, "STRASSE"), text_fold(mem, "stra\u00dfe"));
    assert_string_equal(text_fold(mem, "E\u0301"), "\u00e9");
    assert_string_equal(text_fold(mem, "\u039f\u03a3"), text_fold(mem, "\u03bf\u03c2"));
    assert_string_equal(text_fold(mem, "AB\xff"
                                       "CD"),
                        "ab");
    assert_string_equal(text_fold(mem, ""), "");
    assert_string_equal(text_fold(mem, "\u03b1\u0345\u0324"), text_fold(mem, "\u1fb3\u0324"));
}

static void integers_are_read_strictly(void **state)
{
    (void)state;
    int64_t value = 7;
    assert_true(text_to_int("-9223372036854775808", &value));
    assert_true(value == INT64_MIN);
    assert_true(text_to_int("9223372036854775807", &value));
    assert_true(value == INT64_MAX);
    static const char *const bad[] = {"",
                                      "-",
                                      "+1",
                                      " 1",
                                      "1 ",
                                      "1x",
                                      "0x1",
                                      "1.0",
                                      "--1",
                                      "9223372036854775808",
                                      "-9223372036854775809"};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        assert_false(text_to_int(bad[i], &value));
    }
}

static void hex_is_lower_case(void **state)
{
    (void)state;
    assert_string_equal(text_hex(mem, "\x00\xab\xff", 3), "00abff");
    assert_string_equal(text_hex(mem, "", 0), "");
}

/* Plain letters are passed over many at a time: what is none of them is found wherever it stands.
 */
static void the_valid_prefix_ends_at_any_place(void **state)
{
    (void)state;
    static const char bad[] = {'\0', '\x80', '\xc3', '\xff'};
    char text[40];
    for (size_t at = 0; at < sizeof text; at++) {
        for (size_t i = 0; i < sizeof bad; i++) {
            memset(text, '\x7f', sizeof text);
            assert_int_equal(text_valid_prefix(text, sizeof text), sizeof text);
            text[at] = bad[i];
            assert_int_equal(text_valid_prefix(text, sizeof text), at);
        }
        if (at + 1 < sizeof text) {
            memset(text, '\x01', sizeof text);
            memcpy(text + at, "\xc3\xa4", 2);
            assert_int_equal(text_valid_prefix(text, sizeof text), sizeof text);
        }
    }
}

static void integers_are_written_as_printf_would(void **state)
{
    (void)state;
    char wanted[TEXT_INT_BYTES];
    char is[TEXT_INT_BYTES];
    int64_t values[] = {0, INT64_MAX, INT64_MIN, INT64_MIN + 1};
    for (size_t i = 0; i < sizeof values / sizeof *values; i++) {
        (void)snprintf(wanted, sizeof wanted, "%lld", (long long)values[i]);
        assert_int_equal(text_of_int(values[i], is), strlen(wanted));
        assert_string_equal(is, wanted);
    }
    for (int64_t power = 1; power <= INT64_MAX / 10; power *= 10) {
        for (int64_t value = power - 1; value <= power + 1; value++) {
            (void)snprintf(wanted, sizeof wanted, "%lld", (long long)-value);
            assert_int_equal(text_of_int(-value, is), strlen(wanted));
            assert_string_equal(is, wanted);
        }
    }
    for (int value = 0; value < 1000; value++) {
        (void)snprintf(wanted, sizeof wanted, "%d", value);
        assert_int_equal(text_of_int(value, is), strlen(wanted));
        assert_string_equal(is, wanted);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(only_strict_utf8_is_text),
        cmocka_unit_test(accepted_text_is_in_nfc),
        cmocka_unit_test(a_bad_byte_is_named_with_its_offset),
        cmocka_unit_test(text_beyond_its_limit_is_refused),
        cmocka_unit_test(nfc_of_nfc_is_itself),
        cmocka_unit_test(decoding_undoes_encoding),
        cmocka_unit_test(an_identifier_has_no_controls_and_no_spaces_at_its_ends),
        cmocka_unit_test(a_search_key_is_folded),
        cmocka_unit_test(integers_are_read_strictly),
        cmocka_unit_test(the_valid_prefix_ends_at_any_place),
        cmocka_unit_test(integers_are_written_as_printf_would),
        cmocka_unit_test(hex_is_lower_case),
    };
    return cmocka_run_group_tests(tests, begin, end);
}
