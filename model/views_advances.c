#include "model/views.h"

/* Its liens: the one on the hold first, the one on the seller's money once the deal holds nothing.
 */
#define LIENS "FROM lien n WHERE n.rank = 50 AND n.reference = 'advance:' || v.id"
#define REPAID "(SELECT coalesce(sum(n.taken_minor), 0) " LIENS ")"
/* Hold a is what it was lent on. */
#define ADVANCE_FROM "advance v JOIN account a ON a.id = v.hold_id"

static const struct column columns[] = {
    {.name = "advance", .title = "Advance", .kind = CELL_TEXT, .width_cols = 10, .sql = "v.id"},
    {.name = "deal", .title = "Deal", .kind = CELL_TEXT, .width_cols = 10, .sql = "v.deal"},
    {.name = "lender", .title = "Lender", .kind = CELL_TEXT, .width_cols = 10, .sql = "v.lender"},
    {.name = "seller", .title = "Seller", .kind = CELL_TEXT, .width_cols = 10, .sql = "v.seller"},
    {.name = "amount",
     .title = "Advanced",
     .kind = CELL_MONEY,
     .width_cols = 12,
     .sql = "v.amount_minor",
     .currency = "v.currency"},
    {.name = "repay",
     .title = "To repay",
     .kind = CELL_MONEY,
     .width_cols = 12,
     .sql = "v.repay_minor",
     .currency = "v.currency"},
    {.name = "repaid",
     .title = "Repaid",
     .kind = CELL_MONEY,
     .width_cols = 12,
     .sql = REPAID,
     .currency = "v.currency"},
    {.name = "left",
     .title = "Left",
     .kind = CELL_MONEY,
     .width_cols = 12,
     .sql = "v.repay_minor - " REPAID,
     .currency = "v.currency"},
    {.name = "on",
     .title = "On",
     .kind = CELL_TEXT,
     .width_cols = 16,
     .sql = "(SELECT o.kind || ':' || o.name FROM account o WHERE o.id ="
            " (SELECT n.account_id " LIENS " AND n.is_closed = 0 LIMIT 1))"},
    {.name = "state",
     .title = "State",
     .kind = CELL_TEXT,
     .width_cols = 7,
     .sql = "CASE WHEN EXISTS (SELECT 1 " LIENS " AND n.is_closed = 0) THEN 'open'"
            " ELSE 'repaid' END"},
    {.name = "if_nobody_acts",
     .title = "If nobody acts",
     .kind = CELL_OUTCOME,
     .width_cols = 40,
     .sql = "a.due_us",
     .says = VIEW_HOLD_SAYS,
     .amount = "a.balance_minor",
     .currency = "a.currency"},
    {.name = "event", .title = "Event", .kind = CELL_INT, .width_cols = 8, .sql = "v.event"},
};

const struct view view_advances = {
    .name = "advances",
    .title = "Advances",
    .from = ADVANCE_FROM,
    .key = "v.id",
    .key_is_text = true,
    .id_prefix = "advance:",
    VIEW_COLUMNS(columns),
};
const struct view view_deal_advances = {
    .name = "deal-advances",
    .title = "Advances",
    .from = ADVANCE_FROM,
    .scope = "v.deal = $1",
    .key = "v.id",
    .key_is_text = true,
    .id_prefix = "advance:",
    VIEW_COLUMNS(columns),
};
const struct view view_party_advances = {
    .name = "party-advances",
    .title = "Loans",
    .from = ADVANCE_FROM,
    .scope = "v.lender = $1 OR v.seller = $1",
    .key = "v.id",
    .key_is_text = true,
    .id_prefix = "advance:",
    VIEW_COLUMNS(columns),
};
