#include "model/operator.h"

#include "model/mem.h"
#include "model/party.h"
#include "model/query.h"
#include "model/text.h"

#include <stddef.h>
#include <string.h>

static enum status plan_put(struct book *book, const void *request, struct posting *posting,
                            struct error *err)
{
    const struct operator_terms *terms = request;
    char roles[64];
    posting_subject(posting, "operator:%s", terms->login);
    posting_note(posting, "login", terms->login);
    posting_note(posting, "roles", roles_format(terms->roles, roles));
    posting_note(posting, "entity", terms->entity);
    if (terms->roles == 0) {
        return error_set(err, STATUS_INVALID, "an operator needs a role");
    }
    return terms->entity ? party_require(book, terms->entity, NULL, err) : STATUS_OK;
}

static enum status apply_put(struct book *book, const void *request, const struct posting *posting,
                             struct error *err)
{
    const struct operator_terms *terms = request;
    struct stmt *q;
    char roles[64];
    const char *sql = "INSERT INTO operator (login, roles, entity, event) VALUES ($1, $2, $3, $4)"
                      " ON CONFLICT (login) DO UPDATE SET roles = excluded.roles,"
                      " entity = excluded.entity, is_revoked = 0";
    enum status status = store_prepare(book_store(book), sql, &q, err);
    if (status != STATUS_OK) {
        return status;
    }
    stmt_bind_text(q, 1, terms->login);
    stmt_bind_text(q, 2, roles_format(terms->roles, roles));
    stmt_bind_text(q, 3, terms->entity);
    stmt_bind_int(q, 4, posting->event);
    return stmt_run(q, err);
}

static enum status count_admins(struct book *book, const char *without, int64_t *out,
                                struct error *err)
{
    const char *sql = "SELECT count(*) FROM operator WHERE is_revoked = 0 AND login <> $1"
                      " AND ',' || roles || ',' LIKE '%,admin,%'";
    return query_int(book, sql, without, NULL, 0, out, err);
}

enum status operator_is_alone(struct book *book, bool *out, struct error *err)
{
    int64_t others = 0;
    enum status status = count_admins(book, book_operator(book), &others, err);
    *out = others == 0;
    return status;
}

/* Somebody else must be left who can let people in. */
static enum status check_admin_left(struct book *book, const char *without, struct error *err)
{
    int64_t left = 0;
    enum status status = count_admins(book, without, &left, err);
    if (status == STATUS_OK && left == 0) {
        return error_set(err, STATUS_REFUSED, "%s is the last admin", without);
    }
    return status;
}

static enum status plan_grant(struct book *book, const void *request, struct posting *posting,
                              struct error *err)
{
    const struct operator_terms *terms = request;
    enum status status = plan_put(book, request, posting, err);
    if (status == STATUS_OK && !(terms->roles & ROLE_ADMIN)) {
        status = check_admin_left(book, terms->login, err);
    }
    return status;
}

static const struct eyes put_eyes = {
    .name = "operator",
    .request_bytes = sizeof(struct operator_terms),
    .fields = {{"login", EYES_TEXT, offsetof(struct operator_terms, login)},
               {"roles", EYES_ROLES, offsetof(struct operator_terms, roles)},
               {"entity", EYES_TEXT, offsetof(struct operator_terms, entity)}},
    .key = "approve.operator",
    .limit = offsetof(struct policy, operator_eyes),
    .is_exempt = operator_is_alone,
};

const struct operation operator_put_operation = {
    .verb = "operator", .plan = plan_grant, .apply = apply_put, .eyes = &put_eyes};

enum status operator_put(struct book *book, const struct operator_terms *terms, struct run *run,
                         struct error *err)
{
    return operation_run(book, &operator_put_operation, terms, run, err);
}

static enum status check_revoke(struct book *book, const void *request, struct error *err)
{
    const char *const *login = request;
    struct stmt *q;
    bool has_row = false;
    const char *sql = "SELECT 1 FROM operator WHERE login = $1 AND is_revoked = 0";
    enum status status = store_prepare(book_store(book), sql, &q, err);
    if (status != STATUS_OK) {
        return status;
    }
    stmt_bind_text(q, 1, *login);
    status = stmt_step(q, &has_row, err);
    stmt_reset(q);
    if (status == STATUS_OK && !has_row) {
        return error_set(err, STATUS_NOT_FOUND, "there is no operator %s", *login);
    }
    return status == STATUS_OK ? check_admin_left(book, *login, err) : status;
}

static enum status plan_revoke(struct book *book, const void *request, struct posting *posting,
                               struct error *err)
{
    const char *const *login = request;
    (void)book;
    (void)err;
    posting_subject(posting, "operator:%s", *login);
    posting_note(posting, "login", *login);
    posting_note(posting, "roles", "");
    return STATUS_OK;
}

static enum status apply_revoke(struct book *book, const void *request,
                                const struct posting *posting, struct error *err)
{
    const char *const *login = request;
    struct stmt *q;
    (void)posting;
    enum status status = store_prepare(
        book_store(book), "UPDATE operator SET is_revoked = 1 WHERE login = $1", &q, err);
    if (status != STATUS_OK) {
        return status;
    }
    stmt_bind_text(q, 1, *login);
    return stmt_run(q, err);
}

static const struct eyes revoke_eyes = {
    .name = "operator revoke",
    .request_bytes = sizeof(const char *),
    .fields = {{"login", EYES_TEXT, 0}},
    .key = "approve.operator",
    .limit = offsetof(struct policy, operator_eyes),
    .is_exempt = operator_is_alone,
};

const struct operation operator_revoke_operation = {.verb = "operator",
                                                    .plan = plan_revoke,
                                                    .apply = apply_revoke,
                                                    .check = check_revoke,
                                                    .eyes = &revoke_eyes};

enum status operator_revoke(struct book *book, const char *const *login, struct run *run,
                            struct error *err)
{
    return operation_run(book, &operator_revoke_operation, login, run, err);
}

/* The first operator, and what the book is. */
struct founding {
    struct operator_terms first; /* first, so that it is put as any other */
    const struct book_terms *book;
};

static enum status plan_found(struct book *book, const void *request, struct posting *posting,
                              struct error *err)
{
    const struct founding *founding = request;
    posting_note(posting, "book", founding->book->name);
    posting_note(posting, "policy", founding->book->policy);
    posting_note_int(posting, "sandbox", founding->book->is_sandbox);
    return plan_put(book, &founding->first, posting, err);
}

enum status operator_found(void *mem, struct store *store, const struct book_terms *terms,
                           const char *login, struct clock clock, struct book **out,
                           struct error *err)
{
    static const struct operation operation = {
        .verb = "init", .plan = plan_found, .apply = apply_put};
    struct founding founding = {.first = {.login = login, .roles = ROLE_ALL}, .book = terms};
    struct book *book;
    enum status status = book_create(mem, store, terms, login, clock, &book, err);
    if (status != STATUS_OK) {
        return status;
    }
    struct run run = {.mem = book_memory(book)};
    status = operation_run(book, &operation, &founding, &run, err);
    if (status == STATUS_OK) {
        status = book_commit(book, err);
    }
    if (status != STATUS_OK) {
        book_rollback(book);
        mem_free(book);
        return status;
    }
    *out = book;
    return STATUS_OK;
}
