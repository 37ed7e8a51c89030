#include "tui/screen_list.h"

#include "model/mem.h"
#include "tui/edit.h"
#include "tui/export.h"
#include "tui/menu.h"
#include "tui/perform.h"
#include "tui/rows.h"
#include "tui/screen_detail.h"
#include "tui/term.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct browse {
    struct rows *rows;
    struct edit filter;
    bool is_filtering;
};

/* -- what is remembered ------------------------------------------------------------------------ */

static void restore(struct browse *browse, struct state *state, const struct list_request *request)
{
    struct rows *rows = browse->rows;
    const char *name = rows->view->name;
    const char *hidden = state_get(state, name, "hidden");
    const char *sort = request && request->sort ? request->sort : state_get(state, name, "sort");
    const char *order = state_get(state, name, "order");
    bool is_descending =
        request && request->sort ? request->is_descending : order && strcmp(order, "down") == 0;
    const char *filter = request ? request->filter : state_get(state, name, "filter");
    if (hidden) {
        grid_set_hidden(&rows->grid, hidden);
    }
    int column = sort ? view_column(rows->view, sort) : -1;
    if (column >= 0) {
        rows_set_sort(rows, column, is_descending);
    }
    if (filter && *filter) {
        rows_set_filter(rows, filter);
    }
    if (rows->has_error) {
        rows_set_filter(rows, "");
    }
    edit_set(&browse->filter, rows->filter);
    if (request && request->select) {
        list_select(rows->list, request->select);
    }
}

static void remember(const struct browse *browse, struct state *state)
{
    const struct rows *rows = browse->rows;
    const char *name = rows->view->name;
    const struct grid *grid = &rows->grid;
    char *hidden = grid_hidden(grid, NULL);
    state_set(state, name, "hidden", hidden);
    state_set(state, name, "sort", grid->sort >= 0 ? grid->columns[grid->sort].name : NULL);
    state_set(state, name, "order", grid->sort >= 0 && grid->is_descending ? "down" : NULL);
    state_set(state, name, "filter", *rows->filter ? rows->filter : NULL);
    mem_free(hidden);
}

static enum status list_open(struct frame *frame, const void *request, struct error *err)
{
    struct browse *browse = MEM_NEW(frame->mem, struct browse);
    const struct view *view = view_find(frame->screen->name);
    enum status status = rows_open(frame->mem, frame->ui, view, NULL, &browse->rows, err);
    if (status) {
        return status;
    }
    edit_init(&browse->filter, browse, ROWS_FILTER_BYTES - 1);
    restore(browse, ui_state(frame->ui), request);
    frame->state = browse;
    return STATUS_OK;
}

static void list_close(struct frame *frame)
{
    remember(frame->state, ui_state(frame->ui));
}

static void list_reload_rows(struct frame *frame)
{
    struct browse *browse = frame->state;
    rows_reload(browse->rows);
}

/* -- drawing ----------------------------------------------------------------------------------- */

/* "12 of 3,400", right-aligned; what is not known is left out. */
static void draw_place(struct frame *frame, struct pane *pane)
{
    struct browse *browse = frame->state;
    struct list *list = browse->rows->list;
    long total = rows_total(browse->rows);
    long ordinal = list_ordinal(list);
    char text[96] = "";
    size_t marked = pick_count(list_marks(list));
    char *at = text;
    char *end = text + sizeof(text);
    if (marked > 0) {
        at += snprintf(at, (size_t)(end - at), "%zu marked  ", marked);
    }
    if (list_is_searching(list)) {
        snprintf(at, (size_t)(end - at), "searching");
    } else if (ordinal >= 0 && total >= 0) {
        snprintf(at, (size_t)(end - at), "%ld of %ld%s", ordinal + 1, total,
                 total >= ROWS_COUNT_MAX ? "+" : "");
    } else if (total >= 0) {
        snprintf(at, (size_t)(end - at), "of %ld%s", total, total >= ROWS_COUNT_MAX ? "+" : "");
    } else if (ordinal >= 0) {
        snprintf(at, (size_t)(end - at), "%ld", ordinal + 1);
    }
    paint_cell(pane, 0, pane->cols - 33, 32, THEME_DIM, ALIGN_RIGHT, text);
}

static void draw_head(struct frame *frame)
{
    struct browse *browse = frame->state;
    struct rows *rows = browse->rows;
    struct pane *pane = &frame->pane;
    int col = paint_text(pane, 0, 1, THEME_KEY, rows->view->title) + 2;
    draw_place(frame, pane);
    if (browse->is_filtering) {
        col = paint_text(pane, 0, col, THEME_KEY, "/");
        int width = pane->cols - col - 34 > 20 ? pane->cols - col - 34 : pane->cols - col - 1;
        edit_draw(&browse->filter, pane, 0, col, width, true);
    } else if (*rows->filter) {
        paint_format(pane, 0, col, THEME_MARK, "/%s", rows->filter);
    }
}

static void list_draw(struct frame *frame)
{
    struct browse *browse = frame->state;
    struct pane *pane = &frame->pane;
    rows_draw(browse->rows, pane, 1, 0, pane->rows - 1, pane->cols, true);
    draw_head(frame);
    if (browse->is_filtering && browse->rows->has_error) {
        paint_format(pane, 1, 1, THEME_DANGER, "%s", browse->rows->error.message);
    }
}

/* -- keys -------------------------------------------------------------------------------------- */

static void sort_chosen(void *owner, size_t item)
{
    struct browse *browse = ((struct frame *)owner)->state;
    bool is_same = browse->rows->grid.sort == (int)item - 1;
    rows_set_sort(browse->rows, (int)item - 1, is_same ? !browse->rows->grid.is_descending : false);
}

static void choose_sort(struct frame *frame)
{
    struct browse *browse = frame->state;
    const struct grid *grid = &browse->rows->grid;
    struct menu_item items[VIEW_COLUMNS_MAX + 1] = {{.text = "(its natural order)"}};
    for (size_t i = 0; i < grid->count; i++) {
        bool can = grid->columns[i].sql != NULL;
        items[i + 1] = (struct menu_item){.text = grid->columns[i].title,
                                          .note = can ? NULL : "cannot be sorted by",
                                          .is_impossible = !can};
    }
    struct menu_request request = {.title = "Sort by",
                                   .items = items,
                                   .count = grid->count + 1,
                                   .selected = (size_t)(grid->sort + 1),
                                   .owner = frame,
                                   .chosen = sort_chosen};
    ui_push(frame->ui, &screen_menu, &request);
}

static void column_switched(void *owner, size_t item)
{
    struct browse *browse = ((struct frame *)owner)->state;
    grid_toggle(&browse->rows->grid, item + 1);
}

static void choose_columns(struct frame *frame)
{
    struct browse *browse = frame->state;
    const struct grid *grid = &browse->rows->grid;
    struct menu_item items[VIEW_COLUMNS_MAX];
    for (size_t i = 1; i < grid->count; i++) {
        items[i - 1] =
            (struct menu_item){.text = grid->columns[i].title, .is_checked = !grid->is_hidden[i]};
    }
    struct menu_request request = {.title = "Columns",
                                   .items = items,
                                   .count = grid->count - 1,
                                   .is_switched = true,
                                   .owner = frame,
                                   .chosen = column_switched};
    ui_push(frame->ui, &screen_menu, &request);
}

static bool filter_key(struct frame *frame, const struct input_event *event)
{
    struct browse *browse = frame->state;
    if (event->key == INPUT_ENTER) {
        browse->is_filtering = false;
        if (browse->rows->has_error) {
            ui_error(frame->ui, &browse->rows->error);
        }
        return true;
    }
    if (event->key == INPUT_ESCAPE || event->key == INPUT_CTRL('C')) {
        browse->is_filtering = false;
        edit_set(&browse->filter, "");
        rows_set_filter(browse->rows, "");
        return true;
    }
    if (edit_key(&browse->filter, event)) {
        rows_set_filter(browse->rows, browse->filter.text);
    } else {
        rows_key(browse->rows, event);
    }
    return true;
}

/* Esc goes back one step: the filter, the marks, then the screen. */
static bool escape(struct frame *frame)
{
    struct browse *browse = frame->state;
    if (*browse->rows->filter) {
        edit_set(&browse->filter, "");
        rows_set_filter(browse->rows, "");
        return true;
    }
    if (pick_count(list_marks(browse->rows->list)) > 0) {
        list_mark_none(browse->rows->list);
        return true;
    }
    return false;
}

static void copy_row(struct frame *frame, const struct view_row *row)
{
    struct browse *browse = frame->state;
    if (!row) {
        return;
    }
    char buffer[CELL_TEXT_BYTES];
    char *text = mem_strdup(frame->mem, "");
    for (size_t i = 0; i < browse->rows->view->column_count; i++) {
        text = mem_append(text, "%s%s", i ? "\t" : "", cell_show(&row->cells[i], buffer));
    }
    if (term_copy(text)) {
        ui_say(frame->ui, THEME_GOOD, "copied: %s", row->id);
    } else {
        ui_say(frame->ui, THEME_WARN, "the row is too long to be copied");
    }
    mem_free(text);
}

/* From the bank's lists one takes in the next file. */
static bool is_of_bank(const struct frame *frame)
{
    return frame->screen == &screen_statements || frame->screen == &screen_lines;
}

static bool row_key(struct frame *frame, int key)
{
    struct browse *browse = frame->state;
    const struct view_row *row = rows_selected(browse->rows);
    struct pick *marks = list_marks(browse->rows->list);
    switch (key) {
    case INPUT_ENTER:
        if (row) {
            ui_push(frame->ui, &screen_detail, row->id);
        }
        return true;
    case 'y':
        copy_row(frame, row);
        return true;
    case 'a':
        perform_menu(frame->ui, row ? row->id : NULL, pick_count(marks) > 0 ? marks : NULL);
        return true;
    case 'w':
        export_begin(frame->ui, browse->rows);
        return true;
    case 'i':
        if (!is_of_bank(frame)) {
            return false;
        }
        ui_jump(frame->ui, "import", NULL);
        return true;
    default:
        return perform_key(frame->ui, row ? row->id : NULL, key);
    }
}

static bool list_key(struct frame *frame, const struct input_event *event)
{
    struct browse *browse = frame->state;
    if (browse->is_filtering) {
        return filter_key(frame, event);
    }
    switch (event->key) {
    case '/':
    case INPUT_F1 + 2:
        browse->is_filtering = true;
        return true;
    case INPUT_ESCAPE:
        return escape(frame);
    case 's':
        choose_sort(frame);
        return true;
    case 'S':
        rows_set_sort(browse->rows, browse->rows->grid.sort, !browse->rows->grid.is_descending);
        return true;
    case 'c':
        choose_columns(frame);
        return true;
    default:
        return rows_key(browse->rows, event) || row_key(frame, event->key);
    }
}

static void list_hints(struct frame *frame, struct hints *hints)
{
    struct browse *browse = frame->state;
    const struct view_row *row = rows_selected(browse->rows);
    if (browse->is_filtering) {
        hints_add(hints, "Enter", "keep the filter");
        hints_add(hints, "Esc", "no filter");
        hints_add(hints, "Up Down", "move");
        return;
    }
    hints_add(hints, "Enter", "open");
    if (browse->rows->view->id_prefix) {
        perform_hints(hints, row ? row->id : NULL);
    } else {
        perform_hints_rare(hints, row ? row->id : NULL);
    }
    if (is_of_bank(frame)) {
        hints_add(hints, "i", "import");
    }
    hints_add(hints, "/", "filter");
    hints_add(hints, "s", "sort");
    hints_add_rare(hints, "S", "reverse the order");
    hints_add_rare(hints, "c", "choose columns");
    hints_add_rare(hints, "Left Right", "scroll the columns");
    hints_add_rare(hints, "j k PgUp PgDn g G", "move");
    hints_add_rare(hints, "Space", "mark this row");
    hints_add_rare(hints, "*", "mark all rows of the filter");
    hints_add_rare(hints, "a", "act on the marked rows, or on this one");
    hints_add_rare(hints, "w", "write this list to a file");
    hints_add_rare(hints, "y", "copy this row");
}

static const char *list_subject(struct frame *frame)
{
    const struct view_row *row = rows_selected(((struct browse *)frame->state)->rows);
    return row ? row->id : NULL;
}

#define LIST_SCREEN(screen_name, screen_title)                                                     \
    {                                                                                              \
        .name = (screen_name), .title = (screen_title), .open = list_open, .draw = list_draw,      \
        .key = list_key, .close = list_close, .reload = list_reload_rows, .hints = list_hints,     \
        .subject = list_subject                                                                    \
    }

const struct screen screen_accounts = LIST_SCREEN("accounts", "Accounts");
const struct screen screen_sellers = LIST_SCREEN("sellers", "Sellers");
const struct screen screen_deals = LIST_SCREEN("deals", "Deals");
const struct screen screen_holds = LIST_SCREEN("holds", "Holds");
const struct screen screen_complaints = LIST_SCREEN("complaints", "Complaints");
const struct screen screen_freezes = LIST_SCREEN("freezes", "Freezes");
const struct screen screen_cautions = LIST_SCREEN("cautions", "Cautions");
const struct screen screen_rules = LIST_SCREEN("rules", "Rules");
const struct screen screen_statements = LIST_SCREEN("statements", "Statements");
const struct screen screen_breaks = LIST_SCREEN("breaks", "Breaks");
const struct screen screen_days = LIST_SCREEN("days", "Closed days");
const struct screen screen_payouts = LIST_SCREEN("payouts", "Payouts");
const struct screen screen_conversions = LIST_SCREEN("conversions", "Conversions");
const struct screen screen_campaigns = LIST_SCREEN("campaigns", "Campaigns");
const struct screen screen_books = LIST_SCREEN("books", "Books");
const struct screen screen_items = LIST_SCREEN("items", "Open items");
const struct screen screen_lines = LIST_SCREEN("lines", "Lines");
const struct screen screen_events = LIST_SCREEN("events", "Events");
const struct screen screen_parties = LIST_SCREEN("parties", "Parties");
const struct screen screen_proposals = LIST_SCREEN("proposals", "Proposals");
const struct screen screen_notices = LIST_SCREEN("notices", "Notices");
const struct screen screen_objections = LIST_SCREEN("objections", "Objections");
const struct screen screen_operators = LIST_SCREEN("operators", "Operators");
