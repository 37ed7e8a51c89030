#include "reports/table.h"

#include "model/mem.h"
#include "model/time.h"

#include <locale.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <jansson.h>

static const struct column columns[] = {
    {.name = "name", .title = "Name", .kind = CELL_TEXT},
    {.name = "balance", .title = "Balance", .kind = CELL_MONEY},
    {.name = "due", .title = "Due", .kind = CELL_TIME},
    {.name = "items", .title = "Items", .kind = CELL_LIST, .is_hidden = true},
    {.name = "note", .title = "Note", .kind = CELL_TEXT},
};
#define COLUMNS (sizeof columns / sizeof *columns)

struct fixture {
    void *mem;
    char *text;
    size_t bytes;
    FILE *out;
    struct error err;
};

static int set_up(void **state)
{
    struct fixture *f = MEM_NEW(NULL, struct fixture);
    f->mem = f;
    f->out = open_memstream(&f->text, &f->bytes);
    *state = f;
    return 0;
}

static int tear_down(void **state)
{
    struct fixture *f = *state;
    (void)fclose(f->out);
    free(f->text);
    mem_free(f);
    return 0;
}

static struct cell money(int64_t minor, const char *currency)
{
    struct cell cell = {.kind = CELL_MONEY, .number = minor};
    memcpy(cell.currency, currency, sizeof cell.currency);
    return cell;
}

static struct cell text(const char *words)
{
    return (struct cell){.kind = words == NULL ? CELL_NULL : CELL_TEXT, .text = words};
}

/* What the writer makes of rows. */
static const char *written(struct fixture *f, enum table_format format,
                           const struct cell rows[][COLUMNS], size_t count)
{
    struct table_writer *writer = table_writer_new(f->mem, format, columns, COLUMNS, f->out);
    for (size_t i = 0; i < count; i++) {
        assert_int_equal(table_write(writer, rows[i], &f->err), STATUS_OK);
    }
    assert_int_equal(table_end(writer, &f->err), STATUS_OK);
    return f->text;
}

static void text_aligns_amounts_right_by_display_width(void **state)
{
    const struct cell rows[][COLUMNS] = {
        {text("青山茶业"), money(123450, "CNY"), {.kind = CELL_NULL}, text(NULL), text("a")},
        {text("Łódź"), money(-5, "CNY"), {.kind = CELL_NULL}, text(NULL), text(NULL)},
    };
    assert_string_equal(written(*state, TABLE_TEXT, rows, 2), "Name      Balance CNY  Due  Note\n"
                                                              "青山茶业     1,234.50       a\n"
                                                              "Łódź            -0.05\n");
}

static void text_names_the_currency_of_each_amount_where_they_differ(void **state)
{
    const struct cell rows[][COLUMNS] = {
        {text("a"), money(100, "CNY"), {.kind = CELL_NULL}, text(NULL), text(NULL)},
        {text("b"), money(100, "JPY"), {.kind = CELL_NULL}, text(NULL), text(NULL)},
    };
    assert_string_equal(written(*state, TABLE_TEXT, rows, 2), "Name   Balance  Due  Note\n"
                                                              "a     1.00 CNY\n"
                                                              "b      100 JPY\n");
}

static void text_shows_no_control_character_raw(void **state)
{
    const struct cell rows[][COLUMNS] = {
        {text("a\x1b[2J\r\n\x7f\xc2\x9b\xe2\x80\xae\xff"), text(NULL), text(NULL), text(NULL),
         text(NULL)},
    };
    const char *out = strchr(written(*state, TABLE_TEXT, rows, 1), '\n') + 1;
    assert_string_equal(out, "a␛[2J␍␊␡\uFFFD\uFFFD\uFFFD\n");
}

static void text_of_no_rows_is_empty(void **state)
{
    assert_string_equal(written(*state, TABLE_TEXT, NULL, 0), "");
}

static void csv_quotes_and_disarms_formulas_but_not_numbers(void **state)
{
    const struct cell rows[][COLUMNS] = {
        {text("=1+1"),
         money(-1234567, "CNY"),
         {.kind = CELL_TIME, .number = 1500000},
         {.kind = CELL_LIST, .text = "deal:O-1,deal:O-2"},
         text("a \"b\"\nc")},
        {text("@x"), money(100, "KWD"), {.kind = CELL_NULL}, {.kind = CELL_NULL}, text("-")},
        {text("\tx"), text(NULL), {.kind = CELL_NULL}, {.kind = CELL_NULL}, text("+1")},
    };
    assert_string_equal(written(*state, TABLE_CSV, rows, 3),
                        "name,balance,balance_currency,due,items,note\r\n"
                        "'=1+1,-12345.67,CNY,1970-01-01T00:00:01.500000Z,\"deal:O-1,deal:O-2\","
                        "\"a \"\"b\"\"\nc\"\r\n"
                        "'@x,0.100,KWD,,,'-\r\n"
                        "'\tx,,,,,'+1\r\n");
}

static void csv_for_a_terminal_has_no_control_character(void **state)
{
    struct fixture *f = *state;
    struct table_writer *writer = table_writer_new(f->mem, TABLE_CSV, columns, COLUMNS, f->out);
    const struct cell row[COLUMNS] = {text("a\x1b]0;x\a\"\n"), text(NULL), text(NULL), text(NULL),
                                      text(NULL)};
    table_guard_terminal(writer);
    assert_int_equal(table_write(writer, row, &f->err), STATUS_OK);
    assert_int_equal(table_end(writer, &f->err), STATUS_OK);
    assert_non_null(strstr(f->text, "\"a␛]0;x␇\"\"␊\",,,,,\r\n"));
}

static void json_is_one_object_a_line_with_typed_values(void **state)
{
    const struct cell rows[][COLUMNS] = {
        {text("a\"\\\x1b\xc2\x9b\xff"),
         money(INT64_MIN, "CNY"),
         {.kind = CELL_TIME, .number = INT64_C(1788249600000000)},
         {.kind = CELL_LIST, .text = "deal:O-1,deal:O-2"},
         text(NULL)},
        {text(""),
         text(NULL),
         {.kind = CELL_TIME, .number = TIME_NONE},
         {.kind = CELL_LIST, .text = ""},
         text("x\ny")},
    };
    const char *out = written(*state, TABLE_JSON, rows, 2);
    assert_string_equal(
        out,
        "{\"name\":\"a\\\"\\\\\\u001b\\u009b\uFFFD\",\"balance\":{\"minor\":-9223372036854775808,"
        "\"currency\":\"CNY\"},\"due\":\"2026-09-01T08:00:00Z\",\"items\":[\"deal:O-1\","
        "\"deal:O-2\"],\"note\":null}\n"
        "{\"name\":\"\",\"balance\":null,\"due\":null,\"items\":[],\"note\":\"x\\ny\"}\n");
    char *line = mem_strndup(*state, out, strcspn(out, "\n"));
    json_t *object = json_loads(line, 0, NULL);
    assert_non_null(object);
    json_decref(object);
}

static void json_escapes_what_turns_or_hides_text(void **state)
{
    const struct cell rows[][COLUMNS] = {
        {text("a\u202e\u200b\U000E0041z"), text(NULL), text(NULL), text(NULL), text(NULL)},
    };
    const char *out = written(*state, TABLE_JSON, rows, 1);
    assert_memory_equal(out, "{\"name\":\"a\\u202e\\u200b\\udb40\\udc41z\"", 36);
    json_t *object = json_loads(out, 0, NULL);
    assert_string_equal(json_string_value(json_object_get(object, "name")), rows[0][0].text);
    json_decref(object);
}

static void wider_cells_beyond_the_sample_are_not_cut(void **state)
{
    struct fixture *f = *state;
    struct table_writer *writer = table_writer_new(f->mem, TABLE_TEXT, columns, COLUMNS, f->out);
    for (int i = 0; i < 2000; i++) {
        const struct cell row[COLUMNS] = {text(i == 1999 ? "much wider than before" : "x"),
                                          money(i, "CNY"), text(NULL), text(NULL), text(NULL)};
        assert_int_equal(table_write(writer, row, &f->err), STATUS_OK);
    }
    assert_int_equal(table_end(writer, &f->err), STATUS_OK);
    assert_non_null(strstr(f->text, "\nmuch wider than before        19.99\n"));
}

static void a_full_disk_is_an_error(void **state)
{
    struct fixture *f = *state;
    FILE *full = fopen("/dev/full", "w");
    assert_non_null(full);
    struct table_writer *writer = table_writer_new(f->mem, TABLE_JSON, columns, COLUMNS, full);
    const struct cell row[COLUMNS] = {text("a"), text(NULL), text(NULL), text(NULL), text(NULL)};
    enum status status = table_write(writer, row, &f->err);
    if (status == STATUS_OK) {
        status = table_end(writer, &f->err);
    }
    assert_int_equal(status, STATUS_IO);
    assert_string_equal(f->err.detail, "No space left on device");
    (void)fclose(full);
}

static void formats_are_known_by_name(void **state)
{
    struct fixture *f = *state;
    enum table_format format = TABLE_TEXT;
    assert_int_equal(table_format_parse("json", &format, &f->err), STATUS_OK);
    assert_int_equal(format, TABLE_JSON);
    assert_int_equal(table_format_parse("xml", &format, &f->err), STATUS_INVALID);
}

int main(void)
{
    assert_non_null(setlocale(LC_ALL, "C.UTF-8"));
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        TEST(text_aligns_amounts_right_by_display_width),
        TEST(text_names_the_currency_of_each_amount_where_they_differ),
        TEST(text_shows_no_control_character_raw),
        TEST(text_of_no_rows_is_empty),
        TEST(csv_quotes_and_disarms_formulas_but_not_numbers),
        TEST(csv_for_a_terminal_has_no_control_character),
        TEST(json_is_one_object_a_line_with_typed_values),
        TEST(json_escapes_what_turns_or_hides_text),
        TEST(wider_cells_beyond_the_sample_are_not_cut),
        TEST(a_full_disk_is_an_error),
        TEST(formats_are_known_by_name),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
