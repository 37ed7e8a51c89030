/* Workbooks, archives and other files that are no text are called what they are. */
#include "import/foreign.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#define BYTES(literal) literal, sizeof(literal) - 1

static void assert_is(const char *bytes, size_t size, const char *what, const char *hint)
{
    struct error err;
    assert_int_equal(foreign_refuse(bytes, size, &err), STATUS_INVALID);
    assert_non_null(strstr(err.message, what));
    assert_non_null(strstr(err.hint, hint));
}

static void workbooks_are_told_to_be_saved_as_csv(void **state)
{
    (void)state;
    assert_is(BYTES("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1"), "an old Excel workbook (xls)", "save it");
    assert_is(BYTES("PK\003\004\024\0\006\0\010\0[Content_Types].xml"), "an Excel workbook (xlsx)",
              "save it as CSV");
    assert_is(BYTES("PK\003\004\024\0mimetypeapplication/vnd.oasis.opendocument.spreadsheet"),
              "an OpenDocument workbook (ods)", "save it as CSV");
    assert_is(BYTES("<HTML><table>"), "a web page", "save it as CSV");
    assert_is(BYTES("<?xml version=\"1.0\"?>\n<?mso-application progid=\"Excel.Sheet\"?>"),
              "an Excel workbook in XML", "save it as CSV");
}

static void archives_are_told_to_be_unpacked(void **state)
{
    (void)state;
    assert_is(BYTES("PK\003\004\024\0bill.csv"), "a zip archive", "unpack it");
    assert_is(BYTES("\x1F\x8B\010"), "a gzip archive", "gzip -d");
    assert_is(BYTES("Rar!\x1A\x07"), "a rar archive", "unpack it");
    assert_is(BYTES("%PDF-1.7"), "a PDF", "CAMT.053");
}

static void text_is_let_through(void **state)
{
    (void)state;
    struct error err;
    const char *const texts[] = {
        "", "P", "PK,1", "Date,Text\n", "<?xml version=\"1.0\"?><Document/>", "BZhang,1", "<OFX>"};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        assert_int_equal(foreign_refuse(texts[i], strlen(texts[i]), &err), STATUS_OK);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(workbooks_are_told_to_be_saved_as_csv),
        cmocka_unit_test(archives_are_told_to_be_unpacked),
        cmocka_unit_test(text_is_let_through),
    };
    return cmocka_run_group_tests_name("foreign", tests, NULL, NULL);
}
