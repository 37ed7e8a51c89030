/* screen_learn.h - a profile learnt from a file, one question at a time: what the file does not
 * prove is asked with its choices, and below stand the rows as they would be read. */
#ifndef TUI_SCREEN_LEARN_H
#define TUI_SCREEN_LEARN_H

#include "tui/screen.h"

struct learn_request { /* NULL: ask for the file */
    const char *path;
    void *owner;
    /* It is written under this name, and the screen is closed; may be NULL. */
    void (*learnt)(void *owner, const char *profile);
};

extern const struct screen screen_learn;

#endif
