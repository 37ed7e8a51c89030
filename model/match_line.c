#include "model/match_line.h"

#include "model/doer.h"
#include "model/hold.h"
#include "model/query.h"
#include "model/text.h"

#include <stdio.h>
#include <string.h>

enum status match_parse_number(const char *label, const char *prefix, int64_t *out,
                               struct error *err)
{
    size_t bytes = strlen(prefix);
    const char *digits = strncmp(label, prefix, bytes) == 0 ? label + bytes : label;
    if (!text_to_int(digits, out) || *out <= 0) {
        return error_set(err, STATUS_INVALID, "'%s' is no %s such as %s7", label,
                         prefix[0] == 'l' ? "line" : "match", prefix);
    }
    return STATUS_OK;
}

enum status match_line_load(struct book *book, const char *label, struct match_line *out,
                            struct error *err)
{
    struct stmt *q;
    bool has_row = false;
    int64_t id = 0;
    const char *sql =
        "SELECT l.id, b.currency, l.amount_minor, coalesce(l.hold_id, 0), l.amount_minor"
        " - coalesce((SELECT sum(m.amount_minor) FROM match m WHERE m.line_id = l.id"
        " AND m.unmatched_event IS NULL), 0) FROM line l JOIN account b ON b.id = l.account_id"
        " WHERE l.id = $1";
    enum status status = match_parse_number(label, "line:", &id, err);
    if (status == STATUS_OK) {
        status = store_prepare(book_store(book), sql, &q, err);
    }
    if (status != STATUS_OK) {
        return status;
    }
    stmt_bind_int(q, 1, id);
    status = stmt_step(q, &has_row, err);
    if (status == STATUS_OK && !has_row) {
        status = error_set(err, STATUS_NOT_FOUND, "there is no line:%lld", (long long)id);
    }
    if (status == STATUS_OK) {
        *out = (struct match_line){.id = stmt_int(q, 0),
                                   .amount_minor = stmt_int(q, 2),
                                   .hold_id = stmt_int(q, 3),
                                   .open_minor = stmt_int(q, 4)};
        (void)snprintf(out->currency, sizeof out->currency, "%s", stmt_text(q, 1));
    }
    stmt_reset(q);
    return status;
}

enum status match_line_refuse(struct book *book, int64_t line, struct error *err)
{
    char by[DOER_TEXT_BYTES];
    enum status status = doer_of_line(book, line, by, err);
    return status == STATUS_OK ? error_set(err, STATUS_REFUSED, "line:%lld is matched already%s%s",
                                           (long long)line, by[0] ? ", " : "", by)
                               : status;
}

enum status match_line_money(struct book *book, const struct match_line *line, struct account **out,
                             struct error *err)
{
    if (line->amount_minor < 0) {
        return account_obtain(book, ACCOUNT_TRANSIT, TRANSIT_UNEXPLAINED, line->currency, NULL, out,
                              err);
    }
    if (line->hold_id == 0) {
        return match_line_refuse(book, line->id, err);
    }
    return account_by_id(book, line->hold_id, out, err);
}

enum status match_line_update(struct book *book, int64_t line, const char *item, const char *ground,
                              int64_t hold_id, struct error *err)
{
    struct stmt *q;
    const char *sql =
        "UPDATE line SET state = CASE WHEN amount_minor = coalesce((SELECT sum(m.amount_minor)"
        " FROM match m WHERE m.line_id = line.id AND m.unmatched_event IS NULL), 0)"
        " THEN 'matched' ELSE 'suspense' END, item = $1, ground = $2,"
        " hold_id = coalesce($3, hold_id) WHERE id = $4";
    enum status status = store_prepare(book_store(book), sql, &q, err);
    if (status != STATUS_OK) {
        return status;
    }
    stmt_bind_text(q, 1, item);
    stmt_bind_text(q, 2, ground);
    stmt_bind_optional(q, 3, hold_id != 0, hold_id);
    stmt_bind_int(q, 4, line);
    return stmt_run(q, err);
}
