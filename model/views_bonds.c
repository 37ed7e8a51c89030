#include "model/views.h"

/* Hold a is a bond or a part of one that is set apart; d is the first of the demands for it to fall
 * due. */
#define BOND_FROM                                                                                  \
    "account a JOIN party p ON p.id = a.payer LEFT JOIN bond_required r ON r.seller = a.payer"     \
    " AND r.currency = a.currency AND a.parent IS NULL AND p.exited_us IS NULL"                    \
    " LEFT JOIN demand d ON d.id = (SELECT x.id FROM demand x WHERE x.hold_id = a.id"              \
    " AND x.ended_us IS NULL ORDER BY x.due_us, x.id LIMIT 1)"
#define IS_BOND                                                                                    \
    "a.book_id = $3 AND a.id IN (SELECT x.id FROM account x WHERE x.kind = 'hold'"                 \
    " AND x.balance_minor > 0 AND x.purpose = 'bond' UNION"                                        \
    " SELECT x.hold_id FROM demand x WHERE x.ended_us IS NULL)"
#define REQUIRED "COALESCE(r.required_minor, 0)"
#define MISSING                                                                                    \
    "CASE WHEN " REQUIRED " > a.balance_minor THEN " REQUIRED " - a.balance_minor ELSE 0 END"
#define IS_DUE "a.balance_minor > 0 AND a.due_us <= $2"
#define BOND_DUE "CASE WHEN d.id IS NULL OR " IS_DUE " THEN a.due_us ELSE d.due_us END"
#define DEMAND_SAYS                                                                                \
    "CASE d.state WHEN 'asked' THEN 'listing of ' || d.seller || ' stops'"                         \
    " WHEN 'stopped' THEN d.seller || ' leaves' END"

static const struct column bond_columns[] = {
    {.name = "seller", .title = "Seller", .kind = CELL_TEXT, .width_cols = 10, .sql = "a.payer"},
    {.name = "currency", .title = "", .kind = CELL_TEXT, .width_cols = 3, .sql = "a.currency"},
    {.name = "required",
     .title = "Required",
     .kind = CELL_MONEY,
     .width_cols = 12,
     .sql = REQUIRED,
     .currency = "a.currency"},
    {.name = "there",
     .title = "There",
     .kind = CELL_MONEY,
     .width_cols = 12,
     .sql = "a.balance_minor",
     .currency = "a.currency"},
    {.name = "missing",
     .title = "Missing",
     .kind = CELL_MONEY,
     .width_cols = 12,
     .sql = MISSING,
     .currency = "a.currency"},
    {.name = "state",
     .title = "State",
     .kind = CELL_TEXT,
     .width_cols = 15,
     .sql = "CASE WHEN " IS_DUE " THEN 'due back' WHEN a.parent IS NOT NULL THEN 'set apart'"
            " WHEN p.exited_us IS NOT NULL THEN 'exiting' WHEN d.id IS NOT NULL"
            " THEN 'top-up demanded' ELSE 'active' END"},
    {.name = "if_nobody_acts",
     .title = "If nobody acts",
     .kind = CELL_OUTCOME,
     .width_cols = 40,
     .sql = BOND_DUE,
     .says =
         "CASE WHEN d.id IS NULL OR " IS_DUE " THEN " VIEW_HOLD_SAYS " ELSE " DEMAND_SAYS " END",
     .amount = "CASE WHEN d.id IS NULL OR " IS_DUE " THEN a.balance_minor END",
     .currency = "a.currency"},
    {.name = "due", .title = "Due", .kind = CELL_TIME, .width_cols = 20, .sql = BOND_DUE},
    {.name = "hold", .title = "Hold", .kind = CELL_INT, .width_cols = 8, .sql = "a.id"},
    {.name = "deal", .title = "For deal", .kind = CELL_TEXT, .width_cols = 10, .sql = "a.deal"},
    {.name = "category",
     .title = "By category",
     .kind = CELL_TEXT,
     .width_cols = 12,
     .sql = "r.category"},
    {.name = "policy",
     .title = "Policy",
     .kind = CELL_TEXT,
     .width_cols = 10,
     .is_hidden = true,
     .sql = "r.policy"},
};
const struct view view_bonds = {
    .name = "bonds",
    .title = "Bonds",
    .from = BOND_FROM,
    .where = IS_BOND,
    .key = "a.id",
    .natural = "seller",
    .id_prefix = "hold:",
    VIEW_COLUMNS(bond_columns),
};

#define DEMAND_MISSING "CASE l.is_closed WHEN 1 THEN 0 ELSE l.cap_minor - l.taken_minor END"
#define IS_OPEN "d.ended_us IS NULL"

static const struct column demand_columns[] = {
    {.name = "demand", .title = "Demand", .kind = CELL_INT, .width_cols = 6, .sql = "d.id"},
    {.name = "seller", .title = "Seller", .kind = CELL_TEXT, .width_cols = 10, .sql = "d.seller"},
    {.name = "amount",
     .title = "Amount",
     .kind = CELL_MONEY,
     .width_cols = 12,
     .sql = "d.amount_minor",
     .currency = "d.currency"},
    {.name = "missing",
     .title = "Missing",
     .kind = CELL_MONEY,
     .width_cols = 12,
     .sql = DEMAND_MISSING,
     .currency = "d.currency"},
    {.name = "state", .title = "State", .kind = CELL_TEXT, .width_cols = 7, .sql = "d.state"},
    {.name = "if_nobody_acts",
     .title = "If nobody acts",
     .kind = CELL_OUTCOME,
     .width_cols = 40,
     .sql = "CASE WHEN " IS_OPEN " THEN CASE WHEN " DEMAND_MISSING " = 0 THEN $2"
            " ELSE d.due_us END END",
     .says = "CASE WHEN " DEMAND_MISSING " = 0 THEN 'ends' ELSE " DEMAND_SAYS " END",
     .amount = "CASE WHEN " IS_OPEN " AND " DEMAND_MISSING " > 0 THEN " DEMAND_MISSING " END",
     .currency = "d.currency"},
    {.name = "due",
     .title = "Due",
     .kind = CELL_TIME,
     .width_cols = 20,
     .sql = "CASE WHEN " IS_OPEN " THEN d.due_us END"},
    {.name = "hold", .title = "Bond", .kind = CELL_INT, .width_cols = 8, .sql = "d.hold_id"},
    {.name = "freeze", .title = "Freeze", .kind = CELL_INT, .width_cols = 6, .sql = "d.freeze_id"},
    {.name = "from", .title = "From", .kind = CELL_TIME, .width_cols = 20, .sql = "d.from_us"},
    {.name = "ended",
     .title = "Ended",
     .kind = CELL_TIME,
     .width_cols = 20,
     .is_hidden = true,
     .sql = "d.ended_us"},
};
#define DEMAND_FROM "demand d JOIN lien l ON l.id = d.lien_id"
const struct view view_demands = {
    .name = "demands",
    .title = "Demands for bonds",
    .from = DEMAND_FROM,
    .key = "d.id",
    .natural = "due",
    .id_prefix = "demand:",
    VIEW_COLUMNS(demand_columns),
};
const struct view view_party_demands = {
    .name = "party-demands",
    .title = "Demands",
    .from = DEMAND_FROM,
    .scope = "d.seller = $1",
    .key = "d.id",
    .natural = "due",
    .id_prefix = "demand:",
    VIEW_COLUMNS(demand_columns),
};
