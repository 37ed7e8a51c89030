#include "model/lender.h"

#include "model/deal_row.h"
#include "model/lien.h"
#include "model/mem.h"
#include "model/way.h"

#include <assert.h>
#include <string.h>

/* What the posting leaves in the deal's holds. */
static enum status held(struct book *book, const char *id, const struct posting *posting,
                        int64_t *out, struct error *err)
{
    const struct deal *deal;
    enum status status = deal_find(book, id, &deal, err);
    if (status != STATUS_OK) {
        return status;
    }
    *out = deal->funded_minor - deal->released_minor - deal->returned_minor;
    for (size_t i = 0; i < posting->deal_count; i++) {
        const struct deal_change *change = &posting->deals[i];
        if (strcmp(change->deal, id) == 0) {
            *out += change->funded_minor - change->released_minor - change->returned_minor;
        }
    }
    return STATUS_OK;
}

/* "advance:A-1", owned by the posting. */
static enum status reference_of(struct book *book, int64_t lien, struct posting *posting,
                                const char **out, struct error *err)
{
    struct stmt *q;
    bool has_row = false;
    enum status status =
        store_prepare(book_store(book), "SELECT reference FROM lien WHERE id = $1", &q, err);
    if (status != STATUS_OK) {
        return status;
    }
    stmt_bind_int(q, 1, lien);
    status = stmt_step(q, &has_row, err);
    *out = status == STATUS_OK && has_row ? mem_strdup(posting, stmt_text(q, 0)) : NULL;
    stmt_reset(q);
    return status;
}

static void tell(struct posting *posting, const struct account *hold,
                 const struct lien_claim *claim, bool is_to_payee)
{
    const char *lender = claim->beneficiary->name;
    struct notice *notice = posting_tell(posting, is_to_payee ? hold->payee : lender,
                                         is_to_payee ? "advance unpaid" : "advance unpaid lender");
    notice_text(notice, is_to_payee ? "lender" : "seller", is_to_payee ? lender : hold->payee);
    notice_money(notice, "amount", claim->left_minor, hold->currency);
    notice_text(notice, "deal", hold->deal);
}

static enum status move(struct book *book, struct account *hold, const struct lien_claim *claim,
                        struct posting *posting, struct error *err)
{
    struct account *payee;
    const char *reference;
    enum status status = reference_of(book, claim->id, posting, &reference, err);
    if (status == STATUS_OK) {
        status = account_obtain(book, ACCOUNT_AVAILABLE, hold->payee, hold->currency, hold->payee,
                                &payee, err);
    }
    if (status != STATUS_OK) {
        return status;
    }
    posting_lien(posting, &(struct lien_change){.id = claim->id, .is_closing = true});
    posting_lien(posting, &(struct lien_change){.on = payee,
                                                .beneficiary = claim->beneficiary,
                                                .rank = LIEN_LENDER,
                                                .ground = "advance that the deal lacks",
                                                .reference = reference,
                                                .cap_minor = claim->left_minor});
    tell(posting, hold, claim, true);
    tell(posting, hold, claim, false);
    return STATUS_OK;
}

enum status lender_plan_move(struct book *book, struct account *hold, struct posting *posting,
                             struct error *err)
{
    struct lien_claims claims = {.count = 0};
    int64_t left = 0;
    if (!way_holds_price(hold) || hold->is_between_two) {
        return STATUS_OK;
    }
    enum status status = lien_claims_of(book, hold, LIEN_LENDER, posting, &claims, err);
    if (status == STATUS_OK && claims.count > 0) {
        status = held(book, hold->deal, posting, &left, err);
    }
    assert(!claims.is_more); /* an advance is refused before */
    for (size_t i = 0; i < claims.count && left == 0 && status == STATUS_OK; i++) {
        status = move(book, hold, &claims.items[i], posting, err);
    }
    return status;
}
