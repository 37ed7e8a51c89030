#include "model/verify_cautions.h"

#include "model/verify_body.h"

#include <stdio.h>
#include <string.h>

/* With the events that put, answered and withdrew each. */
#define CAUTIONS_SQL                                                                               \
    "SELECT k.id, k.party, k.rung, k.ground, k.facts, k.complaint, k.author, k.put_us,"            \
    " p.verb, p.subject, p.operator, p.at_us, p.body,"                                             \
    " k.answer, k.answer_text, k.answered_us, k.proposes, a.verb, a.subject, a.at_us, a.body,"     \
    " k.reason, k.withdrawn_by, k.withdrawn_us, w.verb, w.subject, w.operator, w.at_us, w.body"    \
    " FROM caution k LEFT JOIN event p ON p.book_id = $1 AND p.number = k.event"                   \
    " LEFT JOIN event a ON a.book_id = $1 AND a.number = k.answered_event"                         \
    " LEFT JOIN event w ON w.book_id = $1 AND w.number = k.withdrawn_event ORDER BY k.id"
enum {
    K_ID,
    K_PARTY,
    K_RUNG,
    K_GROUND,
    K_FACTS,
    K_COMPLAINT,
    K_AUTHOR,
    K_PUT,
    P_VERB,
    P_SUBJECT,
    P_OPERATOR,
    P_AT,
    P_BODY,
    K_ANSWER,
    K_TEXT,
    K_ANSWERED,
    K_PROPOSES,
    A_VERB,
    A_SUBJECT,
    A_AT,
    A_BODY,
    K_REASON,
    K_WITHDRAWER,
    K_WITHDRAWN,
    W_VERB,
    W_SUBJECT,
    W_OPERATOR,
    W_AT,
    W_BODY
};

static const char *text_of(const struct stmt *q, int column)
{
    return stmt_is_null(q, column) ? NULL : stmt_text(q, column);
}

static bool is(const struct stmt *q, int column, const char *text)
{
    return !stmt_is_null(q, column) && strcmp(stmt_text(q, column), text) == 0;
}

static bool is_same(const struct stmt *q, int column, int other)
{
    return !stmt_is_null(q, other) && is(q, column, stmt_text(q, other));
}

/* Whether an event of that verb is about it. */
static bool is_about(const struct stmt *q, int verb_column, const char *verb)
{
    char subject[32];
    (void)snprintf(subject, sizeof subject, "caution:%lld", (long long)stmt_int(q, K_ID));
    return is(q, verb_column, verb) && is(q, verb_column + 1, subject);
}

static bool was_put(const struct stmt *q)
{
    if (!is_about(q, P_VERB, "caution") || !is_same(q, P_OPERATOR, K_AUTHOR) ||
        stmt_int(q, P_AT) != stmt_int(q, K_PUT)) {
        return false;
    }
    json_t *body = json_loads(stmt_text(q, P_BODY), 0, NULL);
    bool is_so = verify_body_text(body, "seller", text_of(q, K_PARTY)) &&
                 verify_body_text(body, "rung", text_of(q, K_RUNG)) &&
                 verify_body_text(body, "ground", text_of(q, K_GROUND)) &&
                 verify_body_text(body, "facts", text_of(q, K_FACTS)) &&
                 verify_body_text(body, "complaint", text_of(q, K_COMPLAINT));
    json_decref(body);
    return is_so;
}

/* By the seller, told by hand or by the feed in its own words; or by its clock. */
static bool was_answered(const struct stmt *q)
{
    if (stmt_is_null(q, K_ANSWER)) {
        return true;
    }
    bool is_clock = is(q, K_ANSWER, "unanswered");
    if (!is_about(q, A_VERB, is_clock ? "caution lapse" : "caution acknowledge") ||
        stmt_int(q, A_AT) != stmt_int(q, K_ANSWERED)) {
        return false;
    }
    json_t *body = json_loads(stmt_text(q, A_BODY), 0, NULL);
    bool is_so = verify_body_text(body, "text", text_of(q, K_TEXT)) &&
                 verify_body_text(body, "proposes", text_of(q, K_PROPOSES));
    json_decref(body);
    return is_so;
}

static bool was_withdrawn(const struct stmt *q)
{
    if (stmt_is_null(q, K_REASON)) {
        return true;
    }
    if (!is_about(q, W_VERB, "caution withdraw") || !is_same(q, W_OPERATOR, K_WITHDRAWER) ||
        stmt_int(q, W_AT) != stmt_int(q, K_WITHDRAWN)) {
        return false;
    }
    json_t *body = json_loads(stmt_text(q, W_BODY), 0, NULL);
    bool is_so = verify_body_text(body, "reason", text_of(q, K_REASON));
    json_decref(body);
    return is_so;
}

/* The events that it takes for one. */
static int64_t check_row(const struct stmt *q, struct verify_row *row)
{
    const char *what = !was_put(q)         ? "put"
                       : !was_answered(q)  ? "answered"
                       : !was_withdrawn(q) ? "withdrawn"
                                           : NULL;
    if (what != NULL) {
        verify_breach(row, "caution:%lld was %s otherwise than its event says",
                      (long long)stmt_int(q, K_ID), what);
    }
    return 1 + !stmt_is_null(q, K_ANSWER) + !stmt_is_null(q, K_REASON);
}

enum status verify_cautions(struct book *book, struct verify_row *row, struct error *err)
{
    struct stmt *q;
    bool has_row = false;
    int64_t events = 0;
    enum status status = store_prepare(book_store(book), CAUTIONS_SQL, &q, err);
    if (status != STATUS_OK) {
        return status;
    }
    stmt_bind_int(q, 1, book_id(book));
    while ((status = stmt_step(q, &has_row, err)) == STATUS_OK && has_row) {
        events += check_row(q, row);
    }
    stmt_reset(q);
    if (status == STATUS_OK && events != row->checked) {
        verify_breach(row, "%lld events are of trainings and warnings, and %lld are there",
                      (long long)row->checked, (long long)events);
    }
    return status;
}
