/* settlement.h - a payment provider's settlement file: what it captured, charged, refunded, took
 * back and kept, for each order, and what of it comes to the bank.
 *
 *     settlement_read (settlement_read.h); settlement_plan; show it; settlement_apply
 *
 * Invariants:
 * 1. Amounts are in minor units, + is money that the provider owes us. Gross is the order's, fee
 *    what the provider kept of it (below zero), net their sum as the file says it.
 * 2. The rows of a batch sum to its net, which is its one bank line; where the file says the payout
 *    they have to be equal. What is not is shown with the difference, and nothing is posted.
 * 3. All is posted in one transaction, or nothing: each refund, chargeback and reserve as its own
 *    event, then the batch with its fee. A batch that is known is not posted again. */
#ifndef IMPORT_SETTLEMENT_H
#define IMPORT_SETTLEMENT_H

#include "import/settlement_read.h"
#include "model/book.h"

#define SETTLEMENT_WHY_BYTES 256

/* One batch: rows that one payout pays. */
struct settlement_batch {
    const char *id;
    char currency[4];
    size_t rows;
    int64_t gross_minor, fee_minor, refund_minor, chargeback_minor, reserve_minor;
    int64_t other_minor; /* nothing that can be posted */
    int64_t net_minor;   /* the sum of all of these */
    bool has_payout;
    int64_t payout_minor;     /* as the file says it */
    int64_t difference_minor; /* payout less net; 0 where the file says no payout */
    bool is_known;            /* announced before, by this file or otherwise */
};

/* What is not as it has to be; the first of them refuses. */
struct settlement_fault {
    uint32_t line; /* 0: of a batch as a whole */
    const char *why;
};

struct settlement_plan {
    const struct settlement_file *file;
    const char *psp;
    struct settlement_batch *batches;
    size_t batch_count;
    struct settlement_fault *faults;
    size_t fault_count;
};

/* batch: the id that the bank line bears, where the file does not say it, or NULL. */
enum status settlement_plan(void *mem, struct book *book, const struct settlement_file *file,
                            const char *psp, const char *batch, struct settlement_plan **out,
                            struct error *err) CHECKED;

/* STATUS_REFUSED with the first fault. Whether settlement_apply would post it. */
enum status settlement_check(const struct settlement_plan *plan, struct error *err) CHECKED;

enum status settlement_apply(struct book *book, const struct settlement_plan *plan,
                             struct error *err) CHECKED;

#endif
