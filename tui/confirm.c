#include "tui/confirm.h"

#include "model/mem.h"
#include "tui/buttons.h"
#include "tui/sheet.h"
#include "tui/ui.h"

#define CONFIRM_COLS 70

struct confirm {
    struct confirm_request request;
    struct sheet sheet;
    int button; /* 0 cancel, 1 act */
};

static enum status confirm_open(struct frame *frame, const void *request, struct error *err)
{
    (void)err;
    struct confirm *confirm = MEM_NEW(frame->mem, struct confirm);
    confirm->request = *(const struct confirm_request *)request;
    confirm->request.title = mem_strdup(confirm, confirm->request.title);
    confirm->request.text = mem_strdup(confirm, confirm->request.text);
    confirm->request.act = mem_strdup(confirm, confirm->request.act);
    frame->state = confirm;
    return STATUS_OK;
}

static void draw_on(struct confirm *confirm, struct pane *pane, int rows)
{
    struct sheet *sheet = &confirm->sheet;
    sheet_begin(sheet, pane, 2, 3, rows, pane->cols - 6);
    sheet_wrap(sheet, THEME_TEXT, 0, confirm->request.text);
    sheet_end(sheet);
}

static void confirm_size(struct frame *frame, int *rows, int *cols)
{
    struct confirm *confirm = frame->state;
    *cols = *cols < CONFIRM_COLS ? *cols : CONFIRM_COLS;
    struct pane nothing = {.paint = ui_terms(frame->ui)->paint, .rows = *rows, .cols = *cols};
    draw_on(confirm, &nothing, *rows);
    *rows = confirm->sheet.lines + 6;
}

static void confirm_draw(struct frame *frame)
{
    struct confirm *confirm = frame->state;
    struct pane *pane = &frame->pane;
    const char *const titles[] = {"Cancel", confirm->request.act};
    draw_on(confirm, pane, pane->rows - 5);
    paint_box(pane, confirm->request.title);
    buttons_draw(pane, pane->rows - 2, titles, 2, confirm->button);
}

static bool confirm_key(struct frame *frame, const struct input_event *event)
{
    struct confirm *confirm = frame->state;
    struct confirm_request request = confirm->request;
    int key = event->key;
    if (buttons_key(event, 2, &confirm->button)) {
        return true;
    }
    if (key == 'y' || (key == INPUT_ENTER && confirm->button == 1)) {
        ui_close(frame);
        request.confirmed(request.owner);
        return true;
    }
    if (key == 'n' || key == 'q' || key == INPUT_ENTER) {
        ui_close(frame);
        return true;
    }
    return sheet_key(&confirm->sheet, event);
}

static void confirm_hints(struct frame *frame, struct hints *hints)
{
    (void)frame;
    hints_add(hints, "y", "yes");
    hints_add(hints, "n", "no");
    hints_add(hints, "Left Right Enter", "choose");
    hints_add(hints, "Esc", "back");
}

const struct screen screen_confirm = {
    .title = "Confirm",
    .is_dialog = true,
    .open = confirm_open,
    .draw = confirm_draw,
    .key = confirm_key,
    .hints = confirm_hints,
    .size = confirm_size,
};
