#include "tui/screen_palette.h"

#include "model/mem.h"
#include "tui/command.h"
#include "tui/door.h"
#include "tui/edit.h"
#include "tui/perform.h"
#include "tui/possible.h"
#include "tui/screen_list.h"
#include "tui/ui.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

#define LINE_BYTES 512
#define SHOWN_MAX 12
#define HISTORY_MAX 50
#define MATCHES_MAX 256
#define COMMANDS_MAX 256

struct entry_of_palette {
    const char *name, *summary;
    const struct command *command; /* NULL: a screen */
    const char *reason;            /* why it is not possible here, or NULL */
};

struct palette {
    struct edit edit;
    char *reasons[COMMANDS_MAX]; /* by the table's row: why it is not possible here */
    struct entry_of_palette matches[MATCHES_MAX];
    size_t count, selected;
    bool is_chosen; /* the selection was moved by a key */
    char *history[HISTORY_MAX];
    size_t history_count, history_at;
};

/* -- what matches ------------------------------------------------------------------------------ */

static bool begins_with(const char *text, const char *prefix, size_t length)
{
    return strncmp(text, prefix, length) == 0;
}

static void add_match(struct palette *palette, const char *name, const char *summary,
                      const struct command *command)
{
    for (size_t i = 0; i < palette->count; i++) {
        if (strcmp(palette->matches[i].name, name) == 0) {
            return;
        }
    }
    if (palette->count < MATCHES_MAX) {
        palette->matches[palette->count++] = (struct entry_of_palette){
            name, summary, command, command ? palette->reasons[command - command_table()] : NULL};
    }
}

static bool is_offered(const struct command *command)
{
    return command->kind == COMMAND_ACTION || command->kind == COMMAND_REPORT;
}

static const char *summary_of(const struct screen *screen)
{
    const struct command *command = command_find(screen->name);
    return command ? command->summary : screen->title;
}

/* Names that begin with what was typed, then those that have it elsewhere. */
static void match(struct frame *frame)
{
    struct palette *palette = frame->state;
    const char *typed = palette->edit.text;
    size_t length = strcspn(typed, "/");
    while (length > 0 && typed[length - 1] == ' ') {
        length--;
    }
    char *needle = mem_strndup(frame->mem, typed, length);
    palette->count = 0;
    for (int round = 0; round < 2; round++) {
        const struct screen *screen;
        for (int i = 1; (screen = ui_jump_screen(frame->ui, i)); i++) {
            if (round == 0 ? begins_with(screen->name, needle, length)
                           : strstr(screen->name, needle) != NULL) {
                add_match(palette, screen->name, summary_of(screen), NULL);
            }
        }
        for (const struct command *command = command_table(); command->name; command++) {
            if (is_offered(command) && (round == 0 ? begins_with(command->name, needle, length)
                                                   : strstr(command->name, needle) != NULL)) {
                add_match(palette, command->name, command->summary, command);
            }
        }
        if (begins_with("quit", needle, length)) {
            add_match(palette, "quit", "leave the console", NULL);
        }
    }
    mem_free(needle);
    palette->selected = 0;
    palette->is_chosen = false;
}

/* The longest command or screen name that the line begins with; *rest is what follows it. */
static bool resolve(struct frame *frame, struct entry_of_palette *out, const char **rest)
{
    struct palette *palette = frame->state;
    const char *line = palette->edit.text;
    size_t best = 0;
    const struct screen *screen;
    for (int i = 1; (screen = ui_jump_screen(frame->ui, i)); i++) {
        size_t length = strlen(screen->name);
        if (length > best && begins_with(line, screen->name, length) &&
            strchr(" /", line[length])) {
            best = length;
            *out = (struct entry_of_palette){.name = screen->name, .summary = screen->title};
        }
    }
    for (const struct command *command = command_table(); command->name; command++) {
        size_t length = strlen(command->name);
        if (is_offered(command) && length > best && begins_with(line, command->name, length) &&
            strchr(" /", line[length])) {
            best = length;
            *out = (struct entry_of_palette){
                .name = command->name, .summary = command->summary, .command = command};
        }
    }
    if (best == 0 && strcmp(line, "quit") == 0) {
        best = 4;
        *out = (struct entry_of_palette){.name = "quit", .summary = ""};
    }
    *rest = line + best;
    while (**rest == ' ') {
        (*rest)++;
    }
    return best > 0;
}

/* -- history ----------------------------------------------------------------------------------- */

static void load_history(struct frame *frame)
{
    struct palette *palette = frame->state;
    const char *text = state_get(ui_state(frame->ui), "palette", "history");
    while (text && *text && palette->history_count < HISTORY_MAX) {
        size_t length = strcspn(text, "\n");
        palette->history[palette->history_count++] = mem_strndup(palette, text, length);
        text += length + (text[length] == '\n');
    }
    palette->history_at = palette->history_count;
}

static void remember(struct frame *frame, const char *line)
{
    struct palette *palette = frame->state;
    char *text = mem_strdup(frame->mem, "");
    size_t first = palette->history_count >= HISTORY_MAX ? 1 : 0;
    for (size_t i = first; i < palette->history_count; i++) {
        if (strcmp(palette->history[i], line) != 0) {
            text = mem_append(text, "%s\n", palette->history[i]);
        }
    }
    text = mem_append(text, "%s\n", line);
    const char *kept = text;
    while (strlen(kept) > STATE_VALUE_BYTES_MAX) {
        kept = strchr(kept, '\n') + 1;
    }
    state_set(ui_state(frame->ui), "palette", "history", kept);
    mem_free(text);
}

static void recall(struct palette *palette, int by)
{
    if (by < 0 && palette->history_at > 0) {
        edit_set(&palette->edit, palette->history[--palette->history_at]);
    } else if (by > 0 && palette->history_at + 1 < palette->history_count) {
        edit_set(&palette->edit, palette->history[++palette->history_at]);
    }
}

/* -- running ----------------------------------------------------------------------------------- */

/* What a command would act on if nothing is typed behind it: what is selected, where it fits. */
static const char *subject_for(const struct ui *ui, const struct command *command)
{
    char kind[32];
    const char *id = ui_subject(ui);
    return id && perform_fits(command, perform_kind(id, kind)) ? id : NULL;
}

/* Asked once: nothing can change them while the palette is open. */
static void find_reasons(struct frame *frame)
{
    struct palette *palette = frame->state;
    struct error err;
    size_t row = 0;
    for (const struct command *command = command_table(); command->name; command++, row++) {
        assert(row < COMMANDS_MAX);
        if (command->kind == COMMAND_ACTION &&
            possible_check(frame->ui, command, subject_for(frame->ui, command), &err)) {
            palette->reasons[row] = mem_strdup(palette, err.message);
        }
    }
}

static void run_entry(struct ui *ui, const struct entry_of_palette *entry, const char *rest)
{
    const struct command *command = entry->command;
    if (!command && strcmp(entry->name, "quit") == 0) {
        ui_quit(ui);
    } else if (!command) {
        struct list_request request = {.filter = *rest == '/' ? rest + 1 : rest};
        ui_jump(ui, entry->name, *rest ? &request : NULL);
    } else if (command->kind == COMMAND_REPORT) {
        ui_jump(ui, "reports", *rest ? rest : NULL);
    } else {
        perform_begin(ui, command, *rest ? rest : subject_for(ui, command));
    }
}

static void run(struct frame *frame)
{
    struct palette *palette = frame->state;
    struct ui *ui = frame->ui;
    struct entry_of_palette entry;
    const char *rest = "";
    if ((palette->is_chosen || !resolve(frame, &entry, &rest)) && palette->count > 0) {
        entry = palette->matches[palette->selected];
        rest = "";
    } else if (!resolve(frame, &entry, &rest)) {
        ui_say(ui, THEME_WARN, "there is no command '%s'", palette->edit.text);
        return;
    }
    /* The frame's memory lives until this key is done. */
    remember(frame, *rest ? palette->edit.text : entry.name);
    ui_close(frame);
    run_entry(ui, &entry, rest);
}

static void complete(struct frame *frame)
{
    struct palette *palette = frame->state;
    if (palette->count == 0) {
        return;
    }
    edit_set(&palette->edit, palette->matches[palette->selected].name);
    edit_insert(&palette->edit, " ");
}

/* -- the screen -------------------------------------------------------------------------------- */

static enum status palette_open(struct frame *frame, const void *request, struct error *err)
{
    (void)request;
    (void)err;
    struct palette *palette = MEM_NEW(frame->mem, struct palette);
    edit_init(&palette->edit, palette, LINE_BYTES);
    frame->state = palette;
    load_history(frame);
    find_reasons(frame);
    match(frame);
    return STATUS_OK;
}

static bool palette_key(struct frame *frame, const struct input_event *event)
{
    struct palette *palette = frame->state;
    switch (event->key) {
    case INPUT_ESCAPE:
    case INPUT_CTRL('C'):
    case INPUT_F1:
        return false;
    case INPUT_ENTER:
        run(frame);
        return true;
    case INPUT_TAB:
        complete(frame);
        return true;
    case INPUT_DOWN:
        palette->selected = palette->selected + 1 < palette->count ? palette->selected + 1 : 0;
        palette->is_chosen = palette->count > 0;
        return true;
    case INPUT_UP:
        palette->selected = palette->selected > 0 ? palette->selected - 1
                            : palette->count > 0  ? palette->count - 1
                                                  : 0;
        palette->is_chosen = palette->count > 0;
        return true;
    case INPUT_CTRL('P'):
    case INPUT_CTRL('N'):
        recall(palette, event->key == INPUT_CTRL('P') ? -1 : 1);
        match(frame);
        return true;
    default:
        if (edit_key(&palette->edit, event)) {
            match(frame);
        }
        return true;
    }
}

static void palette_size(struct frame *frame, int *rows, int *cols)
{
    (void)frame;
    *rows = SHOWN_MAX + 4 < *rows ? SHOWN_MAX + 4 : *rows;
    *cols = *cols < 76 ? *cols : 76;
}

static void palette_draw(struct frame *frame)
{
    struct palette *palette = frame->state;
    struct pane *pane = &frame->pane;
    paint_box(pane, "Commands");
    paint_text(pane, 1, 2, THEME_KEY, ":");
    paint_line(pane, 2, 1, pane->cols - 2);
    size_t room = pane->rows > 4 ? (size_t)pane->rows - 4 : 0;
    size_t top = palette->selected >= room && room > 0 ? palette->selected - room + 1 : 0;
    for (size_t i = 0; i < room && top + i < palette->count; i++) {
        const struct entry_of_palette *entry = &palette->matches[top + i];
        bool is_selected = top + i == palette->selected;
        enum theme_role role = is_selected     ? THEME_SELECTION
                               : entry->reason ? THEME_DIM
                                               : THEME_TEXT;
        const char *text = entry->reason ? entry->reason : entry->summary;
        paint_blank(pane, 3 + (int)i, 1, pane->cols - 2, role);
        paint_cell(pane, 3 + (int)i, 2, 22, role, ALIGN_LEFT, entry->name);
        paint_cell(pane, 3 + (int)i, 25, pane->cols - 27, is_selected ? role : THEME_DIM,
                   ALIGN_LEFT, text ? text : "");
    }
    if (palette->count == 0) {
        paint_text(pane, 3, 2, THEME_DIM, "no command has this name");
    }
    edit_draw(&palette->edit, pane, 1, 3, pane->cols - 5, true);
}

static void palette_hints(struct frame *frame, struct hints *hints)
{
    (void)frame;
    hints_add(hints, "Enter", "run");
    hints_add(hints, "Tab", "complete");
    hints_add(hints, "Up Down", "choose");
    hints_add(hints, "Ctrl-P", "earlier");
    hints_add(hints, "Esc", "back");
    hints_add_rare(hints, "sellers /acme", "a list with its filter");
}

const struct screen screen_palette = {
    .name = "palette",
    .title = "Commands",
    .is_dialog = true,
    .open = palette_open,
    .draw = palette_draw,
    .key = palette_key,
    .hints = palette_hints,
    .size = palette_size,
};
