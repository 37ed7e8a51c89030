/* independence.h - who belongs to whom, by the control groups of the parties: whether a deal is
 * self-operated, and whether its payee and the custodian of its money are of one group.
 *
 * A deal whose seller is the platform, or of its control group, is self-operated, and its mode says
 * so. Custody of money by who is of the payee's own group is forbidden, has to be disclosed to the
 * buyer, or is allowed: by the policy (custody.own_group), whatever the mode. */
#ifndef MODEL_INDEPENDENCE_H
#define MODEL_INDEPENDENCE_H

#include "model/deal_row.h"
#include "model/posting.h"

/* Asks for all parties of the order at once. STATUS_REFUSED where the mode is not what the seller
 * makes of it, or the platform would charge itself. */
enum status independence_check_mode(struct book *book, const struct deal *deal,
                                    struct error *err) CHECKED;
/* STATUS_REFUSED where the policy forbids it; else it notes, shows and discloses it. */
enum status independence_plan(struct book *book, const struct deal *deal, struct posting *posting,
                              struct error *err) CHECKED;

#endif
