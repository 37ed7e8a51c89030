#include "model/chargeback.h"

#include "model/campaign_row.h"
#include "model/deal_row.h"
#include "model/hold.h"
#include "model/lien.h"
#include "model/mem.h"

#include <string.h>

/* A stored chargeback; texts owned by the posting that asked. */
struct stored {
    const char *deal, *psp, *currency;
    int64_t amount_minor, held_minor, refund_minor, lien, owed_minor;
    bool is_reversed;
};

static enum status load(struct book *book, const char *id, struct posting *posting,
                        struct stored *out, struct error *err)
{
    struct stmt *q;
    bool has_row = false;
    const char *sql = "SELECT k.deal, k.psp, k.currency, k.amount_minor, k.held_minor,"
                      " k.refund_minor, coalesce(k.lien_id, 0), CASE n.is_closed WHEN 0 THEN"
                      " n.cap_minor - n.taken_minor ELSE 0 END, k.reversed_event IS NOT NULL"
                      " FROM chargeback k LEFT JOIN lien n ON n.id = k.lien_id WHERE k.id = $1";
    enum status status = book_flush(book, err); /* what the lien took */
    if (status == STATUS_OK) {
        status = store_prepare(book_store(book), sql, &q, err);
    }
    if (status != STATUS_OK) {
        return status;
    }
    stmt_bind_text(q, 1, id);
    status = stmt_step(q, &has_row, err);
    if (status == STATUS_OK && !has_row) {
        status = error_set(err, STATUS_NOT_FOUND, "there is no chargeback %s", id);
    }
    if (status == STATUS_OK) {
        *out = (struct stored){.deal = mem_strdup(posting, stmt_text(q, 0)),
                               .psp = mem_strdup(posting, stmt_text(q, 1)),
                               .currency = mem_strdup(posting, stmt_text(q, 2)),
                               .amount_minor = stmt_int(q, 3),
                               .held_minor = stmt_int(q, 4),
                               .refund_minor = stmt_int(q, 5),
                               .lien = stmt_int(q, 6),
                               .owed_minor = stmt_int(q, 7),
                               .is_reversed = stmt_int(q, 8) != 0};
    }
    stmt_reset(q);
    if (status == STATUS_OK && out->is_reversed) {
        return error_set(err, STATUS_REFUSED, "chargeback %s was reversed already", id);
    }
    return status;
}

/* What the buyer gets serves no lien. */
static enum status refund(struct book *book, const struct stored *stored, const struct deal *deal,
                          struct account *transit, int64_t amount_minor, struct posting *posting,
                          struct error *err)
{
    struct account *buyer;
    enum status status = account_obtain(book, ACCOUNT_AVAILABLE, deal->buyer, stored->currency,
                                        deal->buyer, &buyer, err);
    return status == STATUS_OK ? posting_move(posting, transit, buyer, amount_minor, err) : status;
}

/* What was held is held again, by the door that it had; its time may have come meanwhile. Whoever
 * left a group buy by it that has not reached its target is no member again: that one has it back.
 */
static enum status hold_again(struct book *book, const struct stored *stored,
                              const struct deal *deal, struct account *transit,
                              struct posting *posting, struct error *err)
{
    struct account *hold;
    const struct campaign_row *campaign;
    if (stored->held_minor == 0) {
        return STATUS_OK;
    }
    enum status status = account_by_id(book, deal->hold_id, &hold, err);
    if (status == STATUS_OK) {
        status = campaign_row_of_hold(book, hold, &campaign, err);
    }
    if (status != STATUS_OK) {
        return status;
    }
    if (campaign != NULL && campaign->state != CAMPAIGN_MET) {
        return refund(book, stored, deal, transit, stored->held_minor, posting, err);
    }
    int64_t now_us = book_now_us(book);
    posting_deal(posting,
                 &(struct deal_change){.deal = deal->id, .returned_minor = -stored->held_minor});
    return hold_plan_fund(book, hold, transit, stored->held_minor, hold->door,
                          hold->due_us > now_us ? hold->due_us : now_us, posting, err);
}

static enum status give_back(struct book *book, const struct stored *stored,
                             const struct deal *deal, struct posting *posting, struct error *err)
{
    struct account *transit, *seller;
    int64_t rest =
        stored->amount_minor - stored->owed_minor - stored->held_minor - stored->refund_minor;
    enum status status = account_obtain(book, ACCOUNT_TRANSIT, stored->psp, stored->currency,
                                        stored->psp, &transit, err);
    if (status == STATUS_OK) {
        status = hold_again(book, stored, deal, transit, posting, err);
    }
    if (status == STATUS_OK && stored->refund_minor > 0) {
        status = refund(book, stored, deal, transit, stored->refund_minor, posting, err);
    }
    if (status == STATUS_OK && stored->owed_minor > 0) {
        posting_lien(posting, &(struct lien_change){.id = stored->lien, .is_closing = true});
    }
    if (status == STATUS_OK) {
        status = account_obtain(book, ACCOUNT_AVAILABLE, deal->seller, stored->currency,
                                deal->seller, &seller, err);
    }
    return status == STATUS_OK && rest > 0
               ? lien_plan_credit(book, transit, seller, rest, posting, err)
               : status;
}

static enum status plan_reverse(struct book *book, const void *request, struct posting *posting,
                                struct error *err)
{
    const struct chargeback_reversal *reversal = request;
    struct stored stored;
    const struct deal *deal;
    posting_subject(posting, "chargeback:%s", reversal->chargeback);
    posting_note(posting, "chargeback", reversal->chargeback);
    posting_note(posting, "reason", reversal->reason);
    enum status status = load(book, reversal->chargeback, posting, &stored, err);
    if (status == STATUS_OK) {
        posting_context(posting, "deal:%s", stored.deal);
        status = deal_find(book, stored.deal, &deal, err);
    }
    if (status == STATUS_OK) {
        status = give_back(book, &stored, deal, posting, err);
    }
    if (status == STATUS_OK) {
        struct notice *notice = posting_tell(posting, deal->seller, "chargeback reversed");
        notice_text(notice, "via", stored.psp);
        notice_text(notice, "deal", deal->id);
        notice_text(notice, "chargeback", reversal->chargeback);
    }
    return status;
}

static enum status apply_reverse(struct book *book, const void *request,
                                 const struct posting *posting, struct error *err)
{
    const struct chargeback_reversal *reversal = request;
    struct stmt *q;
    enum status status = store_prepare(
        book_store(book), "UPDATE chargeback SET reversed_event = $1 WHERE id = $2", &q, err);
    if (status != STATUS_OK) {
        return status;
    }
    stmt_bind_int(q, 1, posting->event);
    stmt_bind_text(q, 2, reversal->chargeback);
    return stmt_queue(q, err);
}

enum status chargeback_reverse(struct book *book, const struct chargeback_reversal *reversal,
                               struct run *run, struct error *err)
{
    static const struct operation operation = {
        .verb = "chargeback reverse", .plan = plan_reverse, .apply = apply_reverse};
    return operation_run(book, &operation, reversal, run, err);
}
