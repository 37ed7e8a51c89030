#include "model/ini.h"

#include "model/mem.h"
#include "tests/support/scratch.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
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

static struct ini *read_well(const char *text)
{
    struct error err = {.message = ""};
    struct ini *ini = NULL;
    enum status status = ini_read_text(mem, "x.ini", text, &ini, &err);
    if (status != STATUS_OK) {
        fail_msg("%s", err.message);
    }
    return ini;
}

static void refuses(const char *text, const char *message)
{
    struct error err;
    struct ini *ini = NULL;
    assert_int_equal(ini_read_text(mem, "x.ini", text, &ini, &err), STATUS_INVALID);
    assert_string_equal(err.message, message);
    assert_null(ini);
}

static void entries_keep_their_order_and_lines(void **state)
{
    (void)state;
    struct ini *ini = read_well("top = 1\n\n; a comment\n[b]\nx=2\n# another\n[a]\n  y : 3\r\nz=");
    assert_string_equal(ini->name, "x.ini");
    assert_int_equal(ini->count, 4);
    static const struct ini_entry wanted[] = {
        {"", "top", "1", 1}, {"b", "x", "2", 5}, {"a", "y", "3", 8}, {"a", "z", "", 9}};
    for (size_t i = 0; i < 4; i++) {
        assert_string_equal(ini->entries[i].section, wanted[i].section);
        assert_string_equal(ini->entries[i].key, wanted[i].key);
        assert_string_equal(ini->entries[i].value, wanted[i].value);
        assert_int_equal(ini->entries[i].line, wanted[i].line);
    }
}

static void a_value_is_kept_as_it_is_written(void **state)
{
    (void)state;
    struct ini *ini = read_well("delimiter = ;\nquoted = \" a ; b \"\nnote = one ; two # three\n"
                                "equals = a=b\nhalf = \"x\n");
    assert_string_equal(ini_get(ini, "", "delimiter", NULL), ";");
    assert_string_equal(ini_get(ini, "", "quoted", NULL), " a ; b ");
    assert_string_equal(ini_get(ini, "", "note", NULL), "one ; two # three");
    assert_string_equal(ini_get(ini, "", "equals", NULL), "a=b");
    assert_string_equal(ini_get(ini, "", "half", NULL), "\"x");
}

static void a_byte_order_mark_and_any_script_are_fine(void **state)
{
    (void)state;
    struct ini *ini =
        read_well("\xEF\xBB\xBF[columns]\n\u4ea4\u6613\u65f6\u95f4 = date\ne\u0301=1");
    assert_string_equal(ini_get(ini, "columns", "\u4ea4\u6613\u65f6\u95f4", NULL), "date");
    assert_string_equal(ini_get(ini, "columns", "\u00e9", NULL), "1");
}

static void what_is_not_there_is_not_found(void **state)
{
    (void)state;
    struct ini *ini = read_well("[s]\na=1\n");
    assert_null(ini_find(ini, "", "a"));
    assert_null(ini_find(ini, "s", "b"));
    assert_int_equal(ini_find(ini, "s", "a")->line, 2);
    assert_string_equal(ini_get(ini, "t", "a", "otherwise"), "otherwise");
    assert_int_equal(read_well("")->count, 0);
}

static void a_wrong_line_is_named(void **state)
{
    (void)state;
    refuses("a=1\nb=2\na=3\n", "x.ini line 3: the key is there already");
    refuses("[s]\na=1\n[t]\nb=1\n[s]\na=2\n", "x.ini line 6: the key is there already");
    refuses("a=1\nnothing\n", "x.ini line 2: neither a [section] nor key = value");
    refuses("[open\n", "x.ini line 1: neither a [section] nor key = value");
    refuses("\n= 5\n", "x.ini line 2: the key before '=' is missing");
    refuses("a=1\nb=\xff\n", "x.ini line 2: byte 0xff is not UTF-8 text");
}

static void a_line_is_refused_rather_than_cut(void **state)
{
    (void)state;
    char text[INI_LINE_BYTES_MAX + 16];
    memset(text, 'v', sizeof text);
    memcpy(text, "k=", 2);
    text[INI_LINE_BYTES_MAX] = '\n';
    text[INI_LINE_BYTES_MAX + 1] = '\0';
    assert_int_equal(strlen(ini_get(read_well(text), "", "k", "")), INI_LINE_BYTES_MAX - 2);
    text[INI_LINE_BYTES_MAX] = 'v';
    refuses(text, "x.ini line 1: the line is too long");

    memset(text, 's', sizeof text);
    text[0] = '[';
    memcpy(text + 1 + INI_SECTION_BYTES_MAX, "]\na=1", 6);
    text[1 + INI_SECTION_BYTES_MAX + 6] = '\0';
    assert_int_equal(strlen(read_well(text)->entries[0].section), INI_SECTION_BYTES_MAX);
    memcpy(text + 1 + INI_SECTION_BYTES_MAX, "s]\na=1", 7);
    refuses(text, "x.ini line 1: the section's name is too long");
    text[4] = '\r';
    refuses(text, "x.ini line 1: the section's name is too long");
}

static void too_many_entries_are_refused(void **state)
{
    (void)state;
    char *text = mem_strdup(mem, "");
    for (int i = 0; i <= INI_ENTRIES_MAX; i++) {
        text = mem_append(text, "k%d=%d\n", i, i);
    }
    refuses(text, "x.ini line 4097: too many entries");
}

static void a_file_is_read_up_to_its_limit(void **state)
{
    (void)state;
    char path[SCRATCH_PATH_BYTES];
    struct error err;
    struct ini *ini = NULL;
    scratch_file("good.ini", "a = 1\n", 6, path);
    assert_int_equal(ini_read_file(mem, path, &ini, &err), STATUS_OK);
    assert_string_equal(ini_get(ini, "", "a", NULL), "1");
    assert_string_equal(ini->name, path);

    char *large = MEM_ARRAY(mem, char, INI_FILE_BYTES_MAX + 1);
    memset(large, '\n', INI_FILE_BYTES_MAX + 1);
    scratch_file("large.ini", large, INI_FILE_BYTES_MAX, path);
    assert_int_equal(ini_read_file(mem, path, &ini, &err), STATUS_OK);
    scratch_file("large.ini", large, INI_FILE_BYTES_MAX + 1, path);
    assert_int_equal(ini_read_file(mem, path, &ini, &err), STATUS_INVALID);
    scratch_file("nul.ini", "a=1\nb=\0002\n", 9, path);
    assert_int_equal(ini_read_file(mem, path, &ini, &err), STATUS_INVALID);
    assert_non_null(strstr(err.message, "line 2: byte 0x00"));
}

static void a_file_that_cannot_be_read_is_told_apart(void **state)
{
    (void)state;
    char path[SCRATCH_PATH_BYTES];
    struct error err;
    struct ini *ini = NULL;
    assert_int_equal(ini_read_file(mem, scratch_path("none.ini", path), &ini, &err),
                     STATUS_NOT_FOUND);
    assert_int_equal(ini_read_file(mem, scratch_path(".", path), &ini, &err), STATUS_IO);
    assert_null(ini);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(entries_keep_their_order_and_lines),
        cmocka_unit_test(a_value_is_kept_as_it_is_written),
        cmocka_unit_test(a_byte_order_mark_and_any_script_are_fine),
        cmocka_unit_test(what_is_not_there_is_not_found),
        cmocka_unit_test(a_wrong_line_is_named),
        cmocka_unit_test(a_line_is_refused_rather_than_cut),
        cmocka_unit_test(too_many_entries_are_refused),
        cmocka_unit_test(a_file_is_read_up_to_its_limit),
        cmocka_unit_test(a_file_that_cannot_be_read_is_told_apart),
    };
    return cmocka_run_group_tests(tests, begin, end);
}
