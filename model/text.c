#include "model/text.h"

#include "model/mem.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include <utf8proc.h>

#define FIRST_COMBINING 0x300U

/* Of text that has only such code points (Latin, the common ideographs, full-width forms) it is
 * certain that it is in NFC: each is its own normal form, and no two of them compose. */
static bool is_inert(uint32_t c)
{
    return c < FIRST_COMBINING || (c >= 0x4E00 && c <= 0x9FFF) || (c >= 0xFF01 && c <= 0xFF60);
}

size_t text_decode(const char *text, size_t bytes, uint32_t *out)
{
    assert(bytes > 0);
    if ((unsigned char)text[0] < 0x80) {
        *out = (unsigned char)text[0];
        return 1;
    }
    utf8proc_int32_t c = -1;
    utf8proc_ssize_t length = utf8proc_iterate((const utf8proc_uint8_t *)text,
                                               bytes > 4 ? 4 : (utf8proc_ssize_t)bytes, &c);
    if (length <= 0 || c < 0) {
        return 0;
    }
    *out = (uint32_t)c;
    return (size_t)length;
}

size_t text_encode(uint32_t code_point, char *out)
{
    assert(code_point <= 0x10FFFF && (code_point < 0xD800 || code_point > 0xDFFF));
    utf8proc_ssize_t bytes =
        utf8proc_encode_char((utf8proc_int32_t)code_point, (utf8proc_uint8_t *)out);
    return (size_t)bytes;
}

/* How many bytes are ASCII other than NUL, looked at eight at a time. */
static size_t plain_bytes(const char *text, size_t bytes)
{
    const uint64_t ones = UINT64_C(0x0101010101010101);
    const uint64_t highs = ones << 7;
    size_t at = 0;
    uint64_t word = 0;
    for (; at + sizeof word <= bytes; at += sizeof word) {
        memcpy(&word, text + at, sizeof word);
        /* a high bit, or a byte that borrows because it is zero */
        if (((word | (word - ones)) & highs) != 0) {
            break;
        }
    }
    return at;
}

/* text_valid_prefix, and whether all of that is NFC beyond doubt. */
static size_t scan(const char *text, size_t bytes, bool *is_nfc)
{
    size_t at = plain_bytes(text, bytes);
    *is_nfc = true;
    while (at < bytes) {
        uint32_t c = 0;
        size_t length = text_decode(text + at, bytes - at, &c);
        if (length == 0 || c == 0) {
            break;
        }
        *is_nfc = *is_nfc && is_inert(c);
        at += length;
        if (length == 1) {
            at += plain_bytes(text + at, bytes - at);
        }
    }
    return at;
}

size_t text_valid_prefix(const char *text, size_t bytes)
{
    bool is_nfc = false;
    return scan(text, bytes, &is_nfc);
}

/* bytes of valid UTF-8 through utf8proc, owned by mem. */
static char *mapped(void *mem, const char *text, size_t bytes, utf8proc_option_t options)
{
    utf8proc_uint8_t *made = NULL;
    utf8proc_ssize_t length =
        utf8proc_map((const utf8proc_uint8_t *)text, (utf8proc_ssize_t)bytes, &made, options);
    if (length < 0) {
        /* The text is valid, so only memory can be missing. */
        abort();
    }
    char *out = mem_strndup(mem, (const char *)made, (size_t)length);
    free(made);
    return out;
}

enum status text_accept(void *mem, const char *what, const char *text, size_t bytes,
                        size_t bytes_max, char **out, struct error *err)
{
    if (bytes > bytes_max) {
        (void)error_set(err, STATUS_LIMIT, "%s is too long: %zu bytes", what, bytes);
        return error_hint(err, "at most %zu bytes fit", bytes_max);
    }
    bool is_nfc = false;
    size_t valid = scan(text, bytes, &is_nfc);
    if (valid < bytes) {
        (void)error_set(err, STATUS_INVALID, "%s is not UTF-8 text: byte 0x%02x at offset %zu",
                        what, (unsigned)(unsigned char)text[valid], valid);
        return error_hint(err, "convert it to UTF-8 and try again");
    }
    if (is_nfc) {
        *out = mem_strndup(mem, text, bytes);
        return STATUS_OK;
    }
    char *nfc = mapped(mem, text, bytes, UTF8PROC_STABLE | UTF8PROC_COMPOSE);
    size_t nfc_bytes = strlen(nfc);
    if (nfc_bytes > bytes_max) {
        mem_free(nfc);
        (void)error_set(err, STATUS_LIMIT, "%s is too long: %zu bytes in NFC", what, nfc_bytes);
        return error_hint(err, "at most %zu bytes fit", bytes_max);
    }
    *out = nfc;
    return STATUS_OK;
}

/* What would draw over its neighbours or turn their direction: controls, line ends, bidi overrides.
 */
static bool is_control(uint32_t c)
{
    if ((c >= 0x202A && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069)) {
        return true;
    }
    utf8proc_category_t category = utf8proc_category((utf8proc_int32_t)c);
    return category == UTF8PROC_CATEGORY_CC || category == UTF8PROC_CATEGORY_ZL ||
           category == UTF8PROC_CATEGORY_ZP;
}

static bool is_space(uint32_t c)
{
    return c == ' ' ||
           (c >= 0x80 && utf8proc_category((utf8proc_int32_t)c) == UTF8PROC_CATEGORY_ZS);
}

/* id is valid, not empty UTF-8. */
static enum status check_id(const char *what, const char *id, struct error *err)
{
    size_t bytes = strlen(id);
    uint32_t c = 0;
    for (size_t at = 0; at < bytes;) {
        size_t length = text_decode(id + at, bytes - at, &c);
        if (is_control(c)) {
            return error_set(err, STATUS_INVALID, "%s has a control character at offset %zu", what,
                             at);
        }
        if (is_space(c) && (at == 0 || at + length == bytes)) {
            return error_set(err, STATUS_INVALID, "%s %s with a space", what,
                             at == 0 ? "begins" : "ends");
        }
        at += length;
    }
    return STATUS_OK;
}

enum status text_accept_id(void *mem, const char *what, const char *text, char **out,
                           struct error *err)
{
    if (text[0] == '\0') {
        return error_set(err, STATUS_INVALID, "%s is empty", what);
    }
    char *id = NULL;
    enum status status = text_accept(mem, what, text, strlen(text), TEXT_ID_BYTES_MAX, &id, err);
    if (status != STATUS_OK) {
        return status;
    }
    status = check_id(what, id, err);
    if (status != STATUS_OK) {
        mem_free(id);
        return status;
    }
    *out = id;
    return STATUS_OK;
}

/* Folding goes over the decomposed text (Unicode 15, D145): U+0345 folds to a letter, which has to
 * end up behind the marks that canonical order puts before it. */
char *text_fold(void *mem, const char *text)
{
    size_t bytes = text_valid_prefix(text, strlen(text));
    char *parts = mapped(mem, text, bytes, UTF8PROC_STABLE | UTF8PROC_DECOMPOSE);
    char *key =
        mapped(mem, parts, strlen(parts), UTF8PROC_STABLE | UTF8PROC_COMPOSE | UTF8PROC_CASEFOLD);
    mem_free(parts);
    return key;
}

char *text_hex(void *mem, const void *data, size_t bytes)
{
    static const char digits[] = "0123456789abcdef";
    const unsigned char *in = data;
    char *hex = MEM_ARRAY(mem, char, 2 * bytes + 1);
    for (size_t i = 0; i < bytes; i++) {
        hex[2 * i] = digits[in[i] >> 4];
        hex[2 * i + 1] = digits[in[i] & 15];
    }
    return hex;
}

static int digit_of(char c)
{
    const char *digits = "0123456789abcdef";
    const char *at = c == '\0' ? NULL : strchr(digits, c);
    return at == NULL ? -1 : (int)(at - digits);
}

char *text_unhex(void *mem, const char *hex, size_t *bytes)
{
    size_t count = strlen(hex) / 2;
    char *out = MEM_ARRAY(mem, char, count + 1);
    bool is_hex = strlen(hex) == 2 * count;
    for (size_t i = 0; i < count && is_hex; i++) {
        int high = digit_of(hex[2 * i]), low = digit_of(hex[2 * i + 1]);
        is_hex = high >= 0 && low >= 0;
        out[i] = (char)(high * 16 + low);
    }
    out[count] = '\0';
    *bytes = count;
    if (!is_hex) {
        mem_free(out);
    }
    return is_hex ? out : NULL;
}

bool text_to_int(const char *text, int64_t *out)
{
    bool is_negative = text[0] == '-';
    const char *digit = text + (is_negative ? 1 : 0);
    if (*digit == '\0') {
        return false;
    }
    int64_t value = 0;
    for (; *digit != '\0'; digit++) {
        if (*digit < '0' || *digit > '9') {
            return false;
        }
        int step = is_negative ? '0' - *digit : *digit - '0';
        if (__builtin_mul_overflow(value, 10, &value) ||
            __builtin_add_overflow(value, step, &value)) {
            return false;
        }
    }
    *out = value;
    return true;
}

/* All numbers of two digits, one after the other. */
static const char PAIRS[] = "00010203040506070809"
                            "10111213141516171819"
                            "20212223242526272829"
                            "30313233343536373839"
                            "40414243444546474849"
                            "50515253545556575859"
                            "60616263646566676869"
                            "70717273747576777879"
                            "80818283848586878889"
                            "90919293949596979899";

size_t text_of_int(int64_t value, char *buffer)
{
    char digits[TEXT_INT_BYTES];
    size_t at = sizeof digits;
    uint64_t rest = value < 0 ? 0 - (uint64_t)value : (uint64_t)value;
    digits[--at] = '\0';
    for (; rest >= 100; rest /= 100) {
        at -= 2;
        memcpy(digits + at, PAIRS + rest % 100 * 2, 2);
    }
    do {
        digits[--at] = (char)('0' + rest % 10);
        rest /= 10;
    } while (rest > 0);
    if (value < 0) {
        digits[--at] = '-';
    }
    memcpy(buffer, digits + at, sizeof digits - at);
    return sizeof digits - at - 1;
}
