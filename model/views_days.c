#include "model/breaks.h"
#include "model/calendar.h"
#include "model/day_sheet.h"
#include "model/mem.h"
#include "model/views.h"

#include <string.h>

#define NOTES(kind) BREAKS_LAST(kind, "k.subject")

static const struct column break_columns[] = {
    {.name = "break", .title = "Break", .kind = CELL_TEXT, .width_cols = 12, .sql = "k.subject"},
    {.name = "kind", .title = "Kind", .kind = CELL_TEXT, .width_cols = 15, .sql = "k.kind"},
    {.name = "account",
     .title = "Account",
     .kind = CELL_TEXT,
     .width_cols = 10,
     .sql = "k.account"},
    {.name = "since", .title = "Since", .kind = CELL_DATE, .width_cols = 10, .sql = "k.day"},
    {.name = "amount",
     .title = "Amount",
     .kind = CELL_MONEY,
     .width_cols = 14,
     .sql = "k.minor",
     .currency = "k.currency"},
    {.name = "age", .title = "Age", .kind = CELL_INT, .width_cols = 4},
    {.name = "bucket", .title = "Days", .kind = CELL_TEXT, .width_cols = 5},
    {.name = "reason",
     .title = "Reason",
     .kind = CELL_TEXT,
     .width_cols = 17,
     .sql = NOTES("reason")},
    {.name = "owner", .title = "Owner", .kind = CELL_TEXT, .width_cols = 8, .sql = NOTES("owner")},
    {.name = "expected",
     .title = "Expected",
     .kind = CELL_TEXT,
     .width_cols = 10,
     .sql = NOTES("expected")},
    {.name = "if_nobody_acts", .title = "If nobody acts", .kind = CELL_OUTCOME, .width_cols = 28},
    {.name = "escalated",
     .title = "Raised to",
     .kind = CELL_TEXT,
     .width_cols = 10,
     .sql = NOTES("escalated")},
    {.name = "note",
     .title = "Last note",
     .kind = CELL_TEXT,
     .width_cols = 30,
     .is_hidden = true,
     .sql = NOTES("note")},
};

static struct cell *cell_of(const struct view *view, struct cell *cells, const char *name)
{
    return &cells[view_row_column(view, name)];
}

/* What its age says, and when it is raised by itself. */
static enum status finish_break(const struct view *view, struct book *book, void *mem,
                                struct cell *cells, struct error *err)
{
    const struct policy *policy = book_policy(book);
    int64_t now_us = book_now_us(book);
    int32_t since = (int32_t)cell_of(view, cells, "since")->number;
    int32_t age = calendar_age(policy->calendar, since, calendar_day(policy->calendar, now_us));
    (void)err;
    *cell_of(view, cells, "age") = (struct cell){.kind = CELL_INT, .number = age};
    *cell_of(view, cells, "bucket") =
        (struct cell){.kind = CELL_TEXT, .text = day_age_name(day_age(age))};
    if (cell_of(view, cells, "escalated")->kind == CELL_NULL) {
        int64_t due_us = policy_after(policy, policy->break_escalate, since * TIME_US_PER_DAY);
        *cell_of(view, cells, "if_nobody_acts") =
            (struct cell){.kind = CELL_OUTCOME,
                          .text = mem_printf(mem, "raised to %s", policy->break_to),
                          .left_us = due_us - now_us};
    }
    return STATUS_OK;
}

const struct view view_breaks = {
    .name = "breaks",
    .title = "Breaks",
    .from = BREAKS_OPEN " k",
    .key = "k.subject",
    .key_is_text = true,
    .natural = "since",
    .id_prefix = "",
    .finish = finish_break,
    VIEW_COLUMNS(break_columns),
};

static const struct column note_columns[] = {
    {.name = "at", .title = "At", .kind = CELL_TIME, .width_cols = 20, .sql = "n.at_us"},
    {.name = "kind", .title = "What", .kind = CELL_TEXT, .width_cols = 9, .sql = "n.kind"},
    {.name = "value", .title = "Said", .kind = CELL_TEXT, .width_cols = 30, .sql = "n.value"},
    {.name = "author", .title = "By", .kind = CELL_TEXT, .width_cols = 10, .sql = "n.author"},
};
/* The scope is the break's name. */
const struct view view_break_notes = {
    .name = "break-notes",
    .title = "Notes on a break",
    .from = "break_note n",
    .scope = "n.subject = $1",
    .key = "n.event",
    .id_prefix = "event:",
    VIEW_COLUMNS(note_columns),
};

static const struct column day_columns[] = {
    {.name = "closed", .title = "No", .kind = CELL_INT, .width_cols = 5, .sql = "c.id"},
    {.name = "account",
     .title = "Account",
     .kind = CELL_TEXT,
     .width_cols = 12,
     .sql = "c.account"},
    {.name = "day", .title = "Day", .kind = CELL_DATE, .width_cols = 10, .sql = "c.day"},
    {.name = "from", .title = "From", .kind = CELL_DATE, .width_cols = 10, .sql = "c.from_day"},
    {.name = "lines", .title = "Lines", .kind = CELL_INT, .width_cols = 7, .sql = "c.lines"},
    {.name = "late", .title = "Late", .kind = CELL_INT, .width_cols = 5, .sql = "c.late"},
    {.name = "breaks", .title = "Breaks", .kind = CELL_INT, .width_cols = 6, .sql = "c.breaks"},
    {.name = "made_by",
     .title = "Made by",
     .kind = CELL_TEXT,
     .width_cols = 10,
     .sql = "coalesce(p.maker, e.operator)"},
    {.name = "checked_by",
     .title = "Checked by",
     .kind = CELL_TEXT,
     .width_cols = 10,
     .sql = "p.ended_by"},
    {.name = "closed_at", .title = "Closed", .kind = CELL_TIME, .width_cols = 20, .sql = "e.at_us"},
    {.name = "sheet",
     .title = "Sheet",
     .kind = CELL_TEXT,
     .width_cols = 64,
     .is_hidden = true,
     .sql = "c.sheet"},
    {.name = "event",
     .title = "Event",
     .kind = CELL_INT,
     .width_cols = 8,
     .is_hidden = true,
     .sql = "c.event"},
};
const struct view view_days = {
    .name = "days",
    .title = "Closed days",
    .from = "closed_day c LEFT JOIN event e ON e.book_id = $3 AND e.number = c.event"
            " LEFT JOIN proposal p ON p.ended_event = c.event",
    .key = "c.id",
    .newest_first = true,
    .id_prefix = "day:",
    VIEW_COLUMNS(day_columns),
};

#define FIGURE(name_, title_, sql_)                                                                \
    {                                                                                              \
        .name = (name_), .title = (title_), .kind = CELL_MONEY, .width_cols = 16, .sql = (sql_),   \
        .currency = "f.currency"                                                                   \
    }
static const struct column figure_columns[] = {
    {.name = "currency", .title = "Cur", .kind = CELL_TEXT, .width_cols = 3, .sql = "f.currency"},
    FIGURE("opening", "Opening", "f.opening_minor"),
    FIGURE("in", "In", "f.in_minor"),
    FIGURE("out", "Out", "f.out_minor"),
    FIGURE("closing", "Closing", "f.opening_minor + f.in_minor + f.out_minor"),
    FIGURE("bank", "Bank", "f.stated_minor"),
    FIGURE("difference", "Difference",
           "f.stated_minor - f.opening_minor - f.in_minor - f.out_minor"),
};
/* The scope is the day's number. */
const struct view view_day_figures = {
    .name = "day-figures",
    .title = "Figures",
    .from = "closed_figure f",
    .scope = "f.day_id = CAST($1 AS BIGINT)",
    .key = "f.currency",
    .key_is_text = true,
    .id_prefix = "",
    VIEW_COLUMNS(figure_columns),
};

static const struct column signed_columns[] = {
    {.name = "line", .title = "Line", .kind = CELL_INT, .width_cols = 7, .sql = "k.line_id"},
    {.name = "date", .title = "Date", .kind = CELL_DATE, .width_cols = 10, .sql = "l.day"},
    {.name = "open",
     .title = "Open",
     .kind = CELL_MONEY,
     .width_cols = 14,
     .sql = "k.open_minor",
     .currency = "b.currency"},
    {.name = "age", .title = "Age", .kind = CELL_INT, .width_cols = 4, .sql = "k.age"},
    {.name = "reason", .title = "Reason", .kind = CELL_TEXT, .width_cols = 17, .sql = "k.reason"},
    {.name = "owner", .title = "Owner", .kind = CELL_TEXT, .width_cols = 8, .sql = "k.owner"},
    {.name = "expected",
     .title = "Expected",
     .kind = CELL_TEXT,
     .width_cols = 10,
     .sql = "k.expected"},
};
const struct view view_day_breaks = {
    .name = "day-breaks",
    .title = "Breaks as signed",
    .from = "closed_break k JOIN line l ON l.id = k.line_id JOIN account b ON b.id = l.account_id",
    .scope = "k.day_id = CAST($1 AS BIGINT)",
    .key = "k.line_id",
    .id_prefix = "line:",
    VIEW_COLUMNS(signed_columns),
};
