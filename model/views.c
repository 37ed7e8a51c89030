#include "model/views.h"

const struct view *const *views_all(void)
{
    static const struct view *const views[] = {
        &view_accounts,
        &view_sellers,
        &view_deals,
        &view_holds,
        &view_complaints,
        &view_freezes,
        &view_demands,
        &view_covers,
        &view_statements,
        &view_lines,
        &view_suspense,
        &view_items,
        &view_payouts,
        &view_advances,
        &view_chargebacks,
        &view_events,
        &view_parties,
        &view_operators,
        /* of one thing */
        &view_any_holds,
        &view_bodies,
        &view_entries,
        &view_liens,
        &view_timeline,
        &view_legs,
        &view_notices,
        &view_matches,
        &view_statement_lines,
        &view_party_holds,
        &view_party_deals,
        &view_party_complaints,
        &view_party_freezes,
        &view_party_demands,
        &view_deal_holds,
        &view_deal_complaints,
        &view_deal_advances,
        &view_deal_chargebacks,
        &view_party_advances,
        NULL,
    };
    return views;
}
