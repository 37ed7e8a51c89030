#include "model/verify.h"

#include "model/ladder.h"
#include "model/mem.h"
#include "model/position.h"
#include "model/verify_accounts.h"
#include "model/verify_cautions.h"
#include "model/verify_conversions.h"
#include "model/verify_corrections.h"
#include "model/verify_days.h"
#include "model/verify_documents.h"
#include "model/verify_events.h"
#include "model/verify_evidence.h"
#include "model/verify_personal.h"
#include "model/verify_policies.h"
#include "model/verify_proposals.h"
#include "model/verify_rows.h"
#include "model/verify_takings.h"
#include "model/way.h"

#include <string.h>

/* One row: how many things it is asked of, and a query whose first row, if there is one, names what
 * breaks it; or a walk where a query would not do. Where these are NULL, a pass over whole tables
 * has counted or proved it. */
struct check {
    int number;
    const char *name;
    const char *count_sql;
    const char *breach_sql;
    enum status (*walk)(struct book *book, struct verify_row *row, struct error *err);
};

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
            verify_breach(row, "%lld %s is owed, and %lld stands on the maturity ladder",
                          (long long)positions[i].owed_minor, positions[i].currency,
                          (long long)owed);
        }
    }
    mem_free(mem);
    return status;
}

/* What opens a door that is shut otherwise, beside the entries that go through it. */
static enum status walk_doors(struct book *book, struct verify_row *row, struct error *err)
{
    enum status status = verify_conversions(book, row, err);
    return status == STATUS_OK ? verify_corrections(book, row, err) : status;
}

/* Over parcel p: the collected holds of its deal, and the events that moved them. */
#define CASH_HOLDS "(SELECT h.id FROM account h WHERE h.deal = p.deal AND h.is_collected = 1)"
#define CASH_EVENTS                                                                                \
    "(SELECT DISTINCT m.book_id, m.event FROM leg m WHERE m.account_id IN " CASH_HOLDS ")"
/* What these events took out of the holds and gave to nobody but the courier, whose legs count. */
#define CASH_GONE                                                                                  \
    "(SELECT -sum(l.amount_minor) FROM " CASH_EVENTS " e JOIN leg l ON l.book_id = e.book_id"      \
    " AND l.event = e.event JOIN account a ON a.id = l.account_id WHERE a.id IN " CASH_HOLDS       \
    " OR a.kind = 'transit' AND a.name = p.courier)"
#define CASH_TO_COURIER                                                                            \
    "coalesce((SELECT sum(l.amount_minor) FROM " CASH_EVENTS " e JOIN leg l"                       \
    " ON l.book_id = e.book_id AND l.event = e.event JOIN account a ON a.id = l.account_id"        \
    " WHERE a.kind = 'transit' AND a.name = p.courier AND l.amount_minor > 0), 0)"
#define CASH_FEE_TAKEN                                                                             \
    "coalesce((SELECT sum(n.taken_minor) FROM lien n JOIN deal d ON d.hold_id = n.account_id"      \
    " WHERE d.id = p.deal AND n.rank = 20), 0)"
#define CASH_BREACH                                                                                \
    "SELECT 'deal:' || p.deal || ' paid out more than its courier remitted' FROM parcel p"         \
    " WHERE " CASH_GONE " > p.remitted_minor UNION ALL"                                            \
    " SELECT 'deal:' || p.deal || ' gave its courier other than its fee' FROM parcel p"            \
    " WHERE " CASH_TO_COURIER " - p.returned_minor <> " CASH_FEE_TAKEN " OR " CASH_TO_COURIER      \
    " - p.returned_minor > p.fee_minor UNION ALL"                                                  \
    " SELECT 'deal:' || p.deal || ' was remitted otherwise than it says' FROM parcel p"            \
    " WHERE p.remitted_minor <> coalesce((SELECT sum(r.amount_minor) FROM remittance r"            \
    " WHERE r.deal = p.deal), 0) UNION ALL"                                                        \
    " SELECT 'event ' || r.event || ' remits what did not come' FROM remittance r"                 \
    " LEFT JOIN parcel p ON p.deal = r.deal GROUP BY r.book_id, r.event, p.courier"                \
    " HAVING sum(r.amount_minor) <> coalesce((SELECT sum(l.amount_minor) FROM leg l"               \
    " JOIN account a ON a.id = l.account_id WHERE l.book_id = r.book_id AND l.event = r.event"     \
    " AND a.kind = 'transit' AND a.name = p.courier), 0) UNION ALL"                                \
    " SELECT 'hold:' || a.id || ' is not marked as collected, nor its deal carried'"               \
    " FROM deal d CROSS JOIN account a WHERE a.deal = d.id AND a.purpose IN " WAY_PRICE_PURPOSES   \
    " AND " WAY_IS_COLLECTED " AND (a.is_collected IS NULL OR a.balance_minor > 0"                 \
    " AND NOT EXISTS (SELECT 1 FROM parcel p WHERE p.deal = d.id)) LIMIT 1"

static const struct check CHECKS[VERIFY_ROWS] = {
    [VERIFY_SUMS] = {.number = 1, .name = "legs sum to zero per event and currency"},
    [VERIFY_SIDES] =
        {2, "no account stands on the wrong side", NULL,
         "SELECT 'bank:' || a.name || ' is overdrawn, and no event raised the alarm' FROM account a"
         " WHERE a.kind = 'bank' AND a.kind <> 'hold' AND a.balance_minor > 0 AND NOT EXISTS"
         " (SELECT 1 FROM leg l JOIN event e ON e.book_id = l.book_id AND e.number = l.event"
         " WHERE l.account_id = a.id AND l.balance_minor > 0"
         " AND e.body LIKE '%\"alarm\":\"overdraft %') LIMIT 1",
         NULL},
    [VERIFY_BOOK] = {.number = 3, .name = "the book sums to zero per currency"},
    [VERIFY_DOORS] = {.number = 4,
                      .name = "held money goes only through its doors",
                      .walk = walk_doors},
    [VERIFY_ADVANCES] =
        {4, "an advance is a lender's own money, repaid once", "SELECT count(*) FROM advance",
         "SELECT 'advance:' || v.id || ' is not lent by a lender to the payee of its hold' FROM"
         " advance v WHERE NOT EXISTS (SELECT 1 FROM event e JOIN party p ON p.id = v.lender"
         " JOIN account h ON h.id = v.hold_id WHERE e.number = v.event AND e.verb = 'advance'"
         " AND e.subject = 'advance:' || v.id AND p.kind = 'lender' AND h.deal = v.deal"
         " AND h.payee = v.seller AND h.purpose = 'sale' AND h.currency = v.currency"
         " AND e.book_id = h.book_id)"
         " UNION ALL SELECT 'advance:' || v.id || ' is not what its lender paid' FROM advance v"
         " WHERE v.amount_minor <> coalesce((SELECT -sum(l.amount_minor) FROM leg l JOIN account a"
         " ON a.id = l.account_id WHERE l.event = v.event AND l.book_id = a.book_id"
         " AND a.kind = 'available'"
         " AND a.name = v.lender), 0) UNION ALL"
         " SELECT 'advance:' || v.id || ' and its liens do not add up' FROM advance v"
         " WHERE v.repay_minor <> coalesce((SELECT sum(n.taken_minor + CASE n.is_closed WHEN 0"
         " THEN n.cap_minor - n.taken_minor ELSE 0 END) FROM lien n JOIN account b"
         " ON b.id = n.beneficiary_id JOIN account o ON o.id = n.account_id"
         " WHERE n.rank = 50 AND n.reference = 'advance:' || v.id AND b.kind = 'available'"
         " AND b.name = v.lender AND (o.id = v.hold_id OR o.kind = 'available'"
         " AND o.name = v.seller)), 0) UNION ALL"
         " SELECT 'lien:' || n.id || ' is a lender''s, and of no advance' FROM lien n"
         " WHERE n.rank = 50 AND NOT EXISTS (SELECT 1 FROM advance v"
         " WHERE n.reference = 'advance:' || v.id) LIMIT 1",
         NULL},
    [VERIFY_CHARGEBACKS] =
        {4, "a chargeback is of what its provider captured", "SELECT count(*) FROM chargeback",
         "SELECT 'chargeback:' || k.id || ' and its entries do not add up' FROM chargeback k"
         " WHERE k.amount_minor <> coalesce((SELECT sum(l.amount_minor) FROM leg l JOIN account a"
         " ON a.id = l.account_id WHERE l.event = k.event AND l.book_id = a.book_id"
         " AND a.kind = 'available' AND a.name = k.psp), 0)"
         " + coalesce((SELECT n.cap_minor FROM lien n JOIN account b ON b.id = n.beneficiary_id"
         " JOIN account o ON o.id = n.account_id JOIN deal d ON d.id = k.deal"
         " WHERE n.id = k.lien_id AND n.rank = 20 AND n.reference = 'chargeback:' || k.id"
         " AND b.kind = 'available' AND b.name = k.psp"
         " AND o.kind = 'available' AND o.name = d.seller), 0)"
         " UNION ALL SELECT 'deal:' || k.deal || ' is charged back beyond what was captured'"
         " FROM chargeback k WHERE k.reversed_event IS NULL GROUP BY k.deal, k.psp"
         " HAVING sum(k.amount_minor) > coalesce((SELECT -sum(l.amount_minor) FROM event e"
         " JOIN leg l ON l.book_id = e.book_id AND l.event = e.number"
         " JOIN account a ON a.id = l.account_id WHERE e.subject = 'deal:' || k.deal"
         " AND e.verb = 'capture' AND e.verb <> 'line' AND a.kind = 'transit' AND a.name = k.psp),"
         " 0) LIMIT 1",
         NULL},
    [VERIFY_CLOCKS] =
        {5, "whatever is live has a clock and a default",
         "SELECT (SELECT count(*) FROM account WHERE kind = 'hold' AND balance_minor > 0)"
         " + (SELECT count(*) FROM complaint WHERE decided_us IS NULL)"
         " + (SELECT count(*) FROM appeal WHERE outcome IS NULL)"
         " + (SELECT count(*) FROM \"freeze\" WHERE is_ended = 0)"
         " + (SELECT count(*) FROM objection WHERE state = 'open')"
         " + (SELECT count(*) FROM demand WHERE ended_us IS NULL)"
         " + (SELECT count(*) FROM proposal WHERE state = 'open')"
         " + (SELECT count(*) FROM caution WHERE answer IS NULL AND withdrawn_us IS NULL)",
         "SELECT 'hold:' || id || ' has no clock' FROM account WHERE kind = 'hold'"
         " AND balance_minor > 0 AND (due_us IS NULL OR door IS NULL) UNION ALL"
         " SELECT 'complaint:' || c.id || ' and hold:' || a.id || ' have different clocks'"
         " FROM complaint c JOIN account a ON a.id = c.hold_id WHERE c.decided_us IS NULL"
         " AND (c.due_us <> a.due_us OR c.door <> a.door) UNION ALL"
         " SELECT 'complaint:' || c.id || ' is under appeal and has no clock' FROM appeal p"
         " JOIN complaint c ON c.id = p.complaint WHERE p.outcome IS NULL AND c.step_us IS NULL"
         " UNION ALL SELECT 'hold:' || a.id || ' does not wait for the appeal of complaint:' ||"
         " c.id FROM appeal p JOIN complaint c ON c.id = p.complaint"
         " JOIN account a ON a.id IN (c.hold_id, c.award_hold_id) WHERE p.outcome IS NULL"
         " AND a.balance_minor > 0 AND a.due_us < c.step_us UNION ALL"
         " SELECT 'freeze:' || id || ' has no end' FROM \"freeze\" WHERE until_us IS NULL UNION ALL"
         " SELECT 'freeze:' || f.id || ' ends at another time than its amount' FROM \"freeze\" f"
         " JOIN account a ON a.id = f.hold_id WHERE f.is_ended = 0 AND a.balance_minor > 0"
         " AND a.due_us <> f.until_us UNION ALL"
         " SELECT 'demand:' || d.id || ' has no lien into its bond' FROM demand d"
         " JOIN lien l ON l.id = d.lien_id JOIN account b ON b.id = d.hold_id"
         " WHERE d.ended_us IS NULL AND (l.beneficiary_id <> d.hold_id OR b.purpose <> 'bond'"
         " OR b.payer <> d.seller OR l.cap_minor <> d.amount_minor) UNION ALL"
         " SELECT 'hold:' || id || ' is in suspense for no line' FROM account WHERE purpose = "
         "'suspense'"
         " AND balance_minor > 0 AND id NOT IN (SELECT hold_id FROM line WHERE hold_id IS NOT NULL)"
         " LIMIT 1",
         NULL},
    [VERIFY_CAMPAIGNS] =
        {5, "a group buy goes on whole or not at all", "SELECT count(*) FROM campaign",
         "SELECT 'deal:' || d.id || ' paid its seller, and campaign:' || c.id || ' is ' || c.state"
         " FROM campaign c JOIN deal d ON d.campaign = c.id JOIN account a ON a.id = d.hold_id"
         " AND a.purpose = 'group' WHERE c.state <> 'met' AND d.released_minor > 0 UNION ALL"
         " SELECT 'hold:' || a.id || ' does not wait for campaign:' || c.id || ', which is '"
         " || c.state FROM campaign c JOIN deal d ON d.campaign = c.id JOIN account a"
         " ON a.id = d.hold_id AND a.purpose = 'group' AND a.balance_minor > 0"
         " WHERE c.state <> 'met' AND (a.door <> 'payer' OR c.state = 'open' AND a.due_us <>"
         " c.ends_us OR a.due_us > c.closed_us) UNION ALL"
         " SELECT 'campaign:' || c.id || ' has turned some of its members' FROM campaign c"
         " WHERE c.state = 'met' AND (SELECT count(DISTINCT a.door) FROM deal d JOIN account a"
         " ON a.id = d.hold_id AND a.purpose = 'group' AND a.balance_minor = d.price_minor"
         " WHERE d.campaign = c.id AND d.shipped_us IS NULL) > 1 UNION ALL"
         " SELECT 'hold:' || a.id || ' is of no campaign' FROM account a JOIN deal d"
         " ON d.id = a.deal WHERE a.purpose = 'group' AND NOT EXISTS"
         " (SELECT 1 FROM campaign c WHERE c.id = d.campaign) LIMIT 1",
         NULL},
    [VERIFY_CHAIN] = {.number = 6, .name = "the chain of events is whole"},
    [VERIFY_PERSONAL] = {.number = 6,
                         .name = "personal data is what its events say, or erased",
                         .walk = verify_personal},
    [VERIFY_POLICIES] = {.number = 6,
                         .name = "adopted policies are what their events say",
                         .walk = verify_policies},
    [VERIFY_TAKINGS] = {.number = 6,
                        .name = "who has taken a complaint is what the events say",
                        .walk = verify_takings},
    [VERIFY_CAUTIONS] = {.number = 6,
                         .name = "trainings and warnings are what the events say",
                         .walk = verify_cautions},
    [VERIFY_DAYS] = {.number = 6,
                     .name = "a closed day is what was signed, and stays closed",
                     .walk = verify_days},
    [VERIFY_RECORDS] = {.number = 6, .name = "what was decided stands as its event says it"},
    [VERIFY_EVIDENCE] = {.number = 6,
                         .name = "evidence is what its events say, or erased",
                         .walk = verify_evidence},
    [VERIFY_TOGETHER] =
        {6, "what an event writes belongs together", NULL,
         "SELECT 'hold:' || h.id || ' comes of a hold that is not there' FROM account h"
         " WHERE h.kind = 'hold' AND (h.root IS NULL"
         " OR h.root <> h.id AND NOT EXISTS (SELECT 1 FROM account r WHERE r.id = h.root)"
         " OR h.parent IS NOT NULL AND NOT EXISTS (SELECT 1 FROM account p WHERE p.id = h.parent))"
         " UNION ALL SELECT 'line:' || n.id || ' has no account, statement, hold or event' FROM "
         "line n"
         " WHERE NOT EXISTS (SELECT 1 FROM account a WHERE a.id = n.account_id AND a.kind = 'bank')"
         " OR NOT EXISTS (SELECT 1 FROM statement s WHERE s.id = n.statement_id)"
         " OR n.hold_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM account h WHERE h.id = n.hold_id)"
         " OR NOT EXISTS (SELECT 1 FROM event e JOIN account a ON a.id = n.account_id"
         " WHERE e.book_id = a.book_id AND e.number = n.event) LIMIT 1",
         NULL},
    [VERIFY_BALANCES] = {.number = 6, .name = "balances are the sums of their legs"},
    [VERIFY_EYES] = {.number = 7,
                     .name = "maker is not checker, and neither has an interest",
                     .walk = verify_proposals},
    [VERIFY_KEYS] =
        {8, "an idempotency key stands for one event", NULL,
         "SELECT source || ' ' || key || ' stands for ' || count(*) || ' events' FROM event"
         " WHERE key IS NOT NULL GROUP BY source, key HAVING count(*) > 1 LIMIT 1",
         NULL},
    [VERIFY_APPEALS] =
        {7, "who reviews an appeal did not decide its complaint", "SELECT count(*) FROM appeal",
         "SELECT 'complaint:' || c.id || ' was decided and reviewed by ' || p.reviewed_by"
         " FROM appeal p JOIN complaint c ON c.id = p.complaint"
         " WHERE p.reviewed_by = c.decided_by OR EXISTS (SELECT 1 FROM proposal m"
         " WHERE m.ended_event = c.decided_event AND m.maker = p.reviewed_by) UNION ALL"
         " SELECT 'the appeal of complaint:' || p.complaint || ' is against no decision of '"
         " || p.decided_by FROM appeal p LEFT JOIN complaint c ON c.id = p.complaint"
         " WHERE c.decided_by IS NULL OR c.decided_by <> p.decided_by UNION ALL"
         " SELECT 'complaint:' || c.id || ' was appealed after its time' FROM appeal p"
         " JOIN complaint c ON c.id = p.complaint WHERE c.appeal_until_us IS NULL"
         " OR p.appealed_us >= c.appeal_until_us LIMIT 1",
         NULL},
    [VERIFY_FREEZES] =
        {9, "no freeze runs without reasons and a notice", "SELECT count(*) FROM \"freeze\"",
         "SELECT 'freeze:' || f.id || ' has no ' || CASE WHEN f.facts = '' OR f.ground = ''"
         " THEN 'reasons' ELSE 'notice' END FROM \"freeze\" f WHERE f.facts = '' OR f.ground = ''"
         " OR NOT EXISTS (SELECT 1 FROM notice n WHERE n.subject = 'freeze:' || f.id"
         " AND n.party = f.party) UNION ALL"
         " SELECT 'freeze:' || x.freeze_id || ' lasts longer without a notice' FROM"
         " freeze_extension x WHERE NOT EXISTS (SELECT 1 FROM notice n WHERE n.event = x.event)"
         " UNION ALL SELECT 'freeze:' || f.id || ' rests on a complaint that is not there, or not"
         " about its seller' FROM \"freeze\" f WHERE f.complaint IS NOT NULL AND NOT EXISTS"
         " (SELECT 1 FROM complaint c WHERE c.id = f.complaint AND c.seller = f.party) LIMIT 1",
         NULL},
    [VERIFY_REVIEWS] =
        {7, "nobody judges what he has had a part in",
         "SELECT (SELECT count(*) FROM objection) + (SELECT count(*) FROM \"freeze\""
         " WHERE confirmed_us IS NOT NULL)",
         "SELECT 'freeze:' || f.id || ' was confirmed by who put it' FROM \"freeze\" f"
         " WHERE f.confirmed_by = f.author UNION ALL"
         " SELECT 'freeze:' || f.id || ' outlasts its emergency, and nobody confirmed it' FROM"
         " \"freeze\" f WHERE f.confirmed_us IS NULL AND f.until_us > f.alone_until_us UNION ALL"
         " SELECT 'objection:' || o.id || ' was decided by who had a part in freeze:' || f.id"
         " FROM objection o JOIN \"freeze\" f ON f.id = o.freeze_id WHERE o.decided_by = f.author"
         " OR o.decided_by = f.confirmed_by OR EXISTS (SELECT 1 FROM freeze_extension x"
         " WHERE x.freeze_id = f.id AND x.author = o.decided_by) OR EXISTS (SELECT 1 FROM"
         " objection b WHERE b.freeze_id = f.id AND b.id < o.id AND b.decided_by = o.decided_by)"
         " OR EXISTS (SELECT 1 FROM proposal p WHERE p.ended_event = f.event"
         " AND p.maker = o.decided_by)"
         " UNION ALL SELECT 'freeze:' || f.id || ' goes on, though an objection was granted' FROM"
         " \"freeze\" f JOIN objection o ON o.freeze_id = f.id WHERE o.state = 'granted'"
         " AND f.is_ended = 0 AND o.decided_us < f.until_us LIMIT 1",
         NULL},
    [VERIFY_DEALS] =
        {10, "per deal: funded = released + returned + live", "SELECT count(*) FROM deal",
         "SELECT 'deal:' || d.id || ' does not add up' FROM deal d WHERE d.funded_minor <>"
         " d.released_minor + d.returned_minor + coalesce((SELECT sum(a.balance_minor) FROM "
         "account a"
         " WHERE a.deal = d.id AND a.purpose IN " WAY_PRICE_PURPOSES "), 0) LIMIT 1",
         NULL},
    [VERIFY_CASH] = {11, "cash on delivery pays out at most what its courier remitted",
                     "SELECT count(*) FROM parcel", CASH_BREACH, NULL},
    [VERIFY_REPLAY] = {.number = 12, .name = "replay gives every balance of the past"},
    [VERIFY_DEFAULTS] = {.number = 13, .name = "no default ran before its time"},
    [VERIFY_LADDER] = {.number = 14,
                       .name = "the maturity ladder sums to what is owed",
                       .walk = walk_ladder},
    [VERIFY_MATCHES] =
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

/* The first row's only column; *has_row is false where there is none. */
static enum status ask(struct book *book, const char *sql, struct stmt **q, bool *has_row,
                       struct error *err)
{
    enum status status = store_prepare(book_store(book), sql, q, err);
    return status == STATUS_OK ? stmt_step(*q, has_row, err) : status;
}

static enum status prove(struct book *book, const struct check *check, struct verify_row *row,
                         struct error *err)
{
    struct stmt *q = NULL;
    bool has_row = false;
    enum status status = STATUS_OK;
    if (check->walk != NULL) {
        return check->walk(book, row, err);
    }
    if (check->count_sql != NULL) {
        status = ask(book, check->count_sql, &q, &has_row, err);
    }
    if (status == STATUS_OK && has_row) {
        row->checked = stmt_int(q, 0);
        stmt_reset(q);
        has_row = false;
    }
    if (status == STATUS_OK && check->breach_sql != NULL) {
        status = ask(book, check->breach_sql, &q, &has_row, err);
    }
    if (status == STATUS_OK && has_row) {
        verify_breach(row, "%s", stmt_text(q, 0));
        stmt_reset(q);
    }
    return status;
}

enum status verify_run(struct book *book, void *mem, struct verify_row **rows, size_t *count,
                       struct error *err)
{
    *rows = MEM_ARRAY(mem, struct verify_row, VERIFY_ROWS);
    *count = VERIFY_ROWS;
    for (size_t i = 0; i < VERIFY_ROWS; i++) {
        (*rows)[i].number = CHECKS[i].number;
        (*rows)[i].name = CHECKS[i].name;
        (*rows)[i].holds = true;
    }
    struct rows_made made = {.count = {0}};
    enum status status = book_begin_snapshot(book, err); /* all rows see one moment */
    if (status != STATUS_OK) {
        return status;
    }
    status = verify_events(book, *rows, &made, err);
    if (status == STATUS_OK) {
        status = verify_accounts(book, *rows, err);
    }
    if (status == STATUS_OK) {
        status = verify_rows(book, &made, &(*rows)[VERIFY_RECORDS], err);
    }
    if (status == STATUS_OK) {
        status = verify_documents(book, &(*rows)[VERIFY_RECORDS], err);
    }
    for (size_t i = 0; i < VERIFY_ROWS && status == STATUS_OK; i++) {
        status = prove(book, &CHECKS[i], &(*rows)[i], err);
    }
    book_rollback(book);
    return status;
}
