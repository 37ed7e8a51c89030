#include "model/views.h"

#define LOOKED                                                                                     \
    "(SELECT COUNT(*) FROM evidence_look k WHERE k.evidence = v.id AND v.erased_event IS NULL)"

static const struct column evidence_columns[] = {
    {.name = "evidence", .title = "Evidence", .kind = CELL_INT, .width_cols = 8, .sql = "v.id"},
    {.name = "side", .title = "Side", .kind = CELL_TEXT, .width_cols = 13, .sql = "v.side"},
    {.name = "kind", .title = "Kind", .kind = CELL_TEXT, .width_cols = 9, .sql = "v.kind"},
    {.name = "name", .title = "Name", .kind = CELL_TEXT, .width_cols = 20, .sql = "v.name"},
    {.name = "media", .title = "Type", .kind = CELL_TEXT, .width_cols = 15, .sql = "v.media"},
    {.name = "bytes", .title = "Bytes", .kind = CELL_INT, .width_cols = 8, .sql = "v.bytes"},
    {.name = "looked", .title = "Looked at", .kind = CELL_INT, .width_cols = 9, .sql = LOOKED},
    {.name = "state",
     .title = "State",
     .kind = CELL_TEXT,
     .width_cols = 7,
     .sql = "CASE WHEN v.erased_event IS NULL THEN 'kept' ELSE 'erased' END"},
    {.name = "complaint",
     .title = "Complaint",
     .kind = CELL_TEXT,
     .width_cols = 10,
     .sql = "v.complaint"},
    {.name = "at", .title = "At", .kind = CELL_TIME, .width_cols = 20, .sql = "v.at_us"},
    {.name = "added_by",
     .title = "Added by",
     .kind = CELL_TEXT,
     .width_cols = 12,
     .sql = "v.added_by"},
    {.name = "sha256", .title = "SHA-256", .kind = CELL_TEXT, .width_cols = 64, .sql = "v.sha256"},
    {.name = "event", .title = "Event", .kind = CELL_INT, .width_cols = 8, .sql = "v.event"},
};
const struct view view_evidence = {
    .name = "evidence",
    .title = "Evidence",
    .is_kept = true,
    .from = "evidence v",
    .key = "v.id",
    .id_prefix = "evidence:",
    VIEW_COLUMNS(evidence_columns),
};
/* What both sides of a complaint have brought. */
const struct view view_complaint_evidence = {
    .name = "complaint-evidence",
    .title = "Evidence",
    .is_kept = true,
    .from = "evidence v",
    .scope = "v.complaint = $1",
    .key = "v.id",
    .id_prefix = "evidence:",
    VIEW_COLUMNS(evidence_columns),
};

static const struct column look_columns[] = {
    {.name = "operator",
     .title = "Operator",
     .kind = CELL_TEXT,
     .width_cols = 16,
     .sql = "k.operator"},
    {.name = "at", .title = "At", .kind = CELL_TIME, .width_cols = 20, .sql = "k.at_us"},
    {.name = "event", .title = "Event", .kind = CELL_INT, .width_cols = 8, .sql = "k.event"},
};
/* Who looked at a piece. */
const struct view view_evidence_looks = {
    .name = "evidence-looks",
    .title = "Looked at by",
    .is_kept = true,
    .from = "evidence_look k",
    .scope = "k.evidence = CAST($1 AS BIGINT)",
    .key = "k.event",
    .id = "'event:' || k.event",
    VIEW_COLUMNS(look_columns),
};
