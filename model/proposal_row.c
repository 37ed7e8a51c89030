#include "model/proposal_row.h"

#include "model/mem.h"
#include "model/query.h"
#include "model/text.h"

#include <stdio.h>
#include <string.h>

#include <jansson.h>

#define LAST_PROPOSAL "SELECT coalesce(max(id), 0) FROM proposal"
#define KIND "proposal:"

/* ---- the hash ---- */

static void add_line(struct digest *digest, const char *what, const char *text)
{
    digest_add(digest, what, strlen(what));
    digest_add(digest, " ", 1);
    digest_add(digest, text, strlen(text) + 1);
}

static void add_number(struct digest *digest, const char *what, int64_t number)
{
    char text[TEXT_INT_BYTES];
    (void)text_of_int(number, text);
    add_line(digest, what, text);
}

/* What is new has no state yet. */
static enum status add_account(struct book *book, struct digest *digest,
                               const struct account *account, struct error *err)
{
    char label[ACCOUNT_LABEL_BYTES], id[TEXT_INT_BYTES];
    int64_t last = 0;
    if (account == NULL || account->is_new) {
        return STATUS_OK;
    }
    (void)text_of_int(account->id, id);
    enum status status = query_int(
        book, "SELECT coalesce(max(event), 0) FROM leg WHERE account_id = CAST($1 AS BIGINT)", id,
        NULL, 0, &last, err);
    add_line(digest, "account", account_label(account, label));
    add_line(digest, "in", account->currency);
    add_number(digest, "has", account->balance_minor);
    add_number(digest, "since", last);
    add_number(digest, "door", (int64_t)account->door);
    add_number(digest, "due", account->due_us);
    return status;
}

static enum status add_accounts(struct book *book, struct digest *digest,
                                const struct posting *posting, struct error *err)
{
    enum status status = STATUS_OK;
    for (size_t i = 0; i < posting->leg_count && status == STATUS_OK; i++) {
        status = add_account(book, digest, posting->legs[i].account, err);
    }
    for (size_t i = 0; i < posting->clock_count && status == STATUS_OK; i++) {
        status = add_account(book, digest, posting->clocks[i].hold, err);
    }
    for (size_t i = 0; i < posting->lien_count && status == STATUS_OK; i++) {
        status = add_account(book, digest, posting->liens[i].on, err);
        if (status == STATUS_OK) {
            status = add_account(book, digest, posting->liens[i].beneficiary, err);
        }
    }
    return status;
}

/* The last event about it: a change of the party, another decision about the complaint. */
static enum status add_thing(struct book *book, struct digest *digest, const char *thing,
                             struct error *err)
{
    int64_t last = 0;
    if (thing == NULL) {
        return STATUS_OK;
    }
    enum status status = query_int(book,
                                   "SELECT coalesce(max(number), 0) FROM event WHERE subject = $1"
                                   " AND verb <> 'line'",
                                   thing, NULL, 0, &last, err);
    add_line(digest, "about", thing);
    add_number(digest, "last", last);
    return status;
}

enum status proposal_hash(struct book *book, const struct eyes *eyes, const char *request,
                          struct posting *posting, char hash[DIGEST_HEX_BYTES], struct error *err)
{
    char would_do[POSTING_DIGEST_BYTES];
    struct digest *digest = digest_new(posting);
    add_line(digest, "operation", eyes->name);
    add_line(digest, "request", request);
    add_line(digest, "does", posting_digest_to_keep(posting, would_do));
    enum status status = add_accounts(book, digest, posting, err);
    /* The name of what is new is not known yet. */
    if (status == STATUS_OK && posting->result == NULL) {
        status = add_thing(book, digest, posting->subject, err);
    }
    if (status == STATUS_OK) {
        status = add_thing(book, digest, posting->context, err);
    }
    digest_finish(digest, hash);
    mem_free(digest);
    return status;
}

/* ---- proposing ---- */

static const char *subject_of(const struct posting *planned)
{
    return planned->context != NULL ? planned->context : planned->subject;
}

enum status proposal_plan(struct book *book, void *mem, const struct eyes *eyes,
                          const void *request, struct posting *planned, struct posting **out,
                          struct error *err)
{
    int64_t id;
    char hash[DIGEST_HEX_BYTES];
    const struct policy *policy = book_policy(book);
    struct posting *posting = posting_new(mem, "propose");
    struct proposal *proposal = MEM_NEW(posting, struct proposal);
    proposal->request = eyes_write(posting, eyes, request);
    enum status status = proposal_hash(book, eyes, proposal->request, planned, hash, err);
    if (status == STATUS_OK) {
        status = query_next_number(book, LAST_PROPOSAL, &id, err);
    }
    if (status != STATUS_OK) {
        return status;
    }
    proposal->id = id;
    proposal->operation = eyes->name;
    proposal->hash = mem_strdup(posting, hash);
    proposal->subject = subject_of(planned);
    proposal->amount = planned->measured;
    proposal->needs = planned->needs;
    proposal->due_us = policy_after(policy, policy->approve, book_now_us(book));
    posting_result(posting, KIND "%lld", (long long)id);
    posting_subject(posting, "%s", posting->result);
    posting_context(posting, "%s", proposal->subject);
    posting_note(posting, "operation", proposal->operation);
    posting_note(posting, "request", proposal->request);
    posting_note(posting, "hash", proposal->hash);
    posting_note(posting, "needs", eyes_name(proposal->needs));
    posting_note(posting, "entity", book_entity(book));
    posting_note_int(posting, POSTING_DUE, proposal->due_us);
    posting->proposal = proposal;
    posting->eyes = planned->eyes;
    posting->hash = proposal->hash;
    *out = posting;
    return STATUS_OK;
}

static void bind_optional(struct stmt *q, int parameter, struct money amount)
{
    if (amount.currency[0] != '\0') {
        stmt_bind_text(q, parameter, amount.currency);
        stmt_bind_int(q, parameter + 1, amount.minor);
    } else {
        stmt_bind_null(q, parameter);
        stmt_bind_null(q, parameter + 1);
    }
}

enum status proposal_insert(struct book *book, const struct posting *posting, struct error *err)
{
    struct stmt *q;
    const struct proposal *proposal = posting->proposal;
    const char *sql = "INSERT INTO proposal (id, operation, request, hash, subject, currency,"
                      " amount_minor, needs, maker, maker_entity, proposed_us, due_us, event)"
                      " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)";
    enum status status = store_prepare(book_store(book), sql, &q, err);
    if (status != STATUS_OK) {
        return status;
    }
    stmt_bind_int(q, 1, proposal->id);
    stmt_bind_text(q, 2, proposal->operation);
    stmt_bind_text(q, 3, proposal->request);
    stmt_bind_text(q, 4, proposal->hash);
    stmt_bind_text(q, 5, proposal->subject);
    bind_optional(q, 6, proposal->amount);
    stmt_bind_text(q, 8, eyes_name(proposal->needs));
    stmt_bind_text(q, 9, book_operator(book));
    stmt_bind_text(q, 10, book_entity(book));
    stmt_bind_int(q, 11, posting->at_us);
    stmt_bind_int(q, 12, proposal->due_us);
    stmt_bind_int(q, 13, posting->event);
    return stmt_queue(q, err);
}

/* ---- reading ---- */

static bool says(const json_t *body, const char *key, const char *text)
{
    const char *value = json_string_value(json_object_get(body, key));
    return value == NULL || text == NULL ? value == text : strcmp(value, text) == 0;
}

bool proposal_is_as_written(const struct stmt *q, const struct proposal *proposal)
{
    const char *body = stmt_text(q, 16);
    const char *maker = stmt_text(q, 17);
    json_t *object = body == NULL ? NULL : json_loads(body, 0, NULL);
    bool is_same = maker != NULL && strcmp(maker, proposal->maker) == 0 &&
                   says(object, "operation", proposal->operation) &&
                   says(object, "request", proposal->request) &&
                   says(object, "hash", proposal->hash) &&
                   says(object, "needs", eyes_name(proposal->needs)) &&
                   says(object, "entity", proposal->maker_entity) &&
                   json_integer_value(json_object_get(object, POSTING_DUE)) == proposal->due_us;
    json_decref(object);
    return is_same;
}

void proposal_read(void *mem, const struct stmt *q, struct proposal *out)
{
    const char *currency = stmt_text(q, 5);
    const char *entity = stmt_text(q, 9);
    const char *ended_by = stmt_text(q, 14);
    *out = (struct proposal){.id = stmt_int(q, 0),
                             .operation = mem_strdup(mem, stmt_text(q, 1)),
                             .request = mem_strdup(mem, stmt_text(q, 2)),
                             .hash = mem_strdup(mem, stmt_text(q, 3)),
                             .subject = mem_strdup(mem, stmt_text(q, 4)),
                             .amount = {.minor = stmt_int(q, 6)},
                             .maker = mem_strdup(mem, stmt_text(q, 8)),
                             .maker_entity = entity ? mem_strdup(mem, entity) : NULL,
                             .proposed_us = stmt_int(q, 10),
                             .due_us = stmt_int(q, 11),
                             .event = stmt_int(q, 12),
                             .state = mem_strdup(mem, stmt_text(q, 13)),
                             .ended_by = ended_by ? mem_strdup(mem, ended_by) : NULL,
                             .ended_us = stmt_int(q, 15)};
    out->needs = strcmp(stmt_text(q, 7), eyes_name(EYES_ENTITY)) == 0 ? EYES_ENTITY : EYES_SECOND;
    (void)snprintf(out->amount.currency, sizeof out->amount.currency, "%s",
                   currency ? currency : "");
}

static enum status read_proposal(void *mem, struct stmt *q, const char *id, struct proposal *out,
                                 struct error *err)
{
    bool has_row = false;
    enum status status = stmt_step(q, &has_row, err);
    if (status == STATUS_OK && !has_row) {
        status = error_set(err, STATUS_NOT_FOUND, "there is no proposal:%s", id);
    }
    if (status == STATUS_OK) {
        proposal_read(mem, q, out);
        if (!proposal_is_as_written(q, out)) {
            (void)error_set(err, STATUS_CORRUPT, "proposal:%s is not what event %lld says", id,
                            (long long)out->event);
            status = error_hint(err, "holdfast verify tells what else was changed");
        }
    }
    stmt_reset(q);
    return status;
}

enum status proposal_get(struct book *book, void *mem, const char *id, struct proposal *out,
                         struct error *err)
{
    struct stmt *q;
    int64_t number;
    const char *sql = "SELECT " PROPOSAL_COLUMNS " FROM " PROPOSAL_FROM " WHERE p.id = $2";
    id += strncmp(id, KIND, strlen(KIND)) == 0 ? strlen(KIND) : 0;
    if (!text_to_int(id, &number)) {
        return error_set(err, STATUS_INVALID, "'%s' is no proposal's number", id);
    }
    enum status status = store_prepare(book_store(book), sql, &q, err);
    if (status != STATUS_OK) {
        return status;
    }
    stmt_bind_int(q, 1, book_id(book));
    stmt_bind_int(q, 2, number);
    return read_proposal(mem, q, id, out, err);
}

enum status proposal_end(struct book *book, int64_t id, const char *state, const char *reason,
                         const struct posting *posting, struct error *err)
{
    struct stmt *q;
    bool is_by_clock = strcmp(state, "expired") == 0;
    const char *sql = "UPDATE proposal SET state = $1, reason = $2, ended_event = $3,"
                      " ended_us = $4, ended_by = $5, ended_entity = $6 WHERE id = $7";
    enum status status = store_prepare(book_store(book), sql, &q, err);
    if (status != STATUS_OK) {
        return status;
    }
    stmt_bind_text(q, 1, state);
    stmt_bind_text(q, 2, reason);
    stmt_bind_int(q, 3, posting->event);
    stmt_bind_int(q, 4, posting->at_us);
    stmt_bind_text(q, 5, is_by_clock ? NULL : book_operator(book));
    stmt_bind_text(q, 6, is_by_clock ? NULL : book_entity(book));
    stmt_bind_int(q, 7, id);
    return stmt_run(q, err);
}
