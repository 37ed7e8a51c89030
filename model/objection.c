#include "model/objection.h"

#include "model/freeze_interest.h"
#include "model/freeze_notice.h"
#include "model/mem.h"
#include "model/query.h"

#include <string.h>

static enum status ask(struct book *book, const char *sql, int64_t id, const char *second,
                       int64_t *out, struct error *err)
{
    char *text = mem_printf(NULL, "%lld", (long long)id);
    enum status status = query_int(book, sql, text, second, 0, out, err);
    mem_free(text);
    return status;
}

#define OPEN_SQL "SELECT id FROM objection WHERE freeze_id = CAST($1 AS BIGINT) AND state = 'open'"

/* Filing. */

static int64_t latest_of(struct book *book, const struct freeze_row *row)
{
    const struct policy *policy = book_policy(book);
    int64_t within_us = policy_after(policy, policy->appeal, row->from_us);
    return within_us > row->until_us ? within_us : row->until_us;
}

/* Two to the measure and to each extension: the objection, and the appeal from its decision. */
static enum status check_count(struct book *book, const struct freeze_row *row, struct error *err)
{
    int64_t left;
    enum status status = ask(book,
                             "SELECT 2 * (1 + (SELECT count(*) FROM freeze_extension x"
                             " WHERE x.freeze_id = CAST($1 AS BIGINT))) - (SELECT count(*) FROM"
                             " objection o WHERE o.freeze_id = CAST($1 AS BIGINT))",
                             row->id, NULL, &left, err);
    if (status == STATUS_OK && left <= 0) {
        (void)error_set(err, STATUS_REFUSED,
                        "freeze:%lld was objected to and appealed from already",
                        (long long)row->id);
        return error_hint(err, "new reasons, by an extension, can be objected to again");
    }
    return status;
}

static enum status check_open_to(struct book *book, const struct freeze_row *row, struct error *err)
{
    int64_t open;
    char until[TIME_TEXT_BYTES];
    if (row->authority != NULL) {
        (void)error_set(err, STATUS_REFUSED, "freeze:%lld was ordered by %s", (long long)row->id,
                        row->authority);
        return error_hint(err, "the seller objects there");
    }
    if (book_now_us(book) >= latest_of(book, row)) {
        return error_set(err, STATUS_REFUSED, "freeze:%lld could be objected to until %s",
                         (long long)row->id, time_format(latest_of(book, row), until));
    }
    enum status status = ask(book, OPEN_SQL, row->id, NULL, &open, err);
    if (status == STATUS_OK && open != 0) {
        return error_set(err, STATUS_REFUSED, "objection:%lld to freeze:%lld is still open",
                         (long long)open, (long long)row->id);
    }
    if (status == STATUS_OK) {
        status = ask(book,
                     "SELECT 1 FROM objection WHERE freeze_id = CAST($1 AS BIGINT)"
                     " AND state = 'granted'",
                     row->id, NULL, &open, err);
    }
    if (status == STATUS_OK && open != 0) {
        return error_set(err, STATUS_REFUSED, "freeze:%lld was found wrong already",
                         (long long)row->id);
    }
    return status == STATUS_OK ? check_count(book, row, err) : status;
}

static enum status check_file(struct book *book, const void *request, struct error *err)
{
    struct freeze_row row;
    void *mem = mem_context(NULL, "freeze");
    enum status status =
        freeze_find(book, mem, ((const struct objection *)request)->freeze, &row, err);
    if (status == STATUS_OK) {
        status = check_open_to(book, &row, err);
    }
    mem_free(mem);
    return status;
}

static int64_t due_of(struct book *book, int64_t filed_us)
{
    const struct policy *policy = book_policy(book);
    return time_whole_second(policy_after(policy, policy->objection, filed_us));
}

static enum status next_number(struct book *book, int64_t *out, struct error *err)
{
    return query_int(book, "SELECT coalesce(max(id), 0) + 1 FROM objection", NULL, NULL, 1, out,
                     err);
}

static enum status plan_file(struct book *book, const void *request, struct posting *posting,
                             struct error *err)
{
    const struct objection *objection = request;
    struct freeze_row row;
    int64_t id;
    enum status status = freeze_load(book, objection->freeze, posting, &row, err);
    if (status == STATUS_OK && (objection->text == NULL || objection->text[0] == '\0')) {
        return error_set(err, STATUS_INVALID, "an objection needs what the seller says");
    }
    if (status == STATUS_OK) {
        status = next_number(book, &id, err);
    }
    if (status != STATUS_OK) {
        return status;
    }
    posting_result(posting, "objection:%lld", (long long)id);
    posting_note_int(posting, "objection", id);
    posting_note(posting, "text", objection->text);
    posting_basis(posting, policy_value_of(book_policy(book), "freeze.objection"));
    posting_basis(posting, policy_value_of(book_policy(book), "freeze.objection_lifts"));
    struct notice *notice = posting_tell(posting, row.party, "objection");
    notice_text(notice, "measure", posting->subject);
    notice_time(notice, "due", due_of(book, book_now_us(book)));
    bool lifts = book_policy(book)->objection_lifts;
    notice_words(notice, "default", "default", lifts ? "lifted" : "stands");
    return STATUS_OK;
}

static enum status apply_file(struct book *book, const void *request, const struct posting *posting,
                              struct error *err)
{
    const struct objection *objection = request;
    struct stmt *q;
    int64_t id = 0;
    const char *sql = "INSERT INTO objection (id, freeze_id, text, filed_by, filed_us, due_us,"
                      " event, lifts) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
    enum status status = next_number(book, &id, err);
    if (status == STATUS_OK) {
        status = store_prepare(book_store(book), sql, &q, err);
    }
    if (status != STATUS_OK) {
        return status;
    }
    stmt_bind_int(q, 1, id);
    stmt_bind_int(q, 2, objection->freeze);
    stmt_bind_text(q, 3, objection->text);
    stmt_bind_text(q, 4, book_operator(book));
    stmt_bind_int(q, 5, posting->at_us);
    stmt_bind_int(q, 6, due_of(book, posting->at_us));
    stmt_bind_int(q, 7, posting->event);
    stmt_bind_int(q, 8, book_policy(book)->objection_lifts ? 1 : 0);
    return stmt_queue(q, err);
}

enum status objection_file(struct book *book, const struct objection *objection, struct run *run,
                           struct error *err)
{
    static const struct operation operation = {
        .verb = "freeze object", .plan = plan_file, .apply = apply_file, .check = check_file};
    return operation_run(book, &operation, objection, run, err);
}

/* Deciding. */

/* What was decided, by whom, and what that brings. */
struct decision {
    struct freeze_row row;
    int64_t objection, interest_minor;
    bool is_granted;
    const char *reasons;
    const char *by; /* NULL: the clock */
};

#define HAD_A_PART                                                                                 \
    "SELECT 1 WHERE EXISTS (SELECT 1 FROM \"freeze\" f WHERE f.id = CAST($1 AS BIGINT)"            \
    " AND (f.author = $2 OR f.confirmed_by = $2)) OR EXISTS (SELECT 1 FROM freeze_extension x"     \
    " WHERE x.freeze_id = CAST($1 AS BIGINT) AND x.author = $2) OR EXISTS (SELECT 1 FROM"          \
    " objection o WHERE o.freeze_id = CAST($1 AS BIGINT) AND o.decided_by = $2) OR EXISTS"         \
    " (SELECT 1 FROM proposal p JOIN \"freeze\" f ON f.event = p.ended_event"                      \
    " WHERE f.id = CAST($1 AS BIGINT) AND p.maker = $2)"

static enum status check_reviewer(struct book *book, int64_t freeze, struct error *err)
{
    int64_t open, has_part;
    struct freeze_row row;
    void *mem = mem_context(NULL, "freeze");
    enum status status = freeze_find(book, mem, freeze, &row, err);
    mem_free(mem);
    if (status == STATUS_OK) {
        status = ask(book, OPEN_SQL, freeze, NULL, &open, err);
    }
    if (status == STATUS_OK && open == 0) {
        return error_set(err, STATUS_REFUSED, "nobody objects to freeze:%lld", (long long)freeze);
    }
    if (status == STATUS_OK) {
        status = ask(book, HAD_A_PART, freeze, book_operator(book), &has_part, err);
    }
    if (status == STATUS_OK && has_part != 0) {
        (void)error_set(err, STATUS_DENIED,
                        "%s has had a part in freeze:%lld, and does not judge it",
                        book_operator(book), (long long)freeze);
        return error_hint(err, "somebody who did not put, confirm, extend or review it decides");
    }
    return status;
}

static enum status check_review(struct book *book, const void *request, struct error *err)
{
    return check_reviewer(book, ((const struct objection_review *)request)->freeze, err);
}

static void tell(const struct decision *decision, struct posting *posting)
{
    struct notice *notice =
        posting_tell(posting, decision->row.party,
                     decision->is_granted ? "objection granted" : "objection upheld");
    notice_text(notice, "reasons", decision->reasons);
    notice_words(notice, "decided", "decided", decision->by != NULL ? "person" : "clock");
    if (!decision->is_granted) {
        notice_time(notice, "until", decision->row.until_us);
    }
    if (decision->interest_minor > 0) {
        notice_money(notice, "interest", decision->interest_minor, decision->row.amount.currency);
    }
}

static enum status plan_decision(struct book *book, struct decision *decision,
                                 struct posting *posting, struct error *err)
{
    enum status status = STATUS_OK;
    posting_note_int(posting, "objection", decision->objection);
    posting_note(posting, "outcome", decision->is_granted ? "granted" : "upheld");
    posting_note(posting, "reasons", decision->reasons);
    if (decision->is_granted) {
        status = freeze_interest(book, &decision->row, &decision->interest_minor, err);
    }
    if (status == STATUS_OK && decision->is_granted && freeze_is_live(book, &decision->row)) {
        status = freeze_plan_giving_back(book, &decision->row, posting, err);
    }
    if (status == STATUS_OK && decision->interest_minor > 0) {
        struct money interest = decision->row.amount;
        interest.minor = decision->interest_minor;
        posting_note_money(posting, "interest", interest);
        status = freeze_interest_plan(book, &decision->row, interest.minor, posting, err);
    }
    tell(decision, posting);
    return status;
}

#define DECIDE_SQL                                                                                 \
    "UPDATE objection SET state = $1, decided_us = $2, decided_by = $3, reasons = $4,"             \
    " interest_minor = $5 WHERE id = $6"

static enum status store_decision(struct book *book, const struct decision *decision,
                                  const struct posting *posting, struct error *err)
{
    struct stmt *q;
    enum status status = store_prepare(book_store(book), DECIDE_SQL, &q, err);
    if (status != STATUS_OK) {
        return status;
    }
    stmt_bind_text(q, 1, decision->is_granted ? "granted" : "upheld");
    stmt_bind_int(q, 2, posting->at_us);
    stmt_bind_text(q, 3, decision->by);
    stmt_bind_text(q, 4, decision->reasons);
    stmt_bind_optional(q, 5, decision->interest_minor > 0, decision->interest_minor);
    stmt_bind_int(q, 6, decision->objection);
    status = stmt_queue(q, err);
    if (status != STATUS_OK || !decision->is_granted || !freeze_is_live(book, &decision->row)) {
        return status;
    }
    return freeze_note_lifted(book, decision->row.id, decision->row.party, decision->reasons,
                              posting, err);
}

/* The decision of a request, without what it brings. */
static enum status read_review(struct book *book, void *mem, const struct objection_review *review,
                               struct decision *out, struct error *err)
{
    *out = (struct decision){
        .is_granted = review->is_granted, .reasons = review->reasons, .by = book_operator(book)};
    enum status status = freeze_find(book, mem, review->freeze, &out->row, err);
    return status == STATUS_OK ? ask(book, OPEN_SQL, review->freeze, NULL, &out->objection, err)
                               : status;
}

static enum status plan_review(struct book *book, const void *request, struct posting *posting,
                               struct error *err)
{
    const struct objection_review *review = request;
    struct decision decision;
    struct freeze_row row;
    enum status status = freeze_load(book, review->freeze, posting, &row, err);
    if (status == STATUS_OK && (review->reasons == NULL || review->reasons[0] == '\0')) {
        return error_set(err, STATUS_INVALID, "a review needs reasons");
    }
    if (status == STATUS_OK) {
        status = read_review(book, posting, review, &decision, err);
    }
    return status == STATUS_OK ? plan_decision(book, &decision, posting, err) : status;
}

static enum status apply_review(struct book *book, const void *request,
                                const struct posting *posting, struct error *err)
{
    struct decision decision;
    void *mem = mem_context(NULL, "review");
    enum status status = read_review(book, mem, request, &decision, err);
    if (status == STATUS_OK) {
        decision.interest_minor = freeze_interest_planned(posting);
        status = store_decision(book, &decision, posting, err);
    }
    mem_free(mem);
    return status;
}

enum status objection_review(struct book *book, const struct objection_review *review,
                             struct run *run, struct error *err)
{
    static const struct operation operation = {.verb = "freeze review",
                                               .is_decision = true,
                                               .plan = plan_review,
                                               .apply = apply_review,
                                               .check = check_review};
    return operation_run(book, &operation, review, run, err);
}

/* The clock. */

static enum status read_default(struct book *book, void *mem, int64_t id, struct decision *out,
                                int64_t *due_us, struct error *err)
{
    struct stmt *q;
    int64_t freeze = 0;
    bool has_row = false;
    const char *sql =
        "SELECT freeze_id, due_us, lifts FROM objection WHERE id = $1 AND state = 'open'";
    *out = (struct decision){.objection = id, .reasons = "nobody decided the objection in time"};
    enum status status = store_prepare(book_store(book), sql, &q, err);
    if (status != STATUS_OK) {
        return status;
    }
    stmt_bind_int(q, 1, id);
    status = stmt_step(q, &has_row, err);
    if (status == STATUS_OK && has_row) {
        freeze = stmt_int(q, 0);
        *due_us = stmt_int(q, 1);
        out->is_granted = stmt_int(q, 2) != 0;
    } else if (status == STATUS_OK) {
        status = error_set(err, STATUS_REFUSED, "objection:%lld is decided", (long long)id);
    }
    stmt_reset(q);
    return status == STATUS_OK ? freeze_find(book, mem, freeze, &out->row, err) : status;
}

static enum status plan_default(struct book *book, const void *request, struct posting *posting,
                                struct error *err)
{
    const int64_t *id = request;
    struct decision decision;
    struct freeze_row row;
    int64_t due_us = 0;
    enum status status = read_default(book, posting, *id, &decision, &due_us, err);
    if (status == STATUS_OK && due_us > book_now_us(book)) {
        return error_set(err, STATUS_REFUSED, "objection:%lld is not due yet", (long long)*id);
    }
    if (status == STATUS_OK) {
        status = freeze_load(book, decision.row.id, posting, &row, err);
    }
    if (status != STATUS_OK) {
        return status;
    }
    posting_by_clock(posting, due_us);
    posting_basis(posting, policy_value_of(book_policy(book), "freeze.objection_lifts"));
    return plan_decision(book, &decision, posting, err);
}

static enum status apply_default(struct book *book, const void *request,
                                 const struct posting *posting, struct error *err)
{
    struct decision decision;
    int64_t due_us = 0;
    void *mem = mem_context(NULL, "default");
    enum status status =
        read_default(book, mem, *(const int64_t *)request, &decision, &due_us, err);
    if (status == STATUS_OK) {
        decision.interest_minor = freeze_interest_planned(posting);
        status = store_decision(book, &decision, posting, err);
    }
    mem_free(mem);
    return status;
}

enum status objection_default(struct book *book, const int64_t *objection, struct run *run,
                              struct error *err)
{
    static const struct operation operation = {
        .verb = "objection default", .plan = plan_default, .apply = apply_default};
    return operation_run(book, &operation, objection, run, err);
}
