/* breaks.h - a break is an aged balance in suspense or in transit: a bank line that nothing
 * explains yet, or an item that the bank should have shown. Which are open follows from lines and
 * items and is never stored; what is known of one is noted by events: why it is one, whose it is,
 * when it is expected to be gone, what was found, whom it was raised to. The last of a kind holds,
 * and each stays on record.
 *
 * A break is named by its line or item: "line:7", "batch:B-1". Its age is counted in business days
 * of the book's calendar. */
#ifndef MODEL_BREAKS_H
#define MODEL_BREAKS_H

#include "model/operation.h"
#include "model/parcel.h"

/* SQL: the last note of a kind on a subject, or NULL. */
#define BREAKS_LAST(kind_, subject_)                                                               \
    "(SELECT n.value FROM break_note n WHERE n.subject = " subject_ " AND n.kind = '" kind_        \
    "' ORDER BY n.event DESC LIMIT 1)"

/* SQL: all that are open, as a subquery of subject, kind, account (of the bank, or who owes it),
 * day (since), amount (as the bank would have it) and currency. */
#define BREAKS_OPEN                                                                                \
    "(SELECT 'line:' || l.id AS subject, CASE WHEN l.amount_minor > 0 THEN 'unknown receipt'"      \
    " ELSE 'unknown debit' END AS kind, b.name AS account, l.day AS day, l.amount_minor"           \
    " - coalesce((SELECT sum(m.amount_minor) FROM match m WHERE m.line_id = l.id"                  \
    " AND m.unmatched_event IS NULL), 0) AS minor, b.currency AS currency"                         \
    " FROM line l JOIN account b ON b.id = l.account_id WHERE l.state = 'suspense'"                \
    " UNION ALL SELECT 'batch:' || b.id, 'in transit', b.psp, e.at_us / 86400000000,"              \
    " b.net_minor, b.currency FROM batch b JOIN event e ON e.number = b.event"                     \
    " WHERE b.is_settled = 0 AND NOT (b.is_remit = 1 AND " PARCEL_BATCH_IS_STALE "))"

enum breaks_kind {
    BREAKS_REASON,   /* a code of breaks_reasons */
    BREAKS_OWNER,    /* an operator */
    BREAKS_EXPECTED, /* a date */
    BREAKS_NOTE,
    BREAKS_ESCALATED, /* an operator or a role */
};
/* "timing,missing-reference,...": why a break can be one. */
const char *breaks_reasons(void);

struct breaks_note {
    const char *subject; /* "line:7", a bare number for a line */
    const char *value;
};
/* STATUS_NOT_FOUND where nothing of that name is an open break. */
enum status breaks_note(struct book *book, enum breaks_kind kind, const struct breaks_note *note,
                        struct run *run, struct error *err) CHECKED;

/* The sweep's operation: an open break of which break.escalate_after is over, raised once to
 * break.escalate_to. */
enum status breaks_escalate(struct book *book, const char *const *subject, struct run *run,
                            struct error *err) CHECKED;
/* For the sweep: those that nobody has raised, by their day as microseconds. */
#define BREAKS_DUE_SQL                                                                             \
    "SELECT k.day * 86400000000, k.subject, '' FROM " BREAKS_OPEN " k WHERE"                       \
    " k.day * 86400000000 <= $1 AND (k.day * 86400000000, k.subject) > ($2, $3) AND NOT EXISTS"    \
    " (SELECT 1 FROM break_note n WHERE n.subject = k.subject AND n.kind = 'escalated')"           \
    " ORDER BY k.day * 86400000000, k.subject LIMIT $4"
/* The day, as microseconds, up to which breaks have to be raised now. */
int64_t breaks_escalate_us(const struct book *book);

#endif
