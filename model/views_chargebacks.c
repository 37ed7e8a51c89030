#include "model/views.h"

/* Lien n is for what nobody had when it was taken. */
#define CHARGEBACK_FROM "chargeback k LEFT JOIN lien n ON n.id = k.lien_id"
#define OWED "CASE n.is_closed WHEN 0 THEN n.cap_minor - n.taken_minor ELSE 0 END"

static const struct column columns[] = {
    {.name = "chargeback",
     .title = "Chargeback",
     .kind = CELL_TEXT,
     .width_cols = 10,
     .sql = "k.id"},
    {.name = "deal", .title = "Deal", .kind = CELL_TEXT, .width_cols = 10, .sql = "k.deal"},
    {.name = "psp", .title = "Provider", .kind = CELL_TEXT, .width_cols = 10, .sql = "k.psp"},
    {.name = "amount",
     .title = "Amount",
     .kind = CELL_MONEY,
     .width_cols = 12,
     .sql = "k.amount_minor",
     .currency = "k.currency"},
    {.name = "owed",
     .title = "Still owed",
     .kind = CELL_MONEY,
     .width_cols = 12,
     .sql = OWED,
     .currency = "k.currency"},
    {.name = "state",
     .title = "State",
     .kind = CELL_TEXT,
     .width_cols = 8,
     .sql = "CASE WHEN k.reversed_event IS NOT NULL THEN 'reversed'"
            " WHEN n.is_closed = 0 THEN 'owed' ELSE 'taken' END"},
    {.name = "reason", .title = "Reason", .kind = CELL_TEXT, .width_cols = 24, .sql = "k.reason"},
    {.name = "event", .title = "Event", .kind = CELL_INT, .width_cols = 8, .sql = "k.event"},
    {.name = "reversed_by",
     .title = "Reversed by",
     .kind = CELL_INT,
     .width_cols = 11,
     .sql = "k.reversed_event"},
};

const struct view view_chargebacks = {
    .name = "chargebacks",
    .title = "Chargebacks",
    .from = CHARGEBACK_FROM,
    .key = "k.id",
    .key_is_text = true,
    .id_prefix = "chargeback:",
    VIEW_COLUMNS(columns),
};
const struct view view_deal_chargebacks = {
    .name = "deal-chargebacks",
    .title = "Chargebacks",
    .from = CHARGEBACK_FROM,
    .scope = "k.deal = $1",
    .key = "k.id",
    .key_is_text = true,
    .id_prefix = "chargeback:",
    VIEW_COLUMNS(columns),
};
