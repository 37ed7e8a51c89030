#include "tui/chart.h"

#include <assert.h>

#define EIGHTHS 8
#define PERCENT_MAX 999

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

struct chart_span chart_span(const int64_t *values, size_t count)
{
    struct chart_span span = {0, 0};
    for (size_t i = 0; i < count; i++) {
        span.low = values[i] < span.low ? values[i] : span.low;
        span.high = values[i] > span.high ? values[i] : span.high;
    }
    return span;
}

int64_t chart_height(struct chart_span span, int64_t value, int rows)
{
    assert(value >= span.low && value <= span.high);
    if (span.low == span.high) {
        return 0;
    }
    return share((__int128)value - span.low, (__int128)span.high - span.low, rows);
}

int chart_zero_row(struct chart_span span, int rows)
{
    int64_t height = chart_height(span, 0, rows);
    int below = height > 0 ? (int)((height - 1) / EIGHTHS) : 0;
    return rows - 1 - below;
}

size_t chart_step(int col, int cols, size_t steps)
{
    assert(col >= 0 && col < cols && steps > 0);
    size_t upto = (size_t)(col + 1) * steps;
    return upto > (size_t)cols ? (upto - 1) / (size_t)cols : 0;
}
