/* fuzz_policy.c - any text as a policy pack: read or refused with what and where, and what was read
 * has a source for each figure and decides an award. */
#include "model/mem.h"
#include "model/policy.h"

#include <assert.h>
#include <stdint.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void decide(const struct policy *policy, struct money price)
{
    struct policy_award award;
    struct error err = {.status = STATUS_OK};
    if (policy_award(policy, "food", price, PRICE_HELD, &award, &err) != STATUS_OK) {
        assert(err.message[0] != '\0');
        return;
    }
    assert(award.amount.minor >= 0);
    assert((award.amount.minor == 0) == (award.refused_by != NULL));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct error err = {.status = STATUS_OK};
    const struct policy *policy = NULL;
    const struct policy_value *value;
    void *mem = mem_context(NULL, "fuzz");
    char *text = mem_strndup(mem, (const char *)data, size);
    if (policy_parse(mem, "fuzz.ini", text, &policy, &err) != STATUS_OK) {
        assert(err.message[0] != '\0');
    } else {
        for (size_t i = 0; (value = policy_value_at(policy, i)) != NULL; i++) {
            assert(value->key[0] != '\0' && value->citation[0] != '\0');
        }
        decide(policy, (struct money){1, "JPY"});
        decide(policy, (struct money){INT64_MAX, "CNY"});
    }
    mem_free(mem);
    return 0;
}
