/* preview.h - a dialog that shows exactly what an operation will do - its legs, clocks, liens, the
 * text of each notice - and asks whether to do it, with the focus on Cancel.
 *
 * Where many things are acted on at once, their count has to be typed. */
#ifndef TUI_PREVIEW_H
#define TUI_PREVIEW_H

#include "model/posting.h"
#include "tui/screen.h"
#include "tui/together.h"

struct preview_request {
    const char *title;
    const char *lead; /* a sentence above, or NULL */
    /* What it will do: asked for at each drawing, since a changed world is previewed afresh. */
    const struct posting *(*posting)(void *owner);
    const struct together_item *rows; /* of a bulk operation, else NULL; borrowed */
    size_t row_count;
    size_t possible_count; /* of them; has to be typed */
    void *owner;
    void (*confirmed)(void *owner, struct frame *preview);
    void (*closed)(void *owner); /* or NULL */
};

extern const struct screen screen_preview;

#endif
