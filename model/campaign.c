#include "model/campaign.h"

#include "model/campaign_turn.h"
#include "model/deal_row.h"
#include "model/hold.h"
#include "model/ledger.h"
#include "model/mask.h"
#include "model/mem.h"
#include "model/party.h"

#include <stdio.h>
#include <string.h>

static struct money money_of(int64_t minor, const char *currency)
{
    struct money money = {minor, ""};
    snprintf(money.currency, sizeof money.currency, "%s", currency);
    return money;
}

/* The campaign that the event is about. */
static enum status load(struct book *book, struct posting *posting, const char *id,
                        const struct campaign_row **out, struct error *err)
{
    posting_subject(posting, "campaign:%s", id);
    posting_note(posting, "campaign", id);
    return campaign_row_find(book, id, out, err);
}

static enum status require_open(struct book *book, const char *id, const struct campaign_row **out,
                                struct error *err)
{
    enum status status = campaign_row_find(book, id, out, err);
    if (status == STATUS_OK && (*out)->state != CAMPAIGN_OPEN) {
        return error_set(err, STATUS_REFUSED, "campaign %s is decided already: %s", id,
                         campaign_state_name((*out)->state));
    }
    return status;
}

/* "3 members, CNY 300.00"; buffer of MONEY_TEXT_BYTES + 64. */
#define TALLY_TEXT_BYTES (MONEY_TEXT_BYTES + 64)
static const char *tally_text(const struct campaign_row *row, const struct campaign_tally *tally,
                              char *buffer)
{
    char amount[MONEY_TEXT_BYTES];
    money_format(money_of(tally->paid_minor, row->currency), amount);
    (void)snprintf(buffer, TALLY_TEXT_BYTES, "%lld member%s, %s %s", (long long)tally->members,
                   tally->members == 1 ? "" : "s", row->currency, amount);
    return buffer;
}

static void note_tally(struct posting *posting, const struct campaign_row *row,
                       const struct campaign_tally *tally, enum campaign_state state)
{
    posting_note(posting, "outcome", campaign_state_name(state));
    posting_note_int(posting, "members", tally->members);
    posting_note_money(posting, "amount", money_of(tally->paid_minor, row->currency));
}

static struct notice *tell_seller(struct posting *posting, const struct campaign_row *row,
                                  const struct campaign_tally *tally, const char *kind)
{
    struct notice *notice = posting_tell(posting, row->seller, kind);
    notice_text(notice, "campaign", row->id);
    notice_int(notice, "members", tally->members);
    notice_money(notice, "amount", tally->paid_minor, row->currency);
    return notice;
}

/* Opening. */

static enum status check_target(const struct campaign *campaign, struct error *err)
{
    bool has_amount = campaign->target_amount.minor != 0;
    bool has_count = campaign->target_count != 0;
    if (has_amount == has_count) {
        (void)error_set(err, STATUS_INVALID, "a campaign has one target, and %s",
                        has_amount ? "this one has two" : "this one has none");
        return error_hint(err, "name a number of members or an amount");
    }
    if (campaign->target_count < 0 || campaign->target_amount.minor < 0) {
        return error_set(err, STATUS_INVALID, "the target of a campaign is above zero");
    }
    if (has_amount && strcmp(campaign->target_amount.currency, campaign->currency) != 0) {
        return error_set(err, STATUS_INVALID, "the campaign is in %s, its target in %s",
                         campaign->currency, campaign->target_amount.currency);
    }
    return STATUS_OK;
}

static enum status check_end(struct book *book, const struct campaign *campaign, struct error *err)
{
    char at[TIME_TEXT_BYTES];
    int64_t now_us = book_now_us(book);
    int64_t latest_us = now_us + book_policy(book)->campaign_max_us;
    if (campaign->ends_us <= now_us) {
        return error_set(err, STATUS_REFUSED, "a campaign cannot end before now, at %s",
                         time_format(campaign->ends_us, at));
    }
    if (campaign->ends_us > latest_us) {
        return error_set(err, STATUS_REFUSED, "a campaign ends at %s at the latest",
                         time_format(latest_us, at));
    }
    return STATUS_OK;
}

/* Who sells: a seller, or the platform itself. */
static enum status check_seller(struct book *book, const char *seller, struct error *err)
{
    bool is_closed = false;
    int64_t exited_us = TIME_NONE;
    bool is_platform = book_platform(book) != NULL && strcmp(book_platform(book), seller) == 0;
    enum status status = party_require(book, seller, is_platform ? NULL : "seller", err);
    if (status == STATUS_OK) {
        status = party_is_closed(book, seller, &is_closed, err);
    }
    if (status == STATUS_OK) {
        status = party_exited(book, seller, &exited_us, err);
    }
    if (is_closed || (status == STATUS_OK && exited_us != TIME_NONE)) {
        return error_set(err, STATUS_REFUSED, "%s has %s: nothing is ordered from it", seller,
                         is_closed ? "closed" : "left");
    }
    if (status == STATUS_OK) {
        status = mask_check(book, seller, "listing", err); /* it is an offer that is new */
    }
    return status == STATUS_OK ? mask_check(book, seller, "campaign", err) : status;
}

static enum status name_it(struct book *book, const struct campaign *campaign,
                           struct posting *posting, struct error *err)
{
    int64_t number;
    enum status status = ledger_next(book, &number, err);
    if (status != STATUS_OK) {
        return status;
    }
    if (campaign->id) {
        posting_result(posting, "campaign:%s", campaign->id);
    } else {
        posting_result(posting, "campaign:G-%06lld", (long long)number);
    }
    posting_subject(posting, "%s", posting->result);
    posting_note(posting, "campaign", strchr(posting->result, ':') + 1);
    return query_is_new(book, &campaign_ids, strchr(posting->result, ':') + 1, err);
}

static void note_terms(struct posting *posting, const struct campaign *campaign)
{
    char ends[TIME_TEXT_BYTES];
    posting_note(posting, "seller", campaign->seller);
    posting_note(posting, "currency", campaign->currency);
    if (campaign->target_count > 0) {
        posting_note_int(posting, "target_count", campaign->target_count);
    } else {
        posting_note_money(posting, "target_amount", campaign->target_amount);
    }
    posting_note(posting, "ends", time_format(campaign->ends_us, ends));
    posting_note(posting, "early_close", campaign->closes_early ? "yes" : "no");
}

static enum status plan_open(struct book *book, const void *request, struct posting *posting,
                             struct error *err)
{
    const struct campaign *campaign = request;
    const struct policy *policy = book_policy(book);
    struct money none;
    enum status status = name_it(book, campaign, posting, err);
    if (status == STATUS_OK) {
        status = money_make(0, campaign->currency, &none, err);
    }
    if (status == STATUS_OK) {
        status = check_target(campaign, err);
    }
    if (status == STATUS_OK) {
        status = check_end(book, campaign, err);
    }
    if (status == STATUS_OK) {
        status = check_seller(book, campaign->seller, err);
    }
    if (status != STATUS_OK) {
        return status;
    }
    note_terms(posting, campaign);
    posting_note(posting, "policy", policy->name);
    posting_basis(posting, policy_value_of(policy, "campaign.max"));
    posting_basis(posting, policy_value_of(policy, "campaign.cancel_until"));
    return STATUS_OK;
}

static enum status apply_open(struct book *book, const void *request, const struct posting *posting,
                              struct error *err)
{
    const struct campaign *campaign = request;
    struct campaign_row row = {.id = strchr(posting->result, ':') + 1,
                               .seller = campaign->seller,
                               .policy = book_policy(book)->name,
                               .target_count = campaign->target_count,
                               .target_minor = campaign->target_amount.minor,
                               .closes_early = campaign->closes_early,
                               .opened_us = posting->at_us,
                               .ends_us = campaign->ends_us};
    memcpy(row.currency, campaign->currency, sizeof row.currency);
    query_take(book, &campaign_ids, row.id);
    return campaign_row_insert(book, &row, posting->event, err);
}

enum status campaign_open(struct book *book, const struct campaign *campaign, struct run *run,
                          struct error *err)
{
    static const struct operation operation = {
        .verb = "campaign open", .plan = plan_open, .apply = apply_open};
    return operation_run(book, &operation, campaign, run, err);
}

/* Deciding. */

/* How far it is, and whether it is met: not once its seller has closed or left, whatever was paid.
 */
static enum status weigh(struct book *book, const struct campaign_row *row,
                         struct campaign_tally *tally, bool *is_met, struct error *err)
{
    bool is_closed = false;
    int64_t exited_us = TIME_NONE;
    enum status status = campaign_turn_count(book, row->id, tally, err);
    if (status == STATUS_OK) {
        status = party_is_closed(book, row->seller, &is_closed, err);
    }
    if (status == STATUS_OK) {
        status = party_exited(book, row->seller, &exited_us, err);
    }
    is_closed = is_closed || exited_us != TIME_NONE;
    *is_met = status == STATUS_OK && !is_closed && campaign_turn_is_reached(row, tally);
    return status;
}

static enum status tell_met(struct book *book, const struct campaign_row *row,
                            const struct campaign_tally *tally, struct posting *posting,
                            struct error *err)
{
    const struct policy *policy;
    struct campaign_turn turn;
    enum status status = campaign_turn_plan(book, row, CAMPAIGN_MET, book_now_us(book), &turn, err);
    if (status == STATUS_OK) {
        status = book_policy_named(book, row->policy, &policy, err);
    }
    if (status != STATUS_OK) {
        return status;
    }
    posting_basis(posting, policy_value_of(policy, "campaign.met_default"));
    posting_basis(posting, policy_value_of(policy, "hold.sale.ship_by"));
    posting_note(posting, "default", door_name(turn.door));
    notice_time(tell_seller(posting, row, tally, "campaign met"), "due", turn.due_us);
    return campaign_turn_cover(book, row, CAMPAIGN_MET, posting, err);
}

static enum status check_close(struct book *book, const void *request, struct error *err)
{
    const struct campaign_step *step = request;
    const struct campaign_row *row;
    const struct policy *policy;
    struct campaign_tally tally;
    char at[TIME_TEXT_BYTES], text[TALLY_TEXT_BYTES];
    bool is_met = false;
    enum status status = require_open(book, step->campaign, &row, err);
    if (status == STATUS_OK) {
        status = campaign_row_takes(book, row, err);
    }
    if (status == STATUS_OK) {
        status = book_policy_named(book, row->policy, &policy, err);
    }
    if (status != STATUS_OK) {
        return status;
    }
    if (!row->closes_early) {
        return error_set(err, STATUS_REFUSED,
                         "campaign %s does not close early: it is decided at %s", row->id,
                         time_format(row->ends_us, at));
    }
    if (book_now_us(book) < row->opened_us + policy->campaign_open_us) {
        return error_set(err, STATUS_REFUSED, "campaign %s stays open until %s at least", row->id,
                         time_format(row->opened_us + policy->campaign_open_us, at));
    }
    status = weigh(book, row, &tally, &is_met, err);
    if (status == STATUS_OK && !is_met) {
        return error_set(err, STATUS_REFUSED, "campaign %s has not reached its target%s: %s",
                         row->id,
                         campaign_turn_is_reached(row, &tally) ? ", for its seller has closed" : "",
                         tally_text(row, &tally, text));
    }
    return status == STATUS_OK ? mask_check(book, row->seller, "campaign", err) : status;
}

static enum status plan_close(struct book *book, const void *request, struct posting *posting,
                              struct error *err)
{
    const struct campaign_step *step = request;
    const struct campaign_row *row;
    struct campaign_tally tally;
    posting_note(posting, "reason", step->reason);
    enum status status = load(book, posting, step->campaign, &row, err);
    if (status == STATUS_OK) {
        status = campaign_turn_count(book, row->id, &tally, err);
    }
    if (status != STATUS_OK) {
        return status;
    }
    note_tally(posting, row, &tally, CAMPAIGN_MET);
    return tell_met(book, row, &tally, posting, err);
}

static enum status apply_close(struct book *book, const void *request,
                               const struct posting *posting, struct error *err)
{
    const struct campaign_step *step = request;
    return campaign_turn_run(book, step->campaign, CAMPAIGN_MET, posting, err);
}

enum status campaign_close(struct book *book, const struct campaign_step *step, struct run *run,
                           struct error *err)
{
    static const struct operation operation = {
        .verb = "campaign close", .plan = plan_close, .apply = apply_close, .check = check_close};
    return operation_run(book, &operation, step, run, err);
}

static enum status check_cancel(struct book *book, const void *request, struct error *err)
{
    const struct campaign_step *step = request;
    const struct campaign_row *row;
    return require_open(book, step->campaign, &row, err);
}

static enum status plan_cancel(struct book *book, const void *request, struct posting *posting,
                               struct error *err)
{
    const struct campaign_step *step = request;
    const struct campaign_row *row;
    struct campaign_tally tally;
    posting_note(posting, "reason", step->reason);
    enum status status = load(book, posting, step->campaign, &row, err);
    if (status == STATUS_OK) {
        status = campaign_turn_count(book, row->id, &tally, err);
    }
    if (status != STATUS_OK) {
        return status;
    }
    note_tally(posting, row, &tally, CAMPAIGN_CANCELLED);
    notice_text(tell_seller(posting, row, &tally, "campaign cancelled"), "reason", step->reason);
    return campaign_turn_cover(book, row, CAMPAIGN_CANCELLED, posting, err);
}

static enum status apply_cancel(struct book *book, const void *request,
                                const struct posting *posting, struct error *err)
{
    const struct campaign_step *step = request;
    return campaign_turn_run(book, step->campaign, CAMPAIGN_CANCELLED, posting, err);
}

enum status campaign_cancel(struct book *book, const struct campaign_step *step, struct run *run,
                            struct error *err)
{
    static const struct operation operation = {.verb = "campaign cancel",
                                               .plan = plan_cancel,
                                               .apply = apply_cancel,
                                               .check = check_cancel};
    return operation_run(book, &operation, step, run, err);
}

static enum status plan_end(struct book *book, const void *request, struct posting *posting,
                            struct error *err)
{
    const struct campaign_step *step = request;
    const struct campaign_row *row;
    struct campaign_tally tally;
    bool is_met = false;
    char at[TIME_TEXT_BYTES];
    enum status status = require_open(book, step->campaign, &row, err);
    if (status == STATUS_OK) {
        status = load(book, posting, step->campaign, &row, err);
    }
    if (status == STATUS_OK && book_now_us(book) < row->ends_us) {
        return error_set(err, STATUS_REFUSED, "campaign %s does not end before %s", row->id,
                         time_format(row->ends_us, at));
    }
    if (status == STATUS_OK) {
        status = weigh(book, row, &tally, &is_met, err);
    }
    if (status != STATUS_OK) {
        return status;
    }
    posting_by_clock(posting, row->ends_us);
    note_tally(posting, row, &tally, is_met ? CAMPAIGN_MET : CAMPAIGN_FAILED);
    if (is_met) {
        return tell_met(book, row, &tally, posting, err);
    }
    (void)tell_seller(posting, row, &tally,
                      campaign_turn_is_reached(row, &tally) ? "campaign closed"
                                                            : "campaign failed");
    return STATUS_OK;
}

static enum status apply_end(struct book *book, const void *request, const struct posting *posting,
                             struct error *err)
{
    const struct campaign_step *step = request;
    const struct campaign_row *row;
    struct campaign_tally tally = {0};
    bool is_met = false;
    enum status status = campaign_row_find(book, step->campaign, &row, err);
    if (status == STATUS_OK) {
        status = weigh(book, row, &tally, &is_met, err);
    }
    return status == STATUS_OK
               ? campaign_turn_run(book, step->campaign, is_met ? CAMPAIGN_MET : CAMPAIGN_FAILED,
                                   posting, err)
               : status;
}

enum status campaign_end(struct book *book, const struct campaign_step *step, struct run *run,
                         struct error *err)
{
    static const struct operation operation = {
        .verb = "campaign end", .plan = plan_end, .apply = apply_end};
    return operation_run(book, &operation, step, run, err);
}

/* Leaving. */

/* The hold of a deal of a group buy. */
static enum status find_hold(struct book *book, const char *id, struct account **hold,
                             const struct campaign_row **row, struct error *err)
{
    const struct deal *deal;
    enum status status = deal_find(book, id, &deal, err);
    if (status == STATUS_OK) {
        status = account_by_id(book, deal->hold_id, hold, err);
    }
    if (status == STATUS_OK) {
        status = campaign_row_of_hold(book, *hold, row, err);
    }
    if (status == STATUS_OK && *row == NULL) {
        return error_set(err, STATUS_REFUSED, "deal %s is of no campaign", id);
    }
    if (status == STATUS_OK && deal->funded_minor == 0) {
        (void)error_set(err, STATUS_REFUSED, "deal %s was never paid", id);
        return error_hint(err, "cancel the order");
    }
    return status;
}

static enum status check_leave(struct book *book, const void *request, struct error *err)
{
    const struct campaign_leave *leave = request;
    const struct campaign_row *row;
    const struct policy *policy;
    struct account *hold;
    char at[TIME_TEXT_BYTES];
    enum status status = find_hold(book, leave->deal, &hold, &row, err);
    if (status == STATUS_OK) {
        status = require_open(book, row->id, &row, err);
    }
    if (status == STATUS_OK) {
        status = book_policy_named(book, row->policy, &policy, err);
    }
    if (status != STATUS_OK) {
        return status;
    }
    int64_t limit_us = row->ends_us - policy->campaign_leave_us;
    if (book_now_us(book) > limit_us || book_now_us(book) >= row->ends_us) {
        return error_set(err, STATUS_REFUSED,
                         "deal %s: campaign %s could be left until %s, and no more now",
                         leave->deal, row->id, time_format(limit_us, at));
    }
    return mask_check_linked(book, hold->payee, hold->payer, "return", err);
}

static enum status plan_leave(struct book *book, const void *request, struct posting *posting,
                              struct error *err)
{
    const struct campaign_leave *leave = request;
    const struct campaign_row *row;
    struct account *hold;
    posting_subject(posting, "deal:%s", leave->deal);
    posting_note(posting, "deal", leave->deal);
    posting_note(posting, "reason", leave->reason);
    enum status status = find_hold(book, leave->deal, &hold, &row, err);
    if (status != STATUS_OK) {
        return status;
    }
    posting_context(posting, "campaign:%s", row->id);
    posting_note(posting, "campaign", row->id);
    return hold_plan_return(book, hold, hold->balance_minor, posting, err);
}

enum status campaign_leave(struct book *book, const struct campaign_leave *leave, struct run *run,
                           struct error *err)
{
    static const struct operation operation = {
        .verb = "campaign leave", .plan = plan_leave, .check = check_leave};
    return operation_run(book, &operation, leave, run, err);
}
