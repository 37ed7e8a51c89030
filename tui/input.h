/* input.h - keys and pasted text, read without ever waiting.
 *
 * Text comes as whole characters, function keys as INPUT_ codes, a bracketed paste as one event.
 * The sync key of the test mode and what is no key are swallowed here. */
#ifndef TUI_INPUT_H
#define TUI_INPUT_H

#include <stdbool.h>
#include <stddef.h>

#define INPUT_PASTE_BYTES_MAX 65536

/* Characters stand for themselves (Unicode); controls too. */
enum input_key {
    INPUT_TAB = '\t',
    INPUT_ENTER = '\r',
    INPUT_ESCAPE = 0x1b,
    INPUT_BACKSPACE = 0x7f,
    INPUT_UP = 0x200000,
    INPUT_DOWN,
    INPUT_LEFT,
    INPUT_RIGHT,
    INPUT_HOME,
    INPUT_END,
    INPUT_PAGE_UP,
    INPUT_PAGE_DOWN,
    INPUT_DELETE,
    INPUT_INSERT,
    INPUT_BACK_TAB,
    INPUT_PASTE,
    INPUT_F1, /* F1 to F12 follow each other */
    INPUT_F12 = INPUT_F1 + 11,
};
#define INPUT_CTRL(letter) ((letter)&0x1f)

struct input_event {
    int key;
    const char *text; /* of a paste: UTF-8, borrowed until the next input_next */
};

struct input;

/* Reads through a window of its own. */
struct input *input_new(void *mem);
/* The next event that is there already; false when there is none. */
bool input_next(struct input *input, struct input_event *out);

/* The character that the event types, as UTF-8 in buffer (at least 8 bytes); false for other keys.
 */
bool input_is_text(const struct input_event *event, char *buffer);

#endif
