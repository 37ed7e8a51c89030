#include "model/award.h"

#include "model/bond.h"
#include "model/claim.h"
#include "model/demand.h"
#include "model/hold.h"
#include "model/mem.h"
#include "model/way.h"

static enum status refuse_second(struct book *book, const char *deal, struct error *err)
{
    struct stmt *q;
    bool has_row = false;
    const char *sql = "SELECT id FROM complaint c WHERE deal = $1 AND state = 'awarded'"
                      " AND NOT EXISTS (SELECT 1 FROM appeal p WHERE p.complaint = c.id"
                      " AND (p.outcome = 'reversed' OR p.award_minor = 0)) LIMIT 1";
    enum status status = store_prepare(book_store(book), sql, &q, err);
    if (status != STATUS_OK) {
        return status;
    }
    stmt_bind_text(q, 1, deal);
    status = stmt_step(q, &has_row, err);
    if (status == STATUS_OK && has_row) {
        error_set(err, STATUS_REFUSED, "deal %s has its award already, by complaint %s", deal,
                  stmt_text(q, 0));
        status = error_hint(err, "refund this part without another award");
    }
    stmt_reset(q);
    return status;
}

/* Not every policy knows awards, nor in every state of a deal. */
static enum status refused(const struct policy *policy, const struct policy_award *award,
                           bool is_outside, struct error *err)
{
    const struct policy_value *by = award->refused_by;
    (void)error_set(err, STATUS_REFUSED, "policy %s awards nothing beyond the refund%s",
                    policy->name,
                    by == award->multiple ? "" : " while money of the deal is still held");
    (void)error_detail(err, "%s = %s, %s", by->key, by->value, by->citation);
    return error_hint(err, is_outside ? "nothing of it is held here: dismiss the complaint, and say"
                                        " in the reasons where the buyer can turn to"
                                      : "decide refund");
}

/* Whether the refund has anything to give back. */
static enum status look_at_dispute(struct book *book, const struct award_claim *claim,
                                   enum policy_price *out, struct error *err)
{
    struct account *dispute;
    *out = way_of(claim->deal->mode)->is_outside ? PRICE_OUTSIDE : PRICE_RELEASED;
    if (claim->dispute_hold == 0) {
        return STATUS_OK;
    }
    enum status status = account_by_id(book, claim->dispute_hold, &dispute, err);
    if (status == STATUS_OK && dispute->balance_minor > 0) {
        *out = PRICE_HELD;
    }
    return status;
}

enum status award_from_bond(struct book *book, const struct deal *deal, int64_t award_minor,
                            struct account **bond, int64_t *out, struct error *err)
{
    enum status status = bond_find(book, deal->seller, deal->price.currency, bond, err);
    if (status == STATUS_OK) {
        int64_t there = *bond ? (*bond)->balance_minor : 0;
        *out = there < award_minor ? there : award_minor;
    }
    return status;
}

/* The award waits in a hold of its own, fed by the bond as far as it goes; the rest is a lien on
 * the seller's money. */
static enum status plan(struct book *book, const struct award_claim *claim, int64_t amount,
                        int64_t due_us, struct posting *posting, struct error *err)
{
    struct account *bond = claim->bond, *award, *seller;
    const struct deal *deal = claim->deal;
    const char *currency = deal->price.currency;
    enum status status = STATUS_OK;
    if (bond == NULL) {
        status = bond_find(book, deal->seller, currency, &bond, err);
    }
    if (status != STATUS_OK) {
        return status;
    }
    int64_t there = bond != NULL ? posting_balance(posting, bond) : 0;
    int64_t from_bond = there < amount ? there : amount, demand;
    struct hold_terms terms = {.purpose = PURPOSE_AWARD,
                               .door = DOOR_PAYEE,
                               .due_us = due_us,
                               .currency = currency,
                               .payer = deal->seller,
                               .payee = deal->buyer,
                               .parent = bond};
    status = account_new_hold(book, &terms, &award, err);
    if (status != STATUS_OK) {
        return status;
    }
    posting_open(posting, award);
    posting_note_int(posting, "from_bond_minor", from_bond);
    if (from_bond > 0) {
        status = hold_plan_fund(book, award, bond, from_bond, DOOR_PAYEE, due_us, posting, err);
    }
    if (status == STATUS_OK && from_bond < amount) {
        status = account_obtain(book, ACCOUNT_AVAILABLE, deal->seller, currency, deal->seller,
                                &seller, err);
    }
    if (status == STATUS_OK && from_bond < amount) {
        posting_lien(posting, &(struct lien_change){.on = seller,
                                                    .beneficiary = award,
                                                    .rank = LIEN_AWARD,
                                                    .ground = "award that the bond lacks",
                                                    .reference = mem_printf(posting, "complaint:%s",
                                                                            claim->complaint),
                                                    .cap_minor = amount - from_bond});
    }
    return status == STATUS_OK && from_bond > 0
               ? demand_plan(book, deal->seller, bond, posting, &demand, err)
               : status;
}

enum status award_reckon(struct book *book, const struct award_claim *claim,
                         struct policy_award *out, enum policy_price *where, struct error *err)
{
    const struct deal *deal = claim->deal;
    enum status status = refuse_second(book, deal->id, err);
    if (status == STATUS_OK) {
        status = look_at_dispute(book, claim, where, err);
    }
    return status == STATUS_OK
               ? policy_award(claim->policy, deal->category, deal->price, *where, out, err)
               : status;
}

enum status award_plan(struct book *book, const struct award_claim *claim, struct posting *posting,
                       struct money *out, struct error *err)
{
    const struct policy *policy = claim->policy;
    struct policy_award award;
    enum policy_price where;
    enum status status = award_reckon(book, claim, &award, &where, err);
    if (status != STATUS_OK) {
        return status;
    }
    if (award.refused_by != NULL) {
        return refused(policy, &award, where == PRICE_OUTSIDE, err);
    }
    *out = award.amount;
    posting->awarded = award.amount;
    posting_note_money(posting, "award", award.amount);
    posting_note(posting, "policy", policy->name);
    posting_basis(posting, award.multiple);
    if (award.is_minimum) {
        posting_basis(posting, award.minimum);
    }
    const struct claim_cause cause = {claim->deal, claim->complaint, policy};
    int64_t insured;
    status = claim_plan(book, &cause, award.amount.minor, posting, &insured, err);
    if (status != STATUS_OK || insured == award.amount.minor) {
        return status;
    }
    return plan(book, claim, award.amount.minor - insured,
                policy_after(policy, policy->appeal, book_now_us(book)), posting, err);
}
