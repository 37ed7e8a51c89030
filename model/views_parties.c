#include "model/forum.h"
#include "model/personal.h"
#include "model/views.h"

/* c is an account in the party's currency: the first it had, else a hold of its deals, else the
 * pool's first bank account; v is what the party has available in that currency. */
#define PARTY_FROM                                                                                 \
    "party p LEFT JOIN account c ON c.id = COALESCE("                                              \
    "(SELECT MIN(x.id) FROM account x WHERE x.kind = 'available' AND x.name = p.id"                \
    " AND x.kind <> 'hold'),"                                                                      \
    " (SELECT x.hold_id FROM deal x WHERE x.seller = p.id LIMIT 1),"                               \
    " (SELECT MIN(x.id) FROM account x WHERE x.kind = 'bank' AND x.kind <> 'hold'))"               \
    " LEFT JOIN account v ON v.kind = 'available' AND v.name = p.id"                               \
    " AND v.currency = c.currency AND v.kind <> 'hold'"
#define PARTY_CURRENCY "c.currency"
#define PARTY_AVAILABLE "COALESCE(v.balance_minor, 0)"

#define HELD_AS_PAYER(purpose)                                                                     \
    "COALESCE((SELECT SUM(x.balance_minor) FROM account x WHERE x.payer = p.id"                    \
    " AND x.balance_minor > 0 AND x.purpose = '" purpose "' AND x.currency = c.currency), 0)"

#define HELD_AS_PAYEE                                                                              \
    "COALESCE((SELECT SUM(x.balance_minor) FROM account x WHERE x.payee = p.id"                    \
    " AND x.balance_minor > 0 AND x.currency = c.currency), 0)"

#define IS_STOPPED(capability)                                                                     \
    "CASE WHEN EXISTS (SELECT 1 FROM \"freeze\" f WHERE f.party = p.id AND f.lifted_us IS NULL"    \
    " AND f.from_us <= $2 AND f.until_us > $2 AND ',' || f.scope || ',' LIKE '%," capability       \
    ",%') THEN '" capability ",' ELSE '' END"
/* All freezes that run now, together; null where there is none. */
#define STOPPED                                                                                               \
    "CASE WHEN EXISTS (SELECT 1 FROM \"freeze\" f WHERE f.party = p.id AND f.is_ended = 0)"                   \
    " THEN rtrim(" IS_STOPPED("payout") " || " IS_STOPPED("advance") " || " IS_STOPPED(                       \
        "listing") " || " IS_STOPPED("campaign") " || " IS_STOPPED("return") " || " IS_STOPPED("r"            \
                                                                                               "e"            \
                                                                                               "l"            \
                                                                                               "e"            \
                                                                                               "a"            \
                                                                                               "s"            \
                                                                                               "e") ", ',') " \
                                                                                                    "END"

/* The highest rung that is under way, as escalation.h has it. */
#define IS_CAUTIONED(rung)                                                                         \
    "EXISTS (SELECT 1 FROM caution k WHERE k.party = p.id AND k.rung = '" rung                     \
    "' AND k.withdrawn_us IS NULL AND k.counts_until_us > $2)"
#define IS_SANCTIONED(scope)                                                                       \
    "EXISTS (SELECT 1 FROM \"freeze\" f WHERE f.party = p.id AND f.authority IS NULL"              \
    " AND f.ground <> 'bond' AND f.lifted_us IS NULL AND f.is_ended = 0 AND f.from_us <= $2"       \
    " AND f.until_us > $2 AND f.scope " scope " 'terminate')"
#define STANDS_ON                                                                                  \
    "CASE WHEN " IS_SANCTIONED("=") " THEN 'termination' WHEN " IS_SANCTIONED(                     \
        "<>") " THEN 'restriction' WHEN " IS_CAUTIONED("warning") " THEN 'warning' "               \
                                                                  "WHEN " IS_CAUTIONED(            \
                                                                      "training") " THEN "         \
                                                                                  "'training' END"

static const struct column seller_columns[] = {
    {.name = "seller", .title = "Seller", .kind = CELL_TEXT, .width_cols = 10, .sql = "p.id"},
    {.name = "name", .title = "Name", .kind = CELL_TEXT, .width_cols = 24, .sql = "p.name"},
    {.name = "jurisdiction",
     .title = "Country",
     .kind = CELL_TEXT,
     .width_cols = 4,
     .sql = "p.jurisdiction"},
    {.name = "available",
     .title = "Available",
     .kind = CELL_MONEY,
     .width_cols = 13,
     .sql = PARTY_AVAILABLE,
     .currency = PARTY_CURRENCY},
    {.name = "held",
     .title = "Held",
     .kind = CELL_MONEY,
     .width_cols = 13,
     .sql = HELD_AS_PAYEE,
     .currency = PARTY_CURRENCY},
    {.name = "bond",
     .title = "Bond",
     .kind = CELL_MONEY,
     .width_cols = 12,
     .sql = HELD_AS_PAYER("bond"),
     .currency = PARTY_CURRENCY},
    {.name = "frozen",
     .title = "Frozen",
     .kind = CELL_MONEY,
     .width_cols = 12,
     .sql = HELD_AS_PAYER("freeze"),
     .currency = PARTY_CURRENCY},
    {.name = "reserved",
     .title = "Reserved",
     .kind = CELL_MONEY,
     .width_cols = 12,
     .is_hidden = true,
     .sql = HELD_AS_PAYER("reserve"),
     .currency = PARTY_CURRENCY},
    {.name = "complaints_open",
     .title = "Complaints",
     .kind = CELL_INT,
     .width_cols = 10,
     .sql = "(SELECT COUNT(*) FROM complaint c WHERE c.seller = p.id"
            " AND c.decided_us IS NULL)"},
    {.name = "freezes",
     .title = "Freezes",
     .kind = CELL_INT,
     .width_cols = 7,
     .sql = "(SELECT COUNT(*) FROM \"freeze\" f WHERE f.party = p.id AND f.lifted_us IS NULL"
            " AND f.is_ended = 0 AND f.until_us > $2)"},
    {.name = "rung",
     .title = "Stands on",
     .kind = CELL_TEXT,
     .width_cols = 11,
     .is_hidden = true,
     .sql = STANDS_ON},
    {.name = "suspended",
     .title = "Suspended",
     .kind = CELL_LIST,
     .width_cols = 18,
     .is_hidden = true,
     .sql = STOPPED},
    {.name = "closed",
     .title = "Closed",
     .kind = CELL_TIME,
     .width_cols = 20,
     .is_hidden = true,
     .sql = "p.closed_us"},
    {.name = "group",
     .title = "Group",
     .kind = CELL_TEXT,
     .width_cols = 8,
     .is_hidden = true,
     .sql = "p.control_group"},
    {.name = "entity",
     .title = "Entity",
     .kind = CELL_TEXT,
     .width_cols = 16,
     .is_hidden = true,
     .sql = "p.entity"},
    {.name = "contact",
     .title = "Contact",
     .kind = CELL_TEXT,
     .width_cols = 20,
     .is_hidden = true,
     .sql = PERSONAL_CONTACT_SQL("p.id")},
    /* of one alone */
    VIEW_FORUM_COLUMNS(FORUM_CONTRACTS_AS),
};

/* What begins with a party now is under what holds now. */
static enum status find_forum(const struct view *view, struct book *book, void *mem,
                              struct cell *cells, struct error *err)
{
    (void)err;
    forum_fill(book_policy(book), mem, &cells[view_row_column(view, "law")],
               &cells[view_row_column(view, "forum")]);
    return STATUS_OK;
}

const struct view view_sellers = {
    .name = "sellers",
    .title = "Sellers",
    .from = PARTY_FROM,
    .where = "p.kind = 'seller'",
    .key = "p.id",
    .key_is_text = true,
    .id_prefix = "seller:",
    VIEW_LIST_COLUMNS(seller_columns),
};
/* For looking at one. */
const struct view view_any_sellers = {
    .name = "any-sellers",
    .title = "Seller",
    .from = PARTY_FROM,
    .where = "p.kind = 'seller'",
    .key = "p.id",
    .key_is_text = true,
    .id_prefix = "seller:",
    .finish = find_forum,
    VIEW_COLUMNS(seller_columns),
};

static const struct column party_columns[] = {
    {.name = "party", .title = "Party", .kind = CELL_TEXT, .width_cols = 12, .sql = "p.id"},
    {.name = "kind", .title = "Kind", .kind = CELL_TEXT, .width_cols = 9, .sql = "p.kind"},
    {.name = "name", .title = "Name", .kind = CELL_TEXT, .width_cols = 28, .sql = "p.name"},
    {.name = "jurisdiction",
     .title = "Country",
     .kind = CELL_TEXT,
     .width_cols = 4,
     .sql = "p.jurisdiction"},
    {.name = "available",
     .title = "Available",
     .kind = CELL_MONEY,
     .width_cols = 14,
     .sql = PARTY_AVAILABLE,
     .currency = PARTY_CURRENCY},
    {.name = "group",
     .title = "Group",
     .kind = CELL_TEXT,
     .width_cols = 8,
     .sql = "p.control_group"},
    {.name = "entity", .title = "Entity", .kind = CELL_TEXT, .width_cols = 16, .sql = "p.entity"},
    {.name = "contact",
     .title = "Contact",
     .kind = CELL_TEXT,
     .width_cols = 20,
     .is_hidden = true,
     .sql = PERSONAL_CONTACT_SQL("p.id")},
    {.name = "language",
     .title = "Language",
     .kind = CELL_TEXT,
     .width_cols = 8,
     .is_hidden = true,
     .sql = "p.language"},
};
const struct view view_parties = {
    .name = "parties",
    .title = "Parties",
    .from = PARTY_FROM,
    .key = "p.id",
    .key_is_text = true,
    .id_prefix = "party:",
    VIEW_COLUMNS(party_columns),
};

static const struct column operator_columns[] = {
    {.name = "operator",
     .title = "Operator",
     .kind = CELL_TEXT,
     .width_cols = 16,
     .sql = "o.login"},
    {.name = "roles", .title = "Roles", .kind = CELL_LIST, .width_cols = 40, .sql = "o.roles"},
    {.name = "entity", .title = "Entity", .kind = CELL_TEXT, .width_cols = 16, .sql = "o.entity"},
    {.name = "state",
     .title = "State",
     .kind = CELL_TEXT,
     .width_cols = 8,
     .sql = "CASE WHEN o.is_revoked = 1 THEN 'revoked' ELSE 'active' END"},
    {.name = "event", .title = "Event", .kind = CELL_INT, .width_cols = 8, .sql = "o.event"},
};
const struct view view_operators = {
    .name = "operators",
    .title = "Operators",
    .from = "operator o",
    .key = "o.login",
    .key_is_text = true,
    .id_prefix = "operator:",
    VIEW_COLUMNS(operator_columns),
};
