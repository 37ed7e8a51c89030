#include "tui/screens.h"

#include "tui/screen_help.h"
#include "tui/screen_home.h"
#include "tui/screen_import.h"
#include "tui/screen_learn.h"
#include "tui/screen_list.h"
#include "tui/screen_palette.h"
#include "tui/screen_reconcile.h"
#include "tui/screen_reports.h"

#include <stddef.h>

const struct screen *const *screens_all(void)
{
    static const struct screen *const screens[] = {
        &screen_home,
        &screen_accounts,
        &screen_sellers,
        &screen_deals,
        &screen_holds,
        &screen_complaints,
        &screen_freezes,
        &screen_statements,
        &screen_reconcile,
        &screen_events,
        &screen_import,
        &screen_reports,
        &screen_lines,
        &screen_payouts,
        &screen_items,
        &screen_parties,
        &screen_conversions,
        &screen_operators,
        &screen_proposals,
        &screen_campaigns,
        &screen_books,
        &screen_notices,
        &screen_objections,
        &screen_cautions,
        &screen_breaks,
        &screen_days,
        &screen_rules,
        &screen_learn,
        &screen_help,
        &screen_palette,
        NULL,
    };
    return screens;
}
