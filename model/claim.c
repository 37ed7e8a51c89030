#include "model/claim.h"

#include "model/insurance.h"
#include "model/mem.h"

#include <string.h>

static struct money money_of(int64_t minor, const char *currency)
{
    struct money money = {.minor = minor};
    memcpy(money.currency, currency, sizeof money.currency - 1);
    return money;
}

/* The letter to the insurer. */
static void tell(const struct cover_part *part, const struct account *claim,
                 const struct deal *deal, int64_t lacking, struct posting *posting)
{
    const char *currency = deal->price.currency;
    struct notice *notice = posting_tell(posting, part->insurer, "claim");
    notice_text(notice, "deal", deal->id);
    notice_text(notice, "cover", part->cover);
    notice_money(notice, "amount", part->minor, currency);
    notice_time(notice, "due", claim->due_us);
    notice_text(notice, "seller", deal->seller);
    if (lacking > 0) {
        notice_money(notice, "lacking", lacking, currency);
    }
}

static enum status feed(struct account *claim, struct account *insurer, int64_t amount,
                        struct posting *posting, struct error *err)
{
    enum status status = posting_move(posting, insurer, claim, amount, err);
    if (status == STATUS_OK && amount > 0) {
        posting_clock(posting, claim, DOOR_PAYEE, claim->due_us);
    }
    return status;
}

static enum status plan_one(struct book *book, const struct claim_cause *cause,
                            const struct cover_part *part, struct posting *posting,
                            struct error *err)
{
    const struct deal *deal = cause->deal;
    const struct policy *policy = cause->policy;
    struct account *claim, *insurer;
    const char *currency = deal->price.currency;
    /* It is not paid before an appeal against the award would have come. */
    int64_t claim_us = policy_after(policy, policy->claim, book_now_us(book));
    int64_t appeal_us = policy_after(policy, policy->appeal, book_now_us(book));
    struct hold_terms terms = {.purpose = PURPOSE_CLAIM,
                               .door = DOOR_PAYEE,
                               .due_us = claim_us > appeal_us ? claim_us : appeal_us,
                               .currency = currency,
                               .deal = deal->id,
                               .payer = part->insurer,
                               .payee = deal->buyer};
    enum status status = account_obtain(book, ACCOUNT_AVAILABLE, part->insurer, currency,
                                        part->insurer, &insurer, err);
    if (status == STATUS_OK) {
        status = account_new_hold(book, &terms, &claim, err);
    }
    if (status != STATUS_OK) {
        return status;
    }
    posting_open(posting, claim);
    int64_t there = posting_balance(posting, insurer);
    int64_t paid = there < part->minor ? there : part->minor;
    if (paid < part->minor) {
        posting_lien(posting, &(struct lien_change){.on = insurer,
                                                    .beneficiary = claim,
                                                    .rank = LIEN_AWARD,
                                                    .ground = "insured part that the insurer lacks",
                                                    .reference = mem_printf(posting, "complaint:%s",
                                                                            cause->complaint),
                                                    .cap_minor = part->minor - paid});
    }
    tell(part, claim, deal, part->minor - paid, posting);
    return feed(claim, insurer, paid, posting, err);
}

enum status claim_plan(struct book *book, const struct claim_cause *cause, int64_t award_minor,
                       struct posting *posting, int64_t *insured, struct error *err)
{
    const struct deal *deal = cause->deal;
    struct cover_part *parts;
    size_t count = 0;
    *insured = 0;
    enum status status = insurance_parts(book, posting, deal, award_minor, &parts, &count, err);
    for (size_t i = 0; i < count && status == STATUS_OK; i++) {
        status = plan_one(book, cause, &parts[i], posting, err);
        *insured += parts[i].minor; /* all of them are no more than the award */
    }
    if (status == STATUS_OK && count > 0) {
        posting_note_money(posting, "insured", money_of(*insured, deal->price.currency));
        posting_basis(posting, policy_value_of(cause->policy, "claim.time"));
    }
    return status;
}

enum status claim_plan_paid(struct book *book, const struct account *hold, int64_t amount_minor,
                            struct posting *posting, struct error *err)
{
    const struct deal *deal;
    struct account *seller, *insurer;
    if (hold->purpose != PURPOSE_CLAIM) {
        return STATUS_OK;
    }
    enum status status = deal_find(book, hold->deal, &deal, err);
    if (status == STATUS_OK) {
        status = account_obtain(book, ACCOUNT_AVAILABLE, deal->seller, hold->currency, deal->seller,
                                &seller, err);
    }
    if (status == STATUS_OK) {
        status = account_obtain(book, ACCOUNT_AVAILABLE, hold->payer, hold->currency, hold->payer,
                                &insurer, err);
    }
    if (status == STATUS_OK) {
        posting_lien(posting,
                     &(struct lien_change){.on = seller,
                                           .beneficiary = insurer,
                                           .rank = LIEN_SUBROGATION,
                                           .ground = "what the insurer has paid",
                                           .reference = mem_printf(posting, "hold:%s", hold->name),
                                           .cap_minor = amount_minor});
    }
    return status;
}

/* With all that is there the buyer does without what is still to come. */
enum status claim_plan_waived(struct book *book, struct account *hold, int64_t amount_minor,
                              struct posting *posting, struct error *err)
{
    struct stmt *q;
    bool has_row = true;
    if (hold->purpose != PURPOSE_CLAIM || amount_minor < posting_balance(posting, hold)) {
        return STATUS_OK;
    }
    enum status status = book_flush(book, err);
    if (status == STATUS_OK) {
        status = store_prepare(book_store(book),
                               "SELECT id FROM lien WHERE beneficiary_id = $1 AND is_closed = 0",
                               &q, err);
    }
    if (status != STATUS_OK) {
        return status;
    }
    stmt_bind_int(q, 1, hold->id);
    while ((status = stmt_step(q, &has_row, err)) == STATUS_OK && has_row) {
        posting_lien(posting, &(struct lien_change){.id = stmt_int(q, 0), .is_closing = true});
    }
    stmt_reset(q);
    return status;
}
