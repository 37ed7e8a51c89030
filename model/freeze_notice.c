#include "model/freeze_notice.h"

#include "model/freeze_share.h"
#include "model/freeze_terms.h"
#include "model/ground.h"
#include "model/mem.h"

/* What share of the seller's money it takes. */
static enum status tell_share(struct book *book, const struct freeze_row *row, void *mem,
                              struct notice *notice, struct error *err)
{
    struct freeze_share share;
    bool stops_payouts = freeze_scope_has(row->scope, "payout");
    if (row->amount.minor == 0 && !stops_payouts) {
        return STATUS_OK;
    }
    enum status status = freeze_share_of(book, row->party, row->amount, stops_payouts, &share, err);
    if (status == STATUS_OK) {
        notice_text(notice, "share", freeze_share_percent(mem, &share));
    }
    if (status == STATUS_OK && share.later_minor > 0) {
        notice_money(notice, "later", share.later_minor, row->amount.currency);
    }
    return status;
}

static void tell_default(struct notice *notice, bool lifts)
{
    notice_words(notice, "default", "default", lifts ? "lifted" : "stands");
}

/* Until when it can be objected to, and how that is decided. */
static void tell_redress(struct book *book, const struct freeze_row *row, int64_t until_us,
                         struct notice *notice)
{
    const struct policy *policy = book_policy(book);
    int64_t within_us = time_whole_second(policy_after(policy, policy->appeal, row->from_us));
    notice_time(notice, "last", within_us > until_us ? within_us : until_us);
    notice_text(notice, "review", policy_value_of(policy, "freeze.objection")->value);
    tell_default(notice, policy->objection_lifts);
}

static void tell_reasons(const struct freeze_row *row, struct notice *notice)
{
    notice_words(notice, "ground", "ground", row->ground);
    notice_text(notice, "facts", row->facts);
    notice_text(notice, "evidence", row->evidence);
}

/* What a measure of its own kind, an order, and a termination have in common with no other. */
static void tell_kind(struct book *book, const struct freeze_row *row, struct notice *notice)
{
    if (row->authority != NULL) {
        notice_text(notice, "authority", row->authority);
        notice_text(notice, "order", row->reference);
        notice_text(notice, "document", row->document);
        return;
    }
    notice_text(notice, "complaint", row->complaint);
    if (!row->is_begun) {
        notice_time(notice, "from", row->from_us);
    }
    if (row->wanted_until_us != 0) {
        notice_time(notice, "wanted", row->wanted_until_us);
    }
    bool is_end = freeze_is_termination(row);
    tell_redress(book, row, is_end ? row->from_us : row->until_us, notice);
}

enum status freeze_notice_put(struct book *book, const struct freeze_row *row,
                              struct posting *posting, struct error *err)
{
    const struct policy_value *ground;
    enum status status = ground_find(book_policy(book), row->ground, &ground, err);
    if (status != STATUS_OK) {
        return status;
    }
    bool is_end = freeze_is_termination(row);
    const char *kind = is_end ? "termination" : row->authority != NULL ? "order" : "freeze";
    struct notice *notice = posting_tell(posting, row->party, kind);
    posting_basis(posting, ground);
    tell_reasons(row, notice);
    tell_kind(book, row, notice);
    if (is_end) {
        return STATUS_OK;
    }
    notice_time(notice, "until", row->until_us);
    if (row->scope[0] != '\0') {
        notice_words(notice, "scope", "scope", row->scope);
    }
    if (row->amount.minor > 0) {
        notice_money(notice, "amount", row->amount.minor, row->amount.currency);
    }
    return tell_share(book, row, posting, notice, err);
}

void freeze_notice_extended(struct book *book, const struct freeze_row *row, int64_t until_us,
                            const char *reason, struct posting *posting)
{
    struct notice *notice = posting_tell(posting, row->party, "freeze extended");
    notice_time(notice, "until", until_us);
    notice_text(notice, "reason", reason);
    tell_redress(book, row, until_us, notice);
}
