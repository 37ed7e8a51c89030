#include "model/deal.h"

#include "model/campaign_row.h"
#include "model/cash.h"
#include "model/deal_terms.h"
#include "model/delivery.h"
#include "model/hold.h"
#include "model/independence.h"
#include "model/mask.h"
#include "model/mem.h"
#include "model/party.h"
#include "model/tariff.h"
#include "model/way.h"

#include <stdio.h>
#include <string.h>

static struct money money_of(int64_t minor, const char *currency)
{
    struct money money = {minor, ""};
    snprintf(money.currency, sizeof money.currency, "%s", currency);
    return money;
}

/* The deal that the event is about. */
static enum status load(struct book *book, struct posting *posting, const char *id,
                        const struct deal **out, struct error *err)
{
    posting_subject(posting, "deal:%s", id);
    posting_note(posting, "deal", id);
    enum status status = deal_find(book, id, out, err);
    if (status == STATUS_OK && (*out)->cancelled_us != TIME_NONE) {
        return error_set(err, STATUS_REFUSED, "deal %s is cancelled", id);
    }
    return status;
}

/* The platform's fee as a share of what passes the payee door. */
static enum status plan_fee(struct book *book, const struct deal *deal, struct account *hold,
                            struct posting *posting, struct error *err)
{
    struct account *platform;
    if (deal->fee.minor == 0 || way_of(deal->mode)->is_outside) {
        return STATUS_OK; /* it is taken where the price is */
    }
    enum status status = account_obtain(book, ACCOUNT_AVAILABLE, book_platform(book),
                                        deal->price.currency, book_platform(book), &platform, err);
    if (status == STATUS_OK) {
        posting_lien(posting, &(struct lien_change){.on = hold,
                                                    .beneficiary = platform,
                                                    .rank = LIEN_FEE,
                                                    .ground = "platform fee",
                                                    .reference = posting->subject,
                                                    .cap_minor = deal->fee.minor,
                                                    .share_per_minor = deal->price.minor});
    }
    return status;
}

static void note_terms(struct posting *posting, const struct deal *deal)
{
    posting_note(posting, "deal", deal->id);
    posting_note(posting, "mode", deal->mode);
    posting_note(posting, "buyer", deal->buyer);
    posting_note(posting, "seller", deal->seller);
    posting_note(posting, "shop", deal->shop);
    posting_note(posting, "campaign", deal->campaign);
    posting_note(posting, "category", deal->category);
    posting_note(posting, "delivery", deal->delivery);
    posting_note_money(posting, "amount", deal->price);
    posting_note_money(posting, "fee", deal->fee);
    posting_note_int(posting, "period_days", deal->period_us / TIME_US_PER_DAY);
}

static enum status plan_order(struct book *book, const void *request, struct posting *posting,
                              struct error *err)
{
    struct deal terms_made = *(const struct deal *)request;
    const struct deal *deal = &terms_made;
    const struct deal *known;
    struct account *hold;
    enum status status =
        delivery_period(book_policy(book), deal->delivery, &terms_made.period_us, err);
    posting_subject(posting, "deal:%s", deal->id);
    note_terms(posting, deal);
    posting_note(posting, "policy", book_policy(book)->name);
    if (status == STATUS_OK) {
        status = deal_check_terms(book, deal, err);
    }
    if (status == STATUS_OK) {
        status = campaign_row_check_order(book, deal, err);
    }
    if (status == STATUS_OK) {
        status = independence_plan(book, deal, posting, err);
    }
    if (status != STATUS_OK) {
        return status;
    }
    status = deal_find(book, deal->id, &known, err);
    if (status == STATUS_OK) {
        return error_set(err, STATUS_CONFLICT, "deal %s exists already", deal->id);
    }
    if (status == STATUS_NOT_FOUND) {
        status = STATUS_OK;
    }
    if (status == STATUS_OK && !way_of(deal->mode)->is_between_two) {
        status = tariff_ready(book, deal->seller, deal->category, err);
    }
    if (status != STATUS_OK) {
        return status;
    }
    const struct way *way = way_of(deal->mode);
    struct hold_terms terms = {.purpose = deal->campaign ? way->group_purpose : way->purpose,
                               .door = DOOR_PAYER,
                               .due_us = TIME_NONE,
                               .currency = deal->price.currency,
                               .deal = deal->id,
                               .payer = deal->buyer,
                               .payee = deal->seller,
                               .is_between_two = way->is_between_two,
                               .is_collected = way->is_collected};
    status = account_new_hold(book, &terms, &hold, err);
    if (status != STATUS_OK) {
        return status;
    }
    posting_open(posting, hold);
    return plan_fee(book, deal, hold, posting, err);
}

static enum status apply_order(struct book *book, const void *request,
                               const struct posting *posting, struct error *err)
{
    struct deal deal = *(const struct deal *)request;
    deal.policy = book_policy(book)->name;
    enum status status = delivery_period(book_policy(book), deal.delivery, &deal.period_us, err);
    if (status == STATUS_OK) {
        status = deal_insert(book, &deal, posting->opened[0]->id, posting->at_us, err);
    }
    if (status == STATUS_OK && !way_of(deal.mode)->is_between_two) {
        status = tariff_note(book, deal.seller, deal.category, posting->at_us, posting->event, err);
    }
    return status;
}

enum status deal_order(struct book *book, const struct deal *deal, struct run *run,
                       struct error *err)
{
    static const struct operation operation = {
        .verb = "deal", .plan = plan_order, .apply = apply_order};
    return operation_run(book, &operation, deal, run, err);
}

/* What becomes of money that is paid now if nobody acts. */
struct ending {
    enum door door;
    int64_t after_us;
};

static enum status end_of(struct book *book, const struct deal *deal, const struct policy *policy,
                          struct ending *out, struct error *err)
{
    const struct way *way = way_of(deal->mode);
    bool is_closed = false;
    enum status status = STATUS_OK;
    if (way->is_drawn) {
        status = party_is_closed(book, deal->seller, &is_closed, err);
    }
    if (!way->has_goods) {
        *out = (struct ending){way->door, is_closed ? 0 : deal->period_us};
    } else if (deal->shipped_us != TIME_NONE) {
        *out = (struct ending){DOOR_PAYEE, deal->period_us};
    } else {
        *out = (struct ending){DOOR_PAYER, policy->ship_by_us};
    }
    return status;
}

/* Money for a group buy comes in until it is decided, and once: who has left has left. */
static enum status end_of_member(struct book *book, const struct deal *deal,
                                 const struct account *hold, struct ending *out, struct error *err)
{
    *out = (struct ending){.door = DOOR_PAYER};
    return campaign_row_check_payment(book, deal, hold, &out->after_us, err);
}

enum status deal_plan_room(struct book *book, const struct deal *deal, int64_t *out,
                           struct error *err)
{
    struct account *hold;
    struct ending ending;
    struct error none;
    enum status status = STATUS_OK;
    *out = deal->cancelled_us == TIME_NONE ? deal->price.minor - deal->funded_minor : 0;
    if (deal->campaign != NULL) {
        status = account_by_id(book, deal->hold_id, &hold, err);
    }
    if (status == STATUS_OK && deal->campaign != NULL && hold->purpose == PURPOSE_GROUP &&
        end_of_member(book, deal, hold, &ending, &none) == STATUS_REFUSED) {
        *out = 0;
    }
    return status;
}

enum status deal_plan_fund(struct book *book, const struct deal *deal, struct account *from,
                           int64_t amount_minor, struct posting *posting, struct error *err)
{
    struct account *hold;
    int64_t now_us = book_now_us(book);
    if (deal->cancelled_us != TIME_NONE) {
        return error_set(err, STATUS_REFUSED, "deal %s is cancelled", deal->id);
    }
    if (way_of(deal->mode)->is_outside) {
        (void)error_set(
            err, STATUS_REFUSED,
            "deal %s is paid directly, outside this custody: nothing is taken in for it", deal->id);
        return error_hint(err, "where money came, say whose it is: holdfast match LINE "
                               "available:PARTY");
    }
    if (way_of(deal->mode)->is_collected) {
        (void)error_set(err, STATUS_REFUSED, "deal %s is paid in cash to its courier", deal->id);
        return error_hint(err, "its money comes by a batch that its courier remits");
    }
    if (amount_minor > deal->price.minor - deal->funded_minor) {
        char open[MONEY_TEXT_BYTES];
        money_format(money_of(deal->price.minor - deal->funded_minor, deal->price.currency), open);
        return error_set(err, STATUS_REFUSED, "deal %s has only %s %s left to pay", deal->id,
                         deal->price.currency, open);
    }
    const struct policy *policy;
    enum status status = account_by_id(book, deal->hold_id, &hold, err);
    if (status == STATUS_OK) {
        status = book_policy_named(book, deal->policy, &policy, err);
    }
    if (status != STATUS_OK) {
        return status;
    }
    struct ending ending;
    status = hold->purpose == PURPOSE_GROUP ? end_of_member(book, deal, hold, &ending, err)
                                            : end_of(book, deal, policy, &ending, err);
    if (status != STATUS_OK) {
        return status;
    }
    posting_deal(posting, &(struct deal_change){.deal = deal->id, .funded_minor = amount_minor});
    return hold_plan_fund(book, hold, from, amount_minor, ending.door, now_us + ending.after_us,
                          posting, err);
}

static enum status plan_capture(struct book *book, const void *request, struct posting *posting,
                                struct error *err)
{
    const struct deal_capture *capture = request;
    const struct deal *deal;
    struct account *transit;
    posting_note(posting, "via", capture->via);
    posting_note_money(posting, "amount", capture->amount);
    enum status status = load(book, posting, capture->deal, &deal, err);
    if (status == STATUS_OK) {
        status = party_require(book, capture->via, "psp", err);
    }
    if (status != STATUS_OK) {
        return status;
    }
    if (strcmp(capture->amount.currency, deal->price.currency) != 0) {
        return error_set(err, STATUS_REFUSED, "deal %s is in %s, not in %s", deal->id,
                         deal->price.currency, capture->amount.currency);
    }
    if (capture->amount.minor <= 0) {
        return error_set(err, STATUS_INVALID, "the amount must be above zero");
    }
    status = account_obtain(book, ACCOUNT_TRANSIT, capture->via, deal->price.currency, capture->via,
                            &transit, err);
    if (status == STATUS_OK) {
        status = deal_plan_fund(book, deal, transit, capture->amount.minor, posting, err);
    }
    return status;
}

enum status deal_capture(struct book *book, const struct deal_capture *capture, struct run *run,
                         struct error *err)
{
    static const struct operation operation = {.verb = "capture", .plan = plan_capture};
    return operation_run(book, &operation, capture, run, err);
}

/* The deal that goods are sent for. */
static enum status load_goods(struct book *book, struct posting *posting, const char *id,
                              const struct deal **out, struct error *err)
{
    enum status status = load(book, posting, id, out, err);
    if (status == STATUS_OK && !way_of((*out)->mode)->has_goods) {
        return error_set(err, STATUS_REFUSED, "deal %s, of mode %s, has no goods to send", id,
                         (*out)->mode);
    }
    return status == STATUS_OK ? campaign_row_check_sendable(book, *out, err) : status;
}

static enum status plan_ship(struct book *book, const void *request, struct posting *posting,
                             struct error *err)
{
    const struct deal_step *step = request;
    const struct deal *deal;
    struct account *hold;
    enum status status = load_goods(book, posting, step->deal, &deal, err);
    if (status != STATUS_OK) {
        return status;
    }
    if (deal->shipped_us != TIME_NONE) {
        return error_set(err, STATUS_REFUSED, "deal %s is shipped already", deal->id);
    }
    if (way_of(deal->mode)->is_collected) {
        return STATUS_OK; /* its clock is its courier's (cash.h), even where this is told late */
    }
    status = account_by_id(book, deal->hold_id, &hold, err);
    if (status == STATUS_OK && hold->balance_minor > 0) {
        posting_clock(posting, hold, DOOR_PAYEE, book_now_us(book) + deal->period_us);
    }
    return status;
}

static enum status apply_ship(struct book *book, const void *request, const struct posting *posting,
                              struct error *err)
{
    const struct deal_step *step = request;
    return deal_set_time(book, step->deal, DEAL_SHIPPED, posting->at_us, err);
}

enum status deal_ship(struct book *book, const struct deal_step *step, struct run *run,
                      struct error *err)
{
    static const struct operation operation = {
        .verb = "ship", .plan = plan_ship, .apply = apply_ship};
    return operation_run(book, &operation, step, run, err);
}

/* Its courier has the price, and owes it. */
static enum status plan_collect(struct book *book, const struct deal *deal, struct posting *posting,
                                struct error *err)
{
    const struct parcel *parcel;
    const struct policy *policy;
    struct account *hold, *transit;
    enum status status = cash_parcel(book, deal, &parcel, err);
    if (status == STATUS_OK) {
        status = book_policy_named(book, deal->policy, &policy, err);
    }
    if (status == STATUS_OK) {
        status = account_by_id(book, deal->hold_id, &hold, err);
    }
    if (status == STATUS_OK) {
        status = cash_transit(book, parcel, deal->price.currency, &transit, err);
    }
    if (status != STATUS_OK) {
        return status;
    }
    posting_deal(posting,
                 &(struct deal_change){.deal = deal->id, .funded_minor = deal->price.minor});
    int64_t by_us = book_now_us(book) + policy->cod_remit_us;
    status =
        hold_plan_fund(book, hold, transit, deal->price.minor, DOOR_ESCALATE, by_us, posting, err);
    return status == STATUS_OK ? cash_plan_bond(book, parcel, deal->price.currency,
                                                by_us + TIME_US_PER_DAY, posting, err)
                               : status;
}

static enum status plan_deliver(struct book *book, const void *request, struct posting *posting,
                                struct error *err)
{
    const struct deal_step *step = request;
    const struct deal *deal;
    enum status status = load_goods(book, posting, step->deal, &deal, err);
    if (status == STATUS_OK && deal->delivered_us != TIME_NONE) {
        return error_set(err, STATUS_REFUSED, "deal %s is delivered already", deal->id);
    }
    return status == STATUS_OK && way_of(deal->mode)->is_collected
               ? plan_collect(book, deal, posting, err)
               : status;
}

static enum status apply_deliver(struct book *book, const void *request,
                                 const struct posting *posting, struct error *err)
{
    const struct deal_step *step = request;
    enum status status = STATUS_OK;
    if (posting->clock_count > 0) {
        status = parcel_note_collected(book, step->deal, posting->deals[0].funded_minor,
                                       posting->clocks[0].due_us, err);
    }
    return status == STATUS_OK
               ? deal_set_time(book, step->deal, DEAL_DELIVERED, posting->at_us, err)
               : status;
}

enum status deal_deliver(struct book *book, const struct deal_step *step, struct run *run,
                         struct error *err)
{
    static const struct operation operation = {
        .verb = "deliver", .plan = plan_deliver, .apply = apply_deliver};
    return operation_run(book, &operation, step, run, err);
}

static enum status plan_cancel(struct book *book, const void *request, struct posting *posting,
                               struct error *err)
{
    const struct deal_step *step = request;
    const struct deal *deal;
    enum status status = load(book, posting, step->deal, &deal, err);
    if (status == STATUS_OK && deal->funded_minor > 0) {
        error_set(err, STATUS_REFUSED, "deal %s was paid: it cannot be cancelled", deal->id);
        return error_hint(err, "the seller can return it");
    }
    bool is_sent =
        status == STATUS_OK && (deal->shipped_us != TIME_NONE || deal->delivered_us != TIME_NONE);
    if (is_sent && way_of(deal->mode)->is_outside) {
        error_set(err, STATUS_REFUSED, "deal %s was sent: it cannot be cancelled", deal->id);
        return error_hint(err, "what went wrong with it is a complaint");
    }
    return status;
}

static enum status apply_cancel(struct book *book, const void *request,
                                const struct posting *posting, struct error *err)
{
    const struct deal_step *step = request;
    return deal_set_time(book, step->deal, DEAL_CANCELLED, posting->at_us, err);
}

enum status deal_cancel(struct book *book, const struct deal_step *step, struct run *run,
                        struct error *err)
{
    static const struct operation operation = {
        .verb = "cancel", .plan = plan_cancel, .apply = apply_cancel};
    return operation_run(book, &operation, step, run, err);
}

static const char *why_empty(const struct deal *deal)
{
    if (way_of(deal->mode)->is_outside) {
        return "it is paid outside this custody";
    }
    return deal->funded_minor == 0 ? "not paid yet" : "it has left its hold already";
}

/* The sale hold of a deal, and how much of it a step means. */
static enum status open_sale(struct book *book, const struct deal_step *step,
                             struct posting *posting, struct account **hold, int64_t *amount,
                             struct error *err)
{
    const struct deal *deal;
    enum status status = load(book, posting, step->deal, &deal, err);
    if (status == STATUS_OK) {
        status = account_by_id(book, deal->hold_id, hold, err);
    }
    if (status != STATUS_OK) {
        return status;
    }
    if ((*hold)->balance_minor == 0) {
        return error_set(err, STATUS_REFUSED, "deal %s: nothing is held (%s)", deal->id,
                         why_empty(deal));
    }
    if (step->has_amount && step->amount.currency[0] &&
        strcmp(step->amount.currency, deal->price.currency) != 0) {
        return error_set(err, STATUS_REFUSED, "deal %s is in %s, not in %s", deal->id,
                         deal->price.currency, step->amount.currency);
    }
    *amount = step->has_amount ? step->amount.minor : (*hold)->balance_minor;
    posting_note_money(posting, "amount", money_of(*amount, deal->price.currency));
    return STATUS_OK;
}

static enum status plan_confirm(struct book *book, const void *request, struct posting *posting,
                                struct error *err)
{
    struct account *hold;
    int64_t amount;
    enum status status = open_sale(book, request, posting, &hold, &amount, err);
    if (status == STATUS_OK) {
        status = mask_check_linked(book, hold->payee, hold->payer, "release", err);
    }
    if (status == STATUS_OK) {
        status = hold_plan_release(book, hold, amount, posting, err);
    }
    return status;
}

/* A release that the merchant asks for, of what is paid ahead alone. */
static enum status plan_draw(struct book *book, const void *request, struct posting *posting,
                             struct error *err)
{
    const struct deal_step *step = request;
    const struct deal *deal;
    enum status status = deal_find(book, step->deal, &deal, err);
    if (status == STATUS_OK && !way_of(deal->mode)->is_drawn) {
        return error_set(err, STATUS_REFUSED, "deal %s, of mode %s, is not drawn down", deal->id,
                         deal->mode);
    }
    return status == STATUS_OK ? plan_confirm(book, request, posting, err) : status;
}

enum status deal_draw(struct book *book, const struct deal_step *step, struct run *run,
                      struct error *err)
{
    static const struct operation operation = {.verb = "draw", .plan = plan_draw};
    return operation_run(book, &operation, step, run, err);
}

enum status deal_confirm(struct book *book, const struct deal_step *step, struct run *run,
                         struct error *err)
{
    static const struct operation operation = {.verb = "confirm", .plan = plan_confirm};
    return operation_run(book, &operation, step, run, err);
}

static enum status plan_return(struct book *book, const void *request, struct posting *posting,
                               struct error *err)
{
    struct account *hold;
    int64_t amount;
    enum status status = open_sale(book, request, posting, &hold, &amount, err);
    if (status == STATUS_OK) {
        status = mask_check_linked(book, hold->payee, hold->payer, "return", err);
    }
    if (status == STATUS_OK) {
        status = hold_plan_return(book, hold, amount, posting, err);
    }
    return status;
}

enum status deal_return(struct book *book, const struct deal_step *step, struct run *run,
                        struct error *err)
{
    static const struct operation operation = {.verb = "return", .plan = plan_return};
    return operation_run(book, &operation, step, run, err);
}
