/* chart.h - the arithmetic of drawn figures: how much of a cell a value fills, and which character
 * shows so much. Exact, in integers; knows no curses.
 *
 * A cell is filled in eighths. What is there is always seen: above nothing is at least one eighth,
 * and all cells are full only for all of it. */
#ifndef TUI_CHART_H
#define TUI_CHART_H

#include <stddef.h>
#include <stdint.h>
#include <wchar.h>

/* What the terminal can show: ASCII; the half blocks that every font of block characters has; all
 * eighths. */
enum chart_glyphs { CHART_ASCII, CHART_HALVES, CHART_EIGHTHS };

/* The character of a cell with so many eighths (below 0 is none, above 8 is all) filled from the
 * left, or from below. */
wchar_t chart_lying(enum chart_glyphs glyphs, int64_t eighths);
wchar_t chart_upright(enum chart_glyphs glyphs, int64_t eighths);

/* part of whole in eighths of so many cells; whole must be above 0, and part is taken to be within
 * it. */
int64_t chart_eighths(int64_t part, int64_t whole, int cells);
/* Whole percents, rounded down, so that 100 means all of it; beyond 999 is 999. Nothing is covered
 * by anything: 100 for a whole of 0. */
int chart_percent(int64_t part, int64_t whole);

/* What a chart of values spans: from the lowest to the highest, and always 0. */
struct chart_span {
    int64_t low, high;
};
struct chart_span chart_span(const int64_t *values, size_t count);
/* The eighths of a column of so many rows, up to the level of value, which is within the span. */
int64_t chart_height(struct chart_span span, int64_t value, int rows);
/* The row, counted from the top, in which the level of 0 lies. */
int chart_zero_row(struct chart_span span, int rows);
/* Which of the steps a column shows: the last one that falls into it. */
size_t chart_step(int col, int cols, size_t steps);

#endif
