#include "model/complaint.h"

#include "model/bond.h"
#include "model/campaign_row.h"
#include "model/complaint_stage.h"
#include "model/deal.h"
#include "model/earmark.h"
#include "model/hold.h"
#include "model/ledger.h"
#include "model/mem.h"
#include "model/party.h"
#include "model/way.h"

#include <string.h>

const struct id_space complaint_ids = {
    "complaint", "SELECT 1 FROM complaint WHERE id = $1",
    "SELECT id FROM complaint WHERE id IN (SELECT value FROM json_each($1))"};

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
    bool is_outside = way_of(deal->mode)->is_outside;
    *out = hold->balance_minor;
    if (is_outside) {
        there = deal->price; /* which is not here: nothing is carved out */
    }
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
    if (complaint->amount.minor > there.minor) {
        error_set(err, STATUS_REFUSED, "deal %s has only %s %s %s", deal->id, hold->currency,
                  money_format(there, held),
                  is_outside ? "for its price" : "undisputed in its hold");
        return error_hint(err, "name no amount to dispute all of it");
    }
    *out = is_outside ? 0 : complaint->amount.minor;
    return STATUS_OK;
}

static enum status check_open(struct book *book, const void *request, struct error *err)
{
    const struct complaint *complaint = request;
    const struct complaint_kind *kind = NULL;
    struct deal deal;
    void *mem = mem_context(NULL, "check");
    enum status status = complaint->kind == NULL /* a check may come without one */
                             ? STATUS_OK
                             : complaint_kind_find(complaint->kind, &kind, err);
    if (status == STATUS_OK) {
        status = deal_get(book, mem, complaint->deal, &deal, err);
    }
    if (status == STATUS_OK && way_of(deal.mode)->is_between_two) {
        status =
            error_set(err, STATUS_REFUSED,
                      "deal %s is between its two parties: nobody else decides about it", deal.id);
    } else if (status == STATUS_OK && deal.cancelled_us != TIME_NONE) {
        status = error_set(err, STATUS_REFUSED, "deal %s is cancelled", deal.id);
    } else if (status == STATUS_OK && deal.funded_minor == 0 && !way_of(deal.mode)->is_outside &&
               (kind == NULL || kind->is_about_money)) {
        status = error_set(err, STATUS_REFUSED, "deal %s was never paid", deal.id);
    } else if (status == STATUS_OK && deal.campaign != NULL) {
        struct account *hold;
        status = account_by_id(book, deal.hold_id, &hold, err);
        status = status == STATUS_OK ? campaign_row_require_met(book, hold, err) : status;
    }
    mem_free(mem);
    return status;
}

/* A bond that would run out meanwhile stays until after it; of one that goes back because its
 * seller leaves only a part does. */
static enum status plan_bond(struct book *book, const struct deal *deal, int64_t due_us,
                             struct posting *posting, struct error *err)
{
    struct account *bond;
    int64_t exited_us;
    enum status status = party_exited(book, deal->seller, &exited_us, err);
    if (status == STATUS_OK && exited_us != TIME_NONE) {
        return earmark_plan(book, deal, due_us, posting, err);
    }
    if (status == STATUS_OK) {
        status = bond_find(book, deal->seller, deal->price.currency, &bond, err);
    }
    if (status == STATUS_OK && bond && bond->due_us <= due_us) {
        posting_clock(posting, bond, bond->door, due_us + TIME_US_PER_DAY);
    }
    return status;
}

/* The clocks that a complaint of this kind about the deal begins with. */
static enum status new_row(struct book *book, const struct complaint_kind *kind,
                           const struct deal *deal, struct complaint_row *out, struct error *err)
{
    *out = (struct complaint_row){.deal = deal->id, .kind = kind};
    enum status status = complaint_row_policy(book, out, err);
    if (status == STATUS_OK) {
        out->due_us = policy_after(out->policy, out->waits.decide, book_now_us(book));
        out->stage = policy_waits(out->waits.admit) ? "filed" : "open";
        out->step_us = complaint_stage_end(book, out, out->stage);
        out->to_payee =
            out->waits.to_payee || (kind->is_about_money && way_of(deal->mode)->is_outside);
    }
    return status;
}

/* The disputed part gets its own clock. */
static enum status plan_carve(struct book *book, const struct complaint_kind *kind,
                              const struct deal *deal, struct account *hold, int64_t amount,
                              struct posting *posting, struct error *err)
{
    struct account *child;
    struct complaint_row row;
    enum status status = new_row(book, kind, deal, &row, err);
    if (status != STATUS_OK) {
        return status;
    }
    struct hold_terms terms = {.purpose = PURPOSE_DISPUTE,
                               .door = row.waits.to_payee ? DOOR_PAYEE : DOOR_PAYER,
                               .due_us = row.due_us,
                               .payer = deal->buyer,
                               .payee = deal->seller};
    status = !kind->has_award ? STATUS_OK : plan_bond(book, deal, row.due_us, posting, err);
    if (status == STATUS_OK && amount > 0) {
        status = hold_plan_carve(book, hold, amount, &terms, posting, &child, err);
        if (status == STATUS_OK) {
            posting_open(posting, child);
        }
    }
    return status;
}

static enum status check_kind(const struct complaint_kind *kind, const struct complaint *complaint,
                              struct error *err)
{
    if (kind->has_named && complaint->by == NULL) {
        (void)error_set(err, STATUS_INVALID, "a %s says whose rights it is about", kind->name);
        return error_hint(err, "name the party who complains");
    }
    if (!kind->is_about_money && complaint->has_amount) {
        return error_set(err, STATUS_INVALID, "a %s is about no money: leave the amount out",
                         kind->name);
    }
    return STATUS_OK;
}

static enum status plan_open(struct book *book, const void *request, struct posting *posting,
                             struct error *err)
{
    const struct complaint *complaint = request;
    const struct complaint_kind *kind;
    struct deal deal;
    struct account *hold;
    int64_t amount = 0;
    posting_context(posting, "deal:%s", complaint->deal);
    posting_note(posting, "deal", complaint->deal);
    posting_note(posting, "kind", complaint->kind);
    posting_note(posting, "by", complaint->by);
    posting_note(posting, "text", complaint->text);
    posting_note(posting, "evidence", complaint->evidence);
    enum status status = complaint_kind_find(complaint->kind, &kind, err);
    if (status == STATUS_OK) {
        status = check_kind(kind, complaint, err);
    }
    if (status == STATUS_OK) {
        status = name_it(book, complaint, posting, err);
    }
    if (status == STATUS_OK) {
        status = deal_get(book, posting, complaint->deal, &deal, err);
    }
    if (status == STATUS_OK && complaint->by) {
        status = party_require(book, complaint->by, NULL, err);
    }
    if (status == STATUS_OK) {
        status = account_by_id(book, deal.hold_id, &hold, err);
    }
    if (status == STATUS_OK && kind->is_about_money) {
        status = disputed_amount(complaint, &deal, hold, &amount, err);
    }
    if (status != STATUS_OK) {
        return status;
    }
    if (complaint->has_amount) {
        struct money named = {.minor = complaint->amount.minor};
        memcpy(named.currency, hold->currency, sizeof named.currency);
        posting_note_money(posting, "amount", named);
    }
    return plan_carve(book, kind, &deal, hold, amount, posting, err);
}

/* Where nothing is held, only a decision with reasons can make anybody pay: left alone, the
 * complaint is dismissed. */
static enum status apply_open(struct book *book, const void *request, const struct posting *posting,
                              struct error *err)
{
    const struct complaint *complaint = request;
    const struct complaint_kind *kind;
    const struct account *dispute = posting_opened(posting, PURPOSE_DISPUTE);
    const char *id = strchr(posting->result, ':') + 1;
    const struct deal *deal;
    struct complaint_row row;
    struct stmt *q;
    const char *sql =
        "INSERT INTO complaint (id, deal, seller, complainant, kind, state, currency, amount_minor,"
        " text, evidence, hold_id, due_us, door, opened_us, event, step_us, admitted_us)"
        " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)";
    enum status status = deal_find(book, complaint->deal, &deal, err);
    if (status == STATUS_OK) {
        status = complaint_kind_find(complaint->kind, &kind, err);
    }
    if (status == STATUS_OK) {
        status = new_row(book, kind, deal, &row, err);
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
    stmt_bind_text(q, 6, row.stage);
    stmt_bind_text(q, 7, deal->price.currency);
    stmt_bind_int(q, 8, dispute ? dispute->balance_minor : 0);
    stmt_bind_text(q, 9, complaint->text);
    stmt_bind_text(q, 10, complaint->evidence);
    stmt_bind_optional(q, 11, dispute != NULL, dispute ? dispute->id : 0);
    stmt_bind_int(q, 12, dispute ? dispute->due_us : row.due_us);
    stmt_bind_text(q, 13, row.to_payee ? "payee" : "payer");
    stmt_bind_int(q, 14, posting->at_us);
    stmt_bind_int(q, 15, posting->event);
    stmt_bind_optional(q, 16, row.step_us != TIME_NONE, row.step_us);
    stmt_bind_optional(q, 17, strcmp(row.stage, "open") == 0, posting->at_us);
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
