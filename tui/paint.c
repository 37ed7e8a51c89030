#include "tui/paint.h"

#include "model/mem.h"
#include "tui/chart.h"
#include "tui/door.h"

#include <stdarg.h>
#include <string.h>

#include <curses.h>

struct paint {
    enum chart_glyphs glyphs;
    attr_t attributes[THEME_ROLE_COUNT];
    short pairs[THEME_ROLE_COUNT];
    struct door_text door; /* scratch: one text at a time */
    WINDOW *cursor;        /* where the hardware cursor belongs, or NULL */
    int cursor_row, cursor_col;
};

static attr_t to_attributes(unsigned attributes)
{
    attr_t out = WA_NORMAL;
    if (attributes & THEME_BOLD) {
        out |= WA_BOLD;
    }
    if (attributes & THEME_FAINT) {
        out |= WA_DIM;
    }
    if (attributes & THEME_UNDERLINE) {
        out |= WA_UNDERLINE;
    }
    if (attributes & THEME_REVERSE) {
        out |= WA_REVERSE;
    }
    return out;
}

struct pairs {
    int palette;
    bool has_default;
    short count; /* pair 0 is the terminal's own */
    short most;
    struct {
        int fg, bg;
    } made[THEME_ROLE_COUNT + 1];
};

/* The pair of these colours, 0 when there is none left. */
static short obtain_pair(struct pairs *pairs, int fg, int bg)
{
    if (fg == THEME_DEFAULT && bg == THEME_DEFAULT) {
        return 0;
    }
    for (short i = 1; i <= pairs->count; i++) {
        if (pairs->made[i].fg == fg && pairs->made[i].bg == bg) {
            return i;
        }
    }
    if (pairs->count >= pairs->most) {
        return 0;
    }
    short pair = (short)(pairs->count + 1);
    int curses_fg = fg != THEME_DEFAULT ? fg : pairs->has_default ? -1 : COLOR_WHITE;
    int curses_bg = bg != THEME_DEFAULT ? bg : pairs->has_default ? -1 : COLOR_BLACK;
    if (init_extended_pair(pair, curses_fg, curses_bg) == ERR) {
        return 0;
    }
    pairs->count = pair;
    pairs->made[pair].fg = fg;
    pairs->made[pair].bg = bg;
    return pair;
}

static void make_style(struct paint *paint, struct pairs *pairs, int role,
                       const struct theme_style *style)
{
    int fg;
    int bg;
    bool is_coloured = theme_style_map(style, pairs->palette, &fg, &bg);
    short pair = is_coloured ? obtain_pair(pairs, fg, bg) : 0;
    bool is_plain = fg == THEME_DEFAULT && bg == THEME_DEFAULT;
    paint->pairs[role] = pair;
    paint->attributes[role] =
        to_attributes(is_coloured && (pair > 0 || is_plain) ? style->attributes : style->mono);
}

/* The fonts of the Linux console have no more than half blocks. */
static enum chart_glyphs find_glyphs(void)
{
    if (!door_is_wide()) {
        return CHART_ASCII;
    }
    return strncmp(termname(), "linux", strlen("linux")) == 0 ? CHART_HALVES : CHART_EIGHTHS;
}

struct paint *paint_new(void *mem, const struct theme *theme, bool has_colour)
{
    struct paint *paint = MEM_NEW(mem, struct paint);
    struct pairs pairs = {0};
    paint->glyphs = find_glyphs();
    if (has_colour && has_colors() && start_color() == OK) {
        pairs.palette = COLORS >= 256 ? 256 : COLORS >= 16 ? 16 : COLORS >= 8 ? 8 : 0;
        pairs.has_default = use_default_colors() == OK;
        int most = COLOR_PAIRS - 1 < THEME_ROLE_COUNT ? COLOR_PAIRS - 1 : THEME_ROLE_COUNT;
        pairs.most = (short)(most > 0 ? most : 0);
    }
    for (int i = 0; i < THEME_ROLE_COUNT; i++) {
        make_style(paint, &pairs, i, &theme->styles[i]);
    }
    return paint;
}

void pane_release(struct pane *pane)
{
    if (pane->window) {
        if (pane->paint->cursor == pane->window) {
            pane->paint->cursor = NULL;
        }
        delwin(pane->window);
    }
    pane->window = NULL;
}

void pane_place(struct pane *pane, struct paint *paint, int top, int left, int rows, int cols)
{
    pane->paint = paint;
    /* A smaller screen has shrunk the window by itself, so it is asked too. */
    if (pane->window && pane->top == top && pane->left == left && pane->rows == rows &&
        pane->cols == cols && getmaxy(pane->window) == rows && getmaxx(pane->window) == cols) {
        return;
    }
    pane_release(pane);
    pane->top = top;
    pane->left = left;
    pane->rows = rows;
    pane->cols = cols;
    if (rows <= 0 || cols <= 0) {
        return;
    }
    WINDOW *window = newwin(rows, cols, top, left);
    if (!window) {
        return;
    }
    idlok(window, TRUE);
    leaveok(window, TRUE);
    pane->window = window;
}

static void use(struct pane *pane, enum theme_role role)
{
    wattr_set(pane->window, pane->paint->attributes[role], pane->paint->pairs[role], NULL);
}

void pane_begin(struct pane *pane)
{
    if (!pane->window) {
        return;
    }
    use(pane, THEME_TEXT);
    if (pane->paint->pairs[THEME_TEXT] > 0) { /* a theme with a background of its own */
        cchar_t blank;
        setcchar(&blank, L" ", WA_NORMAL, pane->paint->pairs[THEME_TEXT], NULL);
        wbkgrndset(pane->window, &blank);
    }
    werase(pane->window);
}

void pane_end(struct pane *pane)
{
    if (pane->window) {
        wnoutrefresh(pane->window);
    }
}

void paint_cursor(struct pane *pane, int row, int col)
{
    if (!pane->window || row < 0 || row >= pane->rows || col < 0 || col >= pane->cols) {
        return;
    }
    pane->paint->cursor = pane->window;
    pane->paint->cursor_row = row;
    pane->paint->cursor_col = col;
}

void paint_place_cursor(struct paint *paint)
{
    if (paint->cursor) {
        leaveok(paint->cursor, FALSE);
        wmove(paint->cursor, paint->cursor_row, paint->cursor_col);
        wnoutrefresh(paint->cursor);
        leaveok(paint->cursor, TRUE);
    }
}

void paint_blank(struct pane *pane, int row, int col, int width, enum theme_role role)
{
    if (!pane->window || row < 0 || row >= pane->rows || col >= pane->cols || width <= 0) {
        return;
    }
    cchar_t blank;
    use(pane, role); /* what the window draws in is mixed into it */
    setcchar(&blank, L" ", pane->paint->attributes[role], pane->paint->pairs[role], NULL);
    mvwhline_set(pane->window, row, col, &blank, width);
}

void paint_cell(struct pane *pane, int row, int col, int width, enum theme_role role,
                enum align align, const char *text)
{
    if (!pane->window || row < 0 || row >= pane->rows || col < 0) {
        return;
    }
    if (width > pane->cols - col) {
        width = pane->cols - col;
    }
    if (width <= 0) {
        return;
    }
    if (width > DOOR_COLS_MAX) {
        width = DOOR_COLS_MAX;
    }
    struct door_text *door = &pane->paint->door;
    door_cut(door, text, strlen(text), width);
    int before = align == ALIGN_LEFT    ? 0
                 : align == ALIGN_RIGHT ? width - door->cols
                                        : (width - door->cols) / 2;
    paint_blank(pane, row, col, before, role);
    use(pane, role);
    mvwaddnwstr(pane->window, row, col + before, door->wide, (int)door->length);
    paint_blank(pane, row, col + before + door->cols, width - before - door->cols, role);
}

int paint_bytes(struct pane *pane, int row, int col, enum theme_role role, const char *text,
                size_t bytes)
{
    if (!pane->window || row < 0 || row >= pane->rows || col < 0 || col >= pane->cols) {
        return col;
    }
    int width = pane->cols - col;
    struct door_text *door = &pane->paint->door;
    door_cut(door, text, bytes, width < DOOR_COLS_MAX ? width : DOOR_COLS_MAX);
    use(pane, role);
    mvwaddnwstr(pane->window, row, col, door->wide, (int)door->length);
    return col + door->cols;
}

int paint_text(struct pane *pane, int row, int col, enum theme_role role, const char *text)
{
    return paint_bytes(pane, row, col, role, text, strlen(text));
}

int paint_format(struct pane *pane, int row, int col, enum theme_role role, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    char *text = mem_vprintf(pane->paint, format, args);
    va_end(args);
    int end = paint_text(pane, row, col, role, text);
    mem_free(text);
    return end;
}

int paint_wrapped(struct pane *pane, int row, int col, int width, int rows, enum theme_role role,
                  const char *text)
{
    int used = 0;
    size_t bytes = strlen(text);
    if (width <= 0) {
        return 0;
    }
    while (bytes > 0 && used < rows) {
        size_t skip;
        size_t fit = door_wrap(text, bytes, width, &skip);
        bool is_last = used == rows - 1 && fit + skip < bytes;
        if (is_last) {
            paint_cell(pane, row + used, col, width, role, ALIGN_LEFT, text);
        } else {
            paint_bytes(pane, row + used, col, role, text, fit);
        }
        used++;
        text += fit + skip;
        bytes -= fit + skip;
    }
    return used;
}

static void set_line(struct pane *pane, cchar_t *out, const wchar_t *wide, const wchar_t *plain)
{
    use(pane, THEME_BORDER);
    setcchar(out, door_is_wide() ? wide : plain, pane->paint->attributes[THEME_BORDER],
             pane->paint->pairs[THEME_BORDER], NULL);
}

void paint_line(struct pane *pane, int row, int col, int width)
{
    if (!pane->window || row < 0 || row >= pane->rows || col >= pane->cols || width <= 0) {
        return;
    }
    cchar_t line;
    set_line(pane, &line, L"─", L"-");
    mvwhline_set(pane->window, row, col, &line, width);
}

void paint_upright(struct pane *pane, int row, int col, int rows)
{
    if (!pane->window || row < 0 || row >= pane->rows || col < 0 || col >= pane->cols ||
        rows <= 0) {
        return;
    }
    cchar_t line;
    set_line(pane, &line, L"│", L"|");
    mvwvline_set(pane->window, row, col, &line, rows);
}

void paint_box(struct pane *pane, const char *title)
{
    static const struct {
        const wchar_t *wide, *plain;
    } shapes[] = {{L"│", L"|"}, {L"│", L"|"}, {L"─", L"-"}, {L"─", L"-"},
                  {L"┌", L"+"}, {L"┐", L"+"}, {L"└", L"+"}, {L"┘", L"+"}};
    if (!pane->window) {
        return;
    }
    cchar_t lines[8];
    for (int i = 0; i < 8; i++) {
        set_line(pane, &lines[i], shapes[i].wide, shapes[i].plain);
    }
    wborder_set(pane->window, &lines[0], &lines[1], &lines[2], &lines[3], &lines[4], &lines[5],
                &lines[6], &lines[7]);
    if (title && pane->cols > 6) {
        char *text = mem_printf(pane->paint, " %s ", title);
        int cols = door_cols(text, strlen(text));
        paint_cell(pane, 0, 2, cols < pane->cols - 4 ? cols : pane->cols - 4, THEME_HEADING,
                   ALIGN_LEFT, text);
        mem_free(text);
    }
}

/* One cell of a figure. */
static void put(struct pane *pane, int row, int col, wchar_t cell)
{
    if (col < pane->cols) {
        mvwaddnwstr(pane->window, row, col, &cell, 1);
    }
}

void paint_bar(struct pane *pane, int row, int col, int width, int64_t part, int64_t whole,
               enum theme_role role)
{
    if (!pane->window || row < 0 || row >= pane->rows || width <= 0 || whole <= 0) {
        return;
    }
    int64_t eighths = chart_eighths(part, whole, width);
    use(pane, role);
    for (int i = 0; i < width; i++) {
        put(pane, row, col + i, chart_lying(pane->paint->glyphs, eighths - 8 * (int64_t)i));
    }
}

void paint_column(struct pane *pane, int row, int col, int rows, int64_t eighths,
                  enum theme_role role)
{
    enum chart_glyphs glyphs = pane->paint->glyphs;
    if (!pane->window || row < 0 || row + rows > pane->rows) {
        return;
    }
    use(pane, role);
    for (int i = 0; i < rows; i++) {
        int64_t passed = 8 * (int64_t)i;
        if (eighths < 0) {
            put(pane, row + i, col, chart_hanging(glyphs, -eighths - passed));
        } else {
            put(pane, row + rows - 1 - i, col, chart_upright(glyphs, eighths - passed));
        }
    }
}
