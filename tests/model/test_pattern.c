#include "model/pattern.h"

#include "model/mem.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

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

static struct pattern *compiled(const char *expression, bool ignore_case)
{
    struct error err;
    struct pattern *pattern = NULL;
    assert_int_equal(pattern_compile(mem, expression, ignore_case, &pattern, &err), STATUS_OK);
    return pattern;
}

static bool matches(const struct pattern *pattern, const char *text)
{
    bool gave_up = true;
    bool found = pattern_matches(pattern, text, strlen(text), &gave_up);
    assert_false(gave_up);
    return found;
}

static void a_match_is_found_anywhere(void **state)
{
    (void)state;
    assert_true(matches(compiled("O-\\d{6}", false), "\u8ba2\u5355O-100455\u8d27\u6b3e"));
    assert_false(matches(compiled("O-\\d{6}", false), "o-100455"));
    assert_true(matches(compiled("o-\\d{6}", true), "O-100455"));
    assert_true(matches(compiled("\u00e9T", true), "\u00c9t"));
    assert_true(matches(compiled("^.{2}$", false), "\u8ba2\u5355"));
    assert_true(matches(compiled("", false), ""));
}

static void a_named_group_tells_where_it_is(void **state)
{
    (void)state;
    struct pattern *pattern = compiled("no (?<id>O-\\d+)(?<rest>/.*)?", true);
    const char *text = "ORDER NO O-100602";
    size_t start = 0;
    size_t length = 0;
    assert_true(pattern_group(pattern, text, strlen(text), "id", &start, &length));
    assert_int_equal(start, 9);
    assert_int_equal(length, 8);
    assert_false(pattern_group(pattern, text, strlen(text), "rest", &start, &length));
    assert_false(pattern_group(pattern, text, strlen(text), "other", &start, &length));
    assert_false(pattern_group(pattern, "nothing", 7, "id", &start, &length));
}

static void of_groups_with_one_name_the_matching_one_counts(void **state)
{
    (void)state;
    struct pattern *pattern = compiled("(?J)(?:a(?<n>\\d)|b(?<n>\\d\\d))", false);
    size_t start = 0;
    size_t length = 0;
    assert_true(pattern_group(pattern, "xb42", 4, "n", &start, &length));
    assert_int_equal(start, 2);
    assert_int_equal(length, 2);
}

static void a_wrong_expression_is_explained(void **state)
{
    (void)state;
    struct error err;
    struct pattern *pattern = NULL;
    assert_int_equal(pattern_compile(mem, "a(b", false, &pattern, &err), STATUS_INVALID);
    assert_string_equal(err.message,
                        "not a regular expression: missing closing parenthesis at offset 3");
    assert_int_equal(pattern_compile(mem, "\xff", false, &pattern, &err), STATUS_INVALID);
    assert_null(pattern);
}

static void limits_are_named(void **state)
{
    (void)state;
    char longer[PATTERN_BYTES_MAX + 2];
    memset(longer, 'x', sizeof longer - 1);
    longer[sizeof longer - 1] = '\0';
    struct error err;
    struct pattern *pattern = NULL;
    assert_int_equal(pattern_compile(mem, longer, false, &pattern, &err), STATUS_LIMIT);
    char groups[3 * (PATTERN_GROUPS_MAX + 1) + 1] = "";
    for (int i = 0; i <= PATTERN_GROUPS_MAX; i++) {
        strcat(groups, "(a)");
    }
    assert_int_equal(pattern_compile(mem, groups, false, &pattern, &err), STATUS_LIMIT);
    assert_null(pattern);
}

static void a_runaway_match_is_given_up(void **state)
{
    (void)state;
    struct pattern *pattern = compiled("(a+)+$", false);
    const char *text = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!";
    bool gave_up = false;
    assert_false(pattern_matches(pattern, text, strlen(text), &gave_up));
    assert_true(gave_up);
    assert_false(pattern_matches(pattern, text, strlen(text), NULL));
}

static void bytes_that_are_no_text_do_no_harm(void **state)
{
    (void)state;
    assert_true(matches(compiled("b+", false), "a\xff\xfe"
                                               "bb\xc3"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_match_is_found_anywhere),
        cmocka_unit_test(a_named_group_tells_where_it_is),
        cmocka_unit_test(of_groups_with_one_name_the_matching_one_counts),
        cmocka_unit_test(a_wrong_expression_is_explained),
        cmocka_unit_test(limits_are_named),
        cmocka_unit_test(a_runaway_match_is_given_up),
        cmocka_unit_test(bytes_that_are_no_text_do_no_harm),
    };
    return cmocka_run_group_tests(tests, begin, end);
}
