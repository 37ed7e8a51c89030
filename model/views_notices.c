#include "model/outbox.h"
#include "model/views.h"

/* What a list of notices begins with, and what each is about; an old one has no title. */
#define HEAD_COLUMNS                                                                               \
    {.name = "notice", .title = "Notice", .kind = CELL_INT, .width_cols = 6, .sql = "n.id"},       \
        {.name = "at", .title = "At", .kind = CELL_TIME, .width_cols = 20, .sql = "n.at_us"},      \
        {.name = "party", .title = "To", .kind = CELL_TEXT, .width_cols = 12, .sql = "n.party"},   \
    {                                                                                              \
        .name = "subject", .title = "Subject", .kind = CELL_TEXT, .width_cols = 18,                \
        .sql = "n.subject"                                                                         \
    }
#define TITLE_COLUMN                                                                               \
    {                                                                                              \
        .name = "title", .title = "Title", .kind = CELL_TEXT, .width_cols = 48,                    \
        .sql = "CASE WHEN n.title = '' THEN n.text ELSE n.title END"                               \
    }

static const struct column notice_columns[] = {
    HEAD_COLUMNS,
    TITLE_COLUMN,
    {.name = "text",
     .title = "Text",
     .kind = CELL_TEXT,
     .width_cols = 60,
     .is_hidden = true,
     .sql = "n.text"},
    {.name = "kind",
     .title = "Kind",
     .kind = CELL_TEXT,
     .width_cols = 18,
     .is_hidden = true,
     .sql = "n.kind"},
    {.name = "language",
     .title = "Language",
     .kind = CELL_TEXT,
     .width_cols = 8,
     .is_hidden = true,
     .sql = "n.language"},
    {.name = "event", .title = "Event", .kind = CELL_INT, .width_cols = 8, .sql = "n.event"},
};
/* What was told about a thing ("freeze:3"). */
const struct view view_thing_notices = {
    .name = "thing-notices",
    .title = "Notices",
    .is_kept = true,
    .from = "notice n",
    .scope = "n.subject = $1",
    .key = "n.id",
    .newest_first = true,
    .id_prefix = "notice:",
    VIEW_COLUMNS(notice_columns),
};

/* ---- how they reach their parties ---- */

static const struct column outbox_columns[] = {
    HEAD_COLUMNS,
    {.name = "state",
     .title = "State",
     .kind = CELL_TEXT,
     .width_cols = 8,
     .sql = OUTBOX_STATE_SQL},
    {.name = "attempts", .title = "Tries", .kind = CELL_INT, .width_cols = 5, .sql = "n.attempts"},
    {.name = "if_nobody_acts",
     .title = "If nobody acts",
     .kind = CELL_OUTCOME,
     .width_cols = 30,
     .sql = "CASE WHEN n.next_us = 0 THEN n.at_us WHEN n.next_us IS NOT NULL THEN n.next_us"
            " WHEN " OUTBOX_UNDELIVERED_SQL " THEN n.tried_us END",
     .says = "CASE WHEN n.next_us IS NULL THEN 'nobody tells ' || n.party WHEN n.attempts > 0"
             " THEN 'tried again' ELSE 'sent' END"},
    {.name = "failure",
     .title = "Last failure",
     .kind = CELL_TEXT,
     .width_cols = 40,
     .sql = "n.failure"},
    TITLE_COLUMN,
    {.name = "next",
     .title = "Next try",
     .kind = CELL_TIME,
     .width_cols = 20,
     .is_hidden = true,
     .sql = "CASE WHEN n.next_us = 0 THEN n.at_us ELSE n.next_us END"},
    {.name = "tried",
     .title = "Last try",
     .kind = CELL_TIME,
     .width_cols = 20,
     .is_hidden = true,
     .sql = "n.tried_us"},
    {.name = "kind",
     .title = "Kind",
     .kind = CELL_TEXT,
     .width_cols = 18,
     .is_hidden = true,
     .sql = "n.kind"},
    {.name = "text",
     .title = "Text",
     .kind = CELL_TEXT,
     .width_cols = 60,
     .is_hidden = true,
     .sql = "n.text"},
    {.name = "event",
     .title = "Event",
     .kind = CELL_INT,
     .width_cols = 8,
     .is_hidden = true,
     .sql = "n.event"},
};
const struct view view_notices = {
    .name = "notices",
    .title = "Notices",
    .from = "notice n",
    .key = "n.id",
    .newest_first = true,
    .id_prefix = "notice:",
    VIEW_COLUMNS(outbox_columns),
};

/* Those that were tried and are not there. */
const struct view view_undelivered = {
    .name = "undelivered",
    .title = "Notices not delivered",
    .from = "notice n",
    .where = OUTBOX_UNDELIVERED_SQL,
    .key = "n.id",
    .id_prefix = "notice:",
    VIEW_COLUMNS(outbox_columns),
};
