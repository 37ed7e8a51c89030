/* test_canon.c - canonical objects, beside what a JSON library makes of the same. */
#include "model/canon.h"
#include "model/mem.h"
#include "tests/support/random.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <jansson.h>

#define KEYS 26

/* The same object as jansson writes it. */
static void assert_canonical(const char *object)
{
    json_error_t trouble;
    json_t *json = json_loads(object, JSON_REJECT_DUPLICATES, &trouble);
    if (json == NULL) {
        fail_msg("%s: %s", object, trouble.text);
    }
    char *dump = json_dumps(json, JSON_COMPACT | JSON_SORT_KEYS);
    assert_string_equal(object, dump);
    free(dump);
    json_decref(json);
}

static void keys_are_sorted_and_the_last_value_holds(void **state)
{
    (void)state;
    struct canon *canon = canon_new(NULL);
    assert_string_equal(canon_object(canon), "{}");
    canon_text(canon, "b", "first");
    canon_int(canon, "a", INT64_MIN);
    canon_money(canon, "ab", (struct money){-1234, "CNY"});
    canon_text(canon, "b", "last");
    assert_string_equal(canon_object(canon), "{\"a\":-9223372036854775808,\"ab\":{\"currency\":"
                                             "\"CNY\",\"minor\":-1234},\"b\":\"last\"}");
    canon_text(canon, "aa", "");
    assert_string_equal(canon_object(canon),
                        "{\"a\":-9223372036854775808,\"aa\":\"\",\"ab\":{\"currency\":"
                        "\"CNY\",\"minor\":-1234},\"b\":\"last\"}");
    mem_free(canon);
}

static void every_byte_that_must_be_escaped_is(void **state)
{
    (void)state;
    char text[0x80];
    for (int i = 1; i < 0x80; i++) {
        text[i - 1] = (char)i;
    }
    text[0x7F] = '\0';
    struct canon *canon = canon_new(NULL);
    canon_text(canon, "ascii", text);
    canon_text(canon, "wide", "清 ü / \xE2\x80\xA8 \xF0\x9F\x90\x89");
    assert_canonical(canon_object(canon));
    mem_free(canon);
}

static void any_fields_come_out_as_a_library_writes_them(void **state)
{
    (void)state;
    static char keys[KEYS][2];
    struct random random = random_start("canon", 1);
    for (int i = 0; i < KEYS; i++) {
        keys[i][0] = (char)('a' + i);
    }
    for (int round = 0; round < 300; round++) {
        struct canon *canon = canon_new(NULL);
        int64_t fields = random_below(&random, 40);
        for (int64_t i = 0; i < fields; i++) {
            const char *key = keys[random_below(&random, KEYS)];
            if (random_chance(&random, 30)) {
                canon_int(canon, key, (int64_t)random_next(&random));
                continue;
            }
            char text[600];
            size_t bytes = (size_t)random_below(&random, (int64_t)sizeof text);
            for (size_t at = 0; at < bytes; at++) {
                text[at] = (char)random_between(&random, 1, 0x7E);
            }
            text[bytes] = '\0';
            canon_text(canon, key, text);
        }
        assert_canonical(canon_object(canon));
        mem_free(canon);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(keys_are_sorted_and_the_last_value_holds),
        cmocka_unit_test(every_byte_that_must_be_escaped_is),
        cmocka_unit_test(any_fields_come_out_as_a_library_writes_them),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
