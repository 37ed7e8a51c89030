#include "model/history.h"

#include "model/locate.h"
#include "model/time.h"

#include <stdio.h>
#include <string.h>

/* The account's first and last event, and when the first one was. */
#define SPAN_SQL                                                                                   \
    "SELECT s.kind, s.currency, s.opened, s.latest, e.at_us FROM (SELECT a.kind AS kind,"          \
    " a.currency AS currency,"                                                                     \
    " (SELECT MIN(l.event) FROM leg l WHERE l.account_id = a.id) AS opened,"                       \
    " (SELECT MAX(l.event) FROM leg l WHERE l.account_id = a.id) AS latest"                        \
    " FROM account a WHERE a.id = $1) AS s JOIN event e ON e.number = s.opened"                    \
    " WHERE e.book_id = $2"

/* For each step, whose end is before_us: the last event before it lies between low and high, which
 * are halved until they meet; then the balance that the account's last entry up to it left. */
#define STEPS_SQL                                                                                  \
    "WITH RECURSIVE step(n, before_us) AS (SELECT CAST(0 AS BIGINT), CAST($3 AS BIGINT)"           \
    " UNION ALL SELECT n + 1, before_us + $4 FROM step WHERE n + 1 < $5),"                         \
    " probe(n, before_us, low, high) AS (SELECT n, before_us, CAST($6 AS BIGINT),"                 \
    " CAST($7 AS BIGINT) FROM step"                                                                \
    " UNION ALL SELECT p.n, p.before_us,"                                                          \
    " CASE WHEN e.at_us < p.before_us THEN e.number ELSE p.low END,"                               \
    " CASE WHEN e.at_us < p.before_us THEN p.high ELSE e.number - 1 END"                           \
    " FROM probe p JOIN event e ON e.number = (p.low + p.high + 1) / 2"                            \
    " WHERE p.low < p.high AND e.book_id = $1)"                                                    \
    " SELECT p.n, (SELECT l.balance_minor FROM leg l WHERE l.account_id = $2"                      \
    " AND l.event <= p.low ORDER BY l.event DESC, l.position DESC LIMIT 1)"                        \
    " FROM probe p WHERE p.low >= p.high ORDER BY p.n"

struct span {
    int64_t account, opened, latest; /* latest is 0 without an entry */
};

static enum status read_span(struct book *book, struct span *span, struct history *out,
                             struct error *err)
{
    struct stmt *stmt = NULL;
    bool has_row = false;
    enum status status = store_prepare(book_store(book), SPAN_SQL, &stmt, err);
    if (status != STATUS_OK) {
        return status;
    }
    stmt_bind_int(stmt, 1, span->account);
    stmt_bind_int(stmt, 2, book_id(book));
    status = stmt_step(stmt, &has_row, err);
    if (status == STATUS_OK && has_row) {
        const char *kind = stmt_text(stmt, 0);
        out->is_mirrored = strcmp(kind, "bank") == 0 || strcmp(kind, "transit") == 0;
        (void)snprintf(out->currency, sizeof out->currency, "%s", stmt_text(stmt, 1));
        span->opened = stmt_int(stmt, 2);
        span->latest = stmt_int(stmt, 3);
        out->first_us = stmt_int(stmt, 4);
    }
    stmt_reset(stmt);
    return status;
}

static enum status read_steps(struct book *book, const struct span *span, struct history *out,
                              struct error *err)
{
    struct stmt *stmt = NULL;
    bool has_row = false;
    int64_t width_us = (out->to_us - out->from_us) / HISTORY_STEPS + 1; /* the last one has now */
    enum status status = store_prepare(book_store(book), STEPS_SQL, &stmt, err);
    if (status != STATUS_OK) {
        return status;
    }
    stmt_bind_int(stmt, 1, book_id(book));
    stmt_bind_int(stmt, 2, span->account);
    stmt_bind_int(stmt, 3, out->from_us + width_us);
    stmt_bind_int(stmt, 4, width_us);
    stmt_bind_int(stmt, 5, HISTORY_STEPS);
    stmt_bind_int(stmt, 6, span->opened);
    stmt_bind_int(stmt, 7, span->latest);
    while ((status = stmt_step(stmt, &has_row, err)) == STATUS_OK && has_row &&
           out->count < HISTORY_STEPS) {
        out->balance_minor[out->count++] = stmt_int(stmt, 1);
    }
    stmt_reset(stmt);
    return status;
}

enum status history_read(struct book *book, const char *label, int days, struct history *out,
                         struct error *err)
{
    struct span span = {0};
    *out = (struct history){.to_us = book_now_us(book)};
    enum status status = locate_account(book, label, &span.account, err);
    if (status == STATUS_OK) {
        status = read_span(book, &span, out, err);
    }
    if (status != STATUS_OK || span.latest == span.opened) {
        return status;
    }
    int64_t back_us = out->to_us - days * TIME_US_PER_DAY;
    out->from_us = days > 0 && back_us > out->first_us ? back_us : out->first_us;
    return read_steps(book, &span, out, err);
}
