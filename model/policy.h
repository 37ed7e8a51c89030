/* policy.h - a jurisdiction's figures: a flat ini file of typed values, each with its citation.
 *
 * The value stands as `key = value | citation | review date`; an unknown key, a missing one, a
 * wrong unit or a value without citation is an error that names file, line and key. */
#ifndef MODEL_POLICY_H
#define MODEL_POLICY_H

#include "model/error.h"
#include "model/money.h"

#include <stdbool.h>
#include <stdint.h>

struct policy {
    const char *name;
    int64_t ship_by_us;     /* hold.sale.ship_by: funded to shipped, else back to the payer */
    int64_t extend_us;      /* hold.sale.max_extend: how far one extension may reach */
    int64_t dispute_us;     /* dispute.max: from filing to the default */
    bool dispute_to_payee;  /* dispute.default */
    int64_t appeal_us;      /* appeal.window: how long an award waits */
    int64_t award_multiple; /* award.multiple_bp: of the price, in basis points */
    bool award_has_price;   /* award.multiple_includes_price */
    struct money award_minimum;
    int64_t payout_us;      /* payout.bank_days: until the bank must have shown it */
    int64_t suspense_us;    /* suspense.escalate_after */
    int64_t bond_review_us; /* bond.review */
    int64_t freeze_max_us;  /* freeze.max */
};

/* A pack that the program carries, by name. Owned by mem. */
enum status policy_load(void *mem, const char *name, const struct policy **out,
                        struct error *err) CHECKED;
/* The same from text, for checking a file. */
enum status policy_parse(void *mem, const char *name, const char *text, const struct policy **out,
                         struct error *err) CHECKED;

/* One value with its source, for showing: NULL beyond the last. Owned by the policy. */
struct policy_value {
    const char *key, *value, *citation, *reviewed_on;
};
const struct policy_value *policy_value_at(const struct policy *policy, unsigned index);

#endif
