/* Profiles: keys, inheritance, the user's folder, and errors that name file, line and key. */
#include "import/profile_set.h"
#include "model/builtin.h"
#include "model/mem.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

static void *mem;

static struct profile_set *load(const char *folder)
{
    struct error err;
    struct profile_set *set = NULL;
    if (profile_set_load(mem, folder, &set, &err) != STATUS_OK) {
        fail_msg("%s", err.message);
    }
    return set;
}

static const struct profile *find(const struct profile_set *set, const char *name)
{
    struct error err;
    const struct profile *profile = NULL;
    if (profile_set_find(set, name, &profile, &err) != STATUS_OK) {
        fail_msg("%s", err.message);
    }
    return profile;
}

static struct error refuse(const char *text)
{
    struct error err = {.status = STATUS_OK};
    struct profile *profile = NULL;
    if (profile_parse(mem, "bank.ini", text, &profile, &err) == STATUS_OK) {
        fail_msg("the profile was read");
    }
    return err;
}

static void every_key_says_what_it_means(void **state)
{
    (void)state;
    for (int i = 0; i < KEY_COUNT; i++) {
        assert_non_null(profile_keys[i].section);
        assert_non_null(profile_keys[i].key);
        assert_true(strlen(profile_keys[i].meaning) > 10);
        assert_true(strlen(profile_keys[i].values) > 3);
        for (int other = 0; other < i; other++) {
            assert_true(strcmp(profile_keys[other].key, profile_keys[i].key) != 0);
        }
    }
}

static void the_built_in_profiles_can_all_be_read(void **state)
{
    (void)state;
    static const char *const names[] = {"alipay-personal", "boc-debit",  "generic",
                                        "hsbc-hk-debit",   "icbc-debit", "ocbc",
                                        "rabobank-2018"};
    const struct profile_set *set = load(NULL);
    assert_true(set->count >= sizeof names / sizeof names[0]);
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        assert_null(find(set, names[i])->path);
        assert_string_not_equal(find(set, names[i])->title, "");
    }
    for (size_t i = 1; i < set->count; i++) {
        assert_true(strcmp(set->profiles[i - 1]->name, set->profiles[i]->name) < 0);
    }
}

static void values_are_kept_for_showing(void **state)
{
    (void)state;
    const struct profile *profile = find(load(NULL), "icbc-debit");
    assert_string_equal(profile->values[KEY_INCOME], "记账金额(收入)");
    assert_string_equal(profile->values[KEY_OUTGO_SIGN], "positive");
    assert_null(profile->values[KEY_AMOUNT]);
    assert_string_equal(profile->currency_words[0].word, "人民币");
    assert_string_equal(profile->currency_words[0].currency, "CNY");
}

static void a_profile_inherits_and_changes(void **state)
{
    (void)state;
    struct error err;
    struct profile *profile = NULL;
    const char *text = "[profile]\ninherit = rabobank-2018\n[amount]\ndecimal = dot\n"
                       "[text]\nreference =\n";
    assert_int_equal(profile_parse(mem, "mine", text, &profile, &err), STATUS_OK);
    assert_int_equal(profile->style.decimal, '.');
    assert_string_equal(profile->encoding, "ISO-8859-1");
    assert_null(profile->roles[COLUMN_REFERENCE]);
    assert_string_equal(profile->roles[COLUMN_AMOUNT], "Bedrag");
}

static void write_file(const char *folder, const char *name, const char *text)
{
    char path[512];
    (void)snprintf(path, sizeof path, "%s/%s", folder, name);
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    assert_true(fputs(text, file) >= 0);
    assert_int_equal(fclose(file), 0);
}

static void remove_file(const char *folder, const char *name)
{
    char path[512];
    (void)snprintf(path, sizeof path, "%s/%s", folder, name);
    assert_int_equal(unlink(path), 0);
}

static void the_users_folder_adds_and_hides(void **state)
{
    (void)state;
    char folder[] = "/tmp/holdfast-profiles-XXXXXX";
    assert_non_null(mkdtemp(folder));
    write_file(folder, "generic.ini", "[profile]\ninherit = generic\ntitle = Ours\n");
    write_file(folder, "village.ini", "[profile]\ninherit = generic\n[amount]\ncurrency = EUR\n");
    write_file(folder, "notes.txt", "not a profile\n");
    const struct profile_set *set = load(folder);
    assert_string_equal(find(set, "generic")->title, "Ours");
    assert_non_null(find(set, "generic")->path);
    assert_string_equal(find(set, "village")->currency, "EUR");
    assert_string_equal(find(set, "village")->title, "Ours");
    assert_int_equal(set->count, load(NULL)->count + 1);

    struct error err;
    struct profile_set *broken = NULL;
    write_file(folder, "bad.ini", "[file]\nencodin = UTF-8\n");
    assert_int_equal(profile_set_load(mem, folder, &broken, &err), STATUS_INVALID);
    assert_non_null(strstr(err.message, "/bad.ini line 2: unknown key encodin in [file]"));
    remove_file(folder, "bad.ini");
    remove_file(folder, "notes.txt");
    remove_file(folder, "village.ini");
    remove_file(folder, "generic.ini");
    assert_int_equal(rmdir(folder), 0);
    assert_int_equal(load(folder)->count, load(NULL)->count);
}

static void unknown_keys_are_answered_with_those_that_there_are(void **state)
{
    (void)state;
    struct error err = refuse("[file]\n\nencodin = UTF-8\n");
    assert_string_equal(err.message, "bank.ini line 3: unknown key encodin in [file]");
    assert_string_equal(
        err.hint, "known there: format, encoding, delimiter, quoting, multiline, strip, empty");
    err = refuse("[file]\namount = x\n");
    assert_string_equal(err.hint, "it belongs into [amount]");
    err = refuse("[files]\nx = y\n");
    assert_non_null(strstr(err.hint, "the sections are profile, file"));
}

static void wrong_values_name_line_key_and_what_may_stand_there(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        const char *message;
    } wrong[] = {
        {"[file]\nencoding = GB18031\n", "encoding is no encoding that is known here"},
        {"[file]\ndelimiter = ,\n", "delimiter is none of the words that it may be"},
        {"[file]\nquoting = loose\n", "quoting is none of the words that it may be"},
        {"[file]\nstrip = tab\n", "strip has a part that is not one character"},
        {"[file]\nempty = (\n", "empty is no pattern"},
        {"[header]\ncolumns = Date | Date\n", "columns names a column twice"},
        {"[header]\nskip = -1\n", "skip is no number of lines"},
        {"[date]\ndate = Datum\n", "date names no column of [header] columns"},
        {"[date]\ndate_form = %Y-%m\n", "date_form is no form of a date"},
        {"[date]\ndate_form = %H:%M\n", "date_form has no whole date"},
        {"[date]\ntime_form = %Y-%m-%d %H:%M\n", "time_form has to be of a time alone"},
        {"[amount]\namount =\n", "amount has to be there, or else both income and outgo"},
        {"[amount]\nincome = Amount\n", NULL},
        {"[amount]\ndirection = Text\n", "direction needs words_in and words_out"},
        {"[amount]\ndecimal = comma\nthousands = comma\n", NULL},
        {"[amount]\ncurrency = RMB\n", "currency is no code of ISO 4217"},
        {"[amount]\ncurrency_words = 人民币\n", "currency_words has a part that is not WORD=CODE"},
        {"[balance]\norder = up\n", "order is none of the words that it may be"},
        {"[text]\ntext = Memo\n", "text names no column of [header] columns"},
    };
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        struct error err =
            refuse(mem_printf(mem, "[profile]\ninherit = generic\n%s", wrong[i].text));
        assert_int_equal(err.status, STATUS_INVALID);
        if (wrong[i].message != NULL) {
            assert_string_equal(err.message,
                                mem_printf(mem, "bank.ini line 4: %s", wrong[i].message));
        }
        assert_string_not_equal(err.hint, "");
    }
}

static void what_is_missing_is_told(void **state)
{
    (void)state;
    struct error err = refuse("[header]\ncolumns = A | B\n");
    assert_string_equal(err.message, "bank.ini: date in [date] is missing");
    err = refuse("[date]\n");
    assert_string_equal(err.message, "bank.ini: columns in [header] is missing");
    err = refuse("[profile]\ninherit = nobody\n");
    assert_string_equal(err.message, "bank.ini line 2: there is no profile nobody to inherit");
    struct profile_set *set = load(NULL);
    const struct profile *profile = NULL;
    assert_int_equal(profile_set_find(set, "nobody", &profile, &err), STATUS_NOT_FOUND);
    assert_non_null(strstr(err.hint, "profiles list"));
}

static void a_circle_of_inheritance_ends(void **state)
{
    (void)state;
    char folder[] = "/tmp/holdfast-profiles-XXXXXX";
    struct error err;
    struct profile_set *set = NULL;
    assert_non_null(mkdtemp(folder));
    write_file(folder, "a.ini", "[profile]\ninherit = b\n");
    write_file(folder, "b.ini", "[profile]\ninherit = a\n");
    assert_int_equal(profile_set_load(mem, folder, &set, &err), STATUS_INVALID);
    assert_non_null(strstr(err.message, "inherit goes round in a circle"));
    write_file(folder, "b.ini", "[profile]\ninherit = b\n");
    assert_int_equal(profile_set_load(mem, folder, &set, &err), STATUS_NOT_FOUND);
    remove_file(folder, "a.ini");
    remove_file(folder, "b.ini");
    assert_int_equal(rmdir(folder), 0);
}

static int start(void **state)
{
    (void)state;
    mem = mem_context(NULL, "test");
    return 0;
}

static int finish(void **state)
{
    (void)state;
    mem_free(mem);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_key_says_what_it_means),
        cmocka_unit_test(the_built_in_profiles_can_all_be_read),
        cmocka_unit_test(values_are_kept_for_showing),
        cmocka_unit_test(a_profile_inherits_and_changes),
        cmocka_unit_test(the_users_folder_adds_and_hides),
        cmocka_unit_test(unknown_keys_are_answered_with_those_that_there_are),
        cmocka_unit_test(wrong_values_name_line_key_and_what_may_stand_there),
        cmocka_unit_test(what_is_missing_is_told),
        cmocka_unit_test(a_circle_of_inheritance_ends),
    };
    return cmocka_run_group_tests(tests, start, finish);
}
