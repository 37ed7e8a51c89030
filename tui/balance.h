/* balance.h - the chart of an account's balance over time, in its detail.
 *
 * A bank account and what a provider owes are shown as people expect them, above zero, and the
 * chart says that the books have them with a minus; an overdraft then hangs below zero. */
#ifndef TUI_BALANCE_H
#define TUI_BALANCE_H

#include "tui/paint.h"
#include "tui/screen.h"

#define BALANCE_ROWS 6 /* five of the chart, one of dates */
#define BALANCE_RECENT_DAYS 60

struct balance;

/* Of the account that id names. There is nothing to draw where it is no account, or has fewer than
 * two events. */
struct balance *balance_new(void *mem, struct ui *ui, const char *id);
/* Read it again. */
void balance_reload(struct balance *balance);
/* BALANCE_ROWS, or 0 where there is nothing to draw. */
int balance_rows(const struct balance *balance);
void balance_draw(struct balance *balance, struct pane *pane, int row);
/* Its whole life or the last days; false where its life is not longer than these. */
bool balance_toggle(struct balance *balance);
/* What that key would show: "60 days", "whole life", or NULL. */
const char *balance_toggle_text(const struct balance *balance);

#endif
