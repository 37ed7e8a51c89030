#include "model/body_mask.h"
#include "model/views.h"

/* Of an event that moves several currencies, what it begins with: amounts of two do not add up. */
#define FIRST_CURRENCY                                                                             \
    "(SELECT b.currency FROM leg k JOIN account b ON b.id = k.account_id"                          \
    " WHERE k.book_id = e.book_id AND k.event = e.number AND k.position = 1)"

static const struct column event_columns[] = {
    {.name = "event", .title = "Event", .kind = CELL_INT, .width_cols = 8, .sql = "e.number"},
    {.name = "at", .title = "At", .kind = CELL_TIME, .width_cols = 20, .sql = "e.at_us"},
    {.name = "operator",
     .title = "Operator",
     .kind = CELL_TEXT,
     .width_cols = 10,
     .sql = "e.operator"},
    {.name = "verb", .title = "What", .kind = CELL_TEXT, .width_cols = 18, .sql = "e.verb"},
    {.name = "subject",
     .title = "Subject",
     .kind = CELL_TEXT,
     .width_cols = 18,
     .sql = "e.subject"},
    {.name = "context", .title = "Of", .kind = CELL_TEXT, .width_cols = 16, .sql = "e.context"},
    {.name = "amount",
     .title = "Moved",
     .kind = CELL_MONEY,
     .width_cols = 14,
     .sql = "(SELECT SUM(l.amount_minor) FROM leg l JOIN account a ON a.id = l.account_id"
            " WHERE l.book_id = e.book_id AND l.event = e.number AND l.amount_minor > 0"
            " AND a.currency = " FIRST_CURRENCY ")",
     .currency = FIRST_CURRENCY},
    {.name = "source",
     .title = "Source",
     .kind = CELL_TEXT,
     .width_cols = 8,
     .is_hidden = true,
     .sql = "e.source"},
    {.name = "key",
     .title = "Key",
     .kind = CELL_TEXT,
     .width_cols = 14,
     .is_hidden = true,
     .sql = "e.key"},
    {.name = "hash",
     .title = "Hash",
     .kind = CELL_TEXT,
     .width_cols = 64,
     .is_hidden = true,
     .sql = "e.hash"},
};
const struct view view_events = {
    .name = "events",
    .title = "Events",
    .is_kept = true,
    .from = "event e",
    .where = "e.book_id = $3",
    .key = "e.number",
    .newest_first = true,
    .id_prefix = "event:",
    VIEW_COLUMNS(event_columns),
};
/* What happened to a thing ("deal:O-1"): events about it, about what is its, and about the campaign
 * that a deal is of. The event that
 * brought a line is not among those that are kept by subject: there are too many. */
const struct view view_timeline = {
    .name = "timeline",
    .title = "Timeline",
    .is_kept = true,
    .from = "event e",
    .where = "e.book_id = $3",
    .scope = "e.number IN (SELECT x.number FROM event x WHERE x.subject = $1 AND x.verb <> 'line'"
             " AND x.book_id = $3"
             " UNION SELECT x.number FROM event x WHERE x.context = $1 AND x.book_id = $3"
             " UNION SELECT x.number FROM event x WHERE x.book_id = $3 AND x.verb <> 'line'"
             " AND x.subject = (SELECT 'campaign:' || d.campaign FROM deal d WHERE d.id ="
             " CASE WHEN substr($1, 1, 5) = 'deal:' THEN substr($1, 6) END)"
             " UNION SELECT p.ended_event FROM proposal p WHERE p.id ="
             " CASE WHEN substr($1, 1, 9) = 'proposal:' THEN CAST(substr($1, 10) AS BIGINT) END"
             " UNION SELECT v.event FROM advance v WHERE"
             " v.lender = CASE WHEN substr($1, 1, 6) = 'party:' THEN substr($1, 7) END"
             " UNION SELECT l.event FROM line l WHERE l.id = CASE WHEN substr($1, 1, 5) = 'line:'"
             " THEN CAST(substr($1, 6) AS BIGINT) END)",
    .key = "e.number",
    .newest_first = true,
    .id_prefix = "event:",
    VIEW_COLUMNS(event_columns),
};

static const struct column leg_columns[] = {
    {.name = "account",
     .title = "Account",
     .kind = CELL_TEXT,
     .width_cols = 26,
     .sql = "a.kind || ':' || a.name"},
    {.name = "purpose", .title = "Purpose", .kind = CELL_TEXT, .width_cols = 9, .sql = "a.purpose"},
    {.name = "amount",
     .title = "Amount",
     .kind = CELL_MONEY,
     .width_cols = 16,
     .sql = "l.amount_minor",
     .currency = "a.currency"},
    {.name = "currency", .title = "Cur", .kind = CELL_TEXT, .width_cols = 3, .sql = "a.currency"},
    {.name = "balance",
     .title = "Balance after",
     .kind = CELL_MONEY,
     .width_cols = 16,
     .sql = "l.balance_minor",
     .currency = "a.currency"},
};
/* The scope is the event's number. */
const struct view view_legs = {
    .name = "legs",
    .title = "Legs",
    .is_kept = true,
    .from = "leg l JOIN account a ON a.id = l.account_id",
    .where = "l.book_id = $3",
    .scope = "l.event = CAST($1 AS BIGINT)",
    .key = "l.position",
    .id_prefix = "leg:",
    VIEW_COLUMNS(leg_columns),
};

/* An event with its body: for looking at one. */
static const struct column body_columns[] = {
    {.name = "event", .title = "Event", .kind = CELL_INT, .width_cols = 8, .sql = "e.number"},
    {.name = "at", .title = "At", .kind = CELL_TIME, .width_cols = 20, .sql = "e.at_us"},
    {.name = "operator",
     .title = "Operator",
     .kind = CELL_TEXT,
     .width_cols = 10,
     .sql = "e.operator"},
    {.name = "verb", .title = "What", .kind = CELL_TEXT, .width_cols = 18, .sql = "e.verb"},
    {.name = "subject",
     .title = "Subject",
     .kind = CELL_TEXT,
     .width_cols = 18,
     .sql = "e.subject"},
    {.name = "context", .title = "Of", .kind = CELL_TEXT, .width_cols = 16, .sql = "e.context"},
    {.name = "source", .title = "Source", .kind = CELL_TEXT, .width_cols = 8, .sql = "e.source"},
    {.name = "key", .title = "Key", .kind = CELL_TEXT, .width_cols = 14, .sql = "e.key"},
    {.name = "body", .title = "Body", .kind = CELL_TEXT, .width_cols = 60, .sql = "e.body"},
    {.name = "corrects",
     .title = "Corrects",
     .kind = CELL_INT,
     .width_cols = 8,
     .sql = "(SELECT x.corrects FROM correction x WHERE x.event = e.number)"},
    {.name = "corrected_by",
     .title = "Corrected by",
     .kind = CELL_INT,
     .width_cols = 8,
     .sql = "(SELECT x.event FROM correction x WHERE x.corrects = e.number)"},
    {.name = "hash", .title = "Hash", .kind = CELL_TEXT, .width_cols = 64, .sql = "e.hash"},
};
static enum status mask_body(const struct view *view, struct book *book, void *mem,
                             struct cell *cells, struct error *err)
{
    struct cell *body = &cells[view_row_column(view, "body")];
    (void)book;
    (void)err;
    body->text = body_mask(mem, cells[view_row_column(view, "verb")].text, body->text);
    return STATUS_OK;
}

const struct view view_bodies = {
    .name = "bodies",
    .title = "Event",
    .is_kept = true,
    .from = "event e",
    .where = "e.book_id = $3",
    .key = "e.number",
    .newest_first = true,
    .id_prefix = "event:",
    .finish = mask_body,
    VIEW_COLUMNS(body_columns),
};

/* Every leg with its event, in the order of posting. */
static const struct column journal_columns[VIEW_JOURNAL_COLUMNS] = {
    [VIEW_JOURNAL_EVENT] = {.name = "event", .title = "Event", .kind = CELL_INT, .sql = "l.event"},
    [VIEW_JOURNAL_AT] = {.name = "at", .title = "At", .kind = CELL_TIME, .sql = "e.at_us"},
    [VIEW_JOURNAL_VERB] = {.name = "verb", .title = "What", .kind = CELL_TEXT, .sql = "e.verb"},
    [VIEW_JOURNAL_SUBJECT] = {.name = "subject",
                              .title = "Subject",
                              .kind = CELL_TEXT,
                              .sql = "e.subject"},
    [VIEW_JOURNAL_KIND] = {.name = "kind", .title = "Kind", .kind = CELL_TEXT, .sql = "a.kind"},
    [VIEW_JOURNAL_NAME] = {.name = "name", .title = "Name", .kind = CELL_TEXT, .sql = "a.name"},
    [VIEW_JOURNAL_PURPOSE] = {.name = "purpose",
                              .title = "Purpose",
                              .kind = CELL_TEXT,
                              .sql = "a.purpose"},
    [VIEW_JOURNAL_AMOUNT] = {.name = "amount",
                             .title = "Amount",
                             .kind = CELL_MONEY,
                             .sql = "l.amount_minor",
                             .currency = "a.currency"},
};
const struct view view_journal = {
    .name = "journal",
    .title = "Journal",
    .is_kept = true,
    .from = "leg l JOIN event e ON e.book_id = l.book_id AND e.number = l.event"
            " JOIN account a ON a.id = l.account_id",
    .where = "l.book_id = $3",
    .key = "l.event * 4096 + l.position",
    .natural = "event",
    .id_prefix = "entry:",
    VIEW_COLUMNS(journal_columns),
};
