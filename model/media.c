#include "model/media.h"

#include "model/text.h"

#include <string.h>

struct signature {
    const char *type;
    size_t offset;
    const char *bytes;
    size_t count;
};

#define SIGNATURE(type, offset, bytes)                                                             \
    {                                                                                              \
        type, offset, bytes, sizeof(bytes) - 1                                                     \
    }
static const struct signature SIGNATURES[] = {
    SIGNATURE("image/png", 0, "\x89PNG\r\n\x1a\n"),
    SIGNATURE("image/jpeg", 0, "\xff\xd8\xff"),
    SIGNATURE("image/gif", 0, "GIF87a"),
    SIGNATURE("image/gif", 0, "GIF89a"),
    SIGNATURE("image/webp", 8, "WEBPVP8"),
    SIGNATURE("application/pdf", 0, "%PDF-"),
};

static bool has(const struct signature *signature, const char *text, size_t count)
{
    return count >= signature->offset + signature->count &&
           memcmp(text + signature->offset, signature->bytes, signature->count) == 0;
}

static bool is_text(const char *text, size_t count)
{
    bool is_plain = text_valid_prefix(text, count) == count;
    for (size_t i = 0; i < count && is_plain; i++) {
        unsigned char c = (unsigned char)text[i];
        is_plain = (c >= ' ' && c != 0x7f) || c == '\t' || c == '\n' || c == '\r';
    }
    return is_plain;
}

const char *media_of(const void *bytes, size_t count)
{
    const char *text = bytes;
    for (size_t i = 0; i < sizeof SIGNATURES / sizeof *SIGNATURES; i++) {
        if (has(&SIGNATURES[i], text, count)) {
            return SIGNATURES[i].type;
        }
    }
    return is_text(text, count) ? MEDIA_TEXT : MEDIA_UNKNOWN;
}
