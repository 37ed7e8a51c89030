/* screen.h - what a screen is: one const table of five functions, and the frame in which it stands.
 *
 * The console keeps a stack of frames; the top one gets the keys. A dialog is a screen that stands
 * over the one below. Adding a screen is one file and one row in screens.c. */
#ifndef TUI_SCREEN_H
#define TUI_SCREEN_H

#include "model/error.h"
#include "tui/input.h"
#include "tui/paint.h"

#include <stdbool.h>

struct ui;
struct frame;
struct hints;

struct screen {
    const char *name; /* "sellers": to jump to; NULL for what is only opened by others */
    const char *title;
    bool is_dialog;
    /* request is what the opener gave: a name, a struct of this screen's header, or NULL. A failure
     * leaves nothing open and is shown. */
    enum status (*open)(struct frame *frame, const void *request, struct error *err);
    /* Just after it was put on the stack, for a dialog that it begins with; may be NULL. */
    void (*opened)(struct frame *frame);
    /* The frame's pane has been begun and will be ended. */
    void (*draw)(struct frame *frame);
    /* False: not mine, so the console may know it. */
    bool (*key)(struct frame *frame, const struct input_event *event);
    /* Before frame->mem goes; may be NULL. */
    void (*close)(struct frame *frame);
    /* The store changed, or what stood above was closed; may be NULL. */
    void (*reload)(struct frame *frame);
    /* A worker has something new; may be NULL. */
    void (*wake)(struct frame *frame);
    /* The keys of this very screen, the important ones first; may be NULL. */
    void (*hints)(struct frame *frame, struct hints *hints);
    /* The id of the thing that is selected or shown, for commands by name; may be NULL. */
    const char *(*subject)(struct frame *frame);
    /* Of a dialog: the rows and columns that it would like; may be NULL for the whole screen. */
    void (*size)(struct frame *frame, int *rows, int *cols);
};

struct frame {
    const struct screen *screen;
    struct ui *ui;
    void *mem; /* of the frame, freed with it */
    void *state;
    struct pane pane;
    struct frame *below;
};

/* Say what a key does; texts are literals or outlive the drawing. */
void hints_add(struct hints *hints, const char *key, const char *text);
/* A key that the bottom line leaves to the help. */
void hints_add_rare(struct hints *hints, const char *key, const char *text);

#endif
