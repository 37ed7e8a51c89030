/* Which encoding a file is in, and that nothing that cannot be decoded gets in. */
#include "import/encoding.h"
#include "model/mem.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#define TEXT_BYTES 200000
#define LONG_BYTES 131080 /* two pieces, and what a piece ends in */
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
    enum status status = encoding_decide(bytes, size, wanted, NULL, encoding, err);
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

/* However a character or a bad byte lies at the end of a piece, which is 65536 bytes long. */
static void a_long_text_is_the_same_whatever_its_pieces_cut(void **state)
{
    static char bytes[LONG_BYTES];
    static struct piece piece;
    struct encoding encoding;
    struct error err;
    (void)state;
    for (size_t before = 65530; before < 65538; before++) {
        memset(bytes, 'a', sizeof bytes);
        for (size_t i = 0; i < 40; i++) { /* enough to be UTF-8 with two bad bytes */
            memcpy(bytes + 3 * i, "\xE9\x87\x91", 3);
        }
        memcpy(bytes + before, "\xE9\x87\x91", 3);
        assert_int_equal(decode(bytes, sizeof bytes, "auto", &encoding, &piece, &err), STATUS_OK);
        assert_int_equal(piece.bytes, sizeof bytes);
        assert_memory_equal(piece.text, bytes, sizeof bytes);
        bytes[before + 1] = 'a';
        char strays[3];
        assert_int_equal(decode(bytes, sizeof bytes, "auto", &encoding, &piece, &err), STATUS_OK);
        assert_int_equal(encoding_strays(piece.text, piece.bytes, strays, sizeof strays), 2);
        assert_memory_equal(strays, "\xE9\x91", 2);
        assert_int_equal(piece.bytes, sizeof bytes + 2 * (ENCODING_STRAY_BYTES - 1));
    }
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

static void every_encoding_that_banks_write_is_read(void **state)
{
    (void)state;
    assert_text(BYTES("\xA4 \xBD"), "ISO-8859-15", "ISO-8859-15", "€ œ");
    assert_text(BYTES("P\xF8\xEDjem"), "ISO-8859-2", "ISO-8859-2", "Příjem");
    assert_text(BYTES("\x9C\xB9"), "CP1250", "CP1250", "śą");
    assert_text(BYTES("S\xE0skaita \xF0"), "ISO-8859-13", "ISO-8859-13", "Sąskaita š");
    assert_text(BYTES("\x81\x30\x81\x30"), "GB18030", "GB18030", "\xC2\x80");
}

/* Strays, as people are shown them: the bytes stay known, nothing is put in their place. */
static void assert_strays(const char *bytes, size_t size, const char *wanted, const char *name,
                          const char *text)
{
    struct encoding encoding;
    struct piece piece;
    struct error err;
    if (decode(bytes, size, wanted, &encoding, &piece, &err) != STATUS_OK) {
        fail_msg("%s", err.message);
    }
    char strays[8];
    assert_string_equal(encoding.name, name);
    assert_true(encoding.may_be_damaged);
    assert_true(encoding_strays(piece.text, piece.bytes, strays, sizeof strays) > 0);
    assert_null(strstr(piece.text, "\uFFFD"));
    encoding_show_strays(piece.text, piece.bytes);
    assert_string_equal(piece.text, text);
}

static void bytes_that_cannot_be_decoded_stay_in_the_text_as_strays(void **state)
{
    (void)state;
    assert_strays(BYTES("\xEF\xBB\xBF"
                        "a,\xC0\x80\n"),
                  "GB18030", "UTF-8", "a,\\C0\\80\n");
    assert_strays(BYTES("金a,\xED\xA0\x80"), "UTF-8", "UTF-8", "金a,\\ED\\A0\\80");
    assert_strays(BYTES("a\n\xFF,\xBD\xF0"), "GB18030", "GB18030", "a\n\\FF,金");
    assert_strays(BYTES("a,\xBD"), "GB18030", "GB18030", "a,\\BD");
    assert_strays(BYTES("a\x85,\xE9"), "ISO-8859-1", "ISO-8859-1", "a\\85,é");
    assert_strays(BYTES("a\x81z"), "CP1252", "CP1252", "a\\81z");
    assert_strays(BYTES("\xFF\xFE"
                        "a\0\x01\xD8z\0"),
                  "auto", "UTF-16LE", "a\\01\\D8z");
    assert_strays(BYTES("\xFE\xFF\0a\xD8\x01\0z\0"), "auto", "UTF-16BE", "a\\D8\\01z\\00");
}

static void utf8_with_a_few_bad_bytes_is_utf8(void **state)
{
    (void)state;
    assert_strays(BYTES("订单编号一二三四五六七,\xBD\n"), "auto", "UTF-8",
                  "订单编号一二三四五六七,\\BD\n");
    assert_strays(BYTES("订单编号一二三四五六七,\xBD\n"), "GB18030", "UTF-8",
                  "订单编号一二三四五六七,\\BD\n");
}

static void what_no_encoding_is_named_for_is_refused_with_its_place(void **state)
{
    (void)state;
    assert_refused(BYTES("a\nb,\xBD\xF0\n"), "auto",
                   "line 2, byte offset 4: bytes bdf00a are no UTF-8");
}

/* GB18030 of few letters may be valid UTF-8 (9 % of two): a word that must be there tells. */
static void text_that_is_valid_utf8_by_accident_is_told_by_a_word(void **state)
{
    (void)state;
    static const char bytes[] = "\xC8\xA1\xCC\xA8"; /* 取台 */
    struct encoding encoding;
    struct error err;
    assert_int_equal(encoding_decide(BYTES(bytes), "GB18030", "取台", &encoding, &err), STATUS_OK);
    assert_string_equal(encoding.name, "GB18030");
    assert_int_equal(encoding_decide(BYTES(bytes), "GB18030", "金", &encoding, &err), STATUS_OK);
    assert_string_equal(encoding.name, "UTF-8");
    assert_int_equal(encoding_decide("取台", 6, "GB18030", "取台", &encoding, &err), STATUS_OK);
    assert_string_equal(encoding.name, "UTF-8");
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
        cmocka_unit_test(a_long_text_is_the_same_whatever_its_pieces_cut),
        cmocka_unit_test(strict_utf8_decides_next_and_then_the_profile),
        cmocka_unit_test(utf16_without_a_mark_shows_in_its_zero_bytes),
        cmocka_unit_test(every_encoding_that_banks_write_is_read),
        cmocka_unit_test(bytes_that_cannot_be_decoded_stay_in_the_text_as_strays),
        cmocka_unit_test(utf8_with_a_few_bad_bytes_is_utf8),
        cmocka_unit_test(what_no_encoding_is_named_for_is_refused_with_its_place),
        cmocka_unit_test(text_that_is_valid_utf8_by_accident_is_told_by_a_word),
        cmocka_unit_test(nul_bytes_are_refused),
        cmocka_unit_test(files_of_other_kinds_are_called_what_they_are),
        cmocka_unit_test(hex_is_of_the_bytes_in_the_file),
        cmocka_unit_test(only_encodings_that_exist_are_known),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
