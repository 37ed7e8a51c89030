/* basket.h - what is marked on both sides of Reconcile, and what it comes to: the bank lines on the
 * one, the open items on the other.
 *
 * Amounts are what is left to match of each, signed as the bank has them; sums are per currency. */
#ifndef TUI_BASKET_H
#define TUI_BASKET_H

#include "model/book.h"
#include "model/match_pairs.h"
#include "tui/paint.h"

enum basket_side { BASKET_LINES, BASKET_ITEMS };

struct basket;

struct basket *basket_new(void *mem);
/* Take it in, or out again; false where no more fit (MATCH_PARTS_MAX of a side). */
bool basket_toggle(struct basket *basket, enum basket_side side, const char *id, struct money left);
size_t basket_count(const struct basket *basket, enum basket_side side);
/* Look at each anew: what has nothing left, or is gone, is taken out and told to drop. */
void basket_refresh(struct basket *basket, struct book *book,
                    void (*drop)(void *state, enum basket_side side, const char *id), void *state);
/* "line:7,line:8", owned by mem; NULL for nothing. */
char *basket_ids(const struct basket *basket, void *mem, enum basket_side side);
/* How many there are, and what is left between them. */
void basket_draw(const struct basket *basket, struct pane *pane, int row);

#endif
