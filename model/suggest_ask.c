#include "model/suggest_ask.h"

#include "model/mem.h"
#include "model/time.h"

#include <stdio.h>

#define FIRST_ROOM 32

static const char *text_of(void *mem, const struct stmt *q, int column)
{
    const char *text = stmt_text(q, column);
    return text != NULL ? mem_strdup(mem, text) : "";
}

enum status suggest_ask_line(struct book *book, void *mem, int64_t line, struct suggest_line *out,
                             struct error *err)
{
    struct stmt *q;
    bool has_row = false;
    const char *sql =
        "SELECT b.currency, l.amount_minor - coalesce((SELECT sum(m.amount_minor) FROM match m"
        " WHERE m.line_id = l.id AND m.unmatched_event IS NULL), 0), l.day, l.reference, l.text,"
        " l.counterparty, l.counterparty_account FROM line l JOIN account b ON b.id = l.account_id"
        " WHERE l.id = $1";
    enum status status = store_prepare(book_store(book), sql, &q, err);
    if (status != STATUS_OK) {
        return status;
    }
    stmt_bind_int(q, 1, line);
    status = stmt_step(q, &has_row, err);
    if (status == STATUS_OK && !has_row) {
        status = error_set(err, STATUS_NOT_FOUND, "there is no line:%lld", (long long)line);
    }
    if (status == STATUS_OK) {
        *out = (struct suggest_line){.open.minor = stmt_int(q, 1),
                                     .day = (int32_t)stmt_int(q, 2),
                                     .reference = text_of(mem, q, 3),
                                     .text = text_of(mem, q, 4),
                                     .counterparty = text_of(mem, q, 5),
                                     .counterparty_account = text_of(mem, q, 6)};
        (void)snprintf(out->open.currency, sizeof out->open.currency, "%s", stmt_text(q, 0));
    }
    stmt_reset(q);
    return status;
}

struct collecting {
    void *mem;
    struct id_list *ids;
};

static enum status take_id(void *state, const struct stmt *q, struct error *err)
{
    struct collecting *collecting = state;
    (void)err;
    id_list_add(collecting->mem, collecting->ids, mem_strdup(collecting->mem, stmt_text(q, 0)));
    return STATUS_OK;
}

/* $1 the currency, $2 the amount without its sign, $3 at most so many of each, $4 ordered before
 * then. */
#define ALIKE_IN                                                                                   \
    "SELECT id FROM (SELECT d.id AS id FROM deal d WHERE d.currency = $1 AND d.price_minor = $2"   \
    " AND d.funded_minor = 0 AND d.cancelled_us IS NULL AND d.ordered_us < $4"                     \
    " ORDER BY d.ordered_us DESC LIMIT $3) a"                                                      \
    " UNION SELECT id FROM (SELECT x.ref AS id FROM expect x WHERE x.currency = $1"                \
    " AND x.amount_minor = $2 AND x.received_minor = 0 LIMIT $3) b"                                \
    " UNION SELECT id FROM (SELECT t.id AS id FROM batch t WHERE t.currency = $1"                  \
    " AND t.net_minor = $2 AND t.is_settled = 0 LIMIT $3) c"
#define ALIKE_OUT                                                                                  \
    "SELECT y.id FROM payout y WHERE y.currency = $1 AND y.amount_minor = $2"                      \
    " AND y.state = 'under way' LIMIT $3"

const char *suggest_ask_alike_sql(bool is_in)
{
    return is_in ? ALIKE_IN : ALIKE_OUT;
}

enum status suggest_ask_alike(struct book *book, void *mem, const struct suggest_line *line,
                              struct id_list *ids, struct error *err)
{
    struct stmt *q;
    struct collecting collecting = {mem, ids};
    bool is_in = line->open.minor > 0;
    enum status status = store_prepare(book_store(book), suggest_ask_alike_sql(is_in), &q, err);
    if (status != STATUS_OK) {
        return status;
    }
    stmt_bind_text(q, 1, line->open.currency);
    stmt_bind_int(q, 2, is_in ? line->open.minor : -line->open.minor);
    stmt_bind_int(q, 3, SUGGEST_ALIKE_MAX);
    if (is_in) {
        stmt_bind_int(q, 4, (line->day + 2) * TIME_US_PER_DAY);
    }
    return stmt_each(q, take_id, &collecting, err);
}

enum status suggest_ask_account(struct book *book, void *mem, const struct suggest_line *line,
                                struct id_list *ids, struct error *err)
{
    struct id_list accounts = {0};
    struct item_payee *payees = NULL;
    size_t count = 0;
    if (line->open.minor < 0 && line->counterparty_account[0] != '\0') {
        id_list_add(mem, &accounts, line->counterparty_account);
    }
    enum status status = item_payees(book, mem, &accounts, &payees, &count, err);
    for (size_t i = 0; i < count && i < SUGGEST_ALIKE_MAX; i++) {
        id_list_add(mem, ids, payees[i].payout);
    }
    return status;
}

#define OF_THESE " IN (SELECT value FROM json_each($1))"
#define PARTIES                                                                                    \
    "SELECT 0, d.id, p.name_key, d.ordered_us FROM deal d JOIN party p ON p.id = d.buyer"          \
    " WHERE d.id" OF_THESE " UNION ALL SELECT 1, x.ref, p.name_key, e.at_us FROM expect x"         \
    " JOIN party p ON p.id = x.party LEFT JOIN event e ON e.book_id = $2 AND e.number = x.event"   \
    " WHERE x.ref" OF_THESE " UNION ALL SELECT 2, b.id, p.name_key, e.at_us FROM batch b"          \
    " JOIN party p ON p.id = b.psp LEFT JOIN event e ON e.book_id = $2 AND e.number = b.event"     \
    " WHERE b.id" OF_THESE " UNION ALL SELECT 3, y.id, p.name_key, e.at_us FROM payout y"          \
    " JOIN party p ON p.id = y.party LEFT JOIN event e ON e.book_id = $2 AND e.number = y.event"   \
    " WHERE y.id" OF_THESE

struct parties {
    void *mem;
    struct suggest_party *items;
    size_t count, room;
};

static enum status take_party(void *state, const struct stmt *q, struct error *err)
{
    struct parties *parties = state;
    (void)err;
    if (parties->count == parties->room) {
        parties->room = parties->room == 0 ? FIRST_ROOM : 2 * parties->room;
        parties->items =
            MEM_GROW(parties->mem, parties->items, struct suggest_party, parties->room);
    }
    parties->items[parties->count++] =
        (struct suggest_party){.kind = (enum item_kind)stmt_int(q, 0),
                               .id = text_of(parties->mem, q, 1),
                               .name_key = text_of(parties->mem, q, 2),
                               .since_us = stmt_int(q, 3)};
    return STATUS_OK;
}

enum status suggest_ask_parties(struct book *book, void *mem, const struct id_list *ids,
                                struct suggest_party **out, size_t *count, struct error *err)
{
    struct stmt *q;
    struct parties parties = {.mem = mem};
    enum status status = store_prepare(book_store(book), PARTIES, &q, err);
    if (status == STATUS_OK) {
        stmt_bind_text(q, 1, id_list_json(mem, ids));
        stmt_bind_int(q, 2, book_id(book));
        status = stmt_each(q, take_party, &parties, err);
    }
    *out = parties.items;
    *count = parties.count;
    return status;
}
