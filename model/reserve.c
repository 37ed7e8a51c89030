#include "model/reserve.h"

#include "model/way.h"

static enum status keep_back(struct book *book, struct account *hold, const struct policy *policy,
                             int64_t minor, struct posting *posting, struct error *err)
{
    struct account *reserve;
    int64_t due_us = policy_after(policy, policy->reserve, book_now_us(book));
    struct hold_terms terms = {.purpose = PURPOSE_RESERVE,
                               .door = DOOR_PAYER,
                               .due_us = due_us,
                               .currency = hold->currency,
                               .deal = hold->deal,
                               .payer = hold->payee,
                               .parent = hold};
    enum status status = account_new_hold(book, &terms, &reserve, err);
    if (status != STATUS_OK) {
        return status;
    }
    posting_open(posting, reserve);
    posting_clock(posting, reserve, DOOR_PAYER, due_us);
    posting_basis(posting, policy_value_of(policy, "reserve.part_bp"));
    posting_basis(posting, policy_value_of(policy, "reserve.time"));
    return posting_move(posting, hold, reserve, minor, err);
}

enum status reserve_plan(struct book *book, struct account *hold, int64_t left_minor,
                         struct posting *posting, int64_t *out, struct error *err)
{
    const struct policy *policy;
    *out = 0;
    if (!way_holds_price(hold)) {
        return STATUS_OK;
    }
    enum status status = deal_policy(book, hold->deal, &policy, err);
    if (status == STATUS_OK) {
        status = policy_reserve(policy, left_minor, out, err);
    }
    return status == STATUS_OK && *out > 0 ? keep_back(book, hold, policy, *out, posting, err)
                                           : status;
}
