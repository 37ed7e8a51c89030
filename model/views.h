/* views.h - the declarations of all views, one file for each subject; views_all() gathers them. */
#ifndef MODEL_VIEWS_H
#define MODEL_VIEWS_H

#include "model/view_row.h"

#define VIEW_COLUMNS(array) .columns = (array), .column_count = sizeof(array) / sizeof *(array)

/* Columns at the end that are for looking at one thing alone, and the others: a list of many asks
 * for those only. law and forum are filled by forum_fill. */
#define VIEW_FORUM_COLUMNS(contracts_as)                                                           \
    {.name = "contracts_as",                                                                       \
     .title = "Contracts as",                                                                      \
     .kind = CELL_TEXT,                                                                            \
     .width_cols = 30,                                                                             \
     .sql = (contracts_as)},                                                                       \
        {.name = "law", .title = "Law", .kind = CELL_TEXT, .width_cols = 30},                      \
    {                                                                                              \
        .name = "forum", .title = "Forum", .kind = CELL_TEXT, .width_cols = 30                     \
    }
#define VIEW_LIST_COLUMNS(array)                                                                   \
    .columns = (array), .column_count = sizeof(array) / sizeof *(array)-3

/* What the default door of hold a says, and nothing where a is no live hold. */
#define VIEW_HOLD_SAYS                                                                             \
    "CASE WHEN COALESCE(a.balance_minor, 0) = 0 THEN NULL WHEN a.door = 'escalate' THEN "          \
    "CASE WHEN a.is_collected = 1 THEN 'escalates, courier ' ||"                                   \
    " (SELECT s.courier FROM parcel s WHERE s.deal = a.deal) ELSE 'escalates' END"                 \
    " WHEN a.purpose = 'group' AND EXISTS (SELECT 1 FROM deal g JOIN campaign w"                   \
    " ON w.id = g.campaign WHERE g.id = a.deal AND w.state = 'open') THEN 'back unless met'"       \
    " ELSE (SELECT 'to ' || p.kind || ' ' || p.id FROM party p WHERE p.id ="                       \
    " CASE a.door WHEN 'payer' THEN a.payer ELSE a.payee END) END"

/* Whether two parties, with the control groups that are known of them, are independent. */
#define VIEW_INDEPENDENCE(one, one_group, other, other_group)                                      \
    "CASE WHEN " one " = " other " OR " one_group " = " other_group " THEN 'own group'"            \
    " WHEN " one_group " IS NULL OR " other_group " IS NULL THEN 'unknown'"                        \
    " ELSE 'independent' END"

/* Ended by NULL, in the order of the console's screens; those of one thing come last. */
const struct view *const *views_all(void);

/* views_accounts.c */
extern const struct view view_breaks, view_break_notes, view_days, view_day_figures,
    view_day_breaks;
extern const struct view view_accounts, view_entries, view_liens;
/* views_holds.c */
extern const struct view view_holds, view_party_holds, view_deal_holds, view_any_holds;
/* views_parties.c */
extern const struct view view_sellers, view_any_sellers, view_parties, view_operators;
/* views_deals.c */
extern const struct view view_deals, view_any_deals, view_party_deals, view_campaign_deals,
    view_complaints, view_party_complaints, view_deal_complaints;
/* views_books.c */
extern const struct view view_books;
/* views_campaigns.c */
extern const struct view view_campaigns;
/* views_parcels.c */
extern const struct view view_parcels, view_deal_parcels;
/* views_advances.c */
extern const struct view view_advances, view_deal_advances, view_party_advances;
/* views_chargebacks.c */
extern const struct view view_chargebacks, view_deal_chargebacks;
/* views_freezes.c */
extern const struct view view_freezes, view_party_freezes, view_objections, view_freeze_objections,
    view_freeze_extensions;
/* views_cautions.c */
extern const struct view view_cautions, view_party_cautions;
/* views_evidence.c */
extern const struct view view_evidence, view_complaint_evidence, view_evidence_looks;
/* views_bonds.c; the bonds are for a report */
extern const struct view view_proposals, view_interests;
extern const struct view view_bonds, view_demands, view_party_demands;
/* views_insurance.c */
extern const struct view view_covers;
/* views_traces.c: of a bank account, for who may trace one */
extern const struct view view_traces;
/* views_bank.c */
/* views_rules.c */
extern const struct view view_rules;
extern const struct view view_statements, view_lines, view_statement_lines, view_suspense,
    view_matches, view_items, view_payouts;
/* views_conversions.c */
extern const struct view view_conversions;
/* views_events.c */
extern const struct view view_events, view_timeline, view_legs, view_bodies;
/* views_notices.c */
extern const struct view view_notices, view_undelivered, view_thing_notices;

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
