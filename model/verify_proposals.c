#include "model/verify_proposals.h"

#include "model/mem.h"
#include "model/proposal_row.h"

#include <string.h>

#include <jansson.h>

/* With the event that ended each. */
#define PROPOSALS_SQL                                                                              \
    "SELECT " PROPOSAL_COLUMNS ", x.verb, x.operator, x.subject, x.body, p.ended_entity"           \
    " FROM " PROPOSAL_FROM " LEFT JOIN event x ON x.book_id = $1 AND x.number = p.ended_event"     \
    " ORDER BY p.id"
enum { X_VERB = PROPOSAL_COLUMN_COUNT, X_OPERATOR, X_SUBJECT, X_BODY, X_ENTITY };

/* What they had declared when it was approved. */
#define INTERESTS_SQL                                                                              \
    "SELECT p.id, i.operator, i.party FROM proposal p JOIN interest i"                             \
    " ON (i.operator = p.maker OR i.operator = p.ended_by) AND i.event < p.ended_event"            \
    " AND (i.ended_event IS NULL OR i.ended_event > p.ended_event)"                                \
    " WHERE p.state = 'approved' AND (p.subject = 'party:' || i.party OR EXISTS"                   \
    " (SELECT 1 FROM leg l JOIN account a ON a.id = l.account_id WHERE l.book_id = $1"             \
    " AND l.event = p.ended_event"                                                                 \
    " AND (a.party = i.party OR a.payer = i.party OR a.payee = i.party))) LIMIT 1"

static bool is(const char *text, const char *other)
{
    return text != NULL && other != NULL && strcmp(text, other) == 0;
}

static bool names_both(const struct stmt *q, const struct proposal *proposal)
{
    json_t *body = json_loads(stmt_text(q, X_BODY), 0, NULL);
    bool names = json_integer_value(json_object_get(body, PROPOSAL_NOTE)) == proposal->id &&
                 is(json_string_value(json_object_get(body, "maker")), proposal->maker) &&
                 is(json_string_value(json_object_get(body, "checker")), proposal->ended_by);
    json_decref(body);
    return names;
}

/* What is wrong with how it was ended, or NULL. */
static const char *end_breach(const struct stmt *q, const struct proposal *proposal)
{
    static const char *const VERBS[][2] = {
        {"rejected", "reject"}, {"withdrawn", "withdraw"}, {"expired", "proposal expire"}};
    if (stmt_is_null(q, X_VERB)) {
        return is(proposal->state, "open") ? NULL : "was ended by no event";
    }
    if (is(proposal->state, "approved")) {
        if (!is(stmt_text(q, X_OPERATOR), proposal->ended_by) || !names_both(q, proposal)) {
            return "was approved otherwise than its event says";
        }
        if (proposal->needs == EYES_ENTITY &&
            (proposal->maker_entity == NULL || stmt_is_null(q, X_ENTITY) ||
             is(proposal->maker_entity, stmt_text(q, X_ENTITY)))) {
            return "was approved within one legal entity";
        }
        return is(proposal->ended_by, proposal->maker) ? "was approved by its maker" : NULL;
    }
    for (size_t i = 0; i < sizeof VERBS / sizeof *VERBS; i++) {
        if (is(proposal->state, VERBS[i][0]) && is(stmt_text(q, X_VERB), VERBS[i][1]) &&
            strncmp(stmt_text(q, X_SUBJECT), "proposal:", 9) == 0) {
            return NULL;
        }
    }
    return "was ended otherwise than its event says";
}

static enum status check_rows(struct book *book, struct verify_row *row, struct error *err)
{
    struct stmt *q;
    bool has_row = false;
    int64_t count = 0;
    enum status status = store_prepare(book_store(book), PROPOSALS_SQL, &q, err);
    if (status != STATUS_OK) {
        return status;
    }
    stmt_bind_int(q, 1, book_id(book));
    while ((status = stmt_step(q, &has_row, err)) == STATUS_OK && has_row) {
        void *mem = mem_context(NULL, "proposal");
        struct proposal proposal;
        proposal_read(mem, q, &proposal);
        const char *breach = proposal_is_as_written(q, &proposal) ? end_breach(q, &proposal)
                                                                  : "is not what its event says";
        if (breach != NULL) {
            verify_breach(row, "proposal:%lld %s", (long long)proposal.id, breach);
        }
        count += strcmp(proposal.state, "open") == 0 ? 1 : 2;
        mem_free(mem);
    }
    stmt_reset(q);
    if (status == STATUS_OK && count != row->checked) {
        verify_breach(row, "%lld were proposed or ended, and %lld are there",
                      (long long)row->checked, (long long)count);
    }
    return status;
}

enum status verify_proposals(struct book *book, struct verify_row *row, struct error *err)
{
    struct stmt *q;
    bool has_row = false;
    enum status status = check_rows(book, row, err);
    if (status == STATUS_OK) {
        status = store_prepare(book_store(book), INTERESTS_SQL, &q, err);
    }
    if (status != STATUS_OK) {
        return status;
    }
    stmt_bind_int(q, 1, book_id(book));
    status = stmt_step(q, &has_row, err);
    if (status == STATUS_OK && has_row) {
        verify_breach(row, "proposal:%lld was approved, and %s had an interest in %s",
                      (long long)stmt_int(q, 0), stmt_text(q, 1), stmt_text(q, 2));
    }
    stmt_reset(q);
    return status;
}
