#include "model/outbox.h"

#include "model/mem.h"
#include "model/personal.h"

#include <assert.h>
#include <string.h>

/* Where a notice stands. */
struct standing {
    int64_t attempts, tried_us;
    bool has_been_tried;
    char delivery[16];
    char *subject, *party; /* the posting's */
};

static enum status read_standing(struct book *book, int64_t notice, void *mem, struct standing *out,
                                 struct error *err)
{
    struct stmt *q;
    bool has_row;
    const char *sql = "SELECT delivery, attempts, tried_us, subject, party FROM notice"
                      " WHERE id = $1";
    enum status status = store_prepare(book_store(book), sql, &q, err);
    if (status != STATUS_OK) {
        return status;
    }
    stmt_bind_int(q, 1, notice);
    status = stmt_step(q, &has_row, err);
    if (status == STATUS_OK && !has_row) {
        status = error_set(err, STATUS_NOT_FOUND, "there is no notice:%lld", (long long)notice);
    } else if (status == STATUS_OK) {
        *out = (struct standing){stmt_int(q, 1),
                                 stmt_int(q, 2),
                                 !stmt_is_null(q, 2),
                                 "",
                                 mem_strdup(mem, stmt_text(q, 3)),
                                 mem_strdup(mem, stmt_text(q, 4))};
        (void)strncpy(out->delivery, stmt_text(q, 0), sizeof out->delivery - 1);
    }
    stmt_reset(q);
    return status;
}

static enum status load(struct book *book, int64_t notice, struct posting *posting,
                        struct standing *out, struct error *err)
{
    posting_subject_number(posting, "notice:", notice);
    enum status status = read_standing(book, notice, posting, out, err);
    if (status == STATUS_OK) {
        posting_context(posting, "%s", out->subject);
        posting_note(posting, "party", out->party);
    }
    return status;
}

static bool is_dead(struct book *book, const struct standing *standing)
{
    return strcmp(standing->delivery, "sending") == 0 &&
           standing->tried_us <= book_now_us(book) - OUTBOX_CLAIM_US;
}

/* ---- what is due ---- */

enum status outbox_next(struct book *book, struct outbox_place *place, struct error *err)
{
    struct stmt *q;
    bool has_row;
    const char *sql = "SELECT next_us, id FROM notice WHERE next_us IS NOT NULL AND next_us <= $1"
                      " AND (next_us, id) > ($2, $3) ORDER BY next_us, id LIMIT 1";
    enum status status = store_prepare(book_store(book), sql, &q, err);
    if (status != STATUS_OK) {
        return status;
    }
    stmt_bind_int(q, 1, book_now_us(book));
    stmt_bind_int(q, 2, place->next_us);
    stmt_bind_int(q, 3, place->notice);
    status = stmt_step(q, &has_row, err);
    if (status == STATUS_OK) {
        *place = has_row ? (struct outbox_place){stmt_int(q, 0), stmt_int(q, 1)}
                         : (struct outbox_place){0, 0};
    }
    stmt_reset(q);
    return status;
}

enum status outbox_read(struct book *book, void *mem, int64_t notice, struct letter_out *out,
                        struct error *err)
{
    struct stmt *q;
    bool has_row;
    char *contact = NULL;
    const char *sql = "SELECT n.attempts, n.at_us, n.party, n.title, n.text, n.language,"
                      " (SELECT substr(e.hash, 1, 16) FROM event e WHERE e.book_id = $2"
                      " AND e.number = 1) FROM notice n WHERE n.id = $1";
    enum status status = store_prepare(book_store(book), sql, &q, err);
    if (status != STATUS_OK) {
        return status;
    }
    stmt_bind_int(q, 1, notice);
    stmt_bind_int(q, 2, book_id(book));
    status = stmt_step(q, &has_row, err);
    if (status == STATUS_OK && !has_row) {
        status = error_set(err, STATUS_NOT_FOUND, "there is no notice:%lld", (long long)notice);
    } else if (status == STATUS_OK) {
        *out = (struct letter_out){
            .notice = notice,
            .attempt = stmt_int(q, 0),
            .at_us = stmt_int(q, 1),
            .party = mem_strdup(mem, stmt_text(q, 2)),
            .title = mem_strdup(mem, stmt_text(q, 3)),
            .text = mem_strdup(mem, stmt_text(q, 4)),
            .language = mem_strdup(mem, stmt_text(q, 5)),
            .store = mem_printf(mem, "%s.%s", book_name(book), stmt_text(q, 6)),
        };
    }
    stmt_reset(q);
    if (status == STATUS_OK) {
        status = personal_contact(book, mem, out->party, &contact, err);
        out->contact = contact;
    }
    return status;
}

/* ---- claim ---- */

static enum status plan_claim(struct book *book, const void *request, struct posting *posting,
                              struct error *err)
{
    const int64_t *notice = request;
    struct standing standing;
    enum status status = load(book, *notice, posting, &standing, err);
    if (status != STATUS_OK) {
        return status;
    }
    if (strcmp(standing.delivery, "waiting") != 0) {
        return error_set(err, STATUS_CONFLICT, "notice:%lld is not waiting: it is %s",
                         (long long)*notice, standing.delivery);
    }
    posting_note_int(posting, "attempt", standing.attempts + 1);
    return STATUS_OK;
}

static enum status apply_claim(struct book *book, const void *request,
                               const struct posting *posting, struct error *err)
{
    const int64_t *notice = request;
    struct stmt *q;
    const char *sql = "UPDATE notice SET delivery = 'sending', attempts = attempts + 1,"
                      " tried_us = $1, next_us = NULL WHERE id = $2 AND delivery = 'waiting'";
    enum status status = store_prepare(book_store(book), sql, &q, err);
    if (status != STATUS_OK) {
        return status;
    }
    stmt_bind_int(q, 1, posting->at_us);
    stmt_bind_int(q, 2, *notice);
    return stmt_run(q, err);
}

enum status outbox_claim(struct book *book, int64_t notice, struct run *run, struct error *err)
{
    static const struct operation operation = {
        .verb = "notice claim", .plan = plan_claim, .apply = apply_claim};
    return operation_run(book, &operation, &notice, run, err);
}

/* ---- what came of it ---- */

static int64_t pause_us(int64_t attempt)
{
    int64_t pause = OUTBOX_PAUSE_US;
    for (int64_t i = 1; i < attempt && pause < OUTBOX_PAUSE_MAX_US; i++) {
        pause *= 4;
    }
    return pause < OUTBOX_PAUSE_MAX_US ? pause : OUTBOX_PAUSE_MAX_US;
}

static const char *delivery_of(const struct outbox_result *result)
{
    switch (result->outcome) {
    case OUTBOX_SENT:
        return "sent";
    case OUTBOX_UNKNOWN:
        return "unknown";
    case OUTBOX_NOT_TAKEN:
        return result->attempt < OUTBOX_TRIES_MAX ? "waiting" : "failed";
    }
    return NULL;
}

static enum status plan_settle(struct book *book, const void *request, struct posting *posting,
                               struct error *err)
{
    const struct outbox_result *result = request;
    struct standing standing;
    assert((result->outcome == OUTBOX_SENT) == (result->failure == NULL));
    enum status status = load(book, result->notice, posting, &standing, err);
    if (status != STATUS_OK) {
        return status;
    }
    if (strcmp(standing.delivery, "sending") != 0 || standing.attempts != result->attempt) {
        return error_set(err, STATUS_CONFLICT, "notice:%lld was taken out of this sender's hands",
                         (long long)result->notice);
    }
    posting_note_int(posting, "attempt", result->attempt);
    posting_note(posting, "delivery", delivery_of(result));
    posting_note(posting, "failure", result->failure);
    return STATUS_OK;
}

static enum status apply_settle(struct book *book, const void *request,
                                const struct posting *posting, struct error *err)
{
    const struct outbox_result *result = request;
    const char *delivery = delivery_of(result);
    struct stmt *q;
    const char *sql = "UPDATE notice SET delivery = $1, next_us = $2, failure = $3 WHERE id = $4";
    enum status status = store_prepare(book_store(book), sql, &q, err);
    if (status != STATUS_OK) {
        return status;
    }
    stmt_bind_text(q, 1, delivery);
    stmt_bind_optional(q, 2, strcmp(delivery, "waiting") == 0,
                       posting->at_us + pause_us(result->attempt));
    stmt_bind_text(q, 3, result->failure);
    stmt_bind_int(q, 4, result->notice);
    return stmt_run(q, err);
}

enum status outbox_settle(struct book *book, const struct outbox_result *result, struct run *run,
                          struct error *err)
{
    static const struct operation operation = {
        .verb = "notice settle", .plan = plan_settle, .apply = apply_settle};
    return operation_run(book, &operation, result, run, err);
}

/* ---- a person decides ---- */

static enum status check_again(struct book *book, const void *request, struct error *err)
{
    const struct outbox_again *again = request;
    struct standing standing;
    void *mem = mem_context(NULL, "notice");
    enum status status = read_standing(book, again->notice, mem, &standing, err);
    mem_free(mem);
    if (status != STATUS_OK || strcmp(standing.delivery, "failed") == 0 ||
        strcmp(standing.delivery, "unknown") == 0 || is_dead(book, &standing) ||
        (strcmp(standing.delivery, "waiting") == 0 && standing.attempts > 0)) {
        return status;
    }
    (void)error_set(err, STATUS_REFUSED, "notice:%lld is %s: there is nothing to try again",
                    (long long)again->notice, standing.delivery);
    return strcmp(standing.delivery, "sending") == 0
               ? error_hint(err, "its sender may be at it; wait until it is shown as unknown")
               : err->status;
}

static enum status plan_again(struct book *book, const void *request, struct posting *posting,
                              struct error *err)
{
    const struct outbox_again *again = request;
    struct standing standing;
    enum status status = load(book, again->notice, posting, &standing, err);
    if (status == STATUS_OK && (again->reason == NULL || again->reason[0] == '\0')) {
        status = error_set(err, STATUS_INVALID, "trying a notice again needs a reason");
    }
    if (status == STATUS_OK) {
        posting_note(posting, "was", standing.delivery);
        posting_note(posting, "reason", again->reason);
    }
    return status;
}

static enum status apply_again(struct book *book, const void *request,
                               const struct posting *posting, struct error *err)
{
    const struct outbox_again *again = request;
    struct stmt *q;
    const char *sql = "UPDATE notice SET delivery = 'waiting', next_us = $1"
                      " WHERE id = $2 AND delivery <> 'sent'";
    enum status status = store_prepare(book_store(book), sql, &q, err);
    if (status != STATUS_OK) {
        return status;
    }
    stmt_bind_int(q, 1, posting->at_us);
    stmt_bind_int(q, 2, again->notice);
    return stmt_run(q, err);
}

enum status outbox_retry(struct book *book, const struct outbox_again *again, struct run *run,
                         struct error *err)
{
    static const struct operation operation = {
        .verb = "notices retry", .plan = plan_again, .apply = apply_again, .check = check_again};
    return operation_run(book, &operation, again, run, err);
}
