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

static void name_it(struct encoding *out, const char *name, size_t mark_bytes)
{
    snprintf(out->name, sizeof out->name, "%s", name);
    out->mark_bytes = mark_bytes;
    out->is_utf8 = strcmp(name, "UTF-8") == 0;
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

/* Neither a mark nor UTF-8: valid is where UTF-8 ended. */
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
    if (strcasecmp(wanted, ENCODING_AUTO) == 0 || strcasecmp(wanted, "UTF-8") == 0) {
        (void)bad_bytes(bytes, size, valid, "UTF-8", err);
        return error_hint(err, "the profile's `encoding` must name what the bank writes: GB18030, "
                               "ISO-8859-1, CP1252, ...");
    }
    name_it(out, wanted, 0);
    return STATUS_OK;
}

enum status encoding_decide(const char *bytes, size_t size, const char *wanted,
                            struct encoding *out, struct error *err)
{
    enum status status = foreign_refuse(bytes, size, err);
    if (status != STATUS_OK) {
        return status;
    }
    bool is_marked = decide_by_mark(bytes, size, out);
    if (is_marked && !out->is_utf8) {
        return STATUS_OK;
    }
    size_t valid = text_valid_prefix(bytes, size);
    if (valid == size) {
        name_it(out, "UTF-8", is_marked ? out->mark_bytes : 0);
        return STATUS_OK;
    }
    if (!is_marked) {
        return decide_other(bytes, size, valid, wanted, out, err);
    }
    if (bytes[valid] == '\0') {
        return refuse_zero(bytes, valid, err);
    }
    return bad_bytes(bytes, size, valid, "UTF-8", err);
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
        size_t result = iconv(converter, &in.iconv_wants, &left, &to, &room);
        int why = result == ICONV_FAILED ? errno : 0;
        enum status status = hand_over(piece, (size_t)(to - piece), take, state, err);
        if (status != STATUS_OK) {
            return status;
        }
        if (why != 0 && why != E2BIG) {
            return bad_bytes(bytes, size, size - left, encoding->name, err);
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
        return take(state, bytes + encoding->mark_bytes, size - encoding->mark_bytes, err);
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
    iconv_t converter = iconv_open(encoding, "UTF-8");
    if (converter == NO_ICONV) {
        return text_hex(mem, text, text_bytes);
    }
    size_t room = text_bytes * 4 + 4;
    char *raw = MEM_GROW(NULL, NULL, char, room);
    char *to = raw;
    union {
        const char *given;
        char *iconv_wants;
    } in = {.given = text};
    size_t left = text_bytes;
    size_t result = iconv(converter, &in.iconv_wants, &left, &to, &room);
    char *hex = result == ICONV_FAILED ? text_hex(mem, text, text_bytes)
                                       : text_hex(mem, raw, (size_t)(to - raw));
    mem_free(raw);
    iconv_close(converter);
    return hex;
}
