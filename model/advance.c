#include "model/advance.h"

#include "model/deal_row.h"
#include "model/ledger.h"
#include "model/lien.h"
#include "model/mask.h"
#include "model/mem.h"
#include "model/party.h"
#include "model/way.h"

#include <stdio.h>
#include <string.h>

const struct id_space advance_ids = {
    "advance", "SELECT 1 FROM advance WHERE id = $1",
    "SELECT id FROM advance WHERE id IN (SELECT value FROM json_each($1))"};

/* The request's id, or the next free one: its number is the event's. */
static enum status name_it(struct book *book, const struct advance *advance,
                           struct posting *posting, struct error *err)
{
    int64_t number;
    if (advance->id) {
        posting_result(posting, "advance:%s", advance->id);
        posting_note(posting, "advance", advance->id);
        return query_is_new(book, &advance_ids, advance->id, err);
    }
    enum status status = ledger_next(book, &number, err);
    if (status == STATUS_OK) {
        posting_result(posting, "advance:AD-%06lld", (long long)number);
    }
    return status;
}

static enum status check_amounts(const struct advance *advance, const struct deal *deal,
                                 struct error *err)
{
    if (strcmp(advance->amount.currency, deal->price.currency) != 0 ||
        strcmp(advance->repay.currency, deal->price.currency) != 0) {
        return error_set(err, STATUS_REFUSED, "deal %s is in %s, not in %s", deal->id,
                         deal->price.currency, advance->amount.currency);
    }
    if (advance->amount.minor <= 0) {
        return error_set(err, STATUS_INVALID, "the amount must be above zero");
    }
    if (advance->repay.minor < advance->amount.minor) {
        return error_set(err, STATUS_INVALID, "what is repaid is at least what is advanced");
    }
    return STATUS_OK;
}

/* What goes to its buyer or its merchant by its own terms, and what is in dispute, secures nothing.
 */
static enum status check_security(const struct deal *deal, const struct account *hold,
                                  struct error *err)
{
    const struct way *way = way_of(deal->mode);
    if (deal->cancelled_us != TIME_NONE) {
        return error_set(err, STATUS_REFUSED, "deal %s is cancelled", deal->id);
    }
    if (way->is_between_two) {
        return error_set(err, STATUS_REFUSED,
                         "deal %s is between its two parties: nobody else has a claim on it",
                         deal->id);
    }
    if (!way->has_goods) {
        return error_set(err, STATUS_REFUSED,
                         "deal %s is prepaid: its money is the customer's until it is drawn",
                         deal->id);
    }
    if (hold->purpose == PURPOSE_GROUP) {
        return error_set(err, STATUS_REFUSED,
                         "deal %s is of a group buy, which is met or not: nothing is lent on it",
                         deal->id);
    }
    if (hold->balance_minor == 0) {
        return error_set(err, STATUS_REFUSED, "deal %s: nothing is held that is not in dispute",
                         deal->id);
    }
    return STATUS_OK;
}

static enum status check_lender(struct book *book, const struct advance *advance,
                                const struct deal *deal, struct error *err)
{
    enum status status = party_require(book, advance->lender, "lender", err);
    if (status == STATUS_OK && strcmp(advance->lender, deal->buyer) == 0) {
        return error_set(err, STATUS_REFUSED, "%s is the buyer of deal %s: it pays, and lends not",
                         advance->lender, deal->id);
    }
    return status;
}

static enum status check_seller(struct book *book, const struct deal *deal,
                                const struct account *seller, const struct posting *posting,
                                struct error *err)
{
    struct lien_claims owed;
    bool is_closed = false;
    enum status status = party_is_closed(book, deal->seller, &is_closed, err);
    if (is_closed) {
        return error_set(err, STATUS_REFUSED, "%s has closed: nothing is advanced to it",
                         deal->seller);
    }
    if (status == STATUS_OK) {
        status = mask_check(book, deal->seller, "advance", err);
    }
    if (status == STATUS_OK) {
        status = lien_claims_of(book, seller, LIEN_LENDER, posting, &owed, err);
    }
    if (status == STATUS_OK && owed.count > 0) {
        (void)error_set(err, STATUS_REFUSED,
                        "%s still owes %s an advance whose deal holds nothing any more",
                        deal->seller, owed.items[0].beneficiary->name);
        return error_hint(err, "it is repaid from what comes in for %s: holdfast show available:%s",
                          deal->seller, deal->seller);
    }
    return status;
}

static char *text_of(void *mem, const char *currency, int64_t minor)
{
    struct money money = {minor, ""};
    char text[MONEY_TEXT_BYTES];
    memcpy(money.currency, currency, sizeof money.currency);
    return mem_printf(mem, "%s %s", currency, money_format(money, text));
}

/* What the hold would leave its payee now if nobody had advanced anything, and what has been. */
static enum status reckon(struct book *book, struct account *hold, struct posting *posting,
                          int64_t *whole, int64_t *owed, struct error *err)
{
    struct lien_claims claims;
    struct posting *trial = posting_new(posting, "advance");
    int64_t left = 0;
    enum status status = lien_claims_of(book, hold, LIEN_LENDER, posting, &claims, err);
    if (status == STATUS_OK && claims.count == LIEN_CLAIMS_MAX) {
        status = error_set(err, STATUS_LIMIT, "hold:%s secures %d advances already", hold->name,
                           LIEN_CLAIMS_MAX);
    }
    if (status == STATUS_OK) {
        status = lien_plan_door(book, hold, hold->balance_minor, trial, &left, err);
    }
    *owed = 0;
    for (size_t i = 0; i < claims.count && status == STATUS_OK; i++) {
        status = minor_add(*owed, claims.items[i].left_minor, owed, err);
    }
    if (status == STATUS_OK) {
        status = minor_add(left, *owed, whole, err); /* at most that, where they take all of it */
    }
    mem_free(trial);
    return status;
}

static enum status check_share(struct book *book, const struct advance *advance,
                               const struct policy *policy, struct account *hold,
                               struct posting *posting, struct error *err)
{
    int64_t whole = 0;
    int64_t owed = 0;
    int64_t most = 0;
    enum status status = reckon(book, hold, posting, &whole, &owed, err);
    if (status == STATUS_OK) {
        status = minor_ratio(whole, policy->advance_part, POLICY_WHOLE_BP, ROUND_FLOOR, &most, err);
    }
    if (status != STATUS_OK) {
        return status;
    }
    int64_t room = most > owed ? most - owed : 0;
    if (advance->repay.minor <= room) {
        return STATUS_OK;
    }
    const struct policy_value *value = policy_value_of(policy, "advance.max_bp");
    (void)error_set(err, STATUS_REFUSED, "hold:%s secures at most %s more, and %s would be owed",
                    hold->name, text_of(posting, hold->currency, room),
                    text_of(posting, hold->currency, advance->repay.minor));
    return error_detail(err, "%s = %s, %s", value->key, value->value, value->citation);
}

static enum status check_charge(const struct advance *advance, const struct policy *policy,
                                struct posting *posting, struct error *err)
{
    int64_t most = 0;
    enum status status = minor_ratio(advance->amount.minor, policy->advance_charge, POLICY_WHOLE_BP,
                                     ROUND_FLOOR, &most, err);
    if (status != STATUS_OK || advance->repay.minor - advance->amount.minor <= most) {
        return status;
    }
    const struct policy_value *value = policy_value_of(policy, "advance.charge_max_bp");
    (void)error_set(
        err, STATUS_REFUSED, "a charge of %s is more than %s",
        text_of(posting, advance->amount.currency, advance->repay.minor - advance->amount.minor),
        text_of(posting, advance->amount.currency, most));
    return error_detail(err, "%s = %s, %s", value->key, value->value, value->citation);
}

static enum status check_money(const struct account *lender, const struct advance *advance,
                               struct posting *posting, struct error *err)
{
    if (lender->balance_minor >= advance->amount.minor) {
        return STATUS_OK;
    }
    (void)error_set(err, STATUS_REFUSED, "%s has %s available, and %s would be advanced",
                    advance->lender, text_of(posting, lender->currency, lender->balance_minor),
                    text_of(posting, lender->currency, advance->amount.minor));
    return error_hint(err, "a lender pays from its own money: an expected receipt brings it in");
}

/* The accounts and figures of one advance. */
struct terms {
    const struct deal *deal;
    const struct policy *policy;
    struct account *hold, *lender, *seller;
};

static enum status find_terms(struct book *book, const struct advance *advance, struct terms *out,
                              struct error *err)
{
    const char *currency = advance->amount.currency;
    enum status status = deal_find(book, advance->deal, &out->deal, err);
    if (status == STATUS_OK) {
        status = check_amounts(advance, out->deal, err);
    }
    if (status == STATUS_OK) {
        status = account_by_id(book, out->deal->hold_id, &out->hold, err);
    }
    if (status == STATUS_OK) {
        status = check_security(out->deal, out->hold, err);
    }
    if (status == STATUS_OK) {
        status = check_lender(book, advance, out->deal, err);
    }
    if (status == STATUS_OK) {
        status = deal_policy(book, advance->deal, &out->policy, err);
    }
    if (status == STATUS_OK) {
        status = account_obtain(book, ACCOUNT_AVAILABLE, advance->lender, currency, advance->lender,
                                &out->lender, err);
    }
    return status == STATUS_OK ? account_obtain(book, ACCOUNT_AVAILABLE, out->deal->seller,
                                                currency, out->deal->seller, &out->seller, err)
                               : status;
}

static void note(const struct advance *advance, const struct terms *terms, struct posting *posting)
{
    posting_basis(posting, policy_value_of(terms->policy, "advance.max_bp"));
    posting_basis(posting, policy_value_of(terms->policy, "advance.charge_max_bp"));
    struct notice *notice = posting_tell(posting, terms->deal->seller, "advance");
    notice_text(notice, "lender", advance->lender);
    notice_money(notice, "amount", advance->amount.minor, advance->amount.currency);
    notice_text(notice, "deal", advance->deal);
    notice_money(notice, "repay", advance->repay.minor, advance->repay.currency);
}

static enum status plan_make(struct book *book, const void *request, struct posting *posting,
                             struct error *err)
{
    const struct advance *advance = request;
    struct terms terms = {.deal = NULL};
    posting_context(posting, "deal:%s", advance->deal);
    posting_note(posting, "deal", advance->deal);
    posting_note(posting, "lender", advance->lender);
    posting_note_money(posting, "amount", advance->amount);
    posting_note_money(posting, "repay", advance->repay);
    enum status status = name_it(book, advance, posting, err);
    if (status == STATUS_OK) {
        posting_subject(posting, "%s", posting->result);
        status = find_terms(book, advance, &terms, err);
    }
    if (status == STATUS_OK) {
        status = check_seller(book, terms.deal, terms.seller, posting, err);
    }
    if (status == STATUS_OK) {
        status = check_charge(advance, terms.policy, posting, err);
    }
    if (status == STATUS_OK) {
        status = check_share(book, advance, terms.policy, terms.hold, posting, err);
    }
    if (status == STATUS_OK) {
        status = check_money(terms.lender, advance, posting, err);
    }
    if (status != STATUS_OK) {
        return status;
    }
    note(advance, &terms, posting);
    posting_lien(posting, &(struct lien_change){.on = terms.hold,
                                                .beneficiary = terms.lender,
                                                .rank = LIEN_LENDER,
                                                .ground = "advance",
                                                .reference = posting->subject,
                                                .cap_minor = advance->repay.minor});
    return lien_plan_credit(book, terms.lender, terms.seller, advance->amount.minor, posting, err);
}

static enum status apply_make(struct book *book, const void *request, const struct posting *posting,
                              struct error *err)
{
    const struct advance *advance = request;
    const struct deal *deal;
    struct stmt *q;
    const char *sql = "INSERT INTO advance (id, deal, lender, seller, currency, amount_minor,"
                      " repay_minor, hold_id, lien_id, event)"
                      " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)";
    const char *id = strchr(posting->result, ':') + 1;
    enum status status = deal_find(book, advance->deal, &deal, err);
    if (status == STATUS_OK) {
        status = store_prepare(book_store(book), sql, &q, err);
    }
    if (status != STATUS_OK) {
        return status;
    }
    stmt_bind_text(q, 1, id);
    stmt_bind_text(q, 2, deal->id);
    stmt_bind_text(q, 3, advance->lender);
    stmt_bind_text(q, 4, deal->seller);
    stmt_bind_text(q, 5, advance->amount.currency);
    stmt_bind_int(q, 6, advance->amount.minor);
    stmt_bind_int(q, 7, advance->repay.minor);
    stmt_bind_int(q, 8, deal->hold_id);
    stmt_bind_int(q, 9, posting->first_lien);
    stmt_bind_int(q, 10, posting->event);
    query_take(book, &advance_ids, id);
    return stmt_queue(q, err);
}

enum status advance_make(struct book *book, const struct advance *advance, struct run *run,
                         struct error *err)
{
    static const struct operation operation = {
        .verb = "advance", .plan = plan_make, .apply = apply_make};
    return operation_run(book, &operation, advance, run, err);
}
