#include "model/erase_lines.h"

/* A statement, with what its lines still need. */
#define STATEMENT_SQL                                                                              \
    "SELECT s.erased_event, e.at_us, (SELECT min(l.id) FROM line l WHERE l.statement_id = s.id"    \
    " AND l.state = 'suspense') FROM statement s JOIN event e ON e.subject = 'statement:' || s.id" \
    " AND e.verb <> 'line' AND e.verb = 'statement' WHERE s.id = $1"
enum { ERASED, AT, UNEXPLAINED };

/* Its lines are found by the order of their accounts. */
#define OF_STATEMENT(what)                                                                         \
    "SELECT " what " FROM statement s JOIN account a ON a.kind = 'bank' AND a.name = s.account"    \
    " WHERE s.id = $1"

static enum status judge(const struct book *book, const struct stmt *q, long long id,
                         struct error *err)
{
    const struct policy *policy = book_policy(book);
    if (!stmt_is_null(q, ERASED)) {
        return error_set(err, STATUS_REFUSED, "the lines of statement:%lld are erased", id);
    }
    if (!stmt_is_null(q, UNEXPLAINED)) {
        (void)error_set(err, STATUS_REFUSED, "statement:%lld is still needed: line:%lld", id,
                        (long long)stmt_int(q, UNEXPLAINED));
        return error_hint(err, "the line is in suspense: match it first");
    }
    if (stmt_int(q, AT) > book_now_us(book) - policy->personal_us) {
        (void)error_set(err, STATUS_REFUSED, "statement:%lld is still needed", id);
        return error_hint(err, "its lines are kept for %s, and erased then",
                          policy_value_of(policy, "personal.keep")->value);
    }
    return STATUS_OK;
}

static enum status check_erase(struct book *book, const void *request, struct error *err)
{
    struct stmt *q;
    bool has_row = false;
    long long id = ((const struct line_erasure *)request)->statement;
    enum status status = book_flush(book, err);
    if (status == STATUS_OK) {
        status = store_prepare(book_store(book), STATEMENT_SQL, &q, err);
    }
    if (status != STATUS_OK) {
        return status;
    }
    stmt_bind_int(q, 1, id);
    status = stmt_step(q, &has_row, err);
    if (status == STATUS_OK) {
        status = has_row ? judge(book, q, id, err)
                         : error_set(err, STATUS_NOT_FOUND, "there is no statement:%lld", id);
    }
    stmt_reset(q);
    return status;
}

static enum status plan_erase(struct book *book, const void *request, struct posting *posting,
                              struct error *err)
{
    const struct line_erasure *erasure = request;
    (void)err;
    posting_subject(posting, "statement:%lld", (long long)erasure->statement);
    posting_note_int(posting, "statement", erasure->statement);
    posting_note(posting, "reason", erasure->reason);
    posting_basis(posting, policy_value_of(book_policy(book), "personal.keep"));
    return STATUS_OK;
}

static enum status plan_asked(struct book *book, const void *request, struct posting *posting,
                              struct error *err)
{
    const struct line_erasure *erasure = request;
    if (erasure->reason == NULL || erasure->reason[0] == '\0') {
        return error_set(err, STATUS_INVALID, "to erase what lines say needs a reason");
    }
    return plan_erase(book, erasure, posting, err);
}

static enum status apply_erase(struct book *book, const void *request,
                               const struct posting *posting, struct error *err)
{
    const struct line_erasure *erasure = request;
    static const char *const updates[] = {
        "UPDATE line SET text = '', counterparty = NULL, counterparty_account = NULL, salt = NULL"
        " WHERE statement_id = $1 AND file_line > 0 AND CAST($2 AS BIGINT) > 0"
        " AND account_id IN (" OF_STATEMENT(
            "a.id") ")"
                    " AND day BETWEEN (" OF_STATEMENT(
                        "min(s.first_day)") ") AND"
                                            " (" OF_STATEMENT("max(s.last_day)") ")",
        "UPDATE statement SET erased_event = $2 WHERE id = $1",
    };
    enum status status = STATUS_OK;
    for (size_t i = 0; i < sizeof updates / sizeof *updates && status == STATUS_OK; i++) {
        struct stmt *q;
        status = store_prepare(book_store(book), updates[i], &q, err);
        if (status == STATUS_OK) {
            stmt_bind_int(q, 1, erasure->statement);
            stmt_bind_int(q, 2, posting->event);
            status = stmt_run(q, err);
        }
    }
    return status;
}

enum status erase_lines(struct book *book, const struct line_erasure *erasure, struct run *run,
                        struct error *err)
{
    static const struct operation operation = {
        .verb = "erase statement", .plan = plan_asked, .apply = apply_erase, .check = check_erase};
    return operation_run(book, &operation, erasure, run, err);
}

enum status erase_lines_default(struct book *book, const int64_t *statement, struct run *run,
                                struct error *err)
{
    static const struct operation operation = {
        .verb = "erase default", .plan = plan_erase, .apply = apply_erase, .check = check_erase};
    const struct line_erasure erasure = {.statement = *statement};
    return operation_run(book, &operation, &erasure, run, err);
}
