/* An appeal against a decision: whose money still waits, waits on until somebody else has reviewed
 * it; then the holds are emptied as the review says, and nobody gives anything back. */
#include "model/complaint.h"

#include "model/complaint_held.h"
#include "model/complaint_settle.h"
#include "model/maker.h"
#include "model/mem.h"

#include <string.h>

static bool is_dismissed(const struct complaint_row *row)
{
    return strcmp(row->state, "dismissed") == 0;
}

/* Whom the decision is against. */
static const char *loser_of(const struct complaint_row *row)
{
    return is_dismissed(row) ? row->complainant : row->seller;
}

static enum status check_open_window(struct book *book, const struct complaint_row *row,
                                     struct error *err)
{
    char until[TIME_TEXT_BYTES];
    if (row->has_appeal) {
        return error_set(err, STATUS_REFUSED,
                         "the appeal of complaint:%s was reviewed: it is final", row->id);
    }
    if (row->appeal_until_us == TIME_NONE) {
        (void)error_set(err, STATUS_REFUSED, "no money of complaint:%s waits for an appeal",
                        row->id);
        return error_hint(err, "what was paid at once is not taken back");
    }
    return book_now_us(book) < row->appeal_until_us
               ? STATUS_OK
               : error_set(err, STATUS_REFUSED, "the time to appeal complaint:%s ended at %s",
                           row->id, time_format(row->appeal_until_us, until));
}

static enum status check_appeal(struct book *book, const void *request, struct error *err)
{
    static const char *const FROM[] = {"decided", NULL};
    const struct complaint_appeal *appeal = request;
    struct complaint_row row;
    void *mem = mem_context(NULL, "appeal");
    enum status status = complaint_row_get(book, mem, appeal->complaint, &row, err);
    if (status == STATUS_OK && strcmp(row.stage, "decided") != 0 &&
        strcmp(row.stage, "appealed") != 0) {
        status = error_set(err, STATUS_REFUSED, "complaint:%s is not decided yet", row.id);
    } else if (status == STATUS_OK) {
        status = complaint_row_require(book, row.id, FROM, err);
    }
    if (status == STATUS_OK) {
        status = check_open_window(book, &row, err);
    }
    mem_free(mem);
    return status;
}

static enum status plan_appeal(struct book *book, const void *request, struct posting *posting,
                               struct error *err)
{
    const struct complaint_appeal *appeal = request;
    struct complaint_row row;
    enum status status = complaint_row_load(book, appeal->complaint, posting, &row, err);
    if (status == STATUS_OK) {
        status = complaint_row_policy(book, &row, err);
    }
    if (status != STATUS_OK) {
        return status;
    }
    if (appeal->by != NULL && strcmp(appeal->by, loser_of(&row)) != 0) {
        return error_set(err, STATUS_REFUSED,
                         "complaint:%s was not decided against %s: only %s can"
                         " appeal",
                         row.id, appeal->by, loser_of(&row));
    }
    int64_t until_us = policy_after(row.policy, row.policy->review, book_now_us(book));
    posting_note(posting, "by", loser_of(&row));
    posting_note(posting, "text", appeal->text);
    posting_note_int(posting, "review_by_us", until_us);
    posting_basis(posting, policy_value_of(row.policy, "appeal.review_time"));
    posting_basis(posting, policy_value_of(row.policy, "appeal.default_stands"));
    const char *const both[] = {row.complainant, row.seller};
    for (size_t i = 0; i < 2; i++) {
        struct notice *notice = complaint_row_tell(&row, both[i], "complaint appealed", posting);
        notice_text(notice, "who", loser_of(&row));
        notice_time(notice, "due", until_us);
    }
    return complaint_held_extend(book, &row, until_us, posting, err);
}

static enum status set_step(struct book *book, const char *id, int64_t step_us, struct error *err)
{
    struct stmt *q;
    enum status status =
        store_prepare(book_store(book), "UPDATE complaint SET step_us = $1 WHERE id = $2", &q, err);
    if (status == STATUS_OK) {
        stmt_bind_optional(q, 1, step_us != TIME_NONE, step_us);
        stmt_bind_text(q, 2, id);
        status = stmt_queue(q, err);
    }
    return status;
}

static enum status insert_appeal(struct book *book, const struct complaint_appeal *appeal,
                                 const struct complaint_row *row, const struct posting *posting,
                                 struct error *err)
{
    struct stmt *q;
    const char *sql = "INSERT INTO appeal (complaint, party, text, decided_by, appealed_us, event)"
                      " VALUES ($1, $2, $3, $4, $5, $6)";
    enum status status = store_prepare(book_store(book), sql, &q, err);
    if (status == STATUS_OK) {
        stmt_bind_text(q, 1, row->id);
        stmt_bind_text(q, 2, loser_of(row));
        stmt_bind_text(q, 3, appeal->text);
        stmt_bind_text(q, 4, row->decided_by);
        stmt_bind_int(q, 5, posting->at_us);
        stmt_bind_int(q, 6, posting->event);
        status = stmt_queue(q, err);
    }
    return status;
}

static enum status apply_appeal(struct book *book, const void *request,
                                const struct posting *posting, struct error *err)
{
    const struct complaint_appeal *appeal = request;
    struct complaint_row row;
    void *mem = mem_context(NULL, "appeal");
    enum status status = complaint_row_get(book, mem, appeal->complaint, &row, err);
    if (status == STATUS_OK) {
        status = complaint_row_policy(book, &row, err);
    }
    if (status == STATUS_OK) {
        status = insert_appeal(book, appeal, &row, posting, err);
    }
    if (status == STATUS_OK) {
        status = set_step(book, row.id,
                          policy_after(row.policy, row.policy->review, posting->at_us), err);
    }
    mem_free(mem);
    return status;
}

enum status complaint_appeal(struct book *book, const struct complaint_appeal *appeal,
                             struct run *run, struct error *err)
{
    static const struct operation operation = {.verb = "complaint appeal",
                                               .plan = plan_appeal,
                                               .apply = apply_appeal,
                                               .check = check_appeal};
    return operation_run(book, &operation, appeal, run, err);
}

/* The review. */

/* What the buyer has in the end. */
struct reviewed {
    int64_t refund_minor, award_minor;
};

/* As it was decided, or the other way round. */
static enum status reckon(struct book *book, const struct complaint_row *row, bool stands,
                          struct reviewed *out, struct error *err)
{
    int64_t held_minor;
    enum status status = complaint_held(book, row, &held_minor, err);
    bool is_buyers = is_dismissed(row) != stands;
    *out = (struct reviewed){is_buyers ? held_minor : 0, stands ? row->award_minor : 0};
    return status;
}

static enum status check_amount(const struct complaint_row *row, const char *what,
                                struct money money, int64_t most_minor, struct error *err)
{
    char most[MONEY_TEXT_BYTES];
    struct money limit = row->amount;
    limit.minor = most_minor;
    if (strcmp(money.currency, limit.currency) != 0) {
        return error_set(err, STATUS_REFUSED, "complaint %s is in %s, not in %s", row->id,
                         limit.currency, money.currency);
    }
    if (money.minor < 0 || money.minor > most_minor) {
        return error_set(err, STATUS_REFUSED, "the %s of complaint %s is from 0 to %s %s", what,
                         row->id, limit.currency, money_format_grouped(limit, most));
    }
    return STATUS_OK;
}

/* A review may lower an award, not raise it: nothing more was set apart. */
static enum status reckon_change(struct book *book, const struct complaint_row *row,
                                 const struct complaint_review *review, struct reviewed *out,
                                 struct error *err)
{
    int64_t held_minor;
    if (!review->has_refund && !review->has_award) {
        (void)error_set(err, STATUS_INVALID, "a change says what it changes");
        return error_hint(err, "name the refund or the award, or uphold or reverse it");
    }
    enum status status = complaint_held(book, row, &held_minor, err);
    if (status == STATUS_OK) {
        status = reckon(book, row, true, out, err);
    }
    if (status == STATUS_OK && review->has_refund) {
        status = check_amount(row, "refund", review->refund, held_minor, err);
        out->refund_minor = review->refund.minor;
    }
    if (status == STATUS_OK && review->has_award) {
        status = check_amount(row, "award", review->award, row->award_minor, err);
        out->award_minor = review->award.minor;
    }
    return status;
}

static enum status check_review(struct book *book, const void *request, struct error *err)
{
    static const char *const FROM[] = {"appealed", NULL};
    const struct complaint_review *review = request;
    struct complaint_row row;
    void *mem = mem_context(NULL, "review");
    enum status status = complaint_row_require(book, review->complaint, FROM, err);
    if (status == STATUS_OK) {
        status = complaint_row_get(book, mem, review->complaint, &row, err);
    }
    if (status == STATUS_OK) {
        status = maker_is_not_reviewer(book, row.decided_event,
                                       mem_printf(mem, "complaint:%s was decided", row.id), err);
    }
    mem_free(mem);
    return status;
}

/* The money goes its last way. */
static enum status plan_reviewed(struct book *book, const struct complaint_row *row,
                                 const struct reviewed *reviewed, struct posting *posting,
                                 struct error *err)
{
    struct money money = row->amount;
    money.minor = reviewed->refund_minor;
    posting_note_money(posting, "refund", money);
    money.minor = reviewed->award_minor;
    posting_note_money(posting, "award", money);
    /* The award first: what the seller owes of it no longer takes nothing of what it gets back. */
    enum status status = complaint_held_award(book, row, reviewed->award_minor, posting, err);
    return status == STATUS_OK
               ? complaint_plan_split(book, row, reviewed->refund_minor, posting, err)
               : status;
}

/* reasons is NULL for its clock. */
static void tell_reviewed(const struct complaint_row *row, const char *verdict,
                          const struct reviewed *reviewed, const char *reasons,
                          struct posting *posting)
{
    const char *kind = reasons == NULL ? "complaint lapsed" : "complaint reviewed";
    const char *const both[] = {row->complainant, row->seller};
    for (size_t i = 0; i < 2; i++) {
        struct notice *notice = complaint_row_tell(row, both[i], kind, posting);
        notice_words(notice, "verdict", "verdict", verdict);
        notice_money(notice, "refund", reviewed->refund_minor, row->amount.currency);
        notice_money(notice, "award", reviewed->award_minor, row->amount.currency);
        notice_text(notice, "reasons", reasons);
    }
}

static const char *const VERDICTS[] = {
    [VERDICT_UPHOLD] = "upheld", [VERDICT_CHANGE] = "changed", [VERDICT_REVERSE] = "reversed"};

static enum status plan_review(struct book *book, const void *request, struct posting *posting,
                               struct error *err)
{
    const struct complaint_review *review = request;
    struct complaint_row row;
    struct reviewed reviewed;
    enum status status = complaint_row_load(book, review->complaint, posting, &row, err);
    if (status != STATUS_OK) {
        return status;
    }
    if (review->reasons == NULL || review->reasons[0] == '\0') {
        return error_set(err, STATUS_INVALID, "a review needs reasons");
    }
    if (review->verdict != VERDICT_CHANGE && (review->has_refund || review->has_award)) {
        (void)error_set(err, STATUS_INVALID, "only a change can be of amounts");
        return error_hint(err, "leave the amounts out");
    }
    status = review->verdict == VERDICT_CHANGE
                 ? reckon_change(book, &row, review, &reviewed, err)
                 : reckon(book, &row, review->verdict == VERDICT_UPHOLD, &reviewed, err);
    if (status != STATUS_OK) {
        return status;
    }
    posting_note(posting, "verdict", VERDICTS[review->verdict]);
    posting_note(posting, "reasons", review->reasons);
    tell_reviewed(&row, VERDICTS[review->verdict], &reviewed, review->reasons, posting);
    return plan_reviewed(book, &row, &reviewed, posting, err);
}

/* review is NULL where its clock ended it. */
static enum status end_appeal(struct book *book, const char *complaint, const char *outcome,
                              const struct complaint_review *review, int64_t at_us,
                              struct error *err)
{
    struct stmt *q;
    const char *sql = "UPDATE appeal SET outcome = $1, refund_minor = $2, award_minor = $3,"
                      " reviewed_us = $4, reviewed_by = $5, reasons = $6 WHERE complaint = $7";
    enum status status = store_prepare(book_store(book), sql, &q, err);
    if (status == STATUS_OK) {
        bool has_refund = review != NULL && review->has_refund;
        bool has_award = review != NULL && review->has_award;
        stmt_bind_text(q, 1, outcome);
        stmt_bind_optional(q, 2, has_refund, has_refund ? review->refund.minor : 0);
        stmt_bind_optional(q, 3, has_award, has_award ? review->award.minor : 0);
        stmt_bind_int(q, 4, at_us);
        stmt_bind_text(q, 5, review == NULL ? NULL : book_operator(book));
        stmt_bind_text(q, 6, review == NULL ? NULL : review->reasons);
        stmt_bind_text(q, 7, complaint);
        status = stmt_queue(q, err);
    }
    return status == STATUS_OK ? set_step(book, complaint, TIME_NONE, err) : status;
}

static enum status apply_review(struct book *book, const void *request,
                                const struct posting *posting, struct error *err)
{
    const struct complaint_review *review = request;
    return end_appeal(book, review->complaint, VERDICTS[review->verdict], review, posting->at_us,
                      err);
}

enum status complaint_review(struct book *book, const struct complaint_review *review,
                             struct run *run, struct error *err)
{
    static const struct operation operation = {.verb = "complaint review",
                                               .is_decision = true,
                                               .plan = plan_review,
                                               .apply = apply_review,
                                               .check = check_review,
                                               .works_on = complaint_row_of};
    return operation_run(book, &operation, review, run, err);
}

/* By its clock. */

static enum status check_lapse(struct book *book, const void *request, struct error *err)
{
    static const char *const FROM[] = {"appealed", NULL};
    return complaint_row_require(book, *(const char *const *)request, FROM, err);
}

static enum status plan_lapse(struct book *book, const void *request, struct posting *posting,
                              struct error *err)
{
    struct complaint_row row;
    struct reviewed reviewed;
    enum status status =
        complaint_row_load(book, *(const char *const *)request, posting, &row, err);
    if (status == STATUS_OK && book_now_us(book) < row.step_us) {
        status =
            error_set(err, STATUS_REFUSED, "the appeal of complaint %s is not due yet", row.id);
    }
    if (status == STATUS_OK) {
        status = complaint_row_policy(book, &row, err);
    }
    if (status == STATUS_OK) {
        status = reckon(book, &row, row.policy->unreviewed_stands, &reviewed, err);
    }
    if (status != STATUS_OK) {
        return status;
    }
    posting_by_clock(posting, row.step_us);
    posting_basis(posting, policy_value_of(row.policy, "appeal.default_stands"));
    tell_reviewed(&row, row.policy->unreviewed_stands ? "stands" : "falls", &reviewed, NULL,
                  posting);
    return plan_reviewed(book, &row, &reviewed, posting, err);
}

static enum status apply_lapse(struct book *book, const void *request,
                               const struct posting *posting, struct error *err)
{
    const char *const *id = request;
    struct complaint_row row;
    void *mem = mem_context(NULL, "lapse");
    enum status status = complaint_row_get(book, mem, *id, &row, err);
    if (status == STATUS_OK) {
        status = complaint_row_policy(book, &row, err);
    }
    if (status == STATUS_OK) {
        enum complaint_verdict verdict =
            row.policy->unreviewed_stands ? VERDICT_UPHOLD : VERDICT_REVERSE;
        status = end_appeal(book, *id, VERDICTS[verdict], NULL, posting->at_us, err);
    }
    mem_free(mem);
    return status;
}

enum status complaint_lapse(struct book *book, const char *const *complaint, struct run *run,
                            struct error *err)
{
    static const struct operation operation = {
        .verb = "complaint lapse", .plan = plan_lapse, .apply = apply_lapse, .check = check_lapse};
    return operation_run(book, &operation, complaint, run, err);
}
