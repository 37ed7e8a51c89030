#include "model/complaint.h"

#include "model/award.h"
#include "model/bond.h"
#include "model/deal.h"
#include "model/doer.h"
#include "model/hold.h"
#include "model/ledger.h"
#include "model/mem.h"
#include "model/party.h"
#include "model/query.h"
#include "model/way.h"

#include <stdio.h>
#include <string.h>

const struct id_space complaint_ids = {
    "complaint", "SELECT 1 FROM complaint WHERE id = $1",
    "SELECT id FROM complaint WHERE id IN (SELECT value FROM json_each($1))"};

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

static enum status name_it(struct book *book, const struct complaint *complaint,
                           struct posting *posting, struct error *err)
{
    int64_t number;
    enum status status = ledger_next(book, &number, err);
    if (status != STATUS_OK) {
        return status;
    }
    if (complaint->id) {
        posting_result(posting, "complaint:%s", complaint->id);
    } else {
        posting_result(posting, "complaint:C-%06lld", (long long)number);
    }
    posting_subject(posting, "%s", posting->result);
    posting_note(posting, "complaint", complaint->id);
    return query_is_new(book, &complaint_ids, strchr(posting->result, ':') + 1, err);
}

/* What is disputed: all that is still held where no amount is named. */
static enum status disputed_amount(const struct complaint *complaint, const struct deal *deal,
                                   const struct account *hold, int64_t *out, struct error *err)
{
    char held[MONEY_TEXT_BYTES];
    struct money there = {hold->balance_minor, ""};
    memcpy(there.currency, hold->currency, sizeof there.currency);
    *out = hold->balance_minor;
    if (!complaint->has_amount) {
        return STATUS_OK;
    }
    if (complaint->amount.currency[0] &&
        strcmp(complaint->amount.currency, deal->price.currency) != 0) {
        return error_set(err, STATUS_REFUSED, "deal %s is in %s, not in %s", deal->id,
                         deal->price.currency, complaint->amount.currency);
    }
    if (complaint->amount.minor <= 0) {
        return error_set(err, STATUS_INVALID, "the amount must be above zero");
    }
    if (complaint->amount.minor > hold->balance_minor) {
        error_set(err, STATUS_REFUSED, "deal %s has only %s %s undisputed in its hold", deal->id,
                  hold->currency, money_format(there, held));
        return error_hint(err, "name no amount to dispute all that is still held");
    }
    *out = complaint->amount.minor;
    return STATUS_OK;
}

static enum status check_open(struct book *book, const void *request, struct error *err)
{
    const struct complaint *complaint = request;
    struct deal deal;
    void *mem = mem_context(NULL, "check");
    enum status status = deal_get(book, mem, complaint->deal, &deal, err);
    if (status == STATUS_OK && way_of(deal.mode)->is_between_two) {
        status =
            error_set(err, STATUS_REFUSED,
                      "deal %s is between its two parties: nobody else decides about it", deal.id);
    } else if (status == STATUS_OK && deal.funded_minor == 0) {
        status = error_set(err, STATUS_REFUSED, "deal %s was never paid", deal.id);
    }
    mem_free(mem);
    return status;
}

/* The disputed part gets its own clock; a bond that would run out meanwhile stays until after it.
 */
static enum status plan_carve(struct book *book, const struct deal *deal, struct account *hold,
                              int64_t amount, struct posting *posting, struct error *err)
{
    struct account *child, *bond;
    const struct policy *policy;
    enum status status = book_policy_named(book, deal->policy, &policy, err);
    if (status != STATUS_OK) {
        return status;
    }
    int64_t due_us = book_now_us(book) + policy->dispute_us;
    struct hold_terms terms = {.purpose = PURPOSE_DISPUTE,
                               .door = policy->dispute_to_payee ? DOOR_PAYEE : DOOR_PAYER,
                               .due_us = due_us,
                               .payer = deal->buyer,
                               .payee = deal->seller};
    status = bond_find(book, deal->seller, deal->price.currency, &bond, err);
    if (status == STATUS_OK && bond && bond->due_us <= due_us) {
        posting_clock(posting, bond, bond->door, due_us + TIME_US_PER_DAY);
    }
    if (status == STATUS_OK && amount > 0) {
        status = hold_plan_carve(book, hold, amount, &terms, posting, &child, err);
        if (status == STATUS_OK) {
            posting_open(posting, child);
        }
    }
    return status;
}

static enum status plan_open(struct book *book, const void *request, struct posting *posting,
                             struct error *err)
{
    const struct complaint *complaint = request;
    struct deal deal;
    struct account *hold;
    int64_t amount;
    posting_context(posting, "deal:%s", complaint->deal);
    posting_note(posting, "deal", complaint->deal);
    posting_note(posting, "kind", complaint->kind);
    posting_note(posting, "by", complaint->by);
    posting_note(posting, "text", complaint->text);
    posting_note(posting, "evidence", complaint->evidence);
    if (strcmp(complaint->kind, "counterfeit") != 0) {
        return error_set(err, STATUS_UNSUPPORTED,
                         "complaints of kind '%s' are not possible yet, only counterfeit",
                         complaint->kind);
    }
    enum status status = name_it(book, complaint, posting, err);
    if (status == STATUS_OK) {
        status = deal_get(book, posting, complaint->deal, &deal, err);
    }
    if (status == STATUS_OK && complaint->by) {
        status = party_require(book, complaint->by, NULL, err);
    }
    if (status == STATUS_OK) {
        status = account_by_id(book, deal.hold_id, &hold, err);
    }
    if (status == STATUS_OK) {
        status = disputed_amount(complaint, &deal, hold, &amount, err);
    }
    if (status != STATUS_OK) {
        return status;
    }
    if (complaint->has_amount) {
        posting_note_money(
            posting, "amount",
            (struct money){amount, {hold->currency[0], hold->currency[1], hold->currency[2], 0}});
    }
    return plan_carve(book, &deal, hold, amount, posting, err);
}

static enum status apply_open(struct book *book, const void *request, const struct posting *posting,
                              struct error *err)
{
    const struct complaint *complaint = request;
    const struct policy *policy;
    const struct account *dispute = posting->opened_count ? posting->opened[0] : NULL;
    const char *id = strchr(posting->result, ':') + 1;
    const struct deal *deal;
    struct stmt *q;
    const char *sql =
        "INSERT INTO complaint (id, deal, seller, complainant, kind, state, currency, amount_minor,"
        " text, evidence, hold_id, due_us, door, opened_us, event)"
        " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)";
    enum status status = deal_find(book, complaint->deal, &deal, err);
    if (status == STATUS_OK) {
        status = book_policy_named(book, deal->policy, &policy, err);
    }
    if (status == STATUS_OK) {
        status = store_prepare(book_store(book), sql, &q, err);
    }
    if (status != STATUS_OK) {
        return status;
    }
    stmt_bind_text(q, 1, id);
    stmt_bind_text(q, 2, deal->id);
    stmt_bind_text(q, 3, deal->seller);
    stmt_bind_text(q, 4, complaint->by ? complaint->by : deal->buyer);
    stmt_bind_text(q, 5, complaint->kind);
    stmt_bind_text(q, 6, "open");
    stmt_bind_text(q, 7, deal->price.currency);
    stmt_bind_int(q, 8, dispute ? dispute->balance_minor : 0);
    stmt_bind_text(q, 9, complaint->text);
    stmt_bind_text(q, 10, complaint->evidence);
    stmt_bind_optional(q, 11, dispute != NULL, dispute ? dispute->id : 0);
    stmt_bind_int(q, 12, dispute ? dispute->due_us : posting->at_us + policy->dispute_us);
    stmt_bind_text(q, 13, policy->dispute_to_payee ? "payee" : "payer");
    stmt_bind_int(q, 14, posting->at_us);
    stmt_bind_int(q, 15, posting->event);
    query_take(book, &complaint_ids, id);
    return stmt_queue(q, err);
}

enum status complaint_open(struct book *book, const struct complaint *complaint, struct run *run,
                           struct error *err)
{
    static const struct operation operation = {
        .verb = "complaint open", .plan = plan_open, .apply = apply_open, .check = check_open};
    return operation_run(book, &operation, complaint, run, err);
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
    char due[TIME_TEXT_BYTES];
    enum status status = load(book, notice->complaint, posting, &complaint, err);
    if (status != STATUS_OK) {
        return status;
    }
    posting_note(posting, "text", notice->text);
    if (notice->text) {
        posting_notice(posting, complaint.seller, "%s", notice->text);
    } else {
        posting_notice(posting, complaint.seller,
                       "The buyer of deal %s says that what was delivered is counterfeit (complaint"
                       " %s). Answer by %s with your proof of origin; if nobody decides before, the"
                       " disputed money goes to the %s.",
                       complaint.deal, complaint.id, time_format(complaint.due_us, due),
                       complaint.to_payee ? "seller" : "buyer");
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

static void tell_both(const struct stored *complaint, const struct deal *deal, const char *outcome,
                      const char *reasons, struct posting *posting)
{
    posting_notice(posting, deal->buyer, "Complaint %s about deal %s: %s.\nReasons: %s",
                   complaint->id, deal->id, outcome, reasons);
    posting_notice(posting, deal->seller, "Complaint %s about deal %s: %s.\nReasons: %s",
                   complaint->id, deal->id, outcome, reasons);
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
    tell_both(complaint, deal, "the disputed money is refunded to the buyer", decision->reasons,
              posting);
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
    char text[MONEY_TEXT_BYTES];
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
    tell_both(complaint, deal,
              mem_printf(posting,
                         "%s %s of the disputed money is refunded to the buyer, the rest is"
                         " released to the seller",
                         part.currency, money_format_grouped(part, text)),
              decision->reasons, posting);
    return plan_split(book, hold, part.minor, posting, err);
}

static enum status plan_outcome(struct book *book, const struct complaint_decision *decision,
                                const struct stored *complaint, const struct deal *deal,
                                struct posting *posting, struct error *err)
{
    char text[MONEY_TEXT_BYTES];
    struct money award;
    if (decision->outcome == OUTCOME_DISMISS) {
        tell_both(complaint, deal, "it is dismissed; the disputed money is released to the seller",
                  decision->reasons, posting);
        return plan_settle(book, complaint, true, posting, err);
    }
    if (decision->outcome == OUTCOME_REFUND) {
        return decision->has_refund ? plan_part(book, decision, complaint, deal, posting, err)
                                    : plan_refund(book, decision, complaint, deal, posting, err);
    }
    enum status status = plan_settle(book, complaint, false, posting, err);
    struct award_claim claim = {
        .deal = deal, .complaint = complaint->id, .dispute_hold = complaint->hold_id};
    if (status == STATUS_OK) {
        status = award_plan(book, &claim, posting, &award, err);
    }
    if (status == STATUS_OK) {
        tell_both(complaint, deal,
                  mem_printf(posting,
                             "the disputed money is refunded to the buyer, and %s %s is awarded,"
                             " paid when the time for an appeal has passed",
                             award.currency, money_format_grouped(award, text)),
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

/* The award's hold and its amount: what was put in plus what the new lien still claims. */
static void bind_award(struct stmt *q, const struct posting *posting)
{
    const struct account *award = posting->opened_count ? posting->opened[0] : NULL;
    int64_t amount = award ? award->balance_minor : 0;
    for (size_t i = 0; i < posting->lien_count; i++) {
        if (posting->liens[i].id == 0) {
            amount += posting->liens[i].cap_minor;
        }
    }
    stmt_bind_optional(q, 5, award != NULL, award ? award->id : 0);
    stmt_bind_optional(q, 6, award != NULL, amount);
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
    return stmt_queue(q, err);
}

enum status complaint_decide(struct book *book, const struct complaint_decision *decision,
                             struct run *run, struct error *err)
{
    static const struct operation operation = {.verb = "complaint decide",
                                               .is_decision = true,
                                               .plan = plan_decide,
                                               .apply = apply_decide,
                                               .check = check_decide};
    return operation_run(book, &operation, decision, run, err);
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
    enum status status = load(book, *id, posting, &complaint, err);
    if (status != STATUS_OK) {
        return status;
    }
    if (book_now_us(book) < complaint.due_us) {
        return error_set(err, STATUS_REFUSED, "complaint %s is not due yet", *id);
    }
    posting_note_int(posting, POSTING_DUE, complaint.due_us);
    posting_notice(posting, complaint.seller,
                   "Complaint %s about deal %s was not decided in time; the disputed money goes to"
                   " the %s.",
                   complaint.id, complaint.deal, complaint.to_payee ? "seller" : "buyer");
    return plan_settle(book, &complaint, complaint.to_payee, posting, err);
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
