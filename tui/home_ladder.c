#include "tui/home_ladder.h"

#include "model/money.h"

#include <stdio.h>
#include <string.h>

#define NAME_COLS 17
#define BAR_COLS_MIN 3
#define BAR_COLS_MAX 30
#define GAP_COLS 2
#define SHOWN_MAX 16

/* Where a currency stands: its amounts, and after a blank its bars. */
struct place {
    int col, amount_cols, bar_cols;
    int64_t most;
};

static struct money money_of(const struct ladder *ladder, int rung)
{
    struct money money = {.minor = ladder->minor[rung]};
    (void)snprintf(money.currency, sizeof money.currency, "%s", ladder->currency);
    return money;
}

static void measure(const struct ladder *ladder, struct place *place)
{
    char text[MONEY_TEXT_BYTES];
    place->most = 0;
    place->amount_cols = (int)sizeof(ladder->currency) - 1;
    for (int rung = 0; rung < RUNG_COUNT; rung++) {
        int cols = (int)strlen(money_format_grouped(money_of(ladder, rung), text));
        place->amount_cols = cols > place->amount_cols ? cols : place->amount_cols;
        place->most = ladder->minor[rung] > place->most ? ladder->minor[rung] : place->most;
    }
}

/* The currencies side by side, as many as have room; returns how many. */
static size_t place_all(const struct ladder *ladders, size_t count, int cols,
                        struct place places[SHOWN_MAX])
{
    size_t shown = 0;
    int used = NAME_COLS;
    for (; shown < count && shown < SHOWN_MAX; shown++) {
        struct place *place = &places[shown];
        measure(&ladders[shown], place);
        int needed = place->amount_cols + 1 + BAR_COLS_MIN + GAP_COLS;
        if (used + needed > cols) {
            break;
        }
        used += needed;
    }
    int spare = shown > 0 ? (cols - used) / (int)shown : 0;
    int bar = BAR_COLS_MIN + spare < BAR_COLS_MAX ? BAR_COLS_MIN + spare : BAR_COLS_MAX;
    int col = NAME_COLS;
    for (size_t i = 0; i < shown; i++) {
        places[i].col = col;
        places[i].bar_cols = bar;
        col += places[i].amount_cols + 1 + bar + GAP_COLS;
    }
    return shown;
}

void home_ladder_head(struct pane *pane, int row, const struct ladder *ladders, size_t count,
                      enum theme_role role)
{
    struct place places[SHOWN_MAX];
    size_t shown = place_all(ladders, count, pane->cols, places);
    bool is_plain = role == THEME_TEXT;
    int col = paint_text(pane, row, 1, is_plain ? THEME_KEY : role, "Maturity");
    if (shown < count) {
        paint_format(pane, row, col + 1, is_plain ? THEME_DIM : role, "+%zu", count - shown);
    }
    for (size_t i = 0; i < shown; i++) {
        paint_cell(pane, row, places[i].col, places[i].amount_cols, is_plain ? THEME_HEADING : role,
                   ALIGN_RIGHT, ladders[i].currency);
    }
}

/* What is overdue is red, what falls due today stands out. */
static enum theme_role role_of(enum rung rung, int64_t minor, enum theme_role role)
{
    if (role != THEME_TEXT) {
        return role;
    }
    if (minor == 0) {
        return THEME_DIM;
    }
    return rung == RUNG_OVERDUE ? THEME_DANGER : rung == RUNG_TODAY ? THEME_WARN : THEME_TEXT;
}

void home_ladder_rung(struct pane *pane, int row, const struct ladder *ladders, size_t count,
                      enum rung rung, enum theme_role role)
{
    struct place places[SHOWN_MAX];
    size_t shown = place_all(ladders, count, pane->cols, places);
    paint_cell(pane, row, 2, NAME_COLS - 3, role, ALIGN_LEFT, rung_name(rung));
    for (size_t i = 0; i < shown; i++) {
        char text[MONEY_TEXT_BYTES];
        const struct place *place = &places[i];
        int64_t minor = ladders[i].minor[rung];
        enum theme_role own = role_of(rung, minor, role);
        paint_cell(pane, row, place->col, place->amount_cols, own, ALIGN_RIGHT,
                   money_format_grouped(money_of(&ladders[i], (int)rung), text));
        paint_bar(pane, row, place->col + place->amount_cols + 1, place->bar_cols, minor,
                  place->most, own == THEME_TEXT ? THEME_BAR : own);
    }
}
