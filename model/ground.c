#include "model/ground.h"

#include "model/mem.h"

#include <string.h>

#define KEY "freeze.ground."

/* The code of a value that is a ground; NULL where it is none. */
static const char *code_of(const struct policy_value *value)
{
    return strncmp(value->key, KEY, strlen(KEY)) == 0 ? value->key + strlen(KEY) : NULL;
}

char *ground_codes(void *mem, const struct policy *policy)
{
    const struct policy_value *value;
    char *codes = mem_strdup(mem, "");
    for (size_t i = 0; (value = policy_value_at(policy, i)) != NULL; i++) {
        const char *code = code_of(value);
        if (code != NULL && strcmp(code, GROUND_ORDER) != 0) {
            codes = mem_append(codes, "%s%s", codes[0] ? "," : "", code);
        }
    }
    return codes;
}

enum status ground_find(const struct policy *policy, const char *code,
                        const struct policy_value **out, struct error *err)
{
    for (size_t i = 0; (*out = policy_value_at(policy, i)) != NULL; i++) {
        if (code_of(*out) != NULL && strcmp(code_of(*out), code) == 0) {
            return STATUS_OK;
        }
    }
    char *codes = ground_codes(NULL, policy);
    (void)error_set(err, STATUS_INVALID, "'%s' is no ground of a freeze", code);
    enum status status = error_hint(err, "grounds of %s are %s", policy->name, codes);
    mem_free(codes);
    return status;
}
