#include "tui/screen_reports.h"

#include "model/mem.h"
#include "reports/report.h"
#include "tui/export.h"
#include "tui/grid.h"
#include "tui/held.h"
#include "tui/ui.h"

#include <string.h>

struct reports {
    size_t count, chosen;
    void *table_mem;
    struct list *list;
    struct grid grid;
    struct error error;
    bool has_failed, is_on_table;
};

/* Where the store is gone the table that was made last stays. */
static bool run(struct frame *frame, size_t chosen)
{
    struct reports *reports = frame->state;
    const struct report *report = report_all()[chosen];
    size_t count;
    const struct column *columns = report_columns(report, &count);
    struct error err;
    void *table_mem = mem_context(reports, "report");
    struct held *held = held_new(table_mem, count);
    void *mem = mem_context(table_mem, "run");
    enum status status = report_run(report, ui_book(frame->ui), mem, held_sink(held), &err);
    mem_free(mem);
    if (status == STATUS_LOST && reports->table_mem) {
        mem_free(table_mem);
        ui_error(frame->ui, &err);
        return false;
    }
    mem_free(reports->table_mem);
    reports->table_mem = table_mem;
    reports->chosen = chosen;
    reports->has_failed = status != STATUS_OK;
    if (status) {
        reports->error = err;
    }
    reports->list = list_new(reports->table_mem);
    struct list_source source = held_source(held);
    list_set_source(reports->list, &source, false);
    grid_init(&reports->grid, columns, count);
    return true;
}

static void reports_reload(struct frame *frame)
{
    (void)run(frame, ((struct reports *)frame->state)->chosen);
}

static enum status reports_open(struct frame *frame, const void *request, struct error *err)
{
    struct reports *reports = MEM_NEW(frame->mem, struct reports);
    frame->state = reports;
    const char *name = request;
    while (report_all()[reports->count]) {
        if (name && strcmp(report_all()[reports->count]->name, name) == 0) {
            reports->chosen = reports->count;
        }
        reports->count++;
    }
    if (name && strcmp(report_all()[reports->chosen]->name, name) != 0) {
        return error_set(err, STATUS_NOT_FOUND, "there is no report '%s'", name);
    }
    (void)run(frame, reports->chosen);
    return STATUS_OK;
}

static void reports_draw(struct frame *frame)
{
    struct reports *reports = frame->state;
    struct pane *pane = &frame->pane;
    paint_text(pane, 0, 1, THEME_KEY, "Reports");
    for (size_t i = 0; i < reports->count; i++) {
        const struct report *report = report_all()[i];
        bool is_chosen = i == reports->chosen;
        enum theme_role role = !is_chosen             ? THEME_TEXT
                               : reports->is_on_table ? THEME_SELECTION_IDLE
                                                      : THEME_SELECTION;
        int row = 1 + (int)i;
        paint_blank(pane, row, 0, pane->cols, role);
        paint_cell(pane, row, 2, 20, role, ALIGN_LEFT, report->title);
        paint_cell(pane, row, 23, pane->cols - 24, is_chosen ? role : THEME_DIM, ALIGN_LEFT,
                   report->summary);
        if (is_chosen && !reports->is_on_table) {
            paint_cursor(pane, row, 0);
        }
    }
    int row = 2 + (int)reports->count;
    paint_line(pane, row - 1, 0, pane->cols);
    grid_draw(&reports->grid, pane, row, 0, pane->rows - row, pane->cols, reports->list,
              reports->is_on_table);
    if (reports->has_failed) {
        paint_wrapped(pane, pane->rows - 2, 2, pane->cols - 4, 2, THEME_DANGER,
                      reports->error.message);
    }
}

static void choose(struct frame *frame, int by)
{
    struct reports *reports = frame->state;
    if (by < 0 ? reports->chosen == 0 : reports->chosen + 1 >= reports->count) {
        return;
    }
    (void)run(frame, by < 0 ? reports->chosen - 1 : reports->chosen + 1);
}

static bool table_key(struct reports *reports, int key)
{
    switch (key) {
    case 'j':
    case INPUT_DOWN:
        list_move(reports->list, 1);
        return true;
    case 'k':
    case INPUT_UP:
        list_move(reports->list, -1);
        return true;
    case INPUT_PAGE_DOWN:
        list_page(reports->list, 1);
        return true;
    case INPUT_PAGE_UP:
        list_page(reports->list, -1);
        return true;
    case 'g':
    case INPUT_HOME:
        list_first(reports->list);
        return true;
    case 'G':
    case INPUT_END:
        list_last(reports->list);
        return true;
    case INPUT_LEFT:
        return grid_scroll(&reports->grid, -1, 0);
    default:
        return false;
    }
}

static bool reports_key(struct frame *frame, const struct input_event *event)
{
    struct reports *reports = frame->state;
    switch (event->key) {
    case INPUT_TAB:
    case INPUT_BACK_TAB:
        reports->is_on_table = !reports->is_on_table;
        return true;
    case INPUT_ENTER:
        reports->is_on_table = true;
        return true;
    case INPUT_RIGHT:
        grid_scroll(&reports->grid, 1, frame->pane.cols);
        return true;
    case 'w':
        export_report(frame->ui, report_all()[reports->chosen]);
        return true;
    default:
        break;
    }
    if (reports->is_on_table) {
        return table_key(reports, event->key);
    }
    if (event->key == 'j' || event->key == INPUT_DOWN) {
        choose(frame, 1);
    } else if (event->key == 'k' || event->key == INPUT_UP) {
        choose(frame, -1);
    } else {
        return false;
    }
    return true;
}

static void reports_hints(struct frame *frame, struct hints *hints)
{
    (void)frame;
    hints_add(hints, "Up Down", "choose");
    hints_add(hints, "Tab", "to the table");
    hints_add(hints, "w", "write to a file");
}

const struct screen screen_reports = {
    .name = "reports",
    .title = "Reports",
    .open = reports_open,
    .draw = reports_draw,
    .key = reports_key,
    .reload = reports_reload,
    .hints = reports_hints,
};
