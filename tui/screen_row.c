#include "tui/screen_row.h"

#include "model/mem.h"
#include "tui/sheet.h"
#include "tui/ui.h"

#include <string.h>

#define LABEL_COLS 16

struct row_of_text {
    char *title;
    size_t count;
    const char *titles[VIEW_COLUMNS_MAX];
    char *texts[VIEW_COLUMNS_MAX];
    struct sheet sheet;
};

static enum status row_open(struct frame *frame, const void *request, struct error *err)
{
    (void)err;
    const struct row_request *asked = request;
    struct row_of_text *row = MEM_NEW(frame->mem, struct row_of_text);
    row->title = mem_strdup(row, asked->title);
    for (size_t i = 0; i < asked->view->column_count; i++) {
        char *text = cell_text(row, &asked->row->cells[i]);
        if (*text) {
            row->titles[row->count] = asked->view->columns[i].title;
            row->texts[row->count++] = text;
        }
    }
    frame->state = row;
    return STATUS_OK;
}

static void draw_on(struct row_of_text *row, struct pane *pane, int rows)
{
    struct sheet *sheet = &row->sheet;
    sheet_begin(sheet, pane, 1, 2, rows, pane->cols - 4);
    for (size_t i = 0; i < row->count; i++) {
        sheet_pair(sheet, LABEL_COLS, row->titles[i], THEME_TEXT, row->texts[i]);
    }
    sheet_end(sheet);
}

static void row_size(struct frame *frame, int *rows, int *cols)
{
    struct row_of_text *row = frame->state;
    *cols = *cols < 90 ? *cols : 90;
    struct pane nothing = {.paint = ui_terms(frame->ui)->paint, .rows = *rows, .cols = *cols};
    draw_on(row, &nothing, *rows);
    *rows = row->sheet.lines + 2 < *rows ? row->sheet.lines + 2 : *rows;
}

static void row_draw(struct frame *frame)
{
    struct row_of_text *row = frame->state;
    draw_on(row, &frame->pane, frame->pane.rows - 2);
    paint_box(&frame->pane, row->title);
    paint_cursor(&frame->pane, 1, 2);
}

static bool row_key(struct frame *frame, const struct input_event *event)
{
    struct row_of_text *row = frame->state;
    if (event->key == 'q' || event->key == INPUT_ENTER) {
        ui_close(frame);
        return true;
    }
    return sheet_key(&row->sheet, event);
}

static void row_hints(struct frame *frame, struct hints *hints)
{
    (void)frame;
    hints_add(hints, "PgUp PgDn", "scroll");
    hints_add(hints, "Esc", "back");
}

const struct screen screen_row = {
    .title = "Row",
    .is_dialog = true,
    .open = row_open,
    .draw = row_draw,
    .key = row_key,
    .hints = row_hints,
    .size = row_size,
};
