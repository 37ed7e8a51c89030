#include "model/courier.h"

#include "model/bond.h"
#include "model/cash.h"
#include "model/party.h"
#include "model/way.h"

#include <string.h>

static struct money money_of(int64_t minor, const char *currency)
{
    struct money money = {minor, ""};
    memcpy(money.currency, currency, strnlen(currency, sizeof money.currency - 1));
    return money;
}

/* The deal that the event is about, which is still to come to its end. */
static enum status load(struct book *book, struct posting *posting, const char *id,
                        const struct deal **out, struct error *err)
{
    posting_subject(posting, "deal:%s", id);
    posting_note(posting, "deal", id);
    enum status status = deal_find(book, id, out, err);
    if (status == STATUS_OK && (*out)->cancelled_us != TIME_NONE) {
        return error_set(err, STATUS_REFUSED, "deal %s is cancelled", id);
    }
    if (status == STATUS_OK && !way_of((*out)->mode)->is_collected) {
        return error_set(err, STATUS_REFUSED, "deal %s, of mode %s, is not paid at the door", id,
                         (*out)->mode);
    }
    return status;
}

/* Carrying. */

static enum status check_fee(const struct deal *deal, const struct money *fee, struct error *err)
{
    if (strcmp(fee->currency, deal->price.currency) != 0) {
        return error_set(err, STATUS_REFUSED, "deal %s is in %s, not in %s", deal->id,
                         deal->price.currency, fee->currency);
    }
    if (fee->minor < 0) {
        return error_set(err, STATUS_INVALID, "deal %s: the courier's fee is negative", deal->id);
    }
    if (fee->minor >= deal->price.minor - deal->fee.minor) {
        return error_set(err, STATUS_REFUSED,
                         "deal %s: the courier's fee and the platform's leave its seller nothing",
                         deal->id);
    }
    return STATUS_OK;
}

static enum status check_carriage(struct book *book, const struct carriage *carriage,
                                  const struct deal *deal, struct error *err)
{
    const struct parcel *parcel;
    enum status status = parcel_find(book, deal->id, &parcel, err);
    if (status == STATUS_OK && parcel != NULL) {
        return error_set(err, STATUS_REFUSED, "deal %s is carried by %s already", deal->id,
                         parcel->courier);
    }
    if (status == STATUS_OK) {
        status = party_require(book, carriage->courier, "courier", err);
    }
    return status == STATUS_OK ? check_fee(deal, &carriage->fee, err) : status;
}

static enum status plan_carry(struct book *book, const void *request, struct posting *posting,
                              struct error *err)
{
    const struct carriage *carriage = request;
    const struct deal *deal;
    struct account *hold, *transit;
    posting_context(posting, "party:%s", carriage->courier);
    posting_note(posting, "courier", carriage->courier);
    posting_note_money(posting, "fee", carriage->fee);
    enum status status = load(book, posting, carriage->deal, &deal, err);
    if (status == STATUS_OK) {
        status = check_carriage(book, carriage, deal, err);
    }
    if (status == STATUS_OK) {
        status = account_by_id(book, deal->hold_id, &hold, err);
    }
    if (status == STATUS_OK) {
        status = account_obtain(book, ACCOUNT_TRANSIT, carriage->courier, deal->price.currency,
                                carriage->courier, &transit, err);
    }
    if (status == STATUS_OK && carriage->fee.minor > 0) {
        posting_lien(posting, &(struct lien_change){.on = hold,
                                                    .beneficiary = transit,
                                                    .rank = LIEN_COST,
                                                    .ground = "courier's fee",
                                                    .reference = posting->subject,
                                                    .cap_minor = carriage->fee.minor});
    }
    return status;
}

static enum status apply_carry(struct book *book, const void *request,
                               const struct posting *posting, struct error *err)
{
    const struct carriage *carriage = request;
    struct parcel parcel = {
        .deal = carriage->deal, .courier = carriage->courier, .fee_minor = carriage->fee.minor};
    return parcel_insert(book, &parcel, posting->event, err);
}

enum status courier_carry(struct book *book, const struct carriage *carriage, struct run *run,
                          struct error *err)
{
    static const struct operation operation = {
        .verb = "courier", .plan = plan_carry, .apply = apply_carry};
    return operation_run(book, &operation, carriage, run, err);
}

/* Refused at the door. */

static enum status plan_refuse(struct book *book, const void *request, struct posting *posting,
                               struct error *err)
{
    const char *const *id = request;
    const struct deal *deal;
    const struct parcel *parcel;
    enum status status = load(book, posting, *id, &deal, err);
    if (status == STATUS_OK) {
        status = cash_parcel(book, deal, &parcel, err);
    }
    if (status != STATUS_OK) {
        return status;
    }
    if (deal->delivered_us != TIME_NONE) {
        (void)error_set(err, STATUS_REFUSED, "deal %s is delivered: it was not refused at the door",
                        deal->id);
        return error_hint(err, "the seller can return it");
    }
    posting_context(posting, "party:%s", parcel->courier);
    posting_note(posting, "courier", parcel->courier);
    return STATUS_OK;
}

static enum status apply_refuse(struct book *book, const void *request,
                                const struct posting *posting, struct error *err)
{
    const char *const *id = request;
    enum status status = deal_set_time(book, *id, DEAL_CANCELLED, posting->at_us, err);
    return status == STATUS_OK ? parcel_note_refused(book, *id, posting->at_us, err) : status;
}

enum status courier_refuse(struct book *book, const char *const *deal, struct run *run,
                           struct error *err)
{
    static const struct operation operation = {
        .verb = "refuse", .plan = plan_refuse, .apply = apply_refuse};
    return operation_run(book, &operation, deal, run, err);
}

/* Late. */

/* The parcel of a deal whose cash is still with its courier after its time. */
static enum status load_late(struct book *book, struct posting *posting, const char *id,
                             const struct deal **deal, const struct parcel **parcel,
                             struct error *err)
{
    char by[TIME_TEXT_BYTES];
    enum status status = load(book, posting, id, deal, err);
    if (status == STATUS_OK) {
        status = cash_parcel(book, *deal, parcel, err);
    }
    if (status != STATUS_OK) {
        return status;
    }
    posting_context(posting, "party:%s", (*parcel)->courier);
    posting_note(posting, "courier", (*parcel)->courier);
    if (parcel_owed(*parcel) == 0) {
        return error_set(err, STATUS_REFUSED, "deal %s: courier %s owes nothing of it", id,
                         (*parcel)->courier);
    }
    if (book_now_us(book) < (*parcel)->remit_by_us) {
        return error_set(err, STATUS_REFUSED, "deal %s: courier %s has until %s to remit it", id,
                         (*parcel)->courier, time_format((*parcel)->remit_by_us, by));
    }
    return STATUS_OK;
}

static struct notice *tell(struct posting *posting, const char *kind, const struct deal *deal,
                           const struct parcel *parcel, int64_t amount_minor)
{
    struct notice *notice = posting_tell(posting, parcel->courier, kind);
    notice_text(notice, "deal", deal->id);
    notice_money(notice, "amount", amount_minor, deal->price.currency);
    notice_time(notice, "due", parcel->remit_by_us);
    return notice;
}

static enum status plan_tell(struct book *book, const void *request, struct posting *posting,
                             struct error *err)
{
    const char *const *id = request;
    const struct deal *deal;
    const struct parcel *parcel;
    enum status status = load_late(book, posting, *id, &deal, &parcel, err);
    if (status != STATUS_OK) {
        return status;
    }
    if (parcel->told_us != TIME_NONE) {
        return error_set(err, STATUS_REFUSED, "deal %s: courier %s was told already", *id,
                         parcel->courier);
    }
    posting_by_clock(posting, parcel->remit_by_us);
    (void)tell(posting, "courier late", deal, parcel, parcel_owed(parcel));
    /* Whoever decides about the bond has as long as for any other dispute. */
    const struct policy *policy;
    status = book_policy_named(book, deal->policy, &policy, err);
    return status == STATUS_OK
               ? cash_plan_bond(book, parcel, deal->price.currency,
                                policy_after(policy, policy->dispute, book_now_us(book)), posting,
                                err)
               : status;
}

static enum status apply_tell(struct book *book, const void *request, const struct posting *posting,
                              struct error *err)
{
    const char *const *id = request;
    return parcel_note_told(book, *id, posting->at_us, err);
}

enum status courier_tell(struct book *book, const char *const *deal, struct run *run,
                         struct error *err)
{
    static const struct operation operation = {
        .verb = "courier overdue", .plan = plan_tell, .apply = apply_tell};
    return operation_run(book, &operation, deal, run, err);
}

/* Out of its bond. */

static enum status check_draw(struct book *book, const void *request, struct error *err)
{
    const struct courier_draw *draw = request;
    const struct deal *deal;
    const struct parcel *parcel;
    enum status status = deal_find(book, draw->deal, &deal, err);
    if (status == STATUS_OK) {
        status = cash_parcel(book, deal, &parcel, err);
    }
    if (status == STATUS_OK && parcel_owed(parcel) == 0) {
        return error_set(err, STATUS_REFUSED, "deal %s: courier %s owes nothing of it", deal->id,
                         parcel->courier);
    }
    return status;
}

/* How much, and that the bond has it. */
static enum status choose_amount(struct book *book, const struct courier_draw *draw,
                                 const struct deal *deal, const struct parcel *parcel,
                                 struct account **bond, int64_t *out, struct error *err)
{
    char has[MONEY_TEXT_BYTES];
    char needs[MONEY_TEXT_BYTES];
    const char *currency = deal->price.currency;
    *out = draw->has_amount ? draw->amount.minor : parcel_owed(parcel);
    if (draw->has_amount && draw->amount.currency[0] != '\0' &&
        strcmp(draw->amount.currency, currency) != 0) {
        return error_set(err, STATUS_REFUSED, "deal %s is in %s, not in %s", deal->id, currency,
                         draw->amount.currency);
    }
    if (*out <= 0) {
        return error_set(err, STATUS_INVALID, "the amount must be above zero");
    }
    if (*out > parcel_owed(parcel)) {
        return error_set(err, STATUS_REFUSED, "deal %s: courier %s owes only %s %s of it", deal->id,
                         parcel->courier, currency,
                         money_format(money_of(parcel_owed(parcel), currency), has));
    }
    enum status status = bond_find(book, parcel->courier, currency, bond, err);
    int64_t there = status == STATUS_OK && *bond != NULL ? (*bond)->balance_minor : 0;
    if (status == STATUS_OK && there < *out) {
        (void)error_set(err, STATUS_REFUSED,
                        "the bond of courier %s has %s %s, and %s is needed for deal %s",
                        parcel->courier, currency, money_format(money_of(there, currency), has),
                        money_format(money_of(*out, currency), needs), deal->id);
        return there > 0 ? error_hint(err, "draw a part of it: --amount") : err->status;
    }
    return status;
}

static enum status plan_draw(struct book *book, const void *request, struct posting *posting,
                             struct error *err)
{
    const struct courier_draw *draw = request;
    const struct deal *deal;
    const struct parcel *parcel;
    struct account *bond, *transit;
    int64_t amount = 0;
    posting_note(posting, "reason", draw->reason);
    enum status status = load_late(book, posting, draw->deal, &deal, &parcel, err);
    if (status == STATUS_OK && (draw->reason == NULL || draw->reason[0] == '\0')) {
        status = error_set(err, STATUS_INVALID, "taking money out of a bond needs a reason");
    }
    if (status == STATUS_OK) {
        status = choose_amount(book, draw, deal, parcel, &bond, &amount, err);
    }
    if (status == STATUS_OK) {
        status = cash_transit(book, parcel, deal->price.currency, &transit, err);
    }
    if (status != STATUS_OK) {
        return status;
    }
    posting_note_money(posting, "amount", money_of(amount, deal->price.currency));
    posting_note_int(posting, "remit_by_us", parcel->remit_by_us);
    posting->courier = transit;
    notice_text(tell(posting, "courier drawn", deal, parcel, amount), "reason", draw->reason);
    status = posting_move(posting, bond, transit, amount, err);
    return status == STATUS_OK
               ? cash_plan_clock(book, parcel, parcel_owed(parcel) - amount, posting, err)
               : status;
}

static enum status apply_draw(struct book *book, const void *request, const struct posting *posting,
                              struct error *err)
{
    const struct courier_draw *draw = request;
    struct remittance remittance = {
        .deal = draw->deal, .amount_minor = posting->legs[1].amount_minor, .event = posting->event};
    return parcel_note_remitted(book, &remittance, err);
}

enum status courier_draw(struct book *book, const struct courier_draw *draw, struct run *run,
                         struct error *err)
{
    static const struct operation operation = {
        .verb = "courier draw", .plan = plan_draw, .apply = apply_draw, .check = check_draw};
    return operation_run(book, &operation, draw, run, err);
}
