/* Which encoding a file is in, and that nothing that cannot be decoded gets in. */
#include "import/encoding.h"
#include "model/mem.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#define TEXT_BYTES 4096
#define MESSAGE_BYTES 320

struct piece {
    char text[TEXT_BYTES];
    size_t bytes;
};

static enum status keep(void *state, const char *text, size_t bytes, struct error *err)
{
    (void)err;
    struct piece *piece = state;
    assert_true(piece->bytes + bytes < TEXT_BYTES);
    memcpy(piece->text + piece->bytes, text, bytes);
    piece->bytes += bytes;
    piece->text[piece->bytes] = '\0';
    return STATUS_OK;
}

static enum status decode(const char *bytes, size_t size, const char *wanted,
                          struct encoding *encoding, struct piece *piece, struct error *err)
{
    *piece = (struct piece){.bytes = 0};
    enum status status = encoding_decide(bytes, size, wanted, encoding, err);
    return status != STATUS_OK ? status : encoding_decode(bytes, size, encoding, keep, piece, err);
}

#define BYTES(literal) literal, sizeof(literal) - 1

static void assert_text(const char *bytes, size_t size, const char *wanted, const char *name,
                        const char *text)
{
    struct encoding encoding;
    struct piece piece;
    struct error err;
    if (decode(bytes, size, wanted, &encoding, &piece, &err) != STATUS_OK) {
        fail_msg("%s", err.message);
    }
    assert_string_equal(encoding.name, name);
    assert_string_equal(piece.text, text);
}

static void assert_refused(const char *bytes, size_t size, const char *wanted, const char *message)
{
    struct encoding encoding;
    struct piece piece;
    struct error err;
    assert_int_equal(decode(bytes, size, wanted, &encoding, &piece, &err), STATUS_INVALID);
    assert_string_equal(err.message, message);
}

static void a_mark_decides_first(void **state)
{
    (void)state;
    assert_text(BYTES("\xEF\xBB\xBF"
                      "a,\xE9\x87\x91"),
                "GB18030", "UTF-8", "a,金");
    assert_text(BYTES("\xFF\xFE"
                      "a\0,\0\xD1\x91"),
                "GB18030", "UTF-16LE", "a,金");
    assert_text(BYTES("\xFE\xFF\0a\0,\x91\xD1"), "auto", "UTF-16BE", "a,金");
}

static void strict_utf8_decides_next_and_then_the_profile(void **state)
{
    (void)state;
    assert_text(BYTES("a,\xE9\x87\x91"), "GB18030", "UTF-8", "a,金");
    assert_text(BYTES("a,\xBD\xF0"), "GB18030", "GB18030", "a,金");
    assert_text(BYTES("a,\xBD\xF0"), "GBK", "GBK", "a,金");
    assert_text(BYTES("a,\xAA\xF7"), "BIG5", "BIG5", "a,金");
    assert_text(BYTES("initi\xEBrende"), "ISO-8859-1", "ISO-8859-1", "initiërende");
    assert_text(BYTES("\x80 5"), "CP1252", "CP1252", "€ 5");
    assert_text(BYTES("plain"), "auto", "UTF-8", "plain");
}

static void utf16_without_a_mark_shows_in_its_zero_bytes(void **state)
{
    (void)state;
    assert_text(BYTES("D\0a\0t\0e\0,\0\xD1\x91\n\0"), "auto", "UTF-16LE", "Date,金\n");
    assert_text(BYTES("\0D\0a\0t\0e\0,\x91\xD1\0\n"), "GB18030", "UTF-16BE", "Date,金\n");
}

static void bytes_that_cannot_be_decoded_are_named_and_never_replaced(void **state)
{
    (void)state;
    assert_refused(BYTES("a\nb,\xBD\xF0\n"), "auto",
                   "line 2, byte offset 4: bytes bdf00a are no UTF-8");
    assert_refused(BYTES("\xEF\xBB\xBF"
                         "a\nb,\xC0\x80\n"),
                   "GB18030", "line 2, byte offset 7: bytes c0800a are no UTF-8");
    assert_refused(BYTES("a\n\n\xFF\xFF"), "GB18030",
                   "line 3, byte offset 3: bytes ffff are no GB18030");
    assert_refused(BYTES("a,\xBD"), "GB18030", "line 1, byte offset 2: bytes bd are no GB18030");
    assert_refused(BYTES("\xED\xA0\x80"), "auto",
                   "line 1, byte offset 0: bytes eda080 are no "
                   "UTF-8");
}

static void nul_bytes_are_refused(void **state)
{
    (void)state;
    assert_refused(BYTES("a,b\nc,\0d\n"), "auto", "line 2, byte offset 6: the file has NUL bytes");
    assert_refused(BYTES("a,b\nc,\0\xBD\n"), "GB18030",
                   "line 2, byte offset 6: the file has NUL bytes");
    assert_refused(BYTES("\xEF\xBB\xBF"
                         "a\0"),
                   "auto", "line 1, byte offset 4: the file has NUL bytes");
    assert_refused(BYTES("\xFF\xFE"
                         "a\0\0\0b\0"),
                   "auto", "the file's text has NUL characters");
}

static void files_of_other_kinds_are_called_what_they_are(void **state)
{
    (void)state;
    assert_refused(BYTES("PK\003\004xxxx"), "auto", "the file is a zip archive, not text");
    assert_refused(BYTES("\xD0\xCF\x11\xE0\xA1\xB1"), "GB18030",
                   "the file is an old Excel workbook (xls), not text");
    assert_refused(BYTES("%PDF-1.7"), "auto", "the file is a PDF, not text");
}

static void hex_is_of_the_bytes_in_the_file(void **state)
{
    (void)state;
    char *hex = encoding_hex(NULL, "GB18030", "金", 3);
    assert_string_equal(hex, "bdf0");
    mem_free(hex);
    hex = encoding_hex(NULL, "UTF-8", "金", 3);
    assert_string_equal(hex, "e98791");
    mem_free(hex);
}

static void only_encodings_that_exist_are_known(void **state)
{
    (void)state;
    assert_true(encoding_is_known("GB18030"));
    assert_true(encoding_is_known("ISO-8859-2"));
    assert_true(encoding_is_known("CP1250"));
    assert_false(encoding_is_known("GB18031"));
    assert_false(encoding_is_known("a name that is far too long for one"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_mark_decides_first),
        cmocka_unit_test(strict_utf8_decides_next_and_then_the_profile),
        cmocka_unit_test(utf16_without_a_mark_shows_in_its_zero_bytes),
        cmocka_unit_test(bytes_that_cannot_be_decoded_are_named_and_never_replaced),
        cmocka_unit_test(nul_bytes_are_refused),
        cmocka_unit_test(files_of_other_kinds_are_called_what_they_are),
        cmocka_unit_test(hex_is_of_the_bytes_in_the_file),
        cmocka_unit_test(only_encodings_that_exist_are_known),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
