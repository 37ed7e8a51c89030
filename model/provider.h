/* provider.h - what a payment provider does with what it owes us, before a batch of it is paid: it
 * refunds buyers out of it, and keeps a part of it back as a reserve, or gives that free again.
 *
 * What it owes is transit:PSP, what it keeps back transit:PSP/reserve; a fee and chargebacks are
 * the batch's (expect.h). */
#ifndef MODEL_PROVIDER_H
#define MODEL_PROVIDER_H

#include "model/operation.h"

/* The buyer of a deal got its money from the provider: it is the buyer's no more, and the provider
 * owes so much less. STATUS_REFUSED beyond what is the buyer's: it goes back by a return first. */
struct provider_refund {
    const char *deal, *via;
    struct money amount;
    const char *reference; /* the provider's own */
};
enum status provider_refund(struct book *book, const struct provider_refund *refund,
                            struct run *run, struct error *err) CHECKED;

/* Above zero is kept back, below zero is given free. */
struct provider_reserve {
    const char *psp;
    struct money amount;
    const char *reference;
};
enum status provider_reserve(struct book *book, const struct provider_reserve *reserve,
                             struct run *run, struct error *err) CHECKED;

/* What it captured for a deal, and whether a chargeback of this amount for it is recorded and
 * stands; 0 and false for a deal that is not known. */
enum status provider_captured(struct book *book, const char *deal, const char *psp, int64_t *out,
                              struct error *err) CHECKED;
enum status provider_has_charged(struct book *book, const char *deal, const char *psp,
                                 int64_t amount_minor, bool *out, struct error *err) CHECKED;

#endif
