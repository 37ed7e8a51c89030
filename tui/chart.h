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
/* From above: to half a cell, as there are no other characters. */
wchar_t chart_hanging(enum chart_glyphs glyphs, int64_t eighths);

/* part of whole in eighths of so many cells; whole must be above 0, and part is taken to be within
 * it. */
int64_t chart_eighths(int64_t part, int64_t whole, int cells);
/* Whole percents, 0 to 100, rounded down, so that 100 means all of it, or more. Nothing is covered
 * by anything: 100 for a whole of 0. */
int chart_percent(int64_t part, int64_t whole);

/* How the columns of a chart stand: so many rows above the line of 0 and so many below it, and one
 * measure for both. Where nothing is below 0 all rows are above it. */
struct chart_scale {
    int above, below;
    uint64_t whole; /* fills whole_rows */
    int whole_rows;
};
struct chart_scale chart_scale(const int64_t *values, size_t count, int rows);
/* The eighths of a column, from the line of 0: upward, or, below 0, downward. value is one of those
 * that the scale was made for. */
int64_t chart_height(const struct chart_scale *scale, int64_t value);
/* The row, counted from the top, in which a value's column ends; of 0 the one that stands on the
 * line, or hangs from it. */
int chart_row(const struct chart_scale *scale, int64_t value);
/* Which of the steps a column shows: the last one that falls into it. */
size_t chart_step(int col, int cols, size_t steps);

#endif
