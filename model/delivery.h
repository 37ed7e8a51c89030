/* delivery.h - how long a buyer has to confirm, by how the goods come: hold.sale.period.digital and
 * the like, of the policy under which a deal is made. */
#ifndef MODEL_DELIVERY_H
#define MODEL_DELIVERY_H

#include "model/policy.h"

/* kind NULL: as the order says, *period_us stays. STATUS_REFUSED names the kinds that the policy
 * has. */
enum status delivery_period(const struct policy *policy, const char *kind, int64_t *period_us,
                            struct error *err) CHECKED;

#endif
