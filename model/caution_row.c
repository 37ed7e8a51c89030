#include "model/caution_row.h"

#include "model/mem.h"
#include "model/query.h"

#include <assert.h>

#define ROW_SQL                                                                                    \
    "SELECT id, party, ground, facts, author, complaint, answer, reason, rung, due_us,"            \
    " counts_until_us FROM caution WHERE id = $1"

static const char *text_of(void *mem, const struct stmt *q, int column)
{
    return stmt_is_null(q, column) ? NULL : mem_strdup(mem, stmt_text(q, column));
}

enum status caution_next(struct book *book, int64_t *out, struct error *err)
{
    enum status status =
        query_int(book, "SELECT coalesce(max(id), 0) FROM caution", NULL, NULL, 0, out, err);
    ++*out;
    return status;
}

static void take(void *mem, const struct stmt *q, struct caution_row *out)
{
    *out = (struct caution_row){.id = stmt_int(q, 0),
                                .party = text_of(mem, q, 1),
                                .ground = text_of(mem, q, 2),
                                .facts = text_of(mem, q, 3),
                                .author = text_of(mem, q, 4),
                                .complaint = text_of(mem, q, 5),
                                .answer = text_of(mem, q, 6),
                                .reason = text_of(mem, q, 7),
                                .due_us = stmt_is_null(q, 9) ? TIME_NONE : stmt_int(q, 9),
                                .counts_until_us = stmt_int(q, 10)};
    bool is_rung = policy_rung_find(stmt_text(q, 8), &out->rung);
    assert(is_rung); /* the database lets in no other */
}

enum status caution_find(struct book *book, void *mem, int64_t id, struct caution_row *out,
                         struct error *err)
{
    struct stmt *q;
    bool has_row = false;
    enum status status = store_prepare(book_store(book), ROW_SQL, &q, err);
    if (status != STATUS_OK) {
        return status;
    }
    stmt_bind_int(q, 1, id);
    status = stmt_step(q, &has_row, err);
    if (status == STATUS_OK && has_row) {
        take(mem, q, out);
    } else if (status == STATUS_OK) {
        status = error_set(err, STATUS_NOT_FOUND, "there is no caution:%lld", (long long)id);
    }
    stmt_reset(q);
    return status;
}

enum status caution_load(struct book *book, int64_t id, struct posting *posting,
                         struct caution_row *out, struct error *err)
{
    enum status status = caution_find(book, posting, id, out, err);
    if (status == STATUS_OK) {
        posting_subject_number(posting, "caution:", id);
        posting_context(posting, "party:%s", out->party);
    }
    return status;
}

enum status caution_insert(struct book *book, const struct caution_row *row,
                           const struct posting *posting, struct error *err)
{
    struct stmt *q;
    const char *sql = "INSERT INTO caution (id, party, rung, ground, facts, complaint, author,"
                      " put_us, due_us, counts_until_us, event)"
                      " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)";
    enum status status = store_prepare(book_store(book), sql, &q, err);
    if (status != STATUS_OK) {
        return status;
    }
    stmt_bind_int(q, 1, row->id);
    stmt_bind_text(q, 2, row->party);
    stmt_bind_text(q, 3, policy_rung_name(row->rung));
    stmt_bind_text(q, 4, row->ground);
    stmt_bind_text(q, 5, row->facts);
    stmt_bind_text(q, 6, row->complaint);
    stmt_bind_text(q, 7, row->author);
    stmt_bind_int(q, 8, posting->at_us);
    stmt_bind_optional(q, 9, row->due_us != TIME_NONE, row->due_us);
    stmt_bind_int(q, 10, row->counts_until_us);
    stmt_bind_int(q, 11, posting->event);
    return stmt_queue(q, err);
}

enum status caution_note_answer(struct book *book, const struct caution_row *row,
                                const char *answer, const char *text, const char *proposes,
                                const struct posting *posting, struct error *err)
{
    struct stmt *q;
    const char *sql = "UPDATE caution SET answer = $1, answer_text = $2, answered_us = $3,"
                      " answered_event = $4, proposes = $5, counts_until_us = $6 WHERE id = $7";
    enum status status = store_prepare(book_store(book), sql, &q, err);
    if (status != STATUS_OK) {
        return status;
    }
    stmt_bind_text(q, 1, answer);
    stmt_bind_text(q, 2, text);
    stmt_bind_int(q, 3, posting->at_us);
    stmt_bind_int(q, 4, posting->event);
    stmt_bind_text(q, 5, proposes);
    stmt_bind_int(q, 6, row->counts_until_us);
    stmt_bind_int(q, 7, row->id);
    return stmt_queue(q, err);
}

enum status caution_note_withdrawn(struct book *book, int64_t id, const char *reason,
                                   const struct posting *posting, struct error *err)
{
    struct stmt *q;
    const char *sql = "UPDATE caution SET withdrawn_us = $1, withdrawn_by = $2, reason = $3,"
                      " withdrawn_event = $4 WHERE id = $5";
    enum status status = store_prepare(book_store(book), sql, &q, err);
    if (status != STATUS_OK) {
        return status;
    }
    stmt_bind_int(q, 1, posting->at_us);
    stmt_bind_text(q, 2, book_operator(book));
    stmt_bind_text(q, 3, reason);
    stmt_bind_int(q, 4, posting->event);
    stmt_bind_int(q, 5, id);
    return stmt_queue(q, err);
}
