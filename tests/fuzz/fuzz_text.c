/* fuzz_text.c - any bytes as text: what is accepted is valid, in NFC and folds as it did before. */
#include "model/mem.h"
#include "model/text.h"

#include <assert.h>
#include <stdint.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Decoding goes exactly as far as the text is valid, and encoding undoes it. */
static void check_points(const char *text, size_t bytes, size_t valid)
{
    size_t at = 0;
    while (at < bytes) {
        uint32_t point = 0;
        char back[4];
        size_t length = text_decode(text + at, bytes - at, &point);
        if (length == 0 || point == 0) {
            break;
        }
        assert(text_encode(point, back) == length && memcmp(back, text + at, length) == 0);
        at += length;
    }
    assert(at == valid);
}

static void check_accepted(void *mem, const char *text, size_t bytes, const char *kept)
{
    struct error err;
    char *again = NULL;
    size_t kept_bytes = strlen(kept);
    assert(text_valid_prefix(kept, kept_bytes) == kept_bytes);
    assert(text_accept(mem, "text", kept, kept_bytes, SIZE_MAX, &again, &err) == STATUS_OK);
    assert(strcmp(kept, again) == 0);
    char *given = mem_strndup(mem, text, bytes);
    assert(strcmp(text_fold(mem, given), text_fold(mem, kept)) == 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct error err = {.status = STATUS_OK};
    void *mem = mem_context(NULL, "fuzz");
    const char *text = (const char *)data;
    char *kept = NULL;
    size_t valid = text_valid_prefix(text, size);
    check_points(text, size, valid);
    enum status status = text_accept(mem, "text", text, size, SIZE_MAX, &kept, &err);
    assert((status == STATUS_OK) == (valid == size));
    if (status == STATUS_OK) {
        check_accepted(mem, text, size, kept);
    }
    char *whole = mem_strndup(mem, text, size);
    if (text_accept_id(mem, "id", whole, &kept, &err) == STATUS_OK) {
        assert(kept[0] != '\0' && strpbrk(kept, "\t\n\r\x1b\x7f") == NULL);
    }
    int64_t number = 0;
    if (text_to_int(whole, &number)) {
        char *digits = mem_printf(mem, "%lld", (long long)number);
        assert(strlen(digits) <= strlen(whole));
    }
    assert(strlen(text_hex(mem, data, size)) == 2 * size);
    mem_free(mem);
    return 0;
}
