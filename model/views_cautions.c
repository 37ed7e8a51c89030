#include "model/caution_row.h"
#include "model/views.h"

#define COUNTS "k.withdrawn_us IS NULL AND k.counts_until_us > $2"
#define WAITS "k.answer IS NULL AND k.due_us IS NOT NULL"
/* Nobody has put a later rung for its seller since. */
#define IS_PROPOSED                                                                                \
    COUNTS " AND k.proposes IS NOT NULL AND NOT EXISTS (SELECT 1 FROM caution x"                   \
           " WHERE x.party = k.party AND x.event > k.answered_event)"                              \
           " AND NOT EXISTS (SELECT 1 FROM \"freeze\" f WHERE f.party = k.party"                   \
           " AND f.event > k.answered_event)"

static const struct column columns[] = {
    {.name = "caution", .title = "Caution", .kind = CELL_INT, .width_cols = 7, .sql = "k.id"},
    {.name = "seller", .title = "Seller", .kind = CELL_TEXT, .width_cols = 10, .sql = "k.party"},
    {.name = "rung", .title = "Rung", .kind = CELL_TEXT, .width_cols = 8, .sql = "k.rung"},
    {.name = "state",
     .title = "State",
     .kind = CELL_TEXT,
     .width_cols = 12,
     .sql = CAUTION_STATE_SQL("$2")},
    {.name = "if_nobody_acts",
     .title = "If nobody acts",
     .kind = CELL_OUTCOME,
     .width_cols = 34,
     .sql = "CASE WHEN " COUNTS " THEN CASE WHEN " WAITS " THEN k.due_us ELSE k.counts_until_us END"
            " END",
     .says = "CASE WHEN " WAITS " THEN 'unanswered' WHEN " IS_PROPOSED " THEN k.proposes ||"
             " ' is proposed no more' ELSE 'counts no more' END"},
    {.name = "proposes",
     .title = "Proposed",
     .kind = CELL_TEXT,
     .width_cols = 11,
     .sql = "CASE WHEN " IS_PROPOSED " THEN k.proposes END"},
    {.name = "ground", .title = "Ground", .kind = CELL_TEXT, .width_cols = 12, .sql = "k.ground"},
    {.name = "author", .title = "Author", .kind = CELL_TEXT, .width_cols = 10, .sql = "k.author"},
    {.name = "put", .title = "Put", .kind = CELL_TIME, .width_cols = 20, .sql = "k.put_us"},
    {.name = "due",
     .title = "Acknowledge by",
     .kind = CELL_TIME,
     .width_cols = 20,
     .sql = "k.due_us"},
    {.name = "until",
     .title = "Counts until",
     .kind = CELL_TIME,
     .width_cols = 20,
     .sql = "k.counts_until_us"},
    {.name = "complaint",
     .title = "Complaint",
     .kind = CELL_TEXT,
     .width_cols = 10,
     .is_hidden = true,
     .sql = "k.complaint"},
    {.name = "facts",
     .title = "Facts",
     .kind = CELL_TEXT,
     .width_cols = 30,
     .is_hidden = true,
     .sql = "k.facts"},
    {.name = "answered",
     .title = "Answered",
     .kind = CELL_TIME,
     .width_cols = 20,
     .is_hidden = true,
     .sql = "k.answered_us"},
    {.name = "text",
     .title = "What the seller says",
     .kind = CELL_TEXT,
     .width_cols = 30,
     .is_hidden = true,
     .sql = "k.answer_text"},
    {.name = "withdrawn",
     .title = "Withdrawn",
     .kind = CELL_TIME,
     .width_cols = 20,
     .is_hidden = true,
     .sql = "k.withdrawn_us"},
    {.name = "withdrawn_by",
     .title = "Withdrawn by",
     .kind = CELL_TEXT,
     .width_cols = 12,
     .is_hidden = true,
     .sql = "k.withdrawn_by"},
    {.name = "reason",
     .title = "Reason",
     .kind = CELL_TEXT,
     .width_cols = 30,
     .is_hidden = true,
     .sql = "k.reason"},
};

const struct view view_cautions = {
    .name = "cautions",
    .title = "Cautions",
    .is_kept = true,
    .from = "caution k",
    .key = "k.id",
    .newest_first = true,
    .id_prefix = "caution:",
    VIEW_COLUMNS(columns),
};

const struct view view_party_cautions = {
    .name = "party-cautions",
    .title = "Cautions",
    .is_kept = true,
    .from = "caution k",
    .scope = "k.party = $1",
    .key = "k.id",
    .newest_first = true,
    .id_prefix = "caution:",
    VIEW_COLUMNS(columns),
};
