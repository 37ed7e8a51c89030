#include "model/body_mask.h"
#include "model/views.h"

static const struct column proposal_columns[] = {
    {.name = "proposal", .title = "Proposal", .kind = CELL_INT, .width_cols = 8, .sql = "p.id"},
    {.name = "operation",
     .title = "What",
     .kind = CELL_TEXT,
     .width_cols = 12,
     .sql = "p.operation"},
    {.name = "about", .title = "About", .kind = CELL_TEXT, .width_cols = 16, .sql = "p.subject"},
    {.name = "amount",
     .title = "Amount",
     .kind = CELL_MONEY,
     .width_cols = 14,
     .sql = "p.amount_minor",
     .currency = "p.currency"},
    {.name = "maker", .title = "Maker", .kind = CELL_TEXT, .width_cols = 10, .sql = "p.maker"},
    {.name = "state", .title = "State", .kind = CELL_TEXT, .width_cols = 9, .sql = "p.state"},
    {.name = "if_nobody_acts",
     .title = "If nobody acts",
     .kind = CELL_OUTCOME,
     .width_cols = 30,
     .sql = "CASE WHEN p.state = 'open' THEN p.due_us END",
     .says = "'expires'",
     .amount = "p.amount_minor",
     .currency = "p.currency"},
    {.name = "due",
     .title = "Expires",
     .kind = CELL_TIME,
     .width_cols = 20,
     .sql = "CASE WHEN p.state = 'open' THEN p.due_us END"},
    {.name = "needs", .title = "Needs", .kind = CELL_TEXT, .width_cols = 7, .sql = "p.needs"},
    {.name = "entity",
     .title = "Maker for",
     .kind = CELL_TEXT,
     .width_cols = 12,
     .sql = "p.maker_entity"},
    {.name = "proposed",
     .title = "Proposed",
     .kind = CELL_TIME,
     .width_cols = 20,
     .sql = "p.proposed_us"},
    {.name = "checker",
     .title = "Ended by",
     .kind = CELL_TEXT,
     .width_cols = 10,
     .sql = "p.ended_by"},
    {.name = "checker_entity",
     .title = "Ended for",
     .kind = CELL_TEXT,
     .width_cols = 12,
     .sql = "p.ended_entity"},
    {.name = "ended", .title = "Ended", .kind = CELL_TIME, .width_cols = 20, .sql = "p.ended_us"},
    {.name = "event",
     .title = "By event",
     .kind = CELL_INT,
     .width_cols = 8,
     .sql = "p.ended_event"},
    {.name = "reason", .title = "Reason", .kind = CELL_TEXT, .width_cols = 24, .sql = "p.reason"},
    {.name = "request",
     .title = "Request",
     .kind = CELL_TEXT,
     .width_cols = 40,
     .is_hidden = true,
     .sql = "p.request"},
    {.name = "hash",
     .title = "Hash",
     .kind = CELL_TEXT,
     .width_cols = 64,
     .is_hidden = true,
     .sql = "p.hash"},
};
static enum status mask_request(const struct view *view, struct book *book, void *mem,
                                struct cell *cells, struct error *err)
{
    struct cell *request = &cells[view_row_column(view, "request")];
    (void)book;
    (void)err;
    request->text = body_mask(mem, cells[view_row_column(view, "operation")].text, request->text);
    return STATUS_OK;
}

/* What waits comes first, by when it expires. */
const struct view view_proposals = {
    .name = "proposals",
    .title = "Proposals",
    .from = "proposal p",
    .key = "p.id",
    .natural = "due",
    .id_prefix = "proposal:",
    .finish = mask_request,
    VIEW_COLUMNS(proposal_columns),
};

static const struct column interest_columns[] = {
    {.name = "party", .title = "Party", .kind = CELL_TEXT, .width_cols = 12, .sql = "i.party"},
    {.name = "name", .title = "Name", .kind = CELL_TEXT, .width_cols = 24, .sql = "x.name"},
    {.name = "declared",
     .title = "Declared",
     .kind = CELL_TIME,
     .width_cols = 20,
     .sql = "i.declared_us"},
    {.name = "ended", .title = "Ended", .kind = CELL_TIME, .width_cols = 20, .sql = "i.ended_us"},
};
/* Of one operator. */
const struct view view_interests = {
    .name = "interests",
    .title = "Interests",
    .from = "interest i JOIN party x ON x.id = i.party",
    .scope = "i.operator = $1",
    .key = "i.event",
    .newest_first = true,
    .id_prefix = "event:",
    VIEW_COLUMNS(interest_columns),
};
