/* home_ladder.h - how the maturity ladder of Home looks: a row for each rung, and beside each other
 * the currencies, each with its amount and a bar, the longest for its highest rung. */
#ifndef TUI_HOME_LADDER_H
#define TUI_HOME_LADDER_H

#include "model/ladder.h"
#include "tui/paint.h"

/* Its heading and one rung, of count ladders. Currencies that have no room are counted in the
 * heading. role as in home_draw.h. */
void home_ladder_head(struct pane *pane, int row, const struct ladder *ladders, size_t count,
                      enum theme_role role);
void home_ladder_rung(struct pane *pane, int row, const struct ladder *ladders, size_t count,
                      enum rung rung, enum theme_role role);

#endif
