/* screen_list.h - one screen for every view: browse, sort, filter, choose columns, mark, open, act.
 */
#ifndef TUI_SCREEN_LIST_H
#define TUI_SCREEN_LIST_H

#include "tui/screen.h"

/* How to open one; NULL is as the operator left it. */
struct list_request {
    const char *filter; /* or NULL */
    const char *sort;   /* a column's name, or NULL */
    bool is_descending;
    const char *select; /* a row's id, or NULL */
};

/* Named like the view that they show. */
extern const struct screen screen_accounts, screen_sellers, screen_deals, screen_holds,
    screen_complaints, screen_freezes, screen_notices, screen_objections, screen_statements,
    screen_lines, screen_events, screen_parties, screen_operators, screen_payouts, screen_items,
    screen_conversions, screen_campaigns, screen_proposals, screen_books, screen_cautions,
    screen_breaks, screen_days, screen_rules;

#endif
