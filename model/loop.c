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

/* What was set apart of a bond goes back into the bond that it came from. */
static bool is_given_back(const struct account *hold, const struct account *to)
{
    return hold->purpose == PURPOSE_BOND && to->kind == ACCOUNT_HOLD &&
           to->purpose == PURPOSE_BOND && hold->parent == to->id;
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
           is_given_back(hold, to);
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
    return to->kind == ACCOUNT_TRANSIT || is_beneficiary(posting, to);
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

static enum status check_pair(const struct posting *posting, const struct account *from,
                              const struct account *to, struct error *err)
{
    bool is_allowed = true;
    if (strcmp(from->currency, to->currency) != 0 || from == to) {
        return STATUS_OK;
    }
    if (from->kind == ACCOUNT_HOLD) {
        is_allowed = hold_may_pay(posting, from, to) || is_recourse(posting, from, to);
    } else if (from->kind == ACCOUNT_AVAILABLE) {
        is_allowed = available_may_pay(posting, from, to) || is_advance(posting, from, to) ||
                     is_recourse(posting, from, to);
    }
    if (is_allowed) {
        return STATUS_OK;
    }
    char payer[ACCOUNT_LABEL_BYTES], payee[ACCOUNT_LABEL_BYTES];
    return error_set(err, STATUS_REFUSED, "%s of %s would pay a third party, %s", posting->verb,
                     account_label(from, payer), account_label(to, payee));
}

enum status loop_check(const struct posting *posting, struct error *err)
{
    bool is_mixed = false; /* several debits: a credit needs one of them to stand for it */
    size_t debits = 0;
    for (size_t i = 0; i < posting->leg_count; i++) {
        debits += posting->legs[i].amount_minor < 0;
    }
    is_mixed = debits > 1;
    for (size_t c = 0; c < posting->leg_count; c++) {
        enum status status = STATUS_OK;
        if (posting->legs[c].amount_minor < 0) {
            continue;
        }
        for (size_t d = 0; d < posting->leg_count; d++) {
            if (posting->legs[d].amount_minor > 0) {
                continue;
            }
            status = check_pair(posting, posting->legs[d].account, posting->legs[c].account, err);
            if ((status == STATUS_OK) == is_mixed) {
                break;
            }
        }
        if (status != STATUS_OK) {
            return status;
        }
    }
    return STATUS_OK;
}
