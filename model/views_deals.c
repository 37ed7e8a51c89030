#include "model/chargeback.h"
#include "model/deal.h"
#include "model/forum.h"
#include "model/views.h"
#include "model/way.h"

/* Hold a of deal d is the one of its price that is due first: the sale's, or a dispute carved from
 * it. */
#define DEAL_FROM                                                                                  \
    "deal d LEFT JOIN account a ON a.id = (SELECT x.id FROM account x WHERE x.deal = d.id"         \
    " AND x.balance_minor > 0 AND x.purpose IN " WAY_PRICE_PURPOSES                                \
    " ORDER BY x.due_us, x.id LIMIT 1)"
/* Of the seller and of the custodian of the book. */
#define SELLER_GROUP "(SELECT s.control_group FROM party s WHERE s.id = d.seller)"
#define CUSTODIAN "(SELECT b.custodian FROM book b WHERE b.id = $3)"
#define CUSTODIAN_GROUP                                                                            \
    "(SELECT k.control_group FROM book b JOIN party k ON k.id = b.custodian WHERE b.id = $3)"
/* What one side asked for its hold and the other has not agreed to; which has not lapsed. */
#define ASKED(column)                                                                              \
    "(SELECT q." column " FROM consent q JOIN account h ON h.id = q.hold_id"                       \
    " WHERE q.hold_id = d.hold_id AND h.balance_minor > 0 AND q.expires_us > $2"                   \
    " AND q.until_us > h.due_us ORDER BY q.event DESC LIMIT 1)"
#define HELD "d.funded_minor - d.released_minor - d.returned_minor"

static const struct column deal_columns[] = {
    {.name = "deal", .title = "Deal", .kind = CELL_TEXT, .width_cols = 10, .sql = "d.id"},
    {.name = "price",
     .title = "Price",
     .kind = CELL_MONEY,
     .width_cols = 12,
     .sql = "d.price_minor",
     .currency = "d.currency"},
    {.name = "state", .title = "State", .kind = CELL_TEXT, .width_cols = 9, .sql = DEAL_STATE_SQL},
    {.name = "mode", .title = "Mode", .kind = CELL_TEXT, .width_cols = 6, .sql = "d.mode"},
    {.name = "buyer", .title = "Buyer", .kind = CELL_TEXT, .width_cols = 10, .sql = "d.buyer"},
    {.name = "seller", .title = "Seller", .kind = CELL_TEXT, .width_cols = 10, .sql = "d.seller"},
    {.name = "held",
     .title = "Held",
     .kind = CELL_MONEY,
     .width_cols = 12,
     .sql = HELD,
     .currency = "d.currency"},
    {.name = "if_nobody_acts",
     .title = "If nobody acts",
     .kind = CELL_OUTCOME,
     .width_cols = 40,
     .sql = "a.due_us",
     .says = VIEW_HOLD_SAYS,
     .amount = "a.balance_minor",
     .currency = "d.currency"},
    {.name = "due", .title = "Due", .kind = CELL_TIME, .width_cols = 20, .sql = "a.due_us"},
    {.name = "default", .title = "Default", .kind = CELL_TEXT, .width_cols = 7, .sql = "a.door"},
    {.name = "fee",
     .title = "Fee",
     .kind = CELL_MONEY,
     .width_cols = 10,
     .is_hidden = true,
     .sql = "d.fee_minor",
     .currency = "d.currency"},
    {.name = "funded",
     .title = "Funded",
     .kind = CELL_MONEY,
     .width_cols = 12,
     .is_hidden = true,
     .sql = "d.funded_minor",
     .currency = "d.currency"},
    {.name = "released",
     .title = "Released",
     .kind = CELL_MONEY,
     .width_cols = 12,
     .is_hidden = true,
     .sql = "d.released_minor",
     .currency = "d.currency"},
    {.name = "returned",
     .title = "Returned",
     .kind = CELL_MONEY,
     .width_cols = 12,
     .is_hidden = true,
     .sql = "d.returned_minor",
     .currency = "d.currency"},
    {.name = "category",
     .title = "Category",
     .kind = CELL_TEXT,
     .width_cols = 12,
     .is_hidden = true,
     .sql = "d.category"},
    {.name = "policy",
     .title = "Policy",
     .kind = CELL_TEXT,
     .width_cols = 10,
     .is_hidden = true,
     .sql = "d.policy"},
    {.name = "campaign",
     .title = "Campaign",
     .kind = CELL_TEXT,
     .width_cols = 10,
     .is_hidden = true,
     .sql = "d.campaign"},
    {.name = "custody",
     .title = "Custody",
     .kind = CELL_TEXT,
     .width_cols = 11,
     .is_hidden = true,
     .sql = VIEW_INDEPENDENCE("d.seller", SELLER_GROUP, CUSTODIAN, CUSTODIAN_GROUP)},
    {.name = "shop",
     .title = "Shop",
     .kind = CELL_TEXT,
     .width_cols = 10,
     .is_hidden = true,
     .sql = "d.shop"},
    {.name = "ordered",
     .title = "Ordered",
     .kind = CELL_TIME,
     .width_cols = 20,
     .is_hidden = true,
     .sql = "d.ordered_us"},
    {.name = "hold",
     .title = "Hold",
     .kind = CELL_INT,
     .width_cols = 8,
     .is_hidden = true,
     .sql = "d.hold_id"},
    {.name = "asks",
     .title = "Asks for time",
     .kind = CELL_TEXT,
     .width_cols = 10,
     .is_hidden = true,
     .sql = ASKED("party")},
    {.name = "asks_until",
     .title = "Asks until",
     .kind = CELL_TIME,
     .width_cols = 20,
     .is_hidden = true,
     .sql = ASKED("until_us")},
    {.name = "asks_lapses",
     .title = "Asking lapses",
     .kind = CELL_TIME,
     .width_cols = 20,
     .is_hidden = true,
     .sql = ASKED("expires_us")},
    /* of one alone */
    VIEW_FORUM_COLUMNS("(SELECT " FORUM_CONTRACTS_AS " FROM party p WHERE p.id = d.seller)"),
};
/* A deal stays under the policy under which it was made. */
static enum status find_forum(const struct view *view, struct book *book, void *mem,
                              struct cell *cells, struct error *err)
{
    const struct policy *policy;
    const struct cell *name = &cells[view_row_column(view, "policy")];
    enum status status = book_policy_named(book, name->text, &policy, err);
    if (status == STATUS_OK) {
        forum_fill(policy, mem, &cells[view_row_column(view, "law")],
                   &cells[view_row_column(view, "forum")]);
    }
    return status;
}

const struct view view_deals = {
    .name = "deals",
    .title = "Deals",
    .from = DEAL_FROM,
    .key = "d.id",
    .key_is_text = true,
    .id_prefix = "deal:",
    VIEW_LIST_COLUMNS(deal_columns),
};
/* For looking at one. */
const struct view view_any_deals = {
    .name = "any-deals",
    .title = "Deal",
    .from = DEAL_FROM,
    .key = "d.id",
    .key_is_text = true,
    .id_prefix = "deal:",
    .finish = find_forum,
    VIEW_COLUMNS(deal_columns),
};
const struct view view_party_deals = {
    .name = "party-deals",
    .title = "Deals",
    .from = DEAL_FROM,
    .scope = "d.seller = $1 OR d.buyer = $1",
    .key = "d.id",
    .key_is_text = true,
    .id_prefix = "deal:",
    VIEW_LIST_COLUMNS(deal_columns),
};

const struct view view_campaign_deals = {
    .name = "campaign-deals",
    .title = "Orders",
    .from = DEAL_FROM,
    .scope = "d.campaign = $1",
    .key = "d.id",
    .key_is_text = true,
    .id_prefix = "deal:",
    VIEW_COLUMNS(deal_columns),
};

#define IS_OPEN "c.decided_us IS NULL"
/* An open complaint waits for a decision; of a decided one what waits for an appeal waits for the
 * end of that: the award, or without one what is still in dispute. */
#define COMPLAINT_DUE                                                                              \
    "CASE WHEN " IS_OPEN " THEN c.due_us"                                                          \
    " WHEN a.balance_minor > 0 THEN a.due_us END"
/* What happens next by itself: its stage ends, or it is decided by its clock; the same of an
 * appeal. The index complaint_next has this expression, so that the queue is read in its order. */
#define COMPLAINT_NEXT                                                                             \
    "CASE WHEN c.decided_us IS NOT NULL THEN c.step_us WHEN c.step_us < c.due_us THEN c.step_us"   \
    " ELSE c.due_us END"
#define IN_STAGE IS_OPEN " AND c.step_us < c.due_us"
#define COMPLAINT_STAGE                                                                            \
    "CASE WHEN " IS_OPEN " THEN c.state WHEN p.complaint IS NOT NULL AND p.outcome IS NULL"        \
    " THEN 'appealed' WHEN a.balance_minor > 0 AND p.complaint IS NULL"                            \
    " AND c.appeal_until_us IS NOT NULL THEN 'appealable' ELSE 'final' END"
/* What its own clock brings, and so what its default is. */
#define COMPLAINT_END(to_buyer, to_seller, dismissed)                                              \
    "CASE WHEN c.kind = 'rights-notice' THEN"                                                      \
    " CASE WHEN c.door = 'payer' THEN 'the measure stays' ELSE 'the measure ends' END"             \
    " WHEN c.hold_id IS NULL THEN '" dismissed "' WHEN c.door = 'payer' THEN '" to_buyer           \
    "' || d.buyer ELSE '" to_seller "' || c.seller END"
/* While its stage has a clock, what that brings comes first, and the time is of that. */
#define COMPLAINT_SAYS                                                                             \
    "CASE WHEN " IN_STAGE " THEN CASE c.state WHEN 'filed' THEN 'admitted, then '"                 \
    " WHEN 'open' THEN 'noticed, then ' ELSE 'silent, then ' END || " COMPLAINT_END(               \
        "to ", "to ", "dismissed") " WHEN " IS_OPEN                                                \
                                   " THEN " COMPLAINT_END("to buyer ", "to seller ",               \
                                                          "is dismissed") " ELSE " VIEW_HOLD_SAYS  \
                                                                          " END"

/* As taking_row.h says it; of what is over nobody has to know. */
#define COMPLAINT_HOLDER(what)                                                                     \
    "CASE WHEN " IS_OPEN " OR c.decided_event IS NOT NULL THEN (SELECT " what " FROM taking t"     \
    " WHERE t.complaint = c.id AND t.event > COALESCE(c.decided_event, 0)"                         \
    " ORDER BY t.event DESC LIMIT 1) END"

static const struct column complaint_columns[] = {
    {.name = "complaint", .title = "Complaint", .kind = CELL_TEXT, .width_cols = 10, .sql = "c.id"},
    {.name = "deal", .title = "Deal", .kind = CELL_TEXT, .width_cols = 10, .sql = "c.deal"},
    {.name = "seller", .title = "Seller", .kind = CELL_TEXT, .width_cols = 10, .sql = "c.seller"},
    {.name = "kind", .title = "Kind", .kind = CELL_TEXT, .width_cols = 11, .sql = "c.kind"},
    {.name = "state", .title = "State", .kind = CELL_TEXT, .width_cols = 9, .sql = "c.state"},
    {.name = "amount",
     .title = "Amount",
     .kind = CELL_MONEY,
     .width_cols = 12,
     .sql = "c.amount_minor",
     .currency = "c.currency"},
    {.name = "if_nobody_acts",
     .title = "If nobody acts",
     .kind = CELL_OUTCOME,
     .width_cols = 40,
     .sql = "CASE WHEN " IS_OPEN " THEN " COMPLAINT_NEXT " ELSE " COMPLAINT_DUE " END",
     .says = COMPLAINT_SAYS,
     .amount = "CASE WHEN " IS_OPEN " AND (c.hold_id IS NULL OR c.step_us < c.due_us) THEN NULL"
               " WHEN " IS_OPEN " THEN c.amount_minor - " CHARGEBACK_OF_COMPLAINT_SQL
               " ELSE a.balance_minor END",
     .currency = "c.currency"},
    {.name = "holder",
     .title = "Taken by",
     .kind = CELL_TEXT,
     .width_cols = 8,
     .sql = COMPLAINT_HOLDER("t.holder")},
    {.name = "due", .title = "Due", .kind = CELL_TIME, .width_cols = 20, .sql = COMPLAINT_DUE},
    {.name = "default",
     .title = "Default",
     .kind = CELL_TEXT,
     .width_cols = 7,
     .sql = "CASE WHEN " IS_OPEN " THEN c.door WHEN a.balance_minor > 0 THEN a.door END"},
    {.name = "by", .title = "By", .kind = CELL_TEXT, .width_cols = 10, .sql = "c.complainant"},
    {.name = "opened",
     .title = "Opened",
     .kind = CELL_TIME,
     .width_cols = 20,
     .sql = "c.opened_us"},
    {.name = "award",
     .title = "Award",
     .kind = CELL_MONEY,
     .width_cols = 12,
     .sql = "c.award_minor",
     .currency = "c.currency"},
    {.name = "refunded",
     .title = "Refunded",
     .kind = CELL_MONEY,
     .width_cols = 12,
     .is_hidden = true,
     .sql = "CASE WHEN c.state IN ('refunded', 'awarded') THEN"
            " coalesce(c.refunded_minor, c.amount_minor - " CHARGEBACK_OF_COMPLAINT_SQL ") END",
     .currency = "c.currency"},
    {.name = "decided",
     .title = "Decided",
     .kind = CELL_TIME,
     .width_cols = 20,
     .is_hidden = true,
     .sql = "c.decided_us"},
    {.name = "decided_by",
     .title = "Decided by",
     .kind = CELL_TEXT,
     .width_cols = 12,
     .is_hidden = true,
     .sql = "c.decided_by"},
    {.name = "next",
     .title = "Next",
     .kind = CELL_TIME,
     .width_cols = 20,
     .is_hidden = true,
     .sql = COMPLAINT_NEXT},
    {.name = "held_since",
     .title = "Taken",
     .kind = CELL_TIME,
     .width_cols = 20,
     .is_hidden = true,
     .sql = COMPLAINT_HOLDER("t.at_us")},
    {.name = "stage",
     .title = "Stage",
     .kind = CELL_TEXT,
     .width_cols = 10,
     .is_hidden = true,
     .sql = COMPLAINT_STAGE},
    {.name = "admitted",
     .title = "Admitted",
     .kind = CELL_TIME,
     .width_cols = 20,
     .is_hidden = true,
     .sql = "c.admitted_us"},
    {.name = "noticed",
     .title = "Told",
     .kind = CELL_TIME,
     .width_cols = 20,
     .is_hidden = true,
     .sql = "c.noticed_us"},
    {.name = "answered",
     .title = "Answered",
     .kind = CELL_TIME,
     .width_cols = 20,
     .is_hidden = true,
     .sql = "c.answered_us"},
    {.name = "answer",
     .title = "Answer",
     .kind = CELL_TEXT,
     .width_cols = 8,
     .is_hidden = true,
     .sql = "c.answer"},
    {.name = "answer_text",
     .title = "What the seller says",
     .kind = CELL_TEXT,
     .width_cols = 30,
     .is_hidden = true,
     .sql = "c.answer_text"},
    {.name = "appeal_until",
     .title = "Appeal until",
     .kind = CELL_TIME,
     .width_cols = 20,
     .is_hidden = true,
     .sql = "c.appeal_until_us"},
    {.name = "appeal_by",
     .title = "Appeal by",
     .kind = CELL_TEXT,
     .width_cols = 10,
     .is_hidden = true,
     .sql = "p.party"},
    {.name = "review",
     .title = "Review",
     .kind = CELL_TEXT,
     .width_cols = 9,
     .is_hidden = true,
     .sql = "p.outcome"},
    {.name = "reviewed_by",
     .title = "Reviewed by",
     .kind = CELL_TEXT,
     .width_cols = 12,
     .is_hidden = true,
     .sql = "p.reviewed_by"},
    {.name = "text",
     .title = "Text",
     .kind = CELL_TEXT,
     .width_cols = 30,
     .is_hidden = true,
     .sql = "c.text"},
    {.name = "reasons",
     .title = "Reasons",
     .kind = CELL_TEXT,
     .width_cols = 30,
     .is_hidden = true,
     .sql = "c.reasons"},
};
#define COMPLAINT_FROM                                                                             \
    "complaint c JOIN deal d ON d.id = c.deal LEFT JOIN appeal p ON p.complaint = c.id"            \
    " LEFT JOIN account a ON a.id = CASE WHEN c.award_hold_id IS NOT NULL THEN c.award_hold_id"    \
    " WHEN c.decided_us IS NOT NULL THEN c.hold_id END"
const struct view view_complaints = {
    .name = "complaints",
    .title = "Complaints",
    .is_kept = true,
    .from = COMPLAINT_FROM,
    .key = "c.id",
    .key_is_text = true,
    .natural = "next",
    .id_prefix = "complaint:",
    VIEW_COLUMNS(complaint_columns),
};
const struct view view_party_complaints = {
    .name = "party-complaints",
    .title = "Complaints",
    .is_kept = true,
    .from = COMPLAINT_FROM,
    .scope = "c.seller = $1 OR c.complainant = $1",
    .key = "c.id",
    .key_is_text = true,
    .natural = "due",
    .id_prefix = "complaint:",
    VIEW_COLUMNS(complaint_columns),
};
const struct view view_deal_complaints = {
    .name = "deal-complaints",
    .title = "Complaints",
    .is_kept = true,
    .from = COMPLAINT_FROM,
    .scope = "c.deal = $1",
    .key = "c.id",
    .key_is_text = true,
    .natural = "due",
    .id_prefix = "complaint:",
    VIEW_COLUMNS(complaint_columns),
};
