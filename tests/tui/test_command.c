#include "tui/command.h"

#include "model/mem.h"
#include "model/policy_set.h"
#include "model/rights.h"
#include "model/view.h"
#include "tui/help.h"
#include "tui/thing.h"
#include "tui/values.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static void names_are_unique_and_every_command_says_what_it_does(void **state)
{
    (void)state;
    for (const struct command *command = command_table(); command->name != NULL; command++) {
        assert_ptr_equal(command_find(command->name), command);
        assert_true(strlen(command->summary) > 0);
        assert_true(values_field_count(command->fields) +
                        values_field_count(help_fields(command)) <=
                    COMMAND_FIELDS_MAX);
    }
    assert_null(command_find("frob"));
}

static void every_command_can_be_carried_out(void **state)
{
    (void)state;
    for (const struct command *command = command_table(); command->name != NULL; command++) {
        switch (command->kind) {
        case COMMAND_LIST:
            assert_non_null(view_find(command->name));
            break;
        case COMMAND_ACTION: {
            /* An unknown verb or role table row would abort here. */
            struct error err;
            assert_int_equal(rights_check(command->verb, ROLE_ALL, &err), STATUS_OK);
            assert_non_null(command->act);
            assert_non_null(command->fields);
            break;
        }
        case COMMAND_REPORT:
        case COMMAND_LOCAL:
            assert_non_null(command->local);
            break;
        }
    }
}

static void fields_have_what_their_kind_needs(void **state)
{
    (void)state;
    for (const struct command *command = command_table(); command->name != NULL; command++) {
        bool was_optional = false;
        for (const struct field *f = command->fields; f != NULL && f->name != NULL; f++) {
            assert_int_equal(values_index(command->fields, f->name), f - command->fields);
            assert_non_null(f->help);
            assert_non_null(f->title);
            bool has_choices = f->kind == FIELD_CHOICE || f->kind == FIELD_SET;
            assert_int_equal((f->choices != NULL) + (f->choices_of != NULL), has_choices ? 1 : 0);
            /* What is required and positional cannot stand behind what is optional. */
            if (f->is_positional) {
                assert_false(f->is_required && was_optional);
                was_optional = was_optional || !f->is_required;
            }
        }
        if (command->subject != NULL) {
            enum field_kind kind = command->fields[0].kind;
            assert_true(kind == FIELD_ID || kind == FIELD_IDS);
        }
    }
}

static void keys_are_unique_on_each_kind_of_row(void **state)
{
    (void)state;
    for (const struct command *command = command_table(); command->name != NULL; command++) {
        for (const struct command *other = command_table(); other->name != NULL; other++) {
            bool same_place = command->kind == other->kind && command->subject != NULL &&
                              other->subject != NULL &&
                              strcmp(command->subject, other->subject) == 0;
            if (command != other && command->key != 0 && same_place) {
                assert_int_not_equal(command->key, other->key);
            }
        }
    }
}

static void grounds_of_a_freeze_are_those_of_the_policy_but_an_order(void **state)
{
    (void)state;
    struct error err;
    struct policy_set set;
    void *mem = mem_context(NULL, "test");
    const struct command *freeze = command_find("freeze");
    const struct field *ground = &freeze->fields[values_index(freeze->fields, "ground")];
    assert_int_equal(policy_set_load(mem, NULL, &set, &err), STATUS_OK);
    assert_string_equal(ground->choices_of(mem, policy_set_find(&set, "default")),
                        "counterfeit,complaints,fraud,takeover,identity,bond,terms");
    mem_free(mem);
}

static void a_span_in_a_form_is_the_time_of_its_preview_however_long_one_looks(void **state)
{
    (void)state;
    void *mem = mem_context(NULL, "test");
    int64_t now_us = INT64_C(1788220800000000);
    const struct command *freeze = command_find("freeze");
    int until = values_index(freeze->fields, "until"),
        facts = values_index(freeze->fields, "facts");
    struct values values = {.fields = freeze->fields};
    values.texts[until] = "3d";
    values.texts[facts] = "3d";
    struct values settled = values_settled(mem, &values, now_us);
    assert_string_equal(settled.texts[until], "2026-09-04T00:00:00Z");
    assert_string_equal(settled.texts[facts], "3d");
    settled = values_settled(mem, &settled, now_us + TIME_US_PER_DAY);
    assert_string_equal(settled.texts[until], "2026-09-04T00:00:00Z");
    mem_free(mem);
}

static void help_of_every_command_names_all_its_fields(void **state)
{
    (void)state;
    for (const struct command *command = command_table(); command->name != NULL; command++) {
        char *text = NULL;
        size_t bytes = 0;
        FILE *out = open_memstream(&text, &bytes);
        help_command(command, out);
        (void)fclose(out);
        assert_non_null(strstr(text, command->summary));
        for (const struct field *f = command->fields; f != NULL && f->name != NULL; f++) {
            assert_non_null(strstr(text, f->help));
        }
        /* It fits on a terminal. */
        for (const char *line = text; *line != '\0'; line += strcspn(line, "\n") + 1) {
            if (strncmp(line, "usage:", 6) != 0) {
                assert_in_range(strcspn(line, "\n"), 0, 120);
            }
        }
        free(text);
    }
}

static void the_lists_of_every_thing_exist(void **state)
{
    (void)state;
    for (const struct thing *thing = thing_table(); thing->kind != NULL; thing++) {
        const struct view *view = view_find(thing->view);
        assert_non_null(view);
        assert_null(view->scope);
        for (size_t i = 0; i < THING_SECTIONS_MAX && thing->sections[i].view != NULL; i++) {
            const struct view *section = view_find(thing->sections[i].view);
            assert_non_null(section);
            assert_non_null(section->scope);
            /* In JSON both are members of one object. */
            assert_int_equal(view_column(view, thing->sections[i].name), -1);
        }
    }
}

/* ---- values ---- */

static const struct field sample[] = {
    {.name = "seller", .title = "", .help = "who", .kind = FIELD_ID, .is_required = true},
    {.name = "amount", .title = "", .help = "", .kind = FIELD_AMOUNT},
    {.name = "scope", .title = "", .help = "", .kind = FIELD_SET, .choices = "payout,release"},
    {.name = "outcome", .title = "", .help = "", .kind = FIELD_CHOICE, .choices = "dismiss,award"},
    {.name = "until", .title = "", .help = "", .kind = FIELD_TIME},
    {.name = NULL},
};

struct filled {
    void *mem;
    struct values values;
    struct error err;
};

static int set_up(void **state)
{
    struct filled *filled = MEM_NEW(NULL, struct filled);
    filled->mem = filled;
    filled->values.fields = sample;
    *state = filled;
    return 0;
}

static int tear_down(void **state)
{
    mem_free(*state);
    return 0;
}

static enum status put(struct filled *f, const char *name, const char *text)
{
    return values_set(f->mem, &f->values, (size_t)values_index(sample, name), text, &f->err);
}

static void a_missing_field_is_named(void **state)
{
    struct filled *f = *state;
    assert_int_equal(values_check(&f->values, &f->err), STATUS_INVALID);
    assert_string_equal(f->err.message, "seller is missing");
    assert_int_equal(put(f, "seller", "S-1"), STATUS_OK);
    assert_int_equal(values_check(&f->values, &f->err), STATUS_OK);
    assert_int_equal(put(f, "seller", ""), STATUS_OK);
    assert_int_equal(values_check(&f->values, &f->err), STATUS_INVALID);
}

static void an_id_is_taken_with_or_without_its_kind(void **state)
{
    struct filled *f = *state;
    static const struct {
        const char *text, *bare;
    } cases[] = {{"S-1", "S-1"},
                 {"seller:S-1", "S-1"},
                 {"party:S-1", "S-1"},
                 {"deal:1", "deal:1"},
                 {"seller:", "seller:"}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        assert_int_equal(put(f, "seller", cases[i].text), STATUS_OK);
        assert_string_equal(values_id(&f->values, "seller", "seller"), cases[i].bare);
    }
    assert_int_equal(put(f, "seller", "a\x1b[2J"), STATUS_INVALID);
    assert_int_equal(put(f, "seller", "a\xff"), STATUS_INVALID);
}

static void choices_are_whole_words(void **state)
{
    struct filled *f = *state;
    assert_int_equal(put(f, "outcome", "award"), STATUS_OK);
    assert_int_equal(put(f, "outcome", "awar"), STATUS_INVALID);
    assert_int_equal(put(f, "outcome", "dismiss,award"), STATUS_INVALID);
    assert_null(values_get(&f->values, "outcome"));
    assert_int_equal(put(f, "scope", "release,payout"), STATUS_OK);
    assert_int_equal(put(f, "scope", "payout,"), STATUS_OK);
    assert_int_equal(put(f, "scope", "payout,listin"), STATUS_INVALID);
    assert_string_equal(f->err.hint, "some of: payout,release");
}

static void amounts_are_in_the_currency_at_hand(void **state)
{
    struct filled *f = *state;
    static const struct {
        const char *text, *currency;
        enum status status;
        int64_t minor;
    } cases[] = {
        {"12.00", "CNY", STATUS_OK, 1200},
        {"CNY 12.5", "CNY", STATUS_OK, 1250},
        {"JPY 12", "", STATUS_OK, 12},
        {"JPY 12", "CNY", STATUS_INVALID, 0},
        {"12", "", STATUS_INVALID, 0},
        {"0", "CNY", STATUS_INVALID, 0},
        {"-1", "CNY", STATUS_INVALID, 0},
        {"1.001", "CNY", STATUS_INVALID, 0},
        {"ZZZ 1", "", STATUS_INVALID, 0},
        {"1,000", "CNY", STATUS_INVALID, 0},
        {"99999999999999999999", "CNY", STATUS_LIMIT, 0},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct money amount;
        assert_int_equal(put(f, "amount", cases[i].text), STATUS_OK);
        assert_int_equal(values_amount(&f->values, "amount", cases[i].currency, &amount, &f->err),
                         cases[i].status);
        if (cases[i].status == STATUS_OK) {
            assert_int_equal(amount.minor, cases[i].minor);
        }
    }
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(names_are_unique_and_every_command_says_what_it_does),
        cmocka_unit_test(every_command_can_be_carried_out),
        cmocka_unit_test(fields_have_what_their_kind_needs),
        cmocka_unit_test(keys_are_unique_on_each_kind_of_row),
        cmocka_unit_test(grounds_of_a_freeze_are_those_of_the_policy_but_an_order),
        cmocka_unit_test(a_span_in_a_form_is_the_time_of_its_preview_however_long_one_looks),
        cmocka_unit_test(help_of_every_command_names_all_its_fields),
        cmocka_unit_test(the_lists_of_every_thing_exist),
        TEST(a_missing_field_is_named),
        TEST(an_id_is_taken_with_or_without_its_kind),
        TEST(choices_are_whole_words),
        TEST(amounts_are_in_the_currency_at_hand),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
