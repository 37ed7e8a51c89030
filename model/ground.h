/* ground.h - the grounds of measures: a coded list of a policy's own, each with what it means and
 * where that is said. */
#ifndef MODEL_GROUND_H
#define MODEL_GROUND_H

#include "model/policy.h"

#define GROUND_ORDER "court" /* of an order of an authority, and of nothing else */
#define GROUND_BOND "bond"   /* of the clock of a demand */

/* Its value is what it means. STATUS_INVALID for a code that the policy does not list, with those
 * that it does. */
enum status ground_find(const struct policy *policy, const char *code,
                        const struct policy_value **out, struct error *err) CHECKED;
/* The codes that a person may choose, "counterfeit,fraud"; owned by mem. */
char *ground_codes(void *mem, const struct policy *policy);

#endif
