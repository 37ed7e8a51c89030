#include "model/past.h"

#include "model/mem.h"
#include "model/time.h"

/* The lens: for the tables of these names, what was in them once event %1$lld was the book's last
 * one, at %2$lld at the latest. %3$s is where the tables themselves are, %4$lld the book.
 *
 * A hold that had no entry yet had no clock that ran. */
#define LENS                                                                                       \
    "event AS NOT MATERIALIZED (SELECT * FROM %3$s.event WHERE book_id = %4$lld"                   \
    " AND number <= %1$lld),"                                                                      \
    " leg AS NOT MATERIALIZED (SELECT * FROM %3$s.leg WHERE book_id = %4$lld"                      \
    " AND event <= %1$lld),"                                                                       \
    " account AS NOT MATERIALIZED (SELECT p.id, p.book_id, p.kind, p.name, p.party, p.currency,"   \
    " coalesce(p.held_minor, 0) AS balance_minor, p.opened_event, p.purpose, p.deal, p.payer,"     \
    " p.payee, p.was_door AS door, CASE WHEN p.held_minor IS NOT NULL THEN p.was_due_us END"       \
    " AS due_us, p.parent, p.root, p.is_between_two, p.is_collected FROM (SELECT x.*,"             \
    " (SELECT l.balance_minor FROM %3$s.leg l WHERE l.account_id = x.id AND l.event <= %1$lld"     \
    " ORDER BY l.event DESC, l.position DESC LIMIT 1) AS held_minor,"                              \
    " coalesce((SELECT c.door FROM %3$s.past_clock c WHERE c.account_id = x.id"                    \
    " AND c.until_event > %1$lld ORDER BY c.until_event LIMIT 1), x.door) AS was_door,"            \
    " coalesce((SELECT c.due_us FROM %3$s.past_clock c WHERE c.account_id = x.id"                  \
    " AND c.until_event > %1$lld ORDER BY c.until_event LIMIT 1), x.due_us) AS was_due_us"         \
    " FROM %3$s.account x WHERE x.book_id = %4$lld AND x.opened_event <= %1$lld) p),"              \
    " complaint AS NOT MATERIALIZED (SELECT c.id, c.deal, c.seller, c.complainant, c.kind,"        \
    " CASE WHEN c.decided_us <= %2$lld THEN c.state WHEN c.answered_us <= %2$lld THEN"             \
    " CASE WHEN c.answer IS NULL THEN 'silent' ELSE 'answered' END"                                \
    " WHEN c.noticed_us <= %2$lld THEN 'noticed' WHEN c.admitted_us <= %2$lld THEN 'open'"         \
    " ELSE 'filed' END AS state, c.currency, c.amount_minor, c.text, c.evidence, c.hold_id,"       \
    " CASE WHEN c.decided_us <= %2$lld THEN c.award_hold_id END AS award_hold_id,"                 \
    " CASE WHEN c.decided_us <= %2$lld THEN c.award_minor END AS award_minor,"                     \
    " CASE WHEN c.decided_us <= %2$lld THEN c.refunded_minor END AS refunded_minor, c.due_us,"     \
    " c.door, c.opened_us, CASE WHEN c.noticed_us <= %2$lld THEN c.noticed_us END AS noticed_us,"  \
    " CASE WHEN c.decided_us <= %2$lld THEN c.decided_us END AS decided_us,"                       \
    " CASE WHEN c.decided_us <= %2$lld THEN c.decided_by END AS decided_by,"                       \
    " CASE WHEN c.decided_us <= %2$lld THEN c.reasons END AS reasons, c.event,"                    \
    " CASE WHEN c.admitted_us <= %2$lld THEN c.admitted_us END AS admitted_us,"                    \
    " CASE WHEN c.answered_us <= %2$lld THEN c.answered_us END AS answered_us,"                    \
    " CASE WHEN c.answered_us <= %2$lld THEN c.answer END AS answer,"                              \
    " CASE WHEN c.answered_us <= %2$lld THEN c.answer_text END AS answer_text,"                    \
    " CASE WHEN c.decided_us <= %2$lld THEN c.appeal_until_us END AS appeal_until_us,"             \
    " CASE WHEN c.decided_us <= %2$lld THEN c.decided_event END AS decided_event,"                 \
    " CASE WHEN c.decided_us IS NULL AND coalesce(c.answered_us, c.noticed_us, c.admitted_us,"     \
    " c.opened_us) <= %2$lld THEN c.step_us END AS step_us"                                        \
    " FROM %3$s.complaint c WHERE c.event <= %1$lld),"                                             \
    " taking AS NOT MATERIALIZED (SELECT * FROM %3$s.taking WHERE event <= %1$lld),"               \
    " caution AS NOT MATERIALIZED (SELECT k.id, k.party, k.rung, k.ground, k.facts, k.complaint,"  \
    " k.author, k.put_us, k.due_us, CASE WHEN k.answered_us > %2$lld AND k.counts_until_us ="      \
    " k.answered_us THEN k.due_us ELSE k.counts_until_us END AS counts_until_us,"                  \
    " CASE WHEN k.answered_us <= %2$lld THEN k.answer END AS answer,"                              \
    " CASE WHEN k.answered_us <= %2$lld THEN k.answer_text END AS answer_text,"                    \
    " CASE WHEN k.answered_us <= %2$lld THEN k.answered_us END AS answered_us,"                    \
    " CASE WHEN k.answered_us <= %2$lld THEN k.answered_event END AS answered_event,"              \
    " CASE WHEN k.answered_us <= %2$lld THEN k.proposes END AS proposes,"                          \
    " CASE WHEN k.withdrawn_us <= %2$lld THEN k.withdrawn_us END AS withdrawn_us,"                 \
    " CASE WHEN k.withdrawn_us <= %2$lld THEN k.withdrawn_by END AS withdrawn_by,"                 \
    " CASE WHEN k.withdrawn_us <= %2$lld THEN k.reason END AS reason, k.event"                     \
    " FROM %3$s.caution k WHERE k.event <= %1$lld),"                                               \
    " appeal AS NOT MATERIALIZED (SELECT p.complaint, p.party, p.text, p.appealed_us, p.event,"    \
    " CASE WHEN p.reviewed_us <= %2$lld THEN p.outcome END AS outcome,"                            \
    " CASE WHEN p.reviewed_us <= %2$lld THEN p.reviewed_us END AS reviewed_us,"                    \
    " CASE WHEN p.reviewed_us <= %2$lld THEN p.reviewed_by END AS reviewed_by,"                    \
    " CASE WHEN p.reviewed_us <= %2$lld THEN p.reasons END AS reasons"                             \
    " FROM %3$s.appeal p WHERE p.event <= %1$lld),"                                                \
    " \"freeze\" AS NOT MATERIALIZED (SELECT f.id, f.party, f.scope, f.currency, f.amount_minor,"  \
    " f.hold_id, f.lien_id, f.ground, f.facts, f.author, f.from_us,"                               \
    " CASE WHEN f.confirmed_us > %2$lld THEN f.alone_until_us ELSE"                                \
    " coalesce((SELECT x.was_until_us FROM %3$s.freeze_extension x WHERE x.freeze_id = f.id"       \
    " AND x.event > %1$lld ORDER BY x.number LIMIT 1), f.until_us) END AS until_us,"               \
    " CASE WHEN f.lifted_us <= %2$lld THEN f.lifted_us END AS lifted_us,"                          \
    " CASE WHEN f.lifted_us <= %2$lld THEN f.lifted_by END AS lifted_by,"                          \
    " CASE WHEN f.lifted_us <= %2$lld THEN f.lift_reason END AS lift_reason,"                      \
    " CASE WHEN f.lifted_us <= %2$lld OR f.until_us <= %2$lld"                                     \
    " OR f.scope = 'terminate' AND f.from_us <= %2$lld THEN f.is_ended ELSE 0 END AS is_ended,"    \
    " f.event, CASE WHEN f.from_us <= %2$lld THEN f.is_begun ELSE 0 END AS is_begun,"              \
    " f.alone_until_us, f.wanted_until_us,"                                                        \
    " CASE WHEN f.confirmed_us <= %2$lld THEN f.confirmed_us END AS confirmed_us,"                 \
    " CASE WHEN f.confirmed_us <= %2$lld THEN f.confirmed_by END AS confirmed_by,"                 \
    " f.complaint, f.evidence, f.authority, f.reference, f.document"                               \
    " FROM %3$s.\"freeze\" f WHERE f.event <= %1$lld),"                                            \
    " freeze_extension AS NOT MATERIALIZED"                                                        \
    " (SELECT * FROM %3$s.freeze_extension WHERE event <= %1$lld),"                                \
    " objection AS NOT MATERIALIZED (SELECT o.id, o.freeze_id, o.text, o.filed_by, o.filed_us,"    \
    " o.due_us, o.lifts, CASE WHEN o.decided_us <= %2$lld THEN o.state ELSE 'open' END AS state,"  \
    " CASE WHEN o.decided_us <= %2$lld THEN o.decided_us END AS decided_us,"                       \
    " CASE WHEN o.decided_us <= %2$lld THEN o.decided_by END AS decided_by,"                       \
    " CASE WHEN o.decided_us <= %2$lld THEN o.reasons END AS reasons,"                             \
    " CASE WHEN o.decided_us <= %2$lld THEN o.interest_minor END AS interest_minor, o.event"       \
    " FROM %3$s.objection o WHERE o.event <= %1$lld),"                                             \
    " conversion AS NOT MATERIALIZED (SELECT * FROM %3$s.conversion WHERE event <= %1$lld),"       \
    " correction AS NOT MATERIALIZED (SELECT * FROM %3$s.correction WHERE event <= %1$lld),"       \
    " campaign AS NOT MATERIALIZED (SELECT g.id, g.seller, g.currency, g.target_count,"            \
    " g.target_minor, g.closes_early, g.policy, g.opened_us, g.ends_us,"                           \
    " CASE WHEN g.closed_us <= %2$lld THEN g.state ELSE 'open' END AS state,"                      \
    " CASE WHEN g.closed_us <= %2$lld THEN g.closed_us END AS closed_us,"                          \
    " CASE WHEN g.closed_us <= %2$lld THEN g.members END AS members,"                              \
    " CASE WHEN g.closed_us <= %2$lld THEN g.paid_minor END AS paid_minor, g.event"                \
    " FROM %3$s.campaign g WHERE g.event <= %1$lld),"                                              \
    " evidence AS NOT MATERIALIZED (SELECT v.id, v.complaint, v.side, v.kind, v.name, v.media,"    \
    " v.bytes, v.sha256, v.added_by, v.at_us, v.event, CASE WHEN v.erased_event <= %1$lld"         \
    " THEN v.erased_event END AS erased_event FROM %3$s.evidence v WHERE v.event <= %1$lld),"      \
    " evidence_look AS NOT MATERIALIZED"                                                           \
    " (SELECT * FROM %3$s.evidence_look WHERE event <= %1$lld),"                                   \
    " notice AS NOT MATERIALIZED (SELECT * FROM %3$s.notice WHERE event <= %1$lld),"               \
    " statement AS NOT MATERIALIZED (SELECT * FROM %3$s.statement WHERE event <= %1$lld),"         \
    " statement_balance AS NOT MATERIALIZED (SELECT b.* FROM %3$s.statement_balance b"             \
    " JOIN %3$s.statement s ON s.id = b.statement_id WHERE s.event <= %1$lld)"

/* Events stand in the order of their times. */
#define LAST_SQL                                                                                   \
    "SELECT number FROM event WHERE book_id = $1 AND at_us <= $2 ORDER BY number DESC LIMIT 1"

static enum status find_last(struct book *book, int64_t at_us, int64_t *out, struct error *err)
{
    struct stmt *q = NULL;
    bool has_row = false;
    char text[TIME_TEXT_BYTES];
    enum status status = store_prepare(book_store(book), LAST_SQL, &q, err);
    if (status != STATUS_OK) {
        return status;
    }
    stmt_bind_int(q, 1, book_id(book));
    stmt_bind_int(q, 2, at_us);
    status = stmt_step(q, &has_row, err);
    *out = status == STATUS_OK && has_row ? stmt_int(q, 0) : 0;
    stmt_reset(q);
    if (status == STATUS_OK && !has_row) {
        return error_set(err, STATUS_REFUSED, "nothing had happened yet at %s",
                         time_format(at_us, text));
    }
    return status;
}

enum status past_look(struct book *book, int64_t at_us, struct error *err)
{
    char text[TIME_TEXT_BYTES];
    int64_t last = 0;
    if (at_us > book_now_us(book)) {
        return error_set(err, STATUS_REFUSED, "%s is not past: nobody knows it yet",
                         time_format(at_us, text));
    }
    enum status status = find_last(book, at_us, &last, err);
    if (status == STATUS_OK) {
        struct store *store = book_store(book);
        char *lens = mem_printf(book, LENS, (long long)last, (long long)at_us, store_schema(store),
                                (long long)book_id(book));
        store_look_through(store, lens);
        book_go_back(book, at_us);
    }
    return status;
}
