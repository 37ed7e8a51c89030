/* theme.h - what things on the screen look like: a handful of roles, each with colours and
 * attributes, read from an ini file.
 *
 * A theme is data: themes/NAME.ini has one section [theme] (`foreground` and `background` say what
 * the terminal's own colours are taken to be where a role says `default`) and one section for each
 * role with `fg`, `bg` (#rrggbb or default), `attributes` and `mono` (bold dim underline reverse).
 * Colours are mapped down to what the terminal has. Knows no curses. */
#ifndef TUI_THEME_H
#define TUI_THEME_H

#include "model/error.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum theme_role {
    THEME_TEXT,
    THEME_DIM,
    THEME_TITLE,          /* the top line */
    THEME_TITLE_WARN,     /* in it: SANDBOX, READ-ONLY */
    THEME_HEADING,        /* over columns and panes */
    THEME_LABEL,          /* before a value */
    THEME_SELECTION,      /* the selected row */
    THEME_SELECTION_WARN, /* in it: what is red elsewhere */
    THEME_SELECTION_IDLE, /* the selected row of a pane that has no focus */
    THEME_MARK,           /* a marked row */
    THEME_KEY,            /* the key in a hint */
    THEME_HINT,           /* what the key does */
    THEME_GOOD,
    THEME_WARN,
    THEME_DANGER,
    THEME_NEGATIVE, /* an amount below zero */
    THEME_BORDER,
    THEME_FIELD,       /* where one types */
    THEME_FIELD_FOCUS, /* where one types now */
    THEME_BUTTON,
    THEME_BUTTON_FOCUS,
    THEME_BAR, /* drawn figures */
    THEME_ROLE_COUNT,
};

#define THEME_DEFAULT (-1) /* the terminal's own colour */

enum theme_attribute {
    THEME_BOLD = 1 << 0,
    THEME_FAINT = 1 << 1,
    THEME_UNDERLINE = 1 << 2,
    THEME_REVERSE = 1 << 3,
};

struct theme_style {
    int32_t fg, bg; /* 0xrrggbb or THEME_DEFAULT */
    unsigned attributes;
    unsigned mono; /* attributes where there are no colours */
};

struct theme {
    const char *name;
    int32_t foreground, background; /* what default is taken to be */
    struct theme_style styles[THEME_ROLE_COUNT];
};

/* A built-in theme by name, or a file where the name has a slash. Owned by mem. */
enum status theme_load(void *mem, const char *name, const struct theme **out,
                       struct error *err) CHECKED;
enum status theme_parse(void *mem, const char *name, const char *text, const struct theme **out,
                        struct error *err) CHECKED;
/* The theme of the test mode: role n is palette colour 16 + n. */
const struct theme *theme_of_roles(void *mem);

const char *theme_role_name(enum theme_role role);
/* One letter for each role, all different, for tests. */
const char *theme_role_letters(void);

/* The nearest colour of a palette of 256, 16 or 8; THEME_DEFAULT stays. */
int theme_map(int32_t colour, int palette);
/* What a palette's colour is on the usual terminal. */
int32_t theme_palette(int index);
/* The style's colours in that palette; false where they would not differ, so that only attributes
 * help. */
bool theme_style_map(const struct theme_style *style, int palette, int *fg, int *bg);

/* Contrast by WCAG 2.1, times 100: 450 is 4.5 to 1. */
int theme_contrast(int32_t fg, int32_t bg);

#endif
