/* deal.h - one order and its hold: announced, captured, shipped, delivered, confirmed or returned.
 *
 * An unfunded deal's hold is empty. What becomes of a funded one if nobody acts is said by the way
 * of paying (way.h). The clocks run from the time of recording, never from what the sender claims.
 */
#ifndef MODEL_DEAL_H
#define MODEL_DEAL_H

#include "model/deal_row.h"
#include "model/operation.h"
#include "model/way.h"

/* An order; makes its empty hold and the lien of its fee. A mode that is not built yet is
 * STATUS_UNSUPPORTED. */
enum status deal_order(struct book *book, const struct deal *deal, struct run *run,
                       struct error *err) CHECKED;

struct deal_capture {
    const char *deal, *via; /* a payment provider */
    struct money amount;
};
enum status deal_capture(struct book *book, const struct deal_capture *capture, struct run *run,
                         struct error *err) CHECKED;

/* What else happens to a deal; amount.minor 0 means all of it. */
struct deal_step {
    const char *deal;
    struct money amount;
    bool has_amount;
};
enum status deal_ship(struct book *book, const struct deal_step *step, struct run *run,
                      struct error *err) CHECKED;
enum status deal_deliver(struct book *book, const struct deal_step *step, struct run *run,
                         struct error *err) CHECKED;
enum status deal_cancel(struct book *book, const struct deal_step *step, struct run *run,
                        struct error *err) CHECKED;
/* The buyer releases; the seller returns: its sale hold, all or a part. */
enum status deal_confirm(struct book *book, const struct deal_step *step, struct run *run,
                         struct error *err) CHECKED;
enum status deal_return(struct book *book, const struct deal_step *step, struct run *run,
                        struct error *err) CHECKED;

/* The merchant has delivered a part of what was prepaid, or all of it. */
enum status deal_draw(struct book *book, const struct deal_step *step, struct run *run,
                      struct error *err) CHECKED;

/* SQL expression of a deal's state over tables deal d and its sale hold a, for views: planned,
 * cancelled, funded, shipped, delivered, disputed, closed. One that is paid outside this custody is
 * ordered, shipped, delivered, and disputed while a complaint about it is open. */
#define DEAL_STATE_SQL                                                                             \
    "CASE WHEN d.cancelled_us IS NOT NULL THEN 'cancelled'"                                        \
    " WHEN d.funded_minor = 0 AND NOT " WAY_IS_OUTSIDE " AND NOT (" WAY_IS_COLLECTED               \
    " AND d.shipped_us IS NOT NULL) THEN 'planned'"                                                \
    " WHEN d.funded_minor > 0 AND d.released_minor + d.returned_minor = d.funded_minor"            \
    " THEN 'closed'"                                                                               \
    " WHEN EXISTS (SELECT 1 FROM complaint c WHERE c.deal = d.id AND"                              \
    " c.decided_us IS NULL) THEN 'disputed'"                                                       \
    " WHEN d.delivered_us IS NOT NULL THEN 'delivered'"                                            \
    " WHEN d.shipped_us IS NOT NULL THEN 'shipped' WHEN " WAY_IS_OUTSIDE " THEN 'ordered'"         \
    " ELSE 'funded' END"

/* How much money may still come in for it: what is unpaid, and nothing once it is cancelled or its
 * campaign takes no more. */
enum status deal_plan_room(struct book *book, const struct deal *deal, int64_t *out,
                           struct error *err) CHECKED;
/* For whoever funds a deal's hold (a capture, a bank line): the legs, the clock, the deal's sums.
 * STATUS_REFUSED beyond what is still unpaid. */
enum status deal_plan_fund(struct book *book, const struct deal *deal, struct account *from,
                           int64_t amount_minor, struct posting *posting,
                           struct error *err) CHECKED;
#endif
