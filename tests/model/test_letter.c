#include "model/letter.h"

#include "model/freeze.h"
#include "model/ini.h"
#include "model/mem.h"
#include "model/notice_kind.h"
#include "model/party.h"
#include "model/policy_set.h"
#include "model/sweep.h"
#include "tests/support/pool.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

/* Fields that are lists of words, and one code that each has. */
static const struct {
    const char *field, *words, *code;
} WORDS[] = {{"by", "by", "clock"},
             {"scope", "scope", "listing"},
             {"ground", "ground", "bond"},
             {"outcome", "outcome", "payer"},
             {"end", "chargeback", "settled"},
             {"rounding", "rounding", "up"},
             {"default", "default", "lifted"},
             {"decided", "decided", "clock"}};

static void give(struct notice *notice, void *mem, const char *name, size_t bytes)
{
    for (size_t i = 0; i < sizeof WORDS / sizeof *WORDS; i++) {
        bool is_time =
            strcmp(WORDS[i].field, "end") == 0 && strcmp(notice->kind, "extension asked") == 0;
        if (strlen(WORDS[i].field) == bytes && memcmp(WORDS[i].field, name, bytes) == 0 &&
            !is_time) {
            notice_words(notice, WORDS[i].field, WORDS[i].words, WORDS[i].code);
            return;
        }
    }
    char *field = mem_strndup(mem, name, bytes);
    notice_text(notice, field, mem_printf(mem, "<%s>", field));
}

/* With every field, or with those alone that are always given. */
static struct notice *filled(void *mem, const struct notice_kind *kind, bool is_whole)
{
    struct notice *notice = notice_new(mem, "S-1", kind->name);
    for (const char *at = kind->fields; *at != '\0'; at += strcspn(at, " "), at += *at == ' ') {
        if (is_whole || at[strcspn(at, " ?")] != '?') {
            give(notice, mem, at, strcspn(at, " ?"));
        }
    }
    give(notice, mem, NOTICE_REFERENCE, strlen(NOTICE_REFERENCE));
    give(notice, mem, NOTICE_BY, strlen(NOTICE_BY));
    if (is_whole) {
        give(notice, mem, NOTICE_RULE, strlen(NOTICE_RULE));
    }
    return notice;
}

static void check_filled(void *mem, const struct letters *letters, const struct notice_kind *kind)
{
    struct error err;
    for (int is_whole = 0; is_whole < 2; is_whole++) {
        struct notice *notice = filled(mem, kind, is_whole == 1);
        if (letters_write(letters, notice, &err) != STATUS_OK) {
            fail_msg("%s: %s", kind->name, err.message);
        }
        if (notice->title[0] == '\0' || notice->text[0] == '\0' ||
            strpbrk(notice->title, "{}[]\n") != NULL || strpbrk(notice->text, "{}[]") != NULL) {
            fail_msg("%s: '%s' '%s'", kind->name, notice->title, notice->text);
        }
        for (size_t i = 0; i < notice->field_count && is_whole == 1; i++) {
            const struct notice_field *field = &notice->fields[i];
            bool is_told = field->words != NULL || strstr(notice->title, field->text) != NULL ||
                           strstr(notice->text, field->text) != NULL;
            enum notice_need need = notice_kind_need(kind, field->name, strlen(field->name));
            if (!is_told && need != NOTICE_COMMON && strcmp(field->name, NOTICE_RULE) != 0) {
                fail_msg("%s does not tell %s: %s", kind->name, field->name, notice->text);
            }
        }
    }
}

static void
every_kind_in_every_language_and_pack_is_filled_by_what_its_operation_gives(void **state)
{
    void *mem = *state;
    int files = 0;
    for (const struct builtin *file = builtin_notices; file->name != NULL; file++, files++) {
        const struct letters *letters;
        struct error err;
        const char *dash = strchr(file->name, '-');
        char *pack = mem_strndup(mem, file->name, dash ? (size_t)(dash - file->name) : 0);
        if (letters_load(mem, dash ? dash + 1 : file->name, pack, &letters, &err) != STATUS_OK) {
            fail_msg("%s", err.message);
        }
        for (size_t i = 0; notice_kind_at(i) != NULL; i++) {
            check_filled(mem, letters, notice_kind_at(i));
        }
    }
    assert_true(files >= 3);
}

static struct ini *words_of(void *mem, const char *language)
{
    struct error err;
    struct ini *ini = NULL;
    for (const struct builtin *file = builtin_notices; file->name != NULL; file++) {
        if (strcmp(file->name, language) == 0) {
            assert_int_equal(ini_read_text(mem, file->name, file->text, &ini, &err), STATUS_OK);
        }
    }
    assert_non_null(ini);
    return ini;
}

static void every_language_has_the_same_words_and_one_for_each_ground_of_a_freeze(void **state)
{
    void *mem = *state;
    const struct ini *english = words_of(mem, "en");
    for (const struct builtin *file = builtin_notices; file->name != NULL; file++) {
        const struct ini *other = strchr(file->name, '-') ? english : words_of(mem, file->name);
        for (size_t i = 0; i < english->count; i++) {
            const struct ini_entry *word = &english->entries[i];
            assert_true(strcmp(word->section, "words") != 0 ||
                        ini_find(other, "words", word->key) != NULL);
        }
        for (size_t i = 0; i < other->count; i++) {
            const struct ini_entry *word = &other->entries[i];
            assert_true(strcmp(word->section, "words") != 0 ||
                        ini_find(english, "words", word->key) != NULL);
        }
    }
    struct policy_set set;
    struct error err;
    static const char *const packs[] = {"default", "cn", "eu", "sea", "uk", "us"};
    assert_int_equal(policy_set_load(mem, NULL, &set, &err), STATUS_OK);
    for (size_t pack = 0; pack < sizeof packs / sizeof *packs; pack++) {
        const struct policy *policy = policy_set_find(&set, packs[pack]);
        const struct policy_value *value;
        int grounds = 0;
        for (size_t i = 0; (value = policy_value_at(policy, i)) != NULL; i++) {
            bool is_ground = strncmp(value->key, "freeze.ground.", 14) == 0;
            grounds += is_ground;
            assert_true(!is_ground || ini_find(english, "words", value->key + 7) != NULL);
        }
        assert_true(grounds > 0);
    }
}

static const char *english_text(void)
{
    const struct builtin *file = builtin_notices;
    while (strcmp(file->name, "en") != 0) {
        file++;
    }
    return file->text;
}

static void an_error_of_a_template_names_file_kind_and_field(void **state)
{
    static const struct {
        const char *text, *error;
    } DAMAGE[] = {
        {"[freeze]\nwhat = Until {untill}.\n",
         "notices mine: freeze: what: {untill} is no field of it"},
        {"[freeze]\nfacts = none\n", "notices mine: freeze: {facts} is missing"},
        {"[freeze]\nwhat = {until} {scope}[{amount}]\n",
         "notices mine: freeze: what: {scope} may be missing and stands outside of [ ]"},
        {"[advance]\ntext = [{lender}\n", "notices mine: advance: text: a bracket stands alone"},
        {"[advance]\ntext = {lender\n", "notices mine: advance: text: a bracket stands alone"},
        {"[advance]\ntext = lender}\n", "notices mine: advance: text: a bracket stands alone"},
        {"[advance]\ntext = [[{lender}]]\n", "notices mine: advance: text: a bracket stands alone"},
        {"[advance]\nwhat = x\n", "notices mine line 2: advance: what is unknown"},
        {"[statement]\nobject = {facts}\n", "notices mine: "},
        {"[nothing]\ntext = x\n", "notices mine line 2: nothing: text is unknown"},
        {"text = x\n", "notices mine line 1: : text is unknown"},
    };
    void *mem = *state;
    for (size_t i = 0; i < sizeof DAMAGE / sizeof *DAMAGE; i++) {
        struct builtin files[] = {{"en", english_text()}, {"mine", DAMAGE[i].text}};
        const struct letters *letters;
        struct error err;
        assert_int_equal(letters_read(mem, files, 2, &letters, &err), STATUS_INVALID);
        if (strncmp(err.message, DAMAGE[i].error, strlen(DAMAGE[i].error)) != 0) {
            fail_msg("%s: %s", DAMAGE[i].text, err.message);
        }
    }
    struct builtin bare[] = {{"bare", "[words]\nlist = \", \"\n"}};
    const struct letters *letters;
    struct error err;
    assert_int_equal(letters_read(mem, bare, 1, &letters, &err), STATUS_INVALID);
    assert_string_equal(err.message, "notices bare: advance: title is missing");
}

static void a_passage_is_left_out_where_its_field_is_not_given(void **state)
{
    void *mem = *state;
    const struct letters *letters;
    struct error err;
    assert_int_equal(letters_load(mem, "en", "cn", &letters, &err), STATUS_OK);
    struct notice *notice = notice_new(mem, "S-1", "bond met");
    notice_text(notice, NOTICE_REFERENCE, "demand:1");
    notice_text(notice, "measure", NULL);
    assert_int_equal(letters_write(letters, notice, &err), STATUS_OK);
    assert_string_equal(notice->text, "Your bond is topped up: demand:1 has ended.");
    notice_text(notice, "measure", "freeze:2");
    assert_int_equal(letters_write(letters, notice, &err), STATUS_OK);
    assert_string_equal(notice->text, "Your bond is topped up: demand:1 has ended, and listing is"
                                      " possible again (freeze:2).");
}

static void what_a_person_wrote_is_no_template(void **state)
{
    void *mem = *state;
    const struct letters *letters;
    struct error err;
    assert_int_equal(letters_load(mem, "en", "cn", &letters, &err), STATUS_OK);
    struct notice *notice = notice_new(mem, "S-1", "complaint letter");
    notice_text(notice, "complaint", "C-1");
    notice_text(notice, "letter", "{complaint} [or {not}");
    assert_int_equal(letters_write(letters, notice, &err), STATUS_OK);
    assert_string_equal(notice->text, "{complaint} [or {not}");
}

static void a_word_that_a_language_lacks_is_named(void **state)
{
    void *mem = *state;
    const struct letters *letters;
    struct error err;
    assert_int_equal(letters_load(mem, "en", "cn", &letters, &err), STATUS_OK);
    struct notice *notice = notice_new(mem, "S-1", "complaint noticed");
    notice_text(notice, "complaint", "C-1");
    notice_text(notice, "deal", "O-1");
    notice_time(notice, "due", 0);
    notice_words(notice, "says", "says", "counterfeit");
    notice_words(notice, "asks", "asks", "counterfeit");
    notice_words(notice, "outcome", "outcome", "payer,nobody");
    assert_int_equal(letters_write(letters, notice, &err), STATUS_INVALID);
    assert_string_equal(err.message, "notices en: words: outcome.nobody is missing");
}

static void a_pack_says_otherwise_what_it_has_and_no_more(void **state)
{
    void *mem = *state;
    const struct letters *common, *eu;
    struct error err;
    const struct notice_kind *kind = notice_kind_find("freeze");
    assert_int_equal(letters_load(mem, "en", "cn", &common, &err), STATUS_OK);
    assert_int_equal(letters_load(mem, "en", "eu", &eu, &err), STATUS_OK);
    struct notice *one = filled(mem, kind, true), *two = filled(mem, kind, true);
    assert_int_equal(letters_write(common, one, &err), STATUS_OK);
    assert_int_equal(letters_write(eu, two, &err), STATUS_OK);
    assert_string_equal(one->title, two->title);
    assert_null(strstr(one->text, "out-of-court"));
    assert_non_null(strstr(two->text, "out-of-court"));
}

/* The pack's language is English here. */
static void speaks(struct pool *pool, const char *id, const char *language, enum status expected)
{
    struct party party = {
        .id = id, .kind = "seller", .name = id, .jurisdiction = "CN", .language = language};
    pool_must_be(pool, party_put(pool->book, &party, pool_run(pool), &pool->err), expected, id);
}

static void freeze(struct pool *pool, const char *seller)
{
    struct freeze measure = {.party = seller,
                             .scope = "payout,listing",
                             .until_us = pool->now_us + TIME_US_PER_DAY,
                             .ground = "fraud",
                             .facts = "two orders of one buyer"};
    pool_must(pool, freeze_put(pool->book, &measure, pool_run(pool), &pool->err));
}

static void a_party_is_told_in_its_own_language_and_else_in_that_of_the_pack(void **state)
{
    struct pool *pool = pool_new("language.db");
    (void)state;
    freeze(pool, "S-1");
    speaks(pool, "S-1", "zh", STATUS_OK);
    freeze(pool, "S-1");
    speaks(pool, "S-1", NULL, STATUS_OK); /* what is left out stays */
    freeze(pool, "S-1");
    speaks(pool, "S-1", "tlh", STATUS_NOT_FOUND);
    assert_non_null(strstr(pool->err.hint, "en, zh"));
    speaks(pool, "S-1", "eu-en", STATUS_NOT_FOUND);
    assert_int_equal(
        pool_int(pool,
                 "SELECT count(*) FROM notice WHERE language = 'en' AND kind = 'freeze'"
                 " AND title = 'A measure on your account: freeze:1'"
                 " AND text LIKE '%these are suspended: payouts, listing.%'"
                 " AND text LIKE '%two orders of one buyer%by a person%freeze:1%'",
                 NULL),
        1);
    assert_int_equal(
        pool_int(pool,
                 "SELECT count(*) FROM notice WHERE language = 'zh' AND kind = 'freeze'"
                 " AND text LIKE '%提现、上架%two orders of one buyer%由人工作出%'",
                 NULL),
        2);
    pool_verify(pool);
    pool_free(pool);
}

static void the_pack_of_china_speaks_chinese(void **state)
{
    struct pool *pool = pool_new_under("chinese.db", "cn");
    (void)state;
    freeze(pool, "S-1");
    speaks(pool, "S-2", "en", STATUS_OK);
    freeze(pool, "S-2");
    assert_int_equal(pool_int(pool,
                              "SELECT count(*) FROM notice WHERE party = 'S-1'"
                              " AND language = 'zh'",
                              NULL),
                     1);
    assert_int_equal(pool_int(pool,
                              "SELECT count(*) FROM notice WHERE party = 'S-2'"
                              " AND language = 'en'",
                              NULL),
                     1);
    pool_free(pool);
}

static void what_a_clock_has_done_is_not_said_to_be_a_persons(void **state)
{
    struct pool *pool = pool_new("clock.db");
    struct sweep_result result;
    (void)state;
    pool_deal(pool, "O-1", 10000, true);
    pool_complain(pool, "C-1", "O-1", 0);
    pool->now_us += 200 * TIME_US_PER_DAY;
    pool_must(pool, sweep_run(pool->book, NULL, NULL, &result, &pool->err));
    assert_int_equal(pool_int(pool,
                              "SELECT count(*) FROM notice WHERE kind = 'complaint defaulted'"
                              " AND text LIKE '%by a clock of the books, not by a person%'",
                              NULL),
                     2); /* both sides are told */
    pool_free(pool);
}

static int set_up(void **state)
{
    *state = mem_context(NULL, "test");
    return 0;
}

static int tear_down(void **state)
{
    mem_free(*state);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(
            every_kind_in_every_language_and_pack_is_filled_by_what_its_operation_gives, set_up,
            tear_down),
        cmocka_unit_test_setup_teardown(
            every_language_has_the_same_words_and_one_for_each_ground_of_a_freeze, set_up,
            tear_down),
        cmocka_unit_test_setup_teardown(an_error_of_a_template_names_file_kind_and_field, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(a_passage_is_left_out_where_its_field_is_not_given, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(what_a_person_wrote_is_no_template, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_word_that_a_language_lacks_is_named, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_pack_says_otherwise_what_it_has_and_no_more, set_up,
                                        tear_down),
        cmocka_unit_test(a_party_is_told_in_its_own_language_and_else_in_that_of_the_pack),
        cmocka_unit_test(what_a_clock_has_done_is_not_said_to_be_a_persons),
        cmocka_unit_test(the_pack_of_china_speaks_chinese),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
