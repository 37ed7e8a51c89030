/* learn_draw.h - drawing what is known of a file, what is asked, and how it would be read. */
#ifndef TUI_LEARN_DRAW_H
#define TUI_LEARN_DRAW_H

#include "import/guess.h"
#include "tui/paint.h"

/* A question with its choices, of which one is under the cursor and some may be marked; the last
 * row is for a value that is typed. At most rows; returns how many were used. */
struct learn_question {
    const struct guess_question *question;
    size_t at;         /* choice_count: another value */
    const bool *is_on; /* of its choices */
    bool takes_several;
};
int learn_draw_question(struct pane *pane, int row, int rows, const struct learn_question *drawn);

/* The first rows as they would be read, below what the whole file comes to. */
void learn_draw_rows(struct pane *pane, int row, const struct guess *guess);

/* Every key with its reason, from the one at top on. */
void learn_draw_keys(struct pane *pane, int row, const struct guess *guess, size_t top);

#endif
