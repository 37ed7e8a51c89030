#include "tui/cover.h"

#include "model/stake.h"
#include "tui/chart.h"
#include "tui/grid.h"
#include "tui/ui.h"

#include <string.h>

#define WHAT_COL 16
#define WHAT_COLS 22
#define AMOUNT_COLS 16
#define PERCENT_COLS 5
#define BAR_COLS_MAX 60

static const struct cell *cell_of(const struct view *view, const struct view_row *row,
                                  const char *name)
{
    int column = view_column(view, name);
    return column < 0 || row->cells[column].kind != CELL_MONEY ? NULL : &row->cells[column];
}

void cover_read(struct cover *cover, struct ui *ui, const struct view *view,
                const struct view_row *row)
{
    struct error err;
    const struct cell *bond = cell_of(view, row, "bond");
    const struct cell *held = cell_of(view, row, "held");
    int seller = view_column(view, "seller");
    *cover = (struct cover){.bond_minor = 0};
    if (strcmp(view->name, "any-sellers") != 0 || !bond || !held || seller < 0) {
        return;
    }
    memcpy(cover->currency, bond->currency, sizeof(cover->currency));
    cover->bond_minor = bond->number;
    cover->held_minor = held->number;
    if (stake_read(ui_book(ui), row->cells[seller].text, cover->currency, &cover->awards_minor,
                   &err)) {
        ui_error(ui, &err);
    }
}

int cover_rows(const struct cover *cover)
{
    return (cover->awards_minor > 0 ? 1 : 0) + (cover->held_minor > 0 ? 1 : 0);
}

static void draw_one(const struct cover *cover, struct pane *pane, int row, const char *what,
                     int64_t minor, enum theme_role lacking)
{
    struct cell cell = {.kind = CELL_MONEY, .number = minor};
    memcpy(cell.currency, cover->currency, sizeof(cell.currency));
    int col = WHAT_COL + WHAT_COLS;
    int percent = chart_percent(cover->bond_minor, minor);
    enum theme_role role = percent >= 100 ? THEME_BAR : lacking;
    paint_cell(pane, row, WHAT_COL, WHAT_COLS, THEME_TEXT, ALIGN_LEFT, what);
    grid_draw_cell(pane, row, col, AMOUNT_COLS, &cell, THEME_TEXT);
    col += AMOUNT_COLS + 1;
    int bar = pane->cols - col - PERCENT_COLS - 1;
    bar = bar < BAR_COLS_MAX ? bar : BAR_COLS_MAX;
    if (bar > 0) {
        paint_bar(pane, row, col, bar, cover->bond_minor, minor, role);
        col += bar;
    }
    paint_format(pane, row, col + 1, percent >= 100 ? THEME_TEXT : role, "%3d%%", percent);
}

void cover_draw(const struct cover *cover, struct pane *pane, int row)
{
    paint_text(pane, row, 1, THEME_LABEL, "Bond covers");
    if (cover->awards_minor > 0) {
        draw_one(cover, pane, row++, "awards if upheld", cover->awards_minor, THEME_DANGER);
    }
    if (cover->held_minor > 0) {
        draw_one(cover, pane, row, "money held for it", cover->held_minor, THEME_WARN);
    }
}
