#include "model/views.h"

/* Of an open campaign as it is, of a decided one as it was then. */
#define MEMBER_DEALS                                                                               \
    " FROM deal m JOIN account b ON b.id = m.hold_id WHERE m.campaign = c.id"                      \
    " AND b.purpose = 'group' AND b.balance_minor = m.price_minor"
#define MEMBERS "coalesce(c.members, (SELECT count(*)" MEMBER_DEALS "))"
#define PAID                                                                                       \
    "coalesce(c.paid_minor, (SELECT CAST(coalesce(sum(m.price_minor), 0) AS BIGINT)" MEMBER_DEALS  \
    "))"
#define IS_REACHED                                                                                 \
    "CASE WHEN c.target_count IS NULL THEN " PAID " >= c.target_minor"                             \
    " ELSE " MEMBERS " >= c.target_count END"

static const struct column columns[] = {
    {.name = "campaign", .title = "Campaign", .kind = CELL_TEXT, .width_cols = 10, .sql = "c.id"},
    {.name = "seller", .title = "Seller", .kind = CELL_TEXT, .width_cols = 10, .sql = "c.seller"},
    {.name = "state", .title = "State", .kind = CELL_TEXT, .width_cols = 9, .sql = "c.state"},
    {.name = "members", .title = "Members", .kind = CELL_INT, .width_cols = 7, .sql = MEMBERS},
    {.name = "of", .title = "Of", .kind = CELL_INT, .width_cols = 7, .sql = "c.target_count"},
    {.name = "paid",
     .title = "Paid",
     .kind = CELL_MONEY,
     .width_cols = 12,
     .sql = PAID,
     .currency = "c.currency"},
    {.name = "of_amount",
     .title = "Of amount",
     .kind = CELL_MONEY,
     .width_cols = 12,
     .sql = "c.target_minor",
     .currency = "c.currency"},
    {.name = "if_nobody_acts",
     .title = "If nobody acts",
     .kind = CELL_OUTCOME,
     .width_cols = 40,
     .sql = "CASE WHEN c.state = 'open' THEN c.ends_us END",
     .says = "CASE WHEN c.state <> 'open' THEN NULL WHEN " IS_REACHED
             " AND NOT EXISTS (SELECT 1 FROM party p WHERE p.id = c.seller"
             " AND (p.closed_us <= $2 OR p.exited_us <= $2))"
             " THEN 'met, on to ' || c.seller ELSE 'fails, back to members' END",
     .amount = PAID,
     .currency = "c.currency"},
    {.name = "ends", .title = "Ends", .kind = CELL_TIME, .width_cols = 20, .sql = "c.ends_us"},
    {.name = "early_close",
     .title = "Early",
     .kind = CELL_BOOL,
     .width_cols = 5,
     .sql = "c.closes_early"},
    {.name = "opened",
     .title = "Opened",
     .kind = CELL_TIME,
     .width_cols = 20,
     .is_hidden = true,
     .sql = "c.opened_us"},
    {.name = "decided",
     .title = "Decided",
     .kind = CELL_TIME,
     .width_cols = 20,
     .is_hidden = true,
     .sql = "c.closed_us"},
    {.name = "policy",
     .title = "Policy",
     .kind = CELL_TEXT,
     .width_cols = 10,
     .is_hidden = true,
     .sql = "c.policy"},
};

const struct view view_campaigns = {
    .name = "campaigns",
    .title = "Campaigns",
    .is_kept = true,
    .from = "campaign c",
    .key = "c.id",
    .key_is_text = true,
    .id_prefix = "campaign:",
    VIEW_COLUMNS(columns),
};
