#include "model/line.h"
#include "model/match.h"
#include "model/parcel.h"
#include "model/personal.h"
#include "model/views.h"
#include "model/way.h"

#include <string.h>

static const struct column statement_columns[] = {
    {.name = "statement", .title = "No", .kind = CELL_INT, .width_cols = 5, .sql = "s.id"},
    {.name = "account",
     .title = "Account",
     .kind = CELL_TEXT,
     .width_cols = 12,
     .sql = "s.account"},
    {.name = "from", .title = "From", .kind = CELL_DATE, .width_cols = 10, .sql = "s.first_day"},
    {.name = "to", .title = "To", .kind = CELL_DATE, .width_cols = 10, .sql = "s.last_day"},
    {.name = "lines", .title = "Lines", .kind = CELL_INT, .width_cols = 7, .sql = "s.lines"},
    {.name = "new", .title = "New", .kind = CELL_INT, .width_cols = 7, .sql = "s.new_lines"},
    {.name = "suspense",
     .title = "Suspense",
     .kind = CELL_INT,
     .width_cols = 8,
     .sql = "(SELECT COUNT(*) FROM line l WHERE l.statement_id = s.id AND l.state = 'suspense')"},
    {.name = "proof", .title = "Proof", .kind = CELL_TEXT, .width_cols = 7, .sql = "s.proof"},
    {.name = "file", .title = "File", .kind = CELL_TEXT, .width_cols = 24, .sql = "s.file_name"},
    {.name = "profile",
     .title = "Profile",
     .kind = CELL_TEXT,
     .width_cols = 14,
     .sql = "s.profile"},
    {.name = "broken_reason",
     .title = "Accepted because",
     .kind = CELL_TEXT,
     .width_cols = 30,
     .is_hidden = true,
     .sql = "s.broken_reason"},
    {.name = "number",
     .title = "Bank's number",
     .kind = CELL_TEXT,
     .width_cols = 24,
     .is_hidden = true,
     .sql = "s.number"},
    {.name = "number_reason",
     .title = "Other number because",
     .kind = CELL_TEXT,
     .width_cols = 30,
     .is_hidden = true,
     .sql = "s.number_reason"},
    {.name = "imported",
     .title = "Imported",
     .kind = CELL_TIME,
     .width_cols = 20,
     .sql = "e.at_us"},
    {.name = "operator", .title = "By", .kind = CELL_TEXT, .width_cols = 10, .sql = "e.operator"},
    {.name = "event",
     .title = "Event",
     .kind = CELL_INT,
     .width_cols = 8,
     .is_hidden = true,
     .sql = "s.event"},
    {.name = "plan",
     .title = "Plan",
     .kind = CELL_TEXT,
     .width_cols = 64,
     .is_hidden = true,
     .sql = "s.plan_hash"},
};
const struct view view_statements = {
    .name = "statements",
    .title = "Statements",
    .from = "statement s LEFT JOIN event e ON e.book_id = $3 AND e.number = s.event",
    .key = "s.id",
    .newest_first = true,
    .id_prefix = "statement:",
    VIEW_COLUMNS(statement_columns),
};

#define LINE_WORDS_OF(words, hidden)                                                               \
    .sql = LINE_SHOWN(words, hidden), .right = LINE_SEEN, .masked = (hidden)

static const struct column line_columns[] = {
    {.name = "line", .title = "Line", .kind = CELL_INT, .width_cols = 7, .sql = "l.id"},
    {.name = "statement",
     .title = "Stmt",
     .kind = CELL_INT,
     .width_cols = 5,
     .sql = "l.statement_id"},
    {.name = "account", .title = "Account", .kind = CELL_TEXT, .width_cols = 10, .sql = "b.name"},
    {.name = "date", .title = "Date", .kind = CELL_DATE, .width_cols = 10, .sql = "l.day"},
    {.name = "amount",
     .title = "Amount",
     .kind = CELL_MONEY,
     .width_cols = 14,
     .sql = "l.amount_minor",
     .currency = "b.currency"},
    {.name = "text",
     .title = "Text",
     .kind = CELL_TEXT,
     .width_cols = 30,
     LINE_WORDS_OF("l.text", LINE_TEXT_MASKED)},
    {.name = "state", .title = "State", .kind = CELL_TEXT, .width_cols = 8, .sql = "l.state"},
    {.name = "ground", .title = "Ground", .kind = CELL_TEXT, .width_cols = 20, .sql = LINE_GROUND},
    {.name = "item", .title = "Item", .kind = CELL_TEXT, .width_cols = 16, .sql = "l.item"},
    {.name = "candidates", .title = "Candidates", .kind = CELL_LIST, .width_cols = 20},
    {.name = "bank_reference",
     .title = "Bank reference",
     .kind = CELL_TEXT,
     .width_cols = 14,
     .sql = "l.reference"},
    {.name = "counterparty",
     .title = "Counterparty",
     .kind = CELL_TEXT,
     .width_cols = 20,
     .is_hidden = true,
     LINE_WORDS_OF("l.counterparty", LINE_COUNTERPARTY_MASKED)},
    {.name = "counterparty_account",
     .title = "Its account",
     .kind = CELL_TEXT,
     .width_cols = 24,
     .is_hidden = true,
     LINE_WORDS_OF("l.counterparty_account", LINE_ACCOUNT_MASKED)},
    {.name = "balance",
     .title = "Balance",
     .kind = CELL_MONEY,
     .width_cols = 16,
     .is_hidden = true,
     .sql = "l.balance_minor",
     .currency = "b.currency"},
    {.name = "file_line",
     .title = "In the file",
     .kind = CELL_INT,
     .width_cols = 8,
     .is_hidden = true,
     .sql = "l.file_line"},
    {.name = "event",
     .title = "Event",
     .kind = CELL_INT,
     .width_cols = 8,
     .is_hidden = true,
     .sql = "l.event"},
};
#define LINE_FROM "line l JOIN account b ON b.id = l.account_id"

static const char *text_at(const struct view *view, const struct cell *cells, const char *name)
{
    int at = view_row_column(view, name);
    return at < 0 || cells[at].text == NULL ? "" : cells[at].text;
}

/* Where a line is in suspense: the items whose reference its text bears, whatever their amount. */
static enum status finish_line(const struct view *view, struct book *book, void *mem,
                               struct cell *cells, struct error *err)
{
    const char *candidates = "";
    enum status status = STATUS_OK;
    if (strcmp(text_at(view, cells, "state"), "matched") != 0) {
        int64_t line = cells[view_row_column(view, "line")].number;
        status = match_candidates_of(book, mem, line, &candidates, err);
    }
    cells[view_row_column(view, "candidates")] =
        (struct cell){.kind = CELL_LIST, .text = candidates};
    return status;
}

const struct view view_lines = {
    .name = "lines",
    .title = "Lines",
    .from = LINE_FROM,
    .key = "l.id",
    .newest_first = true,
    .id_prefix = "line:",
    .finish = finish_line,
    VIEW_COLUMNS(line_columns),
};
const struct view view_statement_lines = {
    .name = "statement-lines",
    .title = "Lines",
    .from = LINE_FROM,
    .scope = "l.statement_id = CAST($1 AS BIGINT)",
    .key = "l.id",
    .id_prefix = "line:",
    .finish = finish_line,
    VIEW_COLUMNS(line_columns),
};

/* What nobody has explained yet: lines, with what is left of their hold or, of a debit, what no
 * match has taken. */
#define UNEXPLAINED                                                                                \
    "(SELECT l.id AS line, b.name AS account, l.day AS day, l.amount_minor AS minor,"              \
    " b.currency AS currency, l.text AS text, " LINE_TEXT_MASKED " AS masked_text, " LINE_GROUND   \
    " AS ground, l.reference AS reference, l.counterparty AS counterparty,"                        \
    " " LINE_COUNTERPARTY_MASKED " AS masked_counterparty, l.counterparty_account AS its_account," \
    " " LINE_ACCOUNT_MASKED " AS masked_account, l.item AS item, l.hold_id AS hold,"               \
    " l.amount_minor - COALESCE((SELECT SUM(m.amount_minor) FROM match m WHERE m.line_id = l.id"   \
    " AND m.unmatched_event IS NULL), 0) AS unmatched"                                             \
    " FROM line l JOIN account b ON b.id = l.account_id WHERE l.state = 'suspense') s"             \
    " LEFT JOIN account a ON a.id = s.hold"

static const struct column suspense_columns[] = {
    {.name = "line", .title = "Line", .kind = CELL_INT, .width_cols = 7, .sql = "s.line"},
    {.name = "account",
     .title = "Account",
     .kind = CELL_TEXT,
     .width_cols = 10,
     .sql = "s.account"},
    {.name = "date", .title = "Date", .kind = CELL_DATE, .width_cols = 10, .sql = "s.day"},
    {.name = "amount",
     .title = "Amount",
     .kind = CELL_MONEY,
     .width_cols = 13,
     .sql = "s.minor",
     .currency = "s.currency"},
    {.name = "text",
     .title = "Text",
     .kind = CELL_TEXT,
     .width_cols = 28,
     .sql = "s.text",
     .right = LINE_SEEN,
     .masked = "s.masked_text"},
    {.name = "ground", .title = "Ground", .kind = CELL_TEXT, .width_cols = 20, .sql = "s.ground"},
    {.name = "open",
     .title = "Open",
     .kind = CELL_MONEY,
     .width_cols = 13,
     .sql = "COALESCE(a.balance_minor, s.unmatched)",
     .currency = "s.currency"},
    {.name = "if_nobody_acts",
     .title = "If nobody acts",
     .kind = CELL_OUTCOME,
     .width_cols = 34,
     .sql = "a.due_us",
     .says = VIEW_HOLD_SAYS,
     .amount = "a.balance_minor",
     .currency = "s.currency"},
    {.name = "hold", .title = "Hold", .kind = CELL_INT, .width_cols = 7, .sql = "s.hold"},
    {.name = "candidates", .title = "Candidates", .kind = CELL_LIST, .width_cols = 20},
    {.name = "due", .title = "Due", .kind = CELL_TIME, .width_cols = 20, .sql = "a.due_us"},
    {.name = "default",
     .title = "Default",
     .kind = CELL_TEXT,
     .width_cols = 8,
     .is_hidden = true,
     .sql = "a.door"},
    {.name = "bank_reference",
     .title = "Bank reference",
     .kind = CELL_TEXT,
     .width_cols = 14,
     .sql = "s.reference"},
    {.name = "counterparty",
     .title = "Counterparty",
     .kind = CELL_TEXT,
     .width_cols = 20,
     .is_hidden = true,
     .sql = "s.counterparty",
     .right = LINE_SEEN,
     .masked = "s.masked_counterparty"},
    {.name = "counterparty_account",
     .title = "Its account",
     .kind = CELL_TEXT,
     .width_cols = 24,
     .is_hidden = true,
     .sql = "s.its_account",
     .right = LINE_SEEN,
     .masked = "s.masked_account"},
    {.name = "item",
     .title = "Suggested",
     .kind = CELL_TEXT,
     .width_cols = 16,
     .is_hidden = true,
     .sql = "s.item"},
};
const struct view view_suspense = {
    .name = "suspense",
    .title = "Suspense",
    .from = UNEXPLAINED,
    .key = "s.line",
    .natural = "date",
    .id_prefix = "line:",
    .finish = finish_line,
    VIEW_COLUMNS(suspense_columns),
};

static const struct column match_columns[] = {
    {.name = "match", .title = "Match", .kind = CELL_INT, .width_cols = 6, .sql = "m.id"},
    {.name = "item", .title = "Item", .kind = CELL_TEXT, .width_cols = 24, .sql = "m.item"},
    {.name = "amount",
     .title = "Amount",
     .kind = CELL_MONEY,
     .width_cols = 14,
     .sql = "m.amount_minor",
     .currency = "b.currency"},
    {.name = "event", .title = "Event", .kind = CELL_INT, .width_cols = 8, .sql = "m.event"},
    {.name = "unmatched_by",
     .title = "Unmatched by",
     .kind = CELL_INT,
     .width_cols = 12,
     .sql = "m.unmatched_event"},
};
/* The scope is the line's number. */
const struct view view_matches = {
    .name = "matches",
    .title = "Matches",
    .from = "match m JOIN line l ON l.id = m.line_id JOIN account b ON b.id = l.account_id",
    .scope = "m.line_id = CAST($1 AS BIGINT)",
    .key = "m.id",
    .id_prefix = "match:",
    VIEW_COLUMNS(match_columns),
};

/* All that a bank line may still be, in the sign that its line has. */
#define OPEN_ITEMS                                                                                 \
    "(SELECT 'deal:' || d.id AS item, 'deal' AS kind, d.buyer AS party, d.price_minor AS minor,"   \
    " d.currency AS currency FROM deal d WHERE d.funded_minor = 0 AND d.cancelled_us IS NULL"      \
    " AND NOT " WAY_IS_OUTSIDE " AND NOT " WAY_IS_COLLECTED                                        \
    " UNION ALL SELECT 'expect:' || x.ref, 'expect', x.party, x.amount_minor - x.received_minor,"  \
    " x.currency FROM expect x WHERE x.received_minor < x.amount_minor"                            \
    " UNION ALL SELECT 'batch:' || b.id, 'batch', b.psp, b.net_minor, b.currency"                  \
    " FROM batch b WHERE b.is_settled = 0"                                                         \
    " AND NOT (b.is_remit = 1 AND " PARCEL_BATCH_IS_STALE ")"                                      \
    " UNION ALL SELECT 'payout:' || y.id, 'payout', y.party, -y.amount_minor, y.currency"          \
    " FROM payout y WHERE y.state = 'under way') i"

static const struct column item_columns[] = {
    {.name = "item", .title = "Item", .kind = CELL_TEXT, .width_cols = 20, .sql = "i.item"},
    {.name = "kind", .title = "Kind", .kind = CELL_TEXT, .width_cols = 7, .sql = "i.kind"},
    {.name = "party", .title = "Party", .kind = CELL_TEXT, .width_cols = 12, .sql = "i.party"},
    {.name = "amount",
     .title = "Amount",
     .kind = CELL_MONEY,
     .width_cols = 14,
     .sql = "i.minor",
     .currency = "i.currency"},
    {.name = "currency", .title = "Cur", .kind = CELL_TEXT, .width_cols = 3, .sql = "i.currency"},
};
const struct view view_items = {
    .name = "items",
    .title = "Open items",
    .from = OPEN_ITEMS,
    .key = "i.item",
    .key_is_text = true,
    .id_prefix = "",
    VIEW_COLUMNS(item_columns),
};

static const struct column payout_columns[] = {
    {.name = "payout", .title = "Payout", .kind = CELL_TEXT, .width_cols = 12, .sql = "y.id"},
    {.name = "party", .title = "Party", .kind = CELL_TEXT, .width_cols = 12, .sql = "y.party"},
    {.name = "amount",
     .title = "Amount",
     .kind = CELL_MONEY,
     .width_cols = 14,
     .sql = "y.amount_minor",
     .currency = "y.currency"},
    {.name = "state", .title = "State", .kind = CELL_TEXT, .width_cols = 9, .sql = "y.state"},
    {.name = "if_nobody_acts",
     .title = "If nobody acts",
     .kind = CELL_OUTCOME,
     .width_cols = 40,
     .sql = "a.due_us",
     .says = VIEW_HOLD_SAYS,
     .amount = "a.balance_minor",
     .currency = "y.currency"},
    {.name = "due",
     .title = "Due",
     .kind = CELL_TIME,
     .width_cols = 20,
     .sql = "CASE WHEN a.balance_minor > 0 THEN a.due_us END"},
    {.name = "to",
     .title = "To",
     .kind = CELL_TEXT,
     .width_cols = 20,
     .sql = PERSONAL_DESTINATION_SQL("y.event")},
    {.name = "hold", .title = "Hold", .kind = CELL_INT, .width_cols = 8, .sql = "y.hold_id"},
    {.name = "event", .title = "Event", .kind = CELL_INT, .width_cols = 8, .sql = "y.event"},
};
const struct view view_payouts = {
    .name = "payouts",
    .title = "Payouts",
    .from = "payout y JOIN account a ON a.id = y.hold_id",
    .key = "y.id",
    .key_is_text = true,
    .id_prefix = "payout:",
    VIEW_COLUMNS(payout_columns),
};
