/* Rules for bank lines by themselves: what they read out of a text, and what is no rule. */
#include "model/rule.h"

#include "model/builtin.h"
#include "model/mem.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#define HEAD "[rule]\nabout = a test\nbecause = our own choice\n"
#define KEY HEAD "kind = key\nitem = deal\nid = O-{n}\npattern = \\bord (?<n>[a-z0-9 ]+)(?:;|$)\n"

static int open_mem(void **state)
{
    *state = mem_context(NULL, "test");
    return 0;
}

static int free_mem(void **state)
{
    mem_free(*state);
    return 0;
}

static struct rule *parse(void *mem, const char *text)
{
    struct rule *rule = NULL;
    struct error err;
    if (rule_parse(mem, "test", 1, text, &rule, &err) != STATUS_OK) {
        fail_msg("%s", err.message);
    }
    return rule;
}

static size_t read_text(void *mem, const struct rule *rule, const char *text,
                        struct rule_reading readings[RULE_READINGS_MAX])
{
    struct rule_text folded;
    rule_fold(mem, text, &folded);
    return rule_read(rule, &folded, readings);
}

static void every_rule_of_the_program_bears_out_its_examples(void **state)
{
    size_t keys = 0;
    for (const struct builtin *file = builtin_rules; file->name != NULL; file++) {
        struct rule *rule = NULL;
        struct error err;
        if (rule_parse(*state, file->name, 1, file->text, &rule, &err) != STATUS_OK ||
            rule_check_examples(rule, &err) != STATUS_OK) {
            fail_msg("%s", err.message);
        }
        if (rule->kind != RULE_ACCOUNT) {
            size_t seen = 0;
            for (size_t i = 0; i < rule->example_count; i++) {
                seen += rule->examples[i].reads != NULL;
            }
            assert_true(seen > 0 && seen < rule->example_count);
        }
        keys += rule->kind == RULE_KEY;
    }
    assert_true(keys > 0);
}

static void a_group_counts_by_its_letters_and_digits_alone(void **state)
{
    struct rule_reading readings[RULE_READINGS_MAX];
    struct rule *rule = parse(*state, KEY);
    assert_int_equal(read_text(*state, rule, "ORD 100 4a; Ord ７８", readings), 2);
    assert_string_equal(readings[0].id, "O-1004A");
    assert_int_equal(readings[0].start, 0);
    assert_string_equal(readings[1].id, "O-78");
    rule = parse(*state, KEY "case = lower\n");
    assert_int_equal(read_text(*state, rule, "Ord A7", readings), 1);
    assert_string_equal(readings[0].id, "O-a7");
    assert_int_equal(read_text(*state, rule, "lord a7 x", readings), 0);
}

static void words_only_save_time(void **state)
{
    struct rule_reading readings[RULE_READINGS_MAX];
    struct rule *rule = parse(*state, KEY "words = ORD\n");
    assert_int_equal(read_text(*state, rule, "ｏｒｄ 7", readings), 1);
    rule = parse(*state, KEY "words = 订单 xyz\n");
    assert_int_equal(read_text(*state, rule, "ord 7", readings), 0);
    assert_int_equal(read_text(*state, rule, "订单 ord 7", readings), 1);
}

static void an_id_that_is_too_long_is_none(void **state)
{
    struct rule_reading readings[RULE_READINGS_MAX];
    struct rule *rule = parse(*state, KEY);
    char *text = mem_strdup(*state, "ord ");
    for (int i = 0; i < TEXT_ID_BYTES_MAX - 2; i++) {
        text = mem_append(text, "7");
    }
    assert_int_equal(read_text(*state, rule, text, readings), 1);
    assert_int_equal(strlen(readings[0].id), TEXT_ID_BYTES_MAX);
    assert_int_equal(read_text(*state, rule, mem_append(text, "7"), readings), 0);
}

static void a_pattern_that_runs_away_is_stopped_and_sees_nothing(void **state)
{
    struct rule_reading readings[RULE_READINGS_MAX];
    struct rule *rule =
        parse(*state, HEAD "kind = key\nitem = deal\nid = O-{n}\npattern = ^(?<n>(a+)+)+b$\n");
    char *text = mem_strdup(*state, "");
    for (int i = 0; i < 64; i++) {
        text = mem_append(text, "aaaaaaaaaa");
    }
    assert_int_equal(read_text(*state, rule, text, readings), 0);
}

static void what_is_no_rule_is_refused_with_its_line(void **state)
{
    static const struct {
        const char *text, *message;
    } BAD[] = {
        {"[rule]\nkind = key\n", "rule test: about is missing"},
        {"[rule]\nabout = a test\n",
         "rule test: because is missing: why it may be believed, or a citation"},
        {HEAD, "rule test: kind is to be key, house or account"},
        {HEAD "kind = guess\n", "rule test line 4: kind is to be key, house or account"},
        {HEAD "kind = key\ncolour = red\n", "rule test line 5: unknown key colour"},
        {HEAD "kind = key\n", "rule test: pattern is missing"},
        {HEAD "kind = key\nrank = 1000\n",
         "rule test line 5: rank is to be a number from 1 to 999"},
        {HEAD "kind = key\nsees = all\n",
         "rule test line 5: sees is to be any, reference, text or counterparty"},
        {HEAD "kind = key\ncase = both\n", "rule test line 5: case is to be upper or lower"},
        {HEAD "kind = key\npattern = (a\n",
         "rule test line 5: pattern is not a regular expression: missing closing parenthesis at "
         "offset 2"},
        {HEAD "kind = key\npattern = a\n",
         "rule test: item is to be deal, expect, batch or payout"},
        {HEAD "kind = key\npattern = a\nitem = deal\n", "rule test: id is missing"},
        {HEAD "kind = key\npattern = a\nitem = deal\nid = O\n",
         "rule test line 7: id takes no {group} from the pattern"},
        {HEAD "kind = key\npattern = a\nitem = deal\nid = O-{n\n",
         "rule test line 7: id has a { that no } closes"},
        {HEAD "kind = key\npattern = a\nitem = deal\nid = O-{n}\n",
         "rule test line 7: id names a group that the pattern has not"},
        {HEAD "kind = house\npattern = a\naccount = S-1\n",
         "rule test line 6: account is to be charge or interest: no customer's money"},
        {HEAD "kind = house\npattern = a\nid = S-1\n",
         "rule test line 6: id is of a rule of the kind key alone"},
        {HEAD "kind = account\npattern = a\n",
         "rule test line 5: pattern is of no rule of an account"},
        {HEAD "kind = account\naccount = charge\n",
         "rule test line 5: account is of a rule of the kind house alone"},
        {KEY "words = a\n", "rule test line 8: words are at most 16, each of two letters or more"},
        {KEY "[sees]\n1 = ord 7\n",
         "rule test line 9: [sees] has lines TEXT -> WHAT, [passes] lines TEXT, together at most "
         "64, and a rule of an account none"},
    };
    for (size_t i = 0; i < sizeof BAD / sizeof *BAD; i++) {
        struct rule *rule = NULL;
        struct error err;
        assert_int_equal(rule_parse(*state, "test", 1, BAD[i].text, &rule, &err), STATUS_INVALID);
        assert_string_equal(err.message, BAD[i].message);
    }
    struct rule *rule = NULL;
    struct error err;
    assert_int_equal(rule_parse(*state, "No name", 1, KEY, &rule, &err), STATUS_INVALID);
    assert_string_equal(err.message, "'No name' is no name of a rule");
}

static void an_example_that_does_not_come_out_is_named(void **state)
{
    static const struct {
        const char *text, *message;
    } BAD[] = {
        {KEY "[sees]\n1 = ordinary -> O-7\n", "rule test does not see 'ordinary'"},
        {KEY "[sees]\n1 = ord 7 -> O-8\n", "rule test reads 'ord 7' as O-7, not as O-8"},
        {KEY "[passes]\n1 = ord 7\n", "rule test reads 'ord 7' as O-7, and is not to"},
    };
    for (size_t i = 0; i < sizeof BAD / sizeof *BAD; i++) {
        struct error err;
        assert_int_equal(rule_check_examples(parse(*state, BAD[i].text), &err), STATUS_REFUSED);
        assert_string_equal(err.message, BAD[i].message);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_rule_of_the_program_bears_out_its_examples),
        cmocka_unit_test(a_group_counts_by_its_letters_and_digits_alone),
        cmocka_unit_test(words_only_save_time),
        cmocka_unit_test(an_id_that_is_too_long_is_none),
        cmocka_unit_test(a_pattern_that_runs_away_is_stopped_and_sees_nothing),
        cmocka_unit_test(what_is_no_rule_is_refused_with_its_line),
        cmocka_unit_test(an_example_that_does_not_come_out_is_named),
    };
    return cmocka_run_group_tests(tests, open_mem, free_mem);
}
