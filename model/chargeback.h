/* chargeback.h - a payment provider takes back what it captured for a deal, because the buyer's
 * bank does; and gives it back when that was contested and won.
 *
 * What is in dispute of the deal pays first, and its complaint is lowered by as much, or is over:
 * the buyer is not refunded twice. Then pays what the deal's policy names, in its order
 * (chargeback.sources), each as far as it goes; what they lack is a lien on what comes in for the
 * seller. It goes to the provider's available money, from which the provider's next batch takes it.
 */
#ifndef MODEL_CHARGEBACK_H
#define MODEL_CHARGEBACK_H

#include "model/operation.h"
#include "model/query.h"

extern const struct id_space chargeback_ids;

/* SQL expression over complaint c: of its amount, what chargebacks have taken out of its hold. */
#define CHARGEBACK_OF_COMPLAINT_SQL                                                                \
    "coalesce((SELECT -sum(x.amount_minor) FROM chargeback k JOIN leg x ON x.event = k.event"      \
    " WHERE k.deal = c.deal AND x.account_id = c.hold_id), 0)"

struct chargeback {
    const char *id; /* NULL: one is made */
    const char *deal, *via;
    struct money amount;
    const char *reason; /* the provider's code or words */
};
/* STATUS_REFUSED beyond what was captured through this provider for this deal, less what was
 * charged back already. */
enum status chargeback_take(struct book *book, const struct chargeback *chargeback, struct run *run,
                            struct error *err) CHECKED;

/* Of what a deal returned, how much providers have taken back by chargebacks that stand. */
enum status chargeback_taken_back(struct book *book, const char *deal, int64_t *out,
                                  struct error *err) CHECKED;

struct chargeback_reversal {
    const char *chargeback;
    const char *reason; /* may be NULL */
};
/* What was taken is back where it came from: what was held is held again, what was the buyer's is
 * the buyer's, the rest the seller's; what was still owed is owed no more. Once. */
enum status chargeback_reverse(struct book *book, const struct chargeback_reversal *reversal,
                               struct run *run, struct error *err) CHECKED;

#endif
