#include "tui/screen_help.h"

#include "model/mem.h"
#include "tui/command.h"
#include "tui/sheet.h"
#include "tui/ui.h"

#include <stdio.h>
#include <string.h>

#define KEY_COLS 20

struct help {
    struct hints hints;
    char *title;
    struct sheet sheet;
};

static enum status help_open(struct frame *frame, const void *request, struct error *err)
{
    (void)err;
    struct frame *asked = NULL;
    /* Whoever asks is the frame on top. */
    for (struct frame *at = ui_top(frame->ui); at && !asked; at = at->below) {
        if (at == request) {
            asked = at;
        }
    }
    struct help *help = MEM_NEW(frame->mem, struct help);
    if (asked) {
        ui_hints(asked, &help->hints);
    }
    help->title = mem_printf(help, "Help: %s", asked ? asked->screen->title : "");
    frame->state = help;
    return STATUS_OK;
}

static void draw_command(struct sheet *sheet, const struct command *command)
{
    char label[96];
    char key[16] = "";
    if (command->key) {
        snprintf(key, sizeof(key), "  (%c%s%s)", command->key, command->subject ? " on " : "",
                 command->subject ? command->subject : "");
    }
    snprintf(label, sizeof(label), "%s%s", command->name, key);
    sheet_pair(sheet, KEY_COLS + 16, label, THEME_TEXT, command->summary);
}

static void draw_commands(struct sheet *sheet, enum command_kind kind, const char *heading)
{
    sheet_gap(sheet);
    sheet_text(sheet, THEME_HEADING, 0, heading);
    for (const struct command *command = command_table(); command->name; command++) {
        if (command->kind == kind) {
            draw_command(sheet, command);
        }
    }
}

static void draw_screens(struct ui *ui, struct sheet *sheet)
{
    const struct screen *screen;
    sheet_gap(sheet);
    sheet_text(sheet, THEME_HEADING, 0, "Screens");
    for (int i = 1; (screen = ui_jump_screen(ui, i)); i++) {
        char key[4] = "";
        if (i <= 10) {
            snprintf(key, sizeof(key), "%d", i % 10);
        }
        char *name = mem_printf(NULL, "%s  (:%s)", screen->title, screen->name);
        sheet_pair(sheet, KEY_COLS, key, THEME_TEXT, name);
        mem_free(name);
    }
}

static void help_draw(struct frame *frame)
{
    struct help *help = frame->state;
    struct pane *pane = &frame->pane;
    struct sheet *sheet = &help->sheet;
    sheet_begin(sheet, pane, 1, 2, pane->rows - 2, pane->cols - 4);
    sheet_text(sheet, THEME_HEADING, 0, "Keys here");
    for (size_t i = 0; i < help->hints.count; i++) {
        sheet_pair(sheet, KEY_COLS, help->hints.items[i].key, THEME_TEXT,
                   help->hints.items[i].text);
    }
    draw_screens(frame->ui, sheet);
    draw_commands(sheet, COMMAND_ACTION, "Actions, by key on a row or by name after ':'");
    draw_commands(sheet, COMMAND_REPORT, "Reports");
    draw_commands(sheet, COMMAND_LOCAL, "On the command line only");
    sheet_end(sheet);
    paint_box(pane, help->title);
    if (sheet_is_long(sheet)) {
        paint_format(pane, pane->rows - 1, 3, THEME_DIM, " %d%% ",
                     100 * (sheet->top + sheet->rows) / sheet->lines);
    }
}

static bool help_key(struct frame *frame, const struct input_event *event)
{
    struct help *help = frame->state;
    if (event->key == 'q' || event->key == '?' || event->key == INPUT_ENTER) {
        ui_close(frame);
        return true;
    }
    return sheet_key(&help->sheet, event);
}

static void help_hints(struct frame *frame, struct hints *hints)
{
    (void)frame;
    hints_add(hints, "Up Down PgUp PgDn", "scroll");
    hints_add(hints, "Esc", "back");
}

static void help_size(struct frame *frame, int *rows, int *cols)
{
    (void)frame;
    (void)rows;
    *cols = *cols < 100 ? *cols : 100;
}

const struct screen screen_help = {
    .name = "help",
    .title = "Help",
    .is_dialog = true,
    .open = help_open,
    .draw = help_draw,
    .key = help_key,
    .hints = help_hints,
    .size = help_size,
};
