/* topup.h - what runs by the clocks of bonds; the sweep's operations.
 *
 * A bond below what the tariff asks is asked to be topped up. A demand that is not met when its
 * clock ends stops the seller's listing, by a measure that ends by itself when the demand is met;
 * and when its second clock ends, the seller's exit begins. */
#ifndef MODEL_TOPUP_H
#define MODEL_TOPUP_H

#include "model/operation.h"

struct topup_bond {
    const char *seller, *currency;
};
/* STATUS_REFUSED when nothing is missing that is not asked for already. */
enum status topup_ask(struct book *book, const struct topup_bond *bond, struct run *run,
                      struct error *err) CHECKED;
/* The default of a demand whose clock ended. */
enum status topup_default(struct book *book, const int64_t *demand, struct run *run,
                          struct error *err) CHECKED;
/* All of a demand is there. */
enum status topup_end(struct book *book, const int64_t *demand, struct run *run,
                      struct error *err) CHECKED;

#endif
