/* menu.h - a dialog with a few things to choose from: columns to sort by or to show, actions. */
#ifndef TUI_MENU_H
#define TUI_MENU_H

#include "tui/screen.h"

#include <stddef.h>

#define MENU_ITEMS_MAX 64

struct menu_item {
    const char *text;
    const char *note;   /* dim, at the right; why it cannot be chosen; or NULL */
    bool is_checked;    /* of a menu whose items are switched */
    bool is_impossible; /* choosing it only says the note */
};

struct menu_request {
    const char *title;
    const struct menu_item *items; /* copied */
    size_t count;
    size_t selected;
    bool is_switched; /* Space or Enter switches an item, Esc ends */
    void *owner;
    void (*chosen)(void *owner, size_t item);
};

extern const struct screen screen_menu;

#endif
