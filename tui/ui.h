/* ui.h - what screens may ask of the console: to open and close screens, to say something, and the
 * book that they show.
 *
 * A screen that is closed while one of its functions runs is freed only after that function
 * returned. */
#ifndef TUI_UI_H
#define TUI_UI_H

#include "model/book.h"
#include "tui/screen.h"
#include "tui/state.h"

#include <stddef.h>

struct ui_terms {
    struct book *book;
    struct paint *paint;
    struct state *state;
    struct clock clock;
    const char *url; /* for a worker's own connection */
    bool is_read_only;
    const struct screen *const
        *screens; /* ended by NULL; the first is at the bottom of the stack */
};

struct ui *ui_new(void *mem, const struct ui_terms *terms);
/* Close all screens, the top one first. */
void ui_close_all(struct ui *ui);

struct book *ui_book(const struct ui *ui);
int64_t ui_now_us(const struct ui *ui);
struct state *ui_state(const struct ui *ui);
const struct ui_terms *ui_terms(const struct ui *ui);

/* Put a screen on top. An error is shown as a message; returns NULL then. */
struct frame *ui_push(struct ui *ui, const struct screen *screen, const void *request);
/* The same by name, for screens that do not know each other. */
struct frame *ui_push_named(struct ui *ui, const char *name, const void *request);
/* Close this frame and all above it. */
void ui_close(struct frame *frame);
/* Leave all screens but the first and open this one. request as for its open. */
void ui_jump(struct ui *ui, const char *name, const void *request);
const struct screen *ui_find_screen(const struct ui *ui, const char *name);
/* The id of what is selected on the topmost screen that is no dialog, or NULL. */
const char *ui_subject(const struct ui *ui);
struct frame *ui_top(const struct ui *ui);
/* The n-th screen that can be jumped to, from 1; NULL beyond. */
const struct screen *ui_jump_screen(const struct ui *ui, int number);
void ui_quit(struct ui *ui);
bool ui_is_quitting(const struct ui *ui);

/* A message over the bottom line until the next key. */
void ui_say(struct ui *ui, enum theme_role role, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
void ui_error(struct ui *ui, const struct error *err);

/* The store's server went away and is being reached for, or (NULL) it is there again, which is
 * said. Meanwhile nothing is read anew. */
void ui_set_lost(struct ui *ui, const char *host);
bool ui_is_lost(const struct ui *ui);
/* The same, said to the operator: for a key that needs the store. */
bool ui_refuses_lost(struct ui *ui);

/* All frames show what the store now holds. */
void ui_reload(struct ui *ui);
void ui_key(struct ui *ui, const struct input_event *event);
void ui_draw(struct ui *ui);
/* There is more to do when no key waits: draw again, without waiting for one. */
void ui_ask_turn(struct ui *ui);
/* Whether that was asked, once. */
bool ui_take_turn(struct ui *ui);
/* Something has to be drawn. */
void ui_touch(struct ui *ui);
bool ui_is_touched(const struct ui *ui);

/* Workers: the console is not idle while one runs; its pokes reach every screen's wake. */
int ui_wake_fd(const struct ui *ui);
void ui_woken(struct ui *ui);
void ui_worker_began(struct ui *ui);
void ui_worker_ended(struct ui *ui);
bool ui_has_worker(const struct ui *ui);

/* For help: the keys of the topmost frame that is no help. */
struct hint {
    const char *key, *text;
    bool is_rare;
};
#define HINTS_MAX 48
struct hints {
    struct hint items[HINTS_MAX];
    size_t count;
};
void ui_hints(struct frame *frame, struct hints *hints);

#endif
