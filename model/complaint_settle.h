/* complaint_settle.h - where the money of a complaint goes, as parts of a plan. */
#ifndef MODEL_COMPLAINT_SETTLE_H
#define MODEL_COMPLAINT_SETTLE_H

#include "model/complaint_row.h"

/* What is still in the dispute's hold; 0 without one. */
enum status complaint_held(struct book *book, const struct complaint_row *row, int64_t *out,
                           struct error *err) CHECKED;
/* So much of it to the buyer, the rest to the seller. */
enum status complaint_plan_split(struct book *book, const struct complaint_row *row,
                                 int64_t refund_minor, struct posting *posting,
                                 struct error *err) CHECKED;
/* All of it through one door. */
enum status complaint_plan_settle(struct book *book, const struct complaint_row *row, bool to_payee,
                                  struct posting *posting, struct error *err) CHECKED;
/* So much of it waits for an appeal, to leave by that door at until_us; the rest leaves by the
 * other at once. */
enum status complaint_plan_wait(struct book *book, const struct complaint_row *row, bool to_payee,
                                int64_t waiting_minor, int64_t until_us, struct posting *posting,
                                struct error *err) CHECKED;
/* All of it back into the hold that it was carved out of. */
enum status complaint_plan_back(struct book *book, const struct complaint_row *row,
                                struct posting *posting, struct error *err) CHECKED;

#endif
