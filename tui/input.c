#include "tui/input.h"

#include "model/mem.h"
#include "model/text.h"
#include "tui/term.h"

#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <curses.h>

#define SYNC_KEY 0x1e
#define PASTE_BEGIN 0x7001 /* codes of our own, beyond those of curses */
#define PASTE_END 0x7002

struct input {
    WINDOW *window;
    bool is_pasting;
    char *paste;
    size_t paste_bytes;
};

static void destroy(void *object)
{
    delwin(((struct input *)object)->window);
}

struct input *input_new(void *mem)
{
    struct input *input = MEM_NEW(mem, struct input);
    input->window = newwin(1, 1, 0, 0);
    keypad(input->window, TRUE);
    nodelay(input->window, TRUE);
    leaveok(input->window, TRUE);
    define_key("\033[200~", PASTE_BEGIN);
    define_key("\033[201~", PASTE_END);
    input->paste = mem_zeroed(input, INPUT_PASTE_BYTES_MAX + 8, "paste");
    mem_on_free(input, destroy);
    return input;
}

static int from_curses(wint_t code)
{
    static const struct {
        int curses, ours;
    } keys[] = {
        {KEY_UP, INPUT_UP},         {KEY_DOWN, INPUT_DOWN},           {KEY_LEFT, INPUT_LEFT},
        {KEY_RIGHT, INPUT_RIGHT},   {KEY_HOME, INPUT_HOME},           {KEY_END, INPUT_END},
        {KEY_PPAGE, INPUT_PAGE_UP}, {KEY_NPAGE, INPUT_PAGE_DOWN},     {KEY_DC, INPUT_DELETE},
        {KEY_IC, INPUT_INSERT},     {KEY_BTAB, INPUT_BACK_TAB},       {KEY_ENTER, INPUT_ENTER},
        {KEY_A1, INPUT_HOME},       {KEY_BACKSPACE, INPUT_BACKSPACE}, {KEY_C1, INPUT_END},
        {KEY_A3, INPUT_PAGE_UP},    {KEY_C3, INPUT_PAGE_DOWN},        {KEY_FIND, INPUT_HOME},
        {KEY_SELECT, INPUT_END},    {KEY_EXIT, INPUT_ESCAPE},
    };
    for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++) {
        if ((wint_t)keys[i].curses == code) {
            return keys[i].ours;
        }
    }
    if (code >= KEY_F(1) && code <= KEY_F(12)) {
        return INPUT_F1 + (int)(code - KEY_F(1));
    }
    return 0;
}

static int from_character(wint_t character)
{
    if (character == '\n') {
        return INPUT_ENTER;
    }
    if (character == 0x08) {
        return INPUT_BACKSPACE;
    }
    return character < 0x110000 ? (int)character : 0;
}

static void add_to_paste(struct input *input, int key)
{
    if (key <= 0 || key >= INPUT_UP || input->paste_bytes >= INPUT_PASTE_BYTES_MAX) {
        return;
    }
    /* Terminals send a line's end as the Enter key. */
    input->paste_bytes +=
        text_encode(key == INPUT_ENTER ? '\n' : (uint32_t)key, input->paste + input->paste_bytes);
}

/* One key of curses in *key; false when there is none. */
static bool read_key(struct input *input, int *key)
{
    wint_t character;
    untouchwin(input->window); /* or reading would draw it */
    int kind = wget_wch(input->window, &character);
    if (kind == ERR) {
        return false;
    }
    *key = 0;
    if (kind == KEY_CODE_YES && character == PASTE_BEGIN) {
        input->is_pasting = true;
        input->paste_bytes = 0;
    } else if (kind == KEY_CODE_YES && character == PASTE_END && input->is_pasting) {
        input->is_pasting = false;
        input->paste[input->paste_bytes] = '\0';
        *key = INPUT_PASTE;
    } else if (kind != KEY_CODE_YES && character == SYNC_KEY) {
        term_count_sync();
    } else if (input->is_pasting) {
        add_to_paste(input, kind == KEY_CODE_YES ? 0 : from_character(character));
    } else {
        *key = kind == KEY_CODE_YES ? from_curses(character) : from_character(character);
    }
    return true;
}

bool input_next(struct input *input, struct input_event *out)
{
    int key;
    while (read_key(input, &key)) {
        if (key == 0) {
            continue;
        }
        *out = (struct input_event){.key = key, .text = key == INPUT_PASTE ? input->paste : NULL};
        return true;
    }
    return false;
}

bool input_is_text(const struct input_event *event, char *buffer)
{
    if (event->key < 0x20 || event->key == INPUT_BACKSPACE || event->key >= INPUT_UP ||
        (event->key >= 0x80 && event->key < 0xa0)) {
        return false;
    }
    buffer[text_encode((uint32_t)event->key, buffer)] = '\0';
    return true;
}
