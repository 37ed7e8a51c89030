#include "tui/preview.h"

#include "model/mem.h"
#include "tui/buttons.h"
#include "tui/edit.h"
#include "tui/posting_text.h"
#include "tui/ui.h"

#include <stdio.h>
#include <string.h>

#define COUNT_BYTES 12

struct preview {
    struct preview_request request;
    struct sheet sheet;
    struct edit typed; /* the count of a bulk operation */
    int button;        /* 0 cancel, 1 execute */
};

static enum status preview_open(struct frame *frame, const void *request, struct error *err)
{
    (void)err;
    struct preview *preview = MEM_NEW(frame->mem, struct preview);
    preview->request = *(const struct preview_request *)request;
    preview->request.title = mem_strdup(preview, preview->request.title);
    if (preview->request.lead) {
        preview->request.lead = mem_strdup(preview, preview->request.lead);
    }
    edit_init(&preview->typed, preview, COUNT_BYTES);
    frame->state = preview;
    return STATUS_OK;
}

static void preview_close(struct frame *frame)
{
    struct preview *preview = frame->state;
    if (preview->request.closed) {
        preview->request.closed(preview->request.owner);
    }
}

static bool is_bulk(const struct preview *preview)
{
    return preview->request.rows != NULL;
}

static void draw_rows(struct preview *preview)
{
    struct sheet *sheet = &preview->sheet;
    for (size_t i = 0; i < preview->request.row_count; i++) {
        const struct together_item *row = &preview->request.rows[i];
        int line = sheet_line(sheet);
        if (line < 0) {
            continue;
        }
        char *says = row->refusal ? NULL : together_text(preview, row->posting);
        paint_cell(sheet->pane, line, sheet->col, 24, THEME_TEXT, ALIGN_LEFT, row->id);
        paint_cell(sheet->pane, line, sheet->col + 25, sheet->cols - 25,
                   row->refusal ? THEME_WARN : THEME_GOOD, ALIGN_LEFT,
                   row->refusal ? row->refusal : says);
        mem_free(says);
    }
}

static void draw_content(struct frame *frame, struct pane *pane, int rows)
{
    struct preview *preview = frame->state;
    struct sheet *sheet = &preview->sheet;
    sheet_begin(sheet, pane, 1, 2, rows, pane->cols - 4);
    if (preview->request.lead) {
        sheet_wrap(sheet, THEME_TEXT, 0, preview->request.lead);
        sheet_gap(sheet);
    }
    if (is_bulk(preview)) {
        draw_rows(preview);
        sheet_gap(sheet);
        sheet_text(sheet, THEME_HEADING, 0, "The first of them");
    }
    const struct posting *posting = preview->request.posting(preview->request.owner);
    if (posting) {
        posting_text(sheet, posting, ui_now_us(frame->ui));
    }
    sheet_end(sheet);
}

static void preview_size(struct frame *frame, int *rows, int *cols)
{
    struct preview *preview = frame->state;
    *cols = *cols < 92 ? *cols : 92;
    /* Drawn on nothing once, to learn how long it is. */
    struct pane nothing = {.paint = ui_terms(frame->ui)->paint, .rows = *rows, .cols = *cols};
    int top = preview->sheet.top;
    draw_content(frame, &nothing, *rows);
    preview->sheet.top = top; /* which all of the room would have put back to 0 */
    int wanted = preview->sheet.lines + 4 + (is_bulk(preview) ? 1 : 0);
    *rows = wanted < *rows ? wanted : *rows;
    if (*rows < 8) {
        *rows = 8;
    }
}

static void preview_draw(struct frame *frame)
{
    struct preview *preview = frame->state;
    struct pane *pane = &frame->pane;
    static const char *const titles[] = {"Cancel", "Execute"};
    int foot = is_bulk(preview) ? 4 : 3;
    draw_content(frame, pane, pane->rows - foot - 1);
    paint_box(pane, preview->request.title);
    if (is_bulk(preview)) {
        int col = paint_format(pane, pane->rows - 3, 2, THEME_WARN,
                               "Type %zu to confirm:", preview->request.possible_count);
        edit_draw(&preview->typed, pane, pane->rows - 3, col + 1, COUNT_BYTES, false);
    }
    if (sheet_is_long(&preview->sheet)) {
        paint_format(pane, pane->rows - 2, 2, THEME_DIM, "PgDn: %d of %d lines",
                     preview->sheet.top + preview->sheet.rows < preview->sheet.lines
                         ? preview->sheet.top + preview->sheet.rows
                         : preview->sheet.lines,
                     preview->sheet.lines);
    }
    buttons_draw(pane, pane->rows - 2, titles, 2, preview->button);
}

static bool is_count_typed(struct frame *frame)
{
    struct preview *preview = frame->state;
    char wanted[COUNT_BYTES + 1];
    if (!is_bulk(preview)) {
        return true;
    }
    snprintf(wanted, sizeof(wanted), "%zu", preview->request.possible_count);
    if (preview->request.possible_count > 0 && strcmp(preview->typed.text, wanted) == 0) {
        return true;
    }
    ui_say(frame->ui, THEME_WARN, "type %s first: so many will be done", wanted);
    return false;
}

static void confirm(struct frame *frame)
{
    struct preview *preview = frame->state;
    if (!is_count_typed(frame)) {
        return;
    }
    preview->button = 0;
    preview->request.confirmed(preview->request.owner, frame);
}

static bool preview_key(struct frame *frame, const struct input_event *event)
{
    struct preview *preview = frame->state;
    int key = event->key;
    if (is_bulk(preview) && ((key >= '0' && key <= '9') || key == INPUT_BACKSPACE)) {
        return edit_key(&preview->typed, event);
    }
    if (buttons_key(event, 2, &preview->button)) {
        return true;
    }
    if (key == 'y' || (key == INPUT_ENTER && preview->button == 1)) {
        confirm(frame);
        return true;
    }
    if (key == 'n' || key == 'q' || key == INPUT_ENTER) {
        ui_close(frame);
        return true;
    }
    return sheet_key(&preview->sheet, event);
}

static void preview_hints(struct frame *frame, struct hints *hints)
{
    (void)frame;
    hints_add(hints, "y", "execute");
    hints_add(hints, "n", "cancel");
    hints_add(hints, "Left Right Enter", "choose");
    hints_add(hints, "PgUp PgDn", "scroll");
    hints_add(hints, "Esc", "back to the form");
}

const struct screen screen_preview = {
    .title = "Preview",
    .is_dialog = true,
    .open = preview_open,
    .draw = preview_draw,
    .key = preview_key,
    .close = preview_close,
    .hints = preview_hints,
    .size = preview_size,
};
