/* item_row.h - expected receipts, batches and payouts as the transaction under way sees them.
 *
 * As with deals (deal_row.h): one object for the whole of the transaction, and what changes of it
 * is written once, when the transaction flushes. SQL over received_minor, is_settled and state
 * needs book_flush first. All inside a transaction. */
#ifndef MODEL_ITEM_ROW_H
#define MODEL_ITEM_ROW_H

#include "model/book.h"
#include "model/id_list.h"
#include "model/item.h"

enum payout_state { PAYOUT_UNDER_WAY, PAYOUT_PAID, PAYOUT_RETURNED };

struct item_row {
    const char *id, *party, *currency; /* a batch's party is its provider */
    int64_t amount_minor;              /* a batch's net */
    const char *purpose;               /* of an expected receipt: "available" or "bond" */
    int64_t received_minor;            /* the same */
    int64_t fee_minor;                 /* of a batch */
    int64_t chargebacks_minor;         /* the same */
    bool is_settled;                   /* the same */
    bool is_remit;                     /* the same: a courier's, its party */
    int64_t hold_id;                   /* of a payout */
    enum payout_state state;           /* the same */
};

/* kind: ITEM_EXPECT, ITEM_BATCH or ITEM_PAYOUT. Borrowed until the operation that asked ends;
 * STATUS_NOT_FOUND names it. */
enum status item_row_find(struct book *book, enum item_kind kind, const char *id,
                          const struct item_row **out, struct error *err) CHECKED;
/* Ask for many at once and keep them for this transaction. */
enum status item_row_foresee(struct book *book, enum item_kind kind, const struct id_list *ids,
                             struct error *err) CHECKED;

/* The same of payouts by the numbers of their holds. */
enum status item_row_find_hold(struct book *book, int64_t hold_id, const struct item_row **out,
                               struct error *err) CHECKED;
enum status item_row_foresee_holds(struct book *book, const struct id_list *holds,
                                   struct error *err) CHECKED;
/* What is kept already; NULL for none. */
const struct item_row *item_row_known(struct book *book, enum item_kind kind, const char *id);

/* The writing of a posting that is made. */
enum status item_row_receive(struct book *book, const char *ref, int64_t amount_minor,
                             struct error *err) CHECKED;
enum status item_row_settle(struct book *book, const char *batch, bool is_settled,
                            struct error *err) CHECKED;
enum status item_row_set_state(struct book *book, const char *payout, enum payout_state state,
                               struct error *err) CHECKED;

#endif
