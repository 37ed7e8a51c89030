/* What the two sides and the operator say before a decision: the seller's answer, and that a
 * complaint is not admitted. */
#include "model/complaint.h"
#include "model/complaint_settle.h"
#include "model/earmark.h"
#include "model/mem.h"

#include <string.h>

static enum status check_refuse(struct book *book, const void *request, struct error *err)
{
    static const char *const FROM[] = {"filed", "open", NULL};
    return complaint_row_require(book, ((const struct complaint_refusal *)request)->complaint, FROM,
                                 err);
}

static enum status plan_refuse(struct book *book, const void *request, struct posting *posting,
                               struct error *err)
{
    const struct complaint_refusal *refusal = request;
    struct complaint_row row;
    struct account *bond;
    enum status status = complaint_row_load(book, refusal->complaint, posting, &row, err);
    if (status != STATUS_OK) {
        return status;
    }
    if (refusal->reasons == NULL || refusal->reasons[0] == '\0') {
        return error_set(err, STATUS_INVALID, "a refusal needs reasons");
    }
    posting_note(posting, "reasons", refusal->reasons);
    notice_text(complaint_row_tell(&row, row.complainant, "complaint refused", posting), "reasons",
                refusal->reasons);
    status = earmark_plan_back(book, row.deal, row.id, false, posting, &bond, err);
    return status == STATUS_OK ? complaint_plan_back(book, &row, posting, err) : status;
}

static enum status apply_refuse(struct book *book, const void *request,
                                const struct posting *posting, struct error *err)
{
    const struct complaint_refusal *refusal = request;
    struct stmt *q;
    const char *sql = "UPDATE complaint SET state = 'refused', decided_us = $1, decided_by = $2,"
                      " reasons = $3, step_us = NULL WHERE id = $4";
    enum status status = store_prepare(book_store(book), sql, &q, err);
    if (status != STATUS_OK) {
        return status;
    }
    stmt_bind_int(q, 1, posting->at_us);
    stmt_bind_text(q, 2, book_operator(book));
    stmt_bind_text(q, 3, refusal->reasons);
    stmt_bind_text(q, 4, refusal->complaint);
    return stmt_queue(q, err);
}

enum status complaint_refuse(struct book *book, const struct complaint_refusal *refusal,
                             struct run *run, struct error *err)
{
    static const struct operation operation = {.verb = "complaint refuse",
                                               .is_decision = true,
                                               .plan = plan_refuse,
                                               .apply = apply_refuse,
                                               .check = check_refuse,
                                               .works_on = complaint_row_of};
    return operation_run(book, &operation, refusal, run, err);
}

/* The answer. */

static enum status check_answer(struct book *book, const void *request, struct error *err)
{
    static const char *const FROM[] = {"open", "noticed", NULL};
    return complaint_row_require(book, ((const struct complaint_answer *)request)->complaint, FROM,
                                 err);
}

/* Who contests a notice about a right ends the measure by waiting, unless a decision comes first.
 */
static bool is_counter_notice(const struct complaint_row *row,
                              const struct complaint_answer *answer)
{
    return !row->kind->is_about_money && answer->is_contest;
}

static int64_t due_after(struct book *book, const struct complaint_row *row,
                         const struct complaint_answer *answer)
{
    return is_counter_notice(row, answer)
               ? policy_after(row->policy, row->policy->counter, book_now_us(book))
               : row->due_us;
}

static void tell_complainant(struct book *book, const struct complaint_row *row,
                             const struct complaint_answer *answer, struct posting *posting)
{
    struct notice *notice =
        complaint_row_tell(row, row->complainant, "complaint answered", posting);
    notice_words(notice, "answer", "answer", answer->is_contest ? "contest" : "accept");
    notice_text(notice, "text", answer->text);
    if (is_counter_notice(row, answer)) {
        notice_time(notice, "end", due_after(book, row, answer));
    }
}

static enum status plan_answer(struct book *book, const void *request, struct posting *posting,
                               struct error *err)
{
    const struct complaint_answer *answer = request;
    struct complaint_row row;
    char until[TIME_TEXT_BYTES];
    enum status status = complaint_row_load(book, answer->complaint, posting, &row, err);
    if (status == STATUS_OK) {
        status = complaint_row_policy(book, &row, err);
    }
    if (status != STATUS_OK) {
        return status;
    }
    bool is_late = strcmp(row.stage, "noticed") == 0 && book_now_us(book) >= row.step_us;
    if (is_late || book_now_us(book) >= row.due_us) {
        return error_set(err, STATUS_REFUSED, "the time to answer complaint:%s ended at %s", row.id,
                         time_format(is_late ? row.step_us : row.due_us, until));
    }
    posting_note(posting, "answer", answer->is_contest ? "contest" : "accept");
    posting_note(posting, "text", answer->text);
    if (is_counter_notice(&row, answer)) {
        posting_note_int(posting, "ends_us", due_after(book, &row, answer));
        posting_basis(posting, policy_value_of(row.policy, "complaint.counter_time"));
    }
    tell_complainant(book, &row, answer, posting);
    return STATUS_OK;
}

static enum status apply_answer(struct book *book, const void *request,
                                const struct posting *posting, struct error *err)
{
    const struct complaint_answer *answer = request;
    struct complaint_row row;
    struct stmt *q;
    void *mem = mem_context(NULL, "answer");
    const char *sql = "UPDATE complaint SET state = 'answered', answered_us = $1, answer = $2,"
                      " answer_text = $3, step_us = NULL, due_us = $4, door = $5 WHERE id = $6";
    enum status status = complaint_row_get(book, mem, answer->complaint, &row, err);
    if (status == STATUS_OK) {
        status = complaint_row_policy(book, &row, err);
    }
    if (status == STATUS_OK) {
        status = store_prepare(book_store(book), sql, &q, err);
    }
    if (status == STATUS_OK) {
        bool is_ending = row.to_payee || is_counter_notice(&row, answer);
        stmt_bind_int(q, 1, posting->at_us);
        stmt_bind_text(q, 2, answer->is_contest ? "contest" : "accept");
        stmt_bind_text(q, 3, answer->text);
        stmt_bind_int(q, 4, due_after(book, &row, answer));
        stmt_bind_text(q, 5, is_ending ? "payee" : "payer");
        stmt_bind_text(q, 6, answer->complaint);
        status = stmt_queue(q, err);
    }
    mem_free(mem);
    return status;
}

enum status complaint_answer(struct book *book, const struct complaint_answer *answer,
                             struct run *run, struct error *err)
{
    static const struct operation operation = {.verb = "complaint answer",
                                               .plan = plan_answer,
                                               .apply = apply_answer,
                                               .check = check_answer};
    return operation_run(book, &operation, answer, run, err);
}
