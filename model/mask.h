/* mask.h - what a running freeze forbids its party: the union of all freezes that run now. */
#ifndef MODEL_MASK_H
#define MODEL_MASK_H

#include "model/book.h"
#include "model/id_list.h"

/* STATUS_REFUSED naming freeze, ground and end when a running freeze of party covers the
 * capability: "payout", "advance", "listing", "campaign", "return" (voluntary), "release" (early).
 */
enum status mask_check(struct book *book, const char *party, const char *capability,
                       struct error *err) CHECKED;

/* Early releases and voluntary returns are masked only between linked parties (one control group).
 */
enum status mask_check_linked(struct book *book, const char *party, const char *other,
                              const char *capability, struct error *err) CHECKED;

/* Ask for the measures on many parties at once and keep them for this transaction. */
enum status mask_foresee(struct book *book, const struct id_list *parties,
                         struct error *err) CHECKED;
/* The measures on the party have changed. */
void mask_forget(struct book *book, const char *party);

#endif
