#include "model/views.h"

static const struct column columns[] = {
    {.name = "cover", .title = "Cover", .kind = CELL_TEXT, .width_cols = 10, .sql = "k.id"},
    {.name = "insurer",
     .title = "Insurer",
     .kind = CELL_TEXT,
     .width_cols = 10,
     .sql = "k.insurer"},
    {.name = "seller", .title = "Seller", .kind = CELL_TEXT, .width_cols = 10, .sql = "k.seller"},
    {.name = "deal", .title = "Deal", .kind = CELL_TEXT, .width_cols = 10, .sql = "k.deal"},
    {.name = "part_bp", .title = "Part bp", .kind = CELL_INT, .width_cols = 7, .sql = "k.part_bp"},
    {.name = "limit",
     .title = "Limit",
     .kind = CELL_MONEY,
     .width_cols = 12,
     .sql = "k.limit_minor",
     .currency = "k.currency"},
    {.name = "state",
     .title = "State",
     .kind = CELL_TEXT,
     .width_cols = 8,
     .sql = "CASE WHEN k.until_us <= $2 THEN 'over' WHEN k.from_us > $2 THEN 'to come'"
            " ELSE 'running' END"},
    {.name = "from", .title = "From", .kind = CELL_TIME, .width_cols = 20, .sql = "k.from_us"},
    {.name = "until", .title = "Until", .kind = CELL_TIME, .width_cols = 20, .sql = "k.until_us"},
};

const struct view view_covers = {
    .name = "covers",
    .title = "Covers",
    .from = "cover k",
    .key = "k.id",
    .key_is_text = true,
    .id_prefix = "cover:",
    VIEW_COLUMNS(columns),
};
