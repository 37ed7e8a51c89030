#include "model/delivery.h"

#include "model/mem.h"
#include "model/time.h"

#include <string.h>

#define PERIODS "hold.sale.period."

static enum status refuse(const struct policy *policy, const char *kind, struct error *err)
{
    const struct policy_value *value;
    char *kinds = mem_strdup(NULL, "");
    for (size_t i = 0; (value = policy_value_at(policy, i)) != NULL; i++) {
        if (strncmp(value->key, PERIODS, strlen(PERIODS)) == 0) {
            kinds = mem_append(kinds, "%s%s", kinds[0] == '\0' ? "" : ", ",
                               value->key + strlen(PERIODS));
        }
    }
    (void)error_set(err, STATUS_REFUSED, "policy %s has no period for delivery '%s'", policy->name,
                    kind);
    (void)error_hint(err, "%s%s", kinds[0] == '\0' ? "leave it out" : "it has ", kinds);
    mem_free(kinds);
    return STATUS_REFUSED;
}

enum status delivery_period(const struct policy *policy, const char *kind, int64_t *period_us,
                            struct error *err)
{
    if (kind == NULL) {
        return STATUS_OK;
    }
    char *key = mem_printf(NULL, PERIODS "%s", kind);
    const struct policy_value *value = policy_value_of(policy, key);
    mem_free(key);
    return value != NULL ? span_parse(value->value, period_us, err) : refuse(policy, kind, err);
}
