#include "model/views.h"
#include "model/way.h"

static const struct column columns[] = {
    {.name = "hold", .title = "Hold", .kind = CELL_INT, .width_cols = 8, .sql = "a.id"},
    {.name = "purpose", .title = "Purpose", .kind = CELL_TEXT, .width_cols = 8, .sql = "a.purpose"},
    {.name = "deal", .title = "Deal", .kind = CELL_TEXT, .width_cols = 10, .sql = "a.deal"},
    {.name = "payer", .title = "Payer", .kind = CELL_TEXT, .width_cols = 10, .sql = "a.payer"},
    {.name = "payee", .title = "Payee", .kind = CELL_TEXT, .width_cols = 10, .sql = "a.payee"},
    {.name = "balance",
     .title = "Balance",
     .kind = CELL_MONEY,
     .width_cols = 14,
     .sql = "a.balance_minor",
     .currency = "a.currency"},
    {.name = "if_nobody_acts",
     .title = "If nobody acts",
     .kind = CELL_OUTCOME,
     .width_cols = 40,
     .sql = "a.due_us",
     .says = VIEW_HOLD_SAYS,
     .amount = "a.balance_minor",
     .currency = "a.currency"},
    {.name = "due", .title = "Due", .kind = CELL_TIME, .width_cols = 20, .sql = "a.due_us"},
    {.name = "default", .title = "Default", .kind = CELL_TEXT, .width_cols = 8, .sql = "a.door"},
    {.name = "parent", .title = "Parent", .kind = CELL_INT, .width_cols = 8, .sql = "a.parent"},
    {.name = "state",
     .title = "State",
     .kind = CELL_TEXT,
     .width_cols = 7,
     .is_hidden = true,
     .sql = "CASE WHEN a.balance_minor > 0 THEN 'live' WHEN a.due_us IS NULL THEN 'planned'"
            " ELSE 'closed' END"},
    {.name = "opened",
     .title = "Opened by",
     .kind = CELL_INT,
     .width_cols = 9,
     .is_hidden = true,
     .sql = "a.opened_event"},
};

/* What is due first is the work queue. */
const struct view view_holds = {
    .name = "holds",
    .title = "Holds",
    .is_kept = true,
    .from = "account a",
    .where = "a.kind = 'hold' AND a.balance_minor > 0 AND a.book_id = $3",
    .key = "a.id",
    .natural = "due",
    .id_prefix = "hold:",
    VIEW_COLUMNS(columns),
};

const struct view view_party_holds = {
    .name = "party-holds",
    .title = "Holds",
    .is_kept = true,
    .from = "account a",
    .where = "a.kind = 'hold' AND a.balance_minor > 0",
    .scope = "a.id IN (SELECT x.id FROM account x WHERE x.payer = $1 AND x.balance_minor > 0"
             " UNION SELECT x.id FROM account x WHERE x.payee = $1 AND x.balance_minor > 0)",
    .key = "a.id",
    .natural = "due",
    .id_prefix = "hold:",
    VIEW_COLUMNS(columns),
};

/* Of a deal the empty ones are shown as well: they are its history; but not that of one that is
 * paid outside this custody, which never has anything. */
const struct view view_deal_holds = {
    .name = "deal-holds",
    .title = "Holds",
    .is_kept = true,
    .from = "account a",
    .where = "a.kind = 'hold'",
    .scope = "a.deal = $1 AND NOT EXISTS (SELECT 1 FROM deal d WHERE d.hold_id = a.id"
             " AND d.id = a.deal AND " WAY_IS_OUTSIDE ")",
    .key = "a.id",
    .id_prefix = "hold:",
    VIEW_COLUMNS(columns),
};

/* Live or not: for looking at one. */
const struct view view_any_holds = {
    .name = "any-holds",
    .title = "Hold",
    .is_kept = true,
    .from = "account a",
    .where = "a.kind = 'hold' AND a.book_id = $3",
    .key = "a.id",
    .id_prefix = "hold:",
    VIEW_COLUMNS(columns),
};
