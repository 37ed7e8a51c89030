#include "model/house.h"

#include "model/mem.h"

#include <string.h>

#define INTEREST "interest"
#define CHARGE "charge"

const char *house_word(const char *item)
{
    return strcmp(item, INTEREST) == 0 ? INTEREST : strcmp(item, CHARGE) == 0 ? CHARGE : NULL;
}

static enum status check_way(const char *word, bool is_credit, struct error *err)
{
    bool is_interest = strcmp(word, INTEREST) == 0;
    if (is_interest == is_credit) {
        return STATUS_OK;
    }
    (void)error_set(err, STATUS_REFUSED, "money %s is no %s", is_credit ? "in" : "out", word);
    return is_interest
               ? error_hint(err, "interest that the pool pays is a charge")
               : error_hint(err, "a charge that comes back is a pair with its line: line:NUMBER");
}

enum status house_item(struct book *book, const char *word, bool is_credit, struct posting *posting,
                       const char **item, struct error *err)
{
    const struct policy *policy = book_policy(book);
    bool is_interest = strcmp(word, INTEREST) == 0;
    enum policy_house house = is_interest ? policy->interest_to : policy->charge_by;
    const struct policy_value *value =
        policy_value_of(policy, is_interest ? "interest.to" : "charge.by");
    const char *party = house == HOUSE_PLATFORM ? book_platform(book) : book_custodian(book);
    enum status status = check_way(word, is_credit, err);
    if (status != STATUS_OK) {
        return status;
    }
    if (party == NULL) {
        return error_set(err, STATUS_REFUSED, "the policy's %s = %s, and the book has none",
                         value->key, value->value);
    }
    posting_basis(posting, value);
    *item = mem_printf(posting, "available:%s", party);
    return STATUS_OK;
}
