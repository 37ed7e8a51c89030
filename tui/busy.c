#include "tui/busy.h"

#include "model/mem.h"
#include "tui/ui.h"
#include "tui/worker.h"

#define BUSY_COLS 72
#define TEXT_ROWS 3

struct busy {
    struct busy_request request;
    struct worker *worker;
    bool is_told;
};

static enum status busy_open(struct frame *frame, const void *request, struct error *err)
{
    (void)err;
    struct busy *busy = MEM_NEW(frame->mem, struct busy);
    busy->request = *(const struct busy_request *)request;
    busy->request.title = mem_strdup(busy, busy->request.title);
    frame->state = busy;
    if (busy->request.text) {
        busy->request.text = mem_strdup(busy, busy->request.text);
        busy->worker =
            worker_insist(frame->mem, frame->ui, busy->request.job, busy->request.request);
    } else {
        busy->worker =
            worker_start(frame->mem, frame->ui, busy->request.job, busy->request.request);
    }
    return STATUS_OK;
}

static void tell(struct busy *busy, enum status status, const struct error *err)
{
    if (!busy->is_told) {
        busy->is_told = true;
        busy->request.done(busy->request.request, status, err);
    }
}

/* Closed from outside (the program ends): the thread is awaited first. */
static void busy_close(struct frame *frame)
{
    struct busy *busy = frame->state;
    struct error err = {.status = STATUS_CANCELLED, .message = "stopped"};
    mem_free(busy->worker);
    busy->worker = NULL;
    tell(busy, STATUS_CANCELLED, &err);
}

static void busy_wake(struct frame *frame)
{
    struct busy *busy = frame->state;
    enum status status;
    struct error err;
    if (!worker_has_ended(busy->worker, &status, &err)) {
        return;
    }
    struct busy_request request = busy->request;
    busy->is_told = true;
    ui_close(frame);
    request.done(request.request, status, &err);
}

static void busy_size(struct frame *frame, int *rows, int *cols)
{
    struct busy *busy = frame->state;
    *rows = busy->request.text ? 4 + TEXT_ROWS : 5;
    *cols = *cols < BUSY_COLS ? *cols : BUSY_COLS;
}

static void busy_draw(struct frame *frame)
{
    struct busy *busy = frame->state;
    paint_box(&frame->pane, busy->request.title);
    if (busy->request.text) {
        paint_wrapped(&frame->pane, 2, 2, frame->pane.cols - 4, TEXT_ROWS, THEME_TEXT,
                      busy->request.text);
    } else {
        worker_draw(busy->worker, &frame->pane, 2, 2, frame->pane.cols - 4, busy->request.unit);
    }
    paint_cursor(&frame->pane, 2, 2);
}

static bool busy_key(struct frame *frame, const struct input_event *event)
{
    struct busy *busy = frame->state;
    if (event->key == INPUT_ESCAPE || event->key == INPUT_CTRL('C')) {
        worker_cancel(busy->worker);
        ui_say(frame->ui, THEME_HINT, "stopping");
    }
    return true;
}

static void busy_hints(struct frame *frame, struct hints *hints)
{
    struct busy *busy = frame->state;
    hints_add(hints, "Esc", busy->request.text ? "give up" : "stop");
}

const struct screen screen_busy = {
    .title = "At work",
    .is_dialog = true,
    .open = busy_open,
    .draw = busy_draw,
    .key = busy_key,
    .close = busy_close,
    .wake = busy_wake,
    .hints = busy_hints,
    .size = busy_size,
};
