#include "model/views.h"

/* As people write an account's number: letter case, spaces and hyphens do not count. */
#define FOLDED(account) "lower(replace(replace(" account ", ' ', ''), '-', ''))"

/* Where a bank account occurs: lines from or to it, and payouts. For whoever reveals these
 * (rights.h, "trace"): to know the number is to see whose it is. It goes through all of them: there
 * is no index of accounts, which would be one more place that has them. */
#define OCCURRENCES                                                                                \
    "(SELECT 'line:' || l.id AS thing, b.name AS party, l.day AS day, l.amount_minor AS minor,"    \
    " b.currency AS currency, l.state AS state, l.item AS item, l.counterparty_account AS account" \
    " FROM line l JOIN account b ON b.id = l.account_id WHERE l.counterparty_account IS NOT NULL"  \
    " UNION ALL SELECT 'payout:' || y.id, y.party, x.at_us / 86400000000, -y.amount_minor,"        \
    " y.currency, y.state, NULL, x.value FROM payout y JOIN personal x ON x.event = y.event"       \
    " AND x.kind = 'destination' AND x.value IS NOT NULL) t"

static const struct column trace_columns[] = {
    {.name = "thing", .title = "Where", .kind = CELL_TEXT, .width_cols = 16, .sql = "t.thing"},
    {.name = "party", .title = "Of", .kind = CELL_TEXT, .width_cols = 12, .sql = "t.party"},
    {.name = "date", .title = "Date", .kind = CELL_DATE, .width_cols = 10, .sql = "t.day"},
    {.name = "amount",
     .title = "Amount",
     .kind = CELL_MONEY,
     .width_cols = 14,
     .sql = "t.minor",
     .currency = "t.currency"},
    {.name = "state", .title = "State", .kind = CELL_TEXT, .width_cols = 9, .sql = "t.state"},
    {.name = "item", .title = "Item", .kind = CELL_TEXT, .width_cols = 16, .sql = "t.item"},
};
/* The scope is the account. */
const struct view view_traces = {
    .name = "traces",
    .title = "Traces",
    .from = OCCURRENCES,
    .scope = FOLDED("t.account") " = " FOLDED("$1"),
    .key = "t.thing",
    .key_is_text = true,
    .natural = "date",
    .newest_first = true,
    .id_prefix = "",
    VIEW_COLUMNS(trace_columns),
};
