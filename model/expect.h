/* expect.h - money announced before it comes: expected receipts and settlement batches. The bank
 * line that bears the reference and has exactly this amount is it. */
#ifndef MODEL_EXPECT_H
#define MODEL_EXPECT_H

#include "model/operation.h"
#include "model/query.h"

extern const struct id_space expect_ids, batch_ids;

struct expect {
    const char *ref, *party;
    const char *purpose; /* "available" or "bond" */
    struct money amount;
};
enum status expect_put(struct book *book, const struct expect *expect, struct run *run,
                       struct error *err) CHECKED;

struct batch {
    const char *id, *psp;
    struct money gross, fee, net; /* gross - fee - chargebacks = net */
    const char *const *deals;     /* as the provider lists them, NULL-terminated, or NULL */
    struct money chargebacks;     /* what it took back before; currency "" for none */
};
enum status batch_put(struct book *book, const struct batch *batch, struct run *run,
                      struct error *err) CHECKED;

/* For matching: the legs that a received amount makes. from is where the money is (a bank account
 * or a suspense hold). */
enum status expect_plan_receive(struct book *book, const char *ref, struct account *from,
                                int64_t amount_minor, struct posting *posting,
                                struct error *err) CHECKED;
enum status batch_plan_settle(struct book *book, const char *id, struct account *from,
                              int64_t amount_minor, struct posting *posting,
                              struct error *err) CHECKED;

#endif
