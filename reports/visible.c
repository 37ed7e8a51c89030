#include "reports/visible.h"

#include "model/mem.h"
#include "model/text.h"

#include <stdbool.h>
#include <string.h>
#include <wchar.h>

#define REPLACEMENT 0xFFFDU
#define PICTURE_OF_NUL 0x2400U
#define PICTURE_OF_DEL 0x2421U
#define BYTES_OF_A_CHAR 4

/* Zero-width and directional characters, variation selectors, tags. */
static bool is_invisible(uint32_t c)
{
    static const struct {
        uint32_t first, last;
    } ranges[] = {
        {0x0080, 0x009F}, {0x00AD, 0x00AD}, {0x061C, 0x061C}, {0x115F, 0x1160},   {0x180B, 0x180F},
        {0x200B, 0x200F}, {0x2028, 0x202E}, {0x2060, 0x206F}, {0x3164, 0x3164},   {0xFE00, 0xFE0F},
        {0xFEFF, 0xFEFF}, {0xFFA0, 0xFFA0}, {0xFFF0, 0xFFFB}, {0xE0000, 0xE0FFF},
    };
    for (size_t i = 0; i < sizeof ranges / sizeof *ranges; i++) {
        if (c >= ranges[i].first && c <= ranges[i].last) {
            return true;
        }
    }
    return false;
}

uint32_t visible_char(uint32_t c)
{
    if (c < 0x20) {
        return PICTURE_OF_NUL + c;
    }
    if (c < 0x7F) {
        return c;
    }
    if (c == 0x7F) {
        return PICTURE_OF_DEL;
    }
    return is_invisible(c) ? REPLACEMENT : c;
}

/* The next visible character; *bytes is what it stood for in text. */
static uint32_t next_char(const char *text, size_t left, size_t *bytes)
{
    uint32_t c = 0;
    *bytes = text_decode(text, left, &c);
    if (*bytes == 0) {
        *bytes = 1;
        return REPLACEMENT;
    }
    return visible_char(c);
}

int visible_cols(const char *text)
{
    size_t left = strlen(text);
    size_t bytes = 0;
    int cols = 0;
    for (; left > 0; text += bytes, left -= bytes) {
        int width = wcwidth((wchar_t)next_char(text, left, &bytes));
        /* A locale that does not know the character will show something one cell wide. */
        cols += width < 0 ? 1 : width;
    }
    return cols;
}

void visible_put(const char *text, FILE *out)
{
    size_t left = strlen(text);
    size_t bytes = 0;
    for (; left > 0; text += bytes, left -= bytes) {
        char encoded[BYTES_OF_A_CHAR];
        size_t count = text_encode(next_char(text, left, &bytes), encoded);
        (void)fwrite(encoded, 1, count, out);
    }
}

char *visible_text(void *mem, const char *text)
{
    size_t left = strlen(text);
    char *out = MEM_ARRAY(mem, char, left *(BYTES_OF_A_CHAR - 1) + 1);
    size_t used = 0;
    size_t bytes = 0;
    for (; left > 0; text += bytes, left -= bytes) {
        used += text_encode(next_char(text, left, &bytes), out + used);
    }
    return out;
}
