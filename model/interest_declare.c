#include "model/interest_declare.h"

#include "model/maker.h"
#include "model/operator.h"
#include "model/party.h"
#include "model/query.h"

#include <stddef.h>
#include <string.h>

#define RUNNING_SQL                                                                                \
    "SELECT 1 FROM interest WHERE operator = $1 AND party = $2 AND ended_event IS NULL"

static enum status plan_terms(struct book *book, const struct interest_terms *terms,
                              bool *is_running, struct posting *posting, struct error *err)
{
    int64_t found = 0;
    posting_subject(posting, "operator:%s", terms->login);
    posting_note(posting, "party", terms->party);
    posting_note(posting, "reason", terms->reason);
    enum status status = query_int(book, "SELECT 1 FROM operator WHERE login = $1", terms->login,
                                   NULL, 0, &found, err);
    if (status == STATUS_OK && found == 0) {
        status = error_set(err, STATUS_NOT_FOUND, "there is no operator %s", terms->login);
    }
    if (status == STATUS_OK) {
        status = party_require(book, terms->party, NULL, err);
    }
    if (status == STATUS_OK) {
        status = query_int(book, RUNNING_SQL, terms->login, terms->party, 0, &found, err);
    }
    *is_running = found != 0;
    return status;
}

static enum status plan_declare(struct book *book, const void *request, struct posting *posting,
                                struct error *err)
{
    const struct interest_terms *terms = request;
    bool is_running = false;
    bool is_own = strcmp(terms->login, book_operator(book)) == 0;
    posting_note(posting, "interest", "declared");
    enum status status = is_own ? STATUS_OK : rights_check("operator", book_roles(book), err);
    if (status == STATUS_OK) {
        status = plan_terms(book, terms, &is_running, posting, err);
    }
    if (status == STATUS_OK && is_running) {
        status = error_set(err, STATUS_CONFLICT, "an interest of %s in %s is declared already",
                           terms->login, terms->party);
    }
    return status;
}

static enum status apply_declare(struct book *book, const void *request,
                                 const struct posting *posting, struct error *err)
{
    const struct interest_terms *terms = request;
    struct stmt *q;
    const char *sql = "INSERT INTO interest (event, operator, party, declared_us)"
                      " VALUES ($1, $2, $3, $4)";
    enum status status = store_prepare(book_store(book), sql, &q, err);
    if (status != STATUS_OK) {
        return status;
    }
    stmt_bind_int(q, 1, posting->event);
    stmt_bind_text(q, 2, terms->login);
    stmt_bind_text(q, 3, terms->party);
    stmt_bind_int(q, 4, posting->at_us);
    return stmt_run(q, err);
}

enum status interest_declare(struct book *book, const struct interest_terms *terms, struct run *run,
                             struct error *err)
{
    static const struct operation operation = {
        .verb = "operator interest", .plan = plan_declare, .apply = apply_declare};
    return operation_run(book, &operation, terms, run, err);
}

/* Nor is it the operator's own to approve. */
static enum status plan_end(struct book *book, const void *request, struct posting *posting,
                            struct error *err)
{
    const struct interest_terms *terms = request;
    bool is_running = false;
    posting_note(posting, "interest", "ended");
    enum status status = maker_is_not_checker(book, terms->login, "an interest was declared", err);
    if (status == STATUS_OK) {
        status = plan_terms(book, terms, &is_running, posting, err);
    }
    if (status == STATUS_OK && !is_running) {
        status = error_set(err, STATUS_NOT_FOUND, "%s has declared no interest in %s", terms->login,
                           terms->party);
    }
    if (status == STATUS_OK && (terms->reason == NULL || terms->reason[0] == '\0')) {
        status = error_set(err, STATUS_INVALID, "ending an interest needs a reason");
    }
    return status;
}

static enum status apply_end(struct book *book, const void *request, const struct posting *posting,
                             struct error *err)
{
    const struct interest_terms *terms = request;
    struct stmt *q;
    const char *sql = "UPDATE interest SET ended_event = $1, ended_us = $2 WHERE operator = $3"
                      " AND party = $4 AND ended_event IS NULL";
    enum status status = store_prepare(book_store(book), sql, &q, err);
    if (status != STATUS_OK) {
        return status;
    }
    stmt_bind_int(q, 1, posting->event);
    stmt_bind_int(q, 2, posting->at_us);
    stmt_bind_text(q, 3, terms->login);
    stmt_bind_text(q, 4, terms->party);
    return stmt_run(q, err);
}

static const struct eyes end_eyes = {
    .name = "operator interest end",
    .request_bytes = sizeof(struct interest_terms),
    .fields = {{"login", EYES_TEXT, offsetof(struct interest_terms, login)},
               {"party", EYES_TEXT, offsetof(struct interest_terms, party)},
               {"reason", EYES_TEXT, offsetof(struct interest_terms, reason)}},
    .key = "approve.operator",
    .limit = offsetof(struct policy, operator_eyes),
    .is_exempt = operator_is_alone,
};

const struct operation interest_end_operation = {
    .verb = "operator", .plan = plan_end, .apply = apply_end, .eyes = &end_eyes};

enum status interest_end(struct book *book, const struct interest_terms *terms, struct run *run,
                         struct error *err)
{
    return operation_run(book, &interest_end_operation, terms, run, err);
}
