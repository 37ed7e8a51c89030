#include "tui/screen_detail.h"

#include "model/mem.h"
#include "tui/approval.h"
#include "tui/balance.h"
#include "tui/cover.h"
#include "tui/door.h"
#include "tui/exhibit.h"
#include "tui/export.h"
#include "tui/follow.h"
#include "tui/perform.h"
#include "tui/record.h"
#include "tui/rows.h"
#include "tui/screen_row.h"
#include "tui/sheet.h"
#include "tui/term.h"
#include "tui/thing.h"

#include <stdio.h>
#include <string.h>

#define FIELD_COLS_MIN 38 /* a field beside another */
#define LABEL_COLS 15
#define BELOW_FIGURE_ROWS 8 /* that a figure leaves to the tabs and a pane, or it is not drawn */
#define FIELDS_MAX VIEW_COLUMNS_MAX

/* The panes of a detail: one for each section of the thing, what approving it would do where it is
 * an open proposal, and the last is the thing in full. */
struct detail {
    char *id;
    const struct thing *thing;
    const struct view *view;
    void *row_mem;
    struct view_row row;
    size_t fields[FIELDS_MAX]; /* columns that have a value */
    size_t field_count;
    struct rows *panes[THING_SECTIONS_MAX];
    const char *titles[THING_SECTIONS_MAX];
    size_t pane_count;
    size_t pane;       /* pane_count: the approval, or in full; one more: in full */
    bool is_on_fields; /* the keyboard is in the fields above */
    size_t field;
    int field_columns;
    struct balance *balance;   /* of an account */
    struct cover cover;        /* of a seller */
    struct approval *approval; /* of an open proposal; else NULL */
    struct record record;      /* of a complaint */
    char *exhibit;             /* of a piece of evidence; NULL: none */
    bool has_figure;           /* there was room for it when it was drawn */
    struct sheet whole;
};

/* -- loading ----------------------------------------------------------------------------------- */

static bool has_value(const struct cell *cell)
{
    bool is_text = cell->kind == CELL_TEXT || cell->kind == CELL_LIST;
    return cell->kind != CELL_NULL && !(is_text && (!cell->text || !*cell->text));
}

static enum status load_row(struct frame *frame, struct detail *detail, struct error *err)
{
    struct view_query query = {.view = detail->view, .sort = -1};
    struct view_cursor *cursor;
    void *mem = mem_context(detail, "row");
    struct view_row row;
    enum status status = view_open(mem, ui_book(frame->ui), &query, &cursor, err);
    if (!status) {
        status = view_find_row(cursor, mem, detail->id, &row, err);
    }
    if (status) {
        mem_free(mem);
        return status;
    }
    mem_free(detail->row_mem);
    detail->row_mem = mem;
    detail->row = row;
    cover_read(&detail->cover, frame->ui, detail->view, &detail->row);
    mem_free(detail->approval);
    detail->approval = approval_new(detail, frame->ui, detail->view, &detail->row);
    record_read(&detail->record, mem, frame->ui, detail->view, &detail->row);
    detail->field_count = 0;
    for (size_t i = 0; i < detail->view->column_count; i++) {
        if (has_value(&row.cells[i])) {
            detail->fields[detail->field_count++] = i;
        }
    }
    return STATUS_OK;
}

/* A party that is a seller is shown as one. */
static void prefer_seller(struct detail *detail)
{
    int kind = view_column(detail->view, "kind");
    if (strcmp(detail->thing->kind, "party") != 0 || kind < 0 || !detail->row.cells[kind].text ||
        strcmp(detail->row.cells[kind].text, "seller") != 0) {
        return;
    }
    char *id = mem_printf(detail, "seller:%s", detail->id + strlen("party:"));
    const struct thing *thing;
    struct error err;
    if (thing_find(id, &thing, &err)) {
        return;
    }
    detail->id = id;
    detail->thing = thing;
    detail->view = view_find(thing->view);
}

static enum status open_panes(struct frame *frame, struct detail *detail, struct error *err)
{
    for (size_t i = 0; i < THING_SECTIONS_MAX && detail->thing->sections[i].view; i++) {
        const struct thing_section *section = &detail->thing->sections[i];
        const struct view *view = view_find(section->view);
        char scope[THING_ID_BYTES];
        enum status status =
            rows_open(detail, frame->ui, view, thing_scope(section->scope, detail->id, scope),
                      &detail->panes[detail->pane_count], err);
        if (status) {
            return status;
        }
        detail->titles[detail->pane_count++] = view->title;
    }
    return STATUS_OK;
}

static enum status detail_open(struct frame *frame, const void *request, struct error *err)
{
    struct detail *detail = MEM_NEW(frame->mem, struct detail);
    detail->id = mem_strdup(detail, request);
    frame->state = detail;
    enum status status = thing_find(detail->id, &detail->thing, err);
    if (status) {
        return status;
    }
    detail->view = view_find(detail->thing->view);
    status = load_row(frame, detail, err);
    if (status) {
        return status;
    }
    prefer_seller(detail);
    detail->exhibit = exhibit_open(detail, frame->ui, detail->id);
    status = load_row(frame, detail, err);
    if (status) {
        return status;
    }
    detail->balance = balance_new(detail, frame->ui, detail->id);
    status = open_panes(frame, detail, err);
    detail->pane = detail->approval || detail->exhibit ? detail->pane_count : 0;
    return status;
}

static size_t panes_of(const struct detail *detail)
{
    return detail->pane_count + (detail->approval ? 2 : 1);
}

static bool is_approval(const struct detail *detail, size_t pane)
{
    return detail->approval && pane == detail->pane_count;
}

static void detail_reload(struct frame *frame)
{
    struct detail *detail = frame->state;
    struct error err;
    bool was_approval = is_approval(detail, detail->pane);
    if (load_row(frame, detail, &err)) {
        ui_error(frame->ui, &err);
    }
    balance_reload(detail->balance);
    for (size_t i = 0; i < detail->pane_count; i++) {
        rows_reload(detail->panes[i]);
    }
    if (!detail->approval && (was_approval || detail->pane > detail->pane_count)) {
        detail->pane = 0; /* the proposal was ended */
    }
}

/* -- drawing ----------------------------------------------------------------------------------- */

static void draw_field(struct detail *detail, struct pane *pane, size_t number, int row, int col,
                       int cols)
{
    const struct column *column = &detail->view->columns[detail->fields[number]];
    const struct cell *cell = &detail->row.cells[detail->fields[number]];
    bool is_selected = detail->is_on_fields && detail->field == number;
    char buffer[CELL_TEXT_BYTES];
    enum theme_role role = is_selected ? THEME_SELECTION : grid_cell_role(cell);
    paint_cell(pane, row, col, LABEL_COLS - 1, THEME_LABEL, ALIGN_LEFT, column->title);
    const char *text = cell_show(cell, buffer);
    int width = door_cols(text, strlen(text));
    int room = cols - LABEL_COLS - 1;
    paint_cell(pane, row, col + LABEL_COLS, is_selected || width > room ? room : width, role,
               ALIGN_LEFT, text);
    if (is_selected) {
        paint_cursor(pane, row, col + LABEL_COLS);
    }
}

/* The fields in columns; returns the rows that they take. */
static int draw_fields(struct detail *detail, struct pane *pane, int row, int rows_max)
{
    int columns = pane->cols / FIELD_COLS_MIN;
    columns = columns < 1 ? 1 : columns > 4 ? 4 : columns;
    int cols = (pane->cols - 2) / columns;
    int rows = ((int)detail->field_count + columns - 1) / columns;
    if (rows > rows_max) {
        rows = rows_max;
    }
    detail->field_columns = columns;
    for (size_t i = 0; i < detail->field_count; i++) {
        int line = (int)i / columns;
        if (line < rows) {
            draw_field(detail, pane, i, row + line, 1 + (int)i % columns * cols, cols);
        }
    }
    return rows;
}

/* What happens if nobody acts is never cut: where its field has no room it stands beside the id. */
static void draw_outcome(struct detail *detail, struct pane *pane, int col)
{
    int room = (pane->cols - 2) / detail->field_columns - LABEL_COLS - 1;
    char buffer[CELL_TEXT_BYTES];
    for (size_t i = 0; i < detail->field_count; i++) {
        const struct cell *cell = &detail->row.cells[detail->fields[i]];
        const char *text = cell->kind == CELL_OUTCOME ? cell_show(cell, buffer) : "";
        int width = door_cols(text, strlen(text));
        if (width > room) {
            int left = pane->cols - 1 - col;
            paint_cell(pane, 0, col, left, grid_cell_role(cell), ALIGN_RIGHT, text);
        }
    }
}

static const char *tab_title(const struct detail *detail, size_t tab)
{
    return tab < detail->pane_count   ? detail->titles[tab]
           : is_approval(detail, tab) ? "If approved"
                                      : "In full";
}

/* The tab that the line begins with, so that the one that is open can be seen. */
static size_t first_tab(const struct detail *detail, int cols)
{
    int used = 0;
    size_t first = detail->pane + 1;
    while (first > 0) {
        const char *title = tab_title(detail, first - 1);
        used += door_cols(title, strlen(title)) + 3;
        if (used > cols) {
            break;
        }
        first--;
    }
    return first;
}

static void draw_tabs(struct detail *detail, struct pane *pane, int row)
{
    paint_line(pane, row, 0, pane->cols);
    int col = 1;
    for (size_t i = first_tab(detail, pane->cols - 1); i < panes_of(detail); i++) {
        bool is_here = i == detail->pane;
        enum theme_role role = is_here && !detail->is_on_fields ? THEME_BUTTON_FOCUS
                               : is_here                        ? THEME_BUTTON
                                                                : THEME_HEADING;
        char *text = mem_printf(detail, " %s ", tab_title(detail, i));
        col = paint_text(pane, row, col, role, text) + 1;
        mem_free(text);
    }
}

static void draw_whole(struct detail *detail, struct pane *pane, int row)
{
    struct sheet *sheet = &detail->whole;
    char buffer[CELL_TEXT_BYTES];
    sheet_begin(sheet, pane, row, 1, pane->rows - row, pane->cols - 2);
    if (detail->exhibit != NULL) {
        sheet_wrap(sheet, THEME_TEXT, 0, detail->exhibit);
        sheet_gap(sheet);
    }
    for (size_t i = 0; i < detail->field_count; i++) {
        const struct cell *cell = &detail->row.cells[detail->fields[i]];
        char *text = door_spell(detail, cell_show(cell, buffer));
        sheet_pair(sheet, LABEL_COLS + 2, detail->view->columns[detail->fields[i]].title,
                   grid_cell_role(cell), text);
        mem_free(text);
    }
    sheet_end(sheet);
}

/* Returns the rows that it takes. */
static int draw_figure(struct detail *detail, struct pane *pane, int row)
{
    int rows =
        balance_rows(detail->balance) + cover_rows(&detail->cover) + record_rows(&detail->record);
    detail->has_figure = rows > 0 && row + rows + BELOW_FIGURE_ROWS <= pane->rows;
    if (!detail->has_figure) {
        return 0;
    }
    if (balance_rows(detail->balance) > 0) {
        balance_draw(detail->balance, pane, row);
    } else if (record_rows(&detail->record) > 0) {
        record_draw(&detail->record, pane, row);
    } else {
        cover_draw(&detail->cover, pane, row);
    }
    return rows;
}

static void detail_draw(struct frame *frame)
{
    struct detail *detail = frame->state;
    struct pane *pane = &frame->pane;
    int col = paint_text(pane, 0, 1, THEME_KEY, detail->id);
    int rows = draw_fields(detail, pane, 1, pane->rows / 2 - 1);
    draw_outcome(detail, pane, col + 2);
    int row = 1 + rows;
    row += draw_figure(detail, pane, row);
    draw_tabs(detail, pane, row++);
    if (detail->pane < detail->pane_count) {
        rows_draw(detail->panes[detail->pane], pane, row, 0, pane->rows - row, pane->cols,
                  !detail->is_on_fields);
    } else if (is_approval(detail, detail->pane)) {
        approval_draw(detail->approval, pane, row);
    } else {
        draw_whole(detail, pane, row);
    }
}

/* -- keys -------------------------------------------------------------------------------------- */

/* Tab walks over the fields and the panes. */
static void next_pane(struct detail *detail, int by)
{
    size_t stops = panes_of(detail) + 1; /* and the fields */
    size_t at = detail->is_on_fields ? 0 : detail->pane + 1;
    at = (at + (by > 0 ? 1 : stops - 1)) % stops;
    detail->is_on_fields = at == 0;
    if (at > 0) {
        detail->pane = at - 1;
    }
}

static void move_field(struct detail *detail, long by)
{
    long at = (long)detail->field + by;
    if (at >= 0 && at < (long)detail->field_count) {
        detail->field = (size_t)at;
    }
}

static void follow_field(struct frame *frame)
{
    struct detail *detail = frame->state;
    if (detail->field_count == 0) {
        return;
    }
    size_t column = detail->fields[detail->field];
    char id[THING_ID_BYTES];
    if (follow_cell(detail->view->columns[column].name, &detail->row.cells[column], id)) {
        ui_push(frame->ui, &screen_detail, id);
    } else {
        ui_say(frame->ui, THEME_HINT, "there is nothing behind this");
    }
}

static bool field_area_key(struct frame *frame, int key)
{
    struct detail *detail = frame->state;
    switch (key) {
    case 'j':
    case INPUT_DOWN:
        move_field(detail, detail->field_columns);
        return true;
    case 'k':
    case INPUT_UP:
        move_field(detail, -detail->field_columns);
        return true;
    case INPUT_RIGHT:
        move_field(detail, 1);
        return true;
    case INPUT_LEFT:
        move_field(detail, -1);
        return true;
    case INPUT_ENTER:
        follow_field(frame);
        return true;
    default:
        return false;
    }
}

static void follow_selected(struct frame *frame, struct rows *rows)
{
    char id[THING_ID_BYTES];
    const struct view_row *row = rows_selected(rows);
    if (!row) {
        return;
    }
    /* What a party was told is read here; it leads nowhere. */
    bool is_notice = strcmp(rows->view->name, "thing-notices") == 0;
    if (!is_notice && follow_row(rows->view, row, id)) {
        ui_push(frame->ui, &screen_detail, id);
        return;
    }
    struct row_request request = {row->id, rows->view, row};
    ui_push(frame->ui, &screen_row, &request);
}

static bool pane_key(struct frame *frame, const struct input_event *event)
{
    struct detail *detail = frame->state;
    if (detail->is_on_fields) {
        return field_area_key(frame, event->key);
    }
    if (is_approval(detail, detail->pane)) {
        return approval_key(detail->approval, event);
    }
    if (detail->pane >= detail->pane_count) {
        return sheet_key(&detail->whole, event);
    }
    struct rows *rows = detail->panes[detail->pane];
    if (event->key == INPUT_ENTER) {
        follow_selected(frame, rows);
        return true;
    }
    return event->key != ' ' && event->key != '*' && rows_key(rows, event);
}

/* What the row under the keyboard is, where things can be done with it ("match:3"). */
static const char *row_id(const struct detail *detail)
{
    if (detail->is_on_fields || detail->pane >= detail->pane_count) {
        return NULL;
    }
    const struct view_row *row = rows_selected(detail->panes[detail->pane]);
    char own[32];
    char rows[32];
    bool is_other = row && strcmp(perform_kind(row->id, rows), perform_kind(detail->id, own)) != 0;
    return is_other ? row->id : NULL;
}

static bool detail_key(struct frame *frame, const struct input_event *event)
{
    struct detail *detail = frame->state;
    switch (event->key) {
    case INPUT_TAB:
        next_pane(detail, 1);
        return true;
    case INPUT_BACK_TAB:
        next_pane(detail, -1);
        return true;
    case 'y':
        if (term_copy(detail->id)) {
            ui_say(frame->ui, THEME_GOOD, "copied: %s", detail->id);
        }
        return true;
    case 'a':
        perform_menu(frame->ui, detail->id, NULL);
        return true;
    case 'b':
        return detail->has_figure && balance_toggle(detail->balance);
    case 'w':
        if (detail->pane < detail->pane_count) {
            export_begin(frame->ui, detail->panes[detail->pane]);
        }
        return true;
    case 'q':
        ui_close(frame);
        return true;
    default:
        return pane_key(frame, event) || perform_key(frame->ui, detail->id, event->key) ||
               perform_key(frame->ui, row_id(detail), event->key);
    }
}

static void detail_hints(struct frame *frame, struct hints *hints)
{
    struct detail *detail = frame->state;
    hints_add(hints, "Tab", "next pane");
    hints_add(hints, "Enter", "open");
    perform_hints(hints, detail->id);
    perform_hints(hints, row_id(detail));
    if (detail->has_figure && balance_toggle_text(detail->balance)) {
        hints_add(hints, "b", balance_toggle_text(detail->balance));
    }
    hints_add_rare(hints, "a", "what can be done with this");
    hints_add_rare(hints, "w", "write this pane's rows to a file");
    hints_add_rare(hints, "y", "copy the id");
    hints_add_rare(hints, "Left Right", "scroll the columns");
}

static const char *detail_subject(struct frame *frame)
{
    return ((struct detail *)frame->state)->id;
}

const struct screen screen_detail = {
    .title = "Detail",
    .open = detail_open,
    .draw = detail_draw,
    .key = detail_key,
    .reload = detail_reload,
    .hints = detail_hints,
    .subject = detail_subject,
};
