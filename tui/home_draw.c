#include "tui/home_draw.h"

#include "model/mem.h"
#include "tui/chart.h"
#include "tui/grid.h"

#include <string.h>

#define AMOUNT_COLS 16
#define NAME_COLS 28
#define ID_COLS 17
#define ABOUT_COLS_MAX 56
#define THERE_BAR_COLS 20 /* on a large screen: how much of what is owed is there */
#define THERE_TEXT_COLS 14

static void draw_amount(struct pane *pane, int row, int col, int64_t minor, const char *currency,
                        enum theme_role role)
{
    struct cell cell = {.kind = CELL_MONEY, .number = minor};
    memcpy(cell.currency, currency, sizeof(cell.currency));
    grid_draw_cell(pane, row, col, AMOUNT_COLS, &cell, role);
}

void home_draw_position_head(struct pane *pane, int row)
{
    static const char *const titles[] = {"Owed", "There", "Difference"};
    paint_text(pane, row, 1, THEME_KEY, "Position");
    for (int i = 0; i < 3; i++) {
        paint_cell(pane, row, NAME_COLS + i * (AMOUNT_COLS + 1), AMOUNT_COLS, THEME_HEADING,
                   ALIGN_RIGHT, titles[i]);
    }
}

void home_draw_position(struct pane *pane, int row, const struct position *at, enum theme_role role)
{
    bool is_sound = at->difference_minor == 0;
    bool is_plain = role == THEME_TEXT;
    int col = NAME_COLS;
    paint_text(pane, row, 2, role, at->currency);
    draw_amount(pane, row, col, at->owed_minor, at->currency, role);
    draw_amount(pane, row, col + AMOUNT_COLS + 1, at->there_minor, at->currency, role);
    draw_amount(pane, row, col + 2 * (AMOUNT_COLS + 1), at->difference_minor, at->currency,
                !is_plain  ? role
                : is_sound ? THEME_GOOD
                           : THEME_DANGER);
    col += 3 * (AMOUNT_COLS + 1) + 1;
    if (at->owed_minor > 0 && pane->cols - col > THERE_BAR_COLS + THERE_TEXT_COLS) {
        int percent = chart_percent(at->there_minor, at->owed_minor);
        enum theme_role own = is_plain ? (percent < 100 ? THEME_DANGER : THEME_BAR) : role;
        paint_bar(pane, row, col, THERE_BAR_COLS, at->there_minor, at->owed_minor, own);
        paint_format(pane, row, col + THERE_BAR_COLS + 1, is_plain ? THEME_DIM : role,
                     "%d%% is there", percent);
    }
}

void home_draw_bank(struct pane *pane, int row, const struct position_bank *at,
                    enum theme_role role)
{
    char proved[TIME_TEXT_BYTES] = "";
    bool is_plain = role == THEME_TEXT;
    bool is_sound = at->is_proved && at->difference_minor == 0;
    int col = NAME_COLS;
    if (at->is_proved) {
        date_format(at->proved_on, proved);
    }
    bool is_overdrawn = at->book_minor < 0; /* the named alarm of the books */
    char *name =
        mem_printf(pane->paint, "bank %s %s", at->account, is_overdrawn ? "OVERDRAWN" : proved);
    paint_cell(pane, row, 2, NAME_COLS - 2,
               !is_plain      ? role
               : is_overdrawn ? THEME_DANGER
                              : THEME_DIM,
               ALIGN_LEFT, name);
    mem_free(name);
    draw_amount(pane, row, col, at->book_minor, at->currency, is_plain ? THEME_DIM : role);
    if (!at->is_proved) {
        paint_cell(pane, row, col + AMOUNT_COLS + 1, 2 * AMOUNT_COLS + 1, role, ALIGN_RIGHT,
                   "no proved statement yet");
        return;
    }
    draw_amount(pane, row, col + AMOUNT_COLS + 1, at->proved_minor, at->currency,
                is_plain ? THEME_DIM : role);
    draw_amount(pane, row, col + 2 * (AMOUNT_COLS + 1), at->difference_minor, at->currency,
                !is_plain  ? role
                : is_sound ? THEME_GOOD
                           : THEME_DANGER);
}

void home_draw_section(struct pane *pane, int row, const struct home_section *section,
                       enum theme_role role)
{
    bool is_plain = role == THEME_TEXT;
    int col = paint_text(pane, row, 1, is_plain ? THEME_KEY : role, section->title) + 2;
    bool is_more = section->page.count >= HOME_SECTION_ROWS_MAX;
    col = paint_format(pane, row, col, is_plain ? THEME_DIM : role, "%zu%s", section->page.count,
                       is_more ? "+" : "");
    if (section->today > 0) {
        paint_format(pane, row, col + 2, is_plain ? THEME_DANGER : role, "%zu%s within a day",
                     section->today, section->today >= HOME_SECTION_ROWS_MAX ? "+" : "");
    }
}

void home_draw_row(struct pane *pane, int row, const struct home_section *section,
                   const struct view_row *values, enum theme_role role)
{
    int outcome_cols = pane->cols >= 120 ? 52 : 41;
    int about_cols = pane->cols - ID_COLS - outcome_cols - 4;
    about_cols = about_cols < ABOUT_COLS_MAX ? about_cols : ABOUT_COLS_MAX;
    char *text = home_about(pane->paint, section, values);
    paint_cell(pane, row, 2, ID_COLS, role, ALIGN_LEFT, values->id);
    paint_cell(pane, row, ID_COLS + 3, about_cols, role, ALIGN_LEFT, text);
    mem_free(text);
    int column = view_column(section->view, "if_nobody_acts");
    if (column < 0) {
        return;
    }
    const struct cell *cell = &values->cells[column];
    enum theme_role own = grid_cell_role(cell);
    grid_draw_cell(pane, row, ID_COLS + about_cols + 4, outcome_cols - 1, cell,
                   role == THEME_TEXT                               ? own
                   : role == THEME_SELECTION && own == THEME_DANGER ? THEME_SELECTION_WARN
                                                                    : role);
}

void home_draw_ages(struct pane *pane, int row, const struct home_data *data)
{
    size_t most = 1;
    for (int i = 0; i < HOME_AGES; i++) {
        most = data->ages[i] > most ? data->ages[i] : most;
    }
    int width = ((pane->cols < 120 ? pane->cols : 120) - 2) / HOME_AGES;
    for (int i = 0; i < HOME_AGES; i++) {
        int col = 2 + i * width;
        enum theme_role role = i == HOME_AGES - 1 && data->ages[i] > 0 ? THEME_WARN : THEME_DIM;
        col = paint_format(pane, row, col, role, "%s %zu ", day_age_name((size_t)i), data->ages[i]);
        int room = 2 + (i + 1) * width - col - 2;
        paint_bar(pane, row, col, room, (int64_t)data->ages[i], (int64_t)most, THEME_BAR);
    }
}
