#include "model/extension.h"

#include "model/campaign_row.h"
#include "model/cash.h"
#include "model/deal_row.h"
#include "model/mem.h"

#include <string.h>

/* What the other party asked for last, if it was this. */
struct consent {
    bool is_there;
    int64_t expires_us;
};

static enum status read_consent(struct book *book, int64_t hold, const char *party,
                                int64_t until_us, struct consent *out, struct error *err)
{
    struct stmt *q;
    bool has_row = false;
    const char *sql = "SELECT until_us, expires_us FROM consent WHERE hold_id = $1 AND party = $2"
                      " ORDER BY event DESC LIMIT 1";
    *out = (struct consent){.is_there = false};
    enum status status = store_prepare(book_store(book), sql, &q, err);
    if (status != STATUS_OK) {
        return status;
    }
    stmt_bind_int(q, 1, hold);
    stmt_bind_text(q, 2, party);
    status = stmt_step(q, &has_row, err);
    if (status == STATUS_OK && has_row && stmt_int(q, 0) == until_us) {
        *out = (struct consent){.is_there = true, .expires_us = stmt_int(q, 1)};
    }
    stmt_reset(q);
    return status;
}

static enum status check_bounds(const struct deal *deal, const struct account *hold,
                                const struct policy *policy, int64_t by_us, struct error *err)
{
    char most[TIME_TEXT_BYTES];
    if (hold->balance_minor == 0) {
        return error_set(err, STATUS_REFUSED, "deal %s holds nothing", deal->id);
    }
    if (by_us <= 0) {
        return error_set(err, STATUS_INVALID, "an extension is by one day at least");
    }
    if (by_us > policy->extend_us) {
        return error_set(err, STATUS_REFUSED, "deal %s can be extended by %s at once at most",
                         deal->id, span_format(policy->extend_us, most));
    }
    return STATUS_OK;
}

static struct notice *tell(struct posting *posting, const char *party, const char *kind,
                           const struct deal *deal, int64_t until_us)
{
    struct notice *notice = posting_tell(posting, party, kind);
    notice_text(notice, "deal", deal->id);
    notice_time(notice, "until", until_us);
    return notice;
}

/* Both have agreed, or one has asked now. */
static enum status plan_answer(struct book *book, const struct deal *deal, struct account *hold,
                               const char *other, const struct extension *extension,
                               struct posting *posting, struct error *err)
{
    struct consent consent;
    const struct policy *policy;
    char text[TIME_TEXT_BYTES];
    char end[TIME_TEXT_BYTES];
    int64_t now_us = book_now_us(book);
    int64_t until_us = hold->due_us + extension->by_us;
    enum status status = book_policy_named(book, deal->policy, &policy, err);
    if (status == STATUS_OK) {
        status = read_consent(book, hold->id, other, until_us, &consent, err);
    }
    if (status != STATUS_OK) {
        return status;
    }
    posting_note(posting, "until", time_format(until_us, text));
    if (consent.is_there && consent.expires_us <= now_us) {
        (void)error_set(err, STATUS_REFUSED, "what %s asked for deal %s lapsed at %s", other,
                        deal->id, time_format(consent.expires_us, end));
        return error_hint(err, "%s has to ask again", other);
    }
    if (!consent.is_there) {
        int64_t expires_us = now_us + policy->consent_us;
        expires_us = expires_us < hold->due_us ? expires_us : hold->due_us;
        posting_note_int(posting, "expires_us", expires_us);
        struct notice *notice = tell(posting, other, "extension asked", deal, until_us);
        notice_text(notice, "who", extension->by);
        notice_time(notice, "end", expires_us);
        return STATUS_OK;
    }
    posting_clock(posting, hold, hold->door, until_us);
    (void)tell(posting, deal->buyer, "extension agreed", deal, until_us);
    (void)tell(posting, deal->seller, "extension agreed", deal, until_us);
    return STATUS_OK;
}

static enum status plan(struct book *book, const void *request, struct posting *posting,
                        struct error *err)
{
    const struct extension *extension = request;
    const struct deal *deal;
    const struct policy *policy;
    struct account *hold;
    posting_subject(posting, "deal:%s", extension->deal);
    posting_note(posting, "deal", extension->deal);
    posting_note(posting, "by", extension->by);
    enum status status = deal_find(book, extension->deal, &deal, err);
    if (status != STATUS_OK) {
        return status;
    }
    bool is_buyer = strcmp(extension->by, deal->buyer) == 0;
    if (!is_buyer && strcmp(extension->by, deal->seller) != 0) {
        return error_set(err, STATUS_REFUSED,
                         "deal %s is between %s and %s: nobody else extends it", deal->id,
                         deal->buyer, deal->seller);
    }
    status = book_policy_named(book, deal->policy, &policy, err);
    if (status == STATUS_OK) {
        status = account_by_id(book, deal->hold_id, &hold, err);
    }
    if (status == STATUS_OK && hold->is_collected && hold->door == DOOR_ESCALATE) {
        return cash_refuse_clock(book, hold, err); /* its courier's time is the policy's */
    }
    if (status == STATUS_OK) {
        status = check_bounds(deal, hold, policy, extension->by_us, err);
    }
    if (status == STATUS_OK) {
        status = campaign_row_require_met(book, hold, err);
    }
    return status == STATUS_OK
               ? plan_answer(book, deal, hold, is_buyer ? deal->seller : deal->buyer, extension,
                             posting, err)
               : status;
}

static enum status apply(struct book *book, const void *request, const struct posting *posting,
                         struct error *err)
{
    const struct extension *extension = request;
    const struct deal *deal;
    const struct policy *policy;
    struct account *hold;
    struct stmt *q;
    const char *sql = "INSERT INTO consent (event, hold_id, party, until_us, expires_us)"
                      " VALUES ($1, $2, $3, $4, $5)";
    enum status status = STATUS_OK;
    if (posting->clock_count > 0) {
        return STATUS_OK; /* both have agreed */
    }
    status = deal_find(book, extension->deal, &deal, err);
    if (status == STATUS_OK) {
        status = book_policy_named(book, deal->policy, &policy, err);
    }
    if (status == STATUS_OK) {
        status = account_by_id(book, deal->hold_id, &hold, err);
    }
    if (status == STATUS_OK) {
        status = store_prepare(book_store(book), sql, &q, err);
    }
    if (status != STATUS_OK) {
        return status;
    }
    int64_t expires_us = posting->at_us + policy->consent_us;
    stmt_bind_int(q, 1, posting->event);
    stmt_bind_int(q, 2, hold->id);
    stmt_bind_text(q, 3, extension->by);
    stmt_bind_int(q, 4, hold->due_us + extension->by_us);
    stmt_bind_int(q, 5, expires_us < hold->due_us ? expires_us : hold->due_us);
    return stmt_queue(q, err);
}

enum status extension_ask(struct book *book, const struct extension *extension, struct run *run,
                          struct error *err)
{
    static const struct operation operation = {.verb = "extend", .plan = plan, .apply = apply};
    return operation_run(book, &operation, extension, run, err);
}
