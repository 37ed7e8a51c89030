#include "model/verify.h"

#include "model/chain.h"
#include "model/ladder.h"
#include "model/mem.h"
#include "model/position.h"
#include "model/posting.h"
#include "model/way.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <jansson.h>

/* One invariant: how many things it is asked of, and a query whose first row, if there is one,
 * names what breaks it; or a walk where a query would not do. */
struct check {
    int number;
    const char *name;
    const char *count_sql;
    const char *breach_sql;
    enum status (*walk)(struct book *book, struct verify_row *row, struct error *err);
};

static void breach(struct verify_row *row, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
static void breach(struct verify_row *row, const char *format, ...)
{
    va_list args;
    if (!row->holds) {
        return; /* the first one is kept */
    }
    va_start(args, format);
    vsnprintf(row->first_breach, sizeof row->first_breach, format, args);
    va_end(args);
    row->holds = false;
}

/* Follows the chain while the legs of each event are added to its hash. */
struct chain_walk {
    const struct book *book;
    struct digest *digest;
    char previous[DIGEST_HEX_BYTES], stored[DIGEST_HEX_BYTES];
    int64_t number, at_us;
};

static void end_event(struct chain_walk *walk, struct verify_row *row)
{
    char hash[DIGEST_HEX_BYTES];
    if (walk->number == 0) {
        return;
    }
    digest_finish(walk->digest, hash);
    if (strcmp(hash, walk->stored) != 0) {
        breach(row, "event %lld is not what was written: its hash does not verify",
               (long long)walk->number);
    }
    memcpy(walk->previous, walk->stored, sizeof walk->previous);
}

static void begin_event(struct chain_walk *walk, const struct stmt *q, struct verify_row *row)
{
    struct event_row event = {.number = stmt_int(q, 0),
                              .at_us = stmt_int(q, 1),
                              .operator_login = stmt_text(q, 2),
                              .verb = stmt_text(q, 3),
                              .subject = stmt_text(q, 4),
                              .context = stmt_text(q, 5),
                              .source = stmt_text(q, 6),
                              .key = stmt_text(q, 7),
                              .body = stmt_text(q, 8)};
    if (event.number != walk->number + 1) {
        breach(row, "event %lld is missing", (long long)walk->number + 1);
    }
    if (book_keeps_time(walk->book, walk->number) && event.at_us < walk->at_us) {
        breach(row, "event %lld is earlier than the one before it", (long long)event.number);
    }
    walk->number = event.number;
    walk->at_us = event.at_us;
    snprintf(walk->stored, sizeof walk->stored, "%s", stmt_text(q, 9));
    chain_begin(walk->digest, walk->previous, &event);
    row->checked++;
}

static enum status walk_chain(struct book *book, struct verify_row *row, struct error *err)
{
    struct stmt *q;
    bool has_row = true;
    struct chain_walk walk = {.book = book, .digest = digest_new(book)};
    const char *sql =
        "SELECT e.number, e.at_us, e.operator, e.verb, e.subject, e.context, e.source, e.key,"
        " e.body, e.hash, l.account_id, l.amount_minor, l.balance_minor FROM event e"
        " LEFT JOIN leg l ON l.book_id = e.book_id AND l.event = e.number"
        " WHERE e.book_id = $1 ORDER BY e.number, l.position";
    enum status status = store_prepare(book_store(book), sql, &q, err);
    if (status != STATUS_OK) {
        return status;
    }
    stmt_bind_int(q, 1, book_id(book));
    while ((status = stmt_step(q, &has_row, err)) == STATUS_OK && has_row) {
        if (stmt_int(q, 0) != walk.number) {
            end_event(&walk, row);
            begin_event(&walk, q, row);
        }
        if (!stmt_is_null(q, 10)) {
            chain_leg(walk.digest, stmt_int(q, 10), stmt_int(q, 11), stmt_int(q, 12));
        }
    }
    stmt_reset(q);
    end_event(&walk, row);
    mem_free(walk.digest);
    return status;
}

/* Every balance after is the sum of the legs so far: so any past moment can be replayed. */
static enum status walk_balances(struct book *book, struct verify_row *row, struct error *err)
{
    struct stmt *q;
    bool has_row = true;
    int64_t account = 0, balance = 0;
    const char *sql = "SELECT account_id, amount_minor, balance_minor, event FROM leg"
                      " WHERE book_id = $1 ORDER BY account_id, event, position";
    enum status status = store_prepare(book_store(book), sql, &q, err);
    if (status != STATUS_OK) {
        return status;
    }
    stmt_bind_int(q, 1, book_id(book));
    while ((status = stmt_step(q, &has_row, err)) == STATUS_OK && has_row) {
        if (stmt_int(q, 0) != account) {
            account = stmt_int(q, 0);
            balance = 0;
        }
        row->checked++;
        if (__builtin_add_overflow(balance, stmt_int(q, 1), &balance) ||
            balance != stmt_int(q, 2)) {
            breach(row, "event %lld leaves account %lld at %lld, and its legs sum to %lld",
                   (long long)stmt_int(q, 3), (long long)account, (long long)stmt_int(q, 2),
                   (long long)balance);
            balance = stmt_int(q, 2);
        }
    }
    stmt_reset(q);
    return status;
}

/* What ran by the clock says in its body when it was due: a hold may be funded again afterwards. */
static enum status walk_defaults(struct book *book, struct verify_row *row, struct error *err)
{
    struct stmt *q;
    bool has_row = true;
    const char *sql = "SELECT number, at_us, body FROM event WHERE book_id = $1"
                      " AND verb IN ('default', 'complaint default', 'freeze end')";
    enum status status = store_prepare(book_store(book), sql, &q, err);
    if (status != STATUS_OK) {
        return status;
    }
    stmt_bind_int(q, 1, book_id(book));
    while ((status = stmt_step(q, &has_row, err)) == STATUS_OK && has_row) {
        json_t *body = json_loads(stmt_text(q, 2), 0, NULL);
        json_t *due = json_object_get(body, POSTING_DUE);
        row->checked++;
        if (!json_is_integer(due) || stmt_int(q, 1) < json_integer_value(due)) {
            breach(row, "event %lld ran early", (long long)stmt_int(q, 0));
        }
        json_decref(body);
    }
    stmt_reset(q);
    return status;
}

/* Whether debit d (account da) may pay credit account ca: the closed loop, in the words of SQL. */
#define LIEN_PAYS(bearer)                                                                          \
    "EXISTS (SELECT 1 FROM lien l WHERE l.beneficiary_id = ca.id AND l.account_id IN (" bearer ")" \
    ")"
#define HOLD_PAYS                                                                                  \
    "da.kind = 'hold' AND (ca.kind = 'available' AND ca.name IN (da.payer, da.payee)"              \
    " OR ca.parent = da.id OR da.purpose = 'suspense'"                                             \
    " OR ca.purpose = 'suspense' AND EXISTS (SELECT 1 FROM event u WHERE u.book_id = d.book_id"    \
    " AND u.number = d.event AND u.verb = 'unmatch')"                                              \
    " OR da.purpose = 'payout' AND (ca.kind = 'bank' OR ca.kind = 'transit'"                       \
    " AND ca.name = 'unexplained')"                                                                \
    " OR " LIEN_PAYS("da.root") " OR " LIEN_PAYS(                                                  \
        "SELECT m.beneficiary_id FROM lien m WHERE "                                               \
        "m.account_id = da.root") " OR " LIEN_PAYS("SELECT x.id FROM account x WHERE x.kind = "    \
                                                   "'available'"                                   \
                                                   " AND x.name IN (da.payer, da.payee) AND "      \
                                                   "x.currency = da.currency") ")"
#define AVAILABLE_PAYS                                                                             \
    "da.kind = 'available' AND (ca.kind = 'hold' AND (ca.payer = da.name"                          \
    " OR ca.purpose = 'suspense') OR ca.kind = 'transit' OR " LIEN_PAYS("da.id") ")"

static int64_t ladder_owed(const struct ladder *ladders, size_t count, const char *currency,
                           struct verify_row *row)
{
    for (size_t i = 0; i < count; i++) {
        if (strcmp(ladders[i].currency, currency) != 0) {
            continue;
        }
        for (int rung = 0; rung < RUNG_COUNT; rung++) {
            row->checked += ladders[i].count[rung];
        }
        return ladders[i].owed_minor;
    }
    return 0;
}

/* What stands on the rungs is what is owed: nothing is without a date that should have one. */
static enum status walk_ladder(struct book *book, struct verify_row *row, struct error *err)
{
    void *mem = mem_context(NULL, "ladder");
    struct position *positions;
    struct ladder *ladders;
    size_t position_count, ladder_count;
    enum status status = position_read(book, mem, &positions, &position_count, err);
    if (status == STATUS_OK) {
        status = ladder_read(book, mem, &ladders, &ladder_count, err);
    }
    for (size_t i = 0; status == STATUS_OK && i < position_count; i++) {
        int64_t owed = ladder_owed(ladders, ladder_count, positions[i].currency, row);
        if (owed != positions[i].owed_minor) {
            breach(row, "%lld %s is owed, and %lld stands on the maturity ladder",
                   (long long)positions[i].owed_minor, positions[i].currency, (long long)owed);
        }
    }
    mem_free(mem);
    return status;
}

static const struct check CHECKS[] = {
    {1, "legs sum to zero per event and currency", "SELECT count(*) FROM event",
     "SELECT 'event ' || l.event || ' sums to ' || sum(l.amount_minor) || ' ' || a.currency"
     " FROM leg l JOIN account a ON a.id = l.account_id GROUP BY l.event, a.currency"
     " HAVING sum(l.amount_minor) <> 0 LIMIT 1",
     NULL},
    {2, "no account stands on the wrong side", "SELECT count(*) FROM account",
     "SELECT kind || ':' || name || ' stands at ' || balance_minor || ' ' || currency FROM account"
     " WHERE (kind IN ('available', 'hold') AND balance_minor < 0)"
     " OR (kind = 'transit' AND balance_minor > 0) UNION ALL"
     " SELECT 'bank:' || a.name || ' is overdrawn, and no event raised the alarm' FROM account a"
     " WHERE a.kind = 'bank' AND a.balance_minor > 0 AND NOT EXISTS (SELECT 1 FROM leg l JOIN "
     "event e"
     " ON e.book_id = l.book_id AND e.number = l.event WHERE l.account_id = a.id"
     " AND l.balance_minor > 0 AND e.body LIKE '%\"alarm\":\"overdraft %') LIMIT 1",
     NULL},
    {3, "the book sums to zero per currency", "SELECT count(DISTINCT currency) FROM account",
     "SELECT currency || ' sums to ' || sum(balance_minor) FROM account GROUP BY book_id, currency"
     " HAVING sum(balance_minor) <> 0 LIMIT 1",
     NULL},
    {4, "held money goes only through its doors", "SELECT count(*) FROM leg WHERE amount_minor > 0",
     "SELECT 'event ' || c.event || ' pays ' || ca.kind || ':' || ca.name || ', a third party'"
     " FROM leg c JOIN account ca ON ca.id = c.account_id WHERE c.amount_minor > 0 AND NOT EXISTS"
     " (SELECT 1 FROM leg d JOIN account da ON da.id = d.account_id WHERE d.book_id = c.book_id"
     " AND d.event = c.event AND d.amount_minor < 0 AND da.currency = ca.currency AND"
     " (da.kind IN ('bank', 'transit') OR " HOLD_PAYS " OR " AVAILABLE_PAYS ")) LIMIT 1",
     NULL},
    {5, "whatever is live has a clock and a default",
     "SELECT (SELECT count(*) FROM account WHERE kind = 'hold' AND balance_minor > 0)"
     " + (SELECT count(*) FROM complaint WHERE state IN ('open', 'noticed'))"
     " + (SELECT count(*) FROM \"freeze\" WHERE is_ended = 0)",
     "SELECT 'hold:' || id || ' has no clock' FROM account WHERE kind = 'hold'"
     " AND balance_minor > 0 AND (due_us IS NULL OR door IS NULL) UNION ALL"
     " SELECT 'complaint:' || c.id || ' and hold:' || a.id || ' have different clocks'"
     " FROM complaint c JOIN account a ON a.id = c.hold_id WHERE c.state IN ('open', 'noticed')"
     " AND (c.due_us <> a.due_us OR c.door <> a.door) UNION ALL"
     " SELECT 'freeze:' || id || ' has no end' FROM \"freeze\" WHERE until_us IS NULL UNION ALL"
     " SELECT 'hold:' || id || ' is in suspense for no line' FROM account WHERE purpose = "
     "'suspense'"
     " AND balance_minor > 0 AND id NOT IN (SELECT hold_id FROM line WHERE hold_id IS NOT NULL)"
     " LIMIT 1",
     NULL},
    {6, "the chain of events is whole", NULL, NULL, walk_chain},
    {6, "what an event writes belongs together", "SELECT count(*) FROM leg",
     "SELECT 'event ' || l.event || ' has a leg and is not there' FROM leg l WHERE NOT EXISTS"
     " (SELECT 1 FROM event e WHERE e.book_id = l.book_id AND e.number = l.event) UNION ALL"
     " SELECT 'event ' || l.event || ' moves account ' || l.account_id || ', which is not there'"
     " FROM leg l WHERE NOT EXISTS (SELECT 1 FROM account a WHERE a.id = l.account_id"
     " AND a.book_id = l.book_id) UNION ALL"
     " SELECT 'hold:' || h.id || ' comes of a hold that is not there' FROM account h"
     " WHERE h.kind = 'hold' AND (NOT EXISTS (SELECT 1 FROM account r WHERE r.id = h.root)"
     " OR h.parent IS NOT NULL AND NOT EXISTS (SELECT 1 FROM account p WHERE p.id = h.parent))"
     " UNION ALL SELECT 'line:' || n.id || ' has no account, statement, hold or event' FROM line n"
     " WHERE NOT EXISTS (SELECT 1 FROM account a WHERE a.id = n.account_id AND a.kind = 'bank')"
     " OR NOT EXISTS (SELECT 1 FROM statement s WHERE s.id = n.statement_id)"
     " OR n.hold_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM account h WHERE h.id = n.hold_id)"
     " OR NOT EXISTS (SELECT 1 FROM event e JOIN account a ON a.id = n.account_id"
     " WHERE e.book_id = a.book_id AND e.number = n.event) LIMIT 1",
     NULL},
    {6, "balances are the sums of their legs", "SELECT count(*) FROM account",
     "SELECT a.kind || ':' || a.name || ' stands at ' || a.balance_minor || ', its legs sum to ' ||"
     " coalesce(sum(l.amount_minor), 0) FROM account a LEFT JOIN leg l ON l.account_id = a.id"
     " GROUP BY a.id HAVING a.balance_minor <> coalesce(sum(l.amount_minor), 0) LIMIT 1",
     NULL},
    {8, "an idempotency key stands for one event",
     "SELECT count(*) FROM event WHERE key IS NOT NULL",
     "SELECT source || ' ' || key || ' stands for ' || count(*) || ' events' FROM event"
     " WHERE key IS NOT NULL GROUP BY source, key HAVING count(*) > 1 LIMIT 1",
     NULL},
    {9, "no freeze runs without reasons and a notice", "SELECT count(*) FROM \"freeze\"",
     "SELECT 'freeze:' || f.id || ' has no ' || CASE WHEN f.facts = '' OR f.ground = ''"
     " THEN 'reasons' ELSE 'notice' END FROM \"freeze\" f WHERE f.facts = '' OR f.ground = ''"
     " OR NOT EXISTS (SELECT 1 FROM notice n WHERE n.subject = 'freeze:' || f.id"
     " AND n.party = f.party) LIMIT 1",
     NULL},
    {10, "per deal: funded = released + returned + live", "SELECT count(*) FROM deal",
     "SELECT 'deal:' || d.id || ' does not add up' FROM deal d WHERE d.funded_minor <>"
     " d.released_minor + d.returned_minor + coalesce((SELECT sum(a.balance_minor) FROM account a"
     " WHERE a.deal = d.id AND a.purpose IN " WAY_PRICE_PURPOSES "), 0) LIMIT 1",
     NULL},
    {12, "replay gives every balance of the past", NULL, NULL, walk_balances},
    {13, "no default ran before its time", NULL, NULL, walk_defaults},
    {14, "the maturity ladder sums to what is owed", NULL, NULL, walk_ladder},
    {15, "matches exceed neither line nor item", "SELECT count(*) FROM match",
     "SELECT 'line:' || l.id || ' is matched beyond its amount' FROM match m JOIN line l"
     " ON l.id = m.line_id WHERE m.unmatched_event IS NULL GROUP BY l.id"
     " HAVING sum(abs(m.amount_minor)) > abs(l.amount_minor) UNION ALL"
     " SELECT 'expect:' || x.ref || ' is matched beyond its amount' FROM match m JOIN expect x"
     " ON m.item = 'expect:' || x.ref WHERE m.unmatched_event IS NULL GROUP BY x.ref"
     " HAVING sum(m.amount_minor) > x.amount_minor UNION ALL"
     " SELECT 'deal:' || d.id || ' is matched beyond its price' FROM match m JOIN deal d"
     " ON m.item = 'deal:' || d.id WHERE m.unmatched_event IS NULL GROUP BY d.id"
     " HAVING sum(m.amount_minor) > d.price_minor UNION ALL"
     " SELECT 'payout:' || p.id || ' is matched beyond its amount' FROM match m JOIN payout p"
     " ON m.item = 'payout:' || p.id WHERE m.unmatched_event IS NULL GROUP BY p.id,"
     " m.amount_minor < 0 HAVING sum(abs(m.amount_minor)) > p.amount_minor LIMIT 1",
     NULL},
};
#define CHECK_COUNT (sizeof(CHECKS) / sizeof(CHECKS[0]))

static enum status ask(struct book *book, const struct check *check, struct verify_row *row,
                       struct error *err)
{
    struct stmt *q;
    bool has_row = false;
    enum status status = store_prepare(book_store(book), check->count_sql, &q, err);
    if (status == STATUS_OK) {
        status = stmt_step(q, &has_row, err);
    }
    if (status != STATUS_OK) {
        return status;
    }
    row->checked = stmt_int(q, 0);
    stmt_reset(q);
    status = store_prepare(book_store(book), check->breach_sql, &q, err);
    if (status == STATUS_OK) {
        status = stmt_step(q, &has_row, err);
    }
    if (status != STATUS_OK) {
        return status;
    }
    if (has_row) {
        breach(row, "%s", stmt_text(q, 0));
    }
    stmt_reset(q);
    return STATUS_OK;
}

enum status verify_run(struct book *book, void *mem, struct verify_row **rows, size_t *count,
                       struct error *err)
{
    *rows = MEM_ARRAY(mem, struct verify_row, CHECK_COUNT);
    *count = CHECK_COUNT;
    enum status status = book_begin_snapshot(book, err); /* all rows see one moment */
    if (status != STATUS_OK) {
        return status;
    }
    for (size_t i = 0; i < CHECK_COUNT && status == STATUS_OK; i++) {
        struct verify_row *row = &(*rows)[i];
        row->number = CHECKS[i].number;
        row->name = CHECKS[i].name;
        row->holds = true;
        status = CHECKS[i].walk ? CHECKS[i].walk(book, row, err) : ask(book, &CHECKS[i], row, err);
    }
    book_rollback(book);
    return status;
}
