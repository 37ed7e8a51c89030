#include "model/loop.h"

#include "model/way.h"

#include <string.h>

static bool is_same(const char *a, const char *b)
{
    return a && b && strcmp(a, b) == 0;
}

/* A lien that this posting serves or makes pays its beneficiary. */
static bool is_beneficiary(const struct posting *posting, const struct account *to)
{
    for (size_t i = 0; i < posting->lien_count; i++) {
        if (posting->liens[i].beneficiary == to) {
            return true;
        }
    }
    return false;
}

static bool purpose_allows(const struct account *hold, const struct account *to)
{
    bool is_unexplained = to->kind == ACCOUNT_TRANSIT && strcmp(to->name, TRANSIT_UNEXPLAINED) == 0;
    if (hold->purpose == PURPOSE_PAYOUT) {
        return to->kind == ACCOUNT_BANK || is_unexplained;
    }
    return hold->purpose == PURPOSE_SUSPENSE;
}

/* A bank line that is unmatched takes its money back into suspense. */
static bool is_taken_back(const struct posting *posting, const struct account *to)
{
    return to->kind == ACCOUNT_HOLD && to->purpose == PURPOSE_SUSPENSE &&
           strcmp(posting->verb, "unmatch") == 0;
}

/* What was set apart of a bond goes back into the bond that it came from; what was in dispute, into
 * the hold that it was carved out of. */
static bool is_given_back(const struct account *hold, const struct account *to)
{
    bool is_apart = hold->purpose == PURPOSE_DISPUTE ||
                    (hold->purpose == PURPOSE_BOND && to->purpose == PURPOSE_BOND);
    return is_apart && to->kind == ACCOUNT_HOLD && hold->parent == to->id;
}

/* A courier that gives back what it never remitted owes it no longer; nor what was taken out of its
 * own bond for that. */
static bool is_of_courier(const struct posting *posting, const struct account *hold,
                          const struct account *to)
{
    bool is_own_bond = hold->purpose == PURPOSE_BOND && is_same(to->name, hold->payer) &&
                       strcmp(posting->verb, "courier draw") == 0;
    return to->kind == ACCOUNT_TRANSIT && to == posting->courier &&
           (hold->is_collected || is_own_bond);
}

static bool hold_may_pay(const struct posting *posting, const struct account *hold,
                         const struct account *to)
{
    if (to->kind == ACCOUNT_AVAILABLE &&
        (is_same(to->name, hold->payer) || is_same(to->name, hold->payee))) {
        return true;
    }
    if (to->kind == ACCOUNT_HOLD && to->parent == hold->id) {
        return true;
    }
    return is_beneficiary(posting, to) || purpose_allows(hold, to) || is_taken_back(posting, to) ||
           is_given_back(hold, to) || is_of_courier(posting, hold, to);
}

/* Of an exchange: the party's money to the dealer in what it sells, the dealer's to the party in
 * what it buys, and nothing the other way round. */
static bool is_exchanged(const struct exchange *exchange, const struct account *from,
                         const struct account *to)
{
    bool is_sale = is_same(from->name, exchange->party) && is_same(to->name, exchange->dealer) &&
                   strcmp(from->currency, exchange->sold) == 0;
    bool is_purchase = is_same(from->name, exchange->dealer) &&
                       is_same(to->name, exchange->party) &&
                       strcmp(from->currency, exchange->bought) == 0;
    return to->kind == ACCOUNT_AVAILABLE && (is_sale || is_purchase);
}

/* Own costs: what a provider kept of a settlement, what the bank charged. Corrections: an unmatched
 * line takes its money back into suspense. */
static bool available_may_pay(const struct posting *posting, const struct account *from,
                              const struct account *to)
{
    if (to->kind == ACCOUNT_HOLD &&
        (is_same(to->payer, from->name) || to->purpose == PURPOSE_SUSPENSE)) {
        return true;
    }
    return to->kind == ACCOUNT_TRANSIT || is_beneficiary(posting, to) ||
           is_exchanged(&posting->exchange, from, to);
}

/* What a lender advances goes to the payee of the hold on whose payee door the same event gives it
 * a lien. */
static bool is_advance(const struct posting *posting, const struct account *from,
                       const struct account *to)
{
    if (strcmp(posting->verb, "advance") != 0 || to->kind != ACCOUNT_AVAILABLE) {
        return false;
    }
    for (size_t i = 0; i < posting->lien_count; i++) {
        const struct lien_change *lien = &posting->liens[i];
        if (lien->id == 0 && lien->rank == LIEN_LENDER && lien->beneficiary == from &&
            lien->on->kind == ACCOUNT_HOLD && is_same(lien->on->payee, to->name)) {
            return true;
        }
    }
    return false;
}

/* What a provider takes back of a deal comes out of the deal's money, what is kept back of it, or
 * its two parties: their available money, the seller's bond. */
static bool is_recourse(const struct posting *posting, const struct account *from,
                        const struct account *to)
{
    const struct recourse *recourse = posting->recourse;
    if (recourse == NULL || strcmp(posting->verb, "chargeback") != 0 || to != recourse->to ||
        from->is_between_two) {
        return false;
    }
    if (from->kind == ACCOUNT_AVAILABLE) {
        return is_same(from->name, recourse->seller) || is_same(from->name, recourse->buyer);
    }
    if (from->purpose == PURPOSE_BOND) {
        return is_same(from->payer, recourse->seller);
    }
    return is_same(from->deal, recourse->deal) &&
           (way_holds_price(from) || from->purpose == PURPOSE_RESERVE);
}

static bool may_pay(const struct posting *posting, const struct account *from,
                    const struct account *to)
{
    if (strcmp(from->currency, to->currency) != 0) {
        return false;
    }
    if (from->kind == ACCOUNT_HOLD) {
        return from == to || hold_may_pay(posting, from, to) || is_recourse(posting, from, to);
    }
    return from == to || from->kind != ACCOUNT_AVAILABLE || available_may_pay(posting, from, to) ||
           is_advance(posting, from, to) || is_recourse(posting, from, to);
}

static enum status refuse(const struct posting *posting, const struct account *from,
                          const struct account *to, struct error *err)
{
    char payer[ACCOUNT_LABEL_BYTES], payee[ACCOUNT_LABEL_BYTES];
    return error_set(err, STATUS_REFUSED, "%s of %s would pay a third party, %s", posting->verb,
                     account_label(from, payer), account_label(to, payee));
}

/* Each credit needs a debit of its own currency to stand for it. */
static enum status check_credit(const struct posting *posting, const struct account *to,
                                struct error *err)
{
    const struct account *payer = to;
    for (size_t i = 0; i < posting->leg_count; i++) {
        const struct leg *debit = &posting->legs[i];
        if (debit->amount_minor > 0) {
            continue;
        }
        if (may_pay(posting, debit->account, to)) {
            return STATUS_OK;
        }
        if (strcmp(debit->account->currency, to->currency) == 0) {
            payer = debit->account;
        }
    }
    return refuse(posting, payer, to, err);
}

static bool is_mirrored(const struct posting *posting, const struct leg *leg)
{
    for (size_t i = 0; i < posting->mirrored_count; i++) {
        if (posting->mirrored[i].account == leg->account &&
            posting->mirrored[i].amount_minor == -leg->amount_minor) {
            return true;
        }
    }
    return false;
}

/* An account has one debit and one credit in an event at most: as many legs, each mirrored, are
 * all of them. */
static enum status check_mirror(const struct posting *posting, struct error *err)
{
    char label[ACCOUNT_LABEL_BYTES];
    for (size_t i = 0; i < posting->leg_count; i++) {
        if (!is_mirrored(posting, &posting->legs[i])) {
            return error_set(err, STATUS_REFUSED, "%s would move what it does not correct, %s",
                             posting->verb, account_label(posting->legs[i].account, label));
        }
    }
    return posting->leg_count == posting->mirrored_count
               ? STATUS_OK
               : error_set(err, STATUS_REFUSED, "%s would correct a part only", posting->verb);
}

enum status loop_check(const struct posting *posting, struct error *err)
{
    enum status status = STATUS_OK;
    if (posting->mirrored != NULL) {
        return check_mirror(posting, err);
    }
    for (size_t i = 0; i < posting->leg_count && status == STATUS_OK; i++) {
        if (posting->legs[i].amount_minor > 0) {
            status = check_credit(posting, posting->legs[i].account, err);
        }
    }
    return status;
}
