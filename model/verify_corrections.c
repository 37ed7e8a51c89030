#include "model/verify_corrections.h"

/* Whether an event of a correction has a leg that the other one has not the other way round. */
#define UNMIRRORED(one, other)                                                                     \
    "EXISTS (SELECT 1 FROM leg l WHERE l.book_id = $1 AND l.event = x." one " AND NOT EXISTS"      \
    " (SELECT 1 FROM leg m WHERE m.book_id = $1 AND m.event = x." other                            \
    " AND m.account_id = l.account_id AND m.amount_minor = -l.amount_minor))"
#define CORRECTIONS_SQL                                                                            \
    "SELECT x.event, x.corrects,"                                                                  \
    " CASE WHEN EXISTS (SELECT 1 FROM event u WHERE u.book_id = $1 AND u.number = x.event"         \
    " AND u.verb = 'correct') AND x.event > x.corrects"                                            \
    " AND NOT EXISTS (SELECT 1 FROM correction y WHERE y.corrects = x.event)"                      \
    " AND EXISTS (SELECT 1 FROM leg l WHERE l.book_id = $1 AND l.event = x.event)"                 \
    " AND NOT " UNMIRRORED("event", "corrects") " AND NOT " UNMIRRORED(                            \
        "corrects", "event") " THEN 1 ELSE 0 END"                                                  \
                             " FROM correction x ORDER BY x.corrects"

enum status verify_corrections(struct book *book, struct verify_row *row, struct error *err)
{
    struct stmt *q;
    bool has_row = false;
    enum status status = store_prepare(book_store(book), CORRECTIONS_SQL, &q, err);
    if (status != STATUS_OK) {
        return status;
    }
    stmt_bind_int(q, 1, book_id(book));
    while ((status = stmt_step(q, &has_row, err)) == STATUS_OK && has_row) {
        row->checked++;
        if (stmt_int(q, 2) == 0) {
            verify_breach(row, "event %lld is not event %lld the other way round",
                          (long long)stmt_int(q, 0), (long long)stmt_int(q, 1));
        }
    }
    stmt_reset(q);
    return status;
}
