#include "tui/rows.h"

#include "model/mem.h"

#include <stdio.h>
#include <string.h>

#define TOTAL_UNKNOWN (-1)
#define TOTAL_ASKED (-2) /* a turn was asked for to count in */
#define TOTAL_FAILED (-3)

/* What one wants to see of a list on eighty columns. */
static const char *preferred_columns(const char *view)
{
    static const struct {
        const char *view, *columns;
    } preferences[] = {
        {"accounts", "balance,currency"},
        {"sellers", "name,available,held,bond"},
        {"deals", "price,state,seller"},
        {"party-deals", "price,state,buyer"},
        {"complaints", "seller,state,holder"},
        {"party-complaints", "deal,state,amount"},
        {"campaigns", "seller,members,of,paid"},
        {"campaign-deals", "price,state,buyer"},
        {"freezes", "seller,scope,state"},
        {"party-freezes", "scope,amount,state"},
        {"cautions", "seller,rung,state"},
        {"party-cautions", "rung,state,ground"},
        {"objections", "seller,state"},
        {"freeze-objections", "state,text,decided_by"},
        {"freeze-extensions", "until,author,reason"},
        {"complaint-evidence", "side,kind,name,media,looked"},
        {"suspense", "date,amount,text"},
        {"breaks", "amount,bucket,reason,owner"},
        {"break-notes", "kind,value,author"},
        {"days", "account,day,breaks,checked_by"},
        {"day-figures", "opening,in,out,closing"},
        {"day-breaks", "date,open,age,reason"},
        {"rules", "state,kind,about"},
        {"lines", "date,amount,text,state"},
        {"statement-lines", "date,amount,text,state"},
        {"holds", "purpose,deal,payer"},
        {"payouts", "party,amount,state"},
        {"proposals", "operation,about,maker,state"},
        {"conversions", "party,sold,bought"},
        {"chargebacks", "deal,psp,amount,state"},
        {"deal-chargebacks", "psp,amount,owed,state"},
        {"advances", "seller,lender,repay,left"},
        {"deal-advances", "lender,amount,repay,left"},
        {"party-advances", "deal,amount,repay,left"},
        {"events", "at,verb,subject,operator"},
        {"timeline", "at,verb,subject,amount"},
        {"notices", "party,state,title"},
        {"thing-notices", "at,party,title"},
        {"entries", "at,amount,balance,subject"},
        {"liens", "ground,beneficiary,cap,taken"},
    };
    for (size_t i = 0; i < sizeof(preferences) / sizeof(preferences[0]); i++) {
        if (strcmp(preferences[i].view, view) == 0) {
            return preferences[i].columns;
        }
    }
    return NULL;
}

static enum status fetch(void *state, void *mem, const struct view_row *anchor,
                         enum view_direction direction, size_t limit, struct view_page *out,
                         struct error *err)
{
    return view_fetch(state, mem, anchor, direction, limit, out, err);
}

static enum status find(void *state, void *mem, const char *id, struct view_row *out,
                        struct error *err)
{
    return view_find_row(state, mem, id, out, err);
}

static enum status open_cursor(struct rows *rows, const char *filter, int sort, bool is_descending,
                               bool keep_selection, struct error *err)
{
    struct view_query query = {
        .view = rows->view,
        .scope = rows->scope,
        .filter = *filter ? filter : NULL,
        .sort = sort,
        .is_descending = is_descending,
        .scan_rows_max = ROWS_SCAN_MAX,
    };
    struct view_cursor *cursor;
    if (ui_is_lost(rows->ui) && rows->cursor) {
        return error_set(err, STATUS_LOST, "the list stays as it is until the server is back");
    }
    enum status status = view_open(rows->mem, ui_book(rows->ui), &query, &cursor, err);
    if (status) {
        return status;
    }
    struct view_cursor *old = rows->cursor;
    rows->cursor = cursor;
    struct list_source source = {cursor, rows->view->column_count, fetch, find};
    list_set_source(rows->list, &source, keep_selection);
    mem_free(old);
    snprintf(rows->filter, sizeof(rows->filter), "%s", filter);
    rows->grid.sort = sort;
    rows->grid.is_descending = is_descending;
    return STATUS_OK;
}

enum status rows_open(void *mem, struct ui *ui, const struct view *view, const char *scope,
                      struct rows **out, struct error *err)
{
    struct rows *rows = MEM_NEW(mem, struct rows);
    rows->mem = rows;
    rows->ui = ui;
    rows->view = view;
    rows->total = TOTAL_UNKNOWN;
    rows->scope = scope ? mem_strdup(rows, scope) : NULL;
    rows->list = list_new(rows);
    grid_init(&rows->grid, view->columns, view->column_count);
    rows->grid.preferred = preferred_columns(view->name);
    enum status status = open_cursor(rows, "", -1, false, false, err);
    if (status) {
        mem_free(rows);
        return status;
    }
    *out = rows;
    return STATUS_OK;
}

/* While one narrows a list its first row is what one looks for; without a filter one is back where
 * one was. */
void rows_set_filter(struct rows *rows, const char *filter)
{
    rows->has_error = open_cursor(rows, filter, rows->grid.sort, rows->grid.is_descending,
                                  *filter == '\0', &rows->error) != STATUS_OK;
}

void rows_set_sort(struct rows *rows, int column, bool is_descending)
{
    struct error err;
    if (open_cursor(rows, rows->filter, column, is_descending, true, &err)) {
        ui_error(rows->ui, &err);
    }
}

/* What a list that is not empty cannot say in the place of its rows. */
static void tell_failure(struct rows *rows)
{
    if (list_error(rows->list) && !list_is_empty(rows->list)) {
        ui_error(rows->ui, list_error(rows->list));
    }
}

void rows_reload(struct rows *rows)
{
    list_reload(rows->list);
    rows->total = TOTAL_UNKNOWN;
    tell_failure(rows);
}

long rows_total(struct rows *rows)
{
    long known = list_total(rows->list);
    if (known >= 0 || *rows->filter) {
        return known;
    }
    if (rows->total == TOTAL_UNKNOWN) {
        rows->total = TOTAL_ASKED;
        ui_ask_turn(rows->ui);
    } else if (rows->total == TOTAL_ASKED) {
        size_t count;
        struct error err;
        bool is_counted = !view_count(rows->cursor, ROWS_COUNT_MAX, &count, &err);
        rows->total = is_counted ? (long)count : TOTAL_FAILED;
    }
    if (rows->total >= 0 && rows->total < ROWS_COUNT_MAX) {
        list_tell_total(rows->list, rows->total);
    }
    return rows->total >= 0 ? rows->total : -1;
}

const struct view_row *rows_selected(const struct rows *rows)
{
    return list_selected(rows->list);
}

const struct cell *rows_cell(const struct rows *rows, const struct view_row *row, const char *name)
{
    int column = row ? view_column(rows->view, name) : -1;
    return column < 0 ? NULL : &row->cells[column];
}

static void scroll(struct rows *rows, int by)
{
    if (!grid_scroll(&rows->grid, by, rows->cols)) {
        ui_say(rows->ui, THEME_HINT,
               by < 0 ? "this is the first column" : "there are no more columns");
    }
}

static void mark_all(struct rows *rows)
{
    if (pick_count(list_marks(rows->list)) > 0) {
        list_mark_none(rows->list);
        return;
    }
    if (!list_mark_all(rows->list)) {
        ui_say(rows->ui, THEME_WARN, "the first %d rows are marked: no more can be",
               LIST_MARKS_MAX);
    } else {
        ui_say(rows->ui, THEME_HINT, "%zu marked; * again unmarks them",
               pick_count(list_marks(rows->list)));
    }
}

static bool move_key(struct rows *rows, const struct input_event *event)
{
    struct list *list = rows->list;
    switch (event->key) {
    case 'j':
    case INPUT_DOWN:
        list_move(list, 1);
        return true;
    case 'k':
    case INPUT_UP:
        list_move(list, -1);
        return true;
    case INPUT_PAGE_DOWN:
    case INPUT_CTRL('F'):
        list_page(list, 1);
        return true;
    case INPUT_PAGE_UP:
    case INPUT_CTRL('B'):
        list_page(list, -1);
        return true;
    case 'g':
    case INPUT_HOME:
        list_first(list);
        return true;
    case 'G':
    case INPUT_END:
        list_last(list);
        return true;
    case INPUT_LEFT:
    case '<':
        scroll(rows, -1);
        return true;
    case INPUT_RIGHT:
    case '>':
        scroll(rows, 1);
        return true;
    case ' ':
    case INPUT_INSERT:
        list_mark_toggle(list);
        list_move(list, 1);
        return true;
    case '*':
        mark_all(rows);
        return true;
    default:
        return false;
    }
}

bool rows_key(struct rows *rows, const struct input_event *event)
{
    bool had_failed = list_error(rows->list) != NULL;
    list_fill(rows->list); /* keys may come faster than the first frame */
    bool is_mine = move_key(rows, event);
    if (is_mine && (!had_failed || ui_is_lost(rows->ui))) {
        tell_failure(rows);
    }
    return is_mine;
}

void rows_draw(struct rows *rows, struct pane *pane, int row, int col, int height, int width,
               bool has_focus)
{
    rows->cols = width;
    grid_draw(&rows->grid, pane, row, col, height, width, rows->list, has_focus);
    if (list_is_searching(rows->list)) {
        ui_ask_turn(rows->ui);
    }
}
