#include "model/complaint_row.h"

#include "model/deal_row.h"
#include "model/doer.h"
#include "model/mem.h"

#include <string.h>

#define ROW_SQL                                                                                    \
    "SELECT c.id, c.deal, c.seller, c.complainant, c.kind, c.state, c.answer, c.decided_by,"       \
    " c.hold_id, c.award_hold_id, c.due_us, c.step_us, c.appeal_until_us,"                         \
    " CASE c.door WHEN 'payee' THEN 1 ELSE 0 END, c.amount_minor, c.currency, c.award_minor,"      \
    " CASE WHEN c.decided_us IS NULL THEN c.state WHEN p.complaint IS NOT NULL"                    \
    " AND p.outcome IS NULL THEN 'appealed' ELSE 'decided' END,"                                   \
    " CASE WHEN p.complaint IS NULL THEN 0 ELSE 1 END, c.decided_event"                            \
    " FROM complaint c LEFT JOIN appeal p ON p.complaint = c.id WHERE c.id = $1"

static int64_t time_of(const struct stmt *q, int column)
{
    return stmt_is_null(q, column) ? TIME_NONE : stmt_int(q, column);
}

static const char *text_of(void *mem, const struct stmt *q, int column)
{
    return stmt_is_null(q, column) ? NULL : mem_strdup(mem, stmt_text(q, column));
}

static enum status take(void *mem, const struct stmt *q, struct complaint_row *out,
                        struct error *err)
{
    *out = (struct complaint_row){.id = mem_strdup(mem, stmt_text(q, 0)),
                                  .deal = mem_strdup(mem, stmt_text(q, 1)),
                                  .seller = mem_strdup(mem, stmt_text(q, 2)),
                                  .complainant = mem_strdup(mem, stmt_text(q, 3)),
                                  .state = mem_strdup(mem, stmt_text(q, 5)),
                                  .answer = text_of(mem, q, 6),
                                  .decided_by = text_of(mem, q, 7),
                                  .hold_id = stmt_int(q, 8),
                                  .award_hold_id = stmt_int(q, 9),
                                  .due_us = stmt_int(q, 10),
                                  .step_us = time_of(q, 11),
                                  .appeal_until_us = time_of(q, 12),
                                  .to_payee = stmt_int(q, 13) != 0,
                                  .amount.minor = stmt_int(q, 14),
                                  .award_minor = stmt_int(q, 16),
                                  .stage = mem_strdup(mem, stmt_text(q, 17)),
                                  .has_appeal = stmt_int(q, 18) != 0,
                                  .decided_event = stmt_int(q, 19)};
    memcpy(out->amount.currency, stmt_text(q, 15), 3);
    return complaint_kind_find(stmt_text(q, 4), &out->kind, err);
}

static enum status read_row(struct book *book, void *mem, const char *id, struct complaint_row *out,
                            struct error *err)
{
    struct stmt *q;
    bool has_row = false;
    enum status status = store_prepare(book_store(book), ROW_SQL, &q, err);
    if (status != STATUS_OK) {
        return status;
    }
    stmt_bind_text(q, 1, id);
    status = stmt_step(q, &has_row, err);
    if (status == STATUS_OK && !has_row) {
        status = error_set(err, STATUS_NOT_FOUND, "there is no complaint %s", id);
    }
    if (status == STATUS_OK) {
        status = take(mem, q, out, err);
    }
    stmt_reset(q);
    return status;
}

enum status complaint_row_get(struct book *book, void *mem, const char *id,
                              struct complaint_row *out, struct error *err)
{
    const struct deal *deal;
    enum status status = read_row(book, mem, id, out, err);
    if (status == STATUS_OK) {
        status = deal_find(book, out->deal, &deal, err);
    }
    if (status == STATUS_OK) {
        out->buyer = mem_strdup(mem, deal->buyer);
    }
    return status;
}

enum status complaint_row_policy(struct book *book, struct complaint_row *out, struct error *err)
{
    enum status status = deal_policy(book, out->deal, &out->policy, err);
    return status == STATUS_OK ? policy_complaint(out->policy, out->kind->name, &out->waits, err)
                               : status;
}

enum status complaint_row_load(struct book *book, const char *id, struct posting *posting,
                               struct complaint_row *out, struct error *err)
{
    enum status status = complaint_row_get(book, posting, id, out, err);
    if (status != STATUS_OK) {
        return status;
    }
    posting_subject(posting, "complaint:%s", id);
    posting_context(posting, "deal:%s", out->deal);
    posting_note(posting, "complaint", id);
    return STATUS_OK;
}

/* Why a complaint that is at this stage is not where it has to be. */
static const struct {
    const char *stage, *is, *hint;
} WAITS[] = {
    {"filed", "is not admitted yet", "admit it, or refuse it with a reason"},
    {"open", "is admitted, and its seller was not told yet", "tell the seller: complaint notice"},
    {"noticed", "is admitted, and its seller was told", "record an answer, or decide it"},
    {"answered", "was answered by its seller", "decide it"},
    {"silent", "was not answered in time", "decide it"},
    {"appealed", "is under appeal", "somebody else than who decided it reviews it"},
};

static enum status refuse(struct book *book, const struct complaint_row *row, struct error *err)
{
    char by[DOER_TEXT_BYTES];
    for (size_t i = 0; i < sizeof WAITS / sizeof *WAITS; i++) {
        if (strcmp(WAITS[i].stage, row->stage) == 0) {
            (void)error_set(err, STATUS_REFUSED, "complaint:%s %s", row->id, WAITS[i].is);
            return error_hint(err, "%s", WAITS[i].hint);
        }
    }
    enum status status = doer_of_decision(book, row->id, by, err);
    return status == STATUS_OK
               ? error_set(err, STATUS_REFUSED, "complaint:%s was decided %s", row->id, by)
               : status;
}

enum status complaint_row_require(struct book *book, const char *id, const char *const *stages,
                                  struct error *err)
{
    struct complaint_row row;
    void *mem = mem_context(NULL, "complaint");
    enum status status = read_row(book, mem, id, &row, err);
    while (status == STATUS_OK && *stages != NULL && strcmp(*stages, row.stage) != 0) {
        stages++;
    }
    if (status == STATUS_OK && *stages == NULL) {
        status = refuse(book, &row, err);
    }
    mem_free(mem);
    return status;
}

const char *complaint_row_of(const void *request)
{
    return *(const char *const *)request;
}

int64_t complaint_row_step(struct book *book, const struct complaint_row *row,
                           struct policy_wait wait)
{
    int64_t step_us = policy_after(row->policy, wait, book_now_us(book));
    return policy_waits(wait) && step_us < row->due_us ? step_us : TIME_NONE;
}

const char *complaint_row_end(const struct complaint_row *row)
{
    if (!row->kind->is_about_money) {
        return row->to_payee ? "measure_ends" : "measure_stays";
    }
    if (row->hold_id == 0) {
        return "dismissed";
    }
    return row->to_payee ? "payee" : "payer";
}

struct notice *complaint_row_tell(const struct complaint_row *row, const char *party,
                                  const char *kind, struct posting *posting)
{
    struct notice *notice = posting_tell(posting, party, kind);
    notice_text(notice, "complaint", row->id);
    notice_text(notice, "deal", row->deal);
    return notice;
}
