/* earmark.h - a part of the bond of a seller that leaves, set apart for what an open complaint may
 * bring: a bond of its own, carved out of the bond, with the complaint's clock.
 *
 * The rest of the bond goes back when its tail is over. When the last open complaint about the deal
 * is closed, the part goes back into the bond it came from, which is where an award is paid from
 * and whose clock it has then. */
#ifndef MODEL_EARMARK_H
#define MODEL_EARMARK_H

#include "model/deal_row.h"

/* Set apart what an award on the deal may cost, or what there is of it, until due_us; a part that
 * is there already stays until then at least. Nothing without a bond, nor where the policy awards
 * nothing or has awarded. */
enum status earmark_plan(struct book *book, const struct deal *deal, int64_t due_us,
                         struct posting *posting, struct error *err) CHECKED;
/* The same for each deal that an open complaint about the seller is about. */
enum status earmark_plan_all(struct book *book, const char *seller, struct posting *posting,
                             struct error *err) CHECKED;

/* The complaint is being closed: its part goes back, unless another open one is about the same
 * deal. *bond is where to; NULL where nothing was set apart. is_all: whatever else is open, for an
 * award, which a deal has once. */
enum status earmark_plan_back(struct book *book, const char *deal, const char *complaint,
                              bool is_all, struct posting *posting, struct account **bond,
                              struct error *err) CHECKED;

#endif
