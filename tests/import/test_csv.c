/* Delimited text into records: line ends, quotes, limits, pieces cut anywhere. */
#include "import/csv.h"
#include "model/mem.h"
#include "tests/support/random.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define SHOWN_BYTES 4096
#define TEN_MEGABYTES (10 * 1000 * 1000)

static const struct csv_format strict = {.delimiter = ',', .is_strict = true};
static const struct csv_format lax = {.delimiter = ','};
static const struct csv_format multiline = {
    .delimiter = ',', .is_strict = true, .is_multiline = true};

/* "1:a|b;3-4:c|d;" */
static enum status show(void *state, const struct csv_record *record, struct error *err)
{
    (void)err;
    char *shown = state;
    size_t used = strlen(shown);
    used += (size_t)snprintf(shown + used, SHOWN_BYTES - used, "%u", record->line);
    if (record->last_line != record->line) {
        used += (size_t)snprintf(shown + used, SHOWN_BYTES - used, "-%u", record->last_line);
    }
    for (size_t i = 0; i < record->count; i++) {
        assert_int_equal(strlen(record->cells[i].text), record->cells[i].bytes);
        used += (size_t)snprintf(shown + used, SHOWN_BYTES - used, "%s%s", i > 0 ? "|" : ":",
                                 record->cells[i].text);
    }
    (void)snprintf(shown + used, SHOWN_BYTES - used, ";");
    return STATUS_OK;
}

/* Feed text in pieces of step bytes. */
static enum status feed(struct csv_format format, const char *text, size_t bytes, size_t step,
                        char *shown, struct error *err)
{
    shown[0] = '\0';
    struct csv_reader *reader = csv_reader_new(NULL, format, show, shown);
    enum status status = STATUS_OK;
    for (size_t at = 0; at < bytes && status == STATUS_OK; at += step) {
        size_t length = bytes - at < step ? bytes - at : step;
        status = csv_reader_feed(reader, text + at, length, err);
    }
    if (status == STATUS_OK) {
        status = csv_reader_end(reader, err);
    }
    mem_free(reader);
    return status;
}

static void assert_records(struct csv_format format, const char *text, const char *expected)
{
    char shown[SHOWN_BYTES];
    struct error err;
    size_t bytes = strlen(text);
    for (size_t step = 1; step <= bytes + 1; step++) {
        if (feed(format, text, bytes, step, shown, &err) != STATUS_OK) {
            fail_msg("%s", err.message);
        }
        assert_string_equal(shown, expected);
    }
}

static void assert_refused(struct csv_format format, const char *text, const char *message)
{
    char shown[SHOWN_BYTES];
    struct error err;
    size_t bytes = strlen(text);
    for (size_t step = 1; step <= bytes + 1; step++) {
        assert_int_equal(feed(format, text, bytes, step, shown, &err), STATUS_INVALID);
        assert_string_equal(err.message, message);
    }
}

static void lines_are_counted_as_an_editor_counts_them(void **state)
{
    (void)state;
    assert_records(strict, "a,b\nc,d\n", "1:a|b;2:c|d;");
    assert_records(strict, "a,b\r\nc,d\r\n", "1:a|b;2:c|d;");
    assert_records(strict, "a,b\r\r\nc,d\r\r\n", "1:a|b;2:c|d;");
    assert_records(strict, "a,b\rc,d\r", "1:a|b;2:c|d;");
    assert_records(strict, "a,b\nc,d", "1:a|b;2:c|d;");
    assert_records(strict, "\n\r\n \t\r\na\n\n\nb\n", "4:a;7:b;");
    assert_records(strict, "a\r\rb", "1:a;3:b;");
    assert_records(strict, "", "");
    assert_records(strict, "\n\n\n", "");
}

static void cells_are_trimmed_outside_their_quotes(void **state)
{
    (void)state;
    assert_records(strict, " a \t, b\n", "1:a|b;");
    assert_records(strict, "\" a \"\t,b\n", "1: a |b;");
    assert_records(strict, "\"a\"\"b\",\"\",\n", "1:a\"b||;");
    assert_records((struct csv_format){.delimiter = ';'}, "a,b;c\n", "1:a,b|c;");
    assert_records((struct csv_format){.delimiter = '\t'}, "a\t\t b\n", "1:a||b;");
    assert_records((struct csv_format){.delimiter = '|'}, "|a|\n", "1:|a|;");
}

static void quoted_cells_may_span_lines_where_the_profile_says_so(void **state)
{
    (void)state;
    assert_records(multiline, "a,\"b\nc\"\r\nd\n", "1-2:a|b\nc;3:d;");
    assert_records(multiline, "\"a\r\nb\",\"c\r\r\nd\",e\nf\n", "1-3:a\nb|c\nd|e;4:f;");
    assert_refused(strict, "a\nb,\"c\nd\"\n", "line 2: a quote is opened and never closed");
}

static void an_open_quote_names_its_line_and_swallows_nothing(void **state)
{
    (void)state;
    assert_refused(multiline, "a\nb,\"c\nd\ne\n", "line 2: a quote is opened and never closed");
    assert_refused(multiline, "a\n\"b", "line 2: a quote is opened and never closed");
    assert_refused(lax, "a\n\"b\nc\n", "line 2: a quote is opened and never closed");
    assert_refused(multiline, "\"a\nb\",\"c\nd\n", "line 2: a quote is opened and never closed");
    assert_refused(multiline, "\"a\nx,\"y\"\n",
                   "line 2: the quote that line 1 opens is closed in mid cell");
}

static void careless_quotes_are_text_only_where_the_profile_is_lax(void **state)
{
    (void)state;
    assert_refused(strict, "a,b\"c\n", "line 1: a quote stands inside a cell");
    assert_refused(strict, "a\n\"b\"c\n", "line 2: a quote stands inside a cell");
    assert_records(lax, "a,b\"c\"d,e\n", "1:a|b\"c\"d|e;");
    assert_records(lax, "NL77\",\"EUR\"\n", "1:NL77\"|EUR;");
}

static char *long_text(char letter)
{
    char *text = malloc(TEN_MEGABYTES);
    assert_non_null(text);
    memset(text, letter, TEN_MEGABYTES);
    return text;
}

static void a_line_of_ten_megabytes_is_an_error_with_its_line(void **state)
{
    (void)state;
    char shown[SHOWN_BYTES];
    struct error err;
    char *text = long_text('x');
    memcpy(text, "a\nb\n", 4);
    for (size_t step = 1000; step <= TEN_MEGABYTES; step *= 100) {
        assert_int_equal(feed(strict, text, TEN_MEGABYTES, step, shown, &err), STATUS_LIMIT);
        assert_string_equal(err.message, "line 3 is longer than 1048576 bytes");
    }
    free(text);
}

static void a_quote_that_runs_on_is_told_where_it_was_opened(void **state)
{
    (void)state;
    char shown[SHOWN_BYTES];
    struct error err;
    char *text = long_text('\n');
    memcpy(text, "a\n\"b", 4);
    assert_int_equal(feed(multiline, text, TEN_MEGABYTES, 4096, shown, &err), STATUS_LIMIT);
    assert_string_equal(err.message, "line 2: a quote is opened and never closed");
    free(text);
}

static void a_record_has_a_limit_of_cells(void **state)
{
    (void)state;
    char shown[SHOWN_BYTES];
    char text[IMPORT_CELLS_MAX + 2];
    struct error err;
    memset(text, ',', sizeof text);
    assert_int_equal(feed(strict, text, IMPORT_CELLS_MAX - 1, 64, shown, &err), STATUS_OK);
    assert_int_equal(feed(strict, text, IMPORT_CELLS_MAX, 64, shown, &err), STATUS_LIMIT);
    assert_string_equal(err.message, "line 1 has more than 512 cells");
}

/* Whatever the bytes, cutting them elsewhere changes neither the records nor the error. */
static void where_the_pieces_are_cut_changes_nothing(void **state)
{
    (void)state;
    static const char letters[] = "ab,\"\"\r\n\n \t;";
    static const struct csv_format formats[] = {
        {',', true, false}, {',', true, true}, {',', false, false}, {',', false, true}};
    struct random random = random_start("test_csv", 1);
    for (int round = 0; round < 3000; round++) {
        char text[40];
        char whole[SHOWN_BYTES];
        char pieces[SHOWN_BYTES];
        struct error first = {.status = STATUS_OK};
        struct error second = {.status = STATUS_OK};
        size_t bytes = (size_t)random_between(&random, 0, (int64_t)sizeof text);
        for (size_t i = 0; i < bytes; i++) {
            text[i] = letters[random_below(&random, (int64_t)sizeof letters - 1)];
        }
        struct csv_format format = formats[round % 4];
        size_t step = (size_t)random_between(&random, 1, 7);
        enum status expected = feed(format, text, bytes, sizeof text, whole, &first);
        assert_int_equal(feed(format, text, bytes, step, pieces, &second), expected);
        assert_string_equal(pieces, whole);
        assert_string_equal(second.message, first.message);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(lines_are_counted_as_an_editor_counts_them),
        cmocka_unit_test(cells_are_trimmed_outside_their_quotes),
        cmocka_unit_test(quoted_cells_may_span_lines_where_the_profile_says_so),
        cmocka_unit_test(an_open_quote_names_its_line_and_swallows_nothing),
        cmocka_unit_test(careless_quotes_are_text_only_where_the_profile_is_lax),
        cmocka_unit_test(a_line_of_ten_megabytes_is_an_error_with_its_line),
        cmocka_unit_test(a_quote_that_runs_on_is_told_where_it_was_opened),
        cmocka_unit_test(a_record_has_a_limit_of_cells),
        cmocka_unit_test(where_the_pieces_are_cut_changes_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
