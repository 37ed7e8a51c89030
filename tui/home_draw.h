/* home_draw.h - how the lines of Home look. role is THEME_SELECTION where the line is selected,
 * else THEME_TEXT, and then each figure has the role of what it says. */
#ifndef TUI_HOME_DRAW_H
#define TUI_HOME_DRAW_H

#include "tui/home_data.h"
#include "tui/paint.h"

void home_draw_position_head(struct pane *pane, int row);
void home_draw_position(struct pane *pane, int row, const struct position *at,
                        enum theme_role role);
void home_draw_bank(struct pane *pane, int row, const struct position_bank *at,
                    enum theme_role role);
void home_draw_section(struct pane *pane, int row, const struct home_section *section,
                       enum theme_role role);
void home_draw_row(struct pane *pane, int row, const struct home_section *section,
                   const struct view_row *values, enum theme_role role);
/* How old what is in suspense is. */
void home_draw_ages(struct pane *pane, int row, const struct home_data *data);

#endif
