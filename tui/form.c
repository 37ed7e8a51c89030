#include "tui/form.h"

#include "model/mem.h"
#include "model/text.h"
#include "tui/buttons.h"
#include "tui/door.h"
#include "tui/field.h"
#include "tui/term.h"
#include "tui/ui.h"

#include <string.h>

#define LABEL_COLS_MAX 24
#define FORM_COLS 76
#define LOW_ROWS 14
#define SUMMARY_ROWS_MAX 8

struct form {
    struct form_request request;
    struct entry entries[COMMAND_FIELDS_MAX];
    size_t count;
    size_t focus; /* count: the buttons */
    int button;   /* 0 cancel, 1 submit */
    int top;      /* first row in sight */
    int label_cols;
    struct error error;
    size_t error_at; /* the field that it is about; count: the whole */
    bool has_error;
};

/* -- drafts: what stood in the form when the line dropped -------------------------------------- */

/* The form of this thing, and of no other. */
static char *draft_name(const struct form *form, void *mem)
{
    const char *locked = form->request.is_locked[0] ? form->request.texts[0] : NULL;
    return mem_printf(mem, "draft %s %s", form->request.title, locked ? locked : "");
}

static void keep_draft(struct frame *frame)
{
    struct form *form = frame->state;
    struct state *state = ui_state(frame->ui);
    void *mem = mem_context(frame->mem, "draft");
    char *name = draft_name(form, mem);
    for (size_t i = 0; i < form->count; i++) {
        bool is_kept = term_is_ending() && !form->entries[i].is_locked;
        state_set(state, name, form->entries[i].field->name,
                  is_kept ? field_text(&form->entries[i], mem) : NULL);
    }
    mem_free(mem);
}

/* What was kept for field i, or what the opener gave. */
static const char *first_text(struct frame *frame, size_t i, bool *is_draft)
{
    struct form *form = frame->state;
    char *name = draft_name(form, form);
    const char *kept = form->request.is_locked[i]
                           ? NULL
                           : state_get(ui_state(frame->ui), name, form->request.fields[i].name);
    mem_free(name);
    *is_draft = *is_draft || kept;
    return kept ? kept : form->request.texts[i];
}

static enum status form_open(struct frame *frame, const void *request, struct error *err)
{
    (void)err;
    struct form *form = MEM_NEW(frame->mem, struct form);
    form->request = *(const struct form_request *)request;
    form->request.title = mem_strdup(form, form->request.title);
    const struct field *fields = form->request.fields;
    bool is_draft = false;
    frame->state = form;
    for (size_t i = 0; i < COMMAND_FIELDS_MAX && fields[i].name; i++) {
        field_init(&form->entries[i], form, &fields[i], first_text(frame, i, &is_draft));
        form->entries[i].is_locked = form->request.is_locked[i];
        int cols = door_cols(fields[i].title, strlen(fields[i].title)) + 3;
        form->label_cols = cols > form->label_cols ? cols : form->label_cols;
        form->count++;
    }
    if (form->label_cols > LABEL_COLS_MAX) {
        form->label_cols = LABEL_COLS_MAX;
    }
    while (form->focus < form->count &&
           (form->entries[form->focus].is_locked || form->entries[form->focus].choice_count == 1)) {
        form->focus++;
    }
    form->button = 1;
    if (is_draft) {
        ui_say(frame->ui, THEME_HINT, "as you left it when the line dropped");
    }
    return STATUS_OK;
}

static void form_close(struct frame *frame)
{
    struct form *form = frame->state;
    keep_draft(frame);
    if (form->request.closed) {
        form->request.closed(form->request.owner);
    }
}

static int input_cols(const struct form *form, int cols)
{
    return cols - form->label_cols - 4;
}

/* Rows of one field, with the line of its error. */
static int rows_of(const struct form *form, size_t i, int cols)
{
    bool has_line = form->has_error && form->error_at == i;
    return field_rows(&form->entries[i], input_cols(form, cols)) + (has_line ? 1 : 0);
}

/* Rows of the summary: one, or what it needs where it is longer. */
static int summary_rows(const struct form *form, int cols)
{
    const char *text = form->request.summary;
    size_t bytes = text != NULL ? strlen(text) : 0;
    int rows = 0;
    while (bytes > 0 && rows < SUMMARY_ROWS_MAX) {
        size_t skip;
        size_t fit = door_wrap(text, bytes, cols - 4, &skip);
        text += fit + skip;
        bytes -= fit + skip;
        rows++;
    }
    return rows > 1 ? rows : 1;
}

static void form_size(struct frame *frame, int *rows, int *cols)
{
    struct form *form = frame->state;
    *cols = *cols < FORM_COLS ? *cols : FORM_COLS;
    *rows = 6 + summary_rows(form, *cols); /* frame, gaps, help, buttons */
    for (size_t i = 0; i < form->count; i++) {
        *rows += rows_of(form, i, *cols);
    }
    if (form->has_error && form->error_at == form->count) {
        *rows += 3;
    }
}

static void draw_entry(struct frame *frame, size_t i, int row)
{
    struct form *form = frame->state;
    struct pane *pane = &frame->pane;
    const struct field *field = form->entries[i].field;
    bool has_focus = form->focus == i;
    int width = input_cols(form, pane->cols);
    int col = paint_text(pane, row, 2, has_focus ? THEME_KEY : THEME_LABEL, field->title);
    if (field->is_required && !form->entries[i].is_locked) {
        paint_text(pane, row, col, THEME_WARN, "*");
    }
    field_draw(&form->entries[i], pane, row, 2 + form->label_cols, width, has_focus,
               ui_now_us(frame->ui));
    if (form->has_error && form->error_at == i) {
        char *text = mem_printf(form, "%s%s%s", form->error.message, *form->error.hint ? " - " : "",
                                form->error.hint);
        paint_cell(pane, row + field_rows(&form->entries[i], width), 2 + form->label_cols, width,
                   THEME_DANGER, ALIGN_LEFT, text);
        mem_free(text);
    }
}

/* Scroll so that the field with the focus is in sight, and as many others as there is room for. */
static void scroll_to_focus(struct form *form, int room, int cols)
{
    int at = 0;
    int all = 0;
    for (size_t i = 0; i < form->count; i++) {
        at += i < form->focus ? rows_of(form, i, cols) : 0;
        all += rows_of(form, i, cols);
    }
    int rows = form->focus < form->count ? rows_of(form, form->focus, cols) : 0;
    int last = all > room ? all - room : 0;
    if (form->top > last) {
        form->top = last;
    }
    if (at + rows > form->top + room) {
        form->top = at + rows - room;
    }
    if (at < form->top) {
        form->top = at;
    }
}

/* What there is room for: on a low screen the fields alone, and the buttons. */
struct layout {
    int first, room; /* rows of fields */
    int summary;     /* rows of that */
    bool is_low;
};

static struct layout lay_out(const struct form *form, const struct pane *pane)
{
    bool has_general = form->has_error && form->error_at == form->count;
    int summary = summary_rows(form, pane->cols);
    int wanted = 7;
    for (size_t i = 0; i < form->count; i++) {
        wanted += rows_of(form, i, pane->cols);
    }
    if (pane->rows < LOW_ROWS && pane->rows < wanted) {
        return (struct layout){.first = 1, .room = pane->rows - 3, .is_low = true};
    }
    int spare = pane->rows - wanted - (has_general ? 3 : 0);
    summary = summary - 1 <= spare ? summary : spare > 0 ? spare + 1 : 1;
    return (struct layout){.first = 2 + summary,
                           .summary = summary,
                           .room = pane->rows - 5 - summary - (has_general ? 3 : 0)};
}

static void draw_foot(struct frame *frame, const struct layout *layout)
{
    struct form *form = frame->state;
    struct pane *pane = &frame->pane;
    int row = pane->rows - 3;
    if (form->has_error && form->error_at == form->count) {
        char *text =
            mem_printf(form, "%s%s%s%s%s", form->error.message, *form->error.detail ? ": " : "",
                       form->error.detail, *form->error.hint ? " - " : "", form->error.hint);
        paint_wrapped(pane, layout->is_low ? 1 : row - 2, 2, pane->cols - 4, 3, THEME_DANGER, text);
        mem_free(text);
    } else if (!layout->is_low && form->focus < form->count &&
               form->entries[form->focus].field->help) {
        paint_cell(pane, row, 2, pane->cols - 4, THEME_DIM, ALIGN_LEFT,
                   form->entries[form->focus].field->help);
    }
    const char *const titles[] = {"Cancel", form->request.submit};
    buttons_draw(pane, pane->rows - 2, titles, 2, form->focus == form->count ? form->button : -1);
}

static void form_draw(struct frame *frame)
{
    struct form *form = frame->state;
    struct pane *pane = &frame->pane;
    struct layout layout = lay_out(form, pane);
    paint_box(pane, form->request.title);
    if (form->request.summary && !layout.is_low) {
        paint_wrapped(pane, 1, 2, pane->cols - 4, layout.summary, THEME_DIM, form->request.summary);
    }
    scroll_to_focus(form, layout.room, pane->cols);
    int row = layout.first - form->top;
    for (size_t i = 0; i < form->count; i++) {
        int rows = rows_of(form, i, pane->cols);
        /* One that is higher than all the room is drawn from its first row on. */
        bool fits =
            row + rows <= layout.first + layout.room || (form->focus == i && rows > layout.room);
        if (row >= layout.first && fits) {
            draw_entry(frame, i, row);
        }
        row += rows;
    }
    draw_foot(frame, &layout);
}

/* -- keys -------------------------------------------------------------------------------------- */

static void move_focus(struct form *form, int by)
{
    do {
        size_t stops = form->count + 1;
        form->focus = (form->focus + (by > 0 ? 1 : stops - 1)) % stops;
    } while (form->focus < form->count && form->entries[form->focus].is_locked);
}

static void set_error(struct form *form, size_t at)
{
    form->has_error = true;
    form->error_at = at;
    if (at < form->count) {
        form->focus = at;
    }
}

static void submit(struct frame *frame)
{
    struct form *form = frame->state;
    void *mem = mem_context(frame->mem, "submitted");
    struct values values = {.fields = form->request.fields};
    form->has_error = false;
    for (size_t i = 0; i < form->count; i++) {
        const char *text = field_text(&form->entries[i], mem);
        char *accepted = NULL;
        enum status status =
            field_check(&form->entries[i], text, ui_now_us(frame->ui), &form->error);
        if (!status && text && *text) {
            status = text_accept(mem, form->entries[i].field->title, text, strlen(text),
                                 TEXT_BODY_BYTES_MAX, &accepted, &form->error);
        }
        if (status) {
            set_error(form, i);
            break;
        }
        values.texts[i] = accepted ? accepted : text;
    }
    if (!form->has_error &&
        form->request.submitted(form->request.owner, frame, &values, &form->error)) {
        set_error(form, form->count);
    }
    mem_free(mem);
}

static void button_key(struct frame *frame, const struct input_event *event)
{
    struct form *form = frame->state;
    if (event->key == INPUT_LEFT || event->key == INPUT_RIGHT) {
        form->button = !form->button;
    } else if (event->key == INPUT_ENTER || event->key == ' ') {
        form->button ? submit(frame) : ui_close(frame);
    }
}

static bool form_key(struct frame *frame, const struct input_event *event)
{
    struct form *form = frame->state;
    bool is_long =
        form->focus < form->count && form->entries[form->focus].field->kind == FIELD_LONG;
    switch (event->key) {
    case INPUT_ESCAPE:
    case INPUT_CTRL('C'):
    case INPUT_F1:
        return false;
    case INPUT_TAB:
    case INPUT_DOWN:
        move_focus(form, 1);
        return true;
    case INPUT_BACK_TAB:
    case INPUT_UP:
        move_focus(form, -1);
        return true;
    case INPUT_CTRL('S'):
        submit(frame);
        return true;
    default:
        break;
    }
    if (form->focus == form->count) {
        button_key(frame, event);
    } else if (event->key == INPUT_ENTER && !is_long) {
        move_focus(form, 1);
    } else if (field_key(&form->entries[form->focus], event) && form->error_at == form->focus) {
        form->has_error = false;
    }
    return true;
}

static void form_hints(struct frame *frame, struct hints *hints)
{
    struct form *form = frame->state;
    enum field_kind kind =
        form->focus < form->count ? form->entries[form->focus].field->kind : FIELD_TEXT;
    hints_add(hints, "Tab", "next field");
    if (kind == FIELD_CHOICE) {
        hints_add(hints, "Left Right letter", "choose");
    }
    if (kind == FIELD_SET) {
        hints_add(hints, "Left Right Space", "choose several");
    }
    if (kind == FIELD_FLAG) {
        hints_add(hints, "Space", "switch");
    }
    hints_add(hints, "Ctrl-S", form->request.submit);
    hints_add(hints, "Esc", "cancel");
    hints_add_rare(hints, "Ctrl-U Ctrl-K Ctrl-W", "erase to the start, to the end, a word");
    hints_add_rare(hints, "F1", "help");
}

const struct screen screen_form = {
    .title = "Form",
    .is_dialog = true,
    .open = form_open,
    .draw = form_draw,
    .key = form_key,
    .close = form_close,
    .hints = form_hints,
    .size = form_size,
};
