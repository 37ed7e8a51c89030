#include "import/encoding.h"

#include "import/foreign.h"
#include "model/mem.h"
#include "model/text.h"

#include <errno.h>
#include <iconv.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#define PIECE_BYTES (64 * 1024)
#define SHOWN_BYTES 8 /* of those that cannot be decoded */
#define UTF16_ZEROS_OF_UNITS                                                                       \
    8 /* one code unit in so many has a zero byte: separators and digits                           \
       */

#define UTF8_GOOD_OF_BAD                                                                           \
    10 /* whole sequences for each stray byte in a text that is UTF-8 all the same */

#define UTF8_PIECE_BYTES 65536
#define UTF8_CHARACTER_BYTES 4
/* A stray byte stands in the text as U+DC00 + byte, which no valid UTF-8 has. */
#define STRAY_FIRST 0xED
#define STRAY_SECOND 0xB0

#define HEAD_BYTES (64 * 1024)     /* in which the header stands */
#define REPLACEMENT "\xEF\xBF\xBD" /* U+FFFD */

#define NO_ICONV ((iconv_t)(intptr_t)-1)
#define ICONV_FAILED ((size_t)-1)

static const struct {
    const char *mark;
    size_t size;
    const char *name;
} marks[] = {
    {"\xEF\xBB\xBF", 3, "UTF-8"},
    {"\xFF\xFE", 2, "UTF-16LE"},
    {"\xFE\xFF", 2, "UTF-16BE"},
};

bool encoding_is_known(const char *name)
{
    if (strlen(name) >= ENCODING_NAME_BYTES) {
        return false;
    }
    iconv_t converter = iconv_open("UTF-8", name);
    if (converter == NO_ICONV) {
        return false;
    }
    iconv_close(converter);
    return true;
}

/* Text as the encoding writes it; NULL where it cannot. */
static char *encode(void *mem, const char *encoding, const char *text, size_t text_bytes,
                    size_t *out_bytes)
{
    iconv_t converter = iconv_open(encoding, "UTF-8");
    if (converter == NO_ICONV) {
        return NULL;
    }
    size_t room = text_bytes * 4 + 4;
    char *raw = MEM_GROW(mem, NULL, char, room);
    char *to = raw;
    union {
        const char *given;
        char *iconv_wants; /* it does not write there */
    } in = {.given = text};
    size_t left = text_bytes;
    size_t result = iconv(converter, &in.iconv_wants, &left, &to, &room);
    iconv_close(converter);
    if (result == ICONV_FAILED) {
        mem_free(raw);
        return NULL;
    }
    *out_bytes = (size_t)(to - raw);
    return raw;
}

static void name_it(struct encoding *out, const char *name, size_t mark_bytes)
{
    snprintf(out->name, sizeof out->name, "%s", name);
    out->mark_bytes = mark_bytes;
    out->is_utf8 = strcmp(name, "UTF-8") == 0;
    out->may_be_damaged = true;
}

/* Lines as a reader counts them, up to offset; good for encodings in which a line feed is a byte.
 */
static size_t line_at(const char *bytes, size_t offset)
{
    size_t line = 1;
    for (size_t i = 0; i < offset; i++) {
        line += bytes[i] == '\n';
    }
    return line;
}

static enum status bad_bytes(const char *bytes, size_t size, size_t offset, const char *name,
                             struct error *err)
{
    size_t shown = size - offset < SHOWN_BYTES ? size - offset : SHOWN_BYTES;
    char *hex = text_hex(NULL, bytes + offset, shown);
    error_set(err, STATUS_INVALID, "line %zu, byte offset %zu: bytes %s are no %s",
              line_at(bytes, offset), offset, hex, name);
    mem_free(hex);
    return STATUS_INVALID;
}

static enum status refuse_zero(const char *bytes, size_t offset, struct error *err)
{
    error_set(err, STATUS_INVALID, "line %zu, byte offset %zu: the file has NUL bytes",
              line_at(bytes, offset), offset);
    return error_hint(err, "it is not a text file, or it is damaged; download it again as CSV");
}

/* UTF-16 without a mark: zero bytes stand on one side of the pairs only, and often. */
static const char *guess_utf16(const char *bytes, size_t size)
{
    if (size % 2 != 0) {
        return NULL;
    }
    size_t zeros[2] = {0, 0};
    for (size_t i = 0; i < size; i++) {
        zeros[i % 2] += bytes[i] == '\0';
    }
    size_t enough = size / 2 / UTF16_ZEROS_OF_UNITS;
    if (zeros[0] == 0 && zeros[1] > enough) {
        return "UTF-16LE";
    }
    if (zeros[1] == 0 && zeros[0] > enough) {
        return "UTF-16BE";
    }
    return NULL;
}

static bool decide_by_mark(const char *bytes, size_t size, struct encoding *out)
{
    for (size_t i = 0; i < sizeof marks / sizeof marks[0]; i++) {
        if (size >= marks[i].size && memcmp(bytes, marks[i].mark, marks[i].size) == 0) {
            name_it(out, marks[i].name, marks[i].size);
            return true;
        }
    }
    return false;
}

/* How far the text is UTF-8: sequences of several bytes that are whole, and bytes that are in none.
 */
static bool is_mostly_utf8(const char *bytes, size_t size)
{
    size_t good = 0;
    size_t bad = 0;
    for (size_t i = 0; i < size;) {
        uint32_t point = 0;
        size_t length = text_decode(bytes + i, size - i, &point);
        good += length > 1;
        bad += length == 0;
        i += length > 0 ? length : 1;
    }
    return good > bad * UTF8_GOOD_OF_BAD;
}

static bool has_bytes(const char *bytes, size_t size, const char *part, size_t part_bytes)
{
    return part_bytes > 0 && memmem(bytes, size, part, part_bytes) != NULL;
}

static bool is_open(const char *wanted)
{
    return strcasecmp(wanted, ENCODING_AUTO) == 0;
}

bool encoding_by_accident(const char *bytes, size_t size, const char *wanted, const char *word)
{
    size = size < HEAD_BYTES ? size : HEAD_BYTES;
    if (word == NULL || is_open(wanted) || has_bytes(bytes, size, word, strlen(word))) {
        return false;
    }
    size_t written_bytes = 0;
    char *written = encode(NULL, wanted, word, strlen(word), &written_bytes);
    bool is_there = written != NULL && has_bytes(bytes, size, written, written_bytes);
    mem_free(written);
    return is_there;
}

/* Neither a mark nor strict UTF-8 tells. */
static enum status decide_other(const char *bytes, size_t size, size_t valid, const char *wanted,
                                struct encoding *out, struct error *err)
{
    const char *zero = memchr(bytes, 0, size);
    const char *pairs = zero != NULL ? guess_utf16(bytes, size) : NULL;
    if (pairs != NULL || strncasecmp(wanted, "UTF-16", 6) == 0) {
        name_it(out, pairs != NULL ? pairs : wanted, 0);
        return STATUS_OK;
    }
    if (zero != NULL) {
        return refuse_zero(bytes, (size_t)(zero - bytes), err);
    }
    if (is_mostly_utf8(bytes, size)) {
        name_it(out, "UTF-8", 0);
        return STATUS_OK;
    }
    if (is_open(wanted)) {
        (void)bad_bytes(bytes, size, valid, "UTF-8", err);
        return error_hint(err, "the profile's `encoding` must name what the bank writes: GB18030, "
                               "ISO-8859-1, CP1252, ...");
    }
    name_it(out, wanted, 0);
    return STATUS_OK;
}

enum status encoding_decide(const char *bytes, size_t size, const char *wanted, const char *word,
                            struct encoding *out, struct error *err)
{
    enum status status = foreign_refuse(bytes, size, err);
    if (status != STATUS_OK) {
        return status;
    }
    bool is_marked = decide_by_mark(bytes, size, out);
    if (is_marked) {
        return STATUS_OK;
    }
    size_t valid = text_valid_prefix(bytes, size);
    if (valid < size) {
        return decide_other(bytes, size, valid, wanted, out, err);
    }
    bool is_accident = encoding_by_accident(bytes, size, wanted, word);
    name_it(out, is_accident ? wanted : "UTF-8", 0);
    out->may_be_damaged =
        is_accident || has_bytes(bytes, size, REPLACEMENT, sizeof REPLACEMENT - 1);
    return STATUS_OK;
}

/* Strays. */

static void put_strays(const char *bytes, size_t count, char *text)
{
    for (size_t i = 0; i < count; i++) {
        unsigned char byte = (unsigned char)bytes[i];
        text[3 * i] = (char)STRAY_FIRST;
        text[3 * i + 1] = (char)(STRAY_SECOND | byte >> 6);
        text[3 * i + 2] = (char)(0x80 | (byte & 0x3F));
    }
}

static bool is_stray(const char *text)
{
    return (unsigned char)text[0] == STRAY_FIRST && ((unsigned char)text[1] & 0xFC) == STRAY_SECOND;
}

size_t encoding_strays(const char *text, size_t bytes, char *strays, size_t room)
{
    size_t count = 0;
    const char *end = text + bytes;
    for (; text + ENCODING_STRAY_BYTES <= end; text++) {
        text = memchr(text, STRAY_FIRST, (size_t)(end - text));
        if (text == NULL || text + ENCODING_STRAY_BYTES > end) {
            break;
        }
        if (is_stray(text) && count < room) {
            strays[count++] = (char)(((unsigned char)text[1] & 3) << 6 | (text[2] & 0x3F));
        }
    }
    return count;
}

void encoding_show_strays(char *text, size_t bytes)
{
    static const char digits[] = "0123456789ABCDEF";
    for (size_t i = 0; i + ENCODING_STRAY_BYTES <= bytes; i++) {
        if (is_stray(text + i)) {
            unsigned byte =
                ((unsigned char)text[i + 1] & 3U) << 6 | ((unsigned char)text[i + 2] & 0x3FU);
            text[i] = '\\';
            text[i + 1] = digits[byte >> 4];
            text[i + 2] = digits[byte & 15];
        }
    }
}

static enum status hand_over(const char *piece, size_t piece_bytes,
                             enum status (*take)(void *, const char *, size_t, struct error *),
                             void *state, struct error *err)
{
    if (memchr(piece, 0, piece_bytes) != NULL) {
        error_set(err, STATUS_INVALID, "the file's text has NUL characters");
        return error_hint(err, "it is damaged, or in another encoding than it seems");
    }
    return piece_bytes > 0 ? take(state, piece, piece_bytes, err) : STATUS_OK;
}

/* A piece at a time, so that who has seen enough can say so. A character that the end of a piece
 * cuts begins the next one. */
static enum status decode_utf8(const char *bytes, size_t size, size_t at,
                               enum status (*take)(void *, const char *, size_t, struct error *),
                               void *state, struct error *err)
{
    enum status status = STATUS_OK;
    while (at < size && status == STATUS_OK) {
        size_t piece = size - at < UTF8_PIECE_BYTES ? size - at : UTF8_PIECE_BYTES;
        size_t valid = text_valid_prefix(bytes + at, piece);
        bool may_be_cut = valid > 0 && piece - valid < UTF8_CHARACTER_BYTES;
        status = valid > 0 ? take(state, bytes + at, valid, err) : STATUS_OK;
        at += valid;
        if (at < size && !may_be_cut && status == STATUS_OK) {
            char stray[ENCODING_STRAY_BYTES];
            if (bytes[at] == '\0') {
                return refuse_zero(bytes, at, err);
            }
            put_strays(bytes + at, 1, stray);
            status = take(state, stray, sizeof stray, err);
            at++;
        }
    }
    return status;
}

/* Bytes up to the next that ISO 8859 leaves to control characters: no bank writes those, whoever
 * has them wrote another encoding. */
static size_t legal_run(const struct encoding *encoding, const char *bytes, size_t left)
{
    size_t run = 0;
    if (strncasecmp(encoding->name, "ISO-8859-", 9) != 0) {
        return left;
    }
    while (run < left && ((unsigned char)bytes[run] & 0xE0) != 0x80) {
        run++;
    }
    return run;
}

/* What stands at *in and cannot be decoded, as strays; moves on past it. */
static enum status pass_over(const struct encoding *encoding, const char **in, size_t *left,
                             enum status (*take)(void *, const char *, size_t, struct error *),
                             void *state, struct error *err)
{
    char strays[2 * ENCODING_STRAY_BYTES];
    size_t unit = strncasecmp(encoding->name, "UTF-16", 6) == 0 && *left > 1 ? 2 : 1;
    put_strays(*in, unit, strays);
    *in += unit;
    *left -= unit;
    return take(state, strays, unit * ENCODING_STRAY_BYTES, err);
}

static enum status convert(iconv_t converter, const char *bytes, size_t size,
                           const struct encoding *encoding, char *piece,
                           enum status (*take)(void *, const char *, size_t, struct error *),
                           void *state, struct error *err)
{
    union {
        const char *given;
        char *iconv_wants; /* it does not write there */
    } in = {.given = bytes + encoding->mark_bytes};
    size_t left = size - encoding->mark_bytes;
    while (left > 0) {
        char *to = piece;
        size_t room = PIECE_BYTES;
        size_t run = legal_run(encoding, in.given, left);
        size_t rest = left - run;
        size_t result = iconv(converter, &in.iconv_wants, &run, &to, &room);
        int why = result == ICONV_FAILED ? errno : 0;
        left = run + rest;
        enum status status = hand_over(piece, (size_t)(to - piece), take, state, err);
        bool is_bad = (why != 0 && why != E2BIG) || (why == 0 && rest > 0);
        if (status == STATUS_OK && is_bad) {
            status = pass_over(encoding, &in.given, &left, take, state, err);
        }
        if (status != STATUS_OK) {
            return status;
        }
    }
    return STATUS_OK;
}

enum status encoding_decode(const char *bytes, size_t size, const struct encoding *encoding,
                            enum status (*take)(void *state, const char *text, size_t text_bytes,
                                                struct error *err),
                            void *state, struct error *err)
{
    if (encoding->is_utf8) {
        return decode_utf8(bytes, size, encoding->mark_bytes, take, state, err);
    }
    iconv_t converter = iconv_open("UTF-8", encoding->name);
    if (converter == NO_ICONV) {
        return error_set(err, STATUS_UNSUPPORTED, "encoding %s is not known here", encoding->name);
    }
    char *piece = MEM_GROW(NULL, NULL, char, PIECE_BYTES);
    enum status status = convert(converter, bytes, size, encoding, piece, take, state, err);
    mem_free(piece);
    iconv_close(converter);
    return status;
}

char *encoding_hex(void *mem, const char *encoding, const char *text, size_t text_bytes)
{
    size_t raw_bytes = 0;
    char *raw = encode(NULL, encoding, text, text_bytes, &raw_bytes);
    char *hex = raw == NULL ? text_hex(mem, text, text_bytes) : text_hex(mem, raw, raw_bytes);
    mem_free(raw);
    return hex;
}
