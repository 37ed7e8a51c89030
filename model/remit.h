/* remit.h - a courier's batch of what it collected (courier.h), settled by the bank line that bears
 * it and has its net amount.
 *
 * It is a row among the batches of payment providers: a bank line finds it, a person matches it and
 * takes it back by the same identifier and in the same way; what the line does then differs. A
 * later one that names a deal again stands for the earlier one as long as none of them is settled.
 */
#ifndef MODEL_REMIT_H
#define MODEL_REMIT_H

#include "model/item_row.h"
#include "model/operation.h"

/* For matching: the legs of the line that settles it, and of the way back, which is refused beyond
 * what is still there. from, money: a bank account or a suspense hold. */
enum status remit_plan_settle(struct book *book, const struct item_row *batch, struct account *from,
                              int64_t amount_minor, struct posting *posting,
                              struct error *err) CHECKED;
enum status remit_plan_undo(struct book *book, const struct item_row *batch, struct account *money,
                            int64_t amount_minor, struct posting *posting,
                            struct error *err) CHECKED;
/* What the parcels learn of the event that did either. */
enum status remit_note(struct book *book, const struct item_row *batch, bool is_settled,
                       int64_t event, struct error *err) CHECKED;

#endif
