#include "tui/menu.h"

#include "model/mem.h"
#include "tui/door.h"
#include "tui/ui.h"

#include <string.h>

struct menu {
    struct menu_request request;
    struct menu_item *items;
    size_t selected, top;
    int text_cols, note_cols;
};

static int cols_of(const char *text)
{
    return text ? door_cols(text, strlen(text)) : 0;
}

static enum status menu_open(struct frame *frame, const void *request, struct error *err)
{
    (void)err;
    struct menu *menu = MEM_NEW(frame->mem, struct menu);
    menu->request = *(const struct menu_request *)request;
    menu->items = MEM_ARRAY(menu, struct menu_item, menu->request.count + 1);
    for (size_t i = 0; i < menu->request.count; i++) {
        menu->items[i] = menu->request.items[i];
        menu->items[i].text = mem_strdup(menu, menu->items[i].text);
        if (menu->items[i].note) {
            menu->items[i].note = mem_strdup(menu, menu->items[i].note);
        }
        int text = cols_of(menu->items[i].text);
        int note = cols_of(menu->items[i].note);
        menu->text_cols = text > menu->text_cols ? text : menu->text_cols;
        menu->note_cols = note > menu->note_cols ? note : menu->note_cols;
    }
    menu->request.title = mem_strdup(menu, menu->request.title);
    menu->selected = menu->request.selected < menu->request.count ? menu->request.selected : 0;
    frame->state = menu;
    return STATUS_OK;
}

static void menu_size(struct frame *frame, int *rows, int *cols)
{
    struct menu *menu = frame->state;
    int title = cols_of(menu->request.title);
    int width = 2 + menu->text_cols + (menu->request.is_switched ? 4 : 0) +
                (menu->note_cols ? menu->note_cols + 2 : 0);
    *rows = (int)menu->request.count + 2;
    *cols = (width > title + 2 ? width : title + 2) + 4;
}

static void draw_item(struct menu *menu, struct pane *pane, int row, size_t number)
{
    const struct menu_item *item = &menu->items[number];
    bool is_selected = number == menu->selected;
    enum theme_role role = is_selected           ? THEME_SELECTION
                           : item->is_impossible ? THEME_DIM
                                                 : THEME_TEXT;
    int col = 2;
    if (is_selected) {
        paint_blank(pane, row, 1, pane->cols - 2, role);
    }
    if (menu->request.is_switched) {
        col = paint_text(pane, row, col, role, item->is_checked ? "[x] " : "[ ] ");
    }
    paint_cell(pane, row, col, menu->text_cols, role, ALIGN_LEFT, item->text);
    if (item->note) {
        paint_cell(pane, row, col + menu->text_cols + 2, pane->cols - col - menu->text_cols - 4,
                   is_selected ? role : THEME_DIM, ALIGN_LEFT, item->note);
    }
}

static void menu_draw(struct frame *frame)
{
    struct menu *menu = frame->state;
    struct pane *pane = &frame->pane;
    size_t room = pane->rows > 2 ? (size_t)pane->rows - 2 : 1;
    if (menu->selected < menu->top) {
        menu->top = menu->selected;
    }
    if (menu->selected >= menu->top + room) {
        menu->top = menu->selected - room + 1;
    }
    paint_box(pane, menu->request.title);
    for (size_t i = 0; i < room && menu->top + i < menu->request.count; i++) {
        draw_item(menu, pane, 1 + (int)i, menu->top + i);
    }
    paint_cursor(pane, 1 + (int)(menu->selected - menu->top), 1);
}

static void choose(struct frame *frame)
{
    struct menu *menu = frame->state;
    struct menu_item *item = &menu->items[menu->selected];
    if (menu->request.count == 0) {
        return;
    }
    if (item->is_impossible) {
        ui_say(frame->ui, THEME_WARN, "%s: %s", item->text, item->note ? item->note : "");
        return;
    }
    struct menu_request request = menu->request;
    size_t selected = menu->selected;
    if (request.is_switched) {
        item->is_checked = !item->is_checked;
    } else {
        ui_close(frame);
    }
    request.chosen(request.owner, selected);
}

static bool menu_key(struct frame *frame, const struct input_event *event)
{
    struct menu *menu = frame->state;
    size_t last = menu->request.count > 0 ? menu->request.count - 1 : 0;
    switch (event->key) {
    case 'j':
    case INPUT_DOWN:
    case INPUT_TAB:
        menu->selected = menu->selected < last ? menu->selected + 1 : 0;
        return true;
    case 'k':
    case INPUT_UP:
    case INPUT_BACK_TAB:
        menu->selected = menu->selected > 0 ? menu->selected - 1 : last;
        return true;
    case 'g':
    case INPUT_HOME:
        menu->selected = 0;
        return true;
    case 'G':
    case INPUT_END:
        menu->selected = last;
        return true;
    case ' ':
    case INPUT_ENTER:
        choose(frame);
        return true;
    case 'q':
        ui_close(frame);
        return true;
    default:
        return false;
    }
}

static void menu_hints(struct frame *frame, struct hints *hints)
{
    struct menu *menu = frame->state;
    hints_add(hints, "Up Down", "move");
    hints_add(hints, menu->request.is_switched ? "Space" : "Enter",
              menu->request.is_switched ? "switch" : "choose");
    hints_add(hints, "Esc", menu->request.is_switched ? "done" : "back");
}

const struct screen screen_menu = {
    .title = "Choose",
    .is_dialog = true,
    .open = menu_open,
    .draw = menu_draw,
    .key = menu_key,
    .hints = menu_hints,
    .size = menu_size,
};
