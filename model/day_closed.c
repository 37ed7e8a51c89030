#include "model/day_closed.h"

#include "model/calendar.h"
#include "model/mem.h"
#include "model/query.h"

#include <stdio.h>
#include <string.h>

#define LAST_SQL                                                                                   \
    "SELECT id, day, last_line, event FROM closed_day WHERE account = $1 ORDER BY day DESC LIMIT " \
    "1"
/* The first closed day that what is asked about is in; the account, the day, the event. */
#define CLOSED_SQL                                                                                 \
    "SELECT c.id, c.account, c.day FROM closed_day c WHERE c.account = $1 AND c.day >= $2"         \
    " AND c.event > $3 ORDER BY c.day LIMIT 1"
#define OF_LINES                                                                                   \
    " JOIN account b ON b.id = l.account_id"                                                       \
    " JOIN closed_day c ON c.account = b.name AND c.day >= l.day"
#define MATCH_SQL                                                                                  \
    "SELECT c.id, c.account, c.day FROM match m JOIN line l ON l.id = m.line_id" OF_LINES          \
    " AND c.event > m.event WHERE m.id = $1 ORDER BY c.day LIMIT 1"
#define STATEMENT_SQL                                                                              \
    "SELECT c.id, c.account, c.day FROM line l" OF_LINES                                           \
    " AND c.event > l.event WHERE l.statement_id = $1 ORDER BY c.day LIMIT 1"

/* What is known of accounts in a transaction: whoever closes a day does nothing else in it. */
#define KNOWN_MAX 16
struct known {
    size_t count;
    struct {
        const char *account;
        struct day_closed last;
    } rows[KNOWN_MAX];
};

enum status day_closed_last(struct book *book, const char *account, struct day_closed *out,
                            struct error *err)
{
    struct stmt *q;
    enum status status = store_prepare(book_store(book), LAST_SQL, &q, err);
    if (status != STATUS_OK) {
        return status;
    }
    *out = (struct day_closed){0};
    stmt_bind_text(q, 1, account);
    status = stmt_step(q, &out->is_any, err);
    if (status == STATUS_OK && out->is_any) {
        out->id = stmt_int(q, 0);
        out->day = (int32_t)stmt_int(q, 1);
        out->last_line = stmt_int(q, 2);
        out->event = stmt_int(q, 3);
    }
    stmt_reset(q);
    return status;
}

/* A statement that finds the closed day, with its parameters bound. */
static enum status refuse_found(struct stmt *q, struct error *err)
{
    bool has_row = false;
    char day[TIME_TEXT_BYTES];
    enum status status = stmt_step(q, &has_row, err);
    if (status == STATUS_OK && has_row) {
        (void)error_set(err, STATUS_REFUSED, "%s of %s is closed, by day:%lld",
                        date_format((int32_t)stmt_int(q, 2), day), stmt_text(q, 1),
                        (long long)stmt_int(q, 0));
        status =
            error_hint(err, "no day is opened again: money that went wrong goes back by what the"
                            " open day allows, such as hold return");
    }
    stmt_reset(q);
    return status;
}

enum status day_closed_refuse(struct book *book, const char *account, int32_t day, int64_t event,
                              struct error *err)
{
    struct stmt *q;
    enum status status = store_prepare(book_store(book), CLOSED_SQL, &q, err);
    if (status != STATUS_OK) {
        return status;
    }
    stmt_bind_text(q, 1, account);
    stmt_bind_int(q, 2, day);
    stmt_bind_int(q, 3, event);
    return refuse_found(q, err);
}

static enum status refuse_of(struct book *book, const char *sql, int64_t id, struct error *err)
{
    struct stmt *q;
    enum status status = store_prepare(book_store(book), sql, &q, err);
    if (status != STATUS_OK) {
        return status;
    }
    stmt_bind_int(q, 1, id);
    return refuse_found(q, err);
}

enum status day_closed_refuse_match(struct book *book, int64_t match, struct error *err)
{
    return refuse_of(book, MATCH_SQL, match, err);
}

enum status day_closed_refuse_statement(struct book *book, int64_t statement, struct error *err)
{
    return refuse_of(book, STATEMENT_SQL, statement, err);
}

static enum status know(struct book *book, const char *account, struct day_closed *out,
                        struct error *err)
{
    static const struct book_part part = {"closed days", sizeof(struct known), NULL};
    struct known *known = book_part(book, &part);
    for (size_t i = 0; i < known->count; i++) {
        if (strcmp(known->rows[i].account, account) == 0) {
            *out = known->rows[i].last;
            return STATUS_OK;
        }
    }
    enum status status = day_closed_last(book, account, out, err);
    if (status == STATUS_OK && known->count < KNOWN_MAX) {
        known->rows[known->count].account = mem_strdup(known, account);
        known->rows[known->count++].last = *out;
    }
    return status;
}

enum status day_closed_fall(struct book *book, const char *account, int32_t day, int32_t *out,
                            struct error *err)
{
    struct day_closed last;
    enum status status = know(book, account, &last, err);
    if (status != STATUS_OK) {
        return status;
    }
    *out =
        last.is_any && day <= last.day ? calendar_next(book_policy(book)->calendar, last.day) : day;
    return STATUS_OK;
}
