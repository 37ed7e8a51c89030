#include "model/freeze_row.h"

#include "model/doer.h"
#include "model/hold.h"
#include "model/mask.h"
#include "model/mem.h"
#include "model/query.h"

#include <string.h>

#define SELECT_FREEZE                                                                              \
    "SELECT party, scope, ground, author, authority, confirmed_by, lifted_by, facts, complaint,"   \
    " evidence, reference, document, currency, amount_minor, hold_id, lien_id, from_us, until_us," \
    " wanted_until_us, alone_until_us, lifted_us, is_begun, is_ended, confirmed_us"                \
    " FROM \"freeze\""                                                                             \
    " WHERE id = $1"
#define TEXTS 12

enum status freeze_next(struct book *book, int64_t *out, struct error *err)
{
    return query_int(book, "SELECT coalesce(max(id), 0) + 1 FROM \"freeze\"", NULL, NULL, 1, out,
                     err);
}

static void take(const struct stmt *q, void *mem, struct freeze_row *out)
{
    const char **texts[TEXTS] = {&out->party,     &out->scope,     &out->ground,
                                 &out->author,    &out->authority, &out->confirmed_by,
                                 &out->lifted_by, &out->facts,     &out->complaint,
                                 &out->evidence,  &out->reference, &out->document};
    for (int i = 0; i < TEXTS; i++) {
        *texts[i] = stmt_is_null(q, i) ? NULL : mem_strdup(mem, stmt_text(q, i));
    }
    out->amount.minor = stmt_int(q, TEXTS + 1);
    if (!stmt_is_null(q, TEXTS)) {
        memcpy(out->amount.currency, stmt_text(q, TEXTS), sizeof out->amount.currency);
    }
    out->hold_id = stmt_int(q, TEXTS + 2);
    out->lien_id = stmt_int(q, TEXTS + 3);
    out->from_us = stmt_int(q, TEXTS + 4);
    out->until_us = stmt_int(q, TEXTS + 5);
    out->wanted_until_us = stmt_int(q, TEXTS + 6);
    out->alone_until_us = stmt_int(q, TEXTS + 7);
    out->lifted_us = stmt_is_null(q, TEXTS + 8) ? TIME_NONE : stmt_int(q, TEXTS + 8);
    out->is_begun = stmt_int(q, TEXTS + 9) != 0;
    out->is_ended = stmt_int(q, TEXTS + 10) != 0;
    out->confirmed_us = stmt_int(q, TEXTS + 11);
}

enum status freeze_find(struct book *book, void *mem, int64_t id, struct freeze_row *out,
                        struct error *err)
{
    struct stmt *q;
    bool has_row = false;
    enum status status = store_prepare(book_store(book), SELECT_FREEZE, &q, err);
    if (status != STATUS_OK) {
        return status;
    }
    *out = (struct freeze_row){.id = id};
    stmt_bind_int(q, 1, id);
    status = stmt_step(q, &has_row, err);
    if (status == STATUS_OK && has_row) {
        take(q, mem, out);
    } else if (status == STATUS_OK) {
        status = error_set(err, STATUS_NOT_FOUND, "there is no freeze:%lld", (long long)id);
    }
    stmt_reset(q);
    return status;
}

enum status freeze_load(struct book *book, int64_t id, struct posting *posting,
                        struct freeze_row *out, struct error *err)
{
    enum status status = freeze_find(book, posting, id, out, err);
    if (status != STATUS_OK) {
        return status;
    }
    posting_subject(posting, "freeze:%lld", (long long)id);
    posting_context(posting, "party:%s", out->party);
    posting_note_int(posting, "freeze", id);
    return STATUS_OK;
}

bool freeze_is_live(struct book *book, const struct freeze_row *row)
{
    return row->lifted_us == TIME_NONE && !row->is_ended && row->until_us > book_now_us(book);
}

enum status freeze_require_live(struct book *book, const struct freeze_row *row, struct error *err)
{
    char at[TIME_TEXT_BYTES], by[DOER_TEXT_BYTES];
    if (row->lifted_us != TIME_NONE) {
        return error_set(err, STATUS_REFUSED, "freeze:%lld was lifted %s", (long long)row->id,
                         doer_text(row->lifted_by, row->lifted_us, by));
    }
    if (!freeze_is_live(book, row)) {
        return error_set(err, STATUS_REFUSED, "freeze:%lld ended by itself at %s",
                         (long long)row->id, time_format(row->until_us, at));
    }
    return STATUS_OK;
}

#define INSERT_FREEZE                                                                              \
    "INSERT INTO \"freeze\" (id, party, scope, currency, amount_minor, hold_id, lien_id, ground,"  \
    " facts, author, from_us, until_us, event, is_begun, alone_until_us, wanted_until_us,"         \
    " complaint, evidence, authority, reference, document) VALUES ($1, $2, $3, $4, $5, $6, $7,"    \
    " $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21)"

enum status freeze_insert(struct book *book, const struct freeze_row *row, int64_t event,
                          struct error *err)
{
    struct stmt *q;
    bool has_amount = row->amount.minor > 0;
    enum status status = store_prepare(book_store(book), INSERT_FREEZE, &q, err);
    if (status != STATUS_OK) {
        return status;
    }
    stmt_bind_int(q, 1, row->id);
    stmt_bind_text(q, 2, row->party);
    stmt_bind_text(q, 3, row->scope);
    stmt_bind_text(q, 4, has_amount ? row->amount.currency : NULL);
    stmt_bind_optional(q, 5, has_amount, row->amount.minor);
    stmt_bind_optional(q, 6, row->hold_id != 0, row->hold_id);
    stmt_bind_optional(q, 7, row->lien_id != 0, row->lien_id);
    stmt_bind_text(q, 8, row->ground);
    stmt_bind_text(q, 9, row->facts);
    stmt_bind_text(q, 10, book_operator(book));
    stmt_bind_int(q, 11, row->from_us);
    stmt_bind_int(q, 12, row->until_us);
    stmt_bind_int(q, 13, event);
    stmt_bind_int(q, 14, row->is_begun ? 1 : 0);
    stmt_bind_optional(q, 15, row->wanted_until_us != 0, row->alone_until_us);
    stmt_bind_optional(q, 16, row->wanted_until_us != 0, row->wanted_until_us);
    stmt_bind_text(q, 17, row->complaint);
    stmt_bind_text(q, 18, row->evidence);
    stmt_bind_text(q, 19, row->authority);
    stmt_bind_text(q, 20, row->reference);
    stmt_bind_text(q, 21, row->document);
    mask_forget(book, row->party);
    return stmt_queue(q, err);
}

/* A statement that changes the row, and so what its party may do. */
static enum status change(struct book *book, const char *sql, const struct freeze_row *row,
                          struct stmt **q, struct error *err)
{
    mask_forget(book, row->party);
    return store_prepare(book_store(book), sql, q, err);
}

enum status freeze_note_begun(struct book *book, const struct freeze_row *row,
                              const struct posting *posting, struct error *err)
{
    struct stmt *q;
    const struct account *hold = posting_opened(posting, PURPOSE_FREEZE);
    enum status status = change(book,
                                "UPDATE \"freeze\" SET is_begun = 1, hold_id = $1, lien_id = $2,"
                                " is_ended = $3 WHERE id = $4",
                                row, &q, err);
    if (status != STATUS_OK) {
        return status;
    }
    stmt_bind_optional(q, 1, hold != NULL, hold != NULL ? hold->id : 0);
    stmt_bind_optional(q, 2, hold != NULL && posting->first_lien != 0, posting->first_lien);
    stmt_bind_int(q, 3, row->is_ended ? 1 : 0);
    stmt_bind_int(q, 4, row->id);
    return stmt_queue(q, err);
}

enum status freeze_note_until(struct book *book, const struct freeze_row *row, int64_t until_us,
                              struct error *err)
{
    struct stmt *q;
    enum status status =
        change(book, "UPDATE \"freeze\" SET until_us = $1 WHERE id = $2", row, &q, err);
    if (status != STATUS_OK) {
        return status;
    }
    stmt_bind_int(q, 1, until_us);
    stmt_bind_int(q, 2, row->id);
    return stmt_queue(q, err);
}

enum status freeze_note_confirmed(struct book *book, const struct freeze_row *row, int64_t at_us,
                                  struct error *err)
{
    struct stmt *q;
    enum status status = change(book,
                                "UPDATE \"freeze\" SET until_us = $1, confirmed_us = $2,"
                                " confirmed_by = $3 WHERE id = $4",
                                row, &q, err);
    if (status != STATUS_OK) {
        return status;
    }
    stmt_bind_int(q, 1, row->wanted_until_us);
    stmt_bind_int(q, 2, at_us);
    stmt_bind_text(q, 3, book_operator(book));
    stmt_bind_int(q, 4, row->id);
    return stmt_queue(q, err);
}

enum status freeze_note_lifted(struct book *book, int64_t id, const char *party, const char *reason,
                               const struct posting *posting, struct error *err)
{
    struct stmt *q;
    const struct freeze_row row = {.id = id, .party = party};
    enum status status = change(book,
                                "UPDATE \"freeze\" SET lifted_us = $1, lifted_by = $2,"
                                " lift_reason = $3, is_ended = 1 WHERE id = $4",
                                &row, &q, err);
    if (status != STATUS_OK) {
        return status;
    }
    stmt_bind_int(q, 1, posting->at_us);
    stmt_bind_text(q, 2, book_operator(book));
    stmt_bind_text(q, 3, reason);
    stmt_bind_int(q, 4, id);
    return stmt_queue(q, err);
}

enum status freeze_note_ended(struct book *book, const struct freeze_row *row, struct error *err)
{
    struct stmt *q;
    enum status status =
        change(book, "UPDATE \"freeze\" SET is_ended = 1 WHERE id = $1", row, &q, err);
    if (status != STATUS_OK) {
        return status;
    }
    stmt_bind_int(q, 1, row->id);
    return stmt_queue(q, err);
}

enum status freeze_plan_giving_back(struct book *book, const struct freeze_row *row,
                                    struct posting *posting, struct error *err)
{
    struct account *hold;
    if (row->lien_id) {
        posting_lien(posting, &(struct lien_change){.id = row->lien_id, .is_closing = true});
    }
    if (!row->hold_id) {
        return STATUS_OK;
    }
    enum status status = account_by_id(book, row->hold_id, &hold, err);
    if (status != STATUS_OK || hold->balance_minor == 0) {
        return status;
    }
    return hold_plan_return(book, hold, hold->balance_minor, posting, err);
}
