/* A decision about a complaint, by a person or by its clock, and where its money goes. */
#include "model/complaint.h"

#include "model/award.h"
#include "model/complaint_settle.h"
#include "model/complaint_weigh.h"
#include "model/deal_row.h"
#include "model/demand.h"
#include "model/earmark.h"
#include "model/evidence_row.h"
#include "model/mem.h"

#include <stddef.h>
#include <string.h>

static const char *const UNDECIDED[] = {"open", "noticed", "answered", "silent", NULL};
static const char *const ANY_STAGE[] = {"filed", "open", "noticed", "answered", "silent", NULL};
static const char *const OUTCOMES[] = {[OUTCOME_DISMISS] = "dismissed",
                                       [OUTCOME_REFUND] = "refunded",
                                       [OUTCOME_AWARD] = "awarded",
                                       [OUTCOME_UPHOLD] = "upheld"};

struct deciding {
    const struct complaint_decision *decision;
    struct complaint_row row;
    int64_t held_minor; /* what is in dispute */
    int64_t appeal_us;  /* until when what can be appealed waits */
    bool is_contested;  /* by the seller: a refund waits */
};

/* Who faces the seller: of a notice about a right whoever complained. */
static const char *other_side(const struct complaint_row *row)
{
    return row->kind->has_named ? row->complainant : row->buyer;
}

/* What was decided; amount is NULL where the words say it all, is_waiting whether money of it
 * waits. */
static void tell_both(const struct deciding *deciding, const char *outcome,
                      const struct money *amount, bool is_waiting, struct posting *posting)
{
    const struct complaint_row *row = &deciding->row;
    const char *const both[] = {other_side(row), row->seller};
    for (size_t i = 0; i < 2; i++) {
        struct notice *notice = complaint_row_tell(row, both[i], "complaint decided", posting);
        notice_words(notice, "outcome", "outcome", outcome);
        if (amount != NULL) {
            notice_money(notice, "amount", amount->minor, amount->currency);
        }
        notice_text(notice, "reasons", deciding->decision->reasons);
        if (is_waiting) {
            notice_time(notice, "appeal", deciding->appeal_us);
        }
    }
}

static enum status refuse_empty(const struct complaint_row *row, struct error *err)
{
    return error_set(err, STATUS_REFUSED,
                     "complaint %s holds no money: there is nothing to refund from", row->id);
}

/* The buyer's part is above zero, in the deal's currency, and no more than is disputed. */
static enum status check_part(const struct deciding *deciding, struct error *err)
{
    char there[MONEY_TEXT_BYTES];
    const struct complaint_row *row = &deciding->row;
    const struct money part = deciding->decision->refund;
    struct money held = row->amount;
    held.minor = deciding->held_minor;
    if (strcmp(part.currency, held.currency) != 0) {
        return error_set(err, STATUS_REFUSED, "complaint %s is in %s, not in %s", row->id,
                         held.currency, part.currency);
    }
    if (part.minor <= 0) {
        error_set(err, STATUS_INVALID, "the part to refund must be above zero");
        return error_hint(err, "dismiss the complaint to refund nothing");
    }
    if (part.minor > held.minor) {
        error_set(err, STATUS_REFUSED, "complaint %s holds only %s %s", row->id, held.currency,
                  money_format_grouped(held, there));
        return error_hint(err, "name no amount to refund all of it");
    }
    return STATUS_OK;
}

/* What is refunded waits where the seller contests it. */
static enum status pay_refund(struct book *book, const struct deciding *deciding, int64_t minor,
                              struct posting *posting, struct error *err)
{
    return deciding->is_contested ? complaint_plan_wait(book, &deciding->row, false, minor,
                                                        deciding->appeal_us, posting, err)
                                  : complaint_plan_split(book, &deciding->row, minor, posting, err);
}

static enum status plan_refund(struct book *book, const struct deciding *deciding,
                               struct posting *posting, struct error *err)
{
    const struct money part = deciding->decision->refund;
    if (deciding->row.hold_id == 0) {
        return refuse_empty(&deciding->row, err);
    }
    if (!deciding->decision->has_refund) {
        tell_both(deciding, "refunded", NULL, deciding->is_contested, posting);
        return pay_refund(book, deciding, deciding->held_minor, posting, err);
    }
    enum status status = check_part(deciding, err);
    if (status != STATUS_OK) {
        return status;
    }
    posting_note_money(posting, "refund", part);
    tell_both(deciding, "part", &part, deciding->is_contested, posting);
    return pay_refund(book, deciding, part.minor, posting, err);
}

static enum status plan_dismissal(struct book *book, const struct deciding *deciding,
                                  struct posting *posting, struct error *err)
{
    const struct complaint_row *row = &deciding->row;
    bool is_waiting = row->policy->dismissal_waits && deciding->held_minor > 0;
    tell_both(deciding, row->hold_id == 0 ? "dismissed" : "released", NULL, is_waiting, posting);
    if (is_waiting) {
        posting_basis(posting, policy_value_of(row->policy, "appeal.of_dismissal"));
        return complaint_plan_wait(book, row, true, deciding->held_minor, deciding->appeal_us,
                                   posting, err);
    }
    return complaint_plan_settle(book, row, true, posting, err);
}

static enum status plan_award(struct book *book, const struct deciding *deciding,
                              struct account *bond, struct posting *posting, struct error *err)
{
    struct money award;
    const struct deal *deal;
    const struct complaint_row *row = &deciding->row;
    enum status status = pay_refund(book, deciding, deciding->held_minor, posting, err);
    if (status == STATUS_OK) {
        status = deal_find(book, row->deal, &deal, err);
    }
    if (status == STATUS_OK) {
        struct award_claim claim = {.deal = deal,
                                    .policy = row->policy,
                                    .complaint = row->id,
                                    .dispute_hold = row->hold_id,
                                    .bond = bond};
        status = award_plan(book, &claim, posting, &award, err);
    }
    if (status == STATUS_OK) {
        tell_both(deciding, row->hold_id == 0 ? "awarded" : "refunded_awarded", &award, true,
                  posting);
    }
    return status;
}

static enum status plan_outcome(struct book *book, const struct deciding *deciding,
                                struct posting *posting, struct error *err)
{
    struct account *bond;
    enum complaint_outcome outcome = deciding->decision->outcome;
    enum status status = earmark_plan_back(book, deciding->row.deal, deciding->row.id,
                                           outcome == OUTCOME_AWARD, posting, &bond, err);
    if (status != STATUS_OK) {
        return status;
    }
    switch (outcome) {
    case OUTCOME_DISMISS:
        return plan_dismissal(book, deciding, posting, err);
    case OUTCOME_REFUND:
        return plan_refund(book, deciding, posting, err);
    case OUTCOME_AWARD:
        return plan_award(book, deciding, bond, posting, err);
    case OUTCOME_UPHOLD:
        tell_both(deciding, "upheld", NULL, false, posting);
        return STATUS_OK;
    }
    return STATUS_OK;
}

/* What a complaint of this kind can come to. */
static enum status check_outcome(const struct deciding *deciding, struct error *err)
{
    const struct complaint_kind *kind = deciding->row.kind;
    enum complaint_outcome outcome = deciding->decision->outcome;
    bool is_refund = outcome == OUTCOME_REFUND || outcome == OUTCOME_AWARD;
    if (is_refund && !kind->is_about_money) {
        (void)error_set(err, STATUS_REFUSED, "complaint %s is about no money", deciding->row.id);
        return error_hint(err, "uphold or dismiss it");
    }
    if (outcome == OUTCOME_UPHOLD && kind->is_about_money) {
        (void)error_set(err, STATUS_REFUSED, "complaint %s is about money", deciding->row.id);
        return error_hint(err, "dismiss, refund or award");
    }
    if (outcome == OUTCOME_AWARD && !kind->has_award) {
        (void)error_set(err, STATUS_REFUSED, "nothing is awarded for what is %s", kind->name);
        return error_hint(err, "decide refund");
    }
    return STATUS_OK;
}

static bool is_unheard(const struct complaint_row *row)
{
    return strcmp(row->stage, "open") == 0 || strcmp(row->stage, "noticed") == 0;
}

/* What is refunded at once to an answer or to silence needs no figure of the policy. */
static enum status look_at_policy(struct book *book, struct deciding *deciding, struct error *err)
{
    struct complaint_row *row = &deciding->row;
    deciding->is_contested = row->answer != NULL && strcmp(row->answer, "contest") == 0;
    if (deciding->decision->outcome == OUTCOME_REFUND && !deciding->is_contested &&
        !is_unheard(row)) {
        return STATUS_OK;
    }
    enum status status = complaint_row_policy(book, row, err);
    if (status == STATUS_OK) {
        deciding->appeal_us = policy_after(row->policy, row->policy->appeal, book_now_us(book));
    }
    return status;
}

/* Against the seller only once it was heard, or had its time to be. */
static enum status check_heard(struct book *book, const struct deciding *deciding,
                               struct error *err)
{
    const struct complaint_row *row = &deciding->row;
    char until[TIME_TEXT_BYTES];
    if (deciding->decision->outcome == OUTCOME_DISMISS || !is_unheard(row) ||
        !policy_waits(row->waits.answer)) {
        return STATUS_OK;
    }
    if (strcmp(row->stage, "open") == 0) {
        (void)error_set(err, STATUS_REFUSED, "the seller of complaint %s was not told yet",
                        row->id);
        return error_hint(err, "tell it first: complaint notice %s", row->id);
    }
    if (row->step_us == TIME_NONE || book_now_us(book) >= row->step_us) {
        return STATUS_OK;
    }
    (void)error_set(err, STATUS_REFUSED, "the seller of complaint %s has until %s to answer",
                    row->id, time_format(row->step_us, until));
    return error_hint(err, "wait for it, record its answer, or dismiss the complaint");
}

static enum status check_decide(struct book *book, const void *request, struct error *err)
{
    return complaint_row_require(book, ((const struct complaint_decision *)request)->complaint,
                                 UNDECIDED, err);
}

static enum status weigh(struct book *book, const struct deciding *deciding,
                         struct posting *posting, struct error *err)
{
    enum complaint_outcome outcome = deciding->decision->outcome;
    bool is_refund = outcome == OUTCOME_REFUND || outcome == OUTCOME_AWARD;
    struct weighing weighing = {.row = &deciding->row,
                                .decision = deciding->decision,
                                .held_minor = deciding->held_minor,
                                .refund_minor = !is_refund ? 0
                                                : deciding->decision->has_refund
                                                    ? deciding->decision->refund.minor
                                                    : deciding->held_minor};
    return complaint_weigh(book, &weighing, posting, err);
}

static enum status plan_decide(struct book *book, const void *request, struct posting *posting,
                               struct error *err)
{
    const struct complaint_decision *decision = request;
    struct deciding deciding = {.decision = decision};
    enum status status = complaint_row_load(book, decision->complaint, posting, &deciding.row, err);
    if (status == STATUS_OK) {
        status = complaint_held(book, &deciding.row, &deciding.held_minor, err);
    }
    if (status != STATUS_OK) {
        return status;
    }
    if (!decision->reasons || !decision->reasons[0]) {
        return error_set(err, STATUS_INVALID, "a decision needs reasons");
    }
    if (decision->has_refund && decision->outcome != OUTCOME_REFUND) {
        error_set(err, STATUS_INVALID, "only a refund can be of a part");
        return error_hint(err, "leave the amount out");
    }
    status = check_outcome(&deciding, err);
    if (status == STATUS_OK) {
        status = look_at_policy(book, &deciding, err);
    }
    if (status == STATUS_OK) {
        status = check_heard(book, &deciding, err);
    }
    if (status != STATUS_OK) {
        return status;
    }
    posting_note(posting, "outcome", OUTCOMES[decision->outcome]);
    posting_note(posting, "reasons", decision->reasons);
    posting_note(posting, "looked", decision->looked);
    posting_note(posting, "not_looked", decision->unlooked);
    status = plan_outcome(book, &deciding, posting, err);
    return status == STATUS_OK ? weigh(book, &deciding, posting, err) : status;
}

/* The award's hold, where the insurers do not bear all of it, and its amount: what was put into
 * that and their holds, plus what the new liens still claim. */
static void bind_award(struct stmt *q, const struct posting *posting)
{
    const struct account *award = posting_opened(posting, PURPOSE_AWARD);
    int64_t amount = award ? award->balance_minor : 0;
    for (size_t i = 0; i < posting->opened_count; i++) {
        const struct account *opened = posting->opened[i];
        amount += opened->purpose == PURPOSE_CLAIM ? opened->balance_minor : 0;
    }
    for (size_t i = 0; i < posting->lien_count; i++) {
        if (posting->liens[i].id == 0 && posting->liens[i].rank == LIEN_AWARD) {
            amount += posting->liens[i].cap_minor;
        }
    }
    stmt_bind_optional(q, 5, award != NULL, award ? award->id : 0);
    stmt_bind_optional(q, 6, amount > 0, amount);
}

/* Whether money of it waits for an appeal. */
static bool has_waiting(const struct posting *posting)
{
    bool is_waiting = posting_opened(posting, PURPOSE_AWARD) != NULL ||
                      posting_opened(posting, PURPOSE_CLAIM) != NULL;
    for (size_t i = 0; i < posting->clock_count; i++) {
        is_waiting = is_waiting || posting->clocks[i].hold->purpose == PURPOSE_DISPUTE;
    }
    return is_waiting;
}

static enum status apply_decide(struct book *book, const void *request,
                                const struct posting *posting, struct error *err)
{
    const struct complaint_decision *decision = request;
    struct complaint_row row;
    struct stmt *q;
    void *mem = mem_context(NULL, "decide");
    const char *sql = "UPDATE complaint SET state = $1, decided_us = $2, decided_by = $3,"
                      " reasons = $4, award_hold_id = $5, award_minor = $6, refunded_minor = $7,"
                      " appeal_until_us = $8, decided_event = $9, step_us = NULL"
                      " WHERE id = $10";
    bool is_waiting = has_waiting(posting);
    enum status status = complaint_row_get(book, mem, decision->complaint, &row, err);
    if (status == STATUS_OK && is_waiting) {
        status = complaint_row_policy(book, &row, err);
    }
    if (status == STATUS_OK) {
        status = store_prepare(book_store(book), sql, &q, err);
    }
    if (status == STATUS_OK) {
        stmt_bind_text(q, 1, OUTCOMES[decision->outcome]);
        stmt_bind_int(q, 2, posting->at_us);
        stmt_bind_text(q, 3, book_operator(book));
        stmt_bind_text(q, 4, decision->reasons);
        bind_award(q, posting);
        stmt_bind_optional(q, 7, decision->has_refund, decision->refund.minor);
        stmt_bind_optional(q, 8, is_waiting,
                           is_waiting ? policy_after(row.policy, row.policy->appeal, posting->at_us)
                                      : 0);
        stmt_bind_int(q, 9, posting->event);
        stmt_bind_text(q, 10, decision->complaint);
        status = stmt_queue(q, err);
    }
    mem_free(mem);
    return status == STATUS_OK ? demand_store(book, posting, err) : status;
}

static struct money awarded(const void *request, const struct posting *posting)
{
    (void)request;
    return posting->awarded;
}

static const struct eyes decide_eyes = {
    .name = "complaint decide",
    .request_bytes = sizeof(struct complaint_decision),
    .fields = {{"complaint", EYES_TEXT, offsetof(struct complaint_decision, complaint)},
               {"outcome", EYES_ENUM, offsetof(struct complaint_decision, outcome)},
               {"reasons", EYES_TEXT, offsetof(struct complaint_decision, reasons)},
               {"refund", EYES_MONEY, offsetof(struct complaint_decision, refund)},
               {"has_refund", EYES_FLAG, offsetof(struct complaint_decision, has_refund)},
               {"looked", EYES_TEXT, offsetof(struct complaint_decision, looked)},
               {"unlooked", EYES_TEXT, offsetof(struct complaint_decision, unlooked)}},
    .key = "approve.award_above",
    .amount = awarded,
    .limit = offsetof(struct policy, award_above),
};

const struct operation complaint_decide_operation = {.verb = "complaint decide",
                                                     .is_decision = true,
                                                     .plan = plan_decide,
                                                     .apply = apply_decide,
                                                     .check = check_decide,
                                                     .works_on = complaint_row_of,
                                                     .eyes = &decide_eyes};

enum status complaint_decide(struct book *book, const struct complaint_decision *decision,
                             struct run *run, struct error *err)
{
    struct evidence_seen seen = {NULL, NULL};
    struct complaint_decision own = *decision;
    enum status status = run->is_check ? STATUS_OK
                                       : evidence_seen(book, run->mem, decision->complaint,
                                                       book_operator(book), &seen, err);
    own.looked = seen.looked;
    own.unlooked = seen.unlooked;
    return status == STATUS_OK ? operation_run(book, &complaint_decide_operation, &own, run, err)
                               : status;
}

/* By its clock. */

static enum status check_default(struct book *book, const void *request, struct error *err)
{
    return complaint_row_require(book, *(const char *const *)request, ANY_STAGE, err);
}

static void tell_defaulted(const struct complaint_row *row, struct posting *posting)
{
    const char *const both[] = {other_side(row), row->seller};
    for (size_t i = 0; i < sizeof both / sizeof *both; i++) {
        notice_words(complaint_row_tell(row, both[i], "complaint defaulted", posting), "outcome",
                     "outcome", complaint_row_end(row));
    }
}

static enum status plan_default(struct book *book, const void *request, struct posting *posting,
                                struct error *err)
{
    const char *const *id = request;
    struct complaint_row complaint;
    struct account *bond;
    enum status status = complaint_row_load(book, *id, posting, &complaint, err);
    if (status != STATUS_OK) {
        return status;
    }
    if (book_now_us(book) < complaint.due_us) {
        return error_set(err, STATUS_REFUSED, "complaint %s is not due yet", *id);
    }
    posting_by_clock(posting, complaint.due_us);
    tell_defaulted(&complaint, posting);
    status = earmark_plan_back(book, complaint.deal, complaint.id, false, posting, &bond, err);
    return status == STATUS_OK
               ? complaint_plan_settle(book, &complaint, complaint.to_payee, posting, err)
               : status;
}

static enum status apply_default(struct book *book, const void *request,
                                 const struct posting *posting, struct error *err)
{
    const char *const *id = request;
    struct stmt *q;
    const char *sql = "UPDATE complaint SET state = 'defaulted', decided_us = $1, step_us = NULL"
                      " WHERE id = $2";
    enum status status = store_prepare(book_store(book), sql, &q, err);
    if (status != STATUS_OK) {
        return status;
    }
    stmt_bind_int(q, 1, posting->at_us);
    stmt_bind_text(q, 2, *id);
    return stmt_queue(q, err);
}

enum status complaint_default(struct book *book, const char *const *complaint, struct run *run,
                              struct error *err)
{
    static const struct operation operation = {.verb = "complaint default",
                                               .plan = plan_default,
                                               .apply = apply_default,
                                               .check = check_default};
    return operation_run(book, &operation, complaint, run, err);
}
