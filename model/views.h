/* views.h - the declarations of all views, one file for each subject; views_all() gathers them. */
#ifndef MODEL_VIEWS_H
#define MODEL_VIEWS_H

#include "model/view_row.h"

#define VIEW_COLUMNS(array) .columns = (array), .column_count = sizeof(array) / sizeof *(array)

/* What the default door of hold a says, and nothing where a is no live hold. */
#define VIEW_HOLD_SAYS                                                                             \
    "CASE WHEN COALESCE(a.balance_minor, 0) = 0 THEN NULL WHEN a.door = 'escalate' THEN "          \
    "'escalates'"                                                                                  \
    " ELSE (SELECT 'to ' || p.kind || ' ' || p.id FROM party p WHERE p.id ="                       \
    " CASE a.door WHEN 'payer' THEN a.payer ELSE a.payee END) END"

/* Ended by NULL, in the order of the console's screens; those of one thing come last. */
const struct view *const *views_all(void);

/* views_accounts.c */
extern const struct view view_accounts, view_entries, view_liens;
/* views_holds.c */
extern const struct view view_holds, view_party_holds, view_deal_holds, view_any_holds;
/* views_parties.c */
extern const struct view view_sellers, view_parties, view_operators;
/* views_deals.c */
extern const struct view view_deals, view_party_deals, view_complaints, view_party_complaints,
    view_deal_complaints;
/* views_advances.c */
extern const struct view view_advances, view_deal_advances, view_party_advances;
/* views_chargebacks.c */
extern const struct view view_chargebacks, view_deal_chargebacks;
/* views_freezes.c */
extern const struct view view_freezes, view_party_freezes;
/* views_bonds.c; the bonds are for a report */
extern const struct view view_bonds, view_demands, view_party_demands;
/* views_insurance.c */
extern const struct view view_covers;
/* views_bank.c */
extern const struct view view_statements, view_lines, view_statement_lines, view_suspense,
    view_matches, view_items, view_payouts;
/* views_events.c */
extern const struct view view_events, view_timeline, view_legs, view_notices, view_bodies;

/* For reports alone, and not among views_all(). */
extern const struct view view_trial; /* views_accounts.c */
enum view_chart_column {
    VIEW_CHART_KIND,
    VIEW_CHART_NAME,
    VIEW_CHART_PURPOSE,
    VIEW_CHART_COLUMNS,
};
extern const struct view view_chart; /* views_accounts.c */
enum view_journal_column {
    VIEW_JOURNAL_EVENT,
    VIEW_JOURNAL_AT,
    VIEW_JOURNAL_VERB,
    VIEW_JOURNAL_SUBJECT,
    VIEW_JOURNAL_KIND,
    VIEW_JOURNAL_NAME,
    VIEW_JOURNAL_PURPOSE,
    VIEW_JOURNAL_AMOUNT,
    VIEW_JOURNAL_COLUMNS,
};
extern const struct view view_journal; /* views_events.c */

#endif
