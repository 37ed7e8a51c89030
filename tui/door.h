/* door.h - the one door that every text passes before curses sees it.
 *
 * What comes out never moves the cursor and never lies about its width: strict UTF-8 (U+FFFD for
 * what is not), C0, DEL and C1 as visible pictures, bidi controls, zero-width and variation
 * characters as U+FFFD, at most two combining marks on a character, emoji parts of unreliable width
 * as U+FFFD, width by wcwidth, as ncurses measures it. A character that the locale's charset lacks
 * becomes '?'. */
#ifndef TUI_DOOR_H
#define TUI_DOOR_H

#include <stdbool.h>
#include <stddef.h>
#include <wchar.h>

#define DOOR_COLS_MAX 1024
#define DOOR_MARKS_MAX 2
/* Each cell may bear its marks. */
#define DOOR_WIDE_MAX (DOOR_COLS_MAX * (DOOR_MARKS_MAX + 1) + 1)

struct door_text {
    wchar_t wide[DOOR_WIDE_MAX]; /* ends with L'\0' */
    size_t length;
    int cols;
    bool is_cut; /* there was more; the last cell is an ellipsis */
};

/* The first cols cells of text (bytes long), with an ellipsis where it is cut. */
void door_cut(struct door_text *door, const char *text, size_t bytes, int cols);

/* The cells that the whole text takes. */
int door_cols(const char *text, size_t bytes);

/* How many bytes of text make up its first cols cells (whole characters with their marks).
 * *used_cols are the cells that they take. At least one character when there is one, so that
 * callers advance. */
size_t door_prefix(const char *text, size_t bytes, int cols, int *used_cols);

/* How many bytes of text fit into one line of cols cells, broken at a space or a line break where
 * there is one; *skip is what to leave out before the next line. */
size_t door_wrap(const char *text, size_t bytes, int cols, size_t *skip);

/* The text with every character that cells would replace spelt as its code point, "<U+200D>", so
 * that the detail tells in full what is there; owned by mem. */
char *door_spell(void *mem, const char *text);

/* Whether the locale shows line drawing and block characters. */
bool door_is_wide(void);
/* "…" or "~" in the locale's charset. */
wchar_t door_ellipsis(void);

#endif
