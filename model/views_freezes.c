#include "model/freeze_row.h"
#include "model/outbox.h"
#include "model/views.h"

#define IS_LIVE "f.lifted_us IS NULL AND f.is_ended = 0 AND f.until_us > $2"
/* What a lien of the freeze has caught is in its hold as well. */
#define FROZEN "(SELECT a.balance_minor FROM account a WHERE a.id = f.hold_id)"

/* What becomes of the objection, not of the freeze: that is upheld. */
#define OBJECTION_STATE "CASE o.state WHEN 'upheld' THEN 'refused' ELSE o.state END"

#define IS_ANNOUNCED "f.from_us > $2"
#define SINCE_OBJECTED                                                                             \
    "(SELECT o.due_us FROM objection o WHERE o.freeze_id = f.id AND o.state = 'open'"              \
    " AND o.due_us < f.until_us)"
/* What its clock is, while it is live: its beginning, the end of an objection, or its own end. */
#define NEXT                                                                                       \
    "CASE WHEN " IS_ANNOUNCED " AND COALESCE(" SINCE_OBJECTED ", f.from_us) >= f.from_us"          \
    " THEN f.from_us ELSE COALESCE(" SINCE_OBJECTED ", f.until_us) END"
#define SAYS                                                                                       \
    "CASE WHEN " IS_ANNOUNCED " AND COALESCE(" SINCE_OBJECTED ", f.from_us) >= f.from_us"          \
    " THEN CASE f.scope WHEN 'terminate' THEN f.party || ' leaves' ELSE 'begins' END"              \
    " WHEN " SINCE_OBJECTED " IS NOT NULL THEN CASE (SELECT o.lifts FROM objection o"              \
    " WHERE o.freeze_id = f.id AND o.state = 'open') WHEN 1 THEN 'lifted, as objected to'"         \
    " ELSE 'stands, objection refused' END"                                                        \
    " WHEN " FROZEN " > 0 THEN 'back to ' || f.party ELSE 'ends' END"
#define OWN_SUM(what)                                                                              \
    "CAST(COALESCE((SELECT SUM(x.balance_minor) FROM account x WHERE x.balance_minor > 0"          \
    " AND x.currency = f.currency AND " what "), 0) AS BIGINT)"
/* Of what its party has available or frozen. */
#define OWN                                                                                        \
    "(" OWN_SUM("x.kind = 'available' AND x.name = f.party AND x.kind <> 'hold'") " + " OWN_SUM(   \
        "x.payer = f.party AND x.purpose = 'freeze'") ")"
#define SHARE                                                                                      \
    "CASE WHEN " IS_LIVE " AND f.is_begun = 1 THEN CASE"                                           \
    " WHEN f.scope = 'payout' OR f.scope LIKE 'payout,%' THEN 100"                                 \
    " WHEN COALESCE(" FROZEN ", 0) = 0 OR " OWN " = 0 THEN 0"                                      \
    " WHEN " OWN " >= 10000000000000000 THEN " FROZEN " / (" OWN " / 100)"                         \
    " ELSE " FROZEN " * 100 / " OWN " END END"

static const struct column columns[] = {
    {.name = "freeze", .title = "Freeze", .kind = CELL_INT, .width_cols = 6, .sql = "f.id"},
    {.name = "seller", .title = "Seller", .kind = CELL_TEXT, .width_cols = 10, .sql = "f.party"},
    {.name = "scope", .title = "Scope", .kind = CELL_TEXT, .width_cols = 16, .sql = "f.scope"},
    {.name = "amount",
     .title = "Amount",
     .kind = CELL_MONEY,
     .width_cols = 12,
     .sql = "f.amount_minor",
     .currency = "f.currency"},
    {.name = "frozen",
     .title = "Frozen",
     .kind = CELL_MONEY,
     .width_cols = 12,
     .sql = FROZEN,
     .currency = "f.currency"},
    {.name = "ground", .title = "Ground", .kind = CELL_TEXT, .width_cols = 14, .sql = "f.ground"},
    {.name = "state",
     .title = "State",
     .kind = CELL_TEXT,
     .width_cols = 9,
     .sql = FREEZE_STATE_SQL("$2")},
    {.name = "if_nobody_acts",
     .title = "If nobody acts",
     .kind = CELL_OUTCOME,
     .width_cols = 36,
     .sql = "CASE WHEN " IS_LIVE " THEN " NEXT " END",
     .says = SAYS,
     .amount = "CASE WHEN " FROZEN " > 0 THEN " FROZEN " END",
     .currency = "f.currency"},
    {.name = "from", .title = "From", .kind = CELL_TIME, .width_cols = 20, .sql = "f.from_us"},
    {.name = "until", .title = "Until", .kind = CELL_TIME, .width_cols = 20, .sql = "f.until_us"},
    {.name = "author", .title = "Author", .kind = CELL_TEXT, .width_cols = 12, .sql = "f.author"},
    {.name = "share", .title = "Share %", .kind = CELL_INT, .width_cols = 7, .sql = SHARE},
    {.name = "objection",
     .title = "Objection",
     .kind = CELL_TEXT,
     .width_cols = 9,
     .sql = "(SELECT " OBJECTION_STATE " FROM objection o WHERE o.freeze_id = f.id"
            " ORDER BY o.id DESC LIMIT 1)"},
    {.name = "extensions",
     .title = "Extended",
     .kind = CELL_INT,
     .width_cols = 8,
     .sql = "(SELECT COUNT(*) FROM freeze_extension x WHERE x.freeze_id = f.id)"},
    {.name = "told",
     .title = "Told",
     .kind = CELL_TEXT,
     .width_cols = 16,
     .is_hidden = true,
     .sql = "CASE WHEN EXISTS (SELECT 1 FROM notice n WHERE n.subject = 'freeze:' || f.id"
            " AND " OUTBOX_UNDELIVERED_SQL ") THEN 'not told' END"},
    {.name = "confirmed_by",
     .title = "Confirmed by",
     .kind = CELL_TEXT,
     .width_cols = 12,
     .is_hidden = true,
     .sql = "f.confirmed_by"},
    {.name = "if_confirmed",
     .title = "If confirmed until",
     .kind = CELL_TIME,
     .width_cols = 20,
     .is_hidden = true,
     .sql = "CASE WHEN f.confirmed_us IS NULL THEN f.wanted_until_us END"},
    {.name = "complaint",
     .title = "Complaint",
     .kind = CELL_TEXT,
     .width_cols = 10,
     .is_hidden = true,
     .sql = "f.complaint"},
    {.name = "evidence",
     .title = "Evidence",
     .kind = CELL_TEXT,
     .width_cols = 20,
     .is_hidden = true,
     .sql = "f.evidence"},
    {.name = "authority",
     .title = "Authority",
     .kind = CELL_TEXT,
     .width_cols = 10,
     .is_hidden = true,
     .sql = "f.authority"},
    {.name = "reference",
     .title = "Reference",
     .kind = CELL_TEXT,
     .width_cols = 16,
     .is_hidden = true,
     .sql = "f.reference"},
    {.name = "document",
     .title = "Document",
     .kind = CELL_TEXT,
     .width_cols = 16,
     .is_hidden = true,
     .sql = "f.document"},
    {.name = "facts",
     .title = "Facts",
     .kind = CELL_TEXT,
     .width_cols = 30,
     .is_hidden = true,
     .sql = "f.facts"},
    {.name = "lifted",
     .title = "Lifted",
     .kind = CELL_TIME,
     .width_cols = 20,
     .is_hidden = true,
     .sql = "f.lifted_us"},
    {.name = "lifted_by",
     .title = "Lifted by",
     .kind = CELL_TEXT,
     .width_cols = 12,
     .is_hidden = true,
     .sql = "f.lifted_by"},
    {.name = "lift_reason",
     .title = "Reason",
     .kind = CELL_TEXT,
     .width_cols = 30,
     .is_hidden = true,
     .sql = "f.lift_reason"},
};

const struct view view_freezes = {
    .name = "freezes",
    .title = "Freezes",
    .is_kept = true,
    .from = "\"freeze\" f",
    .key = "f.id",
    .newest_first = true,
    .id_prefix = "freeze:",
    VIEW_COLUMNS(columns),
};

const struct view view_party_freezes = {
    .name = "party-freezes",
    .title = "Freezes",
    .is_kept = true,
    .from = "\"freeze\" f",
    .scope = "f.party = $1",
    .key = "f.id",
    .newest_first = true,
    .id_prefix = "freeze:",
    VIEW_COLUMNS(columns),
};

#define OBJECTIONS "objection o JOIN \"freeze\" f ON f.id = o.freeze_id"
/* What its clock decides; of a freeze that has ended, only whether it was right. */
#define UNREVIEWED                                                                                 \
    "CASE WHEN NOT (" IS_LIVE ") THEN CASE o.lifts WHEN 1 THEN 'granted' ELSE 'refused' END"       \
    " WHEN o.lifts = 1 THEN 'lifted, as objected to' ELSE 'stands, objection refused' END"

static const struct column objection_columns[] = {
    {.name = "objection", .title = "Objection", .kind = CELL_INT, .width_cols = 9, .sql = "o.id"},
    {.name = "freeze", .title = "Freeze", .kind = CELL_INT, .width_cols = 6, .sql = "f.id"},
    {.name = "seller", .title = "Seller", .kind = CELL_TEXT, .width_cols = 10, .sql = "f.party"},
    {.name = "state", .title = "State", .kind = CELL_TEXT, .width_cols = 8, .sql = OBJECTION_STATE},
    {.name = "if_nobody_acts",
     .title = "If nobody acts",
     .kind = CELL_OUTCOME,
     .width_cols = 36,
     .sql = "CASE WHEN o.state = 'open' THEN o.due_us END",
     .says = UNREVIEWED,
     .amount = "CASE WHEN o.lifts = 1 AND " FROZEN " > 0 THEN " FROZEN " END",
     .currency = "f.currency"},
    {.name = "due",
     .title = "Due",
     .kind = CELL_TIME,
     .width_cols = 20,
     .sql = "CASE WHEN o.state = 'open' THEN o.due_us END"},
    {.name = "text", .title = "Text", .kind = CELL_TEXT, .width_cols = 30, .sql = "o.text"},
    {.name = "filed", .title = "Filed", .kind = CELL_TIME, .width_cols = 20, .sql = "o.filed_us"},
    {.name = "filed_by",
     .title = "Filed by",
     .kind = CELL_TEXT,
     .width_cols = 12,
     .sql = "o.filed_by"},
    {.name = "decided",
     .title = "Decided",
     .kind = CELL_TIME,
     .width_cols = 20,
     .sql = "o.decided_us"},
    {.name = "decided_by",
     .title = "Decided by",
     .kind = CELL_TEXT,
     .width_cols = 12,
     .sql = "CASE WHEN o.state <> 'open' THEN COALESCE(o.decided_by, 'the clock') END"},
    {.name = "reasons",
     .title = "Reasons",
     .kind = CELL_TEXT,
     .width_cols = 30,
     .sql = "o.reasons"},
    {.name = "interest",
     .title = "Interest",
     .kind = CELL_MONEY,
     .width_cols = 10,
     .sql = "o.interest_minor",
     .currency = "f.currency"},
};

const struct view view_freeze_objections = {
    .name = "freeze-objections",
    .title = "Objections",
    .is_kept = true,
    .from = OBJECTIONS,
    .scope = "o.freeze_id = CAST($1 AS BIGINT)",
    .key = "o.id",
    .id = "'event:' || o.event",
    VIEW_COLUMNS(objection_columns),
};

/* The last to each freeze, whose row is the freeze: what came before stands there. Those that wait
 * come first, by when they are decided whatever happens. */
const struct view view_objections = {
    .name = "objections",
    .title = "Objections",
    .is_kept = true,
    .from = OBJECTIONS,
    .where = "o.id = (SELECT MAX(x.id) FROM objection x WHERE x.freeze_id = o.freeze_id)",
    .key = "o.freeze_id",
    .natural = "due",
    .id_prefix = "freeze:",
    VIEW_COLUMNS(objection_columns),
};

static const struct column extension_columns[] = {
    {.name = "number", .title = "No", .kind = CELL_INT, .width_cols = 3, .sql = "x.number"},
    {.name = "was_until",
     .title = "Was until",
     .kind = CELL_TIME,
     .width_cols = 20,
     .sql = "x.was_until_us"},
    {.name = "until", .title = "Until", .kind = CELL_TIME, .width_cols = 20, .sql = "x.until_us"},
    {.name = "reason", .title = "Reason", .kind = CELL_TEXT, .width_cols = 40, .sql = "x.reason"},
    {.name = "author", .title = "Author", .kind = CELL_TEXT, .width_cols = 12, .sql = "x.author"},
    {.name = "at", .title = "At", .kind = CELL_TIME, .width_cols = 20, .sql = "x.at_us"},
};

const struct view view_freeze_extensions = {
    .name = "freeze-extensions",
    .title = "Extensions",
    .is_kept = true,
    .from = "freeze_extension x",
    .scope = "x.freeze_id = CAST($1 AS BIGINT)",
    .key = "x.number",
    .id = "'event:' || x.event",
    VIEW_COLUMNS(extension_columns),
};
