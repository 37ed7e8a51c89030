#include "model/repeat.h"

#include "model/mem.h"

/* An appeal that was won counts for the other side. */
#define WAS_REVERSED "coalesce(p.outcome, '') = 'reversed'"
#define COUNT_SQL(party)                                                                           \
    "SELECT count(*),"                                                                             \
    " coalesce(sum(CASE WHEN c.decided_us IS NULL THEN 1 ELSE 0 END), 0),"                         \
    " coalesce(sum(CASE WHEN c.state IN ('refunded', 'awarded', 'upheld')"                         \
    " AND NOT " WAS_REVERSED " OR c.state = 'dismissed' AND " WAS_REVERSED                         \
    " THEN 1 ELSE 0 END), 0),"                                                                     \
    " coalesce(sum(CASE WHEN c.state = 'refused' OR c.state = 'dismissed' AND NOT " WAS_REVERSED   \
    " OR c.state IN ('refunded', 'awarded', 'upheld') AND " WAS_REVERSED " THEN 1 ELSE 0 END),"    \
    " 0), coalesce(sum(CASE WHEN c.state = 'defaulted' THEN 1 ELSE 0 END), 0)"                     \
    " FROM complaint c LEFT JOIN appeal p ON p.complaint = c.id"                                   \
    " WHERE " party " = $1 AND c.opened_us > $2 AND c.id <> $3"

static enum status count(struct book *book, const char *sql, const char *party,
                         const char *complaint, struct repeat *out, struct error *err)
{
    struct stmt *q;
    bool has_row = false;
    int64_t window_us = book_policy(book)->repeat_us;
    *out = (struct repeat){0};
    if (window_us == 0) {
        return STATUS_OK;
    }
    enum status status = store_prepare(book_store(book), sql, &q, err);
    if (status != STATUS_OK) {
        return status;
    }
    stmt_bind_text(q, 1, party);
    stmt_bind_int(q, 2, book_now_us(book) - window_us);
    stmt_bind_text(q, 3, complaint);
    status = stmt_step(q, &has_row, err);
    if (status == STATUS_OK && has_row) {
        *out = (struct repeat){stmt_int(q, 0), stmt_int(q, 1), stmt_int(q, 2), stmt_int(q, 3),
                               stmt_int(q, 4)};
    }
    stmt_reset(q);
    return status;
}

enum status repeat_about(struct book *book, const char *seller, const char *complaint,
                         struct repeat *out, struct error *err)
{
    return count(book, COUNT_SQL("c.seller"), seller, complaint, out, err);
}

enum status repeat_by(struct book *book, const char *complainant, const char *complaint,
                      struct repeat *out, struct error *err)
{
    return count(book, COUNT_SQL("c.complainant"), complainant, complaint, out, err);
}

char *repeat_text(void *mem, const struct book *book, const struct repeat *repeat)
{
    const struct policy *policy = book_policy(book);
    if (policy->repeat_us == 0) {
        return NULL;
    }
    const char *window = policy_value_of(policy, "complaint.repeat_window")->value;
    if (repeat->count == 0) {
        return mem_printf(mem, "none in %s", window);
    }
    return mem_printf(mem, "%lld in %s: %lld open, %lld founded, %lld unfounded, %lld by the clock",
                      (long long)repeat->count, window, (long long)repeat->open,
                      (long long)repeat->founded, (long long)repeat->unfounded,
                      (long long)repeat->by_clock);
}
