#include "model/independence.h"

#include "model/mem.h"
#include "model/party.h"
#include "model/way.h"

#include <string.h>

#define RULE "custody.own_group"

/* One party, or two of one control group. */
static enum status are_one(struct book *book, const char *one, const char *other, bool *out,
                           struct error *err)
{
    if (one == NULL || other == NULL || strcmp(one, other) == 0) {
        *out = one != NULL && other != NULL;
        return STATUS_OK;
    }
    return party_are_linked(book, one, other, out, err);
}

static enum status foresee(struct book *book, const struct deal *deal, struct error *err)
{
    const char *all[4] = {deal->buyer, deal->seller};
    struct id_list list = {.items = all, .count = 2};
    if (book_platform(book) != NULL) {
        all[list.count++] = book_platform(book);
    }
    if (book_custodian(book) != NULL) {
        all[list.count++] = book_custodian(book);
    }
    return party_foresee(book, &list, err);
}

enum status independence_check_mode(struct book *book, const struct deal *deal, struct error *err)
{
    const struct way *way = way_of(deal->mode);
    const char *platform = book_platform(book);
    bool is_own = false;
    enum status status = foresee(book, deal, err);
    if (status == STATUS_OK) {
        status = are_one(book, deal->seller, platform, &is_own, err);
    }
    if (status != STATUS_OK) {
        return status;
    }
    if (way->is_own && !is_own) {
        (void)error_set(err, STATUS_REFUSED,
                        "deal %s: %s is not the platform, nor of its control group", deal->id,
                        deal->seller);
        return error_hint(err, "mode %s is for what the platform sells itself; use mode escrow",
                          deal->mode);
    }
    if (way->own_mode != NULL && is_own) {
        (void)error_set(err, STATUS_REFUSED, "deal %s: %s is %s, a self-operated sale", deal->id,
                        deal->seller,
                        strcmp(deal->seller, platform) == 0 ? "the platform"
                                                            : "of the platform's control group");
        return error_hint(err, "use mode %s", way->own_mode);
    }
    if (way->is_own && deal->fee.minor > 0) {
        return error_set(err, STATUS_REFUSED,
                         "deal %s: a self-operated sale has no fee, the platform charges itself"
                         " none",
                         deal->id);
    }
    return STATUS_OK;
}

enum status independence_plan(struct book *book, const struct deal *deal, struct posting *posting,
                              struct error *err)
{
    const struct policy *policy = book_policy(book);
    const struct policy_value *rule = policy_value_of(policy, RULE);
    const char *custodian = book_custodian(book);
    bool is_one = false;
    enum status status = are_one(book, deal->seller, custodian, &is_one, err);
    if (status != STATUS_OK || !is_one) {
        return status;
    }
    if (policy->own_group == OWN_GROUP_FORBIDDEN) {
        (void)error_set(err, STATUS_REFUSED,
                        "deal %s: %s and the custodian %s belong to one control group, which the"
                        " policy forbids",
                        deal->id, deal->seller, custodian);
        char *source = policy_value_text(posting, rule);
        return error_hint(err, "%s", source);
    }
    posting_note(posting, "own_group", rule->value);
    posting_basis(posting, rule);
    if (policy->own_group == OWN_GROUP_DISCLOSED) {
        struct notice *notice = posting_tell(posting, deal->buyer, "own group");
        notice_text(notice, "deal", deal->id);
        notice_text(notice, "custodian", custodian);
        notice_text(notice, "seller", deal->seller);
    }
    return STATUS_OK;
}
