/* What takes a training or a warning from one state to the next: caution_put, caution_acknowledge,
 * caution_withdraw, and by its clock caution_lapse; caution.h has the diagram. */
#include "model/caution.h"

#include "model/caution_row.h"
#include "model/complaint_row.h"
#include "model/escalation.h"
#include "model/ground.h"
#include "model/mem.h"
#include "model/party.h"

#include <string.h>

static bool is_empty(const char *text)
{
    return text == NULL || text[0] == '\0';
}

/* Putting. */

static enum status read_complaint(struct book *book, void *mem, const struct caution *caution,
                                  struct caution_row *row, struct error *err)
{
    struct complaint_row complaint;
    row->complaint = caution->complaint;
    row->party = caution->party;
    if (caution->complaint == NULL) {
        return STATUS_OK;
    }
    enum status status = complaint_row_get(book, mem, caution->complaint, &complaint, err);
    if (status != STATUS_OK) {
        return status;
    }
    row->party = caution->party == NULL ? complaint.seller : caution->party;
    return strcmp(row->party, complaint.seller) == 0
               ? STATUS_OK
               : error_set(err, STATUS_REFUSED, "complaint %s is about %s, not about %s",
                           caution->complaint, complaint.seller, row->party);
}

static enum status read_rung(struct book *book, const struct caution *caution,
                             struct caution_row *row, struct error *err)
{
    const struct policy *policy = book_policy(book);
    if (caution->rung == NULL || !policy_rung_find(caution->rung, &row->rung) ||
        row->rung > RUNG_WARNING) {
        (void)error_set(err, STATUS_INVALID, "a caution is a training or a warning");
        return error_hint(err, "what is above them is put by freeze and terminate");
    }
    return policy->rungs.has[row->rung]
               ? STATUS_OK
               : error_set(err, STATUS_REFUSED, "policy %s has no %s (escalation.rungs)",
                           policy->name, caution->rung);
}

/* The row of a request that is put at now_us. */
static enum status make_row(struct book *book, void *mem, const struct caution *caution,
                            int64_t now_us, struct caution_row *row, struct error *err)
{
    struct policy_step step;
    const struct policy *policy = book_policy(book);
    *row = (struct caution_row){.ground = caution->ground ? caution->ground : "",
                                .facts = caution->facts ? caution->facts : "",
                                .author = book_operator(book),
                                .due_us = TIME_NONE};
    enum status status = read_complaint(book, mem, caution, row, err);
    if (status == STATUS_OK) {
        status = read_rung(book, caution, row, err);
    }
    if (status == STATUS_OK) {
        status = policy_step(policy, row->rung, &step, err);
    }
    if (status != STATUS_OK) {
        return status;
    }
    row->counts_until_us = now_us + step.counts_us;
    if (policy_waits(step.acknowledge)) {
        row->due_us = time_whole_second(policy_after(policy, step.acknowledge, now_us));
        row->counts_until_us =
            row->counts_until_us < row->due_us ? row->due_us : row->counts_until_us;
    }
    return caution_next(book, &row->id, err);
}

/* A seller that is there, and is told why. */
static enum status check_words(struct book *book, const struct caution_row *row, struct error *err)
{
    int64_t exited_us = TIME_NONE;
    char at[TIME_TEXT_BYTES];
    if (row->party == NULL) {
        return error_set(err, STATUS_INVALID, "a caution is of a seller, or rests on a complaint");
    }
    if (is_empty(row->facts)) {
        (void)error_set(err, STATUS_INVALID, "a caution needs facts");
        return error_hint(err, "say what happened, in words that the seller can learn from");
    }
    enum status status = party_require(book, row->party, "seller", err);
    if (status == STATUS_OK) {
        status = party_exited(book, row->party, &exited_us, err);
    }
    return status == STATUS_OK && exited_us != TIME_NONE
               ? error_set(err, STATUS_REFUSED, "%s has left already, on %s", row->party,
                           time_format(exited_us, at))
               : status;
}

static void tell_put(struct book *book, const struct caution_row *row, struct posting *posting)
{
    static const char *const SILENCES[] = {
        [SILENCE_COUNTS] = "counts", [SILENCE_PROPOSES] = "proposes", [SILENCE_LAPSES] = "lapses"};
    const struct policy *policy = book_policy(book);
    struct notice *notice = posting_tell(posting, row->party, "caution");
    notice_words(notice, "rung", "rung", policy_rung_name(row->rung));
    notice_words(notice, "ground", "ground", row->ground);
    notice_text(notice, "facts", row->facts);
    notice_text(notice, "complaint", row->complaint);
    notice_time(notice, "until", row->counts_until_us);
    if (row->due_us != TIME_NONE) {
        notice_time(notice, "due", row->due_us);
        notice_words(notice, "silence", "silence", SILENCES[policy->silence]);
    }
}

static enum status plan_put(struct book *book, const void *request, struct posting *posting,
                            struct error *err)
{
    const struct caution *caution = request;
    const struct policy_value *ground;
    struct caution_row row;
    enum status status = make_row(book, posting, caution, book_now_us(book), &row, err);
    if (status == STATUS_OK) {
        status = check_words(book, &row, err);
    }
    if (status == STATUS_OK) {
        status = ground_find(book_policy(book), row.ground, &ground, err);
    }
    if (status != STATUS_OK) {
        return status;
    }
    posting_result(posting, "caution:%lld", (long long)row.id);
    posting_subject(posting, "%s", posting->result);
    posting_context(posting, "party:%s", row.party);
    posting_note(posting, "seller", row.party);
    posting_note(posting, "rung", policy_rung_name(row.rung));
    posting_note(posting, "ground", row.ground);
    posting_note(posting, "facts", row.facts);
    posting_note(posting, "complaint", row.complaint);
    posting_basis(posting, ground);
    posting_basis(posting, policy_value_of(book_policy(book), "escalation.unacknowledged"));
    tell_put(book, &row, posting);
    return escalation_plan(book, row.party, row.rung, caution->skip_reason, true, posting, err);
}

static enum status apply_put(struct book *book, const void *request, const struct posting *posting,
                             struct error *err)
{
    struct caution_row row;
    void *mem = mem_context(NULL, "caution");
    enum status status = make_row(book, mem, request, posting->at_us, &row, err);
    if (status == STATUS_OK) {
        status = caution_insert(book, &row, posting, err);
    }
    mem_free(mem);
    return status;
}

enum status caution_put(struct book *book, const struct caution *caution, struct run *run,
                        struct error *err)
{
    static const struct operation operation = {
        .verb = "caution", .is_decision = true, .plan = plan_put, .apply = apply_put};
    return operation_run(book, &operation, caution, run, err);
}

/* What ends the wait. */

/* Whether it still waits for its seller. */
static enum status require_told(const struct caution_row *row, struct error *err)
{
    if (row->reason != NULL) {
        return error_set(err, STATUS_REFUSED, "caution:%lld was withdrawn: %s", (long long)row->id,
                         row->reason);
    }
    if (row->answer != NULL) {
        return error_set(err, STATUS_REFUSED, "caution:%lld is %s already", (long long)row->id,
                         row->answer);
    }
    return row->due_us == TIME_NONE
               ? error_set(err, STATUS_REFUSED, "caution:%lld needs no acknowledgement",
                           (long long)row->id)
               : STATUS_OK;
}

/* Of a number: what its check says, whoever asks. */
static enum status check_told(struct book *book, int64_t id, struct error *err)
{
    struct caution_row row;
    void *mem = mem_context(NULL, "caution");
    enum status status = caution_find(book, mem, id, &row, err);
    if (status == STATUS_OK) {
        status = require_told(&row, err);
    }
    mem_free(mem);
    return status;
}

static enum status check_acknowledge(struct book *book, const void *request, struct error *err)
{
    return check_told(book, ((const struct caution_answer *)request)->caution, err);
}

static enum status plan_acknowledge(struct book *book, const void *request, struct posting *posting,
                                    struct error *err)
{
    const struct caution_answer *answer = request;
    struct caution_row row;
    char until[TIME_TEXT_BYTES];
    enum status status = caution_load(book, answer->caution, posting, &row, err);
    if (status != STATUS_OK) {
        return status;
    }
    if (answer->seller != NULL && strcmp(answer->seller, row.party) != 0) {
        return error_set(err, STATUS_REFUSED, "caution:%lld is of %s, not of %s", (long long)row.id,
                         row.party, answer->seller);
    }
    if (book_now_us(book) >= row.due_us) {
        return error_set(err, STATUS_REFUSED, "the time to acknowledge caution:%lld ended at %s",
                         (long long)row.id, time_format(row.due_us, until));
    }
    posting_note(posting, "answer", "acknowledged");
    posting_note(posting, "text", is_empty(answer->text) ? NULL : answer->text);
    return STATUS_OK;
}

static enum status apply_acknowledge(struct book *book, const void *request,
                                     const struct posting *posting, struct error *err)
{
    const struct caution_answer *answer = request;
    struct caution_row row;
    void *mem = mem_context(NULL, "caution");
    enum status status = caution_find(book, mem, answer->caution, &row, err);
    if (status == STATUS_OK) {
        status =
            caution_note_answer(book, &row, "acknowledged",
                                is_empty(answer->text) ? NULL : answer->text, NULL, posting, err);
    }
    mem_free(mem);
    return status;
}

enum status caution_acknowledge(struct book *book, const struct caution_answer *answer,
                                struct run *run, struct error *err)
{
    static const struct operation operation = {.verb = "caution acknowledge",
                                               .plan = plan_acknowledge,
                                               .apply = apply_acknowledge,
                                               .check = check_acknowledge};
    return operation_run(book, &operation, answer, run, err);
}

/* The clock. */

static enum status check_lapse(struct book *book, const void *request, struct error *err)
{
    return check_told(book, *(const int64_t *)request, err);
}

static const char *proposed_by(const struct policy *policy, const struct caution_row *row)
{
    return policy->silence == SILENCE_PROPOSES ? escalation_next(policy, row->rung) : NULL;
}

static enum status plan_lapse(struct book *book, const void *request, struct posting *posting,
                              struct error *err)
{
    const struct policy *policy = book_policy(book);
    struct caution_row row;
    enum status status = caution_load(book, *(const int64_t *)request, posting, &row, err);
    if (status != STATUS_OK) {
        return status;
    }
    if (book_now_us(book) < row.due_us) {
        return error_set(err, STATUS_REFUSED, "caution:%lld is not due yet", (long long)row.id);
    }
    posting_by_clock(posting, row.due_us);
    posting_note(posting, "answer", "unanswered");
    posting_note(posting, "proposes", proposed_by(policy, &row));
    posting_basis(posting, policy_value_of(policy, "escalation.unacknowledged"));
    struct notice *notice = posting_tell(posting, row.party, "caution unanswered");
    notice_words(notice, "rung", "rung", policy_rung_name(row.rung));
    if (policy->silence != SILENCE_LAPSES) {
        notice_time(notice, "until", row.counts_until_us);
    }
    return STATUS_OK;
}

static enum status apply_lapse(struct book *book, const void *request,
                               const struct posting *posting, struct error *err)
{
    const struct policy *policy = book_policy(book);
    struct caution_row row;
    void *mem = mem_context(NULL, "caution");
    enum status status = caution_find(book, mem, *(const int64_t *)request, &row, err);
    if (status == STATUS_OK) {
        row.counts_until_us =
            policy->silence == SILENCE_LAPSES ? posting->at_us : row.counts_until_us;
        status = caution_note_answer(book, &row, "unanswered", NULL, proposed_by(policy, &row),
                                     posting, err);
    }
    mem_free(mem);
    return status;
}

enum status caution_lapse(struct book *book, const int64_t *caution, struct run *run,
                          struct error *err)
{
    static const struct operation operation = {
        .verb = "caution lapse", .plan = plan_lapse, .apply = apply_lapse, .check = check_lapse};
    return operation_run(book, &operation, caution, run, err);
}

/* Withdrawing. */

static enum status require_counting(struct book *book, const struct caution_row *row,
                                    struct error *err)
{
    char until[TIME_TEXT_BYTES];
    if (row->reason != NULL) {
        return error_set(err, STATUS_REFUSED, "caution:%lld was withdrawn already: %s",
                         (long long)row->id, row->reason);
    }
    return row->counts_until_us <= book_now_us(book)
               ? error_set(err, STATUS_REFUSED, "caution:%lld counts no more, since %s",
                           (long long)row->id, time_format(row->counts_until_us, until))
               : STATUS_OK;
}

static enum status check_withdraw(struct book *book, const void *request, struct error *err)
{
    const struct caution_withdrawal *withdrawal = request;
    struct caution_row row;
    void *mem = mem_context(NULL, "caution");
    enum status status = caution_find(book, mem, withdrawal->caution, &row, err);
    if (status == STATUS_OK) {
        status = require_counting(book, &row, err);
    }
    mem_free(mem);
    return status;
}

static enum status plan_withdraw(struct book *book, const void *request, struct posting *posting,
                                 struct error *err)
{
    const struct caution_withdrawal *withdrawal = request;
    struct caution_row row;
    enum status status = caution_load(book, withdrawal->caution, posting, &row, err);
    if (status != STATUS_OK) {
        return status;
    }
    if (is_empty(withdrawal->reason)) {
        return error_set(err, STATUS_INVALID, "a caution is not withdrawn without a reason");
    }
    posting_note(posting, "reason", withdrawal->reason);
    struct notice *notice = posting_tell(posting, row.party, "caution withdrawn");
    notice_words(notice, "rung", "rung", policy_rung_name(row.rung));
    notice_text(notice, "reason", withdrawal->reason);
    return STATUS_OK;
}

static enum status apply_withdraw(struct book *book, const void *request,
                                  const struct posting *posting, struct error *err)
{
    const struct caution_withdrawal *withdrawal = request;
    return caution_note_withdrawn(book, withdrawal->caution, withdrawal->reason, posting, err);
}

enum status caution_withdraw(struct book *book, const struct caution_withdrawal *withdrawal,
                             struct run *run, struct error *err)
{
    static const struct operation operation = {.verb = "caution withdraw",
                                               .is_decision = true,
                                               .plan = plan_withdraw,
                                               .apply = apply_withdraw,
                                               .check = check_withdraw};
    return operation_run(book, &operation, withdrawal, run, err);
}
