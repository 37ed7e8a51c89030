#include "tui/balance.h"

#include "model/history.h"
#include "model/mem.h"
#include "tui/chart.h"
#include "tui/door.h"
#include "tui/ui.h"

#include <stdio.h>
#include <string.h>

#define CHART_ROWS (BALANCE_ROWS - 1)
#define PLOT_COLS_MIN 20
#define TIMES_BELOW_DAYS 3 /* a shorter span is marked by times, a longer one by dates */
#define MINUTES_BYTES 16   /* of "2026-09-02T20:00:00Z" */

struct balance {
    struct ui *ui;
    char *id;
    struct history history; /* count 0: nothing to draw */
    int64_t shown[HISTORY_STEPS];
    struct chart_scale scale;
    int64_t low, high;
    bool is_recent;
};

static bool is_account(const char *id)
{
    static const char *const kinds[] = {"bank:", "transit:", "available:", "hold:"};
    for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
        if (strncmp(id, kinds[i], strlen(kinds[i])) == 0) {
            return true;
        }
    }
    return false;
}

struct balance *balance_new(void *mem, struct ui *ui, const char *id)
{
    struct balance *balance = MEM_NEW(mem, struct balance);
    balance->ui = ui;
    balance->id = mem_strdup(balance, id);
    balance_reload(balance);
    return balance;
}

/* As people expect it: what is at the bank is above zero. */
static int64_t as_expected(const struct history *history, size_t step)
{
    int64_t minor = history->balance_minor[step];
    if (!history->is_mirrored) {
        return minor;
    }
    return minor == INT64_MIN ? INT64_MAX : -minor;
}

void balance_reload(struct balance *balance)
{
    struct error err;
    struct history *history = &balance->history;
    int days = balance->is_recent ? BALANCE_RECENT_DAYS : 0;
    if (!is_account(balance->id)) {
        return;
    }
    if (history_read(ui_book(balance->ui), balance->id, days, history, &err)) {
        history->count = 0;
        ui_error(balance->ui, &err);
        return;
    }
    balance->low = balance->high = 0;
    for (size_t i = 0; i < history->count; i++) {
        int64_t minor = as_expected(history, i);
        balance->shown[i] = minor;
        balance->low = minor < balance->low ? minor : balance->low;
        balance->high = minor > balance->high ? minor : balance->high;
    }
    balance->scale = chart_scale(balance->shown, history->count, CHART_ROWS);
}

int balance_rows(const struct balance *balance)
{
    return balance->history.count > 0 ? BALANCE_ROWS : 0;
}

static bool is_long(const struct history *history)
{
    return history->to_us - history->first_us > BALANCE_RECENT_DAYS * TIME_US_PER_DAY;
}

bool balance_toggle(struct balance *balance)
{
    if (balance_rows(balance) == 0 || !is_long(&balance->history)) {
        return false;
    }
    balance->is_recent = !balance->is_recent;
    balance_reload(balance);
    return true;
}

const char *balance_toggle_text(const struct balance *balance)
{
    if (balance_rows(balance) == 0 || !is_long(&balance->history)) {
        return NULL;
    }
    return balance->is_recent ? "whole life" : "60 days";
}

/* -- drawing ----------------------------------------------------------------------------------- */

/* Rows of the chart that bear an amount: the line of zero, and where it is highest and lowest. */
struct labels {
    int count, cols;
    int rows[3];
    char texts[3][MONEY_TEXT_BYTES];
};

static void add_label(struct labels *labels, const struct balance *balance, int64_t minor)
{
    struct money money = {.minor = minor};
    int row = chart_row(&balance->scale, minor);
    int at = 0;
    while (at < labels->count && labels->rows[at] != row) {
        at++; /* in the same row it says more than zero does */
    }
    (void)snprintf(money.currency, sizeof money.currency, "%s", balance->history.currency);
    int cols = (int)strlen(money_format_grouped(money, labels->texts[at]));
    labels->cols = cols > labels->cols ? cols : labels->cols;
    labels->rows[at] = row;
    labels->count = at < labels->count ? labels->count : at + 1;
}

static void find_labels(const struct balance *balance, struct labels *labels)
{
    *labels = (struct labels){.count = 0};
    add_label(labels, balance, 0);
    if (balance->high > 0) {
        add_label(labels, balance, balance->high);
    }
    if (balance->low < 0) {
        add_label(labels, balance, balance->low);
    }
}

static void draw_columns(const struct balance *balance, struct pane *pane, int row, int col,
                         int cols)
{
    const struct chart_scale *scale = &balance->scale;
    for (int i = 0; i < cols; i++) {
        int64_t minor = balance->shown[chart_step(i, cols, balance->history.count)];
        bool is_below = minor < 0;
        paint_column(pane, is_below ? row + scale->above : row, col + i,
                     is_below ? scale->below : scale->above, chart_height(scale, minor),
                     is_below ? THEME_DANGER : THEME_BAR);
    }
}

static const char *mark(const struct history *history, int64_t at_us, char *buffer)
{
    bool is_short = history->to_us - history->from_us < TIMES_BELOW_DAYS * TIME_US_PER_DAY;
    if (!is_short) {
        return time_format_date(at_us, buffer);
    }
    (void)time_format(at_us, buffer);
    buffer[MINUTES_BYTES] = '\0';
    return buffer;
}

static const char *caption(const struct balance *balance)
{
    if (!balance->history.is_mirrored) {
        return " balance over time ";
    }
    return strncmp(balance->id, "bank:", strlen("bank:")) == 0 ? " at the bank; books have a minus "
                                                               : " it owes us; books have a minus ";
}

static void draw_axis(const struct balance *balance, struct pane *pane, int row, int col, int cols)
{
    const struct history *history = &balance->history;
    char from[TIME_TEXT_BYTES];
    char to[TIME_TEXT_BYTES];
    const char *text = caption(balance);
    int text_cols = door_cols(text, strlen(text));
    mark(history, history->from_us, from);
    mark(history, history->to_us, to);
    int from_cols = (int)strlen(from) + 1;
    int to_cols = (int)strlen(to) + 1;
    int room = cols - from_cols - to_cols;
    paint_line(pane, row, col, cols);
    paint_cell(pane, row, col, from_cols, THEME_DIM, ALIGN_LEFT, from);
    paint_cell(pane, row, col + cols - to_cols, to_cols, THEME_DIM, ALIGN_RIGHT, to);
    if (text_cols <= room) {
        paint_text(pane, row, col + from_cols + (room - text_cols) / 2, THEME_DIM, text);
    }
}

void balance_draw(struct balance *balance, struct pane *pane, int row)
{
    struct labels labels;
    int steps = (int)balance->history.count;
    find_labels(balance, &labels);
    int col = 1 + labels.cols + 1;
    int cols = pane->cols - 1 - col;
    if (steps == 0 || cols < PLOT_COLS_MIN) {
        return;
    }
    if (cols > steps) {
        cols -= cols % steps; /* every step as wide as the others */
    }
    for (int i = 0; i < labels.count; i++) {
        paint_cell(pane, row + labels.rows[i], 1, labels.cols, THEME_DIM, ALIGN_RIGHT,
                   labels.texts[i]);
    }
    draw_columns(balance, pane, row, col, cols);
    draw_axis(balance, pane, row + CHART_ROWS, col, cols);
}
