#include "tui/screen_reconcile.h"

#include "model/mem.h"
#include "tui/basket.h"
#include "tui/edit.h"
#include "tui/export.h"
#include "tui/perform.h"
#include "tui/rows.h"
#include "tui/screen_detail.h"

#include <stdio.h>
#include <string.h>

#define SIDE_BY_SIDE_COLS 130
#define LINE_ROWS 3 /* the selected line in full */

struct reconcile {
    struct rows *lines, *items;
    struct basket *basket; /* what is marked of both */
    bool is_on_items;
    bool shows_all;   /* all open items, not only those that could be it */
    char *chosen_for; /* the line that the items were chosen for */
    struct edit filter, line_filter;
    bool is_filtering; /* those that have the keyboard */
};

/* -- what could it be -------------------------------------------------------------------------- */

/* Append text so that a regular expression takes it as it is. */
static char *append_quoted(char *out, const char *text, size_t length)
{
    for (size_t i = 0; i < length; i++) {
        out = mem_append(out, strchr("\\^$.|?*+()[]{}", text[i]) ? "\\%c" : "%c", text[i]);
    }
    return out;
}

/* An item that the line's text names, or one with exactly its amount. */
static char *expression_for(void *mem, const struct rows *lines, const struct view_row *line)
{
    char buffer[CELL_TEXT_BYTES];
    char *out = mem_strdup(mem, "");
    const struct cell *named = rows_cell(lines, line, "candidates");
    for (const char *at = named && named->text ? named->text : ""; *at;) {
        size_t length = strcspn(at, ",");
        out = append_quoted(mem_append(out, "^"), at, length);
        out = mem_append(out, "$|");
        at += length + (at[length] == ',');
    }
    const struct cell *amount = rows_cell(lines, line, "amount");
    const char *shown = amount ? cell_show(amount, buffer) : "";
    out = append_quoted(mem_append(out, "^"), shown, strlen(shown));
    return mem_append(out, "$");
}

static void choose_items(struct reconcile *reconcile)
{
    const struct view_row *line = rows_selected(reconcile->lines);
    const char *id = line ? line->id : "";
    if ((reconcile->chosen_for && strcmp(reconcile->chosen_for, id) == 0) ||
        ui_is_lost(reconcile->lines->ui)) {
        return;
    }
    mem_free(reconcile->chosen_for);
    reconcile->chosen_for = mem_strdup(reconcile, id);
    if (reconcile->shows_all || !line) {
        return;
    }
    char *expression = expression_for(reconcile, reconcile->lines, line);
    rows_set_filter(reconcile->items, expression);
    mem_free(expression);
}

static void show_all(struct reconcile *reconcile, bool shows_all)
{
    reconcile->shows_all = shows_all;
    mem_free(reconcile->chosen_for);
    reconcile->chosen_for = NULL;
    if (shows_all) {
        rows_set_filter(reconcile->items, reconcile->filter.text);
    }
}

/* -- the screen -------------------------------------------------------------------------------- */

static enum status reconcile_open(struct frame *frame, const void *request, struct error *err)
{
    (void)request;
    struct reconcile *reconcile = MEM_NEW(frame->mem, struct reconcile);
    frame->state = reconcile;
    edit_init(&reconcile->filter, reconcile, ROWS_FILTER_BYTES - 1);
    edit_init(&reconcile->line_filter, reconcile, ROWS_FILTER_BYTES - 1);
    reconcile->basket = basket_new(reconcile);
    enum status status =
        rows_open(reconcile, frame->ui, view_find("suspense"), NULL, &reconcile->lines, err);
    return status
               ? status
               : rows_open(reconcile, frame->ui, view_find("items"), NULL, &reconcile->items, err);
}

static void unmark(void *state, enum basket_side side, const char *id)
{
    struct reconcile *reconcile = state;
    struct rows *rows = side == BASKET_LINES ? reconcile->lines : reconcile->items;
    pick_remove(list_marks(rows->list), id);
}

/* What was matched meanwhile, by whomever, is marked no longer. */
static void reconcile_reload(struct frame *frame)
{
    struct reconcile *reconcile = frame->state;
    if (!ui_is_lost(frame->ui)) {
        basket_refresh(reconcile->basket, ui_book(frame->ui), unmark, reconcile);
    }
    rows_reload(reconcile->lines);
    rows_reload(reconcile->items);
}

static void draw_items_head(struct reconcile *reconcile, struct pane *pane, int row, int col)
{
    enum theme_role role = reconcile->is_on_items ? THEME_KEY : THEME_HEADING;
    if (reconcile->is_filtering && reconcile->is_on_items) {
        col = paint_text(pane, row, col, role, " Open items /");
        edit_draw(&reconcile->filter, pane, row, col, 30, true);
    } else if (reconcile->shows_all) {
        col = paint_text(pane, row, col, role, " All open items ");
        if (*reconcile->items->filter) {
            paint_format(pane, row, col, THEME_MARK, "/%s ", reconcile->items->filter);
        }
    } else {
        paint_text(pane, row, col, role, " Items that it names, or of exactly its amount ");
    }
}

/* The line's words in full: they are what one decides by. */
static void draw_line(struct reconcile *reconcile, struct pane *pane, int row, int col, int cols)
{
    const struct view_row *line = rows_selected(reconcile->lines);
    static const char *const names[] = {"text", "counterparty", "bank_reference"};
    if (!line) {
        return;
    }
    char *text = mem_strdup(reconcile, "");
    for (size_t i = 0; i < 3; i++) {
        const struct cell *cell = rows_cell(reconcile->lines, line, names[i]);
        if (cell && cell->text && *cell->text) {
            text = mem_append(text, "%s%s", *text ? "  |  " : "", cell->text);
        }
    }
    int used = paint_wrapped(pane, row, col, cols, LINE_ROWS - 1, THEME_TEXT, text);
    mem_free(text);
    const struct cell *ground = rows_cell(reconcile->lines, line, "ground");
    if (ground && ground->text) {
        paint_cell(pane, row + used, col, cols, THEME_DIM, ALIGN_LEFT, ground->text);
    }
}

static void draw_side_by_side(struct reconcile *reconcile, struct pane *pane, int height)
{
    int left = pane->cols * 6 / 10;
    int right = pane->cols - left - 2;
    int rows = height - LINE_ROWS - 2;
    rows_draw(reconcile->lines, pane, 1, 0, rows, left, !reconcile->is_on_items);
    paint_line(pane, 1 + rows, 0, left);
    draw_line(reconcile, pane, 2 + rows, 1, left - 2);
    choose_items(reconcile);
    paint_upright(pane, 0, left, height);
    rows_draw(reconcile->items, pane, 1, left + 2, height - 1, right, reconcile->is_on_items);
    draw_items_head(reconcile, pane, 0, left + 1);
}

static void draw_stacked(struct reconcile *reconcile, struct pane *pane, int height)
{
    int above = (height - LINE_ROWS - 2) * 6 / 10;
    int row = 1 + above;
    rows_draw(reconcile->lines, pane, 1, 0, above, pane->cols, !reconcile->is_on_items);
    draw_line(reconcile, pane, row, 1, pane->cols - 2);
    row += LINE_ROWS;
    choose_items(reconcile);
    paint_line(pane, row, 0, pane->cols);
    rows_draw(reconcile->items, pane, row + 1, 0, height - row - 1, pane->cols,
              reconcile->is_on_items);
    draw_items_head(reconcile, pane, row, 1);
}

static bool has_marks(const struct reconcile *reconcile)
{
    return basket_count(reconcile->basket, BASKET_LINES) > 0 ||
           basket_count(reconcile->basket, BASKET_ITEMS) > 0;
}

static void draw_lines_head(struct reconcile *reconcile, struct pane *pane)
{
    enum theme_role role = reconcile->is_on_items ? THEME_HEADING : THEME_KEY;
    int col = paint_text(pane, 0, 1, role, "Suspense") + 1;
    long total = rows_total(reconcile->lines);
    if (total >= 0 && !*reconcile->lines->filter) {
        col = paint_format(pane, 0, col + 1, THEME_DIM, "%ld", total);
    }
    if (reconcile->is_filtering && !reconcile->is_on_items) {
        col = paint_text(pane, 0, col, role, "/");
        edit_draw(&reconcile->line_filter, pane, 0, col, 30, true);
    } else if (*reconcile->lines->filter) {
        paint_format(pane, 0, col, THEME_MARK, "/%s ", reconcile->lines->filter);
    }
}

static void reconcile_draw(struct frame *frame)
{
    struct reconcile *reconcile = frame->state;
    struct pane *pane = &frame->pane;
    int height = pane->rows - has_marks(reconcile);
    if (pane->cols >= SIDE_BY_SIDE_COLS) {
        draw_side_by_side(reconcile, pane, height);
    } else {
        draw_stacked(reconcile, pane, height);
    }
    draw_lines_head(reconcile, pane);
    if (has_marks(reconcile)) {
        basket_draw(reconcile->basket, pane, height);
    }
}

/* -- keys -------------------------------------------------------------------------------------- */

/* What is marked on a side, else the row on which one is; NULL for nothing. */
static char *chosen(struct reconcile *reconcile, enum basket_side side)
{
    const struct rows *rows = side == BASKET_LINES ? reconcile->lines : reconcile->items;
    const struct view_row *row = rows_selected(rows);
    char *marked = basket_ids(reconcile->basket, reconcile, side);
    return marked || !row ? marked : mem_strdup(reconcile, row->id);
}

/* Of marked ones the preview comes at once: which amounts are meant they say themselves. */
static void match(struct frame *frame)
{
    struct reconcile *reconcile = frame->state;
    const char *texts[] = {chosen(reconcile, BASKET_LINES), chosen(reconcile, BASKET_ITEMS), NULL};
    if (!texts[0] || !texts[1]) {
        ui_say(frame->ui, THEME_HINT,
               texts[0]
                   ? "no item fits: o shows all open ones, M names another, such as available:PARTY"
                   : "there is no line left to match");
        return;
    }
    perform_begin_with(frame->ui, command_find("match"), texts, has_marks(reconcile) ? 3 : 2);
}

/* What is left of the row that one is on, as the bank signs it. */
static struct money left_of(const struct rows *rows, const char *column)
{
    const struct cell *cell = rows_cell(rows, rows_selected(rows), column);
    struct money money = {.minor = cell ? cell->number : 0};
    if (cell) {
        memcpy(money.currency, cell->currency, sizeof money.currency);
    }
    return money;
}

static void mark(struct frame *frame, const struct input_event *event)
{
    struct reconcile *reconcile = frame->state;
    bool is_item = reconcile->is_on_items;
    struct rows *rows = is_item ? reconcile->items : reconcile->lines;
    list_fill(rows->list); /* keys may come faster than the first frame */
    const struct view_row *row = rows_selected(rows);
    if (!row) {
        return;
    }
    if (basket_toggle(reconcile->basket, is_item ? BASKET_ITEMS : BASKET_LINES, row->id,
                      left_of(rows, is_item ? "amount" : "open"))) {
        rows_key(rows, event);
    } else {
        ui_say(frame->ui, THEME_WARN, "%d are marked: no more can be matched at a time",
               MATCH_PARTS_MAX);
    }
}

static bool filter_key(struct reconcile *reconcile, const struct input_event *event)
{
    struct rows *rows = reconcile->is_on_items ? reconcile->items : reconcile->lines;
    struct edit *filter = reconcile->is_on_items ? &reconcile->filter : &reconcile->line_filter;
    if (event->key == INPUT_ENTER || event->key == INPUT_ESCAPE || event->key == INPUT_CTRL('C')) {
        reconcile->is_filtering = false;
        if (event->key != INPUT_ENTER) {
            edit_set(filter, "");
            rows_set_filter(rows, "");
        }
        return true;
    }
    if (edit_key(filter, event)) {
        rows_set_filter(rows, filter->text);
    } else {
        rows_key(rows, event);
    }
    return true;
}

static bool enter(struct frame *frame)
{
    struct reconcile *reconcile = frame->state;
    const struct view_row *line = rows_selected(reconcile->lines);
    if (reconcile->is_on_items || has_marks(reconcile)) {
        match(frame);
    } else if (line) {
        ui_push(frame->ui, &screen_detail, line->id);
    }
    return true;
}

static bool reconcile_key(struct frame *frame, const struct input_event *event)
{
    struct reconcile *reconcile = frame->state;
    const struct view_row *line = rows_selected(reconcile->lines);
    if (reconcile->is_filtering) {
        return filter_key(reconcile, event);
    }
    switch (event->key) {
    case INPUT_TAB:
    case INPUT_BACK_TAB:
        reconcile->is_on_items = !reconcile->is_on_items;
        return true;
    case INPUT_ESCAPE:
        if (reconcile->is_on_items) {
            reconcile->is_on_items = false;
            return true;
        }
        return false;
    case INPUT_ENTER:
        return enter(frame);
    case 'm':
        match(frame);
        return true;
    case 'o':
        show_all(reconcile, !reconcile->shows_all);
        return true;
    case ' ':
    case INPUT_INSERT:
        mark(frame, event);
        return true;
    case '/':
        if (reconcile->is_on_items) {
            show_all(reconcile, true);
        }
        reconcile->is_filtering = true;
        return true;
    case 'i':
        ui_jump(frame->ui, "import", NULL);
        return true;
    case 'M':
        perform_begin(frame->ui, command_find("match"), line ? line->id : NULL);
        return true;
    case 'w':
        export_begin(frame->ui, reconcile->lines);
        return true;
    default:
        return event->key != '*' &&
               rows_key(reconcile->is_on_items ? reconcile->items : reconcile->lines, event);
    }
}

static void reconcile_hints(struct frame *frame, struct hints *hints)
{
    struct reconcile *reconcile = frame->state;
    if (reconcile->is_filtering) {
        hints_add(hints, "Enter", "keep the filter");
        hints_add(hints, "Esc", "no filter");
        return;
    }
    hints_add(hints, "Tab", reconcile->is_on_items ? "to the lines" : "to the items");
    if (has_marks(reconcile)) {
        hints_add(hints, "Enter", "match the marked");
        hints_add(hints, "Space", "mark");
    } else {
        hints_add(hints, "m", "match these two");
    }
    hints_add(hints, "o", reconcile->shows_all ? "only likely items" : "all items");
    hints_add(hints, "/", reconcile->is_on_items ? "find items" : "find lines");
    hints_add(hints, "i", "import");
    hints_add_rare(hints, "Space", "mark a line or an item; what is marked is matched together");
    hints_add_rare(hints, "Enter", "on a line: open it, unmatch there; on an item: match");
    hints_add_rare(hints, "M", "match the line with an item by its name (available:PARTY, line:)");
    hints_add_rare(hints, "w", "write the suspense lines to a file");
}

static const char *reconcile_subject(struct frame *frame)
{
    const struct view_row *line = rows_selected(((struct reconcile *)frame->state)->lines);
    return line ? line->id : NULL;
}

const struct screen screen_reconcile = {
    .name = "reconcile",
    .title = "Reconcile",
    .open = reconcile_open,
    .draw = reconcile_draw,
    .key = reconcile_key,
    .reload = reconcile_reload,
    .hints = reconcile_hints,
    .subject = reconcile_subject,
};
