/* reminder.h - before a deal's default runs, whoever can still do something about it is told.
 *
 * Where the money is about to go to the payee that is the payer, and the other way round. Once for
 * each due time: what was extended is told of again. How long before is in the policy that holds
 * now (hold.remind_before; 0d: never). */
#ifndef MODEL_REMINDER_H
#define MODEL_REMINDER_H

#include "model/operation.h"
#include "model/way.h"

/* Live holds of deals' prices that fall due after $1, and within $5 of it, of which nobody was told
 * yet; as the sweep lists them. Of a group buy that is not decided nobody can do anything. */
#define REMINDER_DUE_SQL                                                                           \
    "SELECT a.due_us, a.id, '' FROM account a WHERE a.kind = 'hold' AND a.balance_minor > 0"       \
    " AND a.due_us > $1 AND a.due_us <= $1 + $5 AND (a.due_us, a.id) > ($2, $3)"                   \
    " AND a.deal IS NOT NULL AND a.purpose IN " WAY_PRICE_PURPOSES                                 \
    " AND a.door IN ('payer', 'payee') AND (a.purpose <> 'group' OR NOT EXISTS"                    \
    " (SELECT 1 FROM deal g JOIN campaign w ON w.id = g.campaign WHERE g.id = a.deal"              \
    " AND w.state = 'open')) AND NOT EXISTS (SELECT 1 FROM reminder r"                             \
    " WHERE r.account_id = a.id AND r.due_us = a.due_us) ORDER BY a.due_us, a.id LIMIT $4"

/* hold: "hold:42"; the sweep's operation. */
enum status reminder_send(struct book *book, const char *const *hold, struct run *run,
                          struct error *err) CHECKED;

#endif
