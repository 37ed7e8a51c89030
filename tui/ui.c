#include "tui/ui.h"

#include "model/mem.h"
#include "tui/door.h"
#include "tui/term.h"
#include "tui/title.h"

#include <assert.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/eventfd.h>
#include <unistd.h>

#define STACK_MAX 32
#define MESSAGE_ROWS_MAX 4

struct ui {
    struct ui_terms terms;
    struct frame *top;
    struct frame *closed; /* to be freed when no function of a screen runs */
    int depth, running;
    struct pane title, bottom, message_pane, small;
    char *message;
    enum theme_role message_role;
    bool is_of_loss; /* the message: it is over when the store is there again */
    char *lost;      /* the host that is being reached for, or NULL */
    bool is_touched, is_quitting, wants_turn;
    int wake_fd, workers;
};

static void destroy(void *object)
{
    struct ui *ui = object;
    pane_release(&ui->title);
    pane_release(&ui->bottom);
    pane_release(&ui->message_pane);
    pane_release(&ui->small);
    close(ui->wake_fd);
}

struct ui *ui_new(void *mem, const struct ui_terms *terms)
{
    struct ui *ui = MEM_NEW(mem, struct ui);
    ui->terms = *terms;
    ui->wake_fd = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
    ui->is_touched = true;
    mem_on_free(ui, destroy);
    return ui;
}

struct book *ui_book(const struct ui *ui)
{
    return ui->terms.book;
}

int64_t ui_now_us(const struct ui *ui)
{
    return book_now_us(ui->terms.book);
}

struct state *ui_state(const struct ui *ui)
{
    return ui->terms.state;
}

const struct ui_terms *ui_terms(const struct ui *ui)
{
    return &ui->terms;
}

/* -- the stack --------------------------------------------------------------------------------- */

static void enter(struct ui *ui)
{
    ui->running++;
}

static void leave(struct ui *ui)
{
    if (--ui->running > 0) {
        return;
    }
    while (ui->closed) {
        struct frame *frame = ui->closed;
        ui->closed = frame->below;
        mem_free(frame->mem);
    }
}

static void place(struct frame *frame)
{
    int rows = term_rows() - 2;
    int cols = term_cols();
    int top = 1;
    int left = 0;
    if (frame->screen->is_dialog && frame->screen->size) {
        int wanted_rows = rows;
        int wanted_cols = cols;
        frame->screen->size(frame, &wanted_rows, &wanted_cols);
        wanted_rows = wanted_rows < rows ? wanted_rows : rows;
        wanted_cols = wanted_cols < cols ? wanted_cols : cols;
        top += (rows - wanted_rows) / 2;
        left += (cols - wanted_cols) / 2;
        rows = wanted_rows;
        cols = wanted_cols;
    }
    pane_place(&frame->pane, frame->ui->terms.paint, top, left, rows, cols);
}

struct frame *ui_push(struct ui *ui, const struct screen *screen, const void *request)
{
    if (ui->depth >= STACK_MAX) {
        ui_say(ui, THEME_WARN, "too many screens are open: Esc goes back");
        return NULL;
    }
    void *mem = mem_context(NULL, "frame");
    struct frame *frame = MEM_NEW(mem, struct frame);
    *frame = (struct frame){.screen = screen, .ui = ui, .mem = mem};
    struct error err;
    enter(ui);
    enum status status = screen->open ? screen->open(frame, request, &err) : STATUS_OK;
    if (status) {
        ui_error(ui, &err);
        pane_release(&frame->pane);
        mem_free(mem);
        frame = NULL;
    } else {
        frame->below = ui->top;
        ui->top = frame;
        ui->depth++;
        if (screen->opened) {
            screen->opened(frame);
        }
    }
    leave(ui);
    ui_touch(ui);
    return frame;
}

const struct screen *ui_find_screen(const struct ui *ui, const char *name)
{
    for (const struct screen *const *at = ui->terms.screens; *at; at++) {
        if ((*at)->name && strcmp((*at)->name, name) == 0) {
            return *at;
        }
    }
    return NULL;
}

const struct screen *ui_jump_screen(const struct ui *ui, int number)
{
    for (const struct screen *const *at = ui->terms.screens; *at; at++) {
        if ((*at)->name && !(*at)->is_dialog && --number == 0) {
            return *at;
        }
    }
    return NULL;
}

struct frame *ui_push_named(struct ui *ui, const char *name, const void *request)
{
    const struct screen *screen = ui_find_screen(ui, name);
    assert(screen);
    return ui_push(ui, screen, request);
}

static void close_top(struct ui *ui)
{
    struct frame *frame = ui->top;
    ui->top = frame->below;
    ui->depth--;
    if (frame->screen->close) {
        frame->screen->close(frame);
    }
    pane_release(&frame->pane);
    frame->below = ui->closed;
    ui->closed = frame;
}

/* Without a store what was read last stays readable; all is read anew when it is back. */
static void reload(struct frame *frame)
{
    if (frame && frame->screen->reload && !frame->ui->lost) {
        frame->screen->reload(frame);
    }
}

void ui_close(struct frame *frame)
{
    struct ui *ui = frame->ui;
    enter(ui);
    bool is_last = false;
    while (ui->top && !is_last) {
        is_last = ui->top == frame;
        close_top(ui);
    }
    reload(ui->top);
    leave(ui);
    ui_touch(ui);
}

void ui_close_all(struct ui *ui)
{
    enter(ui);
    while (ui->top) {
        close_top(ui);
    }
    leave(ui);
}

void ui_jump(struct ui *ui, const char *name, const void *request)
{
    const struct screen *screen = ui_find_screen(ui, name);
    if (!screen) {
        ui_say(ui, THEME_WARN, "there is no screen '%s'", name);
        return;
    }
    if (screen != ui->terms.screens[0] && ui_refuses_lost(ui)) {
        return; /* rather than leave for what cannot be read */
    }
    enter(ui);
    while (ui->top && ui->top->below) {
        close_top(ui);
    }
    if (ui->top && ui->top->screen != screen) {
        ui_push(ui, screen, request);
    } else if (!ui->top) {
        ui_push(ui, screen, request);
    } else {
        reload(ui->top);
    }
    leave(ui);
    ui_touch(ui);
}

const char *ui_subject(const struct ui *ui)
{
    struct frame *frame = ui->top;
    while (frame && frame->screen->is_dialog) {
        frame = frame->below;
    }
    return frame && frame->screen->subject ? frame->screen->subject(frame) : NULL;
}

struct frame *ui_top(const struct ui *ui)
{
    return ui->top;
}

void ui_quit(struct ui *ui)
{
    ui->is_quitting = true;
}

bool ui_is_quitting(const struct ui *ui)
{
    return ui->is_quitting || !ui->top;
}

/* -- messages ---------------------------------------------------------------------------------- */

void ui_say(struct ui *ui, enum theme_role role, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    mem_free(ui->message);
    ui->message = mem_vprintf(ui, format, args);
    va_end(args);
    ui->message_role = role;
    ui->is_of_loss = false;
    ui_touch(ui);
}

void ui_error(struct ui *ui, const struct error *err)
{
    enum theme_role role = err->status == STATUS_REFUSED || err->status == STATUS_DENIED ||
                                   err->status == STATUS_CANCELLED
                               ? THEME_WARN
                               : THEME_DANGER;
    ui_say(ui, role, "%s%s%s%s%s", err->message, *err->detail ? ": " : "", err->detail,
           *err->hint ? " - " : "", err->hint);
    ui->is_of_loss = err->status == STATUS_LOST;
}

void ui_set_lost(struct ui *ui, const char *host)
{
    mem_free(ui->lost);
    ui->lost = host ? mem_strdup(ui, host) : NULL;
    if (!host && (!ui->message || ui->is_of_loss)) {
        ui_say(ui, THEME_GOOD, "connected again");
    }
    ui_touch(ui);
}

bool ui_is_lost(const struct ui *ui)
{
    return ui->lost != NULL;
}

bool ui_refuses_lost(struct ui *ui)
{
    if (ui->lost) {
        ui_say(ui, THEME_WARN, "no connection to %s: this shows what was read last", ui->lost);
        ui->is_of_loss = true;
    }
    return ui->lost != NULL;
}

void ui_touch(struct ui *ui)
{
    ui->is_touched = true;
}

void ui_ask_turn(struct ui *ui)
{
    ui->wants_turn = true;
}

bool ui_take_turn(struct ui *ui)
{
    bool wants = ui->wants_turn;
    ui->wants_turn = false;
    return wants;
}

bool ui_is_touched(const struct ui *ui)
{
    return ui->is_touched;
}

/* -- keys -------------------------------------------------------------------------------------- */

static void go_back(struct ui *ui)
{
    if (ui->top->below) {
        ui_close(ui->top);
    } else {
        ui_say(ui, THEME_HINT, "this is the first screen: q leaves");
    }
}

static void global_key(struct ui *ui, const struct input_event *event)
{
    struct frame *top = ui->top;
    bool is_dialog = top->screen->is_dialog;
    int key = event->key;
    if (key == INPUT_ESCAPE || key == INPUT_CTRL('C')) {
        go_back(ui);
    } else if (key == '?' || key == INPUT_F1) {
        ui_push_named(ui, "help", top);
    } else if (is_dialog) {
        return;
    } else if (key == ':' || key == INPUT_F1 + 1) {
        ui_push_named(ui, "palette", NULL);
    } else if (key >= '0' && key <= '9') {
        const struct screen *screen = ui_jump_screen(ui, key == '0' ? 10 : key - '0');
        if (screen) {
            ui_jump(ui, screen->name, NULL);
        }
    } else if (key == 'q' || key == INPUT_F1 + 9) {
        if (top->below && top->below->below && key == 'q') {
            ui_close(top);
        } else {
            ui_quit(ui);
        }
    } else if ((key == 'r' || key == INPUT_F1 + 4) && !ui_refuses_lost(ui)) {
        ui_reload(ui);
    }
}

void ui_key(struct ui *ui, const struct input_event *event)
{
    if (!ui->top) {
        return;
    }
    mem_free(ui->message);
    ui->message = NULL;
    ui_touch(ui);
    if (event->key == INPUT_CTRL('L')) {
        term_repaint();
        return;
    }
    enter(ui);
    struct frame *top = ui->top;
    bool is_handled = !term_is_too_small() && top->screen->key && top->screen->key(top, event);
    if (!is_handled && ui->top) {
        global_key(ui, event);
    }
    leave(ui);
}

void ui_reload(struct ui *ui)
{
    enter(ui);
    for (struct frame *frame = ui->top; frame; frame = frame->below) {
        reload(frame);
    }
    leave(ui);
    ui_touch(ui);
}

/* -- workers ----------------------------------------------------------------------------------- */

int ui_wake_fd(const struct ui *ui)
{
    return ui->wake_fd;
}

void ui_woken(struct ui *ui)
{
    uint64_t pokes;
    if (read(ui->wake_fd, &pokes, sizeof(pokes)) < 0) {
        return;
    }
    enter(ui);
    for (struct frame *frame = ui->top; frame; frame = frame->below) {
        if (frame->screen->wake) {
            frame->screen->wake(frame);
        }
    }
    leave(ui);
    ui_touch(ui);
}

void ui_worker_began(struct ui *ui)
{
    ui->workers++;
}

void ui_worker_ended(struct ui *ui)
{
    assert(ui->workers > 0);
    ui->workers--;
    ui_touch(ui);
}

bool ui_has_worker(const struct ui *ui)
{
    return ui->workers > 0;
}

/* -- drawing ----------------------------------------------------------------------------------- */

static void add_hint(struct hints *hints, const char *key, const char *text, bool is_rare)
{
    if (hints->count < HINTS_MAX) {
        hints->items[hints->count++] = (struct hint){key, text, is_rare};
    }
}

void hints_add(struct hints *hints, const char *key, const char *text)
{
    add_hint(hints, key, text, false);
}

void hints_add_rare(struct hints *hints, const char *key, const char *text)
{
    add_hint(hints, key, text, true);
}

void ui_hints(struct frame *frame, struct hints *hints)
{
    hints->count = 0;
    if (frame->screen->hints) {
        frame->screen->hints(frame, hints);
    }
    if (frame->screen->is_dialog) {
        return;
    }
    hints_add(hints, ":", "commands");
    hints_add(hints, "q", frame->below && frame->below->below ? "back" : "leave");
    hints_add_rare(hints, "?", "help");
    hints_add_rare(hints, "1-9 0", "jump to a screen");
    hints_add_rare(hints, "Esc", "one step back");
    hints_add_rare(hints, "r", "reload");
    hints_add_rare(hints, "Ctrl-L", "repaint");
    hints_add_rare(hints, "F1 F2 F5 F10", "help, commands, reload, leave");
}

static int hint_cols(const struct hint *hint)
{
    return door_cols(hint->key, strlen(hint->key)) + door_cols(hint->text, strlen(hint->text)) + 3;
}

static void draw_hints(struct pane *pane, struct frame *frame)
{
    struct hints hints;
    ui_hints(frame, &hints);
    int col = 1;
    int right = pane->cols;
    /* Where to find the others is always told. */
    if (!frame->screen->is_dialog) {
        right -= 8;
        int at = paint_text(pane, 0, right + 1, THEME_KEY, "?");
        paint_text(pane, 0, at + 1, THEME_HINT, "help");
    }
    for (size_t i = 0; i < hints.count; i++) {
        const struct hint *hint = &hints.items[i];
        if (hint->is_rare || col + hint_cols(hint) - 1 > right) {
            continue;
        }
        col = paint_text(pane, 0, col, THEME_KEY, hint->key);
        col = paint_text(pane, 0, col + 1, THEME_HINT, hint->text) + 2;
    }
}

static void draw_message(struct ui *ui)
{
    struct pane *pane = &ui->message_pane;
    int cols = term_cols();
    int rows = 1 + door_cols(ui->message, strlen(ui->message)) / (cols - 4);
    rows = rows > MESSAGE_ROWS_MAX ? MESSAGE_ROWS_MAX : rows;
    pane_place(pane, ui->terms.paint, term_rows() - rows, 0, rows, cols);
    pane_begin(pane);
    for (int row = 0; row < rows; row++) {
        paint_blank(pane, row, 0, cols, ui->message_role);
    }
    paint_wrapped(pane, 0, 1, cols - 2, rows, ui->message_role, ui->message);
    pane_end(pane);
}

static void draw_small(struct ui *ui)
{
    pane_place(&ui->small, ui->terms.paint, 0, 0, term_rows(), term_cols());
    pane_begin(&ui->small);
    char *text = mem_printf(ui, "the terminal is too small: %d x %d, needs %d x %d", term_cols(),
                            term_rows(), TERM_COLS_MIN, TERM_ROWS_MIN);
    paint_wrapped(&ui->small, 0, 0, term_cols(), term_rows(), THEME_WARN, text);
    mem_free(text);
    pane_end(&ui->small);
}

/* The frames from the topmost full screen up to the top. */
static void draw_frames(struct frame *frame)
{
    if (frame->screen->is_dialog && frame->below) {
        draw_frames(frame->below);
    }
    place(frame);
    pane_begin(&frame->pane);
    frame->screen->draw(frame);
    pane_end(&frame->pane);
}

void ui_draw(struct ui *ui)
{
    ui->is_touched = false;
    if (!ui->top) {
        return;
    }
    if (term_is_too_small()) {
        draw_small(ui);
        return;
    }
    enter(ui);
    title_draw(&ui->title, ui->terms.paint, ui->terms.book, ui->terms.is_read_only, ui->lost);
    draw_frames(ui->top); /* first: what can be done depends on the rows that it reads */
    pane_place(&ui->bottom, ui->terms.paint, term_rows() - 1, 0, 1, term_cols());
    pane_begin(&ui->bottom);
    if (!ui->message) {
        draw_hints(&ui->bottom, ui->top);
    }
    pane_end(&ui->bottom);
    if (ui->message) {
        draw_message(ui);
    }
    paint_place_cursor(ui->terms.paint);
    leave(ui);
}
