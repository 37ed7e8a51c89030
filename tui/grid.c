#include "tui/grid.h"

#include "model/mem.h"
#include "model/time.h"
#include "tui/door.h"

#include <stdio.h>
#include <string.h>

#define GUTTER_COLS 1
#define GAP_COLS 1
#define TEXT_COLS_MAX 60    /* wider than this nothing gains */
#define OUTCOME_COLS_MIN 34 /* on a narrow screen */
#define WIDE_COLS 120       /* from here on an outcome gets what it wants */
#define TEXT_COLS_MIN 16    /* a text that is cut to less says nothing */

void grid_init(struct grid *grid, const struct column *columns, size_t count)
{
    *grid = (struct grid){.columns = columns, .count = count, .sort = -1};
    for (size_t i = 0; i < count; i++) {
        grid->is_hidden[i] = columns[i].is_hidden;
    }
}

void grid_toggle(struct grid *grid, size_t column)
{
    if (column > 0 && column < grid->count) {
        grid->is_hidden[column] = !grid->is_hidden[column];
    }
}

char *grid_hidden(const struct grid *grid, void *mem)
{
    char *names = mem_strdup(mem, "");
    for (size_t i = 0; i < grid->count; i++) {
        if (grid->is_hidden[i]) {
            names = mem_append(names, "%s%s", *names ? "," : "", grid->columns[i].name);
        }
    }
    return names;
}

static bool names_have(const char *names, const char *name)
{
    size_t length = strlen(name);
    for (const char *at = names; *at; at += strcspn(at, ","), at += *at == ',') {
        if (strcspn(at, ",") == length && strncmp(at, name, length) == 0) {
            return true;
        }
    }
    return false;
}

void grid_set_hidden(struct grid *grid, const char *names)
{
    for (size_t i = 1; i < grid->count; i++) {
        grid->is_hidden[i] = names_have(names, grid->columns[i].name);
    }
}

static bool is_pinned(const struct grid *grid, size_t column)
{
    return column == 0 || grid->columns[column].kind == CELL_OUTCOME;
}

static int wanted_cols(const struct grid *grid, size_t column)
{
    int title = door_cols(grid->columns[column].title, strlen(grid->columns[column].title)) +
                (grid->sort == (int)column ? 1 : 0);
    int width = grid->columns[column].width_cols;
    return width > title ? width : title;
}

/* What each column takes, and those that are there whatever the width. Returns the cells used. */
static int choose_pinned(const struct grid *grid, int cols, bool is_chosen[], int widths[])
{
    int used = GUTTER_COLS - GAP_COLS;
    for (size_t i = 0; i < grid->count; i++) {
        widths[i] = wanted_cols(grid, i);
        is_chosen[i] = !grid->is_hidden[i] && is_pinned(grid, i);
        if (is_chosen[i] && grid->columns[i].kind == CELL_OUTCOME && cols < WIDE_COLS &&
            widths[i] > OUTCOME_COLS_MIN) {
            widths[i] = OUTCOME_COLS_MIN;
        }
        used += is_chosen[i] ? widths[i] + GAP_COLS : 0;
    }
    return used;
}

/* One more column where there is room for it. */
static bool take(const struct grid *grid, size_t column, int cols, int *used, bool is_chosen[],
                 int widths[])
{
    int room = cols - *used - GAP_COLS;
    if (widths[column] > room && room >= TEXT_COLS_MIN && grid->columns[column].kind == CELL_TEXT) {
        widths[column] = room;
    }
    if (widths[column] > room) {
        return false;
    }
    is_chosen[column] = true;
    *used += GAP_COLS + widths[column];
    return true;
}

static size_t find(const struct grid *grid, const char *name, size_t length)
{
    for (size_t i = 0; i < grid->count; i++) {
        if (strlen(grid->columns[i].name) == length &&
            strncmp(grid->columns[i].name, name, length) == 0) {
            return i;
        }
    }
    return grid->count;
}

/* Where not all fit, those that matter most come first. */
static void choose_preferred(const struct grid *grid, int cols, int *used, bool is_chosen[],
                             int widths[])
{
    for (const char *at = grid->preferred; at && *at;) {
        size_t length = strcspn(at, ",");
        size_t column = find(grid, at, length);
        if (column < grid->count && !grid->is_hidden[column] && !is_chosen[column]) {
            take(grid, column, cols, used, is_chosen, widths);
        }
        at += length + (at[length] == ',');
    }
}

/* Choose the columns that fit. Returns the cells used. */
static int choose(const struct grid *grid, int cols, bool is_chosen[], int widths[], bool *is_more)
{
    int used = choose_pinned(grid, cols, is_chosen, widths);
    *is_more = false;
    if (grid->shift == 0) {
        choose_preferred(grid, cols, &used, is_chosen, widths);
    }
    size_t skipped = 0;
    bool is_full = false;
    for (size_t i = 0; i < grid->count; i++) {
        if (grid->is_hidden[i] || is_chosen[i]) {
            continue;
        }
        bool is_scrolled_away = skipped < grid->shift;
        skipped += is_scrolled_away;
        is_full = is_full || (!is_scrolled_away && !take(grid, i, cols, &used, is_chosen, widths));
        *is_more = *is_more || is_scrolled_away || is_full;
    }
    return used;
}

/* Room that is left goes to the texts, the widest first. */
static void stretch(const struct grid *grid, int room, const bool is_chosen[], int widths[])
{
    while (room > 0) {
        int best = -1;
        for (size_t i = 0; i < grid->count; i++) {
            bool is_text = grid->columns[i].kind == CELL_TEXT ||
                           grid->columns[i].kind == CELL_OUTCOME ||
                           grid->columns[i].kind == CELL_LIST;
            if (is_chosen[i] && is_text && widths[i] >= 14 && widths[i] < TEXT_COLS_MAX &&
                (best < 0 || widths[i] < widths[best])) {
                best = (int)i;
            }
        }
        if (best < 0) {
            return;
        }
        widths[best]++;
        room--;
    }
}

size_t grid_layout(const struct grid *grid, int cols, struct grid_place *places, bool *is_more)
{
    bool is_chosen[VIEW_COLUMNS_MAX];
    int widths[VIEW_COLUMNS_MAX];
    int used = choose(grid, cols, is_chosen, widths, is_more);
    stretch(grid, cols - used, is_chosen, widths);
    size_t count = 0;
    int col = GUTTER_COLS;
    for (size_t i = 0; i < grid->count; i++) {
        if (!is_chosen[i] || col >= cols) {
            continue;
        }
        int width = col + widths[i] > cols ? cols - col : widths[i];
        places[count++] = (struct grid_place){i, col, width};
        col += width + GAP_COLS;
    }
    return count;
}

bool grid_scroll(struct grid *grid, int by, int cols)
{
    if (by < 0) {
        bool can = grid->shift > 0;
        grid->shift -= can;
        return can;
    }
    struct grid_place places[VIEW_COLUMNS_MAX];
    bool is_more;
    size_t count = grid_layout(grid, cols, places, &is_more);
    size_t last = 0;
    for (size_t i = 1; i < grid->count; i++) {
        if (!grid->is_hidden[i] && !is_pinned(grid, i)) {
            last = i;
        }
    }
    for (size_t i = 0; i < count; i++) {
        if (places[i].column == last) {
            return false;
        }
    }
    grid->shift++;
    return true;
}

enum theme_role grid_cell_role(const struct cell *cell)
{
    if ((cell->kind == CELL_MONEY || cell->kind == CELL_MINOR) && cell->number < 0) {
        return THEME_NEGATIVE;
    }
    if (cell->kind == CELL_OUTCOME && cell->left_us < TIME_US_PER_DAY) {
        return THEME_DANGER;
    }
    return THEME_TEXT;
}

/* An amount is never cut: half of one is a wrong one. */
static void draw_whole_or_hashes(struct pane *pane, int row, int col, int width, const char *text,
                                 enum theme_role role)
{
    char hashes[32];
    if (door_cols(text, strlen(text)) > width) {
        size_t count = (size_t)width < sizeof(hashes) ? (size_t)width : sizeof(hashes) - 1;
        memset(hashes, '#', count);
        hashes[count] = '\0';
        text = hashes;
    }
    paint_cell(pane, row, col, width, role, ALIGN_RIGHT, text);
}

void grid_draw_cell(struct pane *pane, int row, int col, int width, const struct cell *cell,
                    enum theme_role role)
{
    char buffer[CELL_TEXT_BYTES];
    const char *text = cell_show(cell, buffer);
    if (cell->kind == CELL_MONEY || cell->kind == CELL_MINOR || cell->kind == CELL_INT) {
        draw_whole_or_hashes(pane, row, col, width, text, role);
    } else {
        paint_cell(pane, row, col, width, role, ALIGN_LEFT, text);
    }
}

static void draw_heading(const struct grid *grid, struct pane *pane, int row, int col,
                         const struct grid_place *place)
{
    const struct column *column = &grid->columns[place->column];
    bool is_right =
        column->kind == CELL_MONEY || column->kind == CELL_MINOR || column->kind == CELL_INT;
    char title[64];
    const char *arrow = "";
    if (grid->sort == (int)place->column) {
        arrow =
            door_is_wide() ? (grid->is_descending ? "↓" : "↑") : (grid->is_descending ? "v" : "^");
    }
    snprintf(title, sizeof(title), "%s%s", column->title, arrow);
    paint_cell(pane, row, col + place->col, place->width, THEME_HEADING,
               is_right ? ALIGN_RIGHT : ALIGN_LEFT, title);
}

static enum theme_role row_role(bool is_selected, bool has_focus, bool is_marked)
{
    if (is_selected) {
        return has_focus ? THEME_SELECTION : THEME_SELECTION_IDLE;
    }
    return is_marked ? THEME_MARK : THEME_TEXT;
}

struct look {
    enum theme_role row;
    bool is_plain, is_focused_selection;
};

static enum theme_role cell_role(const struct look *look, const struct cell *cell)
{
    enum theme_role own = grid_cell_role(cell);
    if (look->is_plain) {
        return own;
    }
    return look->is_focused_selection && own == THEME_DANGER ? THEME_SELECTION_WARN : look->row;
}

static void draw_row(struct pane *pane, int row, int col, int cols, const struct view_row *values,
                     const struct grid_place *places, size_t count, bool is_selected,
                     bool has_focus, bool is_marked)
{
    enum theme_role role = row_role(is_selected, has_focus, is_marked);
    struct look look = {role, role == THEME_TEXT, role == THEME_SELECTION};
    if (!look.is_plain) {
        paint_blank(pane, row, col, cols, role);
    }
    if (is_marked) {
        paint_text(pane, row, col, role, "*");
    }
    for (size_t i = 0; i < count; i++) {
        const struct cell *cell = &values->cells[places[i].column];
        grid_draw_cell(pane, row, col + places[i].col, places[i].width, cell,
                       cell_role(&look, cell));
    }
}

static void draw_empty(struct pane *pane, int row, int col, int cols, struct list *list)
{
    const struct error *err = list_error(list);
    if (err) {
        char *text = mem_printf(pane->paint, "%s %s", err->message, err->hint);
        paint_wrapped(pane, row, col + 2, cols - 4, 3, THEME_DANGER, text);
        mem_free(text);
        return;
    }
    paint_text(pane, row, col + 2, THEME_DIM,
               list_is_searching(list) ? "searching" : "nothing here");
}

void grid_draw(const struct grid *grid, struct pane *pane, int row, int col, int rows, int cols,
               struct list *list, bool has_focus)
{
    struct grid_place places[VIEW_COLUMNS_MAX];
    bool is_more;
    size_t count = grid_layout(grid, cols, places, &is_more);
    for (size_t i = 0; i < count; i++) {
        draw_heading(grid, pane, row, col, &places[i]);
    }
    list_set_visible(list, rows > 1 ? (size_t)rows - 1 : 1);
    list_fill(list);
    if (list_is_empty(list)) {
        draw_empty(pane, row + 1, col, cols, list);
    }
    size_t selected = list_selected_number(list);
    const struct view_row *values;
    for (size_t i = 0; (int)i < rows - 1 && (values = list_visible(list, i)); i++) {
        draw_row(pane, row + 1 + (int)i, col, cols, values, places, count, i == selected, has_focus,
                 pick_has(list_marks(list), values->id));
    }
    if (has_focus) {
        paint_cursor(pane, row + 1 + (list_is_empty(list) ? 0 : (int)selected), col);
    }
}
