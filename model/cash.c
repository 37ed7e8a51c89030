#include "model/cash.h"

#include "model/bond.h"
#include "model/lien.h"
#include "model/way.h"

#include <stdio.h>
#include <string.h>

/* "CNY 97.00" */
#define AMOUNT_BYTES (MONEY_TEXT_BYTES + 8)
static char *amount_text(int64_t minor, const char *currency, char *buffer)
{
    char text[MONEY_TEXT_BYTES];
    struct money money = {minor, ""};
    memcpy(money.currency, currency, sizeof money.currency);
    (void)snprintf(buffer, AMOUNT_BYTES, "%s %s", money.currency, money_format(money, text));
    return buffer;
}

enum status cash_parcel(struct book *book, const struct deal *deal, const struct parcel **out,
                        struct error *err)
{
    if (!way_of(deal->mode)->is_collected) {
        return error_set(err, STATUS_REFUSED,
                         "deal %s, of mode %s, is not paid at the door: no courier has its cash",
                         deal->id, deal->mode);
    }
    enum status status = parcel_find(book, deal->id, out, err);
    if (status == STATUS_OK && *out == NULL) {
        (void)error_set(err, STATUS_REFUSED, "deal %s has no courier yet", deal->id);
        return error_hint(err, "tell who carries it first: a line of type courier");
    }
    return status;
}

enum status cash_transit(struct book *book, const struct parcel *parcel, const char *currency,
                         struct account **out, struct error *err)
{
    return account_obtain(book, ACCOUNT_TRANSIT, parcel->courier, currency, parcel->courier, out,
                          err);
}

enum status cash_plan_clock(struct book *book, const struct parcel *parcel, int64_t owed_minor,
                            struct posting *posting, struct error *err)
{
    const struct deal *deal;
    const struct policy *policy;
    struct account *hold;
    enum status status = deal_find(book, parcel->deal, &deal, err);
    if (status == STATUS_OK) {
        status = book_policy_named(book, deal->policy, &policy, err);
    }
    if (status == STATUS_OK) {
        status = account_by_id(book, deal->hold_id, &hold, err);
    }
    if (status != STATUS_OK || hold->balance_minor == 0) {
        return status;
    }
    if (owed_minor > 0) {
        posting_clock(posting, hold, DOOR_ESCALATE, parcel->remit_by_us);
        return STATUS_OK;
    }
    /* The buyer has had the goods since they were delivered, whenever the courier pays. */
    int64_t after_us =
        policy->cod_confirm_us == TIME_NONE ? deal->period_us : policy->cod_confirm_us;
    int64_t due_us = deal->delivered_us + after_us;
    int64_t now_us = book_now_us(book);
    posting_clock(posting, hold, DOOR_PAYEE, due_us < now_us ? now_us : due_us);
    return STATUS_OK;
}

enum status cash_plan_bond(struct book *book, const struct parcel *parcel, const char *currency,
                           int64_t until_us, struct posting *posting, struct error *err)
{
    struct account *bond;
    enum status status = bond_find(book, parcel->courier, currency, &bond, err);
    if (status == STATUS_OK && bond != NULL && bond->due_us < until_us) {
        posting_clock(posting, bond, bond->door, until_us);
    }
    return status;
}

static enum status refuse_unremitted(const struct deal *deal, const struct parcel *parcel,
                                     struct error *err)
{
    char owed[AMOUNT_BYTES];
    char by[TIME_TEXT_BYTES];
    (void)error_set(err, STATUS_REFUSED, "deal %s: courier %s has still to remit %s of it, by %s",
                    deal->id, parcel->courier,
                    amount_text(parcel_owed(parcel), deal->price.currency, owed),
                    time_format(parcel->remit_by_us, by));
    return error_hint(err,
                      "the bank line of its remittance lets it go; once that is late:"
                      " holdfast courier draw %s",
                      deal->id);
}

/* Out of the deal's holds already, and by the posting so far. */
static int64_t gone_of(const struct deal *deal, const struct posting *posting)
{
    int64_t gone = deal->released_minor + deal->returned_minor;
    for (size_t i = 0; i < posting->deal_count; i++) {
        const struct deal_change *change = &posting->deals[i];
        if (strcmp(change->deal, deal->id) == 0) {
            gone += change->released_minor + change->returned_minor;
        }
    }
    return gone;
}

/* The deal and the parcel of a collected hold. */
static enum status load(struct book *book, const struct account *hold, const struct deal **deal,
                        const struct parcel **parcel, struct error *err)
{
    enum status status = deal_find(book, hold->deal, deal, err);
    return status == STATUS_OK ? cash_parcel(book, *deal, parcel, err) : status;
}

enum status cash_check_out(struct book *book, const struct account *hold, int64_t amount_minor,
                           const struct posting *posting, struct error *err)
{
    const struct deal *deal;
    const struct parcel *parcel;
    char remitted[AMOUNT_BYTES];
    char gone[AMOUNT_BYTES];
    enum status status = load(book, hold, &deal, &parcel, err);
    if (status != STATUS_OK || parcel_owed(parcel) == 0) {
        return status;
    }
    int64_t before = gone_of(deal, posting);
    if (parcel->remitted_minor == 0) {
        return refuse_unremitted(deal, parcel, err);
    }
    if (before + amount_minor <= parcel->remitted_minor + parcel->fee_minor) {
        return STATUS_OK;
    }
    const char *currency = deal->price.currency;
    return error_set(err, STATUS_REFUSED,
                     "deal %s: of its cash courier %s has remitted %s, and %s has gone out of its"
                     " holds already",
                     deal->id, parcel->courier,
                     amount_text(parcel->remitted_minor, currency, remitted),
                     amount_text(before, currency, gone));
}

/* The parcel came back before the cash had gone on: the courier gives it back at the door and owes
 * it no longer. Only all of it, so that it never owes a part of a price. */
static enum status plan_give_back(struct book *book, struct account *hold, const struct deal *deal,
                                  const struct parcel *parcel, struct posting *posting,
                                  struct error *err)
{
    struct account *transit;
    enum status status = cash_transit(book, parcel, hold->currency, &transit, err);
    if (status == STATUS_OK) {
        status = lien_plan_end_costs(book, hold, posting, err);
    }
    if (status != STATUS_OK) {
        return status;
    }
    posting->courier = transit;
    posting_deal(posting, &(struct deal_change){.deal = deal->id,
                                                .returned_minor = hold->balance_minor,
                                                .given_back_minor = hold->balance_minor});
    struct notice *notice = posting_tell(posting, deal->buyer, "courier returned");
    notice_text(notice, "deal", deal->id);
    notice_text(notice, "courier", parcel->courier);
    notice_money(notice, "amount", hold->balance_minor, hold->currency);
    return posting_move(posting, hold, transit, hold->balance_minor, err);
}

enum status cash_plan_return(struct book *book, struct account *hold, struct account *payer,
                             int64_t amount_minor, struct posting *posting, struct error *err)
{
    const struct deal *deal;
    const struct parcel *parcel;
    int64_t left = 0;
    enum status status = load(book, hold, &deal, &parcel, err);
    if (status != STATUS_OK) {
        return status;
    }
    if (parcel->remitted_minor == 0 && amount_minor == parcel->collected_minor &&
        hold->id == deal->hold_id) {
        return plan_give_back(book, hold, deal, parcel, posting, err);
    }
    status = cash_check_out(book, hold, amount_minor, posting, err);
    if (status == STATUS_OK) {
        status = lien_plan_costs(book, hold, amount_minor, posting, &left, err);
    }
    if (status == STATUS_OK) {
        posting_deal(posting,
                     &(struct deal_change){.deal = deal->id, .returned_minor = amount_minor});
        status = posting_move(posting, hold, payer, left, err);
    }
    return status;
}

enum status cash_refuse_clock(struct book *book, const struct account *hold, struct error *err)
{
    const struct deal *deal;
    const struct parcel *parcel;
    enum status status = load(book, hold, &deal, &parcel, err);
    return status == STATUS_OK ? refuse_unremitted(deal, parcel, err) : status;
}
