#include "tui/chart.h"

#include <assert.h>

#define EIGHTHS 8
#define PERCENT_MAX 100

static size_t clamp(int64_t eighths)
{
    return eighths < 0 ? 0 : eighths > EIGHTHS ? EIGHTHS : (size_t)eighths;
}

wchar_t chart_lying(enum chart_glyphs glyphs, int64_t eighths)
{
    static const wchar_t *const cells[] = {[CHART_ASCII] = L" ---====#",
                                           [CHART_HALVES] = L" ▌▌▌▌▌▌██",
                                           [CHART_EIGHTHS] = L" ▏▎▍▌▋▊▉█"};
    return cells[glyphs][clamp(eighths)];
}

wchar_t chart_upright(enum chart_glyphs glyphs, int64_t eighths)
{
    static const wchar_t *const cells[] = {[CHART_ASCII] = L" ...::::#",
                                           [CHART_HALVES] = L" ▄▄▄▄▄▄██",
                                           [CHART_EIGHTHS] = L" ▁▂▃▄▅▆▇█"};
    return cells[glyphs][clamp(eighths)];
}

wchar_t chart_hanging(enum chart_glyphs glyphs, int64_t eighths)
{
    static const wchar_t *const cells[] = {[CHART_ASCII] = L" \'\'\'\'####",
                                           [CHART_HALVES] = L" ▀▀▀▀████",
                                           [CHART_EIGHTHS] = L" ▀▀▀▀████"};
    return cells[glyphs][clamp(eighths)];
}

/* The same without a limit on the difference of two numbers of 64 bits. */
static int64_t share(__int128 part, __int128 whole, int cells)
{
    if (part <= 0 || cells <= 0) {
        return 0;
    }
    __int128 eighths = part * cells * EIGHTHS / whole;
    return eighths > 0 ? (int64_t)eighths : 1;
}

int64_t chart_eighths(int64_t part, int64_t whole, int cells)
{
    assert(whole > 0);
    return share(part < whole ? part : whole, whole, cells);
}

int chart_percent(int64_t part, int64_t whole)
{
    if (whole <= 0) {
        return 100;
    }
    __int128 percent = part > 0 ? (__int128)part * 100 / whole : 0;
    return percent < PERCENT_MAX ? (int)percent : PERCENT_MAX;
}

static uint64_t size_of(int64_t value)
{
    return value < 0 ? 0 - (uint64_t)value : (uint64_t)value;
}

struct chart_scale chart_scale(const int64_t *values, size_t count, int rows)
{
    uint64_t high = 0;
    uint64_t low = 0;
    assert(rows > 1);
    for (size_t i = 0; i < count; i++) {
        uint64_t size = size_of(values[i]);
        high = values[i] > 0 && size > high ? size : high;
        low = values[i] < 0 && size > low ? size : low;
    }
    struct chart_scale scale = {.above = rows, .whole = high, .whole_rows = rows};
    if (low == 0) {
        return scale;
    }
    int below = (int)((__int128)low * rows / ((__int128)low + high));
    scale.below = below > 0 ? below : 1;
    scale.above = rows - scale.below;
    scale.whole_rows = scale.above;
    /* The side that needs more of a row sets the measure. */
    if ((__int128)low * scale.above > (__int128)high * scale.below || scale.above == 0) {
        scale.whole = low;
        scale.whole_rows = scale.below;
    }
    return scale;
}

int64_t chart_height(const struct chart_scale *scale, int64_t value)
{
    int64_t eighths = scale->whole > 0 ? share((__int128)size_of(value), (__int128)scale->whole,
                                               scale->whole_rows)
                                       : 0;
    return value < 0 ? -eighths : eighths;
}

int chart_row(const struct chart_scale *scale, int64_t value)
{
    int64_t eighths = chart_height(scale, value);
    if (eighths < 0) {
        return scale->above + (int)((-eighths - 1) / EIGHTHS);
    }
    int upto = eighths > 0 ? (int)((eighths - 1) / EIGHTHS) : 0;
    return scale->above > upto ? scale->above - 1 - upto : 0;
}

size_t chart_step(int col, int cols, size_t steps)
{
    assert(col >= 0 && col < cols && steps > 0);
    size_t upto = (size_t)(col + 1) * steps;
    return upto > (size_t)cols ? (upto - 1) / (size_t)cols : 0;
}
