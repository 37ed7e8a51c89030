#include "model/complaint.h"

#include "model/award.h"
#include "model/deal.h"
#include "model/demand.h"
#include "model/doer.h"
#include "model/earmark.h"
#include "model/hold.h"
#include "model/mem.h"
#include "model/query.h"

#include <stddef.h>
#include <string.h>

/* A stored complaint that nobody has decided; texts owned by the posting that asked. */
struct stored {
    const char *id, *deal, *seller, *complainant;
    int64_t hold_id, due_us;
    bool to_payee;
    struct money amount;
};

/* It is decided once, by a person or by its clock. */
static enum status check_undecided(struct book *book, const char *id, struct error *err)
{
    char by[DOER_TEXT_BYTES];
    enum status status = doer_of_decision(book, id, by, err);
    if (status == STATUS_OK && by[0]) {
        return error_set(err, STATUS_REFUSED, "complaint:%s was decided %s", id, by);
    }
    return status;
}

static enum status load(struct book *book, const char *id, struct posting *posting,
                        struct stored *out, struct error *err)
{
    struct stmt *q;
    bool has_row = false;
    const char *sql = "SELECT id, deal, seller, complainant, hold_id, due_us,"
                      " CASE door WHEN 'payee' THEN 1 ELSE 0 END, amount_minor, currency"
                      " FROM complaint WHERE id = $1";
    enum status status = store_prepare(book_store(book), sql, &q, err);
    if (status != STATUS_OK) {
        return status;
    }
    stmt_bind_text(q, 1, id);
    status = stmt_step(q, &has_row, err);
    if (status == STATUS_OK && !has_row) {
        status = error_set(err, STATUS_NOT_FOUND, "there is no complaint %s", id);
    }
    if (status == STATUS_OK) {
        *out = (struct stored){.id = mem_strdup(posting, stmt_text(q, 0)),
                               .deal = mem_strdup(posting, stmt_text(q, 1)),
                               .seller = mem_strdup(posting, stmt_text(q, 2)),
                               .complainant = mem_strdup(posting, stmt_text(q, 3)),
                               .hold_id = stmt_int(q, 4),
                               .due_us = stmt_int(q, 5),
                               .to_payee = stmt_int(q, 6) != 0,
                               .amount.minor = stmt_int(q, 7)};
        memcpy(out->amount.currency, stmt_text(q, 8), 3);
    }
    stmt_reset(q);
    if (status != STATUS_OK) {
        return status;
    }
    posting_subject(posting, "complaint:%s", id);
    posting_context(posting, "deal:%s", out->deal);
    posting_note(posting, "complaint", id);
    return STATUS_OK;
}

/* What its clock brings: a word of the notices' languages. */
static const char *end_of(const struct stored *complaint)
{
    if (complaint->hold_id == 0) {
        return "dismissed";
    }
    return complaint->to_payee ? "payee" : "payer";
}

static struct notice *tell(const struct stored *complaint, const char *party, const char *kind,
                           const char *outcome, struct posting *posting)
{
    struct notice *notice = posting_tell(posting, party, kind);
    notice_text(notice, "complaint", complaint->id);
    notice_text(notice, "deal", complaint->deal);
    notice_words(notice, "outcome", "outcome", outcome);
    return notice;
}

static enum status check_notice(struct book *book, const void *request, struct error *err)
{
    return check_undecided(book, ((const struct complaint_notice *)request)->complaint, err);
}

static enum status plan_notice(struct book *book, const void *request, struct posting *posting,
                               struct error *err)
{
    const struct complaint_notice *notice = request;
    struct stored complaint;
    enum status status = load(book, notice->complaint, posting, &complaint, err);
    if (status != STATUS_OK) {
        return status;
    }
    posting_note(posting, "text", notice->text);
    if (notice->text) {
        struct notice *letter = posting_tell(posting, complaint.seller, "complaint letter");
        notice_text(letter, "complaint", complaint.id);
        notice_text(letter, "letter", notice->text);
    } else {
        notice_time(
            tell(&complaint, complaint.seller, "complaint noticed", end_of(&complaint), posting),
            "due", complaint.due_us);
    }
    return STATUS_OK;
}

static enum status apply_notice(struct book *book, const void *request,
                                const struct posting *posting, struct error *err)
{
    const struct complaint_notice *notice = request;
    struct stmt *q;
    const char *sql = "UPDATE complaint SET state = 'noticed',"
                      " noticed_us = coalesce(noticed_us, $1) WHERE id = $2";
    enum status status = store_prepare(book_store(book), sql, &q, err);
    if (status != STATUS_OK) {
        return status;
    }
    stmt_bind_int(q, 1, posting->at_us);
    stmt_bind_text(q, 2, notice->complaint);
    return stmt_queue(q, err);
}

enum status complaint_notice(struct book *book, const struct complaint_notice *notice,
                             struct run *run, struct error *err)
{
    static const struct operation operation = {.verb = "complaint notice",
                                               .plan = plan_notice,
                                               .apply = apply_notice,
                                               .check = check_notice};
    return operation_run(book, &operation, notice, run, err);
}

/* What is still in the dispute's hold: so much of it to the buyer, the rest to the seller. */
static enum status plan_split(struct book *book, struct account *hold, int64_t refund_minor,
                              struct posting *posting, struct error *err)
{
    enum status status = STATUS_OK;
    int64_t rest_minor = hold->balance_minor - refund_minor;
    if (refund_minor > 0) {
        status = hold_plan_return(book, hold, refund_minor, posting, err);
    }
    if (status == STATUS_OK && rest_minor > 0) {
        status = hold_plan_release(book, hold, rest_minor, posting, err);
    }
    return status;
}

/* Everything in the dispute's hold through one door. */
static enum status plan_settle(struct book *book, const struct stored *complaint, bool to_payee,
                               struct posting *posting, struct error *err)
{
    struct account *hold;
    if (!complaint->hold_id) {
        return STATUS_OK;
    }
    enum status status = account_by_id(book, complaint->hold_id, &hold, err);
    return status == STATUS_OK
               ? plan_split(book, hold, to_payee ? 0 : hold->balance_minor, posting, err)
               : status;
}

/* What was decided; amount is NULL where the words say it all. */
static void tell_both(const struct stored *complaint, const struct deal *deal, const char *outcome,
                      const struct money *amount, const char *reasons, struct posting *posting)
{
    const char *const parties[] = {deal->buyer, deal->seller};
    for (int i = 0; i < 2; i++) {
        struct notice *notice = tell(complaint, parties[i], "complaint decided", outcome, posting);
        if (amount != NULL) {
            notice_money(notice, "amount", amount->minor, amount->currency);
        }
        notice_text(notice, "reasons", reasons);
    }
}

static enum status refuse_empty(const struct stored *complaint, struct error *err)
{
    return error_set(err, STATUS_REFUSED,
                     "complaint %s holds no money: there is nothing to refund from", complaint->id);
}

static enum status plan_refund(struct book *book, const struct complaint_decision *decision,
                               const struct stored *complaint, const struct deal *deal,
                               struct posting *posting, struct error *err)
{
    if (!complaint->hold_id) {
        return refuse_empty(complaint, err);
    }
    tell_both(complaint, deal, "refunded", NULL, decision->reasons, posting);
    return plan_settle(book, complaint, false, posting, err);
}

/* The buyer's part is above zero, in the deal's currency, and no more than is disputed. */
static enum status check_part(const struct stored *complaint, const struct account *hold,
                              struct money part, struct error *err)
{
    char there[MONEY_TEXT_BYTES];
    struct money held = complaint->amount;
    held.minor = hold->balance_minor;
    if (strcmp(part.currency, held.currency) != 0) {
        return error_set(err, STATUS_REFUSED, "complaint %s is in %s, not in %s", complaint->id,
                         held.currency, part.currency);
    }
    if (part.minor <= 0) {
        error_set(err, STATUS_INVALID, "the part to refund must be above zero");
        return error_hint(err, "dismiss the complaint to refund nothing");
    }
    if (part.minor > held.minor) {
        error_set(err, STATUS_REFUSED, "complaint %s holds only %s %s", complaint->id,
                  held.currency, money_format_grouped(held, there));
        return error_hint(err, "name no amount to refund all of it");
    }
    return STATUS_OK;
}

static enum status plan_part(struct book *book, const struct complaint_decision *decision,
                             const struct stored *complaint, const struct deal *deal,
                             struct posting *posting, struct error *err)
{
    struct account *hold;
    const struct money part = decision->refund;
    if (!complaint->hold_id) {
        return refuse_empty(complaint, err);
    }
    enum status status = account_by_id(book, complaint->hold_id, &hold, err);
    if (status == STATUS_OK) {
        status = check_part(complaint, hold, part, err);
    }
    if (status != STATUS_OK) {
        return status;
    }
    posting_note_money(posting, "refund", part);
    tell_both(complaint, deal, "part", &part, decision->reasons, posting);
    return plan_split(book, hold, part.minor, posting, err);
}

static enum status plan_outcome(struct book *book, const struct complaint_decision *decision,
                                const struct stored *complaint, const struct deal *deal,
                                struct posting *posting, struct error *err)
{
    struct money award;
    struct account *bond;
    enum status status = earmark_plan_back(book, deal->id, complaint->id,
                                           decision->outcome == OUTCOME_AWARD, posting, &bond, err);
    if (status != STATUS_OK) {
        return status;
    }
    if (decision->outcome == OUTCOME_DISMISS) {
        tell_both(complaint, deal, complaint->hold_id == 0 ? "dismissed" : "released", NULL,
                  decision->reasons, posting);
        return plan_settle(book, complaint, true, posting, err);
    }
    if (decision->outcome == OUTCOME_REFUND) {
        return decision->has_refund ? plan_part(book, decision, complaint, deal, posting, err)
                                    : plan_refund(book, decision, complaint, deal, posting, err);
    }
    status = plan_settle(book, complaint, false, posting, err);
    struct award_claim claim = {
        .deal = deal, .complaint = complaint->id, .dispute_hold = complaint->hold_id, .bond = bond};
    if (status == STATUS_OK) {
        status = award_plan(book, &claim, posting, &award, err);
    }
    if (status == STATUS_OK) {
        tell_both(complaint, deal, complaint->hold_id == 0 ? "awarded" : "refunded_awarded", &award,
                  decision->reasons, posting);
    }
    return status;
}

static const char *const OUTCOMES[] = {"dismissed", "refunded", "awarded"};

static enum status check_decide(struct book *book, const void *request, struct error *err)
{
    return check_undecided(book, ((const struct complaint_decision *)request)->complaint, err);
}

static enum status plan_decide(struct book *book, const void *request, struct posting *posting,
                               struct error *err)
{
    const struct complaint_decision *decision = request;
    struct stored complaint;
    struct deal deal;
    enum status status = load(book, decision->complaint, posting, &complaint, err);
    if (status == STATUS_OK) {
        status = deal_get(book, posting, complaint.deal, &deal, err);
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
    posting_note(posting, "outcome", OUTCOMES[decision->outcome]);
    posting_note(posting, "reasons", decision->reasons);
    return plan_outcome(book, decision, &complaint, &deal, posting, err);
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

static enum status apply_decide(struct book *book, const void *request,
                                const struct posting *posting, struct error *err)
{
    const struct complaint_decision *decision = request;
    struct stmt *q;
    const char *sql = "UPDATE complaint SET state = $1, decided_us = $2, decided_by = $3,"
                      " reasons = $4, award_hold_id = $5, award_minor = $6, refunded_minor = $7"
                      " WHERE id = $8";
    enum status status = store_prepare(book_store(book), sql, &q, err);
    if (status != STATUS_OK) {
        return status;
    }
    stmt_bind_text(q, 1, OUTCOMES[decision->outcome]);
    stmt_bind_int(q, 2, posting->at_us);
    stmt_bind_text(q, 3, book_operator(book));
    stmt_bind_text(q, 4, decision->reasons);
    bind_award(q, posting);
    stmt_bind_optional(q, 7, decision->has_refund, decision->refund.minor);
    stmt_bind_text(q, 8, decision->complaint);
    status = stmt_queue(q, err);
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
               {"has_refund", EYES_FLAG, offsetof(struct complaint_decision, has_refund)}},
    .key = "approve.award_above",
    .amount = awarded,
    .limit = offsetof(struct policy, award_above),
};

const struct operation complaint_decide_operation = {.verb = "complaint decide",
                                                     .is_decision = true,
                                                     .plan = plan_decide,
                                                     .apply = apply_decide,
                                                     .check = check_decide,
                                                     .eyes = &decide_eyes};

enum status complaint_decide(struct book *book, const struct complaint_decision *decision,
                             struct run *run, struct error *err)
{
    return operation_run(book, &complaint_decide_operation, decision, run, err);
}

static enum status check_default(struct book *book, const void *request, struct error *err)
{
    return check_undecided(book, *(const char *const *)request, err);
}

static enum status plan_default(struct book *book, const void *request, struct posting *posting,
                                struct error *err)
{
    const char *const *id = request;
    struct stored complaint;
    struct account *bond;
    enum status status = load(book, *id, posting, &complaint, err);
    if (status != STATUS_OK) {
        return status;
    }
    if (book_now_us(book) < complaint.due_us) {
        return error_set(err, STATUS_REFUSED, "complaint %s is not due yet", *id);
    }
    posting_by_clock(posting, complaint.due_us);
    (void)tell(&complaint, complaint.seller, "complaint defaulted", end_of(&complaint), posting);
    status = earmark_plan_back(book, complaint.deal, complaint.id, false, posting, &bond, err);
    return status == STATUS_OK ? plan_settle(book, &complaint, complaint.to_payee, posting, err)
                               : status;
}

static enum status apply_default(struct book *book, const void *request,
                                 const struct posting *posting, struct error *err)
{
    const char *const *id = request;
    struct stmt *q;
    const char *sql = "UPDATE complaint SET state = 'defaulted', decided_us = $1 WHERE id = $2";
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
