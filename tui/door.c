#include "tui/door.h"

#include "model/mem.h"
#include "model/text.h"

#include <assert.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#define REPLACEMENT 0xfffdU

bool door_is_wide(void)
{
    return MB_CUR_MAX > 1;
}

wchar_t door_ellipsis(void)
{
    return door_is_wide() ? L'\u2026' : L'~';
}

/* Ranges that have no honest cell of their own: controls of direction, joiners and other invisible
 * characters, variation selectors, halves of emoji sequences. Sorted. */
static const struct {
    uint32_t first, last;
} unreliable[] = {
    {0x00ad, 0x00ad},   {0x034f, 0x034f},   {0x061c, 0x061c}, {0x115f, 0x1160}, {0x17b4, 0x17b5},
    {0x180b, 0x180f},   {0x200b, 0x200f},   {0x2028, 0x202e}, {0x2060, 0x206f}, {0x3164, 0x3164},
    {0xfe00, 0xfe0f},   {0xfeff, 0xfeff},   {0xffa0, 0xffa0}, {0xfff0, 0xfffb}, {0x1f1e6, 0x1f1ff},
    {0x1f3fb, 0x1f3ff}, {0xe0000, 0xe0fff},
};

static bool is_unreliable(uint32_t code)
{
    size_t low = 0;
    size_t high = sizeof(unreliable) / sizeof(unreliable[0]);
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (code > unreliable[middle].last) {
            low = middle + 1;
        } else if (code < unreliable[middle].first) {
            high = middle;
        } else {
            return true;
        }
    }
    return false;
}

/* What to show for a code point, with the cells that it takes (0: a combining mark). */
static wchar_t show(uint32_t code, int *cols)
{
    *cols = 1;
    if (code >= 0x20 && code < 0x7f) {
        return (wchar_t)code;
    }
    if (!door_is_wide()) {
        return L'?';
    }
    if (code < 0x20) {
        return (wchar_t)(0x2400 + code);
    }
    if (code == 0x7f) {
        return (wchar_t)0x2421;
    }
    if (code < 0xa0 || is_unreliable(code)) {
        return (wchar_t)REPLACEMENT;
    }
    int width = wcwidth((wchar_t)code);
    if (width < 0) {
        return (wchar_t)REPLACEMENT;
    }
    *cols = width;
    return (wchar_t)code;
}

/* Whether cells show something else instead. Control characters have pictures of their own. */
static bool is_replaced(uint32_t code)
{
    return code >= 0xa0 && (is_unreliable(code) || wcwidth((wchar_t)code) < 0);
}

char *door_spell(void *mem, const char *text)
{
    char *spelt = mem_strdup(mem, "");
    size_t bytes = strlen(text);
    size_t plain = 0; /* where what is shown as it is began */
    for (size_t at = 0; at < bytes;) {
        uint32_t code = 0;
        size_t length = text_decode(text + at, bytes - at, &code);
        if (length > 0 && is_replaced(code)) {
            spelt = mem_append(spelt, "%.*s<U+%04X>", (int)(at - plain), text + plain, code);
            plain = at + length;
        }
        at += length > 0 ? length : 1;
    }
    return mem_append(spelt, "%s", text + plain);
}

/* One character with its marks, as cells. */
struct glyph {
    wchar_t wide[DOOR_MARKS_MAX + 1];
    int length;
    int cols;
    size_t bytes;
};

static size_t decode(const char *text, size_t bytes, uint32_t *code)
{
    size_t length = text_decode(text, bytes, code);
    if (length == 0) {
        *code = REPLACEMENT;
        return 1;
    }
    return length;
}

/* The glyph at text (bytes > 0). Marks beyond the limit are left out, as is said in the header. */
static struct glyph next_glyph(const char *text, size_t bytes)
{
    struct glyph glyph = {.length = 1};
    uint32_t code;
    glyph.bytes = decode(text, bytes, &code);
    glyph.wide[0] = show(code, &glyph.cols);
    if (glyph.cols == 0) { /* a mark with nothing to stand on */
        glyph.wide[0] = (wchar_t)REPLACEMENT;
        glyph.cols = 1;
    }
    while (glyph.bytes < bytes && (unsigned char)text[glyph.bytes] >= 0x80) {
        int cols;
        size_t length = decode(text + glyph.bytes, bytes - glyph.bytes, &code);
        wchar_t mark = show(code, &cols);
        if (cols > 0) {
            break;
        }
        glyph.bytes += length;
        if (glyph.length <= DOOR_MARKS_MAX) {
            glyph.wide[glyph.length++] = mark;
        }
    }
    return glyph;
}

static void put(struct door_text *door, const struct glyph *glyph)
{
    for (int i = 0; i < glyph->length; i++) {
        door->wide[door->length++] = glyph->wide[i];
    }
    door->cols += glyph->cols;
}

/* Take back what stands in the last cells until one is free for the ellipsis. */
static void end_with_ellipsis(struct door_text *door, int cols)
{
    while (door->cols >= cols && door->length > 0) {
        wchar_t last = door->wide[--door->length];
        int width = wcwidth(last);
        door->cols -= width > 0 ? width : 0;
    }
    door->wide[door->length++] = door_ellipsis();
    door->cols++;
    door->is_cut = true;
}

void door_cut(struct door_text *door, const char *text, size_t bytes, int cols)
{
    assert(cols <= DOOR_COLS_MAX);
    door->length = 0;
    door->cols = 0;
    door->is_cut = false;
    for (size_t i = 0; i < bytes && cols > 0;) {
        struct glyph glyph = next_glyph(text + i, bytes - i);
        if (door->cols + glyph.cols > cols) {
            end_with_ellipsis(door, cols);
            break;
        }
        put(door, &glyph);
        i += glyph.bytes;
    }
    door->wide[door->length] = L'\0';
}

int door_cols(const char *text, size_t bytes)
{
    int cols = 0;
    for (size_t i = 0; i < bytes;) {
        struct glyph glyph = next_glyph(text + i, bytes - i);
        cols += glyph.cols;
        i += glyph.bytes;
    }
    return cols;
}

size_t door_prefix(const char *text, size_t bytes, int cols, int *used_cols)
{
    size_t i = 0;
    *used_cols = 0;
    while (i < bytes) {
        struct glyph glyph = next_glyph(text + i, bytes - i);
        if (*used_cols + glyph.cols > cols && i > 0) {
            break;
        }
        *used_cols += glyph.cols;
        i += glyph.bytes;
    }
    return i;
}

size_t door_wrap(const char *text, size_t bytes, int cols, size_t *skip)
{
    const char *line_end = memchr(text, '\n', bytes);
    size_t line = line_end ? (size_t)(line_end - text) : bytes;
    int used;
    *skip = line_end ? 1 : 0;
    if (line == 0) {
        return 0;
    }
    size_t fit = door_prefix(text, line, cols, &used);
    if (fit == line) {
        return fit;
    }
    size_t space = fit;
    while (space > 0 && text[space] != ' ') {
        space--;
    }
    *skip = space > 0 ? 1 : 0;
    return space > 0 ? space : fit;
}
